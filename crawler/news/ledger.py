"""Keeps records and memory in step: a page counts as had when its record is on the disk, and not before."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from crawler.feedstorage import on_disk
from crawler.state.outputs import OpenOutput

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from crawler.feedstorage import LocalFileStorage
    from crawler.state.store import State

logger = logging.getLogger(__name__)


class Writers(Protocol):
    """What the ledger has to know of the outputs."""

    def open_files(self) -> Iterable[LocalFileStorage]:
        """Every local file that is being written."""

    def flush(self) -> bool:
        """Hand on what is buffered for devices and pipes; False where something could not be written."""


class Ledger:
    """Commits the state after every so many pages, together with the lengths of the files.

    Between commits, whatever is changed in the state is one open transaction. A commit first brings all files to the
    disk; then their lengths and the pages of their records become part of the state at once. Once a file could not be
    written, nothing is committed any more: what stands behind the last lengths is found by the next run.
    """

    def __init__(self, state: State, every: int) -> None:
        self.state = state
        self.every = max(1, every)
        self.writers: Writers | None = None
        self.late = False
        """Where an output can't be gone on with after a kill (JSON, CSV, compressed, remote): commit at the end only."""
        self.alone = True
        """Whether there is one output, so that a record in a file was written everywhere it was to be."""
        self.broken = False
        """After a file or the state could not be written."""
        self.on_failure: Callable[[str], None] = logger.error
        """Told, in one line, when the state can't be written."""
        self.goes_on: dict[Path, OpenOutput] = {}
        """Files of an interrupted `-O` that this run is to go on with."""
        self.before_commit: list[Callable[[], None]] = []
        """Called before every commit, for what is kept elsewhere until then."""
        self._pages = 0
        self._lengths: dict[Path, int] = {}

    def begin(self, storage: LocalFileStorage) -> None:
        """Note a file that is about to be opened, so that it is known whatever happens next."""
        if self.late or storage.special:
            return
        if storage.goes_on:
            return
        base = 0 if storage.overwrite or not storage.target.exists() else storage.target.stat().st_size
        with self.writing():
            self._note(OpenOutput(storage.target, base, base, storage.overwrite, self.alone))
        self.commit()

    def page(self) -> None:
        """Count a page that is through; commit when there are enough."""
        self._pages += 1
        if self._pages >= self.every:
            self.commit()

    def commit(self) -> None:
        """Bring records and state to the disk, unless that has to wait for the end."""
        if not self.late:
            self._commit()

    def named(self, storage: LocalFileStorage) -> None:
        """Note that a file has its name, or that nothing was put in it."""
        self._lengths.pop(storage.target, None)
        with self.writing():
            self.state.outputs.remove(storage.target)

    def settle(self, *, lost: bool) -> None:
        """Commit for the last time, all files being closed; `lost` where one of them could not be stored."""
        if self.late and (lost or self.broken):
            logger.warning("An output was not stored: what was fetched for it counts as not fetched")
            self.state.connection.rollback()
            return
        self.late = False
        # They are closed, and their lengths of the commit before that are the last ones.
        self.writers = None
        self._commit()

    def _commit(self) -> None:
        self._pages = 0
        if self.broken:
            return
        lengths = on_disk(self.writers.open_files()) if self.writers is not None else {}
        if None in lengths.values() or (self.writers is not None and not self.writers.flush()):
            self.broken = True
            return
        with self.writing():
            for storage, length in lengths.items():
                if length is not None and self._lengths.get(storage.target) != length:
                    base = 0 if storage.goes_on else storage.size_before
                    self._note(OpenOutput(storage.target, base, length, storage.overwrite, self.alone))
            for call in self.before_commit:
                call()
            self.state.commit()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Around every change of the state: an error of the disk is told of once, and nothing is committed after it."""
        try:
            yield
        except sqlite3.Error as error:
            if not self.broken:
                self.broken = True
                self.on_failure(f"the state file {self.state.path} can't be written: {error}")

    def _note(self, output: OpenOutput) -> None:
        self._lengths[output.target] = output.length
        self.state.outputs.put(output)
