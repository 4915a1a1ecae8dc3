"""Feeds, sitemaps and fronts: what they were when they were last read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave with an answer, to ask whether it has changed."""

    etag: str | None
    last_modified: str | None


class Sources:
    """Validators of sources, by address and by what was left out of what they listed.

    A source that was read with other filters (`since`, `allow`) is as good as unread: what they left out was not queued.
    """

    def __init__(self, state: sqlite3.Connection) -> None:
        self.state = state

    def find(self, url: str, filters: str) -> Validators | None:
        """The validators of a source; null where it was not read before."""
        row = self.state.execute(
            "SELECT etag, last_modified FROM sources WHERE url = ? AND filters = ?", (url, filters)
        ).fetchone()
        return Validators(*row) if row else None

    def last_asked(self, url: str, filters: str) -> int | None:
        """When a source was last read, in seconds since 1970; null where it was not."""
        row = self.state.execute(
            "SELECT last_asked FROM sources WHERE url = ? AND filters = ?", (url, filters)
        ).fetchone()
        return int(row[0]) if row else None

    def put(self, url: str, filters: str, validators: Validators, now: int) -> None:
        """Note that a source was read and all that it listed is queued."""
        self.state.execute(
            "INSERT OR REPLACE INTO sources VALUES (?, ?, ?, ?, ?)",
            (url, filters, validators.etag, validators.last_modified, now),
        )
