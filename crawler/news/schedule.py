"""When an article is asked for again: often while it is young, never once it is old."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from scrapy.exceptions import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scrapy.settings import BaseSettings

_AGE = re.compile(r"([1-9]\d{0,4})\s*(min|h|d|w)")
_UNITS = {"min": 60, "h": 3_600, "d": 86_400, "w": 604_800}


@dataclass(frozen=True, slots=True)
class Schedule:
    """Ages of an article, in seconds and rising, at which it is asked for again."""

    ages: tuple[int, ...]

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        """Read `COPYDESK_REVISIT`. Raises UsageError for what is no age."""
        return cls(read_ages(settings.getlist("COPYDESK_REVISIT")))

    def next_ask(self, published: int | None, first_seen: int, now: int) -> int | None:
        """When to ask for an article again that was had now; null: not at all.

        Its age counts from its publication, or, where that is unknown or lies ahead, from when it was first seen.
        All moments are seconds since 1970.
        """
        born = first_seen if published is None or published > first_seen else published
        return next((born + age for age in self.ages if born + age > now), None)


def read_ages(texts: Iterable[str]) -> tuple[int, ...]:
    """Read ages such as `1h`, `6h`, `3d` as seconds, in rising order. Raises UsageError."""
    ages = set()
    for text in texts:
        found = _AGE.fullmatch(str(text).strip())
        if found is None:
            raise UsageError(f"COPYDESK_REVISIT: {text!r} is no age such as 30min, 6h, 3d or 2w")
        ages.add(int(found[1]) * _UNITS[found[2]])
    return tuple(sorted(ages))
