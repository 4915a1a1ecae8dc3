"""How sure are the figures: 95 % intervals by bootstrap over publishers.

Pages of one paper are alike, so papers are drawn, not pages: a thousand times, each time as many publishers as there are, with
replacement. For that each page is counted once (`tally`): all figures of `benchmarks.scoring` are made of
sums over pages, and a draw is a weight for each publisher.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.scoring import LONG, MEASURES, PAYWALL, STORIES, Record, normal, precision_recall, score
from pipelines.urls import site

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from benchmarks.scoring import Truth

    Array = NDArray[np.float64]

DRAWS = 1000
SEED = 7
SURE = 95
"""Per cent of the draws that an interval holds."""


def publisher(url: str) -> str:
    """The registrable domain of an address; the address itself where it names none, or stands under `.invalid`."""
    domain = site(url)
    return url if not domain or domain.rpartition(".")[2] == "invalid" else domain


def tally(record: Record, truth: Truth) -> dict[str, float]:
    """What one page adds to the sums that figures are made of."""
    one = score([record], [truth])
    sums: dict[str, float] = defaultdict(float, errors=one.figures["errors"], pages=1)
    _add_body(sums, record, truth)
    if truth.wanted is not None:
        text = normal(record.text)
        sums["wanted"] += len(truth.wanted)
        sums["wanted found"] += sum(normal(chunk) in text for chunk in truth.wanted)
        sums["unwanted found"] += sum(normal(chunk) in text for chunk in truth.unwanted)
    if truth.body_lines is None:
        return sums
    sums["lines"] += sum(len(normal(line)) >= LONG for line in truth.body_lines)
    sums["lost"] += sum(miss.sort == "lost" for miss in one.misses)
    for kind, (left, labelled) in one.residue.items():
        family = "paywall" if kind in PAYWALL else "other"
        sums[family] += labelled
        sums[f"{family} left"] += left
    sums["labelled pages"] += 1
    sums["repeats"] += round(one.figures["repeats"])
    for name in ("named", "named right"):
        sums[name] += round(one.figures.get(name, 0) * sums["paywall"])
    if truth.access_sure and truth.access is not None:
        sums[f"true {truth.access}"] += 1
        sums[f"said {record.status}"] += 1
        sums[f"right {truth.access}"] += truth.access == record.status
        if truth.access in STORIES:
            sums["stories said truncated"] += record.status == "truncated"
    return sums


def _add_body(sums: dict[str, float], record: Record, truth: Truth) -> None:
    if truth.body is None or truth.partial or truth.body_lines == ():
        return
    for name, share in zip(("P", "R"), precision_recall(truth.body, record.text), strict=True):
        if share is not None:
            sums[name] += share
            sums[f"{name} pages"] += 1


def figures(sums: Mapping[str, Array]) -> dict[str, Array]:
    """The figures of each draw, from its sums; NaN where there is nothing to divide by, also where `score` says 0."""
    of = _Sums(sums)
    found = {"errors": of["errors"]}
    # As in `score`: no page with a text, or none with a body, and there is no figure.
    scored = (of["P pages"] > 0) & (of["R pages"] > 0)
    for name in ("P", "R"):
        found[f"body {name}"] = np.where(scored, ratio(of[name], of[f"{name} pages"]), np.nan)
    found["body F1"] = harmonic(found["body P"], found["body R"])
    hits = of["wanted found"]
    found["chunk R"] = ratio(hits, of["wanted"])
    found["chunk P"] = np.where(of["wanted"] > 0, hits / np.maximum(1, hits + of["unwanted found"]), np.nan)
    found["chunk F1"] = harmonic(found["chunk P"], found["chunk R"])
    found["lost body"] = ratio(of["lost"], of["lines"])
    found["paywall residue"] = ratio(of["paywall left"], of["paywall"])
    found["other residue"] = ratio(of["other left"], of["other"])
    found["repeats"] = ratio(of["repeats"], of["labelled pages"])
    found["named"], found["named right"] = ratio(of["named"], of["paywall"]), ratio(of["named right"], of["paywall"])
    if any(name.startswith("said ") and name != "said None" and total.any() for name, total in sums.items()):
        found |= _access(sums)
    return {name: found[name] for name in MEASURES if name in found and not np.isnan(found[name]).all()}


def _access(sums: Mapping[str, Array]) -> dict[str, Array]:
    of = _Sums(sums)
    statuses = [name.removeprefix("true ") for name in sums if name.startswith("true ")]
    f1 = [ratio(2 * of[f"right {s}"], of[f"said {s}"] + of[f"true {s}"]) for s in statuses]
    # A draw without any page of a status has no F1 of it.
    there = [of[f"true {s}"] > 0 for s in statuses]
    total = np.sum([np.where(t, f, 0) for t, f in zip(there, f1, strict=True)], axis=0)
    stories, others = ([s for s in statuses if (s in STORIES) == wanted] for wanted in (True, False))
    hits = of["right truncated"]
    r = ratio(hits, of["true truncated"])
    p = hits / np.maximum(1, of["stories said truncated"])
    return {
        "access macro F1": ratio(total, np.sum(there, axis=0).astype(float)),
        "access accuracy": _right(of, stories),
        "truncated P": p,
        "truncated R": r,
        "truncated F1": harmonic(p, r),
        "no-article accuracy": _right(of, others),
    }


def _right(of: _Sums, statuses: Sequence[str]) -> Array:
    zero = np.zeros(len(of["pages"]))
    return ratio(sum((of[f"right {s}"] for s in statuses), zero), sum((of[f"true {s}"] for s in statuses), zero))


class _Sums(dict[str, "Array"]):
    """Sums by name; one that no page adds to is zero in every draw."""

    def __missing__(self, _: str) -> Array:
        return np.zeros(len(self["pages"]))


def ratio(part: Array, whole: Array) -> Array:
    """NaN where there is nothing to divide by."""
    share: Array = np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0)
    return share


def harmonic(p: Array, r: Array) -> Array:
    both: Array = 2 * p * r / np.where(p + r == 0, 1, p + r)
    return both


def draws(groups: int) -> Array:
    """How often each publisher is drawn: (`DRAWS`, groups), the same for every tool."""
    return np.random.default_rng(SEED).multinomial(groups, np.full(groups, 1 / groups), size=DRAWS).astype(float)


def resampled(records: Mapping[str, Record], truths: Sequence[Truth]) -> dict[str, Array]:
    """Each figure in every draw: (`DRAWS`,). Records are matched by URL; a page without one is an empty text."""
    order = {name: place for place, name in enumerate(dict.fromkeys(publisher(truth.url) for truth in truths))}
    sums: dict[str, Array] = defaultdict(lambda: np.zeros(len(order)))
    for truth in truths:
        for name, value in tally(records.get(truth.url, Record(truth.url)), truth).items():
            sums[name][order[publisher(truth.url)]] += value
    weights = draws(len(order))
    return figures({name: weights @ column for name, column in sums.items()})


def interval(values: Array) -> tuple[float, float] | None:
    """The middle `SURE` per cent of the draws that have the figure; null where none has."""
    known = values[~np.isnan(values)]
    if not len(known):
        return None
    low, high = np.percentile(known, [(100 - SURE) / 2, (100 + SURE) / 2])
    return float(low), float(high)
