"""Which rules know a text, and what keeps the others from it."""

from __future__ import annotations

import pytest

from crawler.items import Kind
from crawler.teaching.trying import try_text
from pipelines.catalogue.matcher import Matcher
from pipelines.catalogue.rules import Anchor, Catalogue, Cut, Rule
from pipelines.options import matcher_for


def rule(phrase: str, name: str = "xx.wall.pass", **fields: object) -> Rule:
    values: dict[str, object] = {"kind": Kind.WALL, "matches": (), "leaves": (), "language": "en"}
    return Rule(id=name, phrases=(phrase,), **(values | fields))  # type: ignore[arg-type]


def why(phrase: str, text: str, **fields: object) -> str:
    tried = try_text(Matcher(Catalogue((rule(phrase, **fields),), ())), text)
    assert tried.marks == []
    (near,) = tried.near
    return near.why


PASS = "get a tide pass to read on"


@pytest.mark.parametrize(
    ("phrase", "fields", "text", "reason"),
    [
        (PASS, {}, "You may get a tide pass to read on.", "something stands before the phrase in its sentence"),
        (PASS, {"anchor": Anchor.WHOLE}, "Get a tide pass to read on today.", "the sentence says more than the phrase"),
        (PASS, {"anchor": Anchor.END}, "Get a tide pass to read on today.", "something stands behind the phrase"),
        (PASS, {"line": True, "kind": Kind.AD}, "Get a tide pass to read on. The tide turns.", "the line says more"),
        (PASS, {"max_words": 6}, "Get a tide pass to read on.", "its sentence has 7 words, 6 are allowed"),
        (
            PASS,
            {"max_words": 6, "anchor": Anchor.WHOLE},
            "Get a tide pass to read on today.",
            "anchor whole); and its sentence has 8 words",
        ),
        (PASS, {}, "Get a tide pass to go on.", 'fits up to "get a tide pass to", then the phrase wants "read on"'),
        ("get a tide pass (today|now)", {}, "Get the tide pass.", 'fits up to "get", then the phrase wants "a tide'),
        ("tide pass [now] or harbour card", {}, "The harbour card and the tide pass", "then the phrase wants"),
        (PASS, {}, '"Get a tide pass to read on", the banner told them.', "quotation"),
    ],
)
def test_why_a_near_rule_does_not_match(phrase, fields, text, reason):
    assert reason in why(phrase, text, **fields)


def test_a_rule_that_knows_the_text_and_yields_is_told():
    rules = (
        rule(PASS, "en.wall.pass", cut=Cut.WALL),
        rule("get a tide pass", "en.promo.pass", kind=Kind.SUBSCRIBE_PROMO),
    )
    tried = try_text(Matcher(Catalogue(rules, ())), "Get a tide pass to read on!")
    assert [mark.rule for mark in tried.marks] == ["en.wall.pass"]
    assert [(lost.rule.id, lost.to) for lost in tried.lost] == [("en.promo.pass", "en.wall.pass")]


def test_rules_of_other_languages_can_be_left_out():
    matcher = Matcher(Catalogue((rule(PASS, "en.a.b"), rule(PASS, "da.a.b", language="da")), ()))
    text = "You may get a tide pass to read on."
    assert {near.rule.id for near in try_text(matcher, text).near} == {"en.a.b", "da.a.b"}
    assert [near.rule.id for near in try_text(matcher, text, language="da").near] == ["da.a.b"]


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("Subscribe to continue reading", "en.wall.subscribe-to-continue"),
        ("Il vous reste 62 % de cet article à lire.", "fr.wall.counted"),
        ("残り1,234文字", "ja.wall.characters-left"),
    ],
)
def test_the_catalogue_that_ships_knows_what_it_says_it_does(text, known):
    assert known in [mark.rule for mark in try_text(matcher_for(), text).marks]


def test_a_line_like_a_wall_in_french_is_explained_by_the_french_rule():
    tried = try_text(matcher_for(), "Il vous reste encore 57 % de cet article pour les abonnés")
    assert tried.marks == []
    assert tried.near[0].rule.id == "fr.wall.counted"
    assert 'fits up to "il vous reste"' in tried.near[0].why


def test_nothing_is_near_a_text_of_other_words():
    assert try_text(matcher_for(), "The herring came late that year.").near == []
