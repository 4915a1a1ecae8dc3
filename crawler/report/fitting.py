"""How much of each article goes into the page: all of it where there is room, else what the verdict rests on."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass
from itertools import accumulate, zip_longest
from typing import TYPE_CHECKING

from crawler.items import PAYWALL_FAMILY
from crawler.report.labels import status_of
from crawler.report.packing import SHORT, WHOLE, Packer, repeated
from crawler.report.reading import Gap, Passage, Run, Shown, leave_out
from crawler.report.sample import squeeze, unsqueeze

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from crawler.report.records import Record

_OPENING, _ENDING, _LINE = 160, 120, 140
"""Characters of a story's first and last paragraph and of a struck line that a short article keeps."""
_TOGETHER = 0.6
"""Articles that are compressed together take at least this share of what they take alone."""
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


@dataclass(slots=True)
class _Piece:
    """An article as it will stand in the page, at its two lengths; compressed, since thousands are kept."""

    group: tuple[str, str]
    order: tuple[str, int]
    whole: bytes
    short: bytes


def pack(entries: Callable[[], Iterator[Entry]], room: int, seed: int) -> Packed:
    """As many articles as go into `room` bytes of compressed data, and as many of them whole as go.

    `entries` gives the articles, twice: they are not kept. Those that have no room whole are shortened; only where
    not even all shortened ones go are some left out. Which ones stay whole is drawn by lot, taking turns between
    sites and verdicts, so that each has some.
    """
    # Of the short ones: what only whole ones repeat would take room even where few of them are whole.
    packer = Packer(repeated(shortened(entry.reading) for entry in entries()))
    pieces = [_piece(entry, packer) for entry in entries()]
    pieces.sort(key=lambda piece: piece.order)
    turns = _turns([piece.group for piece in pieces], seed)

    def packed(whole: int, shown: int, level: int = 6) -> bytes:
        chosen, kept = set(turns[:whole]), set(turns[:shown])
        return packer.payload(
            (
                unsqueeze(piece.whole if place in chosen else piece.short)
                for place, piece in enumerate(pieces)
                if place in kept
            ),
            level,
        )

    every = len(pieces)
    if len(packed(0, every)) > room:
        shown = _most(every, lambda number: len(packed(0, number)) <= room)
        return Packed(packed(0, shown, 9), shown, 0)
    # More than these are sure not to go, and need not be tried.
    sizes = accumulate(len(pieces[place].whole) for place in turns)
    limit = sum(1 for size in sizes if size * _TOGETHER <= room)
    whole = _most(limit, lambda number: len(packed(number, every)) <= room)
    return Packed(packed(whole, every, 9), every, whole)


def _piece(entry: Entry, packer: Packer) -> _Piece:
    record, reading = entry.record, entry.reading
    return _Piece(
        (status_of(record.status), record.paper),
        (record.paper, entry.line),
        squeeze(packer.article(record, reading, WHOLE, entry.line).encode()),
        squeeze(packer.article(record, shortened(reading), SHORT, entry.line).encode()),
    )


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


def _turns(groups: Sequence[tuple[str, str]], seed: int) -> list[int]:
    """Places of the articles in the order in which they are chosen."""
    places = list(range(len(groups)))
    random.Random(seed).shuffle(places)  # noqa: S311 - a draw that can be repeated
    turns: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place in places:
        turns[groups[place]].append(place)
    return [place for turn in zip_longest(*turns.values()) for place in turn if place is not None]


def _most(limit: int, fits: Callable[[int], bool]) -> int:
    """The greatest number up to `limit` that fits, to a hundredth of the limit; 0 fits always."""
    if fits(limit):
        return limit
    low, high = 0, limit
    while high - low > max(1, limit // 100):
        middle = (low + high) // 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low
