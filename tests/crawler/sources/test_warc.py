from __future__ import annotations

import base64
import hashlib
import io
import tracemalloc
import warnings
import zipfile
from typing import TYPE_CHECKING

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.items import Page
from crawler.sources.findings import Note, Skip, UnreadableError
from crawler.sources.warc import read_archive
from tests.crawler.sources.warcs import HTML, http, packed, record

if TYPE_CHECKING:
    from pathlib import Path

LIMIT = 100_000


@pytest.fixture
def found(tmp_path: Path):
    def read(*records: bytes, name: str = "test.warc.gz") -> list[Page | Skip | Note]:
        path = tmp_path / name
        path.write_bytes(packed(*records) if name.endswith(".gz") else b"".join(records))
        return list(read_archive(str(path), LIMIT))

    return read


def reasons(found: list[Page | Skip | Note]) -> list[str]:
    return ["page" if isinstance(each, Page) else each.reason for each in found]


@pytest.mark.parametrize("name", ["test.warc", "test.warc.gz"])
def test_a_page_and_what_is_known_of_it(found, tmp_path: Path, name: str):
    block = http("<p>Grüße".encode(), (*HTML, "Set-Cookie: a=1", "set-cookie: b=2"))
    [page] = found(record(block, "https://zeitung.example/a?b=c"), name=name)
    assert isinstance(page, Page)
    assert page.url == "https://zeitung.example/a?b=c"
    assert page.body == "<p>Grüße"
    assert not page.plain
    assert page.http_status == 200
    assert page.headers == {"content-type": "text/html; charset=utf-8", "set-cookie": "a=1, b=2"}
    assert page.fetched == "2024-05-06T07:08:09+00:00"
    assert page.source.spider == "archive"
    assert page.source.via == str(tmp_path / name)
    assert page.source.warc == "<urn:uuid:https://zeitung.example/a?b=c>"


def write_with_warcio(path: Path, urls: list[str]) -> None:
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "test"}))
        for url in urls:
            headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
            body = io.BytesIO(f"<p>At {url}".encode())
            response = writer.create_warc_record(url, "response", payload=body, http_headers=headers)
            writer.write_request_response_pair(writer.create_warc_record(url, "request"), response)


def test_an_archive_by_warcio_is_read(tmp_path: Path):
    path = tmp_path / "warcio.warc.gz"
    with warnings.catch_warnings(action="ignore", category=ResourceWarning):
        # It leaves its temporary files to the garbage collector.
        write_with_warcio(path, ["https://paper.example/1", "https://paper.example/2"])
    found = list(read_archive(str(path), LIMIT))
    assert [each.body for each in found if isinstance(each, Page)] == [
        "<p>At https://paper.example/1",
        "<p>At https://paper.example/2",
    ]
    assert reasons(found).count("not_response") == 3


@pytest.mark.parametrize(
    "status", ["200 OK", "401 Unauthorized", "402 Payment Required", "403 Forbidden", "451 ", "404"]
)
def test_a_refusal_in_html_is_a_page(found, status: str):
    [page] = found(record(http(status=status)))
    assert page.http_status == int(status[:3])


@pytest.mark.parametrize(
    "kind", ["text/html", "TEXT/HTML;charset=utf-8", "application/xhtml+xml", "text/html, text/css"]
)
def test_html_is_told_by_the_content_type(found, kind: str):
    assert reasons(found(record(http(headers=(f"Content-Type: {kind}",))))) == ["page"]


def test_brackets_around_an_address_are_no_part_of_it(found):
    [page] = found(record(url="<https://paper.example/old>"))
    assert page.url == "https://paper.example/old"


def test_a_header_of_a_hundred_kilobytes_is_read(found):
    [page] = found(record(http(headers=(*HTML, "X-Policy: " + "a" * 80_000))))
    assert page.body == "<p>News"


def test_a_saved_file_can_be_a_page_without_a_response(found):
    [page, skip] = found(
        record(b"<p>Saved", kind="resource", content_type="text/html"),
        record(b"\x89PNG", kind="resource", content_type="image/png"),
    )
    assert (page.body, page.http_status, page.headers) == ("<p>Saved", None, {"content-type": "text/html"})
    assert skip.reason == "not_html"


