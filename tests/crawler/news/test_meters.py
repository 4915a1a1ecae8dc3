from __future__ import annotations

import pytest

from crawler.news.meters import MeterReader
from pipelines import clean
from pipelines.catalogue.rules import load

READER = MeterReader(load().rules)
STORY = "".join(
    f"<p>The ferry across the bay left at {hour} with forty cars and a brass band on its deck.</p>"
    for hour in range(1, 12)
)


def page(notice: str, story: str = STORY) -> str:
    return f"<html lang=en><title>The ferry</title><body><article><h1>The ferry</h1>{story}<div class=wall><p>{notice}</p></div></article></body></html>"


@pytest.mark.parametrize(
    "notice",
    ["You have reached your limit of 5 free articles this month.", "You’ve read all of your free articles this week."],
)
def test_a_limit_that_is_reached(notice: str):
    said = READER.spent(clean(page(notice), url="https://paper.example/ferry"))
    assert said is not None
    assert notice in said[0]


def test_a_limit_over_a_text_that_goes_on():
    html = page("You have reached your limit of 5 free articles this month.").replace(
        "</article>", f"{STORY}</article>"
    )
    assert READER.spent(clean(html, url="https://paper.example/ferry"))


@pytest.mark.parametrize(
    "notice",
    ["You have 2 free articles left this month.", "Subscribe to continue reading.", "Sign up for our newsletter."],
)
def test_a_meter_that_is_not_spent(notice: str):
    assert READER.spent(clean(page(notice), url="https://paper.example/ferry")) is None


def test_a_cut_text_with_articles_left_is_behind_another_wall():
    html = page("Subscribe to continue reading.</p><p>You have 2 free articles left this month.", STORY[:300])
    article = clean(html, url="https://paper.example/ferry")
    assert article.access.status == "truncated"
    assert READER.spent(article) is None
