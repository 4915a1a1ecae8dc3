"""Front pages: feeds, sitemaps, sections, articles."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.discovery.fronts import Front, read_front, sitemaps_of_robots

HERE = "https://www.orrincourier.com/"

FRONT = """<!DOCTYPE html><html lang="en"><head><title>Courier</title>
<link rel="alternate" type="application/rss+xml" title="Courier" href="/feed.xml">
<link rel="alternate" type="application/rss+xml" title="Courier - Comments" href="/comments/feed/">
<link rel="alternate" type="application/json+oembed" href="/oembed?url=x">
<link rel="alternate" hreflang="fr" href="https://fr.orrincourier.com/">
<link rel="sitemap" href="/sitemap.xml"></head><body>
<header><a href="/">Courier</a><nav>
  <a href="/harbour/">Harbour</a> <a href="/council/">Council</a> <a href="/category/coast-and-sea/">Coast</a>
  <a href="/newsletter/">Newsletter</a> <a href="/tag/ferries/">Ferries</a> <a href="/harbour/?page=2">More</a>
  <a href="https://shop.orrincourier.com/">Shop</a></nav></header>
<main>
  <article><h2><a href="/harbour/timetable">Two sailings fewer on the morning ferry</a></h2>
    <a href="/harbour/timetable?utm_source=front"><img src="ferry.jpg"></a> <a href="/author/ada-penhallow/">Ada Penhallow</a></article>
  <article><h2><a href="https://blogs.orrincourier.com/2026/11/02/oysters#top">Oysters</a></h2></article>
  <p><a href="https://other.example/2026/11/02/a-story-of-another-paper-altogether">Elsewhere: a story of another paper</a></p>
  <p><a rel="sponsored" href="/partner/ten-reasons-to-buy-a-better-boat-today">Ten reasons to buy a better boat</a></p>
</main>
<footer><a href="/about-us">About us</a> <a href="/rss">RSS</a>
  <a href="/terms-and-conditions-of-sale-and-delivery">Terms</a> <a href="mailto:desk@orrincourier.com">Mail</a></footer>
</body></html>"""


def test_feeds_and_sitemaps() -> None:
    front = read_front(FRONT, HERE)
    assert front.feeds == ("https://www.orrincourier.com/feed.xml", "https://www.orrincourier.com/rss")
    assert front.sitemaps == ("https://www.orrincourier.com/sitemap.xml",)


def test_sections_are_those_of_the_menu() -> None:
    assert read_front(FRONT, HERE).sections == (
        "https://www.orrincourier.com/harbour/",
        "https://www.orrincourier.com/council/",
        "https://www.orrincourier.com/category/coast-and-sea/",
    )


def test_articles_are_told_by_address_and_by_how_the_link_stands() -> None:
    ferry, oysters = read_front(FRONT, HERE).articles
    # `timetable` says little; a headline of seven words says enough.
    assert ferry.url == "https://www.orrincourier.com/harbour/timetable"
    assert ferry.title == "Two sailings fewer on the morning ferry"
    assert oysters.url == "https://blogs.orrincourier.com/2026/11/02/oysters"
    assert oysters.published == "2026-11-02"
    assert (oysters.via, oysters.title) == (HERE, "Oysters")


def test_links_start_from_the_base_that_a_page_names() -> None:
    html = '<base href="https://www.orrincourier.com/harbour/"><a href="the-pilot-boat-comes-home-at-last">The pilot boat comes home</a>'
    (article,) = read_front(html, HERE).articles
    assert article.url == "https://www.orrincourier.com/harbour/the-pilot-boat-comes-home-at-last"


def test_a_menu_in_another_script() -> None:
    html = """<nav><a href="/seiji/">政治</a></nav><main><h2><a href="/a/81755991">灯台のレンズが百年ぶりに磨かれ、港に戻った</a></h2></main>"""
    front = read_front(html, "https://shimpo.example/")
    assert front.sections == ("https://shimpo.example/seiji/",)
    assert [article.url for article in front.articles] == ["https://shimpo.example/a/81755991"]


def test_a_section_does_not_lead_back_up() -> None:
    html = '<nav><a href="/harbour/">Harbour</a><a href="/harbour/boats/">Boats</a></nav>'
    assert read_front(html, "https://www.orrincourier.com/harbour/").sections == (
        "https://www.orrincourier.com/harbour/boats/",
    )


@pytest.mark.parametrize("html", ["", " ", "<html></html>", "no markup at all"])
def test_pages_without_links(html: str) -> None:
    assert read_front(html, HERE) == Front()


def test_links_nested_deeply_and_by_the_thousand() -> None:
    html = "<div>" * 3_000 + "".join(
        f'<a href="/2026/11/02/story-{n}">Story number {n} of many</a>' for n in range(6_000)
    )
    assert 4_000 < len(read_front(html, HERE).articles) <= 5_000


def test_sitemaps_of_robots() -> None:
    robots = b"\xef\xbb\xbfUser-agent: *\nDisallow: /drafts/\nSitemap: https://www.orrincourier.com/news.xml\r\nsitemap: /all.xml\nSitemap:\nSitemap: /all.xml\n"
    assert sitemaps_of_robots(robots, "https://www.orrincourier.com/robots.txt") == (
        "https://www.orrincourier.com/news.xml",
        "https://www.orrincourier.com/all.xml",
    )


@settings(deadline=None)
@given(st.binary())
def test_no_robots_can_raise(body: bytes) -> None:
    sitemaps_of_robots(b"Sitemap: " + body, "https://www.orrincourier.com/robots.txt")


@settings(deadline=None)
@given(
    st.lists(
        st.one_of(
            st.text(max_size=20),
            st.sampled_from(
                ["<a href='", "'>", "</a>", "<link rel=alternate href='", "<nav>", "http://[", "<base href='"]
            ),
        )
    ).map("".join)
)
def test_no_page_can_raise(html: str) -> None:
    for article in read_front(html, HERE).articles:
        repr(article).encode()
