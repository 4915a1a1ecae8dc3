from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from crawler.clock import Clock
from crawler.items import Access, Status
from crawler.news.had import Had
from crawler.news.keeper import FIRST, RETRY, Keeper
from crawler.news.schedule import Schedule
from crawler.news.visits import Outcome
from crawler.state.keys import key_of
from crawler.state.sources import Validators
from tests.crawler.news.building import visit
from tests.crawler.output_spiders import article

if TYPE_CHECKING:
    from crawler.state.store import State

URL = "https://paper.example/story/1"
COMPLETE = Access(Status.COMPLETE, 0.9)


def had(**changes: object) -> Had:
    return Had.of(article(1, **{"access": COMPLETE, **changes}))


def test_a_new_article_an_unchanged_one_and_a_changed_one(state: State, keeper: Keeper):
    assert keeper.compare(had()) is Outcome.NEW
    keeper.had(visit(state, URL), had())
    assert keeper.compare(had()) is Outcome.SAME_TEXT
    assert keeper.compare(had(tags=["new"], modified="2026-03-02")) is Outcome.SAME_TEXT
    assert keeper.compare(had(text="Another text.")) is Outcome.UPDATED
    assert keeper.compare(had(title="Another headline")) is Outcome.UPDATED
    assert keeper.compare(had(access=Access(Status.TRUNCATED, 0.9))) is Outcome.UPDATED
    assert state.frontier.waiting() == {}


def test_a_page_is_known_by_every_address_that_led_to_it(state: State, keeper: Keeper):
    going = visit(state, "https://paper.example/s?id=1")
    keeper.had(going, had(url="https://paper.example/1/", canonical_url=URL))
    for url in ("https://paper.example/s?id=1", "https://paper.example/1/", URL):
        known = state.pages.find(key_of(url))
        assert known is not None
        assert known.url == "https://paper.example/1/"
    assert state.pages.count() == 1


def test_validators_are_kept_of_whole_copies_only(state: State, keeper: Keeper):
    going = visit(state, URL)
    going.validators = Validators('"1"', "Fri, 20 Nov 2026 08:00:00 GMT")
    keeper.had(going, had())
    known = state.pages.find(key_of(URL))
    assert known is not None
    assert (known.etag, known.last_modified) == ('"1"', "Fri, 20 Nov 2026 08:00:00 GMT")
    keeper.had(going, had(access=Access(Status.TRUNCATED, 0.9)))
    known = state.pages.find(key_of(URL))
    assert known is not None
    assert known.etag is None


def test_a_refusal_is_not_asked_for_again(state: State, keeper: Keeper):
    keeper.had(visit(state, URL), had(published=None))
    known = state.pages.find(key_of(URL))
    assert known is not None
    assert known.next_ask is not None
    keeper.had(visit(state, URL), had(published=None, http_status=403))
    known = state.pages.find(key_of(URL))
    assert known is not None
    assert known.next_ask is None


def test_a_page_that_fails_waits_longer_each_time_and_is_given_up(state: State, keeper: Keeper):
    waits = []
    going = visit(state, URL)
    while keeper.failed(going):
        entry = state.frontier.find(going.entry.key)
        assert entry is not None
        waits.append(entry.not_before - keeper.clock.seconds())
        going = replace(going, entry=entry)
    assert waits == pytest.approx([RETRY, 4 * RETRY], abs=2)
    assert state.frontier.waiting() == {}
    known = state.pages.find(key_of(URL))
    assert known is not None
    assert (known.hash, known.next_ask) == (None, None)


def test_a_page_without_a_record_is_known_and_comes_out_if_it_has_one_later(state: State, keeper: Keeper):
    keeper.nothing(visit(state, URL))
    assert state.frontier.waiting() == {}
    assert keeper.compare(had()) is Outcome.NEW


def test_what_a_meter_keeps_back_comes_first_when_it_is_whole_again(state: State, keeper: Keeper):
    visit(state, "https://paper.example/story/2", priority=10**12)
    going = visit(state, URL)
    spent = keeper.spent("paper.example", ["You have reached your limit of free articles this month."])
    assert spent.period == "month"
    keeper.keep_back(going, spent.until)
    entry = state.frontier.next("paper.example", spent.until)
    assert entry is not None
    assert (entry.url, entry.priority >= FIRST, entry.attempts) == (URL, True, 1)
    assert state.frontier.next("paper.example", spent.until - 1) != entry


def test_a_meter_that_is_still_spent_counts_from_when_it_was_found_spent(state: State):
    moment = 1_795_132_800
    keeper = Keeper(state, _Frozen(moment), Schedule(()), 3)
    first = keeper.spent("paper.example", [])
    assert first.began == moment
    later = Keeper(state, _Frozen(first.until + 60), Schedule(()), 3).spent("paper.example", [])
    assert later.began == moment
    state.meters.reset("paper.example")
    assert Keeper(state, _Frozen(later.until), Schedule(()), 3).spent("paper.example", []).began == later.until


class _Frozen(Clock):
    """A clock that stands still."""

    def __init__(self, moment: int) -> None:
        super().__init__()
        object.__setattr__(self, "ahead", moment)

    def seconds(self) -> int:
        return int(self.ahead)