@pytest.mark.parametrize(
    ("passed_over", "reason"),
    [
        (record(b"software: x", kind="warcinfo", content_type="application/warc-fields"), "not_response"),
        (record(b"GET / HTTP/1.1\r\n\r\n", kind="request", content_type="application/http"), "not_response"),
        (record(b"fetchTimeMs: 7", kind="metadata", content_type="application/warc-fields"), "not_response"),
        (record(b"Plain text", kind="conversion", content_type="text/plain"), "not_response"),
        (record(b"", kind="invented"), "not_response"),
        (record(http(b""), kind="revisit"), "revisit"),
        (record(b"paper.example. 60 IN A 192.0.2.1", "dns:paper.example", content_type="text/dns"), "not_http"),
        (record(http(b"", ("Location: /2",), "301 Moved")), "redirect"),
        (record(http(b"<p>Moved", (*HTML, "Location: /2"), "302 Found")), "redirect"),
        (record(http(b"", (), "304 Not Modified")), "redirect"),
        (record(http(headers=())), "no_content_type"),
        (record(http(headers=("Content-Type: ",))), "no_content_type"),
        # HTML to look at, but the server says otherwise.
        (record(http(b"<!DOCTYPE html><p>News", ("Content-Type: text/plain",))), "not_html"),
        (record(http(b"x" * 200_000, ("Content-Type: video/mp4",))), "not_html"),
        (record(http(b"")), "empty"),
        (record(http(b" \r\n")), "empty"),
        (record(http(b"<p>" + b"x" * 200_000)), "too_large"),
        (record(http(headers=(*HTML, "Content-Encoding: gzip"), body=b"\x01\x02\x03" * 9)), "undecodable"),
        (record(b"\x00\x01 no header"), "broken_record"),
        (record(b""), "broken_record"),
        (record(http(headers=("Content-Type: " + "x" * 500_000,))), "not_html"),
        (record().replace(b"WARC-Target-URI", b"WARC-Target-Url"), "broken_record"),
    ],
)
def test_what_is_no_page_is_passed_over_for_a_reason(found, tmp_path: Path, passed_over: bytes, reason: str):
    before, skip, after = found(record(), passed_over, record())
    assert isinstance(before, Page)
    assert isinstance(after, Page)
    assert isinstance(skip, Skip)
    assert skip.reason == reason
    assert skip.where == f"{tmp_path / 'test.warc.gz'}: byte {len(packed(record()))}"


def test_gaps_are_passed_over_with_their_offset(found, tmp_path: Path):
    pages = found(record(), b"garbage\n", record(), name="test.warc")
    assert reasons(pages) == ["page", "broken_record", "page"]
    end = len(record()) + len(b"garbage\n")
    assert pages[1] == Skip(
        "broken_record",
        f"{tmp_path / 'test.warc'}: byte {len(record())}",
        f"no record begins here; read on at byte {end}",
        broken=True,
    )


def test_a_cut_file_gives_its_whole_records(tmp_path: Path):
    path = tmp_path / "cut.warc.gz"
    path.write_bytes(packed(record(), record())[:-50])
    found = list(read_archive(str(path), LIMIT))
    assert reasons(found) == ["page", "truncated_gzip"]
    path.write_bytes(packed(record(), record())[:-4])
    found = list(read_archive(str(path), LIMIT))
    assert reasons(found) == ["page", "page", "truncated_gzip"]
    assert isinstance(found[2], Note)


def digest(block: bytes) -> str:
    return "WARC-Block-Digest: sha1:" + base64.b32encode(hashlib.sha1(block, usedforsecurity=False).digest()).decode()


def test_a_page_that_does_not_fit_its_digest_is_kept_with_a_note(found):
    right, wrong, unknown = digest(http()), digest(b"something else"), "WARC-Block-Digest: blake9:77"
    assert reasons(found(record(extra=(right,)))) == ["page"]
    assert reasons(found(record(extra=(unknown,)))) == ["page"]
    assert reasons(found(record(extra=(wrong,)))) == ["digest_mismatch", "page"]


