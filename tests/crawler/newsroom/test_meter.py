"""The meter counts different articles, for each reader, paper and day."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from crawler.newsroom.meter import Meter

FRIDAY = date(2026, 11, 20)
SATURDAY = date(2026, 11, 21)


def test_different_articles_count() -> None:
    meter = Meter()
    assert [meter.open("ann", "courier", slug, FRIDAY) for slug in ("a", "b", "c")] == [0, 1, 2]


def test_an_article_that_was_open_already_does_not() -> None:
    meter = Meter()
    assert [meter.open("ann", "courier", slug, FRIDAY) for slug in ("a", "b", "a", "b", "c")] == [0, 1, 0, 1, 2]


def test_readers_papers_and_days_have_meters_of_their_own() -> None:
    meter = Meter()
    meter.open("ann", "courier", "a", FRIDAY)
    assert meter.open("bob", "courier", "b", FRIDAY) == 0
    assert meter.open("ann", "ledger", "b", FRIDAY) == 0
    assert meter.open("ann", "courier", "b", SATURDAY) == 0
    assert meter.open("ann", "courier", "b", FRIDAY) == 1


@given(st.lists(st.sampled_from("abcdef")))
def test_the_count_is_that_of_the_different_articles_before(slugs: list[str]) -> None:
    meter = Meter()
    for number, slug in enumerate(slugs):
        before = list(dict.fromkeys(slugs[:number]))
        want = before.index(slug) if slug in before else len(before)
        assert meter.open("ann", "courier", slug, FRIDAY) == want
