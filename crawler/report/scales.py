"""Where the bars of a scale begin and end: days, weeks, months or years; steps of words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, TypeVar

from crawler.report.figures import WORDS_STEP

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

T = TypeVar("T", str, int)
Bin = tuple[str, T, T, Counter[str]]
"""Label, start, end (not in it), and counts by verdict."""

_TAIL = 0.01
"""From `_MANY` dates on, this share at each end does not stretch the scale."""
_MANY = 100
_STEPS = (25, 50, 100, 200, 250, 500, 1000)
_MOST_STEPS = 24
_LONG = 0.98
"""The scale of lengths ends behind this share of the texts."""


@dataclass(slots=True)
class Times:
    """Dates in bins of one unit."""

    unit: str
    first: str
    last: str
    outside: int
    rows: list[Bin[str]]


@dataclass(slots=True)
class Lengths:
    """Lengths in bins of one step."""

    median: int
    longer: int
    rows: list[Bin[int]]


def time_bins(days: Mapping[tuple[int, str], int]) -> Times | None:
    """Bins from the first date to the last, the empty ones too; null where there is no date."""
    counts = Counter[int]()
    for (day, _), number in days.items():
        counts[day] += number
    if not counts:
        return None
    tail = _TAIL if counts.total() >= _MANY else 0.0
    first, last = (date.fromordinal(quantile(counts, share)) for share in (tail, 1 - tail))
    unit, floor, after = _unit((last - first).days + 1)
    rows: dict[date, Bin[str]] = {}
    start = floor(first)
    while start <= last:
        end = after(start)
        rows[start] = (_label(start, unit), start.isoformat(), end.isoformat(), Counter())
        start = end
    outside = 0
    for (day, status), number in days.items():
        if (found := rows.get(floor(date.fromordinal(day)))) is not None:
            found[3][status] += number
        else:
            outside += number
    return Times(unit, first.isoformat(), last.isoformat(), outside, list(rows.values()))


def length_bins(lengths: Mapping[tuple[int, str], int]) -> Lengths | None:
    """Bins of words from 0 to where nearly all texts have ended; null where there is no text."""
    counts = Counter[int]()
    for (place, _), number in lengths.items():
        counts[place] += number
    if not counts:
        return None
    longest = (quantile(counts, _LONG) + 1) * WORDS_STEP
    step = next((step for step in _STEPS if longest <= step * _MOST_STEPS), _STEPS[-1])
    bins: list[Bin[int]] = [
        (f"{start:,} to {start + step - 1:,}", start, start + step, Counter()) for start in range(0, longest, step)
    ]
    longer = 0
    for (place, status), number in lengths.items():
        if (slot := place * WORDS_STEP // step) < len(bins):
            bins[slot][3][status] += number
        else:
            longer += number
    return Lengths(quantile(counts, 0.5) * WORDS_STEP, longer, bins)


def quantile(counts: Mapping[int, int], share: float) -> int:
    """The smallest key up to which at least this share of the counts lie."""
    wanted = share * sum(counts.values())
    seen = 0
    for key in sorted(counts):
        seen += counts[key]
        if seen >= wanted:
            return key
    return max(counts)


def _unit(span: int) -> tuple[str, Callable[[date], date], Callable[[date], date]]:
    if span <= 45:
        return "day", lambda day: day, lambda day: day + timedelta(days=1)
    if span <= 400:
        return "week", lambda day: day - timedelta(days=day.weekday()), lambda day: day + timedelta(days=7)
    if span <= 3000:
        return "month", lambda day: day.replace(day=1), lambda day: (day + timedelta(days=31)).replace(day=1)
    return "year", lambda day: day.replace(month=1, day=1), lambda day: date(day.year + 1, 1, 1)


def _label(start: date, unit: str) -> str:
    return {"month": f"{start:%Y-%m}", "year": f"{start:%Y}"}.get(unit, start.isoformat())
