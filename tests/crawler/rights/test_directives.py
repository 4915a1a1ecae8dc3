"""X-Robots-Tag and meta robots."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.rights.copies import objections
from crawler.rights.directives import read_directives, statements
from crawler.rights.judging import grounds, may_follow_links, rights
from crawler.rights.statements import Topic

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
OWN = ("copydesk",)


def said(text: str) -> list[str]:
    """The signals of a header."""
    return list(dict.fromkeys(s.signal for s in statements(text, "X-Robots-Tag", OWN)))


@pytest.mark.parametrize(
    ("text", "signals"),
    [
        ("noai, noimageai", ["noai", "noimageai"]),
        ("NOAI,NoImageAI", ["noai", "noimageai"]),
        ("noindex nofollow", ["noindex", "nofollow"]),
        ("none", ["none"]),
        ("noarchive; nocache", ["noarchive", "nocache"]),
        ("max-snippet:160, max-image-preview:none", ["max-snippet:160", "max-image-preview:none"]),
        # These keep nothing back.
        ("index, follow, all, max-snippet:-1, max-image-preview:large, max-video-preview:-1, indexifembedded", []),
        ("", []),
    ],
)
def test_recorded_is_what_keeps_something_back(text: str, signals: list[str]) -> None:
    assert said(text) == [f"X-Robots-Tag: {signal}" for signal in signals]


@pytest.mark.parametrize(
    ("text", "signals"),
    [
        ("googlebot: noai", []),
        ("googlebot: noarchive, noai", []),
        ("copydesk: noai", ["copydesk: noai"]),
        ("CopyDesk: noai, noarchive", ["copydesk: noai", "copydesk: noarchive"]),
        ("noai, googlebot: noarchive", ["noai"]),
        ("googlebot: noindex, copydesk: noai", ["copydesk: noai"]),
        ("googlebot: unavailable_after: 25 Jun 2010 15:00:00 PST", []),
    ],
)
def test_a_token_before_a_colon_speaks_for_what_follows_it(text: str, signals: list[str]) -> None:
    assert said(text) == [f"X-Robots-Tag: {signal}" for signal in signals]


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("unavailable_after: 2027-07-07T14:31:00+02:00", "2027-07-07T14:31:00+02:00"),
        ("unavailable_after:2026-04-27", "2026-04-27T23:59:59+00:00"),
        ("unavailable_after: 25 Jun 2010 15:00:00 PST", "2010-06-25T15:00:00-08:00"),
        ("unavailable_after: Wednesday, 25-Jun-2031 15:00:00 GMT, noarchive", "2031-06-25T15:00:00+00:00"),
        ("unavailable_after: never", None),
        ("unavailable_after: 5", None),
    ],
)
def test_a_date_may_have_commas_and_colons(text: str, until: str | None) -> None:
    first, *others = statements(text, "meta robots")
    assert (first.topic, first.until) == (Topic.EXPIRY, until)
    assert [s.signal for s in others] == (["meta robots: noarchive"] if "noarchive" in text else [])


@pytest.mark.parametrize(
    ("text", "reserved", "withheld"),
    [
        ("noai", True, True),
        ("nosnippet", None, True),
        ("max-snippet:0", None, True),
        ("max-snippet:160", None, False),
        ("noarchive", None, False),
        ("noindex", None, False),
        ("noimageai", None, False),
        ("unavailable_after: 2026-05-31", None, True),
        ("unavailable_after: 2026-06-01", None, False),
    ],
)
def test_what_it_comes_to(text: str, reserved: bool | None, withheld: bool) -> None:
    found = statements(text, "meta robots")
    assert rights(found).reserved is reserved
    assert grounds(found, NOW) == ([f"meta robots: {text.replace(': ', ':')}"] if withheld else [])


@pytest.mark.parametrize(
    ("text", "copy", "links"),
    [
        ("noarchive", False, True),
        ("nocache", False, True),
        # A text that is left out of the record is not kept beside it.
        ("noai", False, True),
        ("none", True, False),
        ("nofollow", True, False),
        ("noindex", True, True),
    ],
)
def test_copies_and_links(text: str, copy: bool, links: bool) -> None:
    found = statements(text, "meta robots")
    assert (not objections(found, NOW), may_follow_links(found)) == (copy, links)


@given(st.text(alphabet="noaimx-s:;, \t25Junavilbe_ftr*", max_size=200))
def test_nothing_makes_it_raise(text: str) -> None:
    for directive in read_directives(text):
        assert directive.name == directive.name.lower()
    statements(text, "X-Robots-Tag")
