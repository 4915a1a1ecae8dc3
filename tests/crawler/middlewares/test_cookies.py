"""Cookies are kept, also where there is no network to ask what a public suffix is."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest
from scrapy import Request, Spider
from scrapy.http import Response
from scrapy.utils.test import get_crawler

from crawler.middlewares.cookies import CookiesMiddleware, is_public_suffix

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Any look-up of a host is an error."""

    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError(f"asked the network for {args}")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    return


@pytest.fixture
def cookies() -> CookiesMiddleware:
    return CookiesMiddleware.from_crawler(get_crawler(Spider))


def sent_back(cookies: CookiesMiddleware, url: str, set_cookie: str, *, then: str | None = None) -> bytes | None:
    """The Cookie header of a second request, after the first was answered with `set_cookie`."""
    request = Request(url)
    cookies.process_response(request, Response(url, headers={"Set-Cookie": set_cookie}))
    again = Request(then or url)
    cookies.process_request(again)
    return again.headers.get("Cookie")


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8000/a", "https://news.example/a", "https://paper.co.uk/a", "http://localhost/a"]
)
def test_a_reader_keeps_what_a_site_sets(cookies: CookiesMiddleware, url: str) -> None:
    assert sent_back(cookies, url, "reader=ann; Path=/") == b"reader=ann"


def test_a_cookie_goes_to_the_whole_site_if_it_says_so(cookies: CookiesMiddleware) -> None:
    got = sent_back(
        cookies, "https://www.paper.co.uk/", "reader=ann; Domain=paper.co.uk", then="https://m.paper.co.uk/"
    )
    assert got == b"reader=ann"


@pytest.mark.parametrize(
    ("url", "domain", "then"),
    [
        ("https://paper.co.uk/", "co.uk", "https://other.co.uk/"),
        ("https://paper.github.io/", "github.io", "https://other.github.io/"),
    ],
)
def test_a_cookie_for_a_public_suffix_is_refused(cookies: CookiesMiddleware, url: str, domain: str, then: str) -> None:
    assert sent_back(cookies, url, f"reader=ann; Domain={domain}") is None
    assert sent_back(cookies, url, f"reader=ann; Domain={domain}", then=then) is None


def test_a_host_that_is_itself_a_suffix_keeps_its_cookie(cookies: CookiesMiddleware) -> None:
    assert sent_back(cookies, "https://github.io/", "a=1; Domain=github.io") == b"a=1"


@pytest.mark.parametrize(
    ("domain", "public"), [("co.uk", True), ("github.io", True), ("paper.co.uk", False), ("news.example", False)]
)
def test_suffixes_are_known_without_a_network(domain: str, public: bool) -> None:
    assert is_public_suffix(domain) is public
