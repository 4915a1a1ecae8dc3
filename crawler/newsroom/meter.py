"""Who has read how much."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from crawler.newsroom.stories import Period

if TYPE_CHECKING:
    from datetime import date


def begin(period: Period, day: date) -> date:
    """First day of the period that a day falls into."""
    match period:
        case Period.DAY:
            return day
        case Period.WEEK:
            return day - timedelta(days=day.weekday())
        case Period.MONTH:
            return day.replace(day=1)


class Meter:
    """Counts the different metered articles that a reader has opened, for each paper and period.

    A reader is whoever sends the same cookie; a new period begins at nothing. An article that was opened
    already may be opened again and counts no second time.
    """

    def __init__(self) -> None:
        self._read: dict[tuple[str, str, date], list[str]] = {}

    def open(self, reader: str, paper: str, slug: str, since: date) -> int:
        """Note that an article is being opened; return how many others were opened before it in that period.

        `since` is the period's first day.
        """
        read = self._read.setdefault((reader, paper, since), [])
        if slug not in read:
            read.append(slug)
        return read.index(slug)
