"""Data files are read strictly, and an error says where it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from crawler.items import Wall
from crawler.newsroom.tables import DataError, Table

if TYPE_CHECKING:
    from pathlib import Path


def test_values_come_typed() -> None:
    table = Table({"title": "A", "shown": 2, "comments": True, "tags": ["x"], "wall": "meter"}, "here")
    assert table.text("title") == "A"
    assert table.number("shown") == 2
    assert table.flag("comments", default=False)
    assert table.texts("tags") == ("x",)
    assert table.choice("wall", Wall) is Wall.METER
    table.done()


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, r"here: `title` must be of type str, but is missing"),
        ({"title": 7}, r"here: `title` must be of type str, but is 7"),
    ],
)
def test_a_wrong_value_is_named(values: dict[str, object], message: str) -> None:
    with pytest.raises(DataError, match=message):
        Table(values, "here").text("title")


def test_a_truth_value_is_no_number() -> None:
    with pytest.raises(DataError, match="`shown`"):
        Table({"shown": True}, "here").number("shown")


def test_a_choice_names_its_options() -> None:
    with pytest.raises(DataError, match="`wall` is 'moat', not one of: meter, subscribe, register, login"):
        Table({"wall": "moat"}, "here").choice("wall", Wall)


def test_a_key_nobody_asked_for_is_an_error() -> None:
    with pytest.raises(DataError, match="here: unknown keys: titel"):
        Table({"titel": "A"}, "here").done()


def test_a_time_without_offset_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "story.toml"
    path.write_text("published = 2026-11-20T06:00:00\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"story\.toml: `published` has no offset"):
        Table.read(path).moment("published")


def test_a_file_that_is_no_toml_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "story.toml"
    path.write_text("title = \n", encoding="utf-8")
    with pytest.raises(DataError, match=r"story\.toml: Invalid value"):
        Table.read(path)
