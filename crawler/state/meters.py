"""Sites whose meter is spent, and until when they are left alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3


@dataclass(frozen=True, slots=True)
class Spent:
    """A spent meter. Moments are seconds since 1970."""

    site: str
    until: int
    """When the site may be asked again."""
    began: int
    """When it was found spent first, with nothing had from the site since."""
    period: str
    """What its wording says it counts by, such as `month`, and whether it said so."""
    said: str | None
    """The line that told."""


class Meters:
    """Spent meters, by site."""

    def __init__(self, state: sqlite3.Connection) -> None:
        self.state = state

    def find(self, site: str) -> Spent | None:
        """What is known of a site's meter, also when its time is over; null where it was never spent or is whole again."""
        row = self.state.execute(
            "SELECT site, until, began, period, said FROM meters WHERE site = ?", (site,)
        ).fetchone()
        return Spent(*row) if row else None

    def put(self, spent: Spent) -> None:
        """Note that a meter is spent."""
        self.state.execute(
            "INSERT OR REPLACE INTO meters VALUES (?, ?, ?, ?, ?)",
            (spent.site, spent.until, spent.began, spent.period, spent.said),
        )

    def reset(self, site: str) -> None:
        """Note that the site gives whole articles again."""
        self.state.execute("DELETE FROM meters WHERE site = ?", (site,))

    def closed(self, now: int) -> dict[str, Spent]:
        """The sites that are left alone at this moment."""
        rows = self.state.execute("SELECT site, until, began, period, said FROM meters WHERE until > ?", (now,))
        return {row[0]: Spent(*row) for row in rows}