def test_a_body_that_was_cut_is_kept_with_a_note(found):
    assert reasons(found(record(extra=("WARC-Truncated: length",)))) == ["cut_by_archiver", "page"]
    body = b"5\r\n<p>On\r\n8\r\ne half"
    [note, page] = found(record(http(body, (*HTML, "Transfer-Encoding: chunked"))))
    assert note.reason == "cut_body"
    assert page.body == "<p>One half"


def test_a_date_that_is_none_is_left_out(found):
    [page] = found(record().replace(b"2024-05-06T07:08:09Z", b"yesterday or so     "))
    assert page.fetched is None


def test_an_empty_file_is_told(found, tmp_path: Path):
    assert found(name="empty.warc") == [Skip("empty_file", str(tmp_path / "empty.warc"), broken=True)]


def test_a_wacz_package_is_read_with_all_its_archives(tmp_path: Path):
    path = tmp_path / "site.wacz"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("datapackage.json", "{}")
        package.writestr("archive/one.warc.gz", packed(record(url="https://paper.example/1"), record(http(b""))))
        package.writestr("archive/two.warc", record(url="https://paper.example/2"), zipfile.ZIP_DEFLATED)
    one, skip, two = read_archive(str(path), LIMIT)
    assert [one.url, two.url] == ["https://paper.example/1", "https://paper.example/2"]
    assert one.source.via == str(path)
    assert skip.where.startswith(f"{path}/archive/one.warc.gz: byte ")


def test_a_zip_file_of_something_else_is_refused(tmp_path: Path):
    path = tmp_path / "photos.zip"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("photo.jpg", b"\xff\xd8")
    with pytest.raises(UnreadableError, match="without a WARC file"):
        list(read_archive(str(path), LIMIT))
    path.write_bytes(path.read_bytes()[:40])
    with pytest.raises(UnreadableError, match=r"photos\.zip: "):
        list(read_archive(str(path), LIMIT))


def test_a_missing_file_is_refused(tmp_path: Path):
    with pytest.raises(UnreadableError, match=r"none\.warc: No such file"):
        list(read_archive(str(tmp_path / "none.warc"), LIMIT))


def test_memory_does_not_grow_with_the_archive(tmp_path: Path):
    def peak(count: int) -> int:
        path = tmp_path / f"{count}.warc.gz"
        path.write_bytes(packed(record(http(b"<p>" + bytes(range(65, 91)) * 800))) * count)
        tracemalloc.start()
        try:
            assert sum(isinstance(each, Page) for each in read_archive(str(path), LIMIT)) == count
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(1)  # What is loaded once does not count.
    assert peak(4_000) < 1.2 * peak(400)


RENDERED = "text/html; charset=utf-8"


def rendering(of: str, text: str) -> bytes:
    """A record of what a browser has made of the page of another record."""
    return record(text.encode(), of, "conversion", (f"WARC-Refers-To: <urn:uuid:{of}>",), RENDERED)


def test_a_page_comes_as_a_browser_has_rendered_it(found):
    url = "https://paper.example/1"
    results = found(rendering(url, "<p>Le bac part à six heures"), record(http(b"<div id=app>"), url))
    assert reasons(results) == ["not_response", "page"]
    assert results[1].body == "<p>Le bac part à six heures"
    assert results[1].http_status == 200


def test_a_rendering_of_another_page_is_left_alone(found):
    one, other = "https://paper.example/1", "https://paper.example/2"
    pages = found(
        rendering(other, "<p>Elsewhere"),
        record(http(b"<p>Here"), one),
        rendering(other, "<p>Elsewhere"),
        record(b"GET / HTTP/1.1\r\n\r\n", kind="request"),
        record(http(b"<p>There"), other),
    )
    assert [page.body for page in pages if isinstance(page, Page)] == ["<p>Here", "<p>There"]
