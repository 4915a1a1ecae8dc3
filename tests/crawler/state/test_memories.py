"""Pages, sources, meters and outputs: what is put is found again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from crawler.state.keys import key_of, moment
from crawler.state.meters import Meters, Spent
from crawler.state.outputs import OpenOutput, Outputs
from crawler.state.pages import KnownPage, Pages
from crawler.state.sources import Sources, Validators
from pipelines.urls import article_id

if TYPE_CHECKING:
    import sqlite3

URL = "https://paper.example/story"
PAGE = KnownPage(key_of(URL), URL, "paper.example", '"1"', None, b"hash", 10, None, 20, 30, 40)


def test_a_key_is_the_bytes_of_the_id_of_the_record():
    assert key_of(URL).hex() == article_id(URL)
    assert key_of(URL + "?utm_source=feed#top") == key_of(URL)


@pytest.mark.parametrize(
    ("iso", "seconds"),
    [
        ("1970-01-01T01:00:00+01:00", 0),
        ("1970-01-02T00:00:10Z", 86_410),
        (None, None),
        ("yesterday", None),
        ("1970-01-01", 129_599),
    ],
)
def test_moments(iso: str | None, seconds: int | None):
    assert moment(iso) == seconds


def test_a_page_is_found_by_its_key_and_by_its_aliases(state: sqlite3.Connection):
    pages = Pages(state)
    assert pages.find(PAGE.key) is None
    pages.put(PAGE)
    pages.alias(key_of("https://paper.example/s/1"), PAGE.key)
    pages.alias(PAGE.key, PAGE.key)
    assert pages.find(PAGE.key) == PAGE
    assert pages.find(key_of("https://paper.example/s/1")) == PAGE
    pages.put(replace(PAGE, last_asked=31, next_ask=None))
    assert pages.find(PAGE.key) == replace(PAGE, last_asked=31, next_ask=None)
    assert pages.count() == 1


def test_a_source_that_was_read_with_other_filters_counts_as_unread(state: sqlite3.Connection):
    sources = Sources(state)
    sources.put("https://paper.example/feed", "since=3d", Validators('"a"', None), 1)
    sources.put("https://paper.example/feed", "since=3d", Validators('"b"', "Mon"), 2)
    assert sources.find("https://paper.example/feed", "since=3d") == Validators('"b"', "Mon")
    assert sources.find("https://paper.example/feed", "") is None


def test_a_spent_meter_closes_its_site_until_its_time(state: sqlite3.Connection):
    meters = Meters(state)
    spent = Spent("paper.example", until=100, began=50, period="day", said="Limit reached")
    meters.put(spent)
    assert meters.closed(99) == {"paper.example": spent}
    assert meters.closed(100) == {}
    assert meters.find("paper.example") == spent
    meters.reset("paper.example")
    assert meters.find("paper.example") is None


def test_outputs_are_known_until_they_have_their_name(state: sqlite3.Connection):
    outputs = Outputs(state)
    output = OpenOutput(Path("/data/a.jsonl"), base=3, length=9, overwrite=False)
    outputs.put(replace(output, length=5))
    outputs.put(output)
    assert outputs.all() == [output]
    outputs.remove(output.target)
    assert outputs.all() == []
