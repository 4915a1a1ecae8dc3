"""Feeds in local files that are whole or are not there.

A run writes `NAME.part`; when the feed closes it is synced to the disk and renamed to NAME. What a user
can rely on:

- NAME is whole at all times. A run that is killed leaves `NAME.part`, readable up to the last flush.
- With `-O`, NAME is replaced only by a run that reached its end (exit code 0, or 4: nothing came). A run that
  broke or was stopped (Ctrl-C, SIGTERM) leaves NAME as it was and what it has in `NAME.part`.
- With `-o`, the part starts as a copy of NAME, so what a stopped run has added is added: NAME only grows.
- A batch (`%(batch_id)d`) is whole when it is full, and renamed then.
- A `.part` that an earlier run left is kept: it is moved to `NAME.part.1`, `.2` and so on, with a warning.
- Two runs can't write the same NAME at once: the part is locked while it is written.
- Compressed feeds (`crawler.outputs.compression`) are the same: the part holds whole streams at any time, and `-o` adds
  streams. A NAME to which nothing can be added, such as one that is cut off, is refused before anything is fetched.
- A Parquet part holds JSON Lines, of this run's records alone. It is written as Parquet to `NAME.sealing` when the feed
  closes, behind what NAME has already (`-o`), and that becomes NAME; the part of a stopped `-O` run stays JSON Lines.

Devices and pipes (`/dev/stdout`, a FIFO) are written straight. A symbolic link is followed: the file that it
points to is replaced, the link stays.
"""

from __future__ import annotations

import fcntl
import hashlib
import io
import logging
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Self, cast

from scrapy.utils.misc import load_object
from w3lib.url import file_uri_to_path

from crawler.exitcodes import not_written
from crawler.outputs.compression import Members, NotWholeError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from scrapy import Spider
    from scrapy.crawler import Crawler
    from typing_extensions import Buffer

logger = logging.getLogger(__name__)

_BUFFER = 256 * 1024
_SYNCED_AT_ONCE = 8
LINES = frozenset({"jsonlines", "jsonl", "jl"})


class NotWrittenError(OSError):
    """An output that can't be written; its text says which and why."""


class PartFile(io.BufferedIOBase):
    """The file that exporters write to.

    It flushes at the end of a `write`, never inside one: where every write is one record, the file on the
    disk holds whole records at any time. The first error is told to `on_failure` and cuts the file back
    to its last whole write; what is written after it is dropped.
    """

    def __init__(self, descriptor: int, name: str, on_failure: Callable[[OSError], None]) -> None:
        self.descriptor = descriptor
        self.name = name
        self.on_failure = on_failure
        self.failure: OSError | None = None
        self.size = 0
        """Bytes handed to the operating system, from where the descriptor stood."""
        self.sealed_later = False
        """Whether what is written here, JSON Lines, becomes Parquet when the feed closes."""
        self._waiting = bytearray()
        self._synced: int | None = None
        """Bytes that are known to be on the disk itself."""

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self.descriptor

    def tell(self) -> int:
        return self.size + len(self._waiting)

    def write(self, data: Buffer, /) -> int:
        if self.closed:
            raise ValueError(f"{self.name} is closed")
        length = memoryview(data).nbytes
        if self.failure is None:
            self._waiting += data
            if len(self._waiting) >= _BUFFER:
                self.flush()
        return length

    def flush(self) -> None:
        if self.failure is not None or not self._waiting:
            return
        written = 0
        try:
            while written < len(self._waiting):
                written += os.write(self.descriptor, memoryview(self._waiting)[written:])
        except OSError as error:
            self.fail(error, torn=written)
        else:
            self.size += written
            self._waiting.clear()

    @property
    def is_synced(self) -> bool:
        """Whether all that was written is on the disk itself, or can't be brought there any more."""
        return self.failure is not None or (not self._waiting and self._synced == self.size)

    def synced(self, error: OSError | None) -> None:
        """Take note of a sync of all that was flushed, or of why it failed."""
        # Not every device can be synced, and none need be.
        if error is not None and stat.S_ISREG(os.fstat(self.descriptor).st_mode):
            self.fail(error)
        else:
            self._synced = self.size

    def fail(self, error: OSError, torn: int = 0) -> None:
        """Note the error that ends this file; `torn` bytes of a write that failed are on the disk already."""
        self.failure = error
        self._waiting = bytearray()
        if torn and stat.S_ISREG(os.fstat(self.descriptor).st_mode):
            os.ftruncate(self.descriptor, os.fstat(self.descriptor).st_size - torn)
        self.on_failure(error)

    def close(self) -> None:
        if not self.closed:
            super().close()
            os.close(self.descriptor)


