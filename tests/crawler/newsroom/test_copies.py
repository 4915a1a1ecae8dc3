"""A copy holds what its behaviour says, and the expectation says what the copy holds."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.items import PAYWALL_FAMILY, Kind, Status, Wall
from crawler.newsroom import Behaviour, Story, expected, load_articles
from crawler.newsroom.copies import compose, counted, length
from crawler.newsroom.words import load_words

STORIES = {story.slug: story for story in load_articles()}
SERVED = [story for story in STORIES.values() if story.verdict.status is not Status.BLOCKED]


def paragraphs(slug: str, reads_before: int = 0) -> tuple[str, ...]:
    """The story on this copy, without its standfirst."""
    story = STORIES[slug]
    return tuple(text for text in expected(story, reads_before).paragraphs if text != story.lead)


def kinds(slug: str, reads_before: int = 0) -> Counter[Kind]:
    return Counter(line.kind for line in expected(STORIES[slug], reads_before).artifacts)


def test_a_free_article_is_whole() -> None:
    assert paragraphs("ferry-timetable") == STORIES["ferry-timetable"].paragraphs
    assert not kinds("ferry-timetable")[Kind.WALL]


def test_a_metered_article_is_whole_with_a_notice_until_the_meter_is_spent() -> None:
    story = STORIES["night-bus"]
    for reads in (0, 1):
        assert paragraphs("night-bus", reads) == story.paragraphs
        assert kinds("night-bus", reads)[Kind.METER_NOTICE] == 1
        assert expected(story, reads).status is Status.COMPLETE
    assert paragraphs("night-bus", 2) == story.paragraphs[:2]
    assert kinds("night-bus", 2)[Kind.WALL] == 1
    assert (expected(story, 2).status, expected(story, 2).wall) == (Status.TRUNCATED, Wall.METER)


def test_the_notice_counts_down() -> None:
    notices = [
        line.text
        for reads in (0, 1, 2)
        for line in expected(STORIES["night-bus"], reads).artifacts
        if line.kind is Kind.METER_NOTICE
    ]
    assert notices == [
        "You have 1 of 2 free articles left today.",
        "This is the last of your 2 free articles today.",
        "You've reached your daily free article limit.",
    ]


@pytest.mark.parametrize("slug", ["cannery-sale", "freibad", "tramway", "salinas", "kominka"])
def test_a_wall_stands_behind_the_first_paragraphs(slug: str) -> None:
    assert paragraphs(slug) == STORIES[slug].paragraphs[:2]
    assert compose(STORIES[slug]).flow[-1].part == "wall"


def test_a_count_says_what_is_really_missing() -> None:
    story = STORIES["fromagerie"]
    hidden = sum(len(text.split()) for text in story.paragraphs[3:])
    line = counted(story, load_words("fr"))
    assert line.text.startswith(f"Il vous reste {round(100 * hidden / length(story))} % de cet article")
    story = STORIES["yuzu"]
    assert counted(story, load_words("ja")).text == f"残り{sum(map(len, story.paragraphs[2:]))}文字"


def test_a_cut_in_mid_sentence_has_no_wall() -> None:
    story = STORIES["walking-the-dyke"]
    *whole, torn = paragraphs("walking-the-dyke")
    assert tuple(whole) == story.paragraphs[:3]
    assert torn.endswith(" …")
    assert story.paragraphs[3].startswith(torn.removesuffix(" …"))
    assert not set(kinds("walking-the-dyke")) & {Kind.WALL, Kind.SUBSCRIBE_PROMO, Kind.METER_NOTICE}


@pytest.mark.parametrize("slug", ["lighthouse-lens", "nachtzug", "orquesta"])
def test_an_overlay_lies_on_a_whole_text(slug: str) -> None:
    assert paragraphs(slug) == STORIES[slug].paragraphs
    assert kinds(slug)[Kind.WALL] == 2


@pytest.mark.parametrize(("slug", "twice"), [("seed-library", 3), ("teleferico", 2)])
def test_a_teaser_prints_the_lead_twice_and_the_second_copy_counts(slug: str, twice: int) -> None:
    story = STORIES[slug]
    assert paragraphs(slug) == story.paragraphs
    copies = [line.text for line in expected(story).artifacts if line.kind is Kind.DUPLICATE_LEAD]
    assert tuple(copies) == story.paragraphs[:twice]


def test_an_excerpt_leads_to_its_source() -> None:
    line = next(line for line in expected(STORIES["bell-foundry"]).artifacts if line.kind is Kind.READ_MORE_LINK)
    assert line.text == "To read the entire article from The Northquay Mercury click here:"
    assert line.href == "https://www.northquaymercury.example/features/last-bell"


@pytest.mark.parametrize("slug", ["harbour-radar", "pilot-boat", "barrage", "contrato", "rathausuhr"])
def test_nothing_is_expected_of_a_page_that_is_not_served(slug: str) -> None:
    assert expected(STORIES[slug]).paragraphs == ()
    assert expected(STORIES[slug]).status is Status.BLOCKED


@given(st.sampled_from(SERVED), st.integers(0, 9))
def test_a_copy_never_holds_more_than_the_story(story: Story, reads: int) -> None:
    whole = [story.lead, *story.paragraphs]
    on_copy = expected(story, reads).paragraphs
    for text in on_copy:
        assert text in whole or (story.behaviour is Behaviour.CUT and text == on_copy[-1])
    assert len(set(on_copy)) == len(on_copy)


@given(st.sampled_from(SERVED), st.integers(0, 9))
def test_what_is_expected_stands_on_the_copy(story: Story, reads: int) -> None:
    lines = Counter(compose(story, reads).lines)
    want = Counter(expected(story, reads).artifacts)
    assert want <= lines
    # Wall lines are wanted wherever they stand, but for the furniture of a sidebar.
    missing = lines - want
    assert not {line.kind for line in missing} & PAYWALL_FAMILY - {Kind.NEWSLETTER_PROMO}
