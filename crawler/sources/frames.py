"""Cutting a WARC file into records, past any damage.

FastWARC's own iterator ends without a word at a cut and cannot go on after an error. An archive is worth more than
that: here every byte belongs to a frame or to a named gap, and after a gap the next whole record is looked for.
What a frame means is FastWARC's to say (see `crawler.sources.warc`).
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from crawler.sources.findings import UnreadableError
from crawler.sources.streams import RECORD_START, Failure, GzipMembers, PlainBytes, find_record

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHUNK = 1 << 16
_MAX_HEAD = 1 << 20
# Enough of a block that is not held to tell by its HTTP header what it is.
_BEGINNING = 1 << 16
_FIRST_LINE = re.compile(rb"WARC/\d\.\d+[ \t]*\r?\n")
_LENGTH = re.compile(rb"^content-length[ \t]*:[ \t]*(\d+)[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)


@dataclass(slots=True, frozen=True)
class Frame:
    """One whole record, not yet understood."""

    offset: int
    """Where in the file it begins; in a compressed file, where its gzip member begins."""
    head: bytes
    """The WARC header with the blank line after it."""
    length: int
    """Bytes of its block."""
    block: bytes
    """The block, or its beginning when it is longer than the reader was told to hold."""

    @property
    def whole(self) -> bool:
        return len(self.block) == self.length


@dataclass(slots=True, frozen=True)
class Gap:
    """Bytes that are no whole record."""

    offset: int
    resumed: int | None
    """Where reading went on; None when no record came any more."""
    reason: str
    """`broken_record`, `broken_gzip` or `truncated_gzip`."""
    detail: str
    record_kept: bool = False
    """True when the damage lies behind a record that came out whole, such as a cut gzip checksum."""


class _BrokenError(Exception):
    def __init__(self, offset: int, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.offset = offset
        self.reason = reason
        self.detail = detail


def read_frames(file: BinaryIO, name: str, max_block: int) -> Iterator[Frame | Gap]:
    """Read the records of a WARC file, gzipped or plain; `file` has to be seekable.

    Holds one record at a time, and no block of more than `max_block` bytes. Raises `UnreadableError` for a file
    without a single record.
    """
    gzipped = _is_gzipped(file)
    if gzipped is None:
        raise UnreadableError(f"{name}: not a WARC file, plain or gzipped: no record in it")
    start: int | None = 0
    last = -1
    while start is not None:
        try:
            for frame in _Pass(file, start, gzipped, max_block).frames():
                last = frame.offset
                yield frame
            return
        except _BrokenError as broken:
            start = find_record(file, broken.offset + 1, gzipped)
            yield Gap(broken.offset, start, broken.reason, broken.detail, record_kept=broken.offset == last)


def _is_gzipped(file: BinaryIO) -> bool | None:
    """None when there is no record of either sort; a damaged beginning does not decide."""
    if find_record(file, 0, gzipped=True, end=1) == 0:
        return True
    plain = find_record(file, 0, gzipped=False)
    gzipped = find_record(file, 0, gzipped=True, end=plain)
    return None if plain is None and gzipped is None else gzipped is not None


class _Pass:
    """Reads from one offset to the end of the file or to the first damage, which it raises."""

    def __init__(self, file: BinaryIO, start: int, gzipped: bool, max_block: int) -> None:
        self._stream = GzipMembers(file, start) if gzipped else PlainBytes(file, start)
        self._in = io.BufferedReader(self._stream, _CHUNK)
        self._max_block = max_block
        self._position = 0
        self._line_at = 0

    def frames(self) -> Iterator[Frame]:
        line = self._first_line()
        while line:
            offset = self._stream.origin(self._line_at)
            if not _FIRST_LINE.fullmatch(line):
                raise self._broken(offset, "no record begins here")
            head = self._read_head(line, offset)
            length = self._read_length(head, offset)
            block = self._read_block(length, offset)
            end = self._position
            line = self._first_line()
            if line and not _FIRST_LINE.fullmatch(line) and _swallows(block, line, blank=self._line_at > end):
                # A writer died inside a record and another went on behind it.
                raise _BrokenError(offset, "broken_record", "cut short; another record begins inside it")
            yield Frame(offset, head, length, block)
        failure = self._stream.failure
        if failure:
            raise _BrokenError(failure.offset, failure.reason, failure.detail)

    def _first_line(self) -> bytes:
        """The next line that is not blank; empty at the end."""
        while True:
            self._line_at = self._position
            line = self._read_line()
            if line.strip(b"\r\n") or not line:
                return line

    def _read_line(self) -> bytes:
        line = self._in.readline(_MAX_HEAD)
        self._position += len(line)
        return line

    def _read_head(self, line: bytes, offset: int) -> bytes:
        lines = [line]
        size = len(line)
        while lines[-1].strip(b"\r\n"):
            lines.append(self._read_line())
            size += len(lines[-1])
            if not lines[-1]:
                raise self._broken(offset, "ends inside its header")
            if _FIRST_LINE.search(lines[-1]):
                raise self._broken(offset, "cut short; another record begins inside its header")
            if size > _MAX_HEAD:
                raise self._broken(offset, f"its header is longer than {_MAX_HEAD} bytes")
        return b"".join(lines)

    def _read_length(self, head: bytes, offset: int) -> int:
        match = _LENGTH.search(head)
        if match is None:
            raise self._broken(offset, "no Content-Length")
        return int(match.group(1))

    def _read_block(self, length: int, offset: int) -> bytes:
        block = self._in.read(length if length <= self._max_block else min(length, _BEGINNING))
        self._position += len(block)
        came = len(block) + self._skip(length - len(block))
        if came < length:
            raise self._broken(offset, f"ends after {came} of {length} bytes")
        return block

    def _skip(self, length: int) -> int:
        left = length
        while left and (data := self._in.read(min(left, _CHUNK))):
            left -= len(data)
            self._position += len(data)
        return length - left

    def _broken(self, offset: int, detail: str) -> _BrokenError:
        failure: Failure | None = self._stream.failure
        return _BrokenError(offset, failure.reason if failure else "broken_record", detail)


def _swallows(block: bytes, line: bytes, blank: bool) -> bool:
    """Whether a block that is followed by garbage has another record's beginning in it, or half of it.

    `blank` says that blank lines stood between the block and the line after it.
    """
    match = RECORD_START.search(block + (b"\n" if blank else b"") + line + b"W")
    return match is not None and match.start() < len(block)
