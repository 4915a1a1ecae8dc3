"""The sums behind the table; how fast anything is, is not tested."""

import pytest

from benchmarks.speed import BrokenStageError, Timing, summarise, time_page, time_pages
from crawler.items import Page
from pipelines.draft import Draft
from pipelines.stage import Stage


def timings(*milliseconds: float) -> list[Timing]:
    return [Timing(f"u{n}", 100 * n, (ms / 4000, ms * 3 / 4000), cpu=ms / 2000) for n, ms in enumerate(milliseconds, 1)]


def test_mean_median_percentile_and_maximum():
    summary = summarise(timings(*range(1, 101)), ["segment", "body"])
    assert summary.pages == 100
    assert round(summary.mean, 6) == 50.5
    assert round(summary.median, 6) == 50.5
    assert round(summary.p95, 6) == 95
    assert round(summary.max, 6) == 100
    assert round(summary.cpu, 6) == 25.25
    assert summary.slowest == "u100"


def test_one_page_is_its_own_percentile():
    summary = summarise(timings(8), ["segment", "body"])
    assert round(summary.p95, 6) == round(summary.max, 6) == 8


def test_shares_are_of_the_whole_time():
    shares = summarise(timings(2, 6), ["segment", "body"]).shares
    assert {name: round(share, 6) for name, share in shares.items()} == {"segment": 0.25, "body": 0.75}


def test_every_page_is_timed_the_first_time_it_is_run_in_order():
    pages = [Page(f"u{n}", "é" * n) for n in range(5)]
    runs: list[str] = []

    class Noting(Stage):
        name = "noting"

        @staticmethod
        def run(draft: Draft) -> Draft:
            runs.append(draft.page.url)
            return draft

    found = list(time_pages(iter(pages), [Noting]))
    assert [timing.url for timing in found] == [page.url for page in pages]
    assert runs == [page.url for page in pages]
    assert found[3].bytes == 6


def test_a_page_that_breaks_a_stage_is_named():
    class Breaking(Stage):
        name = "breaking"

        @staticmethod
        def run(draft: Draft) -> Draft:
            raise KeyError(draft.page.url)

    with pytest.raises(BrokenStageError, match="u1 broke breaking: KeyError"):
        time_page(Page("u1", ""), [Breaking])
