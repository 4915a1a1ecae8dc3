"""How rules are run: where a phrase has to stand, how marks are chosen, and why no text can hang it."""

from __future__ import annotations

from typing import Any

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from crawler.items import Kind
from pipelines.catalogue.compiled import Phrase
from pipelines.catalogue.literals import required
from pipelines.catalogue.matcher import MAX_CHARS, Matcher
from pipelines.catalogue.phrases import to_pattern
from pipelines.catalogue.rules import Anchor, Catalogue, Cut, Rule, load

CATALOGUE = load()


def rule(*phrases: str, name: str = "xx.test.rule", kind: Kind = Kind.WALL, **more: Any) -> Rule:
    return Rule(name, kind, phrases, ("-",), ("-",), **more)


def found(text: str, *rules: Rule) -> list[str]:
    """What the rules mark of the text."""
    return [text[mark.start : mark.end] for mark in Matcher(Catalogue(rules, ())).marks(text)]


STOOD = "The ferry stopped. Subscribe to read on, reader. Nobody knew why."


@pytest.mark.parametrize(
    ("anchor", "phrase", "marked"),
    [
        (Anchor.START, "subscribe to read", ["Subscribe to read on, reader."]),
        (Anchor.START, "to read on", []),
        (Anchor.WHOLE, "subscribe to read on", []),
        (Anchor.WHOLE, "subscribe to read on , reader", ["Subscribe to read on, reader."]),
        (Anchor.END, "on , reader", ["Subscribe to read on, reader."]),
        (Anchor.END, "subscribe to", []),
        (Anchor.ANY, "to read", ["Subscribe to read on, reader."]),
        (Anchor.TAIL, "read on", ["read on, reader."]),
    ],
)
def test_anchors(anchor: Anchor, phrase: str, marked: list[str]):
    assert found(STOOD, rule(phrase, anchor=anchor)) == marked


def test_a_rule_for_whole_lines_needs_the_whole_block():
    subscribe = rule("subscribe", anchor=Anchor.WHOLE, line=True)
    assert found("» Subscribe!", subscribe) == ["» Subscribe!"]
    assert found("Subscribe! It costs nothing.", subscribe) == []


def test_a_tail_for_whole_lines_needs_the_end_of_the_block():
    cut = rule("\\[ ... \\]", anchor=Anchor.TAIL, line=True)
    assert found("The ferry sto […]", cut) == ["[…]"]
    assert found('"We have […] no ferry," she said.', cut) == []


def test_long_sentences_are_left_alone():
    short = rule("subscribe", max_words=4)
    assert found("Subscribe for two euros", short) == ["Subscribe for two euros"]
    assert found("Subscribe for two euros now", short) == []


def test_quoted_wording_is_told_not_said():
    wall = rule("subscribe to read on", anchor=Anchor.ANY)
    assert found("The box said “subscribe to read on” and he left.", wall) == []
    assert found("“Subscribe to read on”", wall) == ["“Subscribe to read on”"]
    cutting = rule("subscribe to read on", cut=Cut.WALL)
    assert found('The box said "Subscribe to read on" and he left.', cutting) == []
    assert found("The box said: »Subscribe to read on«, and he left.", cutting) == []
    assert found('"Nobody knew," he said: Subscribe to read on', cutting) == ["Subscribe to read on"]


def test_parts_set_side_by_side_without_a_space_are_told_apart():
    text = "TRY 14 DAYS FREEAlready a subscriber? Log In"
    login = rule("already a subscriber ?", kind=Kind.LOGIN_PROMPT)
    trial = rule("try {n} days free", anchor=Anchor.WHOLE, kind=Kind.SUBSCRIBE_PROMO)
    assert found(text, login, trial) == ["TRY 14 DAYS FREE", "Already a subscriber?"]


def test_what_says_most_of_the_copy_wins():
    promo = rule("subscribe", name="xx.a.promo", kind=Kind.SUBSCRIBE_PROMO)
    wall = rule("subscribe to read on", name="xx.b.wall", cut=Cut.WALL)
    (mark,) = Matcher(Catalogue((promo, wall), ())).marks("Subscribe to read on")
    assert (mark.rule, mark.cut) == ("xx.b.wall", "wall")


def test_a_rule_that_outweighs_wins_over_all_that():
    wall = rule("read it free", name="xx.a.wall", cut=Cut.COUNTED)
    free = rule("read it free today", name="xx.b.free", kind=Kind.SUBSCRIBE_PROMO, outweighs=True)
    (mark,) = Matcher(Catalogue((wall, free), ())).marks("Read it free today")
    assert mark.rule == "xx.b.free"


def test_a_very_long_line_is_searched_at_both_ends():
    text = "Subscribe now. " + "The ferry stopped at noon. " * 2_000 + "Subscribe now."
    assert len(text) > 2 * MAX_CHARS
    marks = Matcher(Catalogue((rule("subscribe now"),), ())).marks(text)
    assert [text[m.start : m.end] for m in marks] == ["Subscribe now.", "Subscribe now."]
    assert [m.start for m in marks] == [0, len(text) - len("Subscribe now.")]


def test_elements_are_found_by_name_in_any_case():
    matcher = Matcher(CATALOGUE)
    element = matcher.element_of("pianopaywall")
    assert element is not None
    assert element.kind is Kind.WALL
    assert matcher.element_of("story") is None


LINES = st.lists(
    st.sampled_from([line for rule in CATALOGUE.rules for line in rule.matches]) | st.text(max_size=60), max_size=6
)
WHOLE = Matcher(CATALOGUE)
TOGETHER = Matcher(CATALOGUE)


@given(st.lists(LINES.map(" ".join), max_size=4))
def test_lines_read_together_say_what_each_says_alone(texts: list[str]):
    assert TOGETHER.marks_of(texts) == [tuple(WHOLE.marks(text)) for text in texts]


@given(LINES.map(" ".join))
def test_marks_lie_in_the_text_in_order_and_apart(text: str):
    end = 0
    for mark in WHOLE.marks(text):
        assert end <= mark.start < mark.end <= len(text)
        end = mark.end


def test_every_pattern_is_run_by_an_engine_that_cannot_backtrack():
    compiled = type(re2.compile("a"))
    for rule in CATALOGUE.rules:
        for number, text in enumerate(rule.phrases):
            phrase = Phrase(number, rule, text)
            assert isinstance(phrase.pattern, compiled)
            assert isinstance(phrase.closed, compiled)


# Steps of the largest program that RE2 keeps on its fast path; with more it works letter by letter.
MAX_STEPS = 6_000


def test_patterns_are_small_and_tried_only_where_their_words_stand():
    for rule in CATALOGUE.rules:
        for phrase in rule.phrases:
            assert re2.compile(to_pattern(phrase)).programsize < MAX_STEPS, (rule.id, phrase)
            assert all(text for texts in required(phrase) for text in texts), (rule.id, phrase)
