"""The TDM Reservation Protocol."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from crawler.rights.judging import grounds, rights
from crawler.rights.page import of_headers, of_tree
from crawler.rights.tdm import MAX_SIZE, TdmFileError, of_file, read_file
from pipelines.segment import parse
from tests.crawler.rights.test_directives import NOW

if TYPE_CHECKING:
    from crawler.rights.statements import Statement

URL = "https://paper.example/news/a"


def from_file(entries: Any, url: str = URL) -> list[Statement]:
    return of_file(read_file(json.dumps(entries).encode()), url)


def from_header(value: str) -> list[Statement]:
    return of_headers({"tdm-reservation": value})


def from_meta(value: str) -> list[Statement]:
    tree = parse(f'<html><head><meta name="TDM-Reservation" content="{value}"></head><body><p>a</p></body></html>')
    assert tree is not None
    return of_tree(tree, URL)


@pytest.mark.parametrize(
    "source", [from_header, from_meta, lambda v: from_file([{"location": "/", "tdm-reservation": v}])]
)
@pytest.mark.parametrize(
    ("value", "reserved"),
    [("1", True), (" 1 ", True), ("0", False), ("2", None), ("yes", None), ("", None), ("01", None)],
)
def test_one_reserves_nought_grants_and_anything_else_says_nothing(
    source: Any, value: str, reserved: bool | None
) -> None:
    assert rights(source(value)).reserved is reserved


@pytest.mark.parametrize(("value", "reserved"), [(1, True), (0, False), (True, None), (None, None), (1.0, None)])
def test_numbers_in_the_file(value: Any, reserved: bool | None) -> None:
    assert rights(from_file([{"location": "/", "tdm-reservation": value}])).reserved is reserved


def test_the_first_rule_that_matches_wins() -> None:
    rules = [
        {"location": "/news/free/*", "tdm-reservation": 0},
        {"location": "/*.pdf$", "tdm-reservation": 1, "tdm-policy": "https://paper.example/policy.json"},
        {"location": "/news", "tdm-reservation": 1},
        {"location": "/", "tdm-reservation": 0},
    ]
    assert rights(from_file(rules, "https://paper.example/news/free/a.pdf")).reserved is False
    assert rights(from_file(rules)).reserved is True
    assert rights(from_file(rules, "https://paper.example/sport")).reserved is False
    assert rights(from_file(rules, "https://paper.example/a.pdf")).signals == [
        "tdmrep.json tdm-reservation: 1",
        "tdmrep.json tdm-policy: https://paper.example/policy.json",
    ]


def test_an_address_that_no_rule_covers_has_nothing_said_of_it() -> None:
    assert from_file([{"location": "/sport", "tdm-reservation": 1}]) == []


def test_a_file_passes_over_entries_that_are_no_rules() -> None:
    entries = [7, None, {}, {"location": 3}, {"location": "sport", "tdm-reservation": 0}]
    assert rights(from_file([*entries, {"location": "/", "tdm-reservation": 1}])).reserved is True


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"<!doctype html><h1>Not found</h1>", "not JSON"),
        (b"", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b'{"location": "/", "tdm-reservation": 1}', "a JSON array was expected, not dict"),
        (b"[" * 100_000, "not JSON"),
        (b" " * (MAX_SIZE + 1), "longer than"),
    ],
)
def test_a_file_that_is_none_says_so(body: bytes, why: str) -> None:
    with pytest.raises(TdmFileError, match=why):
        read_file(body)


@pytest.mark.parametrize(
    ("file", "header", "meta", "reserved"),
    [
        (1, None, None, True),
        (1, "0", None, False),
        (0, "1", None, True),
        (1, "0", "1", True),
        (0, "1", "0", False),
        # Absence, and what says nothing, never resets what was said.
        (1, "", None, True),
        (1, None, "?", True),
        (None, None, None, None),
    ],
)
def test_html_overrules_the_header_and_the_header_the_file(
    file: int | None, header: str | None, meta: str | None, reserved: bool | None
) -> None:
    said = [] if file is None else from_file([{"location": "/", "tdm-reservation": file}])
    said += [] if header is None else from_header(header)
    said += [] if meta is None else from_meta(meta)
    assert rights(said).reserved is reserved
    assert bool(grounds(said, NOW)) is bool(reserved)


def test_a_grant_for_mining_does_not_lift_a_reservation_of_another_sort() -> None:
    said = [*from_header("0"), *of_headers({"x-robots-tag": "noai"})]
    assert rights(said).reserved is True
    assert rights(said).signals == ["header tdm-reservation: 0", "X-Robots-Tag: noai"]
