"""Plain text comes back to the letter, and none of it is lost on the way."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from crawler.items import Article, Patch
from pipelines import clean, restore
from tests.pipelines.building import letters, page, paragraphs
from tests.pipelines.stories import ENGLISH, FRENCH, STORIES, Story
from tests.pipelines.strategies import records


@given(records)
@example("")
@example("\n")
@example(" \n\t\n")
@example("\u200b")
@example("\n\u200b\n\n\ufeff\n")
@example("\ufeff" + ENGLISH.paragraphs[0] + "\r\n\r\n" + ENGLISH.paragraphs[1])
@example("\x1c\x1d\n" + FRENCH.paragraphs[0] + " Il vous reste 57 % de cet article à lire.\n")
@example("COMMENTS\n\n\nCOMMENTS")
@example("\ud800 half a character\n" + ENGLISH.paragraphs[0])
@settings(max_examples=250, deadline=None)
def test_any_text_comes_back_to_the_letter(text: str) -> None:
    article = clean(text, plain=True)
    assert article.error is None
    assert restore(article) == text


@given(records)
@example("Â\x85\n")
@settings(max_examples=150, deadline=None)
def test_nothing_of_any_text_is_lost(text: str) -> None:
    article = clean(text, plain=True)
    parts = paragraphs(article) + [artifact.text for artifact in article.artifacts]
    assert sorted(letters(parts)) == sorted(letters([_composed(text)]))


def _composed(text: str) -> str:
    from pipelines.tidying import tidy

    # White space is folded first: a control character that counts as such is then no half of a garbled letter.
    return tidy("\n".join(" ".join(line.split()) for line in text.split("\n")))


@pytest.mark.parametrize("story", STORIES.values(), ids=lambda story: story.language)
@pytest.mark.parametrize("end", ["\n", "\n\n", "\r\n", " \n"])
def test_a_clean_story_needs_few_patches(story: Story, end: str) -> None:
    text = end.join(story.paragraphs)
    article = clean(text, plain=True)
    assert restore(article) == text
    assert paragraphs(article) == list(story.paragraphs)
    if end == "\n":
        assert article.layout == []


def test_a_record_that_was_written_and_read_again_gives_its_text_back() -> None:
    text = "\n".join([*FRENCH.paragraphs[:2], "  Il vous reste 57 % de cet article à lire. ", "", "L’info en continu"])
    article = clean(text)
    read = json.loads(json.dumps(asdict(article), ensure_ascii=False))
    shell = replace(
        article,
        text=read["text"],
        artifacts=[type(article.artifacts[0])(**artifact) for artifact in read["artifacts"]],
        layout=[Patch(**patch) for patch in read["layout"]],
    )
    assert restore(shell) == text


def test_what_was_made_from_html_cannot_be_given_back() -> None:
    article = clean(page("<p>text</p>"), url="https://a.example/bell")
    with pytest.raises(ValueError, match=r"^https://a\.example/bell: made from HTML"):
        restore(article)


@given(st.lists(st.sampled_from(ENGLISH.paragraphs + FRENCH.paragraphs), max_size=6), st.integers(0, 80))
@settings(max_examples=40, deadline=None)
def test_a_passage_cut_out_of_a_paragraph_goes_back_to_its_place(texts: list[str], at: int) -> None:
    lines = [f"{text} You've reached your free article limit. {text[:at]}" for text in texts]
    article: Article = clean("\n".join(lines), plain=True)
    assert restore(article).split("\n") == (lines or [""])