class LocalFileStorage:
    """Writes one local feed (`FEED_STORAGES` for paths and `file:` addresses)."""

    def __init__(
        self,
        uri: str,
        *,
        feed_options: dict[str, Any] | None = None,
        on_failure: Callable[[str], None] | None = None,
    ) -> None:
        options = feed_options or {}
        self.path = Path(file_uri_to_path(uri) if uri.startswith("file:") else uri)
        """NAME as the user gave it."""
        self.overwrite = bool(options.get("overwrite"))
        self.lines = options.get("format") in LINES and not options.get("postprocessing")
        self.fields = options.get("fields")
        self.plugins = list(options.get("postprocessing") or ())
        self.on_failure = on_failure or logger.error
        self.special = _is_special(self.path)
        """Whether NAME is a device or a pipe."""
        self.seals = options.get("format") == "parquet" and not self.plugins and not self.special
        """Whether the part is JSON Lines that become Parquet when the feed closes."""
        self.target = self.path if self.special else Path(os.path.realpath(self.path))
        self.part = self.target.with_name(self.target.name + ".part")
        self.goes_on = False
        """Set before `reserve` when the part that is there is this crawl's own and is to be gone on with."""
        self.run_broke = False
        """Set before `store` when the run did not reach its end."""
        self.whole = False
        """After `store`: NAME now holds what this run wrote."""
        self.kept: Path | None = None
        """After `store`: where what this run wrote lies when NAME does not hold it."""
        self.size_before = 0
        """Bytes of an appended-to NAME that come from earlier runs."""
        self.checksum_before: str | None = None
        """After `store`, of an appended-to NAME that was written anew: the SHA-256 that it had."""
        self._file: PartFile | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler, uri: str, *, feed_options: dict[str, Any] | None = None) -> Self:
        return cls(uri, feed_options=feed_options, on_failure=lambda reason: not_written(crawler, reason))

    @property
    def part_file(self) -> PartFile | None:
        """What is written to, once it is open."""
        return self._file

    @property
    def failed(self) -> bool:
        """Whether something could not be written."""
        return self._file is not None and self._file.failure is not None

    @property
    def part_name(self) -> str:
        """The part, named as the user named NAME."""
        return str(self.part if self.path.is_symlink() else self.path.with_name(self.part.name))

    def reserve(self) -> None:
        """Make sure that NAME can be written, and that nobody else writes it, before anything is fetched.

        Raises NotWrittenError.
        """
        if self._file is not None:
            return
        try:
            descriptor = os.open(self.target, os.O_WRONLY) if self.special else self._open_part()
        except NotWrittenError:
            raise
        except OSError as error:
            raise NotWrittenError(self._says(error)) from error
        self._file = PartFile(descriptor, str(self.target), lambda error: self.on_failure(self._says(error)))
        self._file.sealed_later = self.seals
        try:
            self._check_earlier()
        except BaseException:
            self.release()
            raise

    def open(self, spider: Spider) -> IO[bytes]:  # noqa: ARG002 - Scrapy's signature
        self.reserve()
        assert self._file is not None  # noqa: S101 - for the type checker
        if self.goes_on:
            self._file.size = os.lseek(self._file.descriptor, 0, os.SEEK_END)
        elif not self.special:
            try:
                self._copy_earlier(self._file)
            except OSError as error:
                self._file.fail(error)
        return cast("IO[bytes]", self._file)

    def store(self, file: IO[bytes]) -> None:  # noqa: ARG002 - it is the one that `open` gave
        """Close the feed: sync it to the disk and give it its name.

        Raises NotWrittenError where that fails; what is on the disk is then left in the part.
        """
        assert self._file is not None  # noqa: S101 - for the type checker
        part = self._file
        try:
            part.flush()
            if part.failure is None:
                self._commit(part)
        except OSError as error:
            part.fail(error)
        finally:
            part.close()
        if part.failure is not None:
            if not self.special:
                self.kept = self.part
            raise NotWrittenError(self._says(part.failure)) from part.failure

    def release(self) -> None:
        """Give back what `reserve` took when nothing is to be stored."""
        if self._file is None or self._file.closed:
            return
        if not self.special and not self.goes_on and self._file.size == 0:
            self.part.unlink(missing_ok=True)
        self._file.close()

    def _commit(self, part: PartFile) -> None:
        if self.special:
            self.whole = True
            return
        if self.run_broke and part.size == self.size_before:
            # The run broke before it had anything to add.
            self.part.unlink()
            return
        if self.run_broke and self.overwrite:
            os.fsync(part.descriptor)
            self.kept = self.part
            return
        if self.seals:
            self._seal()
        else:
            give_name(part.descriptor, self.part, self.target)
        self.whole = True

    def _seal(self) -> None:
        from crawler.outputs.parquet import RowError, seal

        earlier = None if self.overwrite or not self.target.exists() else self.target
        if earlier is not None:
            with earlier.open("rb") as file:
                self.checksum_before = hashlib.file_digest(file, "sha256").hexdigest()
        sealing = self.target.with_name(f"{self.target.name}.sealing")
        try:
            with sealing.open("wb") as file:
                seal(self.part, file, self.fields, earlier)
                file.flush()
                give_name(file.fileno(), sealing, self.target)
        except RowError as error:
            raise OSError(f"a record does not fit its columns: {error}") from error
        finally:
            sealing.unlink(missing_ok=True)
        self.part.unlink()

    def _open_part(self) -> int:
        if self.target.is_dir():
            raise NotWrittenError(f"{self.path} can't be written: it is a directory")
        try:
            self.target.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            reason = f"{self.path} can't be written: its directory can't be made: {error.strerror}"
            raise NotWrittenError(reason) from error
        while True:
            descriptor = os.open(self.part, os.O_RDWR | os.O_CREAT, 0o666)
            try:
                self._lock(descriptor)
                status = os.fstat(descriptor)
                if not _same_file(status, self.part):
                    # The run that held the lock has just finished and taken its part away.
                    os.close(descriptor)
                    continue
                if status.st_size == 0 or self.goes_on:
                    return descriptor
                moved = _free_name(self.part)
                self.part.rename(moved)
                os.close(descriptor)
            except BaseException:
                os.close(descriptor)
                raise
            logger.warning(
                "An earlier run of %s did not reach its end; what it left is kept in %s (%d bytes)",
                self.path,
                self.path.with_name(moved.name),
                status.st_size,
            )

    def _lock(self, descriptor: int) -> None:
        if not lock(descriptor):
            raise NotWrittenError(f"{self.path} is being written by another run ({self.part_name} is locked)")

    def _copy_earlier(self, part: PartFile) -> None:
        """With `-o`: begin with what NAME holds already."""
        if self.overwrite or self.seals or not self.target.exists():
            return
        with self.target.open("rb") as earlier:
            copy(earlier.fileno(), part.descriptor)
        part.size = self.size_before = os.lseek(part.descriptor, 0, os.SEEK_CUR)
        if self.lines and part.size and os.pread(part.descriptor, 1, part.size - 1) != b"\n":
            logger.warning("%s ends in the middle of a line; the records added begin on a new one", self.path)
            part.write(b"\n")

    def _check_earlier(self) -> None:
        """With `-o`: refuse a NAME behind whose content nothing could be read."""
        if self.overwrite or self.special or not self.target.exists() or not self.target.stat().st_size:
            return
        try:
            if self.seals:
                from crawler.outputs.parquet import check

                check(self.target, self.fields)
            elif self.plugins:
                plugin = load_object(self.plugins[-1])
                if issubclass(plugin, Members):
                    plugin.check(self.target)
        except NotWholeError as error:
            raise NotWrittenError(
                f"{self.path} can't be added to: {error}. Move it away, or replace it (-O)"
            ) from error
        except OSError as error:
            raise NotWrittenError(self._says(error)) from error

    def _says(self, error: OSError) -> str:
        return f"{self.path} can't be written: {error.strerror or error}"


