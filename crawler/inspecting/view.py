"""A page as it is shown: its blocks in order, with what lies far from the story folded away."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crawler.items import PAYWALL_FAMILY, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipelines.draft import Block, Mark

NEAR = 2
"""Blocks before and after the story that are always shown."""
PROMO_REACH = 20
"""The same for promotions and prompts: near the story they may end it, in a page's foot they are its furniture."""
WALLS = frozenset({Kind.WALL, Kind.METER_NOTICE, Kind.DUPLICATE_LEAD})
"""Shown wherever they stand."""
SHORTEST_FOLD = 3
"""A shorter run is shown as it is."""
HEADLINE_REACH = 25
"""So many blocks before the story's first one its headline may stand: what is between belongs to the story."""
FIRST = 12
"""Blocks that are shown of a page without a story."""
UNDECIDED = "undecided"
"""Kind of a block that no stage has decided on: the page broke one."""

# A page must not be able to steer the terminal that it is shown on.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Fold:
    """A run of blocks that is shown as one line."""

    first: int
    last: int
    """Index of the last block in it."""
    kinds: dict[str, int] = field(default_factory=dict)
    """Blocks by kind, most frequent first."""

    @property
    def blocks(self) -> int:
        return self.last - self.first + 1


def kind_of(block: Block) -> str:
    return block.kind.value if block.kind is not None else UNDECIDED


def fold(blocks: Sequence[Block]) -> Iterator[Block | Fold]:
    """The blocks in order, runs of those far from the story as one `Fold`.

    Far is what stands more than `NEAR` blocks before the story's headline (or its first block, where there
    is none) or after its last block; of the paywall family, more than `PROMO_REACH`. `WALLS` are never far.
    """
    run: list[Block] = []
    first, last = _story(blocks)
    for block in blocks:
        reach = PROMO_REACH if block.kind in PAYWALL_FAMILY else NEAR
        if block.kind not in WALLS and not first - reach <= block.index <= last + reach:
            run.append(block)
            continue
        yield from _folded(run)
        run = []
        yield block
    yield from _folded(run)


def _story(blocks: Sequence[Block]) -> tuple[int, int]:
    body = [block.index for block in blocks if block.kind is Kind.BODY]
    if not body:
        return 0, FIRST - NEAR - 1
    before = blocks[max(0, body[0] - HEADLINE_REACH) : body[0]]
    headlines = [block.index for block in before if block.kind is Kind.HEADLINE]
    return headlines[0] if headlines else body[0], body[-1]


def _folded(run: list[Block]) -> Iterator[Block | Fold]:
    if len(run) < SHORTEST_FOLD:
        yield from run
    else:
        kinds = Counter(kind_of(block) for block in run)
        yield Fold(run[0].index, run[-1].index, dict(kinds.most_common()))


def pieces(block: Block) -> Iterator[tuple[str, Mark | None]]:
    """The block's text in order, cut where its `cuts` begin and end; each piece with the cut it is."""
    place = 0
    for cut in block.cuts:
        if cut.start > place:
            yield printable(block.text[place : cut.start]), None
        yield printable(block.text[cut.start : cut.end]), cut
        place = cut.end
    if place < len(block.text):
        yield printable(block.text[place:]), None


def printable(text: str) -> str:
    """The text on one line: white space as spaces, control characters as U+FFFD."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", re.sub(r"[\t\n\r\u2028\u2029]+", " ", text))
