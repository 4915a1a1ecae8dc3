"""robots.txt beyond Allow and Disallow: Content-Usage, Content-Signal, License."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.rights.judging import rights
from crawler.rights.robots import MAX_SIZE, cut, read_robots

PAGE = "https://paper.example/news/a"


def reserved(robots: str, url: str = PAGE) -> bool | None:
    """What a robots.txt comes to for a page."""
    return rights(read_robots(robots.encode(), "copydesk").statements(url)).reserved


def test_the_line_that_millions_of_domains_carry() -> None:
    robots = "User-agent: *\nContent-Signal: search=yes, ai-train=no\nAllow: /\n"
    found = read_robots(robots.encode(), "copydesk").statements(PAGE)
    assert [s.signal for s in found] == ["robots.txt Content-Signal: search=yes, ai-train=no"]
    assert rights(found).reserved is True


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("ai-train=no", True),
        ("ai-input=no", True),
        ("ai-train=yes, ai-input=yes", False),
        ("ai-train=yes, ai-input=no", True),
        # A missing key is no statement, and search is not what copydesk does.
        ("search=no", None),
        ("search=yes", None),
        # Words of a page that contradicts all others.
        ("search-ai=no, ai-train=conditional", None),
        ("AI-Train = NO", True),
        ("", None),
    ],
)
def test_content_signal(value: str, expected: bool | None) -> None:
    assert reserved(f"User-agent: *\nContent-Signal: {value}\n") is expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("train-ai=n", True),
        ("train-ai=y", False),
        ("search=n", None),
        ("train-ai=n, search=y", True),
        ("train-ai=no", None),
        ("train-ai", None),
        ("train-ai=n;note=1", True),
        ("train-ai=n # and this is a remark", True),
        ("train-ai=y, train-ai=n", True),
        ("/news/ train-ai=n", True),
        ("/sport/ train-ai=n", None),
    ],
)
def test_content_usage(value: str, expected: bool | None) -> None:
    assert reserved(f"User-agent: *\nContent-Usage: {value}\n") is expected


def test_the_longest_path_decides_and_equal_ones_combine_to_the_stricter() -> None:
    robots = "User-agent: *\nContent-Usage: train-ai=n\nContent-Usage: /news/ train-ai=y\n"
    assert reserved(robots) is False
    assert reserved(robots, "https://paper.example/sport/a") is True
    assert reserved(robots + "Content-Usage: /news/ train-ai=n\n") is True
    assert reserved("User-agent: *\nContent-Usage: / train-ai=y\nContent-Usage: train-ai=n\n") is True


def test_any_no_wins_among_different_sorts_of_lines() -> None:
    assert reserved("User-agent: *\nContent-Usage: train-ai=y\nContent-Signal: ai-train=no\n") is True


@pytest.mark.parametrize(
    ("robots", "expected"),
    [
        ("User-agent: OtherBot\nContent-Signal: ai-train=no\n", None),
        ("User-agent: OtherBot\nUser-agent: copydesk\nContent-Signal: ai-train=no\n", True),
        ("User-agent: CopyDesk/0.1\nContent-Signal: ai-train=no\n", True),
        # A group of its own is the only one that binds it.
        ("User-agent: copydesk\nAllow: /\n\nUser-agent: *\nContent-Signal: ai-train=no\n", None),
        # Scrapy named, copydesk not: both everybody's rules and Scrapy's bind.
        ("User-agent: Scrapy\nCrawl-delay: 5\n\nUser-agent: *\nContent-Signal: ai-train=no\n", True),
        ("User-agent: Scrapy\nContent-Signal: ai-train=no\n\nUser-agent: *\nAllow: /\n", True),
        # A rule ends the list of agents; a Sitemap or License line belongs to the file, and does not.
        ("User-agent: *\nDisallow: /x\nUser-agent: OtherBot\nContent-Signal: ai-train=no\n", None),
        (
            "User-agent: *\nSitemap: https://paper.example/s.xml\nUser-agent: OtherBot\nContent-Signal: ai-train=no",
            True,
        ),
        # Outside any group it is said to everybody.
        ("Content-Signal: ai-train=no\nUser-agent: copydesk\nAllow: /\n", True),
        ("\ufeffUser-agent: *\r\nContent-Signal: ai-train=no\r\n", True),
        ("# Content-Signal: ai-train=no\nUser-agent: *\nAllow: /\n", None),
        ("<html><body>Content-Signal: ai-train=no</body></html>", None),
    ],
)
def test_whom_a_line_speaks_to(robots: str, expected: bool | None) -> None:
    assert reserved(robots) is expected


def test_licences_are_absolute_addresses_and_hold_for_all() -> None:
    robots = (
        "License: https://paper.example/rsl.xml\nUser-agent: OtherBot\nlicense: http://rsl.example/b.xml\n"
        "License: /relative.xml\nLicense: https://paper.example/rsl.xml\n"
    )
    assert read_robots(robots.encode(), "copydesk").licences == [
        "https://paper.example/rsl.xml",
        "http://rsl.example/b.xml",
    ]


def test_no_more_than_half_a_megabyte_is_read_in_whole_lines() -> None:
    line = b"Disallow: /a/very/long/path\n"
    body = line * (MAX_SIZE // len(line) + 10)
    kept = cut(body)
    assert len(kept) <= MAX_SIZE
    assert kept == line * (len(kept) // len(line))
    assert cut(line) is line


@given(st.text(alphabet="Uuser-agent:*\n# /=,ContentSigalLceyrh", max_size=300))
def test_nothing_makes_it_raise(robots: str) -> None:
    for statement in read_robots(robots.encode(), "copydesk").statements(PAGE):
        assert statement.signal.startswith("robots.txt ")
