"""How large a city is, and what happens in it from day to day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from ipaddress import IPv4Address
from random import Random

FIRST_ADDRESS = IPv4Address("127.0.0.2")
MOST_SITES = 100_000


class PlanError(ValueError):
    """A plan that no city can be made from; says which number is wrong."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The size of a city and its course. All that is served follows from it, the day and what readers did.

    Raises `PlanError`.
    """

    day: date
    """The first day. Articles of the days before it are out; on each day after it, others come and some change."""
    sites: int = 20
    articles: int = 100
    """Articles that each site has on the first day."""
    seed: int = 1
    span: int = 30
    """Days before the first one over which those were published."""
    fresh: int = 2
    """Articles that each site publishes on each later day."""
    updates: int = 3
    """Articles of a site whose text is changed on each later day."""
    touches: int = 2
    """Articles of a site that are only said to have been changed on each later day: new validators, the same text."""
    metered: float = 0.3
    """Share of the sites that have a meter, and of the articles of those sites that count for it."""
    limit: int = 10
    """Metered articles that such a site gives away in a day; twice as many in a week, three times in a month."""
    walls: float = 0.3
    """Share of the other articles that are not simply free."""
    listed: int = 30
    """Articles in a feed and on a front."""
    per_sitemap: int = 50
    """Articles in one sitemap."""
    crawl_delay: float | None = None
    """Seconds that robots.txt asks for."""

    def __post_init__(self) -> None:
        for name, least in (
            ("sites", 1),
            ("articles", 1),
            ("span", 1),
            ("limit", 1),
            ("listed", 1),
            ("per_sitemap", 1),
        ):
            if getattr(self, name) < least:
                raise PlanError(f"{name} is {getattr(self, name)}; it must be {least} or more")
        for name in ("fresh", "updates", "touches"):
            if getattr(self, name) < 0:
                raise PlanError(f"{name} is {getattr(self, name)}; it must not be negative")
        for name in ("metered", "walls"):
            if not 0 <= getattr(self, name) <= 1:
                raise PlanError(f"{name} is {getattr(self, name)}; it must lie between 0 and 1")
        if self.sites > MOST_SITES:
            raise PlanError(f"sites is {self.sites}; there are {MOST_SITES} at most")

    def dice(self, *what: object) -> Random:
        """A source of chance for one purpose; the same for the same plan and purpose."""
        return Random("/".join(map(str, (self.seed, *what))))  # noqa: S311  nothing secret hangs on it

    def host(self, site: int) -> str:
        """Address of a site, by its number from 0 on."""
        return str(FIRST_ADDRESS + site)

    def later(self, day: date) -> int:
        """How many days after the first one a day is; 0 for any before it."""
        return max(0, (day - self.day).days)

    def out(self, day: date) -> int:
        """How many articles of a site are out at the end of a day."""
        return self.articles + self.fresh * self.later(day)

    def published(self, site: int, number: int) -> datetime:
        """When an article came out. A higher number is a later article."""
        midnight = datetime.fromisoformat(f"{self.day}T00:00:00+00:00")
        share = self.dice(site, number, "published").random()
        if number < self.articles:
            before = timedelta(days=self.span) * (1 - (number + share) / self.articles)
            return (midnight - before).replace(microsecond=0)
        day, place = divmod(number - self.articles, self.fresh)
        # In the first hours, so that whoever crawls on that day finds them.
        hours = timedelta(hours=2) * ((place + share) / self.fresh)
        return (midnight + timedelta(days=day + 1) + hours).replace(microsecond=0)
