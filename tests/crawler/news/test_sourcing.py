from __future__ import annotations

import pytest

from crawler.discovery.sources_file import SiteSources
from crawler.news.sourcing import DEEPEST, Sort, Source, first_sources, read

SITE = SiteSources("paper", deny=("/video/",))
BASE = "https://paper.example"


def names(sources: list[Source]) -> list[tuple[str, Sort]]:
    return [(source.url.removeprefix(BASE), source.sort) for source in sources]


def test_the_sources_of_a_site():
    site = SiteSources(
        "paper", feeds=(f"{BASE}/feed",), sitemaps=(f"{BASE}/map",), front=f"{BASE}/", sections=(f"{BASE}/sport/",)
    )
    assert names(list(first_sources([site]))) == [
        ("/feed", Sort.FEED),
        ("/map", Sort.SITEMAP),
        ("/", Sort.FRONT),
        ("/sport/", Sort.SECTION),
    ]


def test_a_feed():
    body = f"""<rss version="2.0"><channel><title>Paper</title>
        <item><title>One</title><link>{BASE}/news/one-story-of-the-day-1</link></item>
        <item><title>Two</title><link>{BASE}/video/two-story-of-the-day-2</link></item></channel></rss>""".encode()
    found = read(Source(f"{BASE}/feed", Sort.FEED, SITE), body, "", f"{BASE}/feed", "application/rss+xml")
    assert [page.url for page in found.pages] == [f"{BASE}/news/one-story-of-the-day-1"]
    assert found.left_out == {"denied": 1}
    assert found.sound


def test_what_is_no_feed_is_not_sound():
    found = read(Source(f"{BASE}/feed", Sort.FEED, SITE), b"<html><p>Not here</p></html>", "", f"{BASE}/feed")
    assert not found.sound
    assert found.problem


def test_sitemaps_lead_to_sitemaps_but_not_for_ever():
    index = f"""<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
        <sitemap><loc>{BASE}/map-1.xml</loc><lastmod>2026-11-20</lastmod></sitemap></sitemapindex>""".encode()
    source = Source(f"{BASE}/map.xml", Sort.SITEMAP, SITE)
    for depth in range(1, DEEPEST + 1):
        found = read(source, index, "", source.url)
        (source,) = found.sources
        assert (source.depth, source.modified) == (depth, "2026-11-20")
    last = read(source, index, "", source.url)
    assert last.sources == []
    assert last.problem


def test_a_front_leads_to_feeds_the_sitemaps_of_robots_sections_and_articles():
    html = """<html><head><link rel=alternate type="application/rss+xml" href="/feed.xml"></head><body>
        <nav><a href="/sport/">Sport</a><a href="/politik/">Politik</a></nav><main>
        <h2><a href="/sport/2026/11/20/harbour-opens-after-nine-months-of-work">Harbour opens after nine months of work</a></h2>
        </main></body></html>"""
    robots = b"User-agent: *\nAllow: /\nSitemap: https://paper.example/map.xml\n"
    front = Source(f"{BASE}/", Sort.FRONT, SITE)
    found = read(front, html.encode(), html, f"{BASE}/", "text/html", robots)
    assert names(found.sources) == [
        ("/feed.xml", Sort.FEED),
        ("/map.xml", Sort.SITEMAP),
        ("/sport/", Sort.SECTION),
        ("/politik/", Sort.SECTION),
    ]
    assert [page.url for page in found.pages] == [f"{BASE}/sport/2026/11/20/harbour-opens-after-nine-months-of-work"]
    # A section is a front that leads to no other fronts.
    section = read(found.sources[2], html.encode(), html, f"{BASE}/sport/", "text/html", robots)
    assert section.sources == []
    assert len(section.pages) == 1


@pytest.mark.parametrize("said", ["nofollow", "none", "header"])
def test_the_links_of_a_front_that_asks_not_to_follow_them_are_left(said: str):
    head = "" if said == "header" else f'<meta name="robots" content="{said}">'
    html = f"""<html><head>{head}<link rel=alternate type="application/rss+xml" href="/feed.xml"></head><body>
        <nav><a href="/sport/">Sport</a></nav><main>
        <h2><a href="/sport/2026/11/20/harbour-opens-after-nine-months-of-work">Harbour opens after nine months of work</a></h2>
        </main></body></html>"""
    robots = b"User-agent: *\nAllow: /\nSitemap: https://paper.example/map.xml\n"
    front = Source(f"{BASE}/", Sort.FRONT, SITE)
    tags = ["noarchive", "nofollow"] if said == "header" else []
    found = read(front, html.encode(), html, f"{BASE}/", "text/html", robots, tags)
    # What robots.txt names is no link of the page.
    assert names(found.sources) == [("/map.xml", Sort.SITEMAP)]
    assert found.pages == []
    alone = read(front, html.encode(), html, f"{BASE}/", "text/html", None, tags)
    assert alone.problem == "asks not to follow its links"


def test_doubtful_addresses_are_wanted_of_sitemaps_and_of_those_who_name_a_pattern():
    urls = [f"{BASE}/sport/article-1046", f"{BASE}/privacy-policy"]
    sitemap = "".join(f"<url><loc>{url}</loc></url>" for url in urls)
    body = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{sitemap}</urlset>'.encode()
    found = read(Source(f"{BASE}/map.xml", Sort.SITEMAP, SITE), body, "", f"{BASE}/map.xml")
    assert [page.url for page in found.pages] == urls[:1]
    assert found.left_out == {"no_article": 1}
    named = SiteSources("paper", allow=("/privacy",))
    found = read(Source(f"{BASE}/map.xml", Sort.SITEMAP, named), body, "", f"{BASE}/map.xml")
    assert [page.url for page in found.pages] == urls[1:]
    assert found.left_out == {"denied": 1}


def test_filters_stand_for_what_is_left_out():
    plain = Source(f"{BASE}/feed", Sort.FEED, SiteSources("paper"))
    assert plain.filters == ""
    assert Source(f"{BASE}/feed", Sort.FEED, SITE).filters not in {"", plain.filters}
