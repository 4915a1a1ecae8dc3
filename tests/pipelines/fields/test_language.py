"""The language of the text, whatever the template says."""

from __future__ import annotations

import pytest

from pipelines import clean
from pipelines.fields.language import language_of
from tests.pipelines.building import URL, p, page
from tests.pipelines.stories import STORIES, Story


@pytest.mark.parametrize("story", STORIES.values(), ids=lambda s: s.language)
@pytest.mark.parametrize("declared", ["", "own", "en", "de"])
def test_the_text_tells_its_language(story: Story, declared: str) -> None:
    lang = story.language if declared == "own" else declared
    html = page(f"<article><h1>{story.title}</h1>{p(*story.paragraphs)}</article>", lang=lang)
    assert clean(html, url=URL).language == story.language


@pytest.mark.parametrize("story", STORIES.values(), ids=lambda s: s.language)
def test_plain_text_has_a_language_too(story: Story) -> None:
    assert clean("\n".join(story.paragraphs), plain=True).language == story.language


NORWEGIAN = (
    "Ferjen gikk fra havnen ved middagstid med to hundre mennesker og en hund om bord, og kom tilbake klokken fire."
)


def test_between_languages_that_are_read_for_one_another_the_page_s_word_counts() -> None:
    for declared in ("no", "da"):
        assert language_of(NORWEGIAN, declared) == declared


def test_a_language_that_the_reader_never_learnt_is_believed() -> None:
    assert language_of("Ko e vaka na'e mavahe mei he taulanga 'i he ho'ata mo e kakai 'e toko uangeau.", "to") == "to"


def test_too_little_text_tells_nothing() -> None:
    assert language_of("", None) is None
    assert language_of("Ferry", None) is None
    assert language_of("Ferry", "de") == "de"
    assert language_of("404", None, ["The page that you asked for is not here any more, we are sorry."]) == "en"


def test_addresses_are_in_no_language() -> None:
    link = "https://www.diari.example/una-fira-que-registra-un-record-de-visitants-el-primer-cap-de-setmana "
    assert language_of(link + "The page that you asked for is not here any more, we are sorry.", None) == "en"


def test_a_rare_relative_of_a_language_is_believed_only_where_it_is_declared() -> None:
    text = "渡轮中午离开港口，船上有两百人和一条狗，下午四点返回。" * 4
    assert language_of(text, None) == "zh"
    assert language_of(text, "yue") == "yue"
