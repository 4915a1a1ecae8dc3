"""Lines that stand on many articles of one site: counted by hash, bounded for every site."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MOST_LINES = 5_000
"""Lines that are kept of a site: those of its last 150 articles or so, and what stands on many for as long as it does."""
MOST_ARTICLES = 5_000
"""Articles of a site that are known again when they come a second time."""
MOST_SEEN = 200
"""Sightings of one line that are counted before old ones are forgotten: both they and the articles since are halved."""
_SPARE = 8
"""One in so many lines goes when there are too many, so that it is not done at every article."""

_TABLES = """
    CREATE TABLE IF NOT EXISTS line_sites (
        site INTEGER PRIMARY KEY,
        articles INTEGER NOT NULL,
        lines INTEGER NOT NULL
    );
    CREATE TABLE IF NOT EXISTS line_articles (
        site INTEGER NOT NULL,
        article INTEGER NOT NULL,
        number INTEGER NOT NULL,
        own INTEGER NOT NULL,
        PRIMARY KEY (site, article)
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS line_articles_numbers ON line_articles (site, number);
    CREATE TABLE IF NOT EXISTS lines (
        site INTEGER NOT NULL,
        line INTEGER NOT NULL,
        seen INTEGER NOT NULL,
        taken INTEGER NOT NULL,
        first INTEGER NOT NULL,
        place INTEGER NOT NULL,
        PRIMARY KEY (site, line)
    ) WITHOUT ROWID;
"""


class Place(IntEnum):
    """Where a line stands on its page."""

    HEAD = 0
    """Nothing of the story stands before it."""
    MIDDLE = 1
    TAIL = 2
    """Nothing of the story stands behind it."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """What is known of a line of a site."""

    seen: int
    """Articles that it stood on."""
    taken: int
    """Those among them whose story it was taken for a part of."""
    first: int
    """Number of the article that it stood on first, from 1."""
    place: Place
    """Where it stood on the last of them."""


@dataclass(frozen=True, slots=True)
class Stand:
    """A line as it stands on one article."""

    place: Place
    taken: bool
    """Whether it was taken for a part of the story."""
    weight: int
    """Its length, in letters."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a site, as far as one page asks."""

    articles: int = 0
    """Articles of the site that were counted."""
    counted: bool = False
    """Whether this one is among them."""
    lines: Mapping[int, Sighting] = field(default_factory=dict)
    """By hash; lines that were never seen are not in it."""
    own: Mapping[int, int] = field(default_factory=dict)
    """For articles that alone have brought some of the lines, by number: letters of their stories that stand on no
    other article."""


def line_hash(text: str) -> int:
    """64 bits that stand for a text, the same on every machine."""
    digest = hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


class Lines:
    """The lines of all sites, over a connection that its owner commits and closes."""

    def __init__(self, state: sqlite3.Connection) -> None:
        self.state = state
        # Statement by statement: a script would commit what its owner has begun.
        for table in _TABLES.split(";"):
            state.execute(table)

    @classmethod
    def in_memory(cls) -> Self:
        """Lines that are forgotten with the object."""
        return cls(sqlite3.connect(":memory:"))

    def look(self, site: str, article: str, lines: Iterable[int]) -> Known:
        """What is known of a site and of some lines, before the article is counted."""
        where = line_hash(site)
        row = self.state.execute("SELECT articles FROM line_sites WHERE site = ?", (where,)).fetchone()
        if row is None:
            return Known()
        counted = self.state.execute(
            "SELECT 1 FROM line_articles WHERE site = ? AND article = ?", (where, line_hash(article))
        ).fetchone()
        found = {
            line: Sighting(seen, taken, first, Place(place))
            for line, seen, taken, first, place in self.state.execute(
                # CROSS: row by row of what is asked for, never through all that there is.
                "SELECT line, seen, taken, first, place FROM json_each(?) AS asked "
                "CROSS JOIN lines ON site = ? AND line = asked.value",
                (json.dumps(list(lines)), where),
            )
        }
        firsts = sorted({each.first for each in found.values() if each.seen == 1})
        own = self.state.execute(
            "SELECT number, own FROM json_each(?) AS asked "
            "CROSS JOIN line_articles INDEXED BY line_articles_numbers ON site = ? AND number = asked.value",
            (json.dumps(firsts), where),
        )
        return Known(row[0], counted is not None, found, dict(own.fetchall()))

    def count(self, site: str, article: str, lines: Mapping[int, Stand], known: Known | None = None) -> None:
        """Count an article and its lines, by hash. One that was counted before changes nothing.

        `known` is what `look` has just given for the same lines, if it was asked.
        """
        known = self.look(site, article, lines) if known is None else known
        if known.counted:
            return
        where, number = line_hash(site), known.articles + 1
        rows = [
            (where, line, *_counted(known.lines.get(line), stand, number), stand.place) for line, stand in lines.items()
        ]
        own = sum(stand.weight for line, stand in lines.items() if stand.taken and line not in known.lines)
        shared = [
            (stand.weight, where, before.first)
            for line, stand in lines.items()
            if (before := known.lines.get(line)) is not None and before.seen == before.taken == 1
        ]
        self.state.execute(
            "INSERT INTO line_sites VALUES (?, 1, ?) "
            "ON CONFLICT (site) DO UPDATE SET articles = articles + 1, lines = lines + excluded.lines",
            (where, len(lines) - len(known.lines)),
        )
        self.state.executemany("UPDATE line_articles SET own = own - ? WHERE site = ? AND number = ?", shared)
        self.state.execute("INSERT INTO line_articles VALUES (?, ?, ?, ?)", (where, line_hash(article), number, own))
        self.state.execute("DELETE FROM line_articles WHERE site = ? AND number <= ?", (where, number - MOST_ARTICLES))
        self.state.executemany("INSERT OR REPLACE INTO lines VALUES (?, ?, ?, ?, ?, ?)", rows)
        self._forget(where)

    def _forget(self, where: int) -> None:
        """Keep a site within its bounds: what was seen least goes first, and of that what was seen longest ago."""
        (lines,) = self.state.execute("SELECT lines FROM line_sites WHERE site = ?", (where,)).fetchone()
        if lines <= MOST_LINES:
            return
        going = lines - MOST_LINES + MOST_LINES // _SPARE
        self.state.execute(
            "DELETE FROM lines WHERE site = ? AND line IN "
            "(SELECT line FROM lines WHERE site = ? ORDER BY seen, first, line LIMIT ?)",
            (where, where, going),
        )
        self.state.execute("UPDATE line_sites SET lines = lines - ? WHERE site = ?", (going, where))


def _counted(before: Sighting | None, stand: Stand, number: int) -> tuple[int, int, int]:
    """A line's `seen`, `taken` and `first` once it was seen on the article of this number too."""
    if before is None:
        return 1, int(stand.taken), number
    seen, taken, first = before.seen + 1, before.taken + stand.taken, before.first
    if seen >= MOST_SEEN:
        # Its share of the articles stays what it is, and what was long ago weighs less and less.
        return seen // 2, taken // 2, number - (number - first) // 2
    return seen, taken, first