def on_disk(storages: Iterable[LocalFileStorage]) -> dict[LocalFileStorage, int | None]:
    """Bring what was written to open parts to the disk itself: the bytes in each, null where they can't be brought there.

    Many at once: the disk takes hardly longer for all of them than for one, and a crawl has one for every site.
    """
    parts = {storage: storage.part_file for storage in storages}
    for part in parts.values():
        if part is not None:
            part.flush()
    late = [part for part in parts.values() if part is not None and not part.is_synced]
    if late:
        with ThreadPoolExecutor(min(len(late), _SYNCED_AT_ONCE)) as threads:
            errors = list(threads.map(_sync, [part.descriptor for part in late]))
        # What an error sets off is no thread's business.
        for part, error in zip(late, errors, strict=True):
            part.synced(error)
    return {
        storage: part.size if part is not None and part.failure is None else None for storage, part in parts.items()
    }


def _sync(descriptor: int) -> OSError | None:
    try:
        os.fdatasync(descriptor)
    except OSError as error:
        return error
    return None


def lock(descriptor: int) -> bool:
    """Lock a part; False where another run has it."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def give_name(descriptor: int, part: Path, target: Path) -> None:
    """Bring a part to the disk and put it in the place of `target`, whose mode it takes over."""
    os.fsync(descriptor)
    if target.exists():
        os.fchmod(descriptor, stat.S_IMODE(target.stat().st_mode))
    part.replace(target)
    sync_directory(target.parent)


def sync_directory(path: Path) -> None:
    """Make a rename in this directory last through a power cut."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _is_special(path: Path) -> bool:
    # What stdout is redirected to may well be a file; it is the shell's to replace.
    if str(path).startswith(("/dev/std", "/dev/fd/", "/proc/self/fd/")):
        return True
    return path.exists() and not path.is_file() and not path.is_dir()


def _same_file(status: os.stat_result, path: Path) -> bool:
    try:
        return os.path.samestat(status, path.stat())
    except FileNotFoundError:
        return False


def _free_name(part: Path) -> Path:
    number = 1
    while (name := part.with_name(f"{part.name}.{number}")).exists():
        number += 1
    return name


def copy(source: int, target: int) -> None:
    """Copy from where both descriptors stand to the end; without moving the bytes where the file system can."""
    with suppress(AttributeError, OSError):
        # Not on every system and not on every file system. Both descriptors stand behind what is copied,
        # so the plain way goes on from there; if the disk is full, that is what it runs into as well.
        while os.copy_file_range(source, target, 1 << 30):
            pass
    while chunk := os.read(source, 1 << 20):
        view = memoryview(chunk)
        while view:
            view = view[os.write(target, view) :]
