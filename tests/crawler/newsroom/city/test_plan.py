"""How a city is laid out in time and space."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from crawler.newsroom.city.history import YOUNG, Change, History
from crawler.newsroom.city.plan import Plan, PlanError

DAY = date(2026, 1, 1)
PLAN = Plan(day=DAY, sites=3, articles=40)


def test_sites_have_addresses_one_after_the_other() -> None:
    assert [Plan(day=DAY, sites=300).host(number) for number in (0, 19, 253, 254)] == [
        "127.0.0.2",
        "127.0.0.21",
        "127.0.0.255",
        "127.0.1.0",
    ]


def test_articles_come_out_in_the_order_of_their_numbers() -> None:
    moments = [PLAN.published(1, number) for number in range(PLAN.out(DAY + timedelta(days=3)))]
    assert moments == sorted(moments)
    assert moments[0] >= datetime(2025, 12, 2, tzinfo=UTC)


def test_what_is_out_on_a_day_was_published_up_to_it() -> None:
    for later in range(4):
        day = DAY + timedelta(days=later)
        count = PLAN.out(day)
        assert count == 40 + 2 * later
        assert PLAN.published(0, count - 1) < datetime(2026, 1, 1 + later, 3, tzinfo=UTC)
        assert PLAN.published(0, count).date() > day


def test_each_later_day_changes_some_young_articles() -> None:
    plan = replace(PLAN, articles=400)
    history = History(plan)
    day = DAY + timedelta(days=1)
    made = [history.revisions(0, number, day) for number in history.changed(0, day)]
    assert sorted(each.change for revisions in made for each in revisions) == ["text"] * 3 + ["touch"] * 2
    youngest = datetime(2026, 1, 2, tzinfo=UTC) - timedelta(days=YOUNG)
    assert all(plan.published(0, number) >= youngest for number in history.changed(0, day))
    assert history.changed(0, DAY) == []


def test_changes_add_up_over_the_days() -> None:
    history = History(replace(PLAN, articles=4, fresh=0, updates=4, touches=0))
    revisions = history.revisions(0, 1, DAY + timedelta(days=3))
    assert [each.moment.date() for each in revisions] == [DAY + timedelta(days=later) for later in (1, 2, 3)]


def test_a_change_that_was_asked_for_is_seen_from_its_day_on() -> None:
    history = History(replace(PLAN, updates=0, touches=0))
    history.ask(2, 7, DAY + timedelta(days=1), Change.WALL)
    assert history.revisions(2, 7, DAY) == ()
    assert [each.change for each in history.revisions(2, 7, DAY + timedelta(days=2))] == [Change.WALL]
    assert history.changed(2, DAY + timedelta(days=2)) == [7]
    assert history.changed(1, DAY + timedelta(days=2)) == []


@pytest.mark.parametrize(
    "wrong", [{"sites": 0}, {"articles": 0}, {"updates": -1}, {"walls": 1.5}, {"metered": -0.1}, {"per_sitemap": 0}]
)
def test_numbers_that_make_no_city_are_refused_by_name(wrong: dict[str, Any]) -> None:
    with pytest.raises(PlanError, match=next(iter(wrong))):
        Plan(day=DAY, **wrong)
