"""The bytes of a WARC file from any offset on, and where to go on after damage."""

from __future__ import annotations

import io
import re
import zlib
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from _typeshed import WriteableBuffer

GZIP_MAGIC = b"\x1f\x8b\x08"
_CHUNK = 1 << 16
# A record's first line with the beginning of the next, so that prose about "WARC/1.0" is none.
RECORD_START = re.compile(rb"WARC/\d\.\d+[ \t]*\r?\n[A-Za-z]")
_MEMBER_START = re.compile(re.escape(GZIP_MAGIC))
_LONGEST_START = 32


@dataclass(slots=True, frozen=True)
class Failure:
    """Why a stream ended before its file did."""

    reason: str
    offset: int
    """Where in the file the damaged gzip member begins."""
    detail: str


class Stream(Protocol):
    """What both sorts of file have in common. Positions are counted in the bytes read."""

    failure: Failure | None

    def origin(self, position: int) -> int:
        """The offset in the file to go to for `position`; positions have to be asked for in rising order."""
        ...


class PlainBytes(io.RawIOBase):
    """An uncompressed file from `start` on."""

    failure: Failure | None = None

    def __init__(self, file: BinaryIO, start: int) -> None:
        super().__init__()
        file.seek(start)
        self._file = file
        self._start = start

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        data = self._file.read(len(view))
        view[: len(data)] = data
        return len(data)

    def origin(self, position: int) -> int:
        return self._start + position


class GzipMembers(io.RawIOBase):
    """The content of the gzip members from offset `start` on, one after the other.

    Damage ends the stream and is written into `failure`: unlike `gzip.GzipFile`, it keeps the offset of every
    member, which is what indexes of web archives count in.
    """

    def __init__(self, file: BinaryIO, start: int) -> None:
        super().__init__()
        file.seek(start)
        self.failure: Failure | None = None
        self._file = file
        self._pending = b""
        self._offset = start
        """Where in the file `_pending` begins."""
        self._position = 0
        self._member: zlib._Decompress | None = None
        # Only what lies between the reader's position and the bytes read ahead: it does not grow with the file.
        self._starts: deque[tuple[int, int]] = deque([(0, start)])

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        data = b""
        while not data and not self.failure and (member := self._member or self._open_member()):
            data = self._inflate(member, len(view))
        view[: len(data)] = data
        self._position += len(data)
        return len(data)

    def origin(self, position: int) -> int:
        while len(self._starts) > 1 and self._starts[1][0] <= position:
            self._starts.popleft()
        return self._starts[0][1]

    def _open_member(self) -> zlib._Decompress | None:
        while len(self._pending) < len(GZIP_MAGIC) and (more := self._file.read(_CHUNK)):
            self._pending += more
        if not self._pending:
            return None
        if not self._pending.startswith(GZIP_MAGIC):
            reason = "truncated_gzip" if GZIP_MAGIC.startswith(self._pending) else "broken_gzip"
            self.failure = Failure(reason, self._offset, "no gzip member begins here")
            return None
        self._member = zlib.decompressobj(wbits=31)
        self._starts.append((self._position, self._offset))
        return self._member

    def _inflate(self, member: zlib._Decompress, size: int) -> bytes:
        given = self._pending or self._file.read(_CHUNK)
        try:
            data = member.decompress(given, size)
        except zlib.error as error:
            self.failure = Failure("broken_gzip", self._starts[-1][1], str(error))
            return b""
        if member.eof:
            self._pending = member.unused_data
            self._member = None
        else:
            self._pending = member.unconsumed_tail
            if not given and not data:
                self.failure = Failure("truncated_gzip", self._starts[-1][1], "the file ends inside a gzip member")
        self._offset += len(given) - len(self._pending)
        return data


def find_record(file: BinaryIO, start: int, gzipped: bool, end: int | None = None) -> int | None:
    """Offset of the first record, or of the first gzip member that begins with one, from `start` to before `end`."""
    pattern = _MEMBER_START if gzipped else RECORD_START
    for offset in _search(file, start, pattern):
        if end is not None and offset >= end:
            return None
        if not gzipped or _begins_record(file, offset):
            return offset
    return None


def _search(file: BinaryIO, start: int, pattern: re.Pattern[bytes]) -> Iterator[int]:
    file.seek(start)
    kept = b""
    while chunk := file.read(_CHUNK):
        after = file.tell()
        window = kept + chunk
        for match in pattern.finditer(window):
            # What ends in the kept part was found a chunk ago.
            if match.end() > len(kept):
                yield after - len(window) + match.start()
        kept = window[-_LONGEST_START:]
        file.seek(after)


def _begins_record(file: BinaryIO, offset: int) -> bool:
    """Whether the bytes that look like a gzip member are one: the three of its magic turn up in any large file."""
    file.seek(offset)
    try:
        return zlib.decompressobj(wbits=31).decompress(file.read(1024), 5) == b"WARC/"
    except zlib.error:
        return False
