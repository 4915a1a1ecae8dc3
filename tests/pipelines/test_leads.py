"""Stage 4: passages that stand twice on a page."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from crawler.items import Article, Kind
from pipelines import Options, clean, restore
from tests.pipelines.building import NAVIGATION, URL, a, div, letters, p, page, paragraphs, story_page
from tests.pipelines.stories import ENGLISH, STORIES, Story

EVERY_STORY = pytest.mark.parametrize("story", STORIES.values(), ids=lambda story: story.language)
WALL = "Subscribe to continue reading."


def copies(article: Article) -> list[str]:
    return [artifact.text for artifact in article.artifacts if artifact.kind is Kind.DUPLICATE_LEAD]


def plain(*lines: str) -> Article:
    text = "\n".join(lines)
    article = clean(text, plain=True)
    assert restore(article) == text
    return article


@EVERY_STORY
def test_a_lead_that_stands_twice_is_kept_where_the_text_goes_on(story: Story) -> None:
    lead = story.paragraphs[:2]
    article = plain(*lead, WALL, *story.paragraphs)
    assert paragraphs(article) == list(story.paragraphs)
    assert copies(article) == list(lead)
    assert {artifact.after for artifact in article.artifacts} == {0}


@EVERY_STORY
def test_a_copy_behind_the_text_is_the_copy(story: Story) -> None:
    article = plain(*story.paragraphs, WALL, story.paragraphs[0])
    assert paragraphs(article) == list(story.paragraphs)
    assert copies(article) == [story.paragraphs[0]]
    assert article.artifacts[-1].after == len(story.paragraphs)


@EVERY_STORY
def test_interleaved_copies_come_out_once_and_in_order(story: Story) -> None:
    first, second, third, *rest = story.paragraphs
    article = plain(first, second, first, second, third, *rest)
    assert paragraphs(article) == list(story.paragraphs)
    assert copies(article) == [first, second]


@EVERY_STORY
def test_a_lead_set_three_times_stays_once(story: Story) -> None:
    first = story.paragraphs[0]
    article = plain(first, WALL, first, WALL, *story.paragraphs)
    assert paragraphs(article) == list(story.paragraphs)
    assert copies(article) == [first, first]


@EVERY_STORY
@pytest.mark.parametrize("dots", ["…", "...", " …", " [...]"])
def test_a_teaser_cut_with_an_ellipsis_is_a_copy(story: Story, dots: str) -> None:
    cut = story.paragraphs[0][: len(story.paragraphs[0]) * 2 // 3].rstrip() + dots
    article = plain(cut, WALL, *story.paragraphs)
    assert paragraphs(article) == list(story.paragraphs)
    assert copies(article) == [cut]


@EVERY_STORY
def test_letters_and_digits_make_a_copy_not_case_and_marks(story: Story) -> None:
    loud = story.paragraphs[0].upper().replace(",", " –").replace("、", "・")
    article = plain(loud, WALL, *story.paragraphs)
    assert paragraphs(article) == list(story.paragraphs)
    assert len(copies(article)) == 1


def test_a_copy_that_was_edited_at_its_end_is_a_copy() -> None:
    first, *rest = ENGLISH.paragraphs
    edited = first.replace("for another winter.", "for the winter.")
    article = plain(edited, WALL, first, *rest)
    assert paragraphs(article) == [first, *rest]
    assert copies(article) == [edited]


@pytest.mark.parametrize("names", ["pullquote", "pull-quote big", "article__pullQuote"])
def test_a_pull_quote_repeats_the_text(names: str) -> None:
    quote = "Two of them have already rented rooms above the bakery in Kilbrannoch"
    first, second, *rest = ENGLISH.paragraphs
    html = story_page(ENGLISH, p(first, second), f"<aside class='{names}'><p>{quote}</p></aside>", p(*rest))
    article = clean(html, url=URL)
    assert paragraphs(article) == list(ENGLISH.paragraphs)
    assert copies(article) == [quote]


def test_a_pull_quote_without_a_name_is_one_too() -> None:
    quote = "Two of them have already rented rooms above the bakery in Kilbrannoch"
    first, second, *rest = ENGLISH.paragraphs
    article = clean(story_page(ENGLISH, p(first, second), f"<blockquote>“{quote}”</blockquote>", p(*rest)), url=URL)
    assert paragraphs(article) == list(ENGLISH.paragraphs)
    assert copies(article) == [f"“{quote}”"]


@EVERY_STORY
def test_a_teaser_box_above_the_full_text(story: Story) -> None:
    teaser = div("teaser-box", p(*story.paragraphs[:2]), p(WALL))
    article = clean(story_page(story, teaser, div("full-text", p(*story.paragraphs))), url=URL)
    assert paragraphs(article) == list(story.paragraphs)
    assert copies(article) == list(story.paragraphs[:2])


def test_short_lines_may_repeat() -> None:
    refrain = "And so it goes."
    lines = [line for text in ENGLISH.paragraphs for line in (text, refrain)]
    assert copies(plain(*lines)) == []


def test_paragraphs_that_only_begin_alike_both_stay() -> None:
    one = "The harbour trust said on Tuesday that the ferry would make its last crossing in March, weather permitting."
    two = "The harbour trust said on Tuesday that the ferry had been sold to a museum, which will open it to visitors."
    article = plain(one, *ENGLISH.paragraphs, two)
    assert copies(article) == []
    assert paragraphs(article) == [one, *ENGLISH.paragraphs, two]


def test_a_copy_in_a_list_of_links_takes_nothing_out_of_the_story() -> None:
    first = ENGLISH.paragraphs[0]
    related = div("related-stories", f"<p>{a(first)}</p>", f"<p>{a('Another story of the coast, told at length')}</p>")
    for html in (
        story_page(ENGLISH, p(*ENGLISH.paragraphs), related),
        page(related, f"<article>{p(*ENGLISH.paragraphs)}</article>"),
    ):
        assert paragraphs(clean(html, url=URL)) == list(ENGLISH.paragraphs)


@pytest.mark.parametrize("hide", ["hidden", "style='display:none'"])
def test_a_hidden_copy_takes_nothing_out_of_the_story(hide: str) -> None:
    html = page(f"<div {hide}>{p(*ENGLISH.paragraphs)}</div>", f"<article>{p(*ENGLISH.paragraphs)}</article>")
    assert paragraphs(clean(html, url=URL)) == list(ENGLISH.paragraphs)


def test_a_copy_is_only_taken_out_if_the_other_stays() -> None:
    # The copy in the comments is no story; the one in the article is its only copy.
    comments = div(
        "comments", p(ENGLISH.paragraphs[2], "I could not agree more with what was said above, dear neighbours.")
    )
    html = page(NAVIGATION, f"<article>{p(*ENGLISH.paragraphs)}</article>", comments)
    assert paragraphs(clean(html, url=URL)) == list(ENGLISH.paragraphs)


@pytest.mark.parametrize(
    "language",
    [
        "en",
        "de",
        "fr",
        "es",
        "sv",
        "it",
        "ru",
        pytest.param(
            "ja",
            marks=pytest.mark.xfail(strict=True, reason="a Japanese sentence of 23 characters counts as too short"),
        ),
    ],
)
def test_repeats_inside_one_long_line_are_cut_out(language: str) -> None:
    story = STORIES[language]
    space = "" if language == "ja" else " "
    lead = story.paragraphs[0]
    article = plain(space.join([lead, *story.paragraphs]))
    assert paragraphs(article) == [space.join(story.paragraphs)]
    assert letters(copies(article)) == letters([lead])


@given(
    st.sampled_from(list(STORIES.values())),
    st.lists(st.tuples(st.integers(0, 2), st.sampled_from([25, 30, 45, 60, None])), min_size=1, max_size=10),
)
@example(ENGLISH, [(0, 30), (0, 30), (0, None), (0, 45)])
@settings(max_examples=80, deadline=None)
def test_teasers_of_several_lengths_never_take_the_whole_paragraph(
    story: Story, parts: list[tuple[int, int | None]]
) -> None:
    texts = [(story.paragraphs[n], percent) for n, percent in parts]
    lines = [text if percent is None else text[: len(text) * percent // 100].strip() + "…" for text, percent in texts]
    article = clean("\n".join(lines), plain=True, options=Options(models=None))
    assert article.error is None
    assert {text for text, percent in texts if percent is None} <= set(paragraphs(article))


@given(
    st.sampled_from(list(STORIES.values())),
    st.lists(st.integers(0, 3), min_size=1, max_size=8),
    st.booleans(),
)
@settings(max_examples=80, deadline=None)
def test_whatever_repeats_no_paragraph_is_lost_and_none_stays_twice(
    story: Story, order: list[int], walled: bool
) -> None:
    lines = [story.paragraphs[number] for number in order]
    if walled:
        lines.insert(len(lines) // 2, WALL)
    by_model, by_rules = plain(*lines), clean("\n".join(lines), plain=True, options=Options(models=None))
    for article in (by_model, by_rules):
        assert len(set(paragraphs(article))) == len(paragraphs(article))
        assert set(paragraphs(article)) <= set(lines)
    assert set(paragraphs(by_rules)) == set(lines) - {WALL}


def test_a_thousand_copies_are_one_paragraph() -> None:
    article = plain(*ENGLISH.paragraphs[:1] * 1000)
    assert paragraphs(article) == [ENGLISH.paragraphs[0]]
    assert len(copies(article)) == 999
