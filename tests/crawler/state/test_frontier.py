from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.state.database import open_state
from crawler.state.frontier import Entry, Frontier
from crawler.state.keys import key_of
from crawler.state.pages import KnownPage, Pages

if TYPE_CHECKING:
    import sqlite3

NOW = 1_800_000_000


def entry(number: int = 1, site: str = "paper.example", **changes: int | str | None) -> Entry:
    url = f"https://{site}/story/{number}"
    return replace(Entry(key_of(url), url, site, priority=0, added=NOW), **changes)  # type: ignore[arg-type]


def test_one_site_in_the_order_of_priority_and_time(state: sqlite3.Connection):
    frontier = Frontier(state)
    first, second, urgent = entry(1), entry(2, added=NOW + 1), entry(3, added=NOW + 2, priority=5)
    for each in (second, urgent, first, entry(4, site="other.example")):
        assert frontier.put(each)
    order = []
    while (each := frontier.next("paper.example", NOW)) is not None:
        order.append(each)
        frontier.done(each.key)
    assert order == [urgent, first, second]
    assert frontier.waiting() == {"other.example": 1}


def test_an_address_is_queued_once_and_its_dates_are_brought_up_to_date(state: sqlite3.Connection):
    frontier = Frontier(state)
    assert frontier.put(entry(1, modified=5))
    assert not frontier.put(entry(1, published=3, modified=9, priority=2))
    assert not frontier.put(entry(1, published=None, modified=None))
    assert frontier.next("paper.example", NOW) == entry(1, published=3, modified=9, priority=2)


def test_what_is_deferred_waits(state: sqlite3.Connection):
    frontier = Frontier(state)
    frontier.put(entry(1))
    frontier.put(entry(2))
    frontier.defer(entry(1).key, NOW + 60)
    assert frontier.next("paper.example", NOW) == entry(2)
    frontier.defer(entry(2).key, NOW + 90, failed=False)
    assert frontier.next("paper.example", NOW) is None
    assert frontier.sites(NOW) == []
    later = frontier.next("paper.example", NOW + 60)
    assert later == entry(1, attempts=1, not_before=NOW + 60)
    assert frontier.sites(NOW + 60) == ["paper.example"]


def test_pages_that_are_due_are_queued_and_others_are_not(state: sqlite3.Connection):
    pages, frontier = Pages(state), Frontier(state)
    for number, next_ask in enumerate([NOW - 1, NOW, NOW + 1, None]):
        url = f"https://paper.example/{number}"
        pages.put(KnownPage(key_of(url), url, "paper.example", None, None, b"h", 7, 8, 1, 2, next_ask))
    assert frontier.put_due(NOW, priority=-1) == 2
    assert frontier.put_due(NOW, priority=-1) == 0
    due = frontier.next("paper.example", NOW)
    assert due is not None
    assert (due.url, due.priority, due.published, due.modified) == ("https://paper.example/0", -1, 7, 8)


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 30), st.sampled_from("abc"), st.integers(-2, 2)), max_size=60))
def test_whatever_is_queued_comes_out_once(asked: list[tuple[int, str, int]]):
    with closing(open_state("")) as state:
        frontier = Frontier(state)
        for number, site, priority in asked:
            frontier.put(entry(number, f"{site}.example", priority=priority))
        out = []
        for site in frontier.sites(NOW):
            while (each := frontier.next(site, NOW)) is not None:
                out.append((each.url, each.site))
                frontier.done(each.key)
        assert sorted(out) == sorted({(f"https://{s}.example/story/{n}", f"{s}.example") for n, s, _ in asked})
        assert frontier.waiting() == {}
