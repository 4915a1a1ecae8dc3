from __future__ import annotations

import gzip
import io
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from scrapy import Request
from scrapy.http import HtmlResponse, Response
from warcio.archiveiterator import ArchiveIterator

from crawler.browser.response import RenderedResponse
from crawler.items import Page
from crawler.sources.warc import read_archive
from crawler.warc.records import exchange_chunk, info_chunk

if TYPE_CHECKING:
    from pathlib import Path

WHEN = datetime(2026, 3, 4, 5, 6, 7, 890000, tzinfo=UTC)
PAGE = "<!DOCTYPE html><p>Die Fähre fährt um sieben.".encode()
URL = "https://bote.example/stadt/f%C3%A4hre?s=1"


def records(data: bytes) -> list[tuple[dict[str, str], bytes]]:
    """Headers and whole block of each record."""
    each = ArchiveIterator(io.BytesIO(data), no_record_parse=True)
    return [(dict(record.rec_headers.headers), record.raw_stream.read()) for record in each]


def exchange(response: Response, **request: Any) -> list[tuple[dict[str, str], bytes]]:
    asked = Request(request.pop("url", URL), **request)
    return records(exchange_chunk(asked, response, WHEN).data)


def test_a_page_is_kept_with_its_compression_and_what_was_sent_for_it():
    body = gzip.compress(PAGE)
    response = Response(
        URL,
        headers={"Content-Type": "text/html; charset=utf-8", "Content-Encoding": "gzip"},
        body=body,
        ip_address=ip_address("192.0.2.7"),
        protocol="HTTP/1.1",
    )
    (head, block), (asked, sent) = exchange(response, headers={"User-Agent": "copydesk/0.1"})

    assert (
        block == b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Encoding: gzip\r\n\r\n" + body
    )
    assert head["WARC-Type"] == "response"
    assert head["WARC-Target-URI"] == URL
    assert head["WARC-Date"] == "2026-03-04T05:06:07.890000Z"
    assert head["WARC-IP-Address"] == "192.0.2.7"
    assert head["WARC-Identified-Payload-Type"] == "text/html"

    assert sent == b"GET /stadt/f%C3%A4hre?s=1 HTTP/1.1\r\nHost: bote.example\r\nUser-Agent: copydesk/0.1\r\n\r\n"
    assert asked["WARC-Type"] == "request"
    assert asked["WARC-Concurrent-To"] == head["WARC-Record-ID"]
    assert asked["WARC-Date"] == head["WARC-Date"]


def test_headers_keep_their_bytes_and_their_number():
    response = Response(URL, headers={"Set-Cookie": ["a=1; Path=/", "b=2"], "X-Ort": "Köln".encode()})
    (_, block), _ = exchange(response)
    assert b"Set-Cookie: a=1; Path=/\r\nSet-Cookie: b=2\r\nX-Ort: K\xc3\xb6ln\r\n\r\n" in block


def test_a_line_break_in_a_header_does_not_begin_another():
    (_, block), _ = exchange(Response(URL, headers={"X-Odd": b"one\r\nX-Forged: two"}))
    assert block == b"HTTP/1.1 200 OK\r\nX-Odd: one X-Forged: two\r\n\r\n"


def test_not_modified_is_a_revisit_without_a_payload():
    response = Response(URL, status=304, headers={"ETag": '"7"'})
    (head, block), (asked, sent) = exchange(response, headers={"If-None-Match": '"7"'})
    assert head["WARC-Type"] == "revisit"
    assert head["WARC-Profile"].endswith("/1.1/revisit/server-not-modified")
    assert head["WARC-Refers-To-Target-URI"] == URL
    assert block == b'HTTP/1.1 304 Not Modified\r\nEtag: "7"\r\n\r\n'
    assert b'If-None-Match: "7"' in sent
    assert asked["WARC-Type"] == "request"


def test_keys_to_an_account_are_left_out_and_what_was_posted_is_kept():
    secret = {"Authorization": "Basic c2VjcmV0", "Proxy-Authorization": "Basic cHJveHk=", "Cookie": "reads=2"}
    _, (_, sent) = exchange(Response(URL), method="POST", body=b"plan=free", headers=secret)
    assert sent == b"POST /stadt/f%C3%A4hre?s=1 HTTP/1.1\r\nHost: bote.example\r\nCookie: reads=2\r\n\r\nplan=free"


def test_a_body_that_broke_off_says_so():
    (head, _), _ = exchange(Response(URL, body=PAGE, flags=["dataloss"]))
    assert head["WARC-Truncated"] == "disconnect"


def test_odd_statuses_and_newer_protocols_have_a_status_line():
    (_, block), _ = exchange(Response(URL, status=299, protocol="h2"))
    assert block.startswith(b"HTTP/1.1 299 \r\n")


def test_info_is_what_a_file_begins_with():
    ((head, block),) = records(info_chunk("a.warc.gz", {"robots": "obey", "operator": ""}).data)
    assert head["WARC-Type"] == "warcinfo"
    assert head["WARC-Filename"] == "a.warc.gz"
    assert block == b"robots: obey\r\n"


def test_our_own_reader_gives_the_page_back(tmp_path: Path):
    response = HtmlResponse(URL, status=403, headers={"Content-Type": "text/html"}, body=PAGE, encoding="utf-8")
    (tmp_path / "a.warc.gz").write_bytes(exchange_chunk(Request(URL), response, WHEN).data)
    (page,) = [found for found in read_archive(str(tmp_path / "a.warc.gz"), 1 << 20) if isinstance(found, Page)]
    assert (page.url, page.http_status, page.body) == (URL, 403, PAGE.decode())
    assert page.fetched == "2026-03-04T05:06:07.890000+00:00"


def test_what_a_browser_made_of_a_page_is_kept_beside_what_came(tmp_path: Path):
    came = Response(URL, headers={"Content-Type": "text/html", "Content-Encoding": "gzip"}, body=gzip.compress(b"<p>"))
    rendered = RenderedResponse(URL, headers={"Content-Type": "text/html; charset=utf-8"}, body=PAGE)
    rendered.fetched = came
    chunk = exchange_chunk(Request(URL), rendered, WHEN)
    (made, page), (head, block), (asked, _) = records(chunk.data)
    assert chunk.records == 3
    assert made["WARC-Type"] == "conversion"
    assert made["WARC-Refers-To"] == head["WARC-Record-ID"] == asked["WARC-Concurrent-To"]
    assert page == PAGE
    assert head["WARC-Type"] == "response"
    assert block.endswith(came.body)

    (tmp_path / "a.warc.gz").write_bytes(chunk.data)
    (read,) = [found for found in read_archive(str(tmp_path / "a.warc.gz"), 1 << 20) if isinstance(found, Page)]
    assert read.body == PAGE.decode()
    assert read.source.warc == head["WARC-Record-ID"]
