"""Sitemaps of every form, whole and broken."""

from __future__ import annotations

import gzip
import zlib
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.discovery import sitemaps
from crawler.discovery.sitemaps import Sitemap, SitemapLink, read_sitemap

HERE = "https://www.courier.example/sitemap.xml"
NOVEMBER = datetime(2026, 11, 1, tzinfo=UTC)
NAMES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
)


def urlset(entries: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset {NAMES}>{entries}</urlset>'.encode()


def index(entries: str) -> bytes:
    return f"<sitemapindex {NAMES}>{entries}</sitemapindex>".encode()


NEWS = urlset(
    """<url><loc>https://www.courier.example/harbour/ferry-timetable-2</loc><lastmod>2026-11-03</lastmod>
    <image:image><image:loc>https://img.example/ferry.jpg</image:loc><image:title>A ferry</image:title></image:image>
    <xhtml:link rel="alternate" hreflang="fr" href="https://www.courier.example/fr/"/>
    <news:news><news:publication><news:name>Courier</news:name><news:language>en</news:language></news:publication>
    <news:access>Subscription</news:access><news:publication_date>2026-11-02T07:30+01:00</news:publication_date>
    <news:title>Ferries &amp;amp; fares:
      what changes</news:title></news:news></url>"""
)
INDEX = index(
    """<sitemap><loc>/sitemap-news.xml</loc><lastmod>2026-11-20T08:00:00Z</lastmod></sitemap>
    <sitemap><loc>/sitemap-old.xml.gz</loc><lastmod>2019-01-01</lastmod></sitemap>
    <sitemap><loc>/sitemap-pages.xml</loc></sitemap>
    <sitemap><loc>/sitemap-2026-11.xml</loc></sitemap>
    <sitemap><loc>/sitemap-2026-10.xml</loc></sitemap>
    <sitemap><loc>/sitemap.xml?yyyy=2025&amp;mm=11&amp;dd=05</loc></sitemap>"""
)


def addresses(sitemap: Sitemap) -> list[str]:
    return [page.url for page in sitemap.pages]


def test_news_sitemap() -> None:
    (page,) = read_sitemap(NEWS, HERE).pages
    assert page.url == "https://www.courier.example/harbour/ferry-timetable-2"
    assert page.title == "Ferries & fares: what changes"
    assert page.published == "2026-11-02T07:30:00+01:00"
    assert page.modified == "2026-11-03"
    assert page.access_hint == "subscription"
    assert page.score == 1.0


def test_in_a_plain_sitemap_the_address_tells() -> None:
    page, front = read_sitemap(
        urlset("<url><loc>/2026/11/02/the-pilot-boat-returns</loc></url><url><loc>/harbour/</loc></url>"), HERE
    ).pages
    assert page.is_article
    assert page.published == "2026-11-02"
    assert not front.is_article


def test_index() -> None:
    sitemap = read_sitemap(INDEX, HERE)
    assert sitemap.sitemaps[0] == SitemapLink(
        "https://www.courier.example/sitemap-news.xml", "2026-11-20T08:00:00+00:00"
    )
    assert len(sitemap.sitemaps) == 6
    assert sitemap.pages == ()


def test_an_index_is_pruned_by_lastmod_and_by_the_month_in_a_name() -> None:
    sitemap = read_sitemap(INDEX, HERE, NOVEMBER)
    names = [link.url.rsplit("/", 1)[-1] for link in sitemap.sitemaps]
    # The last of October ends in the far west when it is November elsewhere.
    assert names == ["sitemap-news.xml", "sitemap-pages.xml", "sitemap-2026-11.xml", "sitemap-2026-10.xml"]
    assert sitemap.pruned == 2


def test_pages_are_pruned_where_a_date_says_so() -> None:
    body = urlset(
        "<url><loc>/a</loc><lastmod>2026-10-01</lastmod></url><url><loc>/b</loc></url>"
        "<url><loc>/2019/05/06/c</loc></url><url><loc>/d</loc><lastmod>2026-11-02</lastmod></url>"
    )
    sitemap = read_sitemap(body, HERE, NOVEMBER)
    assert [url[-1] for url in addresses(sitemap)] == ["b", "d"]
    assert sitemap.pruned == 2


def test_gzip() -> None:
    assert addresses(read_sitemap(gzip.compress(NEWS), HERE)) == addresses(read_sitemap(NEWS, HERE))


def test_gzip_that_breaks_off_is_read_up_to_there() -> None:
    entries = "".join(f"<url><loc>/{zlib.crc32(str(n).encode())}</loc></url>" for n in range(2_000))
    packed = gzip.compress(urlset(entries))
    sitemap = read_sitemap(packed[: len(packed) // 2], HERE)
    assert 100 < len(sitemap.pages) < 2_000
    assert sitemap.problem is not None
    assert sitemap.problem.startswith("broken gzip, read up to byte ")


def test_a_gzip_bomb_is_unpacked_up_to_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "MAX_BYTES", 100_000)
    bomb = gzip.compress(urlset("<url><loc>/a</loc></url>" + " " * 10_000_000 + "<url><loc>/b</loc></url>"))
    assert len(bomb) < 100_000
    sitemap = read_sitemap(bomb, HERE)
    assert addresses(sitemap) == ["https://www.courier.example/a"]
    assert sitemap.problem == "longer than 100,000 bytes: the rest is not read"


def test_lists_of_addresses_and_feeds_are_sitemaps_too() -> None:
    text = b"\xef\xbb\xbfhttps://www.courier.example/a\r\nhttps://www.courier.example/b\n\n"
    assert [url[-1] for url in addresses(read_sitemap(text, HERE))] == ["a", "b"]
    feed = b"<rss version='2.0'><channel><item><link>/c</link></item></channel></rss>"
    assert [url[-1] for url in addresses(read_sitemap(feed, HERE))] == ["c"]


@pytest.mark.parametrize(
    ("body", "last"),
    [
        (urlset("<url><loc>/a?b=1&c=2</loc></url>"), "/a?b=1&c=2"),
        (urlset("<url><loc>/a?b=1&amp;amp;c=2</loc></url>"), "/a?b=1&c=2"),
        (urlset("<url><loc><![CDATA[/a?b=1&c=2]]></loc></url>"), "/a?b=1&c=2"),
        (urlset("<url><loc>\n  /a b\n</loc></url>"), "/a%20b"),
        (urlset("<url><loc>/crónica</loc></url>").decode().encode("cp1252"), "/crónica"),
        (urlset("<url><loc>/crónica</loc></url>").decode().replace("UTF-8", "utf-16").encode("utf-16"), "/crónica"),
        (urlset("<url><loc>/crónica</loc></url>").replace(b"UTF-8", b"utf-16"), "/crónica"),
        (b"\n\n" + urlset("<url><loc>/a</loc></url>"), "/a"),
        (urlset("<url><loc>/a</url>"), "/a"),
        (urlset("<url><loc>/a</loc></url><url><loc>/b").removesuffix(b"</urlset>"), "/a"),
        (b"<urlset><url><loc>/a</loc></url></urlset>", "/a"),
    ],
    ids=[
        "bare ampersand", "escaped twice", "CDATA", "white space", "another encoding than declared", "UTF-16",
        "UTF-16 that is none", "space in front", "a tag that is not closed", "cut short", "no namespace",
    ],
)  # fmt: skip
def test_broken_sitemaps_are_read(body: bytes, last: str) -> None:
    assert f"https://www.courier.example{last}" in addresses(read_sitemap(body, HERE))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_not_expanded(encoding: str) -> None:
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9))
    head = f'<!DOCTYPE urlset [<!ENTITY e0 "ha"><!ENTITY file SYSTEM "file:///etc/hostname">{bomb}]>'
    body = f"{head}<urlset><url><loc>/a&e8;</loc></url><url><loc>/&file;</loc></url></urlset>".encode(encoding)
    assert addresses(read_sitemap(body, HERE)) == [
        "https://www.courier.example/a&e8",
        "https://www.courier.example/&file",
    ]


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"<!doctype html><html><p>Not here</p></html>", "an HTML page in a sitemap's place"),
        (b"Not found", "not a sitemap"),
        (b"<note><to>x</to></note>", "not a sitemap"),
        (b"\x1f\x8bnot gzip", "broken gzip"),
        (b"", "not a sitemap"),
    ],
)
def test_what_is_no_sitemap(body: bytes, problem: str) -> None:
    sitemap = read_sitemap(body, HERE)
    assert not sitemap.is_sitemap
    assert sitemap.problem is not None
    assert sitemap.problem.startswith(problem)


