"""Web archives of our own making, record by record."""

from __future__ import annotations

import gzip

HTML = ("Content-Type: text/html; charset=utf-8",)


def http(body: bytes = b"<p>News", headers: tuple[str, ...] = HTML, status: str = "200 OK") -> bytes:
    """An HTTP response as it went over the line."""
    return "\r\n".join([f"HTTP/1.1 {status}", *headers, "", ""]).encode() + body


def record(
    block: bytes | None = None,
    url: str = "https://paper.example/1",
    kind: str = "response",
    extra: tuple[str, ...] = (),
    content_type: str | None = "application/http; msgtype=response",
) -> bytes:
    """One WARC record, uncompressed."""
    block = http() if block is None else block
    lines = [
        "WARC/1.1",
        f"WARC-Type: {kind}",
        f"WARC-Record-ID: <urn:uuid:{url}>",
        f"WARC-Target-URI: {url}",
        "WARC-Date: 2024-05-06T07:08:09Z",
        *extra,
    ]
    if content_type is not None:
        lines.append(f"Content-Type: {content_type}")
    lines.append(f"Content-Length: {len(block)}")
    return "\r\n".join([*lines, "", ""]).encode() + block + b"\r\n\r\n"


def numbered(count: int) -> list[bytes]:
    """Records of pages `https://paper.example/0` and so on, of several lengths."""
    return [record(http(f"<p>Story {n} ".encode() * (n + 1)), f"https://paper.example/{n}") for n in range(count)]


def packed(*records: bytes) -> bytes:
    """Each record a gzip member of its own, as archives are."""
    return b"".join(gzip.compress(each, mtime=0) for each in records)


def starts(records: list[bytes]) -> list[int]:
    """The offset of every record, and of the end."""
    offsets = [0]
    for each in records:
        offsets.append(offsets[-1] + len(each))
    return offsets
