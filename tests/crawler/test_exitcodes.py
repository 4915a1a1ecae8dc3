from __future__ import annotations

import pytest

from crawler.exitcodes import ExitCode, ask_exit, asked_exit, judge
from tests.crawler.running import new_stats


def test_nothing_asked_is_ok():
    assert asked_exit(new_stats()) == (ExitCode.OK, "")
    assert judge(new_stats(), "finished") == (ExitCode.OK, "")


@pytest.mark.parametrize("first_asked", [True, False])
def test_the_weightier_code_wins(first_asked: bool):
    asked = [(ExitCode.NOT_WRITTEN, "disk full"), (ExitCode.NOTHING_CAME, "no articles"), (ExitCode.BROKE, "no file")]
    stats = new_stats()
    for code, reason in asked if first_asked else reversed(asked):
        ask_exit(stats, code, reason)
    assert asked_exit(stats) == (ExitCode.NOT_WRITTEN, "disk full")


def test_between_equals_the_first_wins_and_all_are_logged(caplog: pytest.LogCaptureFixture):
    stats = new_stats()
    ask_exit(stats, ExitCode.BROKE, "a.warc: no such file")
    ask_exit(stats, ExitCode.BROKE, "b.warc: no such file")
    assert asked_exit(stats) == (ExitCode.BROKE, "a.warc: no such file")
    assert "b.warc" in caplog.text


@pytest.mark.parametrize(
    "reason", ["finished", "closespider_itemcount", "closespider_pagecount", "closespider_timeout"]
)
def test_the_end_and_a_limit_that_was_set_are_whole_runs(reason: str):
    assert judge(new_stats(), reason)[0] is ExitCode.OK


@pytest.mark.parametrize("reason", ["shutdown", "start_error", "closespider_errorcount", "memusage_exceeded", None])
def test_every_other_end_is_a_broken_run(reason: str | None):
    code, why = judge(new_stats(), reason)
    assert code is ExitCode.BROKE
    assert str(reason or "killed") in why


def test_scrapys_own_stats_count():
    stats = new_stats()
    stats.inc_value("spider_exceptions/count")
    assert judge(stats, "finished")[0] is ExitCode.BROKE
    stats.inc_value("feedexport/failed_count/FTPFeedStorage")
    assert judge(stats, "finished")[0] is ExitCode.NOT_WRITTEN


def test_pages_that_broke_a_stage_do_not_fail_the_run():
    stats = new_stats()
    stats.inc_value("copydesk/errors")
    assert judge(stats, "finished")[0] is ExitCode.OK
