"""The files that records go to.

- A file is called `NAME.warc.gz.open` while it is written, and `NAME.warc.gz` once it is whole and on the disk.
- Records are handed to the operating system one exchange at a time: a run that is killed loses none that it had.
- A file that has grown past a size is closed, and the next one begun.
- What a killed run left is given its name by the next run (`recover`): cut back to its last whole record if it ends in
  the middle of one, otherwise not touched. No file is ever overwritten, whoever writes to the same folder.
"""

from __future__ import annotations

import errno
import fcntl
import os
import re
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from crawler.feedstorage import NotWrittenError, sync_directory
from crawler.sources.findings import UnreadableError
from crawler.sources.frames import Gap, read_frames

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from crawler.warc.records import Chunk

OPEN = ".open"
SUFFIX = ".warc.gz"
# Of a block nothing is needed here but its length.
_MAX_BLOCK = 1 << 16


class WarcFiles:
    """A folder of WARC files, written one after the other.

    `head` gives what a file begins with, from its name. Every error is a `NotWrittenError` that names the file; what
    was written before it is left in a file that is whole.
    """

    def __init__(self, folder: Path, spider: str, max_size: int, head: Callable[[str], Chunk]) -> None:
        self.folder = folder
        self.max_size = max_size
        self.head = head
        self.prefix = f"copydesk-{re.sub(r'[^A-Za-z0-9_-]', '_', spider)}"
        self.done: list[Path] = []
        """Files that are whole and have their names."""
        self.records = 0
        self.size = 0
        """Bytes written over all files."""
        self._serial = 0
        self._file: _OpenFile | None = None

    def open(self) -> None:
        """Make the folder and the first file. Raises `NotWrittenError`."""
        with _errors(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
        self._begin()

    def write(self, chunk: Chunk) -> None:
        """Add records that belong together; they are never parted. Raises `NotWrittenError`."""
        if self._file is None:
            raise NotWrittenError(f"{self.folder}: no WARC file is open")
        if self._file.chunks and self._file.size + len(chunk.data) > self.max_size:
            self._finish()
            self._begin()
        self._file.write(chunk)
        self.records += chunk.records
        self.size += len(chunk.data)

    def close(self) -> None:
        """Give the last file its name; one that nothing was written to is taken away. Raises `NotWrittenError`."""
        if self._file is not None:
            self._finish()

    def _begin(self) -> None:
        stamp = datetime.now(UTC).strftime("%Y%m%d%H%M%S")
        file = None
        while file is None:
            target = self.folder / f"{self.prefix}-{stamp}-{self._serial:05}{SUFFIX}"
            with _errors(target):
                file = _OpenFile.create(target)
            self._serial += 1
        self._file = file
        file.write(self.head(target.name))
        file.chunks = 0

    def _finish(self) -> None:
        file, self._file = self._file, None
        assert file is not None  # noqa: S101 - for the type checker
        if file.finish():
            self.done.append(file.target)


class _OpenFile:
    def __init__(self, target: Path, descriptor: int) -> None:
        self.target = target
        self.path = target.with_name(target.name + OPEN)
        self.descriptor = descriptor
        self.size = 0
        self.chunks = 0

    @classmethod
    def create(cls, target: Path) -> _OpenFile | None:
        """None where the name is somebody else's."""
        path = target.with_name(target.name + OPEN)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        except FileExistsError:
            return None
        # Locked, so that another run does not take it for one that was left; whoever did so first keeps it.
        if not _lock(descriptor) or not _is_at(descriptor, path):
            os.close(descriptor)
            return None
        # Looked for only now: whoever gives a file this name has had the other one, which is ours from here on.
        if target.exists():
            path.unlink()
            os.close(descriptor)
            return None
        return cls(target, descriptor)

    def write(self, chunk: Chunk) -> None:
        written = 0
        try:
            while written < len(chunk.data):
                written += os.write(self.descriptor, memoryview(chunk.data)[written:])
        except OSError as error:
            # Back to the last whole record. Where even that fails, the next run does it.
            with suppress(OSError):
                os.ftruncate(self.descriptor, self.size)
                os.lseek(self.descriptor, self.size, os.SEEK_SET)
            raise _not_written(self.target, error) from error
        self.size += written
        self.chunks += 1

    def finish(self) -> bool:
        """Sync, rename, close; False for a file that has nothing in it but its head."""
        with _errors(self.target):
            try:
                if not self.chunks:
                    self.path.unlink()
                    return False
                os.fsync(self.descriptor)
                self.path.rename(self.target)
                sync_directory(self.target.parent)
                return True
            finally:
                os.close(self.descriptor)


@dataclass(slots=True, frozen=True)
class Leftover:
    """A file that an earlier run has not finished."""

    path: Path
    """What it is called now."""
    size: int
    """Its bytes now."""
    cut: int = 0
    """Bytes of a record that had only begun, taken off its end."""
    problem: str = ""
    """Why it is left as it was; or what else is wrong with it."""


def recover(folder: Path) -> Iterator[Leftover]:
    """Give files of runs that were killed their names. Files of runs that still go on are not touched.

    Raises `NotWrittenError` where the disk refuses.
    """
    for path in sorted(folder.glob(f"*{SUFFIX}{OPEN}")):
        with _errors(path):
            try:
                descriptor = os.open(path, os.O_RDWR)
            except FileNotFoundError:
                # Finished by its own run just now.
                continue
            try:
                if _lock(descriptor) and _is_at(descriptor, path) and (left := _recover_one(path, descriptor)):
                    yield left
            finally:
                os.close(descriptor)


def _recover_one(path: Path, descriptor: int) -> Leftover | None:
    target = path.with_name(path.name.removesuffix(OPEN))
    size = os.fstat(descriptor).st_size
    if size == 0:
        path.unlink()
        return None
    if target.exists():
        return Leftover(path, size, problem=f"{target.name} is there already")
    try:
        whole, problem = _whole(path, size)
    except UnreadableError as error:
        return Leftover(path, size, problem=str(error))
    if whole < size:
        os.ftruncate(descriptor, whole)
    os.fsync(descriptor)
    path.rename(target)
    sync_directory(target.parent)
    return Leftover(target, whole, size - whole, problem)


def _whole(path: Path, size: int) -> tuple[int, str]:
    """Where the last whole record ends, and what damage lies before that."""
    problems = []
    with path.open("rb") as file:
        for found in read_frames(file, path.name, _MAX_BLOCK):
            if isinstance(found, Gap):
                if found.resumed is None and not found.record_kept:
                    size = found.offset
                else:
                    problems.append(f"byte {found.offset}: {found.detail}")
    return size, "; ".join(problems)


def _lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_at(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


@contextmanager
def _errors(path: Path) -> Iterator[None]:
    """Turn an error of the disk into one that says which file."""
    try:
        yield
    except NotWrittenError:
        raise
    except OSError as error:
        raise _not_written(path, error) from error


def _not_written(path: Path, error: OSError) -> NotWrittenError:
    reason = "no room is left on the disk" if error.errno == errno.ENOSPC else error.strerror or str(error)
    return NotWrittenError(f"{path} can't be written: {reason}")
