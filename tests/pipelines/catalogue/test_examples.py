"""Every rule against its own examples, and against all the other rules."""

from __future__ import annotations

import re
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING

import pytest

from crawler.items import Page
from pipelines.catalogue.literals import required
from pipelines.catalogue.matcher import Matcher
from pipelines.catalogue.phrases import to_pattern
from pipelines.catalogue.rules import Catalogue, ElementRule, Rule, load
from pipelines.draft import Draft
from pipelines.segment import segment

if TYPE_CHECKING:
    from collections.abc import Iterable

CATALOGUE = load()
RULES = CATALOGUE.rules
ELEMENTS = CATALOGUE.elements
WHOLE = Matcher(CATALOGUE)


def languages(rules: Iterable[Rule]) -> list[object]:
    """The rules of each language: they are tried together, since there are thousands of examples."""
    files = groupby(rules, lambda rule: rule.id.split(".")[0])
    return [pytest.param(tuple(group), id=language) for language, group in files]


@cache
def alone(rule: Rule) -> Matcher:
    """A matcher that knows this rule only."""
    return Matcher(Catalogue((rule,), ()))


ALL = pytest.mark.parametrize("rules", languages(RULES))


@ALL
def test_rules_recognise_their_own_lines(rules: tuple[Rule, ...]):
    assert [(rule.id, line) for rule in rules for line in rule.matches if not alone(rule).marks(line)] == []


@ALL
def test_rules_leave_their_near_misses_alone(rules: tuple[Rule, ...]):
    assert [(rule.id, line) for rule in rules for line in rule.leaves if alone(rule).marks(line)] == []


@ALL
def test_no_other_rule_gives_a_line_another_kind(rules: tuple[Rule, ...]):
    lines = ((rule, line) for rule in rules for line in rule.matches)
    assert [(rule.id, line) for rule, line in lines if rule.kind not in {m.kind for m in WHOLE.marks(line)}] == []


@ALL
def test_rules_are_well_formed(rules: tuple[Rule, ...]):
    for rule in rules:
        assert re.fullmatch(r"[a-z]+(\.[a-z0-9-]+)+", rule.id)
        assert rule.language in {rule.id.split(".")[0], None}, rule.id
        assert len(rule.matches) >= 2, rule.id
        for phrase in rule.phrases:
            to_pattern(phrase)
            required(phrase)


def test_only_lines_about_access_speak_of_a_wall():
    speaking = {rule.id: rule.kind for rule in RULES if rule.wall is not None or rule.cut.value == "wall"}
    kinds = {"meter_notice", "wall", "subscribe_promo", "login_prompt", "read_more_link"}
    assert speaking
    assert {id_: kind for id_, kind in speaking.items() if kind not in kinds} == {}


# Wall wording that is quoted, told or meant otherwise; and walls of functions, not of texts.
PROSE = [
    'The daily\'s banner told readers to "subscribe to continue reading" before the court ruled.',
    "The publisher said 40 % of its subscribers only read on phones.",
    "Der Verlag will Plus-Artikel künftig nur für Abonnenten öffnen, sagte er.",
    "Le journal a réservé aux abonnés ses archives depuis 2019.",
    "残り3文字の変換候補が表示される。",
    "She said the paper would ask readers to log in to read more than five articles a month.",
    "Readers who have used all of their free articles see a form, the company wrote.",
]


@pytest.mark.parametrize("line", PROSE)
def test_prose_about_paywalls_is_prose(line: str):
    assert WHOLE.marks(line) == []


UNCUT = [
    ("Continue Reading Below", "ad"),
    ("You have 2 free articles remaining.", "meter_notice"),
    ("Denne artikel er normalt kun for abonnenter, men i dag kan du læse den gratis.", "subscribe_promo"),
    ("Este audio es una característica exclusiva para suscripciones.", "audio_video"),
    ("Log in to comment", "comment_gate"),
    ("© RIPRODUZIONE RISERVATA", "copyright_legal"),
    ("Lire aussi | Article réservé à nos abonnés Le port change de visage", "read_more_link"),
    ("The post Ferry strike enters third week appeared first on Harbour Gazette.", "read_more_link"),
    ("Subscribe now to keep reading and get access to the full archive.", "wall"),
]


@pytest.mark.parametrize(("line", "kind"), UNCUT)
def test_what_sounds_like_a_cut_and_is_none(line: str, kind: str):
    marks = WHOLE.marks(line)
    assert [(mark.kind, mark.cut) for mark in marks] == [(kind, "none")]


CUTS = [
    ("You've reached your daily free article limit.", "meter_notice", "wall"),
    ("Subscribe to continue reading", "wall", "wall"),
    ("Il vous reste 62 % de cet article à lire.", "wall", "counted"),
    ("The harbour was closed at noon and the fer… [+2871 chars]", "wall", "counted"),
    ("To read the entire article from The Observer of Ports click here:", "read_more_link", "excerpt"),
    ("Please enable JS and disable any ad blocker", "boilerplate", "blocked"),
]


@pytest.mark.parametrize(("line", "kind", "cut"), CUTS)
def test_what_a_line_says_of_the_copy(line: str, kind: str, cut: str):
    mark = WHOLE.marks(line)[-1]
    assert (mark.kind, mark.cut) == (kind, cut)


def test_a_counted_cut_takes_the_ellipsis_and_leaves_the_last_words():
    line = "The harbour was closed at noon and the fer… [+2871 chars]"
    (mark,) = WHOLE.marks(line)
    assert line[: mark.start] == "The harbour was closed at noon and the fer"
    assert mark.end == len(line)


def rules_around(html: str) -> list[set[str]]:
    """For each block of the example, the element rules that name one of its containers."""
    page = Page(url="https://gazette.example/a", body=f"<html><body><main>{html}</main></body></html>")
    found = []
    for block in segment(Draft(page)).blocks:
        ids = set()
        at = block.container
        while at is not None:
            ids |= {rule.id for name in at.names.split() if (rule := WHOLE.element_of(name)) is not None}
            at = at.parent
        found.append(ids)
    return found


@pytest.mark.parametrize("rule", ELEMENTS, ids=lambda rule: rule.id)
def test_the_text_of_a_vendors_element_is_known_by_its_name(rule: ElementRule):
    for html in rule.matches:
        assert any(rule.id in ids for ids in rules_around(html)), html


@pytest.mark.parametrize("rule", ELEMENTS, ids=lambda rule: rule.id)
def test_text_in_elements_of_like_names_is_left_alone(rule: ElementRule):
    for html in rule.leaves:
        blocks = rules_around(html)
        assert blocks, html
        assert not any(rule.id in ids for ids in blocks), html


@pytest.mark.parametrize("name", ["paywall", "premium", "content", "article", "zephr-feature_body", "subscriber-only"])
def test_names_that_publishers_put_around_readable_text_are_no_walls(name: str):
    assert WHOLE.element_of(name) is None
