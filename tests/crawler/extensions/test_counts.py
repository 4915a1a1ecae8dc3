from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from twisted.python.failure import Failure

from crawler.exitcodes import ExitCode, asked_exit
from crawler.extensions.counts import Counts
from crawler.items import Access
from tests.crawler.output_spiders import article
from tests.crawler.running import new_stats


def counts() -> tuple[Counts, Any]:
    stats = new_stats()
    crawler: Any = SimpleNamespace(stats=stats)
    return Counts(crawler), stats


def test_articles_are_counted_by_what_was_found_in_them():
    counter, stats = counts()
    for item in (article(), article(access=Access(), language=None), {"no": "article"}):
        counter.item_scraped(item)
    assert stats.get_stats() == {
        "copydesk/articles": 2,
        "copydesk/access/truncated": 1,
        "copydesk/access/unknown": 1,
        "copydesk/wall/meter": 1,
        "copydesk/artifacts/meter_notice": 2,
        "copydesk/languages/de": 1,
        "copydesk/languages/unknown": 1,
    }


def test_a_record_lost_in_the_pipelines_breaks_the_run():
    counter, stats = counts()
    counter.item_error(Failure(KeyError("title")))
    assert stats.get_value("copydesk/lost") == 1
    assert asked_exit(stats) == (ExitCode.BROKE, "a record was lost in the pipelines: KeyError: 'title'")
