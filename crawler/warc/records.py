"""From a request and its response to WARC records."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC
from http import HTTPStatus
from typing import TYPE_CHECKING

from scrapy.utils.httpobj import urlparse_cached
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.browser.response import RenderedResponse
from crawler.warc.payload import identify

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from scrapy import Request
    from scrapy.http import Headers, Response
    from warcio.recordloader import ArcWarcRecord

VERSION = "WARC/1.1"
CONFORMS_TO = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
NOT_MODIFIED_PROFILE = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_NOT_MODIFIED = 304
# They are keys to somebody's account; an archive is no place for them.
_SECRET = frozenset({b"authorization", b"proxy-authorization"})


@dataclass(slots=True, frozen=True)
class Chunk:
    """Gzipped records that belong together and are written at once."""

    data: bytes
    records: int


class _Head(StatusAndHeaders):  # type: ignore[misc]  # warcio is not typed
    """A start line and headers as they are: warcio percent-encodes what is not ASCII."""

    def __init__(self, start_line: str, headers: Iterable[tuple[bytes, bytes]]) -> None:
        super().__init__(start_line, [], is_http_request=True)
        lines = [start_line.encode("ascii", "replace"), *(name + b": " + _one_line(value) for name, value in headers)]
        self.raw = b"\r\n".join([*lines, b"", b""])

    def compute_headers_buffer(self, header_filter: object = None) -> None:  # noqa: ARG002 - warcio's signature
        self.headers_buff = self.raw


def info_chunk(filename: str, info: Mapping[str, str]) -> Chunk:
    """The `warcinfo` record that a file begins with."""
    out, writer = _writer()
    writer.write_record(writer.create_warcinfo_record(filename, dict(info)))
    return Chunk(out.getvalue(), 1)


def exchange_chunk(request: Request, response: Response, when: datetime) -> Chunk:
    """The `response` record (a `revisit` for 304 Not Modified) of what came, and the `request` record of what was sent.

    `response` is what the download handler gave: its body still has its Content-Encoding. Transfer-Encoding is undone
    by then, and the names of headers have lost their case. `when` is the time of all records.

    What a browser has made of the page is a `conversion` record, right before the `response` that it refers to.
    """
    rendered = response if isinstance(response, RenderedResponse) else None
    if rendered is not None and rendered.fetched is not None:
        response = rendered.fetched
    out, writer = _writer()
    fields = {"WARC-Date": _date(when)}
    if response.ip_address is not None:
        fields["WARC-IP-Address"] = str(response.ip_address)
    record = _response_record(writer, response, fields)
    if rendered is not None:
        writer.write_record(_conversion_record(writer, rendered, record))
    writer.write_request_response_pair(_request_record(writer, request, response, fields), record)
    return Chunk(out.getvalue(), 2 if rendered is None else 3)


def _response_record(writer: WARCWriter, response: Response, fields: dict[str, str]) -> ArcWarcRecord:
    head = _Head(_status_line(response), _pairs(response.headers))
    if response.status == _NOT_MODIFIED:
        # What the server did not send again lies in an earlier file; it has no payload of its own.
        revisit = {"WARC-Profile": NOT_MODIFIED_PROFILE, "WARC-Refers-To-Target-URI": response.url}
        return writer.create_warc_record(response.url, "revisit", http_headers=head, warc_headers_dict=fields | revisit)
    more = {}
    encoding = b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1")
    if media_type := identify(response.body, encoding):
        more["WARC-Identified-Payload-Type"] = media_type
    if "dataloss" in response.flags:
        more["WARC-Truncated"] = "disconnect"
    elif "download_stopped" in response.flags:
        more["WARC-Truncated"] = "unspecified"
    return writer.create_warc_record(
        response.url,
        "response",
        payload=io.BytesIO(response.body),
        length=len(response.body),
        http_headers=head,
        warc_headers_dict=fields | more,
    )


def _conversion_record(writer: WARCWriter, rendered: RenderedResponse, response: ArcWarcRecord) -> ArcWarcRecord:
    return writer.create_warc_record(
        rendered.url,
        "conversion",
        payload=io.BytesIO(rendered.body),
        length=len(rendered.body),
        warc_content_type="text/html; charset=utf-8",
        warc_headers_dict={
            "WARC-Date": response.rec_headers["WARC-Date"],
            "WARC-Refers-To": response.rec_headers["WARC-Record-ID"],
            "WARC-Identified-Payload-Type": "text/html",
        },
    )


def _request_record(writer: WARCWriter, request: Request, response: Response, fields: dict[str, str]) -> ArcWarcRecord:
    address = urlparse_cached(request)
    target = (address.path or "/") + (f";{address.params}" if address.params else "")
    target += f"?{address.query}" if address.query else ""
    headers = [pair for pair in _pairs(request.headers) if pair[0].lower() not in _SECRET]
    if "Host" not in request.headers:
        headers.insert(0, (b"Host", address.netloc.rpartition("@")[2].encode("ascii", "replace")))
    return writer.create_warc_record(
        response.url,
        "request",
        payload=io.BytesIO(request.body),
        length=len(request.body),
        http_headers=_Head(f"{request.method} {target} HTTP/1.1", headers),
        warc_headers_dict=fields,
    )


def _writer() -> tuple[io.BytesIO, WARCWriter]:
    out = io.BytesIO()
    return out, WARCWriter(out, gzip=True, warc_version=VERSION)


def _status_line(response: Response) -> str:
    # WARC has one form for all versions of HTTP.
    protocol = response.protocol if response.protocol in {"HTTP/1.0", "HTTP/1.1"} else "HTTP/1.1"
    try:
        phrase = HTTPStatus(response.status).phrase
    except ValueError:
        phrase = ""
    return f"{protocol} {response.status} {phrase}"


def _pairs(headers: Headers) -> list[tuple[bytes, bytes]]:
    return [(name, value) for name, values in headers.items() for value in values]


def _one_line(value: bytes) -> bytes:
    # A line break would end the header, or begin one that never came.
    return b" ".join(value.splitlines())


def _date(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
