"""From the bytes of an archived HTTP body to text, as a browser reads it."""

from __future__ import annotations

import io
import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fastwarc.stream_io import BrotliReader, ZstdReader
from scrapy.http import HtmlResponse

from crawler.pages import text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastwarc.stream_io import WarcReader

_PIECE = 1 << 16
# With the extensions that nobody uses, the spaces that old servers pad with, and the line break of the chunk before.
_CHUNK_SIZE = re.compile(rb"(?:\r?\n)?([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")


class UndecodableError(Exception):
    """The body is compressed in a way that cannot be undone."""


class TooLargeError(Exception):
    """The body is longer than was allowed, once decompressed."""


@dataclass(slots=True, frozen=True)
class Body:
    """A body without its transfer and content encodings."""

    data: bytes
    whole: bool = True
    """False when the compressed bytes broke off or broke down after a part."""


def decode_body(data: bytes, transfer: str, content: str, max_size: int) -> Body:
    """Undo chunks and compression, as declared in the two headers `transfer` and `content` (empty for none).

    Many archives hold bodies already decoded under the headers they came with: what does not decode and begins
    like markup is taken as it is. Raises `UndecodableError` and `TooLargeError`.
    """
    body = _join_chunks(data) if "chunked" in transfer.lower() else Body(data)
    for coding in reversed([name.strip().lower() for name in content.split(",")]):
        decoder = _DECODERS.get(coding)
        if decoder and body.data:
            body = _undo(body, decoder, coding, max_size)
    if len(body.data) > max_size:
        raise TooLargeError
    return body


def decode_text(data: bytes, content_type: str) -> str:
    """The text of an archived page, read the very way a live one is: see `crawler.pages.text_of`."""
    return text_of(HtmlResponse("about:blank", headers={"Content-Type": content_type.encode()}, body=data))


def _undo(body: Body, decoder: Callable[[bytes, int], Body], coding: str, max_size: int) -> Body:
    decoded = decoder(body.data, max_size)
    if decoded.data or decoded.whole:
        return Body(decoded.data, whole=decoded.whole and body.whole)
    if body.data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return body
    raise UndecodableError(f"declared as {coding}, which it is not")


def _join_chunks(data: bytes) -> Body:
    parts: list[bytes] = []
    at = 0
    while match := _CHUNK_SIZE.match(data, at):
        size = int(match.group(1), 16)
        if size == 0:
            return Body(b"".join(parts))
        part = data[match.end() : match.end() + size]
        parts.append(part)
        at = match.end() + size
    # Anything but a chunk at the very start: the archiving tool has joined them already.
    return Body(b"".join(parts), whole=False) if parts else Body(data)


def _read_all(reader: WarcReader, max_size: int) -> Body:
    parts: list[bytes] = []
    size = 0
    try:
        while part := reader.read(_PIECE):
            parts.append(part)
            size += len(part)
            if size > max_size:
                raise TooLargeError
    except OSError:
        return Body(b"".join(parts), whole=False)
    return Body(b"".join(parts))


def _inflate(data: bytes, max_size: int, wbits: int) -> Body:
    inflater = zlib.decompressobj(wbits)
    parts: list[bytes] = []
    size = 0
    # In pieces, so that what came before damage is kept.
    for at in range(0, len(data), _PIECE):
        try:
            parts.append(inflater.decompress(data[at : at + _PIECE], max_size + 1 - size))
        except zlib.error:
            break
        size += len(parts[-1])
        if size > max_size:
            raise TooLargeError
    return Body(b"".join(parts), whole=inflater.eof)


def _gzip(data: bytes, max_size: int) -> Body:
    return _inflate(data, max_size, 16 + zlib.MAX_WBITS)


def _deflate(data: bytes, max_size: int) -> Body:
    # Servers mean two things by "deflate": with zlib's header (the standard), and without it.
    body = _inflate(data, max_size, zlib.MAX_WBITS)
    return body if body.data else _inflate(data, max_size, -zlib.MAX_WBITS)


def _brotli(data: bytes, max_size: int) -> Body:
    return _read_all(BrotliReader(io.BytesIO(data)), max_size)


def _zstd(data: bytes, max_size: int) -> Body:
    return _read_all(ZstdReader(io.BytesIO(data)), max_size)


# Anything else ("identity", "utf-8", a server's own word) stands for no compression, as it does for browsers.
_DECODERS: dict[str, Callable[[bytes, int], Body]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
