"""Patterns of paths, as robots.txt, tdmrep.json and RSL have them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.rights.paths import matches, path_of


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("/", "/anything", True),
        ("/news/", "/news/a", True),
        ("/news/", "/newsroom", False),
        ("/*.pdf$", "/a/b.pdf", True),
        ("/*.pdf$", "/a/b.pdf?x=1", False),
        ("/*/print", "/news/print/1", True),
        ("/a*b*c$", "/a-b-b-c", True),
        ("/ab$", "/ab", True),
        ("/ab$", "/abc", False),
        ("/*?", "/a?b=1", True),
        ("/zeitung/%C3%BCber", "/zeitung/über", True),
        ("*", "/", True),
        ("", "/", True),
    ],
)
def test_a_pattern_is_a_prefix_with_stars(pattern: str, path: str, expected: bool) -> None:
    assert matches(pattern, path) is expected


PIECES = st.text(alphabet="/ab*$", max_size=12)


@given(PIECES, st.text(alphabet="/ab", max_size=20))
def test_it_says_what_a_regular_expression_says(pattern: str, text: str) -> None:
    ends = pattern.endswith("$")
    inner = ".*".join(map(re.escape, pattern.removesuffix("$").split("*")))
    assert matches(pattern, text) is bool(re.match(inner + (r"\Z" if ends else ""), text, re.DOTALL))


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("https://paper.example", "/"),
        ("https://paper.example/a?b=c#d", "/a?b=c"),
        ("https://paper.example?b=c", "/?b=c"),
        ("https://[broken", "/"),
    ],
)
def test_what_patterns_are_held_against(url: str, path: str) -> None:
    assert path_of(url) == path
