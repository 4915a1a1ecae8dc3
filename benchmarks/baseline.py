"""The line that quality must hold: the best figures so far, in a committed file.

The file only gets better. A figure is lowered in it only together with a reason, which is kept beside it.
Each set of figures is tied to the SHA-256 of its truth file: figures of another corpus are never compared.
"""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.scoring import MEASURES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

TOLERANCE = 0.0005
"""A figure may be worse by as much without being called so: a tenth of a percent is half a page of a set."""
DIGITS = 6
"""Decimals that are kept."""
_EPSILON = 1e-6


class BaselineError(ValueError):
    """A baseline file that cannot be used or must not be written; says why."""


@dataclass(slots=True)
class SetBaseline:
    """The best figures of one truth file."""

    truth_sha256: str
    figures: dict[str, float]


@dataclass(slots=True)
class Note:
    """Why a figure was lowered."""

    date: str
    set: str
    figure: str
    before: float | None
    after: float | None
    why: str


@dataclass(slots=True)
class Baseline:
    """Figures by set, and the reasons for those that were lowered."""

    sets: dict[str, SetBaseline] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Change:
    """One figure beside its baseline."""

    set: str
    figure: str
    before: float | None
    now: float | None

    @property
    def delta(self) -> float | None:
        return None if self.before is None or self.now is None else self.now - self.before

    @property
    def gain(self) -> float:
        """How much better it is now; negative where it is worse, 0 where there is nothing to compare."""
        delta = self.delta or 0.0
        return delta if MEASURES[self.figure].higher_is_better else -delta

    @property
    def fell(self) -> bool:
        """Whether it is worse than the baseline allows, or was there and is not any more."""
        return self.gone or self.gain < -TOLERANCE - _EPSILON

    @property
    def better(self) -> bool:
        return self.gain > _EPSILON

    @property
    def new(self) -> bool:
        return self.before is None

    @property
    def gone(self) -> bool:
        return self.now is None


def load(path: Path) -> Baseline:
    """Read a baseline file; one that is not there is empty. Raises `BaselineError`."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        baseline = Baseline(
            {name: SetBaseline(**entry) for name, entry in data["sets"].items()},
            [Note(**note) for note in data["notes"]],
        )
    except FileNotFoundError:
        return Baseline()
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BaselineError(f"{path}: not a baseline file: {error!r}") from error
    unknown = {figure for entry in baseline.sets.values() for figure in entry.figures} - MEASURES.keys()
    if unknown:
        raise BaselineError(f"{path}: no such figure: {', '.join(sorted(unknown))}")
    return baseline


def save(baseline: Baseline, path: Path) -> None:
    """Write a baseline file whole or not at all. Raises `OSError`, and leaves the file as it was."""
    text = json.dumps(asdict(baseline), indent=2, ensure_ascii=False) + "\n"
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o644)  # mkstemp makes files that only their owner can read
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def compare(name: str, figures: Mapping[str, float], baseline: Baseline) -> list[Change]:
    """Every figure of a set beside its baseline, in the order of `MEASURES`."""
    entry = baseline.sets.get(name)
    before = entry.figures if entry else {}
    return [
        Change(name, figure, before.get(figure), figures.get(figure))
        for figure in MEASURES
        if figure in before or figure in figures
    ]


def raised(baseline: Baseline, changes: Iterable[Change], hashes: Mapping[str, str]) -> Baseline:
    """A baseline with every figure that got better, and every new one.

    `hashes` gives the SHA-256 of each set's truth file. Raises `BaselineError` where a figure fell or a truth
    file is another one: those need a reason (`lowered`).
    """
    changes = list(changes)
    if others := foreign(baseline, hashes):
        raise BaselineError(f"the truth file of {', '.join(others)} is not the one the baseline was measured on")
    if fallen := [f"{change.set}: {change.figure}" for change in changes if change.fell]:
        raise BaselineError(f"worse than the baseline: {'; '.join(fallen)}")
    return _merged(baseline, changes, hashes, lambda change: change.better)


def lowered(
    baseline: Baseline, changes: Iterable[Change], hashes: Mapping[str, str], *, why: str, date: str
) -> Baseline:
    """A baseline with the figures of now, the lower ones too; each of those is noted with the reason `why`."""
    if not why.strip():
        raise BaselineError("a figure is lowered only with a reason")
    replaced = set(foreign(baseline, hashes))
    changes = list(changes)
    fallen = [change for change in changes if change.fell and change.set not in replaced]
    result = _merged(
        baseline, changes, hashes, lambda change: change in fallen or change.better or change.set in replaced
    )
    result.notes += [Note(date, name, "truth file", None, None, why.strip()) for name in sorted(replaced)]
    result.notes += [
        Note(date, change.set, change.figure, change.before, _rounded(change.now), why.strip()) for change in fallen
    ]
    return result


def foreign(baseline: Baseline, hashes: Mapping[str, str]) -> list[str]:
    """The sets whose truth file is not the one that their baseline was measured on."""
    return [name for name, sha in hashes.items() if name in baseline.sets and baseline.sets[name].truth_sha256 != sha]


def _merged(
    baseline: Baseline, changes: Iterable[Change], hashes: Mapping[str, str], take: Callable[[Change], bool]
) -> Baseline:
    """The baseline with new figures, and with today's value of those that `take` says yes to."""
    figures: dict[str, dict[str, float]] = {name: {} for name in hashes}
    for change in changes:
        kept = change.now if change.new or take(change) else change.before
        if kept is not None:
            figures[change.set][change.figure] = round(kept, DIGITS)
    measured = {name: SetBaseline(hashes[name], figures[name]) for name in hashes}
    return Baseline(dict(sorted((baseline.sets | measured).items())), list(baseline.notes))


def _rounded(figure: float | None) -> float | None:
    return None if figure is None else round(figure, DIGITS)
