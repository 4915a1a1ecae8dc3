"""Opens the state file: its lock, its schema, and clear words where it can't be used."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from pathlib import Path

APPLICATION_ID = 0x436F7079
"""Says in the file's header that it is ours (`Copy`)."""

MEMORY = ":memory:"

MIGRATIONS: list[str] = [
    # Version 1. Keys are the first 16 bytes of the SHA-256 of a canonical address: the bytes of a record's `id`.
    # Moments are whole seconds since 1970, in UTC.
    """
    CREATE TABLE pages (
        key BLOB PRIMARY KEY,
        url TEXT NOT NULL,
        site TEXT NOT NULL,
        etag TEXT,
        last_modified TEXT,
        hash BLOB,
        published INTEGER,
        modified INTEGER,
        first_seen INTEGER NOT NULL,
        last_asked INTEGER NOT NULL,
        next_ask INTEGER,
        whole INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX pages_due ON pages (next_ask) WHERE next_ask IS NOT NULL;
    CREATE TABLE aliases (key BLOB PRIMARY KEY, page BLOB NOT NULL) WITHOUT ROWID;
    CREATE TABLE frontier (
        key BLOB PRIMARY KEY,
        url TEXT NOT NULL,
        site TEXT NOT NULL,
        priority INTEGER NOT NULL,
        added INTEGER NOT NULL,
        not_before INTEGER NOT NULL,
        attempts INTEGER NOT NULL,
        via TEXT,
        published INTEGER,
        modified INTEGER,
        sure INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX frontier_next ON frontier (site, priority DESC, added, key);
    CREATE TABLE sources (
        url TEXT NOT NULL,
        filters TEXT NOT NULL,
        etag TEXT,
        last_modified TEXT,
        last_asked INTEGER NOT NULL,
        PRIMARY KEY (url, filters)
    ) WITHOUT ROWID;
    CREATE TABLE meters (
        site TEXT PRIMARY KEY,
        until INTEGER NOT NULL,
        began INTEGER NOT NULL,
        period TEXT NOT NULL,
        said TEXT
    ) WITHOUT ROWID;
    CREATE TABLE outputs (
        target TEXT PRIMARY KEY,
        base INTEGER NOT NULL,
        length INTEGER NOT NULL,
        overwrite INTEGER NOT NULL,
        alone INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE cookies (
        domain TEXT NOT NULL,
        path TEXT NOT NULL,
        name TEXT NOT NULL,
        cookie TEXT NOT NULL,
        PRIMARY KEY (domain, path, name)
    ) WITHOUT ROWID;
    """,
]
"""One script for every version of the schema, in order; a file is brought up to the last one when it is opened.

A script that has been released is never edited: what changes comes as a new one behind it.
"""


class StateError(Exception):
    """The state file can't be used; the text says which file and why."""


class StateBusyError(StateError):
    """Another run is using the state file."""


def open_state(path: str | Path) -> sqlite3.Connection:
    """Open a state file, made where there is none, and bring its schema up to date.

    An empty path, or `:memory:`, gives a state that is forgotten at the end. Python begins a transaction with the
    first change; whoever opened the file commits. The file is for one process at a time: take `StateLock` first.
    Raises StateError: no state file, one of a newer copydesk, or one that can't be read or written.
    """
    where = str(path) or MEMORY
    try:
        if where != MEMORY:
            Path(where).parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(where, timeout=30)
    except (OSError, sqlite3.Error) as error:
        raise StateError(f"the state file {where} can't be opened: {_why(error)}") from error
    try:
        _check(connection, where)
        connection.execute("PRAGMA journal_mode = WAL")
        # A commit that a power cut undoes is made up for: the records behind it are found in the output.
        connection.execute("PRAGMA synchronous = NORMAL")
        # In KiB. The system holds the file too: of ten million pages, 64 MiB here found none sooner than 2 MiB did.
        connection.execute("PRAGMA cache_size = -8192")
        connection.execute("PRAGMA temp_store = MEMORY")
        _migrate(connection)
    except sqlite3.Error as error:
        connection.close()
        raise StateError(f"the state file {where} can't be used: {_why(error)}") from error
    except StateError:
        connection.close()
        raise
    return connection


def _check(connection: sqlite3.Connection, where: str) -> None:
    version = _pragma(connection, "user_version")
    application = _pragma(connection, "application_id")
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if tables and application != APPLICATION_ID:
        raise StateError(f"{where} is a database of another program, not a state file; it is left alone")
    if version > len(MIGRATIONS):
        raise StateError(
            f"the state file {where} has version {version}, written by a newer copydesk; "
            f"this one knows versions up to {len(MIGRATIONS)}"
        )


def _migrate(connection: sqlite3.Connection) -> None:
    version = _pragma(connection, "user_version")
    for number, script in enumerate(MIGRATIONS[version:], version + 1):
        # One transaction with the number of the version: a kill leaves the old schema whole.
        connection.executescript(
            f"BEGIN IMMEDIATE; {script}; PRAGMA application_id = {APPLICATION_ID}; "
            f"PRAGMA user_version = {number}; COMMIT;"
        )


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])


def _why(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


class StateLock:
    """One run at a time for a state file: a lock on `NAME.lock` beside it, given back when the process ends.

    Raises StateBusyError where another run holds it, StateError where the lock can't be made.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(f"{path}.lock")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o666)
        except OSError as error:
            raise StateError(f"the lock {self.path} can't be made: {_why(error)}") from error
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(self._descriptor, 32, 0).decode("ascii", "replace").strip()
            os.close(self._descriptor)
            who = f" (process {holder})" if holder else ""
            raise StateBusyError(f"{path} is in use by another run{who}") from None
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, f"{os.getpid()}\n".encode(), 0)

    def release(self) -> None:
        """Give the lock back. The file stays: taking it away would let two runs lock two files of one name."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
