from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from scrapy.exceptions import UsageError

from crawler.news.arguments import NewsArguments
from crawler.news.shards import Shard

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def read(**given: str) -> NewsArguments:
    return NewsArguments.read(given, NOW)


def test_lists_of_every_sort(tmp_path: Path):
    more = tmp_path / "more.txt"
    more.write_text("# papers\nhttps://c.example/feed.xml\n", encoding="utf-8")
    arguments = read(
        urls="https://a.example/1, https://a.example/2",
        feeds=f"https://b.example/feed.xml,@{more}",
        sitemaps="https://d.example/sitemap.xml",
        sites="paper.example,http://zeitung.example",
        since="3d",
        max_articles="10",
        max_per_site="2",
        shard="2/4",
    )
    *fronts, given = arguments.sources
    assert [site.front for site in fronts] == ["https://paper.example/", "http://zeitung.example/"]
    assert given.urls == ("https://a.example/1", "https://a.example/2")
    assert given.feeds == ("https://b.example/feed.xml", "https://c.example/feed.xml")
    assert given.sitemaps == ("https://d.example/sitemap.xml",)
    assert arguments.since == datetime(2026, 11, 17, 12, tzinfo=UTC)
    assert {site.since for site in arguments.sources} == {arguments.since}
    assert (arguments.max_articles, arguments.max_per_site, arguments.shard) == (10, 2, Shard(2, 4))


def test_a_site_of_the_file_has_its_own_since(tmp_path: Path):
    file = tmp_path / "sources.toml"
    file.write_text(
        "[sites.a]\nfront = 'https://a.example/'\nsince = '1d'\n[sites.b]\nfront = 'https://b.example/'\n",
        encoding="utf-8",
    )
    arguments = read(sources=str(file), since="7d")
    assert [site.since.day for site in arguments.sources if site.since] == [19, 13]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "where from?"),
        ({"since": "3d"}, "where from?"),
        ({"urls": "paper.example/story"}, "urls: 'paper.example/story' is no web address"),
        ({"urls": "https://"}, "urls: 'https://' is no web address"),
        ({"urls": "https://a.example:99999/"}, "is no web address"),
        ({"feeds": "ftp://a.example/feed"}, "feeds: 'ftp://a.example/feed' is no web address"),
        ({"sites": "http://[1/"}, "sites: .* is no web address"),
        ({"sites": "a paper"}, "sites: 'a paper' is no web address"),
        ({"urls": " , "}, "urls= , : nothing in it"),
        ({"urls": "@missing.txt"}, "urls=@missing.txt: No such file"),
        ({"sources": "missing.toml"}, "sources=missing.toml: No such file"),
        ({"sites": "a.example", "since": "soon"}, "since=soon: 'soon' is no time"),
        ({"sites": "a.example", "since": "2027-01-01"}, "lies in the future"),
        ({"sites": "a.example", "max_articles": "many"}, "max_articles=many: not a whole number"),
        ({"sites": "a.example", "max_per_site": "0"}, "max_per_site=0: not a whole number"),
        ({"sites": "a.example", "shard": "5/4"}, "shard=5/4: not i/n"),
        ({"site": "a.example"}, "spider news has no argument 'site'; it has feeds"),
    ],
)
def test_what_is_wrong_is_named(given: dict[str, str], said: str):
    with pytest.raises(UsageError, match=said):
        NewsArguments.read(given, NOW)


def test_a_wrong_key_of_the_file_is_named_with_its_table(tmp_path: Path):
    file = tmp_path / "sources.toml"
    file.write_text("[sites.a]\nfornt = 'https://a.example/'\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"sources\.toml.*\[sites\.a\].*fornt"):
        read(sources=str(file))
