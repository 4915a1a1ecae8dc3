"""Who has read how much today."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


class Meter:
    """Counts the different metered articles that a reader has opened, for each paper and day.

    A reader is whoever sends the same cookie; a new day begins at nothing. An article that was opened
    already may be opened again and counts no second time.
    """

    def __init__(self) -> None:
        self._read: dict[tuple[str, str, date], list[str]] = {}

    def open(self, reader: str, paper: str, slug: str, day: date) -> int:
        """Note that an article is being opened; return how many others were opened before it that day."""
        read = self._read.setdefault((reader, paper, day), [])
        if slug not in read:
            read.append(slug)
        return read.index(slug)
