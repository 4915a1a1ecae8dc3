"""Catalogue files: what loads, and what is refused with file, rule and reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from crawler.items import Kind, Wall
from pipelines.catalogue.rules import Anchor, CatalogueError, Cut, load, load_file

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """
language = "en"
[[rule]]
id = "en.test.gate"
kind = "wall"
wall = "login"
cut = "wall"
anchor = "whole"
max_words = 9
line = true
phrases = ["open the gate"]
matches = ["Open the gate"]
leaves = ["The gate is open"]
[[element]]
id = "en.test.box"
kind = "wall"
names = ["gate-box"]
matches = ['<div class="gate-box">Pay</div>']
leaves = ['<div class="box">Text</div>']
"""


def write(folder: Path, text: str, name: str = "own.toml") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_a_file_gives_rules_and_elements(tmp_path: Path):
    rules, elements = load_file(write(tmp_path, GOOD))
    (rule,) = rules
    assert (rule.id, rule.kind, rule.wall, rule.cut) == ("en.test.gate", Kind.WALL, Wall.LOGIN, Cut.WALL)
    assert (rule.anchor, rule.max_words, rule.line, rule.language) == (Anchor.WHOLE, 9, True, "en")
    assert [element.names for element in elements] == [("gate-box",)]


def test_what_is_off_may_be_said(tmp_path: Path):
    rules, _ = load_file(write(tmp_path, GOOD.replace("line = true", "line = false\nopens = false")))
    assert (rules[0].line, rules[0].opens) == (False, False)


def test_a_users_file_comes_after_the_rules_that_ship(tmp_path: Path):
    catalogue = load([write(tmp_path, GOOD)])
    assert catalogue.rules[-1].id == "en.test.gate"
    assert len(catalogue.rules) > 100


REFUSED = [
    ('language = "en', "own.toml: "),
    ("[[rules]]\nid = 1", "unknown table or key 'rules'"),
    ('[[rule]]\nid = "en.a.b"\nkind = "wall"\ncolour = 1', "en.a.b: unknown key 'colour'"),
    ('[[rule]]\nkind = "wall"', "a rule without id: 'id' is missing or empty"),
    (GOOD.replace('phrases = ["open the gate"]', ""), "en.test.gate: 'phrases' is missing or empty"),
    (GOOD.replace('leaves = ["The gate is open"]', "leaves = []"), "en.test.gate: 'leaves' is missing or empty"),
    (GOOD.replace('matches = ["Open the gate"]', "matches = [4]"), "en.test.gate: 'matches' must be a list of texts"),
    (
        GOOD.replace('matches = ["Open the gate"]', 'matches = "Open"'),
        "en.test.gate: 'matches' must be a list of texts",
    ),
    (GOOD.replace('kind = "wall"', 'kind = "fence"', 1), "en.test.gate: kind = 'fence' is none of body, "),
    (GOOD.replace('wall = "login"', 'wall = "brick"'), "en.test.gate: wall = 'brick' is none of meter, "),
    (GOOD.replace('cut = "wall"', 'cut = "clean"'), "en.test.gate: cut = 'clean' is none of none, wall"),
    (GOOD.replace('anchor = "whole"', 'anchor = "middle"'), "en.test.gate: anchor = 'middle' is none of start"),
    (GOOD.replace("open the gate", "open (the gate"), "en.test.gate: brackets do not pair up: 'open (the gate'"),
    (GOOD.replace("open the gate", "Open the gate"), "en.test.gate: write phrases in lower case: 'Open the gate'"),
    (GOOD.replace("open the gate", "open {z} gate"), "en.test.gate: unknown place {z}"),
    (GOOD.replace("open the gate", "[open] {x?}"), "en.test.gate: a phrase needs a word that has to be there"),
    (GOOD.replace('names = ["gate-box"]', ""), "en.test.box: 'names' is missing or empty"),
    (GOOD.replace("open the gate", f"{'(' * 5_000}open{')' * 5_000} the gate"), "en.test.gate: maximum recursion"),
    (GOOD.replace('"en.test.gate"', '["en.test.gate"]'), "id = ['en.test.gate'] is no text"),
    (GOOD.replace("max_words = 9", 'max_words = "nine"'), "max_words = 'nine' is no whole number"),
    (GOOD.replace("max_words = 9", "max_words = 0"), "max_words = 0 lets no line through"),
    (GOOD.replace("max_words = 9", "max_words = true"), "max_words = True is no whole number"),
    (GOOD.replace("max_words = 9", "max_words = -3"), "max_words = -3 lets no line through"),
    (GOOD.replace("line = true", "line = 1"), "en.test.gate: line = 1 is no true or false"),
    ("language = 5", "language = 5 is no text"),
    ("rule = 5", "write [[rule]] for each rule"),
    ("rule = [5]", "write [[rule]] for each rule"),
    ('[element]\nid = "en.a.b"', "write [[element]] for each element"),
    (f"rule = {'[' * 5_000}{']' * 5_000}", "own.toml: maximum recursion"),
]


@pytest.mark.parametrize(("text", "message"), REFUSED)
def test_a_wrong_file_is_refused_with_its_reason(tmp_path: Path, text: str, message: str):
    path = write(tmp_path, text)
    with pytest.raises(CatalogueError) as caught:
        load_file(path)
    assert str(path) in str(caught.value)
    assert message in str(caught.value)


def test_a_file_that_is_no_utf8_is_refused(tmp_path: Path):
    path = tmp_path / "own.toml"
    path.write_bytes('language = "é"'.encode("latin-1"))
    with pytest.raises(CatalogueError, match="utf-8"):
        load_file(path)


def test_two_rules_of_one_name_are_refused(tmp_path: Path):
    path, twin = write(tmp_path, GOOD), write(tmp_path, GOOD, "twin.toml")
    with pytest.raises(CatalogueError, match=r"twin\.toml: en\.test\.gate: already a rule of own\.toml"):
        load([path, twin])


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path):
    with pytest.raises(FileNotFoundError):
        load([tmp_path / "none.toml"])
