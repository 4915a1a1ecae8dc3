from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.exceptions import UsageError

from crawler.filters import KEYS, ArticleFilter, Complete, Truncated, Unreserved, read_conditions
from crawler.items import Access, Article, Declared, Rights, Status, Story, Wall
from tests.crawler.output_spiders import article

if TYPE_CHECKING:
    from scrapy.extensions.feedexport import ItemFilter


def record(status: Status | None = Status.COMPLETE, reserved: bool | None = None, **changes: Any) -> Article:
    return article(access=Access(status), rights=Rights(reserved), **changes)


def taken(feed: ItemFilter, records: list[Article]) -> list[int]:
    return [number for number, item in enumerate(records) if feed.accepts(item)]


ALL = [record(status) for status in (*Status, None)]


@pytest.mark.parametrize(("ready", "status"), [(Complete, Status.COMPLETE), (Truncated, Status.TRUNCATED)])
def test_one_verdict(ready: type[ArticleFilter], status: Status):
    assert taken(ready({}), ALL) == [list(Status).index(status)]
    assert taken(ready(None), ALL) == [list(Status).index(status)]


def test_nothing_that_is_reserved():
    assert taken(Unreserved({}), [record(reserved=said) for said in (True, False, None)]) == [1, 2]


@pytest.mark.parametrize("only", ["status=complete,none wall=none", {"status": ["complete", None], "wall": "none"}])
def test_every_condition_has_to_be_met(only: Any):
    feed = ArticleFilter({"only": only})
    behind = replace(record(), access=Access(Status.COMPLETE, wall=Wall.METER))
    assert taken(feed, [record(), record(None), record(Status.BLOCKED), behind]) == [0, 1]


def test_a_ready_made_filter_takes_further_conditions():
    feed = Complete({"only": "language=de,fr"})
    records = [record(language="de"), record(language="en"), record(Status.EXCERPT, language="fr")]
    assert taken(feed, records) == [0]


def test_copies_of_another_record():
    copy = record(story=Story("s", duplicate_of="a1"))
    assert taken(ArticleFilter({"only": "duplicate=no"}), [record(), copy]) == [0]
    assert taken(ArticleFilter({"only": {"duplicate": [True]}}), [record(), copy]) == [1]


def test_what_is_no_article_is_not_taken():
    assert not ArticleFilter({}).accepts({"status": "complete"})
    assert not Complete({"item_classes": ["builtins.dict"]}).accepts(record())


@pytest.mark.parametrize(
    ("only", "wrong"),
    [
        ("complete", "KEY=VALUE, such as status=complete; not 'complete'"),
        ("verdict=complete", "filters know no 'verdict'"),
        ("status=whole", "filter status: 'whole', where blocked, complete, excerpt, not_article, truncated or none"),
        ("reserved=true", "filter reserved: 'true', where no, yes or none should be"),
        ("language=", "filter language: '', where a value or none should be"),
        ({"status": 1}, "filter status: a list of values"),
        ("", "a filter without a condition"),
        (["status"], "a text or a mapping"),
    ],
)
def test_conditions_that_say_nothing_are_refused(only: Any, wrong: str):
    with pytest.raises(UsageError, match=wrong):
        read_conditions(only)


@given(
    status=st.none() | st.sampled_from(Status),
    wall=st.none() | st.sampled_from(Wall),
    declared=st.none() | st.sampled_from(Declared),
    reserved=st.none() | st.booleans(),
)
def test_outputs_of_all_values_part_the_records(status, wall, declared, reserved):
    item = article(access=Access(status, wall=wall, declared=declared), rights=Rights(reserved))
    for name, key in KEYS.items():
        if key.words is not None:
            feeds = [ArticleFilter({"only": {name: [word]}}) for word in (*key.words, "none")]
            assert sum(feed.accepts(item) for feed in feeds) == 1, name
