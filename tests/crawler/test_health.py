from __future__ import annotations

import pytest
from scrapy.exceptions import UsageError
from scrapy.settings import Settings

from crawler.health import Thresholds, nothing_came

SOUND = {
    "copydesk/asked": 8,
    "copydesk/sources/asked": 2,
    "copydesk/outcome/failed": 2,
    "copydesk/articles": 6,
    "copydesk/access/blocked": 3,
    "copydesk/access/truncated": 2,
}


@pytest.mark.parametrize(
    ("thresholds", "said"),
    [
        (Thresholds(), []),
        (Thresholds(error_share=0.2), []),
        (Thresholds(error_share=0.1), ["2 of 10 requests failed (COPYDESK_MAX_ERROR_SHARE=0.1)"]),
        (Thresholds(blocked_share=0.5), []),
        (Thresholds(blocked_share=0.4), ["3 of 6 articles are blocked (COPYDESK_MAX_BLOCKED_SHARE=0.4)"]),
        (Thresholds(truncated_share=0), ["2 of 6 articles are truncated (COPYDESK_MAX_TRUNCATED_SHARE=0)"]),
        (Thresholds(min_articles=6), []),
        (Thresholds(min_articles=7), ["6 articles came (COPYDESK_MIN_ARTICLES=7)"]),
    ],
)
def test_a_share_is_passed_when_there_is_more(thresholds: Thresholds, said: list[str]):
    assert list(thresholds.passed(SOUND)) == said


def test_a_run_that_asked_for_nothing_is_well():
    assert list(Thresholds(0, 0, 0).passed({})) == []
    assert nothing_came({}) is None


@pytest.mark.parametrize(
    ("stats", "said"),
    [
        ({"asked": 2, "failed": 2}, "none of the 2 sources could be read"),
        ({"asked": 2, "failed": 1}, "the 1 sources list no articles"),
        ({"asked": 2}, "the 2 sources list no articles"),
        # Nothing has changed since the last run.
        ({"asked": 2, "not_modified": 2}, None),
        ({"asked": 2, "not_modified": 1}, None),
    ],
)
def test_sources_that_bring_nothing(stats: dict[str, int], said: str | None):
    assert nothing_came({f"copydesk/sources/{name}": count for name, count in stats.items()}) == said


def test_sources_with_articles_that_are_known_or_old():
    assert nothing_came({"copydesk/sources/asked": 1, "copydesk/found": 3}) is None
    assert nothing_came({"copydesk/sources/asked": 1, "copydesk/left_out/before_since": 3}) is None


def test_settings():
    settings = Settings({"COPYDESK_MAX_ERROR_SHARE": "0.25", "COPYDESK_MIN_ARTICLES": "5"})
    assert Thresholds.from_settings(settings) == Thresholds(error_share=0.25, min_articles=5)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("COPYDESK_MAX_ERROR_SHARE", "much"),
        ("COPYDESK_MAX_BLOCKED_SHARE", "2"),
        ("COPYDESK_MAX_TRUNCATED_SHARE", "-0.1"),
        ("COPYDESK_MIN_ARTICLES", "-1"),
        ("COPYDESK_MIN_ARTICLES", "some"),
    ],
)
def test_settings_that_are_none(name: str, value: str):
    with pytest.raises(UsageError, match=f"{name}={value}: not a"):
        Thresholds.from_settings(Settings({name: value}))
