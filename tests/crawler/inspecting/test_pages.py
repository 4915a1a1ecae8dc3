"""Which page is meant by a name, and what is said when there is none."""

import io
import sys
from types import SimpleNamespace

import pytest
from scrapy.http import HtmlResponse, Response, TextResponse, XmlResponse

from crawler.inspecting.pages import InspectError, from_response, read

HTML = "<!doctype html><title>Fähre</title><p>Die Fähre legt wieder ab.</p>"
LIMIT = 1 << 20


def test_a_saved_page_is_html_under_the_address_it_came_from(tmp_path):
    path = tmp_path / "Page.HTM"
    path.write_text(HTML, encoding="utf-8")
    page = read(str(path), "https://a.test/faehre", max_size=LIMIT)
    assert (page.url, page.plain, page.body) == ("https://a.test/faehre", False, HTML)


def test_without_an_address_its_own_place_is_the_address(tmp_path):
    path = tmp_path / "a page.html"
    path.write_text(HTML, encoding="utf-8")
    assert read(str(path), max_size=LIMIT).url == path.as_uri()


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("<meta charset=windows-1251><p>Паром снова ходит".encode("cp1251"), "Паром снова ходит"),
        ("\ufeff<p>渡し船が戻る".encode("utf-16-le"), "渡し船が戻る"),
        ("<meta charset=latin1><p>Le bac à l'été".encode("latin-1") + b" \x80", "à l'été €"),
    ],
)
def test_html_is_decoded_as_a_browser_does(content, text, tmp_path):
    path = tmp_path / "page.html"
    path.write_bytes(content)
    assert text in read(str(path), max_size=LIMIT).body


def test_a_text_file_is_plain_even_if_it_begins_like_markup(tmp_path):
    path = tmp_path / "story.txt"
    path.write_text("<p>\nis an element.\n", encoding="utf-8")
    page = read(str(path), max_size=LIMIT)
    assert page.plain
    assert page.body == "<p>\nis an element.\n"


@pytest.mark.parametrize(
    ("content", "plain"),
    [
        (HTML, False),
        ("\n <!-- saved --> <html lang=de>…", False),
        ("Three boats.\nOne <p> in it.", True),
        ("<3 boats", True),
    ],
)
def test_standard_input_is_told_by_how_it_begins(content, plain, monkeypatch):
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(content.encode())))
    page = read("-", max_size=LIMIT)
    assert page.plain is plain
    assert page.url.startswith("urn:copydesk:")


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("none.html", None, "no such file"),
        ("empty.html", b" \n", "empty"),
        ("page.docx", b"PK", "unknown type"),
        ("page", b"<p>x", "unknown type"),
        ("empty.warc.gz", b"", "holds no page; passed over: empty_file 1"),
    ],
)
def test_what_cannot_be_read_is_named_with_the_reason(name, content, complaint, tmp_path):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InspectError, match=complaint) as caught:
        read(str(path), max_size=LIMIT)
    assert name in str(caught.value)
    assert caught.value.exitcode == 2


def test_a_directory_is_not_a_page(tmp_path):
    with pytest.raises(InspectError, match="a directory"):
        read(str(tmp_path), max_size=LIMIT)


class TestResponse:
    def test_html_keeps_status_and_headers(self):
        response = HtmlResponse(
            "https://a.test/",
            headers={"Content-Type": "text/html", "X-Robots-Tag": ["noai", "noarchive"]},
            body=b"<p>x",
        )
        page = from_response(response, fetched="2026-03-03T08:00:00+00:00")
        assert (page.body, page.plain, page.http_status) == ("<p>x", False, 200)
        assert page.headers == {"content-type": "text/html", "x-robots-tag": "noai, noarchive"}
        assert page.fetched == "2026-03-03T08:00:00+00:00"

    def test_plain_text_is_plain(self):
        response = TextResponse("https://a.test/", headers={"Content-Type": "text/plain; charset=utf-8"}, body=b"x\ny")
        page = from_response(response, fetched="")
        assert page.plain
        assert page.body == "x\ny"

    @pytest.mark.parametrize(
        ("response_class", "kind"),
        [(Response, "application/pdf"), (XmlResponse, "application/rss+xml"), (TextResponse, "application/json")],
    )
    def test_anything_else_is_no_page(self, response_class, kind):
        with pytest.raises(InspectError, match=f"unknown type {kind.replace('+', '.')}") as caught:
            from_response(response_class("https://a.test/x", headers={"Content-Type": kind}, body=b"x"), fetched="")
        assert caught.value.exitcode == 2

    def test_a_refusal_is_a_page_whatever_its_body_is(self):
        page = from_response(Response("https://a.test/", status=403, body=b"\x00"), fetched="")
        assert (page.http_status, page.body) == (403, "")
