"""Marks and widths of the terminal views, and lines set beside a margin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import Console

WIDE, NARROW = 110, 72
"""Columns from which kind and rule stand side by side, and below which they stand above the text."""
LONGEST_LINE = 92
"""Columns of text beyond which the eye loses the line."""


@dataclass(frozen=True, slots=True)
class Glyphs:
    """The few marks that are drawn; plain ones where the terminal's encoding has no others."""

    bar: str
    rule: str
    full: str
    empty: str
    axis: str
    more: str
    dot: str
    here: str
    arrow: str


FINE = Glyphs("▌", "─", "█", "░", "│", "…", "·", "▸", "→")
ASCII = Glyphs("|", "-", "#", ".", "|", "...", "-", ">", "->")


def glyphs(console: Console) -> Glyphs:
    """The marks that this terminal can show."""
    return ASCII if console.options.ascii_only else FINE


def columns(console: Console, left: Iterable[tuple[Sequence[Text] | Text, int]], text: Text, width: int) -> None:
    """Print lines in columns of fixed widths, and behind them a text that is wrapped to `width`.

    A column that is one text, and no list of lines, stands on every line.
    """
    parts = list(left)
    wrapped = text.wrap(console, max(1, width), overflow="fold")
    lists = [column for column, _ in parts if not isinstance(column, Text)]
    for row in range(max(len(wrapped), *(len(lines) for lines in lists)) if lists else len(wrapped)):
        line = Text()
        for column, size in parts:
            cell = column if isinstance(column, Text) else column[row] if row < len(column) else Text()
            cell = cell.copy()
            cell.truncate(size, overflow="ellipsis", pad=True)
            line.append_text(cell)
        if row < len(wrapped):
            line.append_text(wrapped[row])
        line.rstrip()
        console.print(line, no_wrap=True, overflow="crop", crop=False)


def gauge(share: float, width: int, marks: Glyphs) -> str:
    """A share from 0 to 1 as a bar."""
    full = round(min(1.0, max(0.0, share)) * width)
    return marks.full * full + marks.empty * (width - full)
