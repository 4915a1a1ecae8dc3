"""The file that lists sources."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.discovery.sources_file import SiteSources, SourcesError, read_sources

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
FRONT = '[sites.courier]\nfront = "https://www.courier.example/"\n'


def read(tmp_path: Path, text: str) -> tuple[SiteSources, ...]:
    file = tmp_path / "sources.toml"
    file.write_text(text, encoding="utf-8")
    return read_sources(str(file), NOW)


def test_a_file_as_people_write_it(tmp_path: Path) -> None:
    courier, bote = read(
        tmp_path,
        """
        [defaults]
        since = "3d"
        max_articles = 100

        [sites.courier]
        front = "https://www.courier.example/"
        sections = ["/harbour/", "https://blogs.courier.example/"]
        deny = ["/live/"]
        max_articles = 50

        [sites."bote.example"]
        feeds = ["https://bote.example/feed.xml"]
        language = "DE"
        browser = true
        since = 2026-11-01
        """,
    )
    assert courier == SiteSources(
        "courier",
        front="https://www.courier.example/",
        sections=("https://www.courier.example/harbour/", "https://blogs.courier.example/"),
        deny=("/live/",),
        max_articles=50,
        since=NOW - timedelta(days=3),
    )
    assert (bote.name, bote.language, bote.browser, bote.max_articles) == ("bote.example", "de", True, 100)
    assert bote.since == datetime(2026, 11, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no site in it: write a table such as [sites.courier]"),
        ("[site.a]", "the file: unknown key 'site'; did you mean 'sites'?"),
        (FRONT + "feed = []", "[sites.courier]: unknown key 'feed'; did you mean 'feeds'?"),
        ("[defaults]\nfeeds = []\n" + FRONT, "[defaults]: unknown key 'feeds'; it can have allow, deny"),
        (FRONT + 'feeds = "https://a.example/"', "[sites.courier] feeds: 'https://a.example/' is no list of texts"),
        (FRONT + 'feeds = ["feed.xml"]', "[sites.courier] feeds: 'feed.xml' is no http address in full"),
        ('[sites.a]\nfront = "courier.example"', "[sites.a] front: 'courier.example' is no http address in full"),
        (FRONT + 'allow = ["politics"]', "[sites.courier] allow: 'politics' begins neither with / nor with *"),
        (FRONT + "max_articles = 0", "[sites.courier] max_articles: 0 is no whole number from 1 up"),
        (FRONT + "max_articles = true", "[sites.courier] max_articles: True is no whole number from 1 up"),
        (FRONT + 'browser = "yes"', "[sites.courier] browser: 'yes' is neither true nor false"),
        (FRONT + 'language = "german"', "[sites.courier] language: 'german' is no ISO 639 code such as 'de'"),
        (FRONT + 'since = "soon"', "[sites.courier] since: 'soon' is no time: write 12h, 3d, 2w"),
        (FRONT + "since = 3", "[sites.courier] since: 3 is no time: write 12h, 3d, 2w"),
        ("[sites.a]\nbrowser = true", "[sites.a]: nothing to start from; give urls, feeds, sitemaps or front"),
        ('[sites.a]\nsections = ["/x/"]', "[sites.a] sections: '/x/' is no address, and there is no front"),
        ("[sites]\na = 3", "[sites.a] is no table"),
        ("[sites.a\n", "no TOML: "),
    ],
)
def test_errors_name_file_table_and_key(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SourcesError) as error:
        read(tmp_path, text)
    assert str(error.value).startswith(f"{tmp_path}/sources.toml: {message}")


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(SourcesError, match=r"none\.toml: No such file or directory"):
        read_sources(str(tmp_path / "none.toml"))
    (tmp_path / "latin.toml").write_bytes(b"[sites.caf\xe9]\n")
    with pytest.raises(SourcesError, match=r"latin\.toml: not UTF-8 at byte 10"):
        read_sources(str(tmp_path / "latin.toml"))


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("/harbour/", "/harbour/ferry", True),
        ("/harbour/", "/council/harbour/", False),
        ("*/video/*", "/harbour/video/7", True),
        ("*/video/*", "/video/7", True),
        ("/*/live$", "/harbour/live", True),
        ("/*/live$", "/harbour/live/7", False),
        ("*.pdf$", "/a.pdf", True),
        ("/a$", "/a", True),
        ("/a$", "/ab", False),
        ("/*?print=", "/a?print=1", True),
        ("*aa*aa$", "/aaa", False),
    ],
)
def test_patterns_are_those_of_robots(pattern: str, path: str, matches: bool) -> None:
    url = f"https://www.courier.example{path}"
    assert SiteSources("courier", allow=(pattern,)).allows(url) is matches
    assert SiteSources("courier", deny=(pattern,)).allows(url) is not matches


def test_what_is_denied_is_not_allowed() -> None:
    site = SiteSources("courier", allow=("/harbour/",), deny=("*/live/",))
    assert site.allows("https://www.courier.example/harbour/ferry")
    assert not site.allows("https://www.courier.example/harbour/live/7")
    assert not site.allows("https://www.courier.example/council/ferry")


@settings(deadline=None)
@given(st.text(alphabet="/*$ab", max_size=8), st.text(alphabet="/ab", max_size=12))
def test_a_pattern_of_stars_and_letters_is_what_a_regular_expression_says(pattern: str, path: str) -> None:
    stem = re.escape(pattern.removesuffix("$")).replace(r"\*", ".*")
    expected = re.compile(stem + ("$" if pattern.endswith("$") else ""))
    place = f"/{path.lstrip('/')}"
    matches = SiteSources("courier", allow=(pattern,)).allows(f"https://www.courier.example{place}")
    assert matches is (expected.match(place) is not None)
