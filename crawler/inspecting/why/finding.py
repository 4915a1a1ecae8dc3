"""Which block a user means."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.keys import key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.draft import Block

_INDEX = re.compile(r"(\d+)(?::\d+-\d+)?")
_SHOWN = 5
"""Candidates that are named."""
_WIDTH = 60


class NoBlockError(ValueError):
    """Nothing on the page, or too much, is what was asked for; the message says what there is."""


def find(blocks: Sequence[Block], wanted: str) -> Block:
    """The block with an index as shown (`12`, `12:48-73`), or the only one that holds a piece of text.

    Text is compared without regard to case, spaces and marks; a block that is nothing but the text wins over those
    that hold it. Raises `NoBlockError`.
    """
    if index := _INDEX.fullmatch(wanted.strip()):
        if int(index[1]) < len(blocks):
            return blocks[int(index[1])]
        raise NoBlockError(f"no block {index[1]}: this page has {_range(blocks)}")
    piece = key(wanted)
    if not piece:
        raise NoBlockError(f"{wanted!r} has no letter or digit to look for")
    keys = {block.index: key(block.text) for block in blocks}
    found = [block for block in blocks if keys[block.index] == piece]
    found = found or [block for block in blocks if piece in keys[block.index]]
    if len(found) == 1:
        return found[0]
    if not found:
        raise NoBlockError(f"no block holds {wanted!r}; this page has {_range(blocks)}")
    named = "; ".join(f"{block.index} {_short(block.text)!r}" for block in found[:_SHOWN])
    more = f"; and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    raise NoBlockError(f"{len(found)} blocks hold {wanted!r}; name one by its number: {named}{more}")


def _range(blocks: Sequence[Block]) -> str:
    return f"blocks 0 to {len(blocks) - 1}" if blocks else "no blocks"


def _short(text: str) -> str:
    return text if len(text) <= _WIDTH else f"{text[: _WIDTH - 1]}…"
