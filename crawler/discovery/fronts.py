"""Front pages: the feeds and sitemaps that they name, the sections of their menus, and their articles.

A link is told by its address and by how it stands on the page: a headline has many words, a section of a menu has few.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.utils.sitemap import sitemap_urls_from_robots

from crawler.discovery import path_words as words
from crawler.discovery.addresses import whole
from crawler.discovery.articleness import Shape, Sign, score_of, url_signs
from crawler.discovery.found import ARTICLE_FROM, Found
from crawler.discovery.links import Link, base_of, links_of
from pipelines.dates import from_url
from pipelines.segment import parse
from pipelines.sentences import count_words
from pipelines.urls import canonical

if TYPE_CHECKING:
    import lxml.etree

MAX_SITEMAPS = 100
"""Sitemaps of one robots.txt."""
SECTION_DEPTH, SECTION_WORDS = 3, 4
"""A section's address has no more parts, and its parts and its name no more words."""

_FEED_TYPES = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json", "text/rss+xml"}
)
_FEED_PATH = re.compile(
    r"(?:^|/)(?:(?:rss|atom|feed|index)\.(?:xml|rss|rdf|json)|feed|rss|atom)/?$|\.(?:rss|atom|rdf)$"
)
_COMMENTS = re.compile(r"comment|kommentar|comentario|commenti|reactie|yorum", re.IGNORECASE)
_SECTION_OF = frozenset(
    "category categories kategorie kategoria kategori categorie categoria rubrik rubrique section sections seccion".split()
)


@dataclass(frozen=True, slots=True)
class Front:
    """What a front page, or the front of a section, leads to: each in the page's order, and once."""

    feeds: tuple[str, ...] = ()
    """Not those of comments."""
    sitemaps: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    """Pages of the same host that list articles."""
    articles: tuple[Found, ...] = ()
    """Pages of the same site, under whatever host."""


def read_front(html: str, url: str) -> Front:
    """Read a front page. `url` is where it was fetched from."""
    tree = parse(html)
    return Front() if tree is None else front_of(tree, url)


def front_of(tree: lxml.etree._Element, url: str) -> Front:
    """`read_front` of a page that is parsed."""
    feeds, sitemaps = _declared(tree, url)
    sections: list[str] = []
    articles: list[Found] = []
    for link in links_of(tree, url):
        if _FEED_PATH.search(urlsplit(link.url).path.lower()):
            if not _COMMENTS.search(link.url):
                feeds.setdefault(canonical(link.url), link.url)
            continue
        score = score_of([*url_signs(link.url), *link_signs(link)])
        if score >= ARTICLE_FROM:
            articles.append(
                Found(link.url, via=url, title=link.text or None, published=from_url(link.url), score=score)
            )
        elif _is_section(link, url):
            sections.append(link.url)
    return Front(tuple(feeds.values()), tuple(sitemaps.values()), tuple(sections), tuple(articles))


def sitemaps_of_robots(body: bytes, url: str) -> tuple[str, ...]:
    """The sitemaps that a robots.txt names. `url` is where it was fetched from."""
    named = (whole(address, url) for address in sitemap_urls_from_robots(body.removeprefix(b"\xef\xbb\xbf")))
    return tuple(islice(dict.fromkeys(address for address in named if address), MAX_SITEMAPS))


def link_signs(link: Link) -> list[Sign]:
    """What the way that a link stands on a page says of what it leads to."""
    signs: list[Sign] = []
    length = count_words(link.text)
    for least, points in ((6, 1.5), (4, 0.7), (3, 0.0), (1, -1.0)):
        if length >= least:
            signs.append(Sign(f"{length} words in the link", points))
            break
    if link.heading:
        signs.append(Sign("a heading", 1.2))
    if link.furniture:
        signs.append(Sign("in a menu or footer", -1.5))
    return signs


def _declared(tree: lxml.etree._Element, url: str) -> tuple[dict[str, str], dict[str, str]]:
    """The feeds and the sitemaps that `link` elements name, by canonical address."""
    base = base_of(tree, url)
    feeds: dict[str, str] = {}
    sitemaps: dict[str, str] = {}
    for element in tree.iter("link"):
        address = whole(element.get("href"), base)
        if address is None:
            continue
        rel = str(element.get("rel") or "").lower().split()
        kind = str(element.get("type") or "").lower().split(";")[0].strip()
        if "sitemap" in rel:
            sitemaps.setdefault(canonical(address), address)
        elif (
            ("alternate" in rel or "feed" in rel)
            and kind in _FEED_TYPES
            and not _COMMENTS.search(f"{element.get('title')} {address}")
        ):
            feeds.setdefault(canonical(address), address)
    return feeds, sitemaps


def _is_section(link: Link, url: str) -> bool:
    """Whether a link leads to a page that lists articles: few and short words in address and name, and a menu around it."""
    shape = Shape.of(link.url)
    if shape is None or shape.parameters or not 1 <= len(shape.segments) <= SECTION_DEPTH:
        return False
    if _host(link.url) != _host(url) or urlsplit(url).path.startswith(urlsplit(link.url).path):
        return False
    if count_words(link.text) > SECTION_WORDS or any(
        count_words(part.replace("-", " ").replace("_", " ")) > SECTION_WORDS for part in shape.segments
    ):
        return False
    lower = {part.lower() for part in shape.segments}
    if not lower.isdisjoint(words.SERVICE) or not (lower & words.LISTING) <= _SECTION_OF:
        return False
    if any(part.isdigit() for part in lower):
        return False
    return link.menu or not link.furniture or not lower.isdisjoint(_SECTION_OF)


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")
