"""Shares of features: exact, by definition on small trees and by sum on the models that ship."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import pipelines
from crawler.inspecting.why.attribution import MOST_OTHERS, attribute
from crawler.inspecting.why.features import plain_name, plain_value
from pipelines.body_model import BodyModel, load
from pipelines.features import NAMES

FEATURES = 4
MODELS = Path(pipelines.__file__).parent


@st.composite
def models(draw: st.DrawFn) -> BodyModel:
    """A few trees of depth 3, in which levels can ask for the same feature."""
    trees = draw(st.integers(1, 3))
    number = st.floats(-2, 2, width=16)
    columns = draw(
        st.lists(st.lists(st.integers(0, FEATURES - 1), min_size=3, max_size=3), min_size=trees, max_size=trees)
    )
    borders = draw(st.lists(st.lists(number, min_size=3, max_size=3), min_size=trees, max_size=trees))
    leaves = draw(st.lists(st.lists(number, min_size=8, max_size=8), min_size=trees, max_size=trees))
    return BodyModel(
        np.array(columns, np.int32), np.array(borders, np.float32), np.array(leaves, np.float32), draw(number)
    )


def matrices(rows: int = 4):
    row = st.lists(st.floats(-2, 2, width=16), min_size=FEATURES, max_size=FEATURES)
    return st.lists(row, min_size=1, max_size=rows).map(lambda values: np.array(values, np.float32))


def log_odds(model: BodyModel, row) -> float:
    """Tree by tree, as the model's docstring says."""
    total = model.bias
    for columns, borders, leaves in zip(model.columns, model.borders, model.leaves, strict=True):
        leaf = sum(int(row[c] > b) << level for level, (c, b) in enumerate(zip(columns, borders, strict=True)))
        total += float(leaves[leaf])
    return total


def by_definition(model: BodyModel, matrix, row: int) -> np.ndarray:
    """The mean, over orders of the features and blocks of the page, of what taking over each feature changes."""
    shares = np.zeros(FEATURES)
    orders = list(permutations(range(FEATURES)))
    for other in matrix:
        for order in orders:
            mixed = other.copy()
            before = log_odds(model, mixed)
            for feature in order:
                mixed[feature] = matrix[row][feature]
                after = log_odds(model, mixed)
                shares[feature] += after - before
                before = after
    return shares / (len(orders) * len(matrix))


@settings(max_examples=25, deadline=None)
@given(models(), matrices())
def test_shares_are_those_of_the_definition(model, matrix):
    found = attribute(model, matrix, 0)
    assert found.shares == pytest.approx(by_definition(model, matrix, 0), abs=1e-5)
    assert found.baseline == pytest.approx(np.mean([log_odds(model, row) for row in matrix]), abs=1e-5)


@settings(max_examples=50, deadline=None)
@given(models(), matrices())
def test_baseline_and_shares_add_up_to_the_log_odds(model, matrix):
    for row in range(len(matrix)):
        assert attribute(model, matrix, row).log_odds == pytest.approx(log_odds(model, matrix[row]), abs=1e-5)


@pytest.mark.parametrize("name", ["body_html.npz", "body_text.npz"])
def test_of_the_models_that_ship_they_give_the_probability(name):
    model = load(MODELS / name)
    matrix = np.random.default_rng(7).uniform(0, 60, (MOST_OTHERS + 44, len(NAMES))).astype(np.float32)
    for row in (0, 123, MOST_OTHERS + 43):
        found = attribute(model, matrix, row)
        assert 1 / (1 + np.exp(-found.log_odds)) == pytest.approx(float(model.probabilities(matrix)[row]), abs=1e-5)
        assert found.others == MOST_OTHERS


def test_a_block_alone_on_its_page_is_compared_with_itself():
    model = BodyModel(np.array([[0]], np.int32), np.array([[0.5]], np.float32), np.array([[-1, 2]], np.float32), 0.25)
    found = attribute(model, np.ones((1, 1), np.float32), 0)
    assert (found.baseline, found.shares.tolist(), found.others) == (2.25, [0.0], 1)


def test_every_feature_has_a_plain_name_of_its_own():
    names = [plain_name(feature) for feature in NAMES]
    assert len(set(names)) == len(NAMES)


@pytest.mark.parametrize(
    ("feature", "value", "said"),
    [
        ("prose", 1, "yes"),
        ("role_nav", 0, "no"),
        ("link_share", 0.254, "25%"),
        ("chars", 1234, "1,234"),
        ("stops", 0.057, "0.06"),
        ("after_last", -5, "-5 or less"),
        ("since_kind_0", 60, "none near"),
        ("since_kind_0", 3, "3"),
        ("prose_last1", -1, "no such block"),
        ("same_shape_next2", 1, "yes"),
    ],
)
def test_values_are_said_as_one_would(feature, value, said):
    assert plain_value(feature, value) == said
