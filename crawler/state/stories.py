"""Stories that were seen: for each one what its best copy was, and the keys that copies of it are found by."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_AT_KEY = 24
"""Stories that are kept at one key: a passage that more of them have says nothing of any."""
MOST_CANDIDATES = 8
"""Stories that are handed out for one text: those that share the most keys with it, a rare key counting more."""
_CACHE = 32 * 1024
"""KiB of a temporary file that are held in memory."""

_TABLES = """
    CREATE TABLE IF NOT EXISTS stories (
        story INTEGER PRIMARY KEY,
        id BLOB NOT NULL,
        article BLOB NOT NULL,
        page INTEGER NOT NULL,
        grade INTEGER NOT NULL,
        moment INTEGER,
        print BLOB NOT NULL
    );
    CREATE TABLE IF NOT EXISTS story_keys (
        key INTEGER NOT NULL,
        story INTEGER NOT NULL,
        PRIMARY KEY (key, story)
    ) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Best:
    """The best copy that is known of a story."""

    article: bytes
    """The 16 bytes of its article's id."""
    page: int
    """64 bits that stand for the address that it was fetched from."""
    grade: int
    """How good a copy it is; less is better."""
    moment: int | None
    """When it was published, in seconds since 1970."""
    print: bytes
    """What is kept of its text."""


@dataclass(frozen=True, slots=True)
class Known:
    """A story that was seen."""

    story: int
    """Its number."""
    id: bytes
    """The 16 bytes of the id that its copies have."""
    best: Best


class Stories:
    """The stories of all sites, over a connection that its owner commits and closes."""

    def __init__(self, state: sqlite3.Connection) -> None:
        self.state = state
        self._looked: tuple[Sequence[int], list[tuple[int, int]]] = (), []
        # Statement by statement: a script would commit what its owner has begun.
        for table in _TABLES.split(";"):
            state.execute(table)

    @classmethod
    def for_a_run(cls) -> Self:
        """Stories that are forgotten with the object: in a temporary file, of which a part is held in memory."""
        connection = sqlite3.connect("")
        for pragma in (f"cache_size = -{_CACHE}", "journal_mode = OFF", "synchronous = OFF"):
            connection.execute(f"PRAGMA {pragma}")
        return cls(connection)

    def look(self, keys: Sequence[int]) -> list[Known]:
        """Stories that share keys with a text: those that share the most and the rarest first, then the oldest."""
        at = self._at(keys)
        self._looked = keys, at
        holders = Counter(key for key, _ in at)
        weights: defaultdict[int, float] = defaultdict(float)
        for key, story in at:
            weights[story] += 1 / holders[key]
        few = sorted(weights, key=lambda story: (-weights[story], story))[:MOST_CANDIDATES]
        found = {
            row[0]: Known(row[0], row[1], Best(*row[2:]))
            for row in self.state.execute(
                f"SELECT story, id, article, page, grade, moment, print FROM stories WHERE story IN ({_marks(few)})",  # noqa: S608  question marks
                few,
            )
        }
        return [found[story] for story in few]

    def add(self, story: bytes, best: Best, keys: Sequence[int]) -> None:
        """Note a story that was not seen before."""
        ((number,),) = self.state.execute(
            "INSERT INTO stories (id, article, page, grade, moment, print) VALUES (?, ?, ?, ?, ?, ?) RETURNING story",
            (story, best.article, best.page, best.grade, best.moment, best.print),
        ).fetchall()
        self._put(number, keys)

    def better(self, story: int, best: Best, keys: Sequence[int]) -> None:
        """Note a better copy of a story. It is found by the keys of those before as well."""
        self.state.execute(
            "UPDATE stories SET article = ?, page = ?, grade = ?, moment = ?, print = ? WHERE story = ?",
            (best.article, best.page, best.grade, best.moment, best.print, story),
        )
        self._put(story, keys)

    def count(self) -> int:
        """How many there are."""
        number: int = self.state.execute("SELECT count(*) FROM stories").fetchone()[0]
        return number

    def _at(self, keys: Sequence[int]) -> list[tuple[int, int]]:
        """Every key that is there, with each story that has it."""
        return self.state.execute(
            f"SELECT key, story FROM story_keys WHERE key IN ({_marks(keys)})",  # noqa: S608  question marks
            keys,
        ).fetchall()

    def _put(self, story: int, keys: Sequence[int]) -> None:
        # What was looked up last is what is put in, as a rule.
        keys_then, at = self._looked
        holders = Counter(key for key, _ in (at if keys_then == keys else self._at(keys)))
        self._looked = (), []
        self.state.executemany(
            "INSERT OR IGNORE INTO story_keys VALUES (?, ?)",
            [(key, story) for key in keys if holders[key] < MOST_AT_KEY],
        )


def _marks(values: Sequence[int]) -> str:
    return ",".join("?" * len(values))
