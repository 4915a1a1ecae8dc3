"""What a user can choose of the desk's work."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from scrapy.settings import Settings

from pipelines import Options, clean
from pipelines.body_model import ModelError
from pipelines.catalogue.rules import CatalogueError
from pipelines.options import STANDARD_MODELS
from tests.pipelines.building import URL, story_page
from tests.pipelines.stories import ENGLISH

if TYPE_CHECKING:
    from pathlib import Path

RULE = """
[[rule]]
id = "own.wall.lamp"
kind = "wall"
phrases = ["light the lamp to read on"]
matches = ["Light the lamp to read on."]
leaves = ["They light the lamp at dusk."]
"""


def of(**values: object) -> Options:
    return Options.from_settings(Settings({f"COPYDESK_{name}": value for name, value in values.items()}))


def test_what_ships_is_the_default() -> None:
    shipped = of(BODY_MODEL="standard", CATALOGUE=[])
    assert shipped == of(BODY_MODEL="standard")
    # A page in a notebook was fetched by whoever runs it; a crawl fetches by itself.
    assert shipped == replace(Options(), rights="honour")
    assert Options().models == STANDARD_MODELS


@pytest.mark.parametrize("value", [None, "", "none", "None", "rules", False])
def test_rules_alone(value: object) -> None:
    options = of(BODY_MODEL=value)
    assert options.model(plain=True) is options.model(plain=False) is None
    assert clean(story_page(ENGLISH), url=URL, options=options).text == "\n\n".join(ENGLISH.paragraphs)


@pytest.mark.parametrize("form", ["list", "text"])
def test_rule_files_of_one_s_own(form: str, tmp_path: Path) -> None:
    paths = [tmp_path / "one.toml", tmp_path / "two.toml"]
    paths[0].write_text(RULE)
    paths[1].write_text(RULE.replace("lamp", "candle"))
    options = of(CATALOGUE=[str(path) for path in paths] if form == "list" else ",".join(map(str, paths)))
    assert {"own.wall.lamp", "own.wall.candle"} <= set(options.matcher.by_id)


def test_a_folder_with_models_of_one_s_own(tmp_path: Path) -> None:
    for path in STANDARD_MODELS.glob("*.npz"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    options = of(BODY_MODEL=str(tmp_path))
    assert clean(story_page(ENGLISH), url=URL, options=options) == clean(story_page(ENGLISH), url=URL)


def test_a_folder_without_models_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no such model"):
        of(BODY_MODEL=str(tmp_path))


def test_a_rule_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises((CatalogueError, OSError), match=r"none\.toml"):
        of(CATALOGUE=[str(tmp_path / "none.toml")])


@pytest.mark.parametrize(
    "text",
    [
        "[[rule",
        RULE.replace("matches", "hits"),
        RULE.replace('kind = "wall"', 'kind = "fence"'),
        RULE.split("leaves", maxsplit=1)[0],
    ],
)
def test_a_rule_file_that_is_wrong_is_refused_by_name(text: str, tmp_path: Path) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(text)
    with pytest.raises(CatalogueError, match=r"wrong\.toml"):
        of(CATALOGUE=[str(path)])
