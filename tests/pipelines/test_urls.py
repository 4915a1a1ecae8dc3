"""Addresses: canonical forms, sites and ids."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.urls import article_id, canonical, declared_canonical, is_front_page, site

HERE = "https://www.orrinpost.com/news/bell?id=7"


@pytest.mark.parametrize(
    ("url", "clean"),
    [
        ("https://a.example/x?utm_source=mail&utm_medium=x", "https://a.example/x"),
        ("https://a.example/x?b=2&a=1&fbclid=abc#part", "https://a.example/x?a=1&b=2"),
        ("https://A.Example/Path", "https://a.example/Path"),
        ("https://a.example/x?page=2", "https://a.example/x?page=2"),
        ("https://a.example/ñandú", "https://a.example/%C3%B1and%C3%BA"),
        ("https://a.example", "https://a.example/"),
        ("file:///tmp/page.html", "file:///tmp/page.html"),
        ("record 7", "record 7"),
        ("", ""),
        ("http://[broken", "http://[broken"),
    ],
)
def test_canonical_form(url: str, clean: str) -> None:
    assert canonical(url) == clean


@given(st.from_regex(r"https?://[a-z.]{1,12}/[a-zA-Z0-9/%?&=#;.~ é日-]{0,30}", fullmatch=True) | st.text(max_size=40))
@settings(max_examples=200, deadline=None)
def test_canonical_form_is_final(url: str) -> None:
    assert canonical(canonical(url)) == canonical(url)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.orrinpost.com/x", "orrinpost.com"),
        ("https://news.orrinpost.co.uk/x", "orrinpost.co.uk"),
        ("https://zeitung.com.br:8080/x", "zeitung.com.br"),
        ("http://127.0.0.1:8000/x", "127.0.0.1"),
        ("http://localhost/x", "localhost"),
        ("https://münchen.example/x", "münchen.example"),
        ("records.jsonl", None),
        ("", None),
        ("http://[broken/x", None),
        ("https:///x", None),
    ],
)
def test_site(url: str, name: str | None) -> None:
    assert site(url) == name


@pytest.mark.parametrize(
    ("declared", "address"),
    [
        ("https://www.orrinpost.com/news/bell", "https://www.orrinpost.com/news/bell"),
        ("/news/bell?utm_source=x", "https://www.orrinpost.com/news/bell"),
        ("//amp.orrinpost.com/bell", "https://amp.orrinpost.com/bell"),
        ("  https://orrinpost.com/bell#top ", "https://orrinpost.com/bell"),
    ],
)
def test_a_canonical_address_on_the_same_site_is_believed(declared: str, address: str) -> None:
    assert declared_canonical(declared, HERE) == address


@pytest.mark.parametrize(
    "declared",
    [
        None,
        "",
        " ",
        "https://www.orrinpost.com/",
        "https://www.orrinpost.com",
        "https://elsewhere.example/news/bell",
        "javascript:void(0)",
        "mailto:a@orrinpost.com",
        "http://[broken",
    ],
)
def test_one_that_cannot_be_true_is_not(declared: str | None) -> None:
    assert declared_canonical(declared, HERE) is None


def test_a_front_page_may_name_itself() -> None:
    assert declared_canonical("/", "https://a.example/") == "https://a.example/"


@pytest.mark.parametrize(
    ("url", "front"),
    [
        ("https://a.example/", True),
        ("https://a.example", True),
        ("https://a.example/?utm_source=x", True),
        ("https://a.example/news", False),
        ("", False),
        ("record 7", False),
        ("http://[broken", False),
    ],
)
def test_a_front_page_has_no_path(url: str, front: bool) -> None:
    assert is_front_page(url) is front


def test_ids_are_stable_over_runs_and_differ_by_address() -> None:
    assert article_id("https://a.example/x") == "39021306bfa34811afd3241f2fb3c3aa"
    assert article_id("https://a.example/y") != article_id("https://a.example/x")
    assert len(article_id("\ud800")) == 32
