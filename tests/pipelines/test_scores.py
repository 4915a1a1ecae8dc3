"""Scores from elsewhere stand in for those of the body model."""

from __future__ import annotations

import pytest

from crawler.items import Kind, Page
from pipelines import Options, examine
from tests.pipelines.stories import ENGLISH, STORIES, Story

RULES = Options(models=None)


def page_of(story: Story) -> Page:
    paragraphs = "".join(f"<p>{p}</p>" for p in story.paragraphs)
    return Page(
        "https://paper.test/1", f"<html lang={story.language}><body><article>{paragraphs}</article></body></html>"
    )


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
def test_the_scores_of_the_model_give_what_the_model_gives(story: Story) -> None:
    page = page_of(story)
    draft, article = examine(page)
    chosen = [1.0 if block.kind is Kind.BODY else 0.0 for block in draft.blocks]
    assert examine(page, RULES, scores=chosen)[1].text == article.text


def test_other_scores_give_another_story() -> None:
    page = page_of(ENGLISH)
    draft, article = examine(page, RULES)
    assert article.text
    assert examine(page, RULES, scores=[0.0] * len(draft.blocks))[1].text == ""


def test_scores_of_other_blocks_are_an_error_in_the_record() -> None:
    article = examine(page_of(ENGLISH), scores=[0.5])[1]
    assert article.error is not None
    assert article.error.startswith("body: ValueError: 1 scores given for ")
