"""A reader's cookies, from one run to the next: whoever throws them away turns a meter back."""

from __future__ import annotations

import json
from http.cookiejar import Cookie
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

_FIELDS = (
    "version",
    "name",
    "value",
    "port",
    "port_specified",
    "domain",
    "domain_specified",
    "domain_initial_dot",
    "path",
    "path_specified",
    "secure",
    "expires",
    "discard",
    "comment",
    "comment_url",
)


class Cookies:
    """The cookies that sites have set."""

    def __init__(self, state: sqlite3.Connection) -> None:
        self.state = state
        self._kept: dict[tuple[str, str, str], str] = {}

    def load(self, now: int) -> list[Cookie]:
        """Those that have not expired; those of a session too, as a browser that is left open has them."""
        rows = self.state.execute("SELECT cookie FROM cookies ORDER BY domain, path, name")
        cookies = [Cookie(**json.loads(row[0]), rest={}) for row in rows]
        return [cookie for cookie in cookies if not cookie.is_expired(now)]

    def save(self, cookies: Iterable[Cookie]) -> None:
        """Put these in place of all that were kept; only what is another one than last time is written."""
        now = {(c.domain, c.path, c.name): json.dumps({name: getattr(c, name) for name in _FIELDS}) for c in cookies}
        if not self._kept:
            self.state.execute("DELETE FROM cookies")
        self.state.executemany(
            "DELETE FROM cookies WHERE domain = ? AND path = ? AND name = ?", self._kept.keys() - now.keys()
        )
        changed = [(*place, cookie) for place, cookie in now.items() if self._kept.get(place) != cookie]
        self.state.executemany("INSERT OR REPLACE INTO cookies VALUES (?, ?, ?, ?)", changed)
        self._kept = now
