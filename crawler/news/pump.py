"""Decides what is asked for next: one article of every site at a time, and no site that asked to be left alone."""

from __future__ import annotations

import asyncio
import math
from collections import Counter, deque
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crawler.news.visits import Visit

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from crawler.clock import Clock
    from crawler.news.shards import Shard
    from crawler.news.sourcing import Source
    from crawler.state.store import State

DAY = 86_400


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one run asks for."""

    articles: int | None = None
    """Records of the run."""
    per_site: int | None = None
    """Records of a site, where it has no number of its own."""
    sites: dict[str, int] = field(default_factory=dict)
    """Records of single sites."""
    at_once: int = 32
    """Articles that are under way."""
    since: int | None = None
    """Seconds since 1970; what is known to be older stays queued."""
    patience: int = 300
    """Seconds that the run waits for a site which asked to be left alone, when there is nothing else to do."""

    def of(self, site: str) -> float:
        """Records of one site."""
        own = self.sites.get(site, self.per_site)
        return math.inf if own is None else own


class Pump:
    """Hands out sources and articles until nothing is left that this run may ask for.

    Whoever takes one tells of its end (`source_done`, `done`); what is found meanwhile is offered (`add_source`,
    `ready`).
    """

    def __init__(self, state: State, clock: Clock, shard: Shard, limits: Limits) -> None:
        self.state = state
        self.clock = clock
        self.shard = shard
        self.limits = limits
        self.sources: deque[Source] = deque()
        self.sources_under_way = 0
        self.under_way: dict[str, Visit] = {}
        """By site."""
        self.records = 0
        self.records_of: Counter[str] = Counter()
        self.closed: dict[str, float] = {}
        """Sites that are left alone, and until when; for ever means: in this run."""
        self._opens = math.inf
        """When the first of them may be asked again."""
        self._ready: dict[str, None] = {}
        """Sites with something queued and nothing under way, in the order of their turns."""
        self._wake = asyncio.Event()
        self._stopped = False

    def open(self) -> None:
        """Take up what earlier runs have left."""
        now = self.clock.seconds()
        for spent in self.state.meters.closed(now).values():
            self.close(spent.site, spent.until)
        for site in self.state.frontier.sites(now):
            self.ready(site)

    def add_source(self, source: Source) -> None:
        """Offer a feed, sitemap or front."""
        self.sources.append(source)
        self._wake.set()

    def source_done(self) -> None:
        """Take note that a source has been read, or could not be."""
        self.sources_under_way -= 1
        self._wake.set()

    def ready(self, site: str) -> None:
        """Take note that a site has something queued."""
        if site not in self.under_way and self.shard.has(site):
            self._ready[site] = None
            self._wake.set()

    def close(self, site: str, until: float = math.inf) -> None:
        """Leave a site alone until a moment; without one, for the rest of the run."""
        self.closed[site] = max(until, self.closed.get(site, 0))
        self._opens = min(self._opens, self.closed[site])

    def done(self, visit: Visit, records: int = 0) -> None:
        """Take note that a visit has come to its end."""
        site = visit.entry.site
        self.under_way.pop(site, None)
        self.records += records
        self.records_of[site] += records
        self.ready(site)
        self._wake.set()

    @property
    def waiting(self) -> int:
        """Sites with something queued that this run may ask for, or under way."""
        return len(self._ready) + len(self.under_way)

    def stop(self) -> None:
        """Hand out nothing more."""
        self._stopped = True
        self._wake.set()

    async def jobs(self) -> AsyncIterator[Source | Visit]:
        """Everything that is to be asked for, as soon as it may be."""
        while not self._stopped:
            if (job := self._next()) is not None:
                yield job
                continue
            pause = None
            if not self.under_way and not self.sources_under_way:
                pause = self._pause()
                if pause is None:
                    return
            await self._sleep(pause)

    def _next(self) -> Source | Visit | None:
        if self.sources and self.sources_under_way < self.limits.at_once:
            self.sources_under_way += 1
            return self.sources.popleft()
        if len(self.under_way) >= self.limits.at_once or self._enough():
            return None
        self._open_again()
        while self._ready:
            site = next(iter(self._ready))
            del self._ready[site]
            if self._may_ask(site) and (visit := self._take(site)) is not None:
                self.under_way[site] = visit
                return visit
        return None

    def _open_again(self) -> None:
        now = self.clock.seconds()
        if now < self._opens:
            return
        for site in [site for site, until in self.closed.items() if until <= now]:
            del self.closed[site]
            self.ready(site)
        self._opens = min(self.closed.values(), default=math.inf)

    def _enough(self) -> bool:
        return self.limits.articles is not None and self.records + len(self.under_way) >= self.limits.articles

    def _may_ask(self, site: str) -> bool:
        return site not in self.closed and self.records_of[site] < self.limits.of(site)

    def _take(self, site: str) -> Visit | None:
        now = self.clock.seconds()
        while (entry := self.state.frontier.next(site, now)) is not None:
            dates = [date for date in (entry.published, entry.modified) if date is not None]
            if self.limits.since is None or not dates or max(dates) >= self.limits.since:
                return Visit(entry, self.state.pages.find(entry.key))
            self.state.frontier.defer(entry.key, now + DAY, failed=False)
        return None

    def _pause(self) -> float | None:
        """Seconds to wait for a site that can be asked again soon; null where there is none."""
        now = self.clock.seconds()
        soon = {site: until for site, until in self.closed.items() if until - now <= self.limits.patience}
        if self._enough() or not soon:
            return None
        queued = self.state.frontier.waiting()
        waits = [
            until - now
            for site, until in soon.items()
            if site in queued and self.shard.has(site) and self.records_of[site] < self.limits.of(site)
        ]
        return max(1.0, min(waits)) if waits else None

    async def _sleep(self, seconds: float | None) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), seconds)
        self._wake.clear()
