"""What has been changed in which article, up to a day."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crawler.newsroom.city.plan import Plan

YOUNG = 7
"""Days for which an article is young enough to be changed by itself."""


class Change(StrEnum):
    """What is done to an article that is out."""

    TEXT = "text"
    """A paragraph comes anew, and the article says so."""
    TOUCH = "touch"
    """Its validators and the dates in lists are new; its text is not."""
    WALL = "wall"
    """A wall is put up in front of it."""


@dataclass(frozen=True, slots=True)
class Revision:
    """One change of an article."""

    moment: datetime
    change: Change


class History:
    """The changes that the plan has for each day, and those that somebody asks for."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._asked: dict[tuple[int, int], list[Revision]] = {}
        self._planned = cache(self._plan_day)

    def revisions(self, site: int, number: int, day: date) -> tuple[Revision, ...]:
        """All changes of an article up to the end of a day, in the order in which they were made."""
        asked = [each for each in self._asked.get((site, number), ()) if each.moment.date() <= day]
        return tuple(sorted([*self._by_plan(site, number, day), *asked], key=lambda each: each.moment))

    def ask(self, site: int, number: int, day: date, change: Change) -> Revision:
        """Change an article now. Each change of a day comes a minute after the one before it, from noon on."""
        mine = self._asked.setdefault((site, number), [])
        noon = datetime.combine(day, time(12), UTC)
        revision = Revision(noon + timedelta(minutes=len(mine)), change)
        mine.append(revision)
        return revision

    def changed(self, site: int, day: date) -> list[int]:
        """Numbers of the articles of a site that were changed up to a day."""
        planned = {number for later in range(1, self.plan.later(day) + 1) for number in self._planned(site, later)}
        asked = {
            number for (where, number), made in self._asked.items() if where == site and made[0].moment.date() <= day
        }
        return sorted(planned | asked)

    def _by_plan(self, site: int, number: int, day: date) -> list[Revision]:
        days = [self._planned(site, later) for later in range(1, self.plan.later(day) + 1)]
        return [planned[number] for planned in days if number in planned]

    def _plan_day(self, site: int, later: int) -> dict[int, Revision]:
        plan = self.plan
        day = plan.day + timedelta(days=later)
        numbers = range(plan.out(day - timedelta(days=1)))
        youngest = datetime.combine(day - timedelta(days=YOUNG), time(), UTC)
        # Numbers rise with time.
        young = numbers[bisect_left(numbers, youngest, key=lambda number: plan.published(site, number)) :]
        pool = young if len(young) >= plan.updates + plan.touches else numbers
        dice = plan.dice(site, "changes", later)
        chosen = dice.sample(pool, min(len(pool), plan.updates + plan.touches))
        midnight = datetime.combine(day, time(2), UTC)
        return {
            number: Revision(midnight + timedelta(minutes=place), Change.TEXT if place < plan.updates else Change.TOUCH)
            for place, number in enumerate(chosen)
        }
