"""What is still to be fetched, by site."""

from __future__ import annotations

from dataclasses import astuple, dataclass, fields
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3


@dataclass(frozen=True, slots=True)
class Entry:
    """One address to ask for. Moments are seconds since 1970."""

    key: bytes
    url: str
    site: str
    """Registrable domain: what has one meter, one set of cookies, and one request at a time."""
    priority: int
    """Higher ones first; of equal ones, those that came first."""
    added: int
    not_before: int = 0
    attempts: int = 0
    """How many times it was asked for without success."""
    via: str | None = None
    published: int | None = None
    modified: int | None = None
    sure: bool = True
    """Whether its source lists only articles; otherwise the page is looked at before it is taken for one."""


_COLUMNS = ", ".join(field.name for field in fields(Entry))
_MARKS = ", ".join("?" * len(fields(Entry)))


class Frontier:
    """A queue for every site. An entry stays until `done`: a run that is killed loses none."""

    def __init__(self, state: sqlite3.Connection) -> None:
        self.state = state

    def put(self, entry: Entry) -> bool:
        """Queue an address; False where it was queued already (its dates and priority are brought up to date)."""
        new = self.state.execute(
            f"INSERT OR IGNORE INTO frontier ({_COLUMNS}) VALUES ({_MARKS})",  # noqa: S608 - names of fields
            astuple(entry),
        ).rowcount
        if not new:
            self.state.execute(
                "UPDATE frontier SET priority = max(priority, ?), published = coalesce(published, ?), "
                "modified = coalesce(max(modified, ?), modified, ?), sure = max(sure, ?) WHERE key = ?",
                (entry.priority, entry.published, entry.modified, entry.modified, entry.sure, entry.key),
            )
        return bool(new)

    def put_due(self, now: int, priority: int) -> int:
        """Queue every known page that is due by its schedule; how many there were."""
        return self.state.execute(
            "INSERT OR IGNORE INTO frontier (key, url, site, priority, added, not_before, attempts, published, modified, sure) "
            "SELECT key, url, site, ?, next_ask, 0, 0, published, modified, 1 FROM pages WHERE next_ask <= ?",
            (priority, now),
        ).rowcount

    def next(self, site: str, now: int) -> Entry | None:
        """The next entry of a site that may be asked for now; null where there is none. It stays queued."""
        row = self.state.execute(
            f"SELECT {_COLUMNS} FROM frontier WHERE site = ? AND not_before <= ? "  # noqa: S608 - names of fields
            "ORDER BY priority DESC, added, key LIMIT 1",
            (site, now),
        ).fetchone()
        return _entry(row)

    def find(self, key: bytes) -> Entry | None:
        """The entry of a key; null where there is none."""
        row = self.state.execute(f"SELECT {_COLUMNS} FROM frontier WHERE key = ?", (key,)).fetchone()  # noqa: S608 - names of fields
        return _entry(row)

    def done(self, key: bytes) -> None:
        """Take an entry out of the queue."""
        self.state.execute("DELETE FROM frontier WHERE key = ?", (key,))

    def defer(self, key: bytes, not_before: int, *, failed: bool = True) -> None:
        """Leave an entry in the queue until a moment; `failed` counts an attempt."""
        self.state.execute(
            "UPDATE frontier SET not_before = ?, attempts = attempts + ? WHERE key = ?", (not_before, failed, key)
        )

    def sites(self, now: int) -> list[str]:
        """Sites with an entry that may be asked for now, in order of their names."""
        rows = self.state.execute("SELECT DISTINCT site FROM frontier WHERE not_before <= ? ORDER BY site", (now,))
        return [row[0] for row in rows]

    def waiting(self) -> dict[str, int]:
        """How many entries each site has, ready or not."""
        return dict(self.state.execute("SELECT site, count(*) FROM frontier GROUP BY site ORDER BY site"))


def _entry(row: tuple[Any, ...] | None) -> Entry | None:
    return Entry(*row) if row else None