def test_no_more_addresses_than_the_protocol_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "MAX_URLS", 50)
    sitemap = read_sitemap(urlset("".join(f"<url><loc>/{n}</loc></url>" for n in range(60))), HERE)
    assert len(sitemap.pages) == 50
    assert sitemap.problem == "more than 50 addresses: the rest is not read"


def test_as_many_addresses_as_the_protocol_allows_are_no_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "MAX_URLS", 50)
    assert read_sitemap(urlset("".join(f"<url><loc>/{n}</loc></url>" for n in range(50))), HERE).problem is None


def test_tags_without_end_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "MAX_TAGS", 1_000)
    sitemap = read_sitemap(b"<urlset><url><loc>/a</loc></url>" + b"<a/>" * 100_000, HERE)
    assert addresses(sitemap) == ["https://www.courier.example/a"]
    assert sitemap.problem == "more than 1,000 tags: the rest is not read"


def test_fifty_thousand_addresses() -> None:
    entries = "".join(f"<url><loc>/2026/11/02/story-number-{n}</loc></url>" for n in range(50_000))
    assert len(read_sitemap(urlset(entries), HERE).pages) == 50_000


FRAGMENTS = st.sampled_from(
    [
        NEWS,
        INDEX,
        gzip.compress(NEWS),
        b"<urlset>",
        b"<url>",
        b"<loc>/x</loc>",
        b"</url>",
        b"]]>",
        b"<![CDATA[",
        b"\xff\xfe",
        b"&",
    ]
)


@settings(deadline=None, max_examples=200)
@given(st.lists(st.one_of(st.binary(max_size=40), FRAGMENTS), max_size=5).map(b"".join), st.none() | st.just(NOVEMBER))
def test_no_bytes_can_raise(body: bytes, since: datetime | None) -> None:
    sitemap = read_sitemap(body, HERE, since)
    assert isinstance(sitemap, Sitemap)
    for page in sitemap.pages:
        repr(page).encode()


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_in_gzip_can_raise(body: bytes) -> None:
    assert isinstance(read_sitemap(b"\x1f\x8b" + body, HERE), Sitemap)
    assert isinstance(read_sitemap(gzip.compress(body), HERE), Sitemap)
