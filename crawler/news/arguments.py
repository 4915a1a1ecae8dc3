"""What `scrapy crawl news` is told: its `-a` options, checked and read before anything is fetched."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from scrapy.exceptions import UsageError

from crawler.arguments import check_arguments, read_count, read_list
from crawler.discovery.dates import read_since
from crawler.discovery.sources_file import SiteSources, SourcesError, read_sources
from crawler.news.shards import WHOLE, Shard

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

SOURCES = ("urls", "feeds", "sitemaps", "sites", "sources")
NAMES = frozenset({*SOURCES, "since", "max_articles", "max_per_site", "shard"})


@dataclass(frozen=True, slots=True)
class NewsArguments:
    """The arguments of one run."""

    sources: tuple[SiteSources, ...]
    """Those of `sources=FILE`, and one without a name for those given themselves."""
    since: datetime | None = None
    """What is certainly older is left out; aware."""
    said_since: str = ""
    """`since` as it was given."""
    max_articles: int | None = None
    max_per_site: int | None = None
    shard: Shard = WHOLE

    @classmethod
    def read(cls, given: Mapping[str, str], now: datetime) -> Self:
        """Read `-a` options. `now` is what `since=3d` counts back from.

        Raises UsageError, which names the option, what is wrong with it, and for files the place.
        """
        check_arguments("news", given, NAMES)
        if not any(name in given for name in SOURCES):
            raise UsageError(
                "where from? Give urls, feeds, sitemaps, sites or sources, "
                "such as -a sites=https://paper.example/ (see docs/spiders.md)"
            )
        since = _since(given["since"], now) if "since" in given else None
        return cls(
            sources=_sources(given, now, since),
            since=since,
            said_since=given.get("since", ""),
            max_articles=read_count("max_articles", given["max_articles"]) if "max_articles" in given else None,
            max_per_site=read_count("max_per_site", given["max_per_site"]) if "max_per_site" in given else None,
            shard=Shard.read(given["shard"]) if "shard" in given else WHOLE,
        )


def _sources(given: Mapping[str, str], now: datetime, since: datetime | None) -> tuple[SiteSources, ...]:
    sources: list[SiteSources] = []
    if "sources" in given:
        try:
            listed = read_sources(given["sources"], now)
        except SourcesError as error:
            raise UsageError(f"sources={error}") from error
        # A site's own `since` goes before the one for all.
        sources += [replace(site, since=site.since or since) for site in listed]
    lists = {name: _addresses(name, given[name]) for name in SOURCES[:-1] if name in given}
    own = SiteSources("", since=since)
    sources += [replace(own, front=front) for front in lists.pop("sites", ())]
    if lists:
        urls, feeds, sitemaps = (lists.get(name, ()) for name in SOURCES[:3])
        sources.append(replace(own, urls=urls, feeds=feeds, sitemaps=sitemaps))
    return tuple(sources)


def _addresses(name: str, value: str) -> tuple[str, ...]:
    return tuple(_address(name, entry) for entry in read_list(name, value))


def _address(name: str, entry: str) -> str:
    """An address in full; a bare host name is one for `sites`. Raises UsageError."""
    whole = f"https://{entry}" if name == "sites" and "://" not in entry else entry
    try:
        parts = urlsplit(whole)
        sound = parts.scheme in {"http", "https"} and bool(parts.hostname) and not any(map(str.isspace, whole))
        _ = parts.port
    except ValueError:
        sound = False
    if not sound:
        raise UsageError(f"{name}: {entry!r} is no web address (such as https://paper.example/)")
    return whole if parts.path else f"{whole}/" if not parts.query else whole


def _since(text: str, now: datetime) -> datetime:
    try:
        return read_since(text, now)
    except ValueError as error:
        raise UsageError(f"since={text}: {error}") from error
