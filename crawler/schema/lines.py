"""Lines of a record file, compressed or not, with their numbers, however broken the file is; Parquet's rows as lines."""

from __future__ import annotations

import gzip
import io
import json
import sys
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

import zstandard

from crawler.schema import WHEN_SET

if TYPE_CHECKING:
    from collections.abc import Iterator

_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
_PARQUET = b"PAR1"
_CHUNK = 1 << 18
_ROWS = 64


@dataclass(slots=True, frozen=True)
class Line:
    """One line of a file."""

    number: int
    """From 1."""
    data: bytes
    """Without its line end."""
    whole: bool = True
    """False for a last line without a line end."""
    trouble: str | None = None
    """What keeps the file from being read on behind `data`; then this is the last line that comes."""


def read_lines(name: str) -> Iterator[Line]:
    """The lines of a file, or of stdin for `-`; gzip, Zstandard and Parquet are known by their first bytes.

    A row of Parquet comes as the line that it would be in JSON Lines, with the number of the row. A stream that ends early or is damaged gives what can be read of it, and then one last `Line` with its
    `trouble`. Raises OSError when the file can't be opened or read.
    """
    if name == "-":
        yield from _lines(_chunks(io.BufferedReader(cast("io.RawIOBase", sys.stdin.buffer)), name))
        return
    with Path(name).open("rb") as file:
        if file.peek(len(_PARQUET)).startswith(_PARQUET):
            yield from _rows(file)
        else:
            yield from _lines(_chunks(file, name))


def _rows(file: IO[bytes]) -> Iterator[Line]:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise OSError("reading Parquet needs pyarrow, which is not installed: .venv/bin/pip install pyarrow") from None
    number = 0
    try:
        with pq.ParquetFile(file, pre_buffer=False) as rows:
            for batch in rows.iter_batches(batch_size=_ROWS, use_threads=False):
                for row in batch.to_pylist():
                    number += 1
                    record = {key: value for key, value in row.items() if value is not None or key not in WHEN_SET}
                    # What JSON has no word for (dates, bytes) no record has either; its text says what it was.
                    yield Line(number, json.dumps(record, ensure_ascii=False, default=str).encode())
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        yield Line(number + 1, b"", whole=False, trouble=f"the Parquet file is damaged: {error}")


def _lines(chunks: Iterator[bytes | str]) -> Iterator[Line]:
    number = 0
    rest: list[bytes] = []
    for chunk in chunks:
        if isinstance(chunk, str):
            yield Line(number + 1, b"".join(rest), whole=False, trouble=chunk)
            return
        first, *others = chunk.split(b"\n")
        rest.append(first)
        for begin in others:
            number += 1
            yield Line(number, b"".join(rest))
            rest = [begin]
    if last := b"".join(rest):
        yield Line(number + 1, last, whole=False)


def _chunks(file: io.BufferedReader, name: str) -> Iterator[bytes | str]:
    """Decompressed data, and as a string, at the end, what was wrong with the stream."""
    magic = file.peek(4)[:4]
    if magic.startswith(_GZIP):
        yield from _gunzip(file)
    elif magic == _ZSTD:
        yield from _unzstd(file)
    elif magic == _PARQUET:
        yield "Parquet has its table of contents at its end and can't be read from a pipe; name the file"
    elif not magic and name.endswith((".gz", ".zst")):
        yield "the file is empty, where a compressed one never is"
    else:
        while chunk := file.read(_CHUNK):
            yield chunk


def _gunzip(file: IO[bytes]) -> Iterator[bytes | str]:
    with gzip.GzipFile(fileobj=file, mode="rb") as stream:
        try:
            # One small read at a time: what comes before the damage is not lost with it.
            while chunk := stream.read1(_CHUNK):
                yield chunk
        except EOFError:
            yield "the gzip stream ends too early: the file is cut off"
        except (gzip.BadGzipFile, zlib.error) as error:
            yield f"the gzip stream is damaged: {error}"


def _unzstd(file: IO[bytes]) -> Iterator[bytes | str]:
    frame = None
    data = b""
    try:
        while data or (data := file.read(_CHUNK)):
            frame = frame or zstandard.ZstdDecompressor().decompressobj()
            yield frame.decompress(data)
            data = b""
            if frame.eof:
                data = frame.unused_data
                frame = None
    except zstandard.ZstdError as error:
        yield f"the Zstandard stream is damaged: {error}"
        return
    if frame is not None:
        yield "the Zstandard stream ends too early: the file is cut off"
