"""One paper of the city."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from crawler.newsroom.city.texts import load_texts
from crawler.newsroom.stories import Feed, Paper, Period, load_papers

if TYPE_CHECKING:
    from crawler.newsroom.city.plan import Plan

# How news sites address their articles, more or less.
ADDRESSES = (
    "/{section}/{slug}",
    "/{date:%Y/%m/%d}/{slug}/",
    "/{section}/{slug}.html",
    "/{section}/{date:%Y-%m-%d}/{slug}",
    "/news/{slug}",
)
MORE_IN = {Period.DAY: 1, Period.WEEK: 2, Period.MONTH: 3}
TRACKED = "?utm_source=feed&utm_medium=rss"


@dataclass(frozen=True)
class Site:
    """A site of the city, by its number from 0 on."""

    number: int
    host: str
    base: str
    """Scheme, host and port, without a slash at its end."""
    paper: Paper
    metered: bool
    tracked: bool
    """Whether links in its feed carry tracking parameters."""

    @cached_property
    def sections(self) -> tuple[str, ...]:
        return tuple(slug for slug, _ in self.paper.sections)


def make_site(plan: Plan, number: int, port: int) -> Site:
    """Make a site: language, look and furniture are those of one of the house's papers, in turn."""
    model = load_papers()[number % len(load_papers())]
    dice = plan.dice(number, "site")
    texts = load_texts(model.language)
    period = tuple(Period)[dice.randrange(len(Period))]
    host = plan.host(number)
    base = f"http://{host}:{port}"
    short = dice.choice(texts.papers)
    # Spread evenly, so that a small city has its share of them too.
    metered = int((number + 1) * plan.metered) > int(number * plan.metered)
    paper = replace(
        model,
        id=f"site{number}",
        name=texts.name.format(town=dice.choice(texts.once["town"]), paper=short),
        short=short,
        domain=host,
        home="",
        origin=base,
        address=ADDRESSES[number % len(ADDRESSES)],
        limit=plan.limit * MORE_IN[period],
        period=period,
        feed=tuple(Feed)[number % len(Feed)],
    )
    return Site(number, host, base, paper, metered, tracked=number % 4 == 1)
