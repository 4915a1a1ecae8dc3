"""Stage 3: what the wording of blocks and the names of elements say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

from crawler.items import Kind, Page, Wall
from pipelines import Options, examine
from pipelines.draft import Draft, Mark
from pipelines.markers import covers
from tests.pipelines.building import URL, div, p, story_page
from tests.pipelines.stories import ENGLISH, STORIES
from tests.pipelines.strategies import records, soup

if TYPE_CHECKING:
    from pathlib import Path

    from tests.pipelines.stories import Story

OWN = """
[[rule]]
id = "own.wall.lamp"
kind = "wall"
wall = "register"
cut = "wall"
phrases = ["light the lamp to read on"]
matches = ["Light the lamp to read on."]
leaves = ["They light the lamp at dusk."]

[[element]]
id = "own.element.lamp"
kind = "subscribe_promo"
names = ["lamp-box"]
matches = ['<div class="lamp-box"><p>Ten weeks for a penny</p></div>']
leaves = ['<div class="lamp-story"><p>The lamp was lit at dusk.</p></div>']
"""


@pytest.fixture
def own(tmp_path: Path) -> Options:
    path = tmp_path / "own.toml"
    path.write_text(OWN)
    return Options(catalogue=(str(path),))


def drafted(body: str, *, plain: bool = False, options: Options | None = None) -> Draft:
    return examine(Page(url=URL, body=body, plain=plain), options or Options())[0]


def marked(draft: Draft) -> list[tuple[str, Kind]]:
    """The marked passages of a draft, with the kind of each."""
    return [
        (draft.blocks[index].text[mark.start : mark.end], mark.kind)
        for index, marks in sorted(draft.marks.items())
        for mark in marks
    ]


@pytest.mark.parametrize(
    ("line", "kind", "wall"),
    [
        ("You've reached your daily free article limit.", Kind.METER_NOTICE, Wall.METER),
        ("Subscribe and support our island reporters to continue reading.", Kind.WALL, Wall.SUBSCRIBE),
        ("Um diesen Artikel weiterzulesen, benötigen Sie ein Abo.", Kind.WALL, Wall.SUBSCRIBE),
        ("Cet article est réservé à nos abonnés.", Kind.WALL, Wall.SUBSCRIBE),
        ("Este artículo es exclusivo para suscriptores.", Kind.WALL, Wall.SUBSCRIBE),
        ("この記事は有料会員限定です。", Kind.WALL, Wall.SUBSCRIBE),
        ("Already a subscriber? Log in", Kind.LOGIN_PROMPT, None),
        ("To read the entire article from The Kilbrannoch Courier click here:", Kind.READ_MORE_LINK, None),
        ("Photo courtesy Wikimedia", Kind.PHOTO_CREDIT, None),
        ("You must be logged in to post a comment.", Kind.COMMENT_GATE, None),
    ],
)
def test_wording_is_recognised_in_a_line_of_its_own(line: str, kind: Kind, wall: Wall | None) -> None:
    draft = drafted("\n".join([*ENGLISH.paragraphs, line]), plain=True)
    # A question and its button are two marks of one kind.
    marks = draft.marks[len(ENGLISH.paragraphs)]
    assert {(mark.kind, mark.wall) for mark in marks} == {(kind, wall)}
    assert all(mark.rule for mark in marks)


@pytest.mark.parametrize(
    ("line", "kinds"),
    [
        ("Noch kein Abo? Jetzt abonnieren!", [Kind.SUBSCRIBE_PROMO, Kind.SUBSCRIBE_PROMO]),
        ("Bereits Abonnent? Einloggen", [Kind.LOGIN_PROMPT, Kind.LOGIN_PROMPT]),
        ("Already a subscriber? She asked twice.", [Kind.LOGIN_PROMPT]),
    ],
)
def test_a_question_has_its_button_behind_it(line: str, kinds: list[Kind]) -> None:
    draft = drafted("\n".join([*ENGLISH.paragraphs, line]), plain=True)
    assert [mark.kind for mark in draft.marks[len(ENGLISH.paragraphs)]] == kinds


def test_a_sentence_inside_a_paragraph_is_marked_alone() -> None:
    line = "… jusqu’au printemps. Il vous reste 57 % de cet article à lire. La suite est réservée aux abonnés."
    passages = [text for text, _ in marked(drafted(line, plain=True))]
    assert passages[0].startswith("Il vous reste")
    assert not any("printemps" in text for text in passages)


@pytest.mark.parametrize("story", STORIES.values(), ids=lambda story: story.language)
def test_stories_carry_no_marks(story: Story) -> None:
    assert marked(drafted("\n".join(story.paragraphs), plain=True)) == []
    assert marked(drafted("\n".join([story.title, *story.paragraphs]), plain=True)) == []


@given(records)
@settings(max_examples=80, deadline=None)
def test_marks_lie_in_their_block_in_order_and_apart(text: str) -> None:
    _check(drafted(text, plain=True))


@given(soup)
@settings(max_examples=60, deadline=None)
def test_marks_of_html_too(html: str) -> None:
    _check(drafted(html))


def _check(draft: Draft) -> None:
    for index, marks in draft.marks.items():
        at = 0
        for mark in marks:
            assert at <= mark.start < mark.end <= len(draft.blocks[index].text)
            at = mark.end


def test_a_rule_file_of_one_s_own_is_read_beside_the_catalogue(own: Options) -> None:
    lines = [*ENGLISH.paragraphs, "Light the lamp to read on.", "Photo courtesy Wikimedia"]
    draft = drafted("\n".join(lines), plain=True, options=own)
    assert draft.error is None
    assert marked(draft) == [(lines[-2], Kind.WALL), (lines[-1], Kind.PHOTO_CREDIT)]
    assert draft.access.wall is Wall.REGISTER
    assert marked(drafted("Light the lamp to read on.", plain=True)) == []


def test_an_element_of_a_vendor_marks_all_that_stands_in_it(own: Options) -> None:
    box = "<div class='box Lamp-Box'><section><p>Ten weeks for a penny</p><div><p>Cancel at any time</p></div></section></div>"
    draft = drafted(story_page(ENGLISH, p(*ENGLISH.paragraphs), box, p("Not in the box")), options=own)
    passages = marked(draft)
    assert ("Ten weeks for a penny", Kind.SUBSCRIBE_PROMO) in passages
    assert ("Cancel at any time", Kind.SUBSCRIBE_PROMO) in passages
    assert "Not in the box" not in dict(passages)


def test_wording_says_more_than_the_element_around_it(own: Options) -> None:
    html = story_page(ENGLISH, p(*ENGLISH.paragraphs), div("lamp-box", p("Photo courtesy Wikimedia")))
    assert ("Photo courtesy Wikimedia", Kind.PHOTO_CREDIT) in marked(drafted(html, options=own))


def test_a_name_that_only_contains_a_vendor_s_is_not_the_vendor_s(own: Options) -> None:
    html = story_page(ENGLISH, p(*ENGLISH.paragraphs), div("not-lamp-box lamp-boxes", p("Ten weeks for a penny")))
    assert "Ten weeks for a penny" not in dict(marked(drafted(html, options=own)))


@pytest.mark.parametrize(
    ("spans", "length", "kind"),
    [
        ([(0, 40)], 40, Kind.WALL),
        ([(0, 38)], 40, Kind.WALL),
        ([(0, 20), (20, 40)], 40, Kind.WALL),
        ([(0, 20)], 40, None),
        ([(0, 40)], 400, None),
        ([], 40, None),
    ],
)
def test_marks_cover_a_block_or_not(spans: list[tuple[int, int]], length: int, kind: Kind | None) -> None:
    assert covers([Mark(start, end, Kind.WALL, "rule") for start, end in spans], length) == kind
