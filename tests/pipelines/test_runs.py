"""What blocks are by the company they stand in."""

from __future__ import annotations

from crawler.items import Kind
from pipelines import clean
from tests.pipelines.building import URL, a, div, kind_of, p, story_page
from tests.pipelines.stories import ENGLISH

HEADLINES = (
    "Harbour Trust Buys a Second Tug for the Winter",
    "Why the Lighthouse Keeper Keeps Bees on the Rock",
    "Council Votes on New Moorings for Visiting Yachts",
    "Ten Walks Along the Coast for a Windy Weekend",
)


def test_lines_like_headlines_in_a_row_are_other_stories() -> None:
    lines = "".join(f"<div><div>{line}</div></div>" for line in HEADLINES)
    article = clean(story_page(ENGLISH, p(*ENGLISH.paragraphs), "</article></main>", lines), url=URL)
    assert {kind_of(article, line) for line in HEADLINES} == {Kind.RELATED_HEADLINES}


def test_a_link_between_two_paragraphs_points_elsewhere() -> None:
    link = div("box", f"<p>{a(HEADLINES[0])}</p>")
    article = clean(story_page(ENGLISH, p(*ENGLISH.paragraphs[:3]), link, p(*ENGLISH.paragraphs[3:])), url=URL)
    assert kind_of(article, HEADLINES[0]) is Kind.READ_MORE_LINK


def test_many_links_between_two_paragraphs_are_a_list() -> None:
    links = div("box", *(f"<p>{a(line)}</p>" for line in HEADLINES))
    article = clean(story_page(ENGLISH, p(*ENGLISH.paragraphs[:3]), links, p(*ENGLISH.paragraphs[3:])), url=URL)
    assert {kind_of(article, line) for line in HEADLINES} == {Kind.RELATED_HEADLINES}


def test_what_stands_below_a_heading_for_comments_is_a_comment() -> None:
    comments = ("Shame on them", "I agree, Morag", "Bring back the boat")
    talk = "<h4>Comments</h4>" + "".join(f"<div><div>{line}</div></div>" for line in comments)
    article = clean(story_page(ENGLISH, p(*ENGLISH.paragraphs), "</article></main>", talk), url=URL)
    assert {kind_of(article, line) for line in comments} == {Kind.READER_COMMENT}


def test_what_stands_below_a_heading_for_other_stories_is_one() -> None:
    html = story_page(
        ENGLISH, p(*ENGLISH.paragraphs), "<h4>Most read</h4>", p("Tug for the winter", "Bees on the rock")
    )
    article = clean(html, url=URL)
    assert kind_of(article, "Bees on the rock") is Kind.RELATED_HEADLINES


def test_the_story_is_never_renamed() -> None:
    html = story_page(ENGLISH, "<h4>Most read</h4>", p(*ENGLISH.paragraphs))
    assert clean(html, url=URL).text == "\n\n".join(ENGLISH.paragraphs)
