"""How much of each article goes into the page: all of it where there is room, else what the verdict rests on."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from crawler.items import PAYWALL_FAMILY
from crawler.report.labels import status_of
from crawler.report.packing import SHORT, WHOLE, Packer, repeated
from crawler.report.reading import Gap, Passage, Run, Shown, leave_out

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from crawler.report.records import Record

_OPENING, _ENDING, _LINE = 160, 120, 140
"""Characters of a story's first and last paragraph and of a struck line that a short article keeps."""
_LINES = 6
"""Struck lines of the paywall's family that a short article keeps."""


@dataclass(slots=True)
class Entry:
    """An article on its way into the page."""

    record: Record
    reading: list[Shown]
    line: int


@dataclass(slots=True)
class Packed:
    """What goes into the page."""

    data: bytes
    """Compressed articles."""
    articles: int
    whole: int
    """Of these, how many with all of their text."""


def pack(entries: Sequence[Entry], room: int, seed: int) -> Packed:
    """As many articles as go into `room` bytes of compressed data, and as many of them whole as go.

    Articles that have no room whole are shortened; only where not even all shortened ones go are some left out.
    Which ones stay whole is drawn by lot, taking turns between sites and verdicts, so that each has some.
    """
    entries = sorted(entries, key=lambda entry: (entry.record.paper, entry.line))
    packer = Packer(repeated(entry.reading for entry in entries))
    whole = [packer.article(entry.record, entry.reading, WHOLE, entry.line) for entry in entries]
    turns = _turns(entries, seed)

    def packed(number: int, shown: int) -> bytes:
        chosen, kept = set(turns[:number]), set(turns[:shown])
        return packer.payload(
            whole[place] if place in chosen else short[place] for place in range(len(entries)) if place in kept
        )

    short = whole
    if len(data := packed(0, len(entries))) <= room:
        return Packed(data, len(entries), len(entries))
    readings = [shortened(entry.reading) for entry in entries]
    packer = Packer(repeated([*readings]))
    whole = [packer.article(entry.record, entry.reading, WHOLE, entry.line) for entry in entries]
    short = [
        packer.article(entry.record, reading, SHORT, entry.line)
        for entry, reading in zip(entries, readings, strict=True)
    ]
    if len(packed(0, len(entries))) > room:
        shown = _most(len(entries), lambda number: len(packed(0, number)) <= room)
        return Packed(packed(0, shown), shown, 0)
    number = _most(len(entries), lambda number: len(packed(number, len(entries))) <= room)
    return Packed(packed(number, len(entries)), len(entries), number)


def shortened(reading: list[Shown]) -> list[Shown]:
    """The beginning and the end of the story, and the paywall's lines; gaps for the rest."""
    places = [place for place, shown in enumerate(reading) if isinstance(shown, Passage) and shown.story]
    first, last = (places[0], places[-1]) if places else (-1, -1)
    out: list[Shown] = []
    gap = Gap()
    lines = 0
    for place, shown in enumerate(reading):
        if isinstance(shown, Gap):
            gap.paragraphs += shown.paragraphs
            gap.words += shown.words
            gap.struck += shown.struck
            continue
        kept = _kept(shown, place, first, last)
        if kept is not None and not shown.story:
            lines += 1
            kept = kept if lines <= _LINES else None
        if kept is None:
            leave_out(shown, gap)
            continue
        if gap:
            out.append(gap)
            gap = Gap()
        out.append(kept)
    return [*out, gap] if gap else out


def _kept(passage: Passage, place: int, first: int, last: int) -> Passage | None:
    if passage.story:
        if place not in (first, last):
            return None
        opening = place == first
        return Passage([_cut(run, opening=opening) for run in passage.runs][:3], passage.rule)
    if any(run.kind in PAYWALL_FAMILY for run in passage.runs):
        return Passage([_cut(run, opening=True) for run in passage.runs], passage.rule)
    return None


def _cut(run: Run, *, opening: bool) -> Run:
    most = _LINE if run.kind is not None else _OPENING if opening else _ENDING
    if len(run.text) <= most:
        return run
    if opening:
        return Run(run.text[:most], run.kind, run.rule, run.more + len(run.text) - most)
    return Run(f"… {run.text[-most:]}", run.kind, run.rule, run.more)


def _turns(entries: Sequence[Entry], seed: int) -> list[int]:
    """Places of the entries in the order in which they are chosen."""
    places = list(range(len(entries)))
    random.Random(seed).shuffle(places)  # noqa: S311 - a draw that can be repeated
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place in places:
        record = entries[place].record
        groups[status_of(record.status), record.paper].append(place)
    return [place for turn in zip_longest(*groups.values()) for place in turn if place is not None]


def _most(limit: int, fits: Callable[[int], bool]) -> int:
    """The greatest number up to `limit` that fits, within a hundredth of the limit; 0 fits always."""
    low, high = 0, limit
    while high - low > max(1, limit // 100):
        middle = (low + high) // 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low
