"""How much each feature moved a model's answer for one block: Shapley values, exact.

A feature's share is what it changes on average, over all orders in which the block's features can take the place of
another block's: the *interventional* form of TreeSHAP (Lundberg et al., "From local explanations to global
understanding with explainable AI for trees", Nature Machine Intelligence 2, 2020, section "Feature attribution";
Janzing et al., "Feature relevance quantification in explainable AI", AISTATS 2020, on why interventions). The other
blocks are those of the same page, so that the shares say what sets this block apart on its page, and need nothing that
a model file does not hold. The form after Saabas, and the path-dependent one, would need the numbers of training rows
behind every leaf.

In an oblivious tree of depth d at most d features decide, so all 2**d coalitions are tried and nothing is estimated:
baseline and shares add up to the log-odds.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import factorial
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipelines.body_model import BodyModel

MOST_OTHERS = 256
"""Blocks of the page that one is compared with; of more, so many at even distances."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """A block's log-odds, shared out."""

    baseline: float
    """Mean log-odds of the blocks it is compared with."""
    shares: NDArray[np.float64]
    """For each feature, the log-odds that it adds; `baseline + shares.sum()` is the block's."""
    others: int
    """How many blocks it is compared with, itself among them."""

    @property
    def log_odds(self) -> float:
        """The model's log-odds that the block is the story's."""
        return float(self.baseline + self.shares.sum())


def attribute(model: BodyModel, matrix: NDArray[np.float32], row: int) -> Attribution:
    """Share out the answer for one row of a page's matrix (blocks, features)."""
    others = matrix[_evenly(len(matrix))]
    levels = np.arange(model.columns.shape[1])
    own = ((matrix[row][model.columns] > model.borders) << levels).sum(axis=1)
    theirs = ((others[:, model.columns] > model.borders) << levels).sum(axis=2)
    trees = np.arange(len(model.leaves))
    leaves = model.leaves.astype(np.float64)
    # What a tree says on average where the levels of a coalition see this block, and the others those of the page.
    means = np.stack(
        [leaves[trees, (own & mask) | (theirs & ~mask)].mean(axis=0) for mask in range(leaves.shape[1])], axis=1
    )
    shares = np.zeros(matrix.shape[1])
    for tree, asked in enumerate(model.columns):
        features = np.unique(asked)
        masks = [int((1 << levels[asked == feature]).sum()) for feature in features]
        shares[features] += _shapley(means[tree], masks)
    return Attribution(float(means[:, 0].sum() + model.bias), shares, len(others))


def _evenly(rows: int) -> NDArray[np.intp]:
    return np.unique(np.linspace(0, rows - 1, min(rows, MOST_OTHERS)).round().astype(np.intp))


def _shapley(means: NDArray[np.float64], masks: list[int]) -> NDArray[np.float64]:
    """The share of each player; a player is the levels that ask for one feature, a coalition the sum of its masks."""
    players = len(masks)
    coalitions = np.zeros(1 << players, dtype=np.intp)
    for player, mask in enumerate(masks):
        coalitions[1 << player : 2 << player] = coalitions[: 1 << player] | mask
    worth = means[coalitions]
    return np.array(
        [
            ((worth[without | (1 << player)] - worth[without]) * weights).sum()
            for player, (without, weights) in enumerate(_orders(players))
        ]
    )


@cache
def _orders(players: int) -> list[tuple[NDArray[np.intp], NDArray[np.float64]]]:
    """For each player the coalitions without it, and the share of orders in which just these come before it."""
    weights = [factorial(size) * factorial(players - size - 1) / factorial(players) for size in range(players)]
    every = range(1 << players)
    return [
        (
            np.array(without := [each for each in every if not each >> player & 1], dtype=np.intp),
            np.array([weights[each.bit_count()] for each in without]),
        )
        for player in range(players)
    ]
