"""The thin Scrapy side: what happens to items that are no pages, and to pages that break a stage."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import pytest
from scrapy.utils.test import get_crawler

from crawler.items import SCHEMA, Article, Page
from pipelines import STAGES
from pipelines.draft import Draft
from pipelines.normalize import NormalizeStage
from pipelines.segment import SegmentStage
from pipelines.stage import Stage
from tests.pipelines.building import URL, story_page
from tests.pipelines.stories import ENGLISH

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


def breaking(draft: Draft) -> Draft:
    raise ZeroDivisionError("nothing\nto divide by")


class BreakingStage(Stage):
    name = "breaking"
    run = breaking


@pytest.fixture
def crawler() -> Crawler:
    return get_crawler()


def stat(crawler: Crawler, name: str) -> Any:
    assert crawler.stats is not None
    return crawler.stats.get_value(name)


def process(crawler: Crawler, item: Any, *stages: type[Stage]) -> Any:
    for stage in stages:
        item = stage.from_crawler(crawler).process_item(item)
    return item


def test_the_stages_in_their_order_make_an_article_of_a_page(crawler: Crawler) -> None:
    article = process(crawler, Page(url=URL, body=story_page(ENGLISH)), *STAGES)
    assert isinstance(article, Article)
    assert article.text == "\n\n".join(ENGLISH.paragraphs)
    assert article.error is None
    assert stat(crawler, "copydesk/errors") is None


@pytest.mark.parametrize("item", [{"url": URL}, "text", None, 7])
def test_foreign_items_pass_untouched(crawler: Crawler, item: Any) -> None:
    for stage in STAGES:
        assert stage.from_crawler(crawler).process_item(item) is item


def test_an_article_that_comes_back_passes_untouched(crawler: Crawler) -> None:
    article = process(crawler, Page(url=URL, body=story_page(ENGLISH)), *STAGES)
    assert process(crawler, article, *STAGES) is article


def test_a_page_that_breaks_a_stage_goes_on_with_the_error_noted(
    crawler: Crawler, caplog: pytest.LogCaptureFixture
) -> None:
    page = Page(url=URL, body=story_page(ENGLISH))
    with caplog.at_level(logging.ERROR):
        draft = process(crawler, page, SegmentStage, BreakingStage)
    assert isinstance(draft, Draft)
    assert draft.blocks
    assert draft.error == "breaking: ZeroDivisionError: nothing"
    assert (stat(crawler, "copydesk/errors"), stat(crawler, "copydesk/errors/breaking")) == (1, 1)
    (record,) = caplog.records
    assert (record.levelname, record.getMessage()) == ("ERROR", f"breaking broke on {URL}")
    assert record.exc_info


def test_the_first_error_is_the_one_that_the_record_carries(crawler: Crawler) -> None:
    class LaterStage(BreakingStage):
        name = "later"

    first, *others = STAGES
    article = process(crawler, Page(url=URL, body=story_page(ENGLISH)), first, BreakingStage, LaterStage, *others)
    assert isinstance(article, Article)
    assert article.error == "breaking: ZeroDivisionError: nothing"
    assert stat(crawler, "copydesk/errors") == 2
    # What the other stages found out is there all the same.
    assert article.text == "\n\n".join(ENGLISH.paragraphs)


@pytest.mark.parametrize("left_out", range(len(STAGES) - 1))
def test_a_page_comes_out_as_an_article_whichever_stage_breaks(crawler: Crawler, left_out: int) -> None:
    stages = [BreakingStage if number == left_out else stage for number, stage in enumerate(STAGES)]
    article = process(crawler, Page(url=URL, body=story_page(ENGLISH), http_status=200), *stages)
    assert isinstance(article, Article)
    assert article.error == "breaking: ZeroDivisionError: nothing"
    assert (article.url, article.http_status) == (URL, 200)


def test_an_article_comes_out_even_where_the_last_stage_breaks(crawler: Crawler) -> None:
    class BreakingNormalize(NormalizeStage):
        run = breaking

    article = process(crawler, Page(url=URL, body="x", http_status=200), *STAGES[:-1], BreakingNormalize)
    assert isinstance(article, Article)
    assert article.error == "normalize: ZeroDivisionError: nothing"
    assert (article.schema, article.url, article.http_status, article.text) == (SCHEMA, URL, 200, "")
    assert article.id == process(crawler, Page(url=URL, body="x"), *STAGES).id
    assert stat(crawler, "copydesk/errors/normalize") == 1


def test_a_long_error_is_cut_to_one_line(crawler: Crawler) -> None:
    def run(draft: Draft) -> Draft:
        raise ValueError("x" * 10_000)

    stage = type("LongStage", (Stage,), {"name": "long", "run": staticmethod(run)})
    draft = process(crawler, Page(url=URL, body="x"), stage)
    assert draft.error.startswith("long: ValueError: xxx")
    assert len(draft.error) <= 500


def test_an_error_without_a_message_is_noted_too(crawler: Crawler) -> None:
    def run(draft: Draft) -> Draft:
        raise RecursionError

    stage = type("SilentStage", (Stage,), {"name": "silent", "run": staticmethod(run)})
    assert process(crawler, Page(url=URL, body="x"), stage).error.rstrip() == "silent: RecursionError:"
