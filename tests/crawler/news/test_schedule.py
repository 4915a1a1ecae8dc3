from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.exceptions import UsageError

from crawler.news.schedule import Schedule, read_ages

HOUR, DAY = 3_600, 86_400
NOW = 1_800_000_000
SCHEDULE = Schedule(read_ages(["1h", "6h", "1d", "3d", "7d"]))
moments = st.integers(0, 4_000_000_000)


def test_a_young_article_is_asked_for_again_in_growing_steps():
    asked, now = [], NOW
    while (again := SCHEDULE.next_ask(NOW, NOW, now)) is not None:
        asked.append(again - NOW)
        now = again
    assert asked == [HOUR, 6 * HOUR, DAY, 3 * DAY, 7 * DAY]


def test_an_old_article_is_not_asked_for_again():
    assert SCHEDULE.next_ask(NOW - 8 * DAY, NOW, NOW) is None


def test_ages_that_went_by_unasked_are_not_made_up_for():
    assert SCHEDULE.next_ask(NOW - 2 * DAY, NOW, NOW) == NOW + DAY


@pytest.mark.parametrize("published", [None, NOW + DAY])
def test_without_a_date_that_can_be_true_age_counts_from_the_first_sight(published: int | None):
    assert SCHEDULE.next_ask(published, NOW, NOW) == NOW + HOUR


def test_no_ages_mean_never():
    assert Schedule(read_ages([])).next_ask(NOW, NOW, NOW) is None


@given(published=st.none() | moments, first_seen=moments, wait=st.integers(0, 30 * DAY))
def test_the_next_time_lies_ahead_and_there_are_no_more_than_the_ages(
    published: int | None, first_seen: int, wait: int
):
    now, times = first_seen + wait, 0
    while (again := SCHEDULE.next_ask(published, first_seen, now)) is not None:
        assert now < again <= first_seen + 7 * DAY
        now, times = again, times + 1
    assert times <= len(SCHEDULE.ages)


@pytest.mark.parametrize("text", ["", "soon", "0h", "-1h", "1 month", "1h30"])
def test_what_is_no_age_is_refused(text: str):
    with pytest.raises(UsageError, match="COPYDESK_REVISIT"):
        read_ages([text])
