"""Every problem of a rule file, with its place and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from crawler.teaching.linting import lint
from tests.pipelines.catalogue.test_rules import GOOD, REFUSED

if TYPE_CHECKING:
    from pathlib import Path

SOUND = GOOD.replace('matches = ["Open the gate"]', 'matches = ["Open the gate", "Open the gate!"]')


def write(folder: Path, text: str, name: str = "own.toml") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def problems(folder: Path, text: str) -> list[str]:
    return [f"{each.rule}: {each.what}" for each in lint([write(folder, text)])]


def test_a_sound_file_has_none(tmp_path):
    assert problems(tmp_path, SOUND) == []


@pytest.mark.parametrize(("text", "message"), REFUSED)
def test_whatever_loading_refuses_is_a_problem_with_advice(tmp_path, text, message):
    path = write(tmp_path, text)
    found = list(lint([path]))
    assert any(message in f"{each.path.name}: {each.what}" or message in f"{each.rule}: {each.what}" for each in found)
    assert all(each.do and "docs/catalogue.md says how" not in each.do for each in found)
    assert all(str(each).startswith(f"{path}:{each.line}: ") for each in found)


def test_all_problems_of_a_rule_are_told_at_once_with_its_line(tmp_path):
    text = '# a file\n\n[[rule]]\nid = "en.a.b"\nkind = "fence"\ncolour = 1\nphrases = ["(Open", "{z} gate"]\nmatches = []\n'
    found = list(lint([write(tmp_path, text)]))
    assert {each.line for each in found} == {3}
    told = [each.what for each in found]
    assert len(told) == 6
    for piece in ("'colour'", "'leaves' is missing", "'matches' is missing", "'fence'", "lower case", "place {z}"):
        assert any(piece in what for what in told)


def test_a_file_that_is_no_toml_says_at_which_line(tmp_path):
    (found,) = lint([write(tmp_path, 'language = "en"\n[[rule]\n')])
    assert (found.line, found.rule, found.do) == (2, "-", "make it TOML again")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"Open the gate!"', '"Shut the gate"', "does not recognise its own line 'Shut the gate'"),
        ('leaves = ["The gate is open"]', 'leaves = ["Open the gate."]', "recognises its near miss 'Open the gate.'"),
        (', "Open the gate!"', "", "only one line in matches"),
        ('"en.test.gate"', '"Gate"', "the id is not of the form language.what"),
        ('kind = "wall"\nwall', 'kind = "body"\nwall', "a rule can't make a line the story"),
        ('kind = "wall"\nwall', 'kind = "ad"\nwall', "a ad speaks of a wall"),
        ('<div class="gate-box">Pay', '<div class="gate">Pay', "knows no element of its example"),
        ('<div class="box">Text', '<div class="gate-box">Text', "knows an element of its near miss"),
        ('<div class="box">Text', '<div class="box">', "its near miss holds no text"),
    ],
)
def test_examples_are_tried(tmp_path, old, new, message):
    assert old in SOUND
    assert any(message in each for each in problems(tmp_path, SOUND.replace(old, new, 1)))


def test_an_id_that_another_file_has_is_named_with_its_place(tmp_path):
    first, twin = write(tmp_path, SOUND), write(tmp_path, SOUND, "twin.toml")
    found = [each for each in lint([first, twin]) if "already" in each.what]
    assert [(each.path, each.what) for each in found] == [
        (twin, "already a rule of own.toml, line 3"),
        (twin, "already a rule of own.toml, line 14"),
    ]


def test_a_line_that_another_rule_takes_is_told_and_files_beside_are_not_blamed(tmp_path):
    other = SOUND.replace("en.test", "en.other").replace('kind = "wall"', 'kind = "login_prompt"', 1)
    other = other.replace("line = true", "line = true\noutweighs = true").replace("only", "")
    beside = write(tmp_path, other, "beside.toml")
    told = list(lint([write(tmp_path, SOUND)], [beside]))
    assert told
    assert {each.path.name for each in told} == {"own.toml"}
    assert all("gets another kind among all rules: login_prompt of en.other.gate" in each.what for each in told)


def test_a_file_of_a_language_holds_rules_of_its_name(tmp_path):
    path = write(tmp_path, SOUND.replace('language = "en"', 'language = "da"'), "da.toml")
    assert [each.do for each in lint([path])] == ["begin its id with da."]


def test_a_file_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        list(lint([tmp_path / "none.toml"]))
