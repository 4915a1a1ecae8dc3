"""The pages that were had: when, what they said, and when to ask again."""

from __future__ import annotations

from dataclasses import astuple, dataclass, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3


@dataclass(frozen=True, slots=True)
class KnownPage:
    """One page. Moments are seconds since 1970."""

    key: bytes
    url: str
    """The address that it is asked for by."""
    site: str
    etag: str | None
    last_modified: str | None
    """Both as the server gave them with the page at `url`."""
    hash: bytes | None
    """Of what its last record said; null where it gave none (gone, no HTML, no article wanted)."""
    published: int | None
    modified: int | None
    """The newest date of a change that a source or the page itself has given."""
    first_seen: int
    last_asked: int
    next_ask: int | None
    """When to ask again; null: when a source says that it has changed."""
    whole: bool = True
    """Whether its last record held the article, rather than what a wall or a refusal has left of it."""


_COLUMNS = ", ".join(field.name for field in fields(KnownPage))
_MARKS = ", ".join("?" * len(fields(KnownPage)))


class Pages:
    """Known pages, by key. An alias is another address of the same page: a redirect, or one that names its canonical."""

    def __init__(self, state: sqlite3.Connection) -> None:
        self.state = state

    def find(self, key: bytes) -> KnownPage | None:
        """The page of a key or of an alias; null where it is new."""
        return self._get(key) or self._behind(key)

    def put(self, page: KnownPage) -> None:
        """Note a page, in place of what was known of it."""
        self.state.execute(f"INSERT OR REPLACE INTO pages ({_COLUMNS}) VALUES ({_MARKS})", astuple(page))  # noqa: S608 - names of fields

    def alias(self, key: bytes, page: bytes) -> None:
        """Note that `key` leads to `page`."""
        if key != page:
            self.state.execute("INSERT OR REPLACE INTO aliases VALUES (?, ?)", (key, page))

    def count(self) -> int:
        """How many pages are known."""
        return int(self.state.execute("SELECT count(*) FROM pages").fetchone()[0])

    def _get(self, key: bytes) -> KnownPage | None:
        row = self.state.execute(f"SELECT {_COLUMNS} FROM pages WHERE key = ?", (key,)).fetchone()  # noqa: S608 - names of fields
        return KnownPage(*row) if row else None

    def _behind(self, key: bytes) -> KnownPage | None:
        row = self.state.execute("SELECT page FROM aliases WHERE key = ?", (key,)).fetchone()
        return self._get(row[0]) if row else None
