"""The state file with all that is kept in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from crawler.state.cookies import Cookies
from crawler.state.database import MEMORY, StateLock, open_state
from crawler.state.frontier import Frontier
from crawler.state.meters import Meters
from crawler.state.outputs import Outputs
from crawler.state.pages import Pages
from crawler.state.sources import Sources

if TYPE_CHECKING:
    import sqlite3


class State:
    """One crawl's memory, locked against other runs while it is open.

    All changes since the last `commit` are one transaction: they are visible here at once, and lost together where the
    run is killed.
    """

    def __init__(self, path: str, connection: sqlite3.Connection, lock: StateLock | None) -> None:
        self.path = path
        self.connection = connection
        self.lock = lock
        self.pages = Pages(connection)
        self.frontier = Frontier(connection)
        self.sources = Sources(connection)
        self.meters = Meters(connection)
        self.outputs = Outputs(connection)
        self.cookies = Cookies(connection)

    @classmethod
    def open(cls, path: str) -> Self:
        """Open a state file and lock it; an empty path gives a state that is forgotten.

        Raises StateBusyError, StateError.
        """
        if path in {"", MEMORY}:
            return cls(MEMORY, open_state(MEMORY), None)
        lock = StateLock(path)
        try:
            return cls(path, open_state(path), lock)
        except BaseException:
            lock.release()
            raise

    @property
    def is_kept(self) -> bool:
        """Whether there is a file."""
        return self.path != MEMORY

    def commit(self) -> None:
        """Make all changes last."""
        self.connection.commit()

    def close(self) -> None:
        """Close the file, without what was not committed, and let others at it."""
        self.connection.rollback()
        self.connection.close()
        if self.lock is not None:
            self.lock.release()
