"""`pipelines.clean`: the whole chain as a function."""

from __future__ import annotations

from dataclasses import asdict, replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from crawler.items import Kind, Page, Status
from pipelines import clean, examine
from tests.pipelines.building import URL, kinds, p, paragraphs, story_page
from tests.pipelines.stories import ENGLISH, STORIES, Story
from tests.pipelines.strategies import records, soup

EVERY_STORY = pytest.mark.parametrize("story", STORIES.values(), ids=lambda story: story.language)


@pytest.mark.parametrize(
    "text", ["<p>A tag</p>", "\ufeff<!doctype html><p>A tag", " \n\t<p>A tag</p>", "<!-- note --><p>A tag</p>"]
)
def test_what_begins_with_a_tag_is_html(text: str) -> None:
    article = clean(text)
    assert article.layout is None
    assert "<p>" not in article.text + "".join(text for _, text in kinds(article))


@pytest.mark.parametrize("text", ["", "A line", "A line <p>with a tag</p>", "& <b>", "\n\nA line"])
def test_anything_else_is_plain_text(text: str) -> None:
    assert clean(text).layout is not None


def test_the_caller_knows_better() -> None:
    assert clean("<b>bold claims</b>", plain=True).layout is not None
    assert clean("A line", plain=False).layout is None


@EVERY_STORY
def test_a_plain_story_comes_out_whole(story: Story) -> None:
    article = clean("\n".join(story.paragraphs))
    assert paragraphs(article) == list(story.paragraphs)
    assert article.artifacts == []
    assert article.access.status is Status.COMPLETE


@EVERY_STORY
def test_a_page_comes_out_as_its_story(story: Story) -> None:
    article = clean(story_page(story), url=URL)
    assert paragraphs(article) == list(story.paragraphs)
    assert (article.title, article.language) == (story.title, story.language)
    assert article.access.status is Status.COMPLETE


@EVERY_STORY
def test_the_same_input_gives_the_same_record(story: Story) -> None:
    html = story_page(story, p(*story.paragraphs, story.paragraphs[0], "COMMENTS", "© Orrin Post"))
    assert asdict(clean(html, url=URL)) == asdict(clean(html, url=URL))


@given(soup)
@settings(max_examples=30, deadline=None)
def test_any_input_gives_the_same_record_twice(html: str) -> None:
    assert asdict(clean(html, url=URL)) == asdict(clean(html, url=URL))


@EVERY_STORY
def test_a_cleaned_story_is_clean(story: Story) -> None:
    lines = [
        *story.paragraphs[:2],
        "You've reached your free article limit.",
        *story.paragraphs,
        "Photo courtesy Wikimedia",
    ]
    once = clean("\n".join(lines))
    again = clean(once.text, plain=True)
    assert again.text == once.text
    assert again.artifacts == []


@given(records)
@settings(max_examples=80, deadline=None)
def test_cleaning_again_adds_nothing(text: str) -> None:
    once = clean(text, plain=True)
    again = clean(once.text, plain=True)
    assert len(again.text) <= len(once.text)


@given(soup)
@example("<html>" * 3000 + "x")
@example("<p>" + "<b>" * 5000)
@example('<script type="application/ld+json">{"@type":"NewsArticle","author":[[[{"name":[]}]]],"headline":{}}</script>')
@example('<meta property="og:title" content="&#0;"><link rel="canonical" href="http://[">')
@example('<base href="http://["><a rel="next" href="//">x</a>')
@example("<h1></h1><time datetime='\u0662'>")
@settings(max_examples=300, deadline=None)
def test_no_page_breaks_the_chain(html: str) -> None:
    article = clean(html, url=URL, plain=False)
    assert article.error is None
    assert article.access.status is not None
    assert 0 <= article.access.confidence <= 1


@given(
    soup | records,
    st.sampled_from(
        [
            "",
            "x",
            "http://[",
            "https://a.example/x",
            "file:///x",
            "javascript:x",
            "\ud800",
            "https://a.example:99999999/",
            "//",
        ]
    ),
    st.sampled_from([None, 0, 200, 304, 401, 404, 500, 999, -1]),
    st.none() | st.text(max_size=20),
)
@settings(max_examples=60, deadline=None)
def test_no_address_status_or_title_breaks_the_chain(
    html: str, url: str, status: int | None, title: str | None
) -> None:
    for plain in (True, False):
        assert clean(html, url=url, plain=plain, http_status=status, title=title).error is None


def test_examine_shows_what_each_block_was_taken_for() -> None:
    page = Page(url=URL, body=story_page(ENGLISH))
    draft, article = examine(page)
    assert [block.text for block in draft.blocks if block.kind is Kind.BODY] == paragraphs(article)
    assert all(block.kind is not None and block.rule for block in draft.blocks)
    assert article == replace(clean(page.body, url=URL), source=page.source)
