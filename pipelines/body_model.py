"""The learned body model: boosted trees over `pipelines.features`, evaluated for all blocks of a page at once.

The trees are oblivious (every node of a level asks the same question), so that a tree is a table of leaves
behind a handful of comparisons, and numpy runs hundreds of them in about a millisecond.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING
from zipfile import BadZipFile

import numpy as np

from pipelines.features import NAMES

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.lib.npyio import NpzFile
    from numpy.typing import NDArray

ROWS = 2_048
"""Blocks evaluated at once; bounds the memory on huge pages."""
MAX_DEPTH = 8
"""Levels of a tree: a leaf's number has to fit into a byte."""


class ModelError(ValueError):
    """A model file that does not fit this version's features."""


@dataclass(frozen=True)
class BodyModel:
    """Oblivious trees of one depth, of 8 at most."""

    columns: NDArray[np.int32]
    """(trees, depth): the feature that a level asks for."""
    borders: NDArray[np.float32]
    """(trees, depth): a level's answer is 1 where the feature is above it."""
    leaves: NDArray[np.float32]
    """(trees, 2 ** depth): log-odds that a leaf adds; the first level is the lowest bit of its number."""
    bias: float

    def probabilities(self, matrix: NDArray[np.float32]) -> NDArray[np.float32]:
        """For each row of features, the probability that the block is the story's."""
        return np.concatenate([self._some(matrix[at : at + ROWS]) for at in range(0, max(1, len(matrix)), ROWS)])

    @cached_property
    def _questions(self) -> tuple[NDArray[np.int32], NDArray[np.float32], NDArray[np.intp]]:
        """Each question once: its feature, its border, and where the levels (depth, trees) ask it."""
        pairs = np.stack([self.columns.reshape(-1), self.borders.reshape(-1)], axis=1)
        asked, where = np.unique(pairs, axis=0, return_inverse=True)
        levels = where.reshape(self.columns.shape).T.copy()
        return asked[:, 0].astype(np.int32), asked[:, 1].astype(np.float32)[:, None], levels

    def _some(self, matrix: NDArray[np.float32]) -> NDArray[np.float32]:
        columns, borders, levels = self._questions
        answers = (np.ascontiguousarray(matrix.T)[columns] > borders).view(np.uint8)
        numbers = answers[levels[0]]
        for level in range(1, len(levels)):
            numbers |= answers[levels[level]] << level
        first_leaf = (np.arange(len(self.leaves)) * self.leaves.shape[1])[:, None]
        odds = np.take(self.leaves.reshape(-1), numbers + first_leaf).sum(axis=0) + self.bias
        result: NDArray[np.float32] = (1 / (1 + np.exp(-odds))).astype(np.float32)
        return result

    def save(self, path: Path) -> None:
        """Write the model, with the names of the features that it was trained on."""
        np.savez_compressed(
            path,
            columns=self.columns,
            borders=self.borders,
            leaves=self.leaves.astype(np.float16),
            bias=np.array(self.bias),
            names=np.array(NAMES),
        )


def _model_of(data: NpzFile) -> BodyModel:
    return BodyModel(
        data["columns"].astype(np.int32),
        data["borders"].astype(np.float32),
        data["leaves"].astype(np.float32),
        float(data["bias"]),
    )


@cache
def load(path: Path) -> BodyModel:
    """Read a model file, once a process. Raises ModelError where it is none of this version's, OSError where it can't be read."""
    try:
        # Opened here, because numpy leaves a file open that turns out to be no archive.
        with path.open("rb") as file, np.load(file, allow_pickle=False) as data:
            names = tuple(data["names"])
            model = _model_of(data) if names == NAMES else None
    except (BadZipFile, zlib.error, EOFError, KeyError, TypeError, ValueError) as error:
        raise ModelError(f"{path}: no model file, or a damaged one") from error
    if model is None:
        raise ModelError(f"{path}: trained on other features than this version measures; train it anew")
    trees, depth = model.columns.shape if model.columns.ndim == 2 else (0, 0)
    shaped = (
        model.borders.shape == (trees, depth) and model.leaves.shape == (trees, 2**depth) and 0 < depth <= MAX_DEPTH
    )
    if not shaped or not np.all((model.columns >= 0) & (model.columns < len(NAMES))):
        raise ModelError(f"{path}: its tables do not fit together")
    return model
