"""Compressed feeds that are whole at any time: gzip members and Zstandard frames of a few records each.

The plugins of Scrapy's feed post-processing compress a feed as one stream, which a killed run leaves without its end,
and often without anything at all. Here every `COPYDESK_FLUSH_EVERY` records are a stream of their own, which is
written when it is whole. The formats define streams that follow each other as one: `zcat`, `zstdcat`, Python and
everything else reads them so. What it costs in size is a few per cent (docs/datasets.md).
"""

from __future__ import annotations

import gzip
import zlib
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

import zstandard

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_CHUNK = 1 << 20
_LARGEST = 8 << 20
"""Bytes of one stream before compression, after which it ends whatever the number of its records."""


class NotWholeError(ValueError):
    """A file that can't be added to; its text says what is wrong with it."""


class _File(Protocol):
    def write(self, data: bytes, /) -> int: ...
    def flush(self) -> None: ...


class Members(ABC):
    """Post-processing plugin (feed option `postprocessing`); every `write` is taken to be one record.

    Feed option `records_per_member`: after how many records a stream ends; 1 if it is not given.
    """

    suffix: ClassVar[str]

    def __init__(self, file: _File, feed_options: dict[str, Any]) -> None:
        self.file = file
        self.options = feed_options
        self.most = max(1, int(feed_options.get("records_per_member", 1)))
        self._records: list[bytes] = []
        self._size = 0
        self._empty = True

    def write(self, data: bytes) -> int:
        """Take a record; it is handed on with the last one of its stream."""
        self._records.append(bytes(data))
        self._size += len(data)
        if len(self._records) >= self.most or self._size >= _LARGEST:
            self._end_member()
        return len(data)

    def close(self) -> None:
        """End the last stream. A feed without records is one empty stream: a compressed file is never empty."""
        if self._records or self._empty:
            self._end_member()

    def _end_member(self) -> None:
        member = self.compress(b"".join(self._records))
        self._records = []
        self._size = 0
        self._empty = False
        self.file.write(member)
        self.file.flush()

    @abstractmethod
    def compress(self, data: bytes) -> bytes:
        """One whole stream."""

    @classmethod
    def check(cls, path: Path) -> None:
        """Raise NotWholeError for a file to which a stream can't be added, since nobody could read on to it."""
        last = b"\n"
        for data in cls.unpack(path):
            last = data[-1:] or last
        if last != b"\n":
            raise NotWholeError("it ends in the middle of a line")

    @staticmethod
    @abstractmethod
    def unpack(path: Path) -> Iterator[bytes]:
        """The content, a piece at a time. Raises NotWholeError."""


class GzipMembers(Members):
    """gzip; feed option `gzip_compresslevel` (1 to 9, default 6). The same records make the same bytes."""

    suffix = ".gz"

    def compress(self, data: bytes) -> bytes:
        return gzip.compress(data, int(self.options.get("gzip_compresslevel", 6)), mtime=0)

    @staticmethod
    def unpack(path: Path) -> Iterator[bytes]:
        try:
            with gzip.open(path) as stream:
                while chunk := stream.read(_CHUNK):
                    yield chunk
        except EOFError:
            raise NotWholeError("its gzip stream is cut off") from None
        except (gzip.BadGzipFile, zlib.error) as error:
            raise NotWholeError(f"it is no sound gzip file: {error}") from error


class ZstdFrames(Members):
    """Zstandard; feed option `zstd_level` (1 to 22, default 9). Frames have a checksum."""

    suffix = ".zst"

    def __init__(self, file: _File, feed_options: dict[str, Any]) -> None:
        super().__init__(file, feed_options)
        level = int(feed_options.get("zstd_level", 9))
        self._compressor = zstandard.ZstdCompressor(level=level, write_checksum=True)

    def compress(self, data: bytes) -> bytes:
        return self._compressor.compress(data)

    @staticmethod
    def unpack(path: Path) -> Iterator[bytes]:
        frame = None
        try:
            with path.open("rb") as file:
                while data := file.read(_CHUNK):
                    while data:
                        frame = frame or zstandard.ZstdDecompressor().decompressobj()
                        yield frame.decompress(data)
                        data = b""
                        if frame.eof:
                            data = frame.unused_data
                            frame = None
        except zstandard.ZstdError as error:
            raise NotWholeError(f"it is no sound Zstandard file: {error}") from error
        if frame is not None:
            raise NotWholeError("its Zstandard stream is cut off")


PLUGINS: dict[str, type[Members]] = {plugin.suffix: plugin for plugin in (GzipMembers, ZstdFrames)}
"""By the end of the file's name."""
