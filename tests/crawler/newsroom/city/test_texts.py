"""Stories put together from sentences."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.newsroom.city.texts import SLOT, Teller, load_texts

LANGUAGES = ["en", "de", "fr", "es", "ja"]


def teller_of(language: str, seed: int) -> Teller:
    return Teller(load_texts(language), Random(seed))  # noqa: S311  nothing secret hangs on it


@pytest.mark.parametrize("language", LANGUAGES)
@given(seed=st.integers(0, 10**9), count=st.integers(2, 10))
def test_a_story_is_told_in_whole_sentences(language: str, seed: int, count: int) -> None:
    paragraphs = teller_of(language, seed).paragraphs(count)
    assert len(paragraphs) == count
    for paragraph in paragraphs:
        assert "{" not in paragraph
        assert paragraph[-1] in ".。"
        assert not paragraph[0].islower()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_seed_tells_the_same_story(language: str) -> None:
    stories = [teller_of(language, seed).paragraphs(6) for seed in (1, 1, 2)]
    assert stories[0] == stories[1] != stories[2]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_story_says_no_sentence_twice(language: str) -> None:
    for seed in range(20):
        teller = teller_of(language, seed)
        sentences = "".join(teller.paragraphs(9)).replace("。", ".").split(".")
        told = [sentence for sentence in sentences if sentence.strip()]
        assert len(set(told)) == len(told)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fact_can_come_in_many_forms(language: str) -> None:
    texts = load_texts(language)
    fixed = [
        line
        for rule in ("fact", "claim", "opening", "closing", "lead")
        for line in texts.each[rule]
        if not SLOT.search(line)
    ]
    assert fixed == []


def test_what_is_drawn_once_stays() -> None:
    teller = teller_of("en", 3)
    assert {teller.draw("town") for _ in range(5)} == {teller.fill("{town}")}
