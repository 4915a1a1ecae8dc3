"""Fronts, feeds, sitemaps and robots.txt of a site."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.newsroom.city.sites import TRACKED, Site
from crawler.newsroom.pages import DRAFT, print_look
from crawler.newsroom.stories import Feed
from crawler.newsroom.words import load_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from crawler.newsroom.city.printing import Heading
    from crawler.newsroom.stories import Story

XML = "application/xml; charset=utf-8"
STANDING = ("/about", "/contact")
"""Pages that are no articles and never change."""


@dataclass(frozen=True, slots=True)
class Sitemap:
    """A line of a sitemap index."""

    path: str
    modified: datetime | None


@dataclass(frozen=True, slots=True)
class Fresh:
    """An article of a news sitemap."""

    heading: Heading
    locked: bool


def front(site: Site, stories: Sequence[Story], section: str | None = None) -> str:
    """The front page of a site, or that of one of its sections."""
    paper = site.paper
    return print_look(
        "front.html",
        paper=paper,
        words=load_words(paper.language),
        heading=dict(paper.sections)[section] if section else paper.name,
        path=f"/{section}/" if section else "/",
        stories=stories,
    )


def standing(site: Site, path: str) -> str:
    """A page about the paper: lines, and no story."""
    words = load_words(site.paper.language)
    title = words.links[STANDING.index(path)]
    lines = [title, *words.links, words.copyright.format(paper=site.paper.name)]
    page = {"title": title, "lines": lines}
    return print_look("interstitial.html", paper=site.paper, page=page, agree_to=None, challenge=False)


def feed(site: Site, stories: Sequence[Story]) -> tuple[str, str]:
    """The feed of a site, and its media type."""
    paper = site.paper
    suffix = TRACKED if site.tracked else ""
    kind = f"{paper.feed.type}; charset=utf-8"
    if paper.feed is Feed.JSON:
        return _json_feed(site, stories, suffix), kind
    look = "feed.xml" if paper.feed is Feed.RSS else "atom.xml"
    words = load_words(paper.language)
    return print_look(look, paper=paper, words=words, stories=stories, base=site.base, suffix=suffix), kind


def _json_feed(site: Site, stories: Sequence[Story], suffix: str) -> str:
    items = [
        {
            "id": story.canonical_url,
            "url": site.base + story.path + suffix,
            "title": story.title,
            "summary": story.lead,
            "date_published": story.published.isoformat(),
            "date_modified": (story.modified or story.published).isoformat(),
            "authors": [{"name": name} for name in story.authors],
            "tags": list(story.tags),
        }
        for story in stories
    ]
    head = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": site.paper.name,
        "home_page_url": f"{site.base}/",
        "feed_url": f"{site.base}/{site.paper.feed.file}",
        "language": site.paper.language,
        "items": items,
    }
    return json.dumps(head, ensure_ascii=False, indent=1)


def robots(site: Site, delay: float | None) -> str:
    """robots.txt of a site."""
    return print_look("city/robots.txt", base=site.base, delay=delay)


def sitemap_index(site: Site, maps: Sequence[Sitemap]) -> str:
    """The list of a site's sitemaps."""
    return print_look("city/index.xml", base=site.base, maps=maps)


def sitemap(site: Site, headings: Sequence[Heading]) -> str:
    """A sitemap of articles."""
    return print_look("city/sitemap.xml", base=site.base, headings=headings, paths=())


def sitemap_of_pages(site: Site) -> str:
    """A sitemap of what is no article, with one page that robots.txt forbids."""
    fronts = [f"/{section}/" for section in site.sections]
    return print_look("city/sitemap.xml", base=site.base, headings=(), paths=["/", *fronts, *STANDING, DRAFT])


def news_sitemap(site: Site, fresh: Sequence[Fresh]) -> str:
    """The news sitemap of a site."""
    return print_look("city/news.xml", base=site.base, paper=site.paper, fresh=fresh)


def zipped(text: str) -> bytes:
    """A list as a .gz file; the same bytes for the same list."""
    return gzip.compress(text.encode("utf-8"), mtime=0)
