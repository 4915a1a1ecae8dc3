"""From a response to a page."""

from __future__ import annotations

from datetime import datetime

import pytest
from scrapy.http import HtmlResponse, Response, TextResponse

from crawler.pages import page_from_response

URL = "https://news.example/a"


def html(body: str = "<p>Ein Übel</p>", status: int = 200, **headers: str) -> HtmlResponse:
    headers = {"Content-Type": "text/html; charset=iso-8859-1"} | headers
    return HtmlResponse(URL, status=status, headers=headers, body=body.encode("latin-1"))


def test_a_page_carries_what_was_fetched_and_what_led_to_it() -> None:
    page = page_from_response(html(**{"X-Robots-Tag": "noai"}), spider="news", via="https://news.example/feed")
    assert page is not None
    assert (page.url, page.body, page.http_status, page.plain) == (URL, "<p>Ein Übel</p>", 200, False)
    assert page.headers["x-robots-tag"] == "noai"
    assert (page.source.spider, page.source.via, page.source.warc) == ("news", "https://news.example/feed", None)


def test_the_time_has_an_offset() -> None:
    page = page_from_response(html(), spider="news")
    assert page is not None
    assert page.fetched is not None
    assert datetime.fromisoformat(page.fetched).tzinfo is not None


def test_headers_of_one_name_are_joined_and_cookies_left_out() -> None:
    response = html()
    response.headers.setlist("X-Robots-Tag", ["noai", "noindex"])
    response.headers.setlist("Set-Cookie", ["reader=ann"])
    page = page_from_response(response, spider="news")
    assert page is not None
    assert page.headers["x-robots-tag"] == "noai, noindex"
    assert "set-cookie" not in page.headers


@pytest.mark.parametrize("declared", ["application/pdf", "image/svg+xml", "application/json", "text/plain", ""])
def test_what_does_not_say_html_is_no_page(declared: str) -> None:
    response = TextResponse(URL, headers={"Content-Type": declared} if declared else {}, body=b"<html><p>A</html>")
    assert page_from_response(response, spider="news") is None


@pytest.mark.parametrize("declared", ["TEXT/HTML", " text/html ;charset=utf-8", "application/xhtml+xml"])
def test_html_is_said_in_several_ways(declared: str) -> None:
    response = HtmlResponse(URL, headers={"Content-Type": declared}, body=b"<p>A</p>")
    page = page_from_response(response, spider="news")
    assert page is not None
    assert page.body == "<p>A</p>"


@pytest.mark.parametrize("charset", ["rot13", "zlib", "idna", "undefined", "klingon"])
def test_a_charset_that_is_none_costs_no_page(charset: str) -> None:
    response = HtmlResponse(URL, headers={"Content-Type": f"text/html; charset={charset}"}, body="<p>Été".encode())
    page = page_from_response(response, spider="news")
    assert page is not None
    assert page.body == "<p>Été"


@pytest.mark.parametrize("status", [401, 402, 403, 451])
def test_a_refusal_is_a_page_whatever_it_is_made_of(status: int) -> None:
    response = Response(URL, status=status, headers={"Content-Type": "application/json"}, body=b'{"x402Version": 1}')
    page = page_from_response(response, spider="news")
    assert page is not None
    assert (page.http_status, page.body) == (status, "")
    assert page_from_response(html(status=status), spider="news") is not None


def test_an_error_that_is_no_refusal_must_be_html_like_any_page() -> None:
    gone = Response(URL, status=404, headers={"Content-Type": "application/json"}, body=b"{}")
    assert page_from_response(gone, spider="news") is None
    assert page_from_response(html(status=404), spider="news") is not None
