"""Feeds, sitemaps and fronts as a crawl asks for them: what each one leads to, pages and further sources."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from crawler.discovery.feeds import read_feed
from crawler.discovery.found import ARTICLE_FROM
from crawler.discovery.fronts import Front, front_of, sitemaps_of_robots
from crawler.discovery.sitemaps import read_sitemap
from crawler.rights.judging import may_follow_links
from crawler.rights.page import of_headers, of_tree
from pipelines.segment import parse
from pipelines.urls import canonical

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import lxml.etree

    from crawler.discovery.found import Found
    from crawler.discovery.sources_file import SiteSources

DEEPEST = 3
"""Sitemaps of sitemaps of sitemaps."""
MOST_SECTIONS = 40
DOUBTFUL_FROM = 0.1
"""An address in a sitemap with a score from here up may be an article's; the page is looked at."""


class Sort(StrEnum):
    """What a source is."""

    FEED = "feed"
    SITEMAP = "sitemap"
    FRONT = "front"
    """It may name feeds, sitemaps and sections."""
    SECTION = "section"
    """A front without further fronts."""


PRIORITY = {Sort.FEED: 4, Sort.SITEMAP: 1, Sort.FRONT: 3, Sort.SECTION: 2}
"""What was found in which sort of source is asked for first. Addresses that were given themselves come before all."""
GIVEN = 5
REVISIT = 0


@dataclass(frozen=True, slots=True)
class Source:
    """A feed, sitemap or front that is to be read."""

    url: str
    sort: Sort
    site: SiteSources
    """What is wanted of what it lists."""
    depth: int = 0
    """How many sources led to it."""
    modified: str | None = None
    """When it was last changed, as the source says that led to it."""

    @property
    def key(self) -> str:
        """The same for the same source: it is read once in a run."""
        return canonical(self.url)

    @property
    def filters(self) -> str:
        """Stands for what is left out of it: read with other filters, it has to be read anew."""
        kept = (self.site.allow, self.site.deny, self.site.sections)
        return hashlib.sha256(repr(kept).encode()).hexdigest()[:16] if any(kept) else ""


@dataclass(slots=True)
class Harvest:
    """What a source leads to."""

    pages: list[Found] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    left_out: dict[str, int] = field(default_factory=dict)
    """Pages that are not wanted, by why: `before_since`, `denied`, `no_article`."""
    problem: str | None = None
    """What was wrong with it, in one line."""
    sound: bool = True
    """False where it is not what it should be, so that nothing can be told from it."""


def first_sources(sites: Sequence[SiteSources]) -> Iterator[Source]:
    """The sources that a run is given."""
    for site in sites:
        for sort, addresses in ((Sort.FEED, site.feeds), (Sort.SITEMAP, site.sitemaps)):
            yield from (Source(address, sort, site) for address in addresses)
        if site.front is not None:
            yield Source(site.front, Sort.FRONT, site)
        yield from (Source(section, Sort.SECTION, site) for section in site.sections or ())


def read(
    source: Source,
    body: bytes,
    html: str,
    url: str,
    content_type: str | None = None,
    robots: bytes | None = None,
    robots_tags: Sequence[str] = (),
) -> Harvest:
    """Read a source as it came from `url`: `body` as sent, `html` decoded.

    `robots` is its host's robots.txt, `robots_tags` are its X-Robots-Tag headers.
    """
    if source.sort is Sort.FEED:
        return _of_feed(source, body, url, content_type)
    if source.sort is Sort.SITEMAP:
        return _of_sitemap(source, body, url)
    return _of_front(source, html, url, robots, robots_tags)


def _of_feed(source: Source, body: bytes, url: str, content_type: str | None) -> Harvest:
    feed = read_feed(body, url, content_type)
    return _wanted(source, feed.entries, Harvest(problem=feed.problem, sound=feed.is_feed))


def _of_sitemap(source: Source, body: bytes, url: str) -> Harvest:
    sitemap = read_sitemap(body, url, source.site.since)
    harvest = Harvest(problem=sitemap.problem, sound=sitemap.is_sitemap)
    if sitemap.pruned:
        harvest.left_out["before_since"] = sitemap.pruned
    if source.depth < DEEPEST:
        harvest.sources += [
            replace(source, url=link.url, depth=source.depth + 1, modified=link.modified) for link in sitemap.sitemaps
        ]
    elif sitemap.sitemaps:
        harvest.problem = f"{len(sitemap.sitemaps)} sitemaps more than {DEEPEST} deep are not read"
    return _wanted(source, sitemap.pages, harvest)


def _of_front(source: Source, html: str, url: str, robots: bytes | None, robots_tags: Sequence[str]) -> Harvest:
    tree = parse(html)
    followed = _may_follow(tree, url, robots_tags)
    front = front_of(tree, url) if followed and tree is not None else Front()
    harvest = Harvest()
    if source.sort is Sort.FRONT:
        deeper = source.depth + 1
        sitemaps = dict.fromkeys((*front.sitemaps, *(sitemaps_of_robots(robots, url) if robots else ())))
        sections = front.sections[:MOST_SECTIONS] if source.site.sections is None else ()
        for sort, addresses in ((Sort.FEED, front.feeds), (Sort.SITEMAP, sitemaps), (Sort.SECTION, sections)):
            harvest.sources += [Source(address, sort, source.site, deeper) for address in addresses]
    if not (harvest.sources or front.articles):
        harvest.problem = (
            "no articles, feeds, sitemaps or sections on it" if followed else "asks not to follow its links"
        )
    return _wanted(source, front.articles, harvest)


def _may_follow(tree: lxml.etree._Element | None, url: str, robots_tags: Sequence[str]) -> bool:
    """Whether the links of a front may be followed: not where it says `nofollow`."""
    said = of_headers({}, robots_tags=robots_tags) if robots_tags else []
    return may_follow_links([*said, *(of_tree(tree, url) if tree is not None else ())])


def _wanted(source: Source, pages: Sequence[Found], harvest: Harvest) -> Harvest:
    for page in pages:
        if (reason := _unwanted(source, page)) is None:
            harvest.pages.append(page)
        else:
            harvest.left_out[reason] = harvest.left_out.get(reason, 0) + 1
    return harvest


def _unwanted(source: Source, page: Found) -> str | None:
    site = source.site
    if not site.allows(page.url):
        return "denied"
    # A sitemap lists pages, a front links to everything; and who names a pattern knows the site.
    enough = DOUBTFUL_FROM if source.sort is Sort.SITEMAP else ARTICLE_FROM
    if page.score < enough and not site.allow:
        return "no_article"
    if site.since is not None and page.is_before(site.since):
        return "before_since"
    return None
