"""The learned model: tables of leaves behind comparisons."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.items import Page
from pipelines import Options, examine
from pipelines.body import measure, measured_span
from pipelines.body_model import ROWS, BodyModel, ModelError, load
from pipelines.features import NAMES, Measured, features
from pipelines.sketch import Sketch
from tests.pipelines.building import URL, p, story_page
from tests.pipelines.stories import ENGLISH, STORIES
from tests.pipelines.strategies import records, soup

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.pipelines.stories import Story


def model(seed: int, trees: int = 7, depth: int = 3) -> BodyModel:
    chance = np.random.default_rng(seed)
    return BodyModel(
        chance.integers(0, len(NAMES), (trees, depth)).astype(np.int32),
        chance.normal(size=(trees, depth)).astype(np.float32),
        chance.normal(size=(trees, 2**depth)).astype(np.float16).astype(np.float32),
        0.25,
    )


def walked(trees: BodyModel, row: np.ndarray) -> float:
    """The same by walking down each tree."""
    odds = trees.bias
    for columns, borders, leaves in zip(trees.columns, trees.borders, trees.leaves, strict=True):
        leaf = sum((row[c] > b) << level for level, (c, b) in enumerate(zip(columns, borders, strict=True)))
        odds += leaves[leaf]
    return float(1 / (1 + np.exp(-odds)))


def test_one_tree_of_one_level() -> None:
    stump = BodyModel(
        np.array([[0]], np.int32), np.array([[1.5]], np.float32), np.array([[-20.0, 20.0]], np.float32), 0.0
    )
    matrix = np.zeros((3, len(NAMES)), np.float32)
    matrix[:, 0] = 1.0, 1.5, 2.0
    assert stump.probabilities(matrix).round().tolist() == [0.0, 0.0, 1.0]


@given(st.integers(0, 2**32 - 1), st.integers(1, 9), st.integers(1, 6))
@settings(max_examples=25, deadline=None)
def test_all_rows_at_once_are_as_each_tree_walked(seed: int, trees: int, depth: int) -> None:
    some = model(seed, trees, depth)
    matrix = np.random.default_rng(seed).normal(size=(5, len(NAMES))).astype(np.float32)
    assert some.probabilities(matrix).tolist() == pytest.approx([walked(some, row) for row in matrix], abs=1e-5)


def test_more_rows_than_are_evaluated_at_once_and_none_at_all() -> None:
    some = model(1)
    matrix = np.random.default_rng(1).normal(size=(2 * ROWS + 3, len(NAMES))).astype(np.float32)
    found = some.probabilities(matrix)
    assert found.shape == (len(matrix),)
    assert found[-3:].tolist() == pytest.approx(some.probabilities(matrix[-3:]).tolist())
    assert some.probabilities(matrix[:0]).shape == (0,)


def test_a_model_that_was_saved_is_the_same(tmp_path: Path) -> None:
    some = model(3)
    some.save(tmp_path / "m.npz")
    matrix = np.random.default_rng(3).normal(size=(20, len(NAMES))).astype(np.float32)
    assert load(tmp_path / "m.npz").probabilities(matrix).tolist() == some.probabilities(matrix).tolist()


def test_a_model_of_other_features_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "m.npz"
    np.savez(path, names=np.array(["chars"]))
    with pytest.raises(ModelError, match=r"m\.npz: trained on other features"):
        load(path)


@pytest.mark.parametrize("plain", [True, False])
def test_the_models_that_ship_fit_this_version(plain: bool) -> None:
    shipped = Options().model(plain=plain)
    assert shipped is not None
    assert shipped.columns.max() < len(NAMES)
    assert np.isfinite(shipped.leaves).all()


@pytest.mark.parametrize("story", STORIES.values(), ids=lambda story: story.language)
def test_every_block_has_a_row_of_finite_numbers(story: Story) -> None:
    draft = examine(Page(url=URL, body=story_page(story)))[0]
    matrix = measure(draft)
    assert matrix.shape == (len(draft.blocks), len(NAMES))
    assert np.isfinite(matrix).all()


@given(soup)
@settings(max_examples=60, deadline=None)
def test_any_page_can_be_measured(html: str) -> None:
    matrix = measure(examine(Page(url=URL, body=html))[0])
    assert matrix.shape[1] == len(NAMES)
    assert np.isfinite(matrix).all()


@given(records)
@settings(max_examples=40, deadline=None)
def test_any_text_can_be_measured(text: str) -> None:
    matrix = measure(examine(Page(url=URL, body=text, plain=True))[0])
    assert matrix.shape[1] == len(NAMES)
    assert np.isfinite(matrix).all()


def test_names_are_distinct() -> None:
    assert len(set(NAMES)) == len(NAMES)


def saved(folder: Path, **changed: np.ndarray) -> bytes:
    """A model file, some of its tables changed."""
    path = folder / "whole.npz"
    model(1).save(path)
    with np.load(path) as data:
        np.savez_compressed(path, **(dict(data) | changed))
    return path.read_bytes()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (lambda _: b"", "no model file"),
        (lambda _: b"no zip", "no model file"),
        (lambda folder: saved(folder)[:-30], "no model file"),
        (lambda folder: saved(folder)[:100] + bytes(50) + saved(folder)[150:], "no model file"),
        (lambda folder: saved(folder, columns=np.array(["a"])), "no model file"),
        (lambda folder: saved(folder, bias=np.array([1, 2])), "no model file"),
        (lambda folder: saved(folder, columns=np.full((7, 3), len(NAMES))), "do not fit together"),
        (lambda folder: saved(folder, columns=np.full((7, 3), -1)), "do not fit together"),
        (lambda folder: saved(folder, columns=np.zeros(7)), "do not fit together"),
        (lambda folder: saved(folder, leaves=np.zeros((7, 4))), "do not fit together"),
    ],
)
def test_a_file_that_is_no_model_is_refused(tmp_path: Path, content: Callable[[Path], bytes], reason: str) -> None:
    path = tmp_path / "m.npz"
    path.write_bytes(content(tmp_path))
    with pytest.raises(ModelError, match=rf"m\.npz: .*{reason}"):
        load(path)


def test_only_what_can_be_the_story_is_measured_and_measured_as_on_the_whole_page() -> None:
    menu = "".join(f"<li><a href='/{n}'>Section {n}</a></li>" for n in range(40))
    html = f"<ul>{menu}</ul>{p(*ENGLISH.paragraphs)}<ul>{menu}</ul>"
    draft = examine(Page(url=URL, body=html))[0]
    span = measured_span(draft)
    assert len(span) < len(draft.blocks)
    sketch, headlines = Sketch.of(draft, set()), set[str]()
    whole = features(Measured.of(draft, sketch, headlines, range(len(draft.blocks))))
    assert np.array_equal(features(Measured.of(draft, sketch, headlines, span)), whole[span.start : span.stop])


def test_a_story_in_a_box_with_a_telling_name_is_measured_too() -> None:
    html = f"<div class='comments'>{p(*ENGLISH.paragraphs)}</div>"
    draft = examine(Page(url=URL, body=html))[0]
    long = [block.index for block in draft.blocks if len(block.text) >= 50]
    assert long
    assert all(index in measured_span(draft) for index in long)
