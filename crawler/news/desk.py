"""Where a news crawl is decided: what is worth asking for, what came of it, and what is kept."""

from __future__ import annotations

import logging
import math
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from crawler.news.had import Had
from crawler.news.keeper import FIRST, Keeper
from crawler.news.sourcing import GIVEN, PRIORITY, REVISIT, Source, first_sources
from crawler.news.visits import NO_VALIDATORS, Outcome, Visit
from crawler.state.frontier import Entry
from crawler.state.keys import key_of, moment
from pipelines.urls import site as site_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from crawler.clock import Clock
    from crawler.discovery.found import Found
    from crawler.discovery.sources_file import SiteSources
    from crawler.items import Article
    from crawler.news.arguments import NewsArguments
    from crawler.news.ledger import Ledger
    from crawler.news.meters import MeterReader
    from crawler.news.pump import Pump
    from crawler.news.sourcing import Harvest
    from crawler.state.sources import Validators
    from crawler.state.store import State

logger = logging.getLogger(__name__)

OFFERED_AT_ONCE = 200
"""Pages of a source that are queued in one step; a sitemap can list 50,000."""
CLASS = 10**11
"""Priorities of what was found in one sort of source lie closer together than this: they differ by the date."""

P = ParamSpec("P")
R = TypeVar("R")


def _writes(method: Callable[Concatenate[Desk, P], R]) -> Callable[Concatenate[Desk, P], R | None]:
    """For methods of the desk that change the state: where it can't be written, the crawl is stopped, not left waiting."""

    @wraps(method)
    def guarded(desk: Desk, /, *args: P.args, **kwargs: P.kwargs) -> R | None:
        with desk.ledger.writing():
            return method(desk, *args, **kwargs)
        desk.pump.stop()
        return None

    return guarded


@dataclass(slots=True)
class SiteTally:
    """What came of one site in this run."""

    asked: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)


class Desk:
    """Ties the parts of a news crawl together; knows nothing of Scrapy."""

    def __init__(
        self,
        arguments: NewsArguments,
        state: State,
        clock: Clock,
        keeper: Keeper,
        pump: Pump,
        ledger: Ledger,
        meters: MeterReader,
        site_errors: int,
    ) -> None:
        self.arguments = arguments
        self.state = state
        self.clock = clock
        self.keeper = keeper
        self.pump = pump
        self.ledger = ledger
        self.meters = meters
        self.site_errors = site_errors
        self.count: Callable[[str, int], None] = lambda name, number: None  # noqa: ARG005 - until there are stats
        self.show: Callable[[str, int], None] = lambda name, number: None  # noqa: ARG005 - the same
        self.sites: defaultdict[str, SiteTally] = defaultdict(SiteTally)
        self.sources_read = 0
        self.sources_failed = 0
        self._options = _by_site(arguments.sources)
        self._at: defaultdict[str, list[Visit]] = defaultdict(list)
        """Visits whose page is in the pipelines, by its address there."""
        self._errors: Counter[str] = Counter()
        """Failures in a row, by site."""
        self._sources: set[str] = set()
        """Sources of this run, by key."""

    def open(self) -> None:
        """Take up what is left from earlier runs and what this one is given."""
        due = self.state.frontier.put_due(self.clock.seconds(), REVISIT * CLASS)
        self.count("copydesk/queued/due", due)
        for site in self.arguments.sources:
            for url in site.urls:
                if (queued := self._queue(url, GIVEN, via=None)) is not None:
                    self.pump.ready(queued)
        for source in first_sources(self.arguments.sources):
            self.add_source(source)
        self.pump.open()

    # --- Sources ---

    def add_source(self, source: Source) -> None:
        """Have a source read, once in a run and where its site falls to this shard."""
        if source.key in self._sources:
            return
        if not self.arguments.shard.has(site_of(source.url) or ""):
            self.count("copydesk/sources/other_shard", 1)
            return
        self._sources.add(source.key)
        if source.modified is not None and self._is_read_since(source):
            self.count("copydesk/sources/not_modified", 1)
            return
        self.pump.add_source(source)

    def source_asked(self) -> None:
        """Note that a source is being asked for."""
        self.count("copydesk/sources/asked", 1)

    def validators_of(self, source: Source) -> Validators | None:
        """What to ask with whether a source has changed; null where all of it is wanted."""
        return self.state.sources.find(source.url, self._filters(source))

    def harvest(self, source: Source, found: Harvest, validators: Validators) -> None:
        """Queue what a source has led to."""
        for _ in self.harvesting(source, found, validators):
            pass

    def harvesting(self, source: Source, found: Harvest, validators: Validators) -> Iterator[None]:
        """Queue what a source has led to, some at a time: whoever takes the steps can do something else in between.

        That it was read is noted in the end. Where a run is killed before, it is read again.
        """
        if found.problem is not None:
            logger.warning("%s: %s", source.url, found.problem)
        if not found.sound:
            self.source_failed(source, found.problem or f"no {source.sort}")
            return
        self._add_sources(source, found)
        sites: set[str] = set()
        for start in range(0, len(found.pages), OFFERED_AT_ONCE):
            sites.update(self._offer(found.pages[start : start + OFFERED_AT_ONCE], PRIORITY[source.sort]) or ())
            yield
        # Not before all is queued: the newest may stand last.
        for site in sorted(sites):
            self.pump.ready(site)
        self._harvested(source, found, validators)

    @_writes
    def _add_sources(self, source: Source, found: Harvest) -> None:
        self.sources_read += 1
        self.count(f"copydesk/sources/{source.sort}", 1)
        for reason, number in found.left_out.items():
            self.count(f"copydesk/left_out/{reason}", number)
        for more in found.sources:
            self.add_source(more)

    @_writes
    def _harvested(self, source: Source, found: Harvest, validators: Validators) -> None:
        if any(more.modified is None for more in found.sources):
            # That the list of them is the same says nothing of what they list.
            validators = NO_VALIDATORS
        self.state.sources.put(source.url, self._filters(source), validators, self.clock.seconds())
        self._source_done()

    @_writes
    def source_not_modified(self) -> None:
        """Note that a source lists what it listed before."""
        self.sources_read += 1
        self.count("copydesk/sources/not_modified", 1)
        self._source_done()

    @_writes
    def source_failed(self, source: Source, why: str) -> None:
        """Note that a source could not be read."""
        self.sources_failed += 1
        self.count("copydesk/sources/failed", 1)
        logger.error("%s could not be read as a %s: %s", source.url, source.sort, why)
        self._source_done()

    def _source_done(self) -> None:
        self.ledger.page()
        self.pump.source_done()
        self.show_waiting()

    @_writes
    def source_stopped(self) -> None:
        """Note that the crawl ended before a source was asked for."""
        self._source_done()

    def _filters(self, source: Source) -> str:
        shard = self.arguments.shard.suffix
        return f"{source.filters}{shard} since={self.arguments.said_since}"

    def _is_read_since(self, source: Source) -> bool:
        changed = moment(source.modified)
        read = self.state.sources.last_asked(source.url, self._filters(source))
        return read is not None and changed is not None and changed < read

    @_writes
    def _offer(self, pages: Sequence[Found], rank: int) -> set[str]:
        """Queue what is wanted of these pages; the sites that have something queued for it."""
        self.count("copydesk/found", len(pages))
        sites = set()
        for page in pages:
            # The page of what may be none has to be looked at; those that are known to be articles go first.
            own = rank if page.is_article else REVISIT
            dates = moment(page.published), moment(page.modified)
            sites.add(self._queue(page.url, own, page.via, *dates, sure=page.score >= 1))
        return {site for site in sites if site is not None}

    def _queue(
        self,
        url: str,
        rank: int,
        via: str | None,
        published: int | None = None,
        modified: int | None = None,
        *,
        sure: bool = True,
    ) -> str | None:
        """Queue an address that is new, or whose page has changed since it was had; its site, if it was."""
        site = site_of(url)
        if site is None or not self.arguments.shard.has(site):
            self.count("copydesk/left_out/other_shard", 1)
            return None
        key = key_of(url)
        known = self.state.pages.find(key)
        if known is not None:
            seen = known.modified if known.modified is not None else known.last_asked
            # A page that was looked at and is no article stays none.
            if modified is None or modified <= seen or (known.hash is None and not sure):
                self.count("copydesk/known", 1)
                return None
            key = known.key
        now = self.clock.seconds()
        # Of what stands in one sort of source, the newest first.
        priority = rank * CLASS + max(0, min(max(published or 0, modified or 0), now))
        entry = Entry(key, url, site, priority, now, via=via, published=published, modified=modified, sure=sure)
        if self.state.frontier.put(entry):
            self.count("copydesk/queued/changed" if known is not None else "copydesk/queued/new", 1)
        return site

    # --- Pages ---

    def options(self, site: str) -> SiteSources | None:
        """What the sources file says of a site."""
        return self._options.get(site)

    def asked(self, visit: Visit) -> None:
        """Note that a page is being asked for."""
        self.sites[visit.entry.site].asked += 1
        self.count("copydesk/asked", 1)

    def read(self, visit: Visit) -> None:
        """Note that a page goes into the pipelines from `visit.address`."""
        self._errors.pop(visit.entry.site, None)
        self._at[visit.address].append(visit)

    @_writes
    def judge(self, article: Article) -> str | None:
        """Why a record is not to be written; null where it is. Fills in what only the crawl knows."""
        visits = self._at.get(article.url)
        if not visits:
            return None
        visit = visits[0]
        if (said := self.meters.spent(article)) is not None:
            spent = self.keeper.spent(visit.entry.site, said)
            self._close_for_meter(visit.entry.site, spent.until, spent.period, spent.said)
            if visit.entry.priority < FIRST:
                visit.later, visit.outcome = spent.until, Outcome.METER
                return f"the meter of {visit.entry.site} is spent"
        elif article.http_status == 200:
            self.state.meters.reset(visit.entry.site)
        options = self.options(visit.entry.site)
        if article.language is None and options is not None:
            article.language = options.language
        if self._is_before_since(article, options):
            visit.outcome = Outcome.BEFORE_SINCE
            return "older than since"
        visit.had = Had.of(article)
        visit.outcome = self.keeper.compare(visit.had)
        if visit.outcome is Outcome.SAME_TEXT:
            return "nothing new"
        if visit.outcome is Outcome.UPDATED and visit.had.whole:
            self._date_change(article, visit)
        return None

    @_writes
    def written(self, visit: Visit, article: Article) -> None:
        """Settle a visit whose record is in its file's buffer."""
        visit.outcome = visit.outcome or Outcome.NEW
        self.keeper.had(visit, Had.of(article))
        self.sites[visit.entry.site].verdicts[article.access.status or "unknown"] += 1
        self._done(visit, records=1)

    @_writes
    def dropped(self, visit: Visit) -> None:
        """Settle a visit whose record is not wanted."""
        match visit.outcome:
            case Outcome.METER if visit.later is not None:
                self.keeper.keep_back(visit, visit.later)
            case Outcome.SAME_TEXT if visit.had is not None:
                self.keeper.had(visit, visit.had)
            case Outcome.NEW | Outcome.UPDATED if visit.had is not None:
                # A pipeline behind the desk did not want it, as a copy of a story that is there: it was read all the same.
                visit.outcome = Outcome.DROPPED
                self.keeper.had(visit, visit.had)
            case _:
                visit.outcome = visit.outcome or Outcome.DROPPED
                self.keeper.nothing(visit)
        self._done(visit)

    @_writes
    def ended(self, visit: Visit, outcome: Outcome) -> None:
        """Settle a visit that gave no page for the pipelines."""
        visit.outcome = outcome
        match outcome:
            case Outcome.NOT_MODIFIED:
                self._errors.pop(visit.entry.site, None)
                self.keeper.not_modified(visit)
            case Outcome.FORBIDDEN:
                self.keeper.forbidden(visit)
            case Outcome.LATER if visit.later is not None:
                self.keeper.later(visit, visit.later)
            case Outcome.STOPPED | Outcome.LATER:
                pass
            case _:
                self.keeper.nothing(visit)
        self._done(visit)

    @_writes
    def failed(self, visit: Visit, why: str) -> None:
        """Settle a visit that could not be had."""
        site = visit.entry.site
        visit.outcome = Outcome.FAILED
        again = self.keeper.failed(visit)
        logger.warning("%s: %s%s", visit.entry.url, why, "" if again else "; it is given up")
        if not again:
            self.count("copydesk/given_up", 1)
        self._errors[site] += 1
        if self._errors[site] >= self.site_errors:
            logger.error("%s has failed %d times in a row and is left alone in this run", site, self._errors[site])
            self.count("copydesk/left_alone", 1)
            self.pump.close(site)
        self._done(visit)

    def close_site(self, site: str, until: float = math.inf) -> None:
        """Leave a site alone that asked for it."""
        self.pump.close(site, until)

    def is_here(self, article: Article) -> bool:
        """Whether a record is of a page that was asked for and is not settled."""
        return bool(self._at.get(article.url))

    def _done(self, visit: Visit, records: int = 0) -> None:
        waiting = self._at.get(visit.address)
        if waiting and visit in waiting:
            waiting.remove(visit)
            if not waiting:
                del self._at[visit.address]
        outcome = visit.outcome or Outcome.DROPPED
        self.sites[visit.entry.site].outcomes[outcome] += 1
        self.count(f"copydesk/outcome/{outcome}", 1)
        self.ledger.page()
        self.pump.done(visit, records)
        self.show_waiting()

    def show_waiting(self) -> None:
        """Bring the number of sites that have something left up to date."""
        self.show("copydesk/sites/waiting", self.pump.waiting)

    def _close_for_meter(self, site: str, until: int, period: str, said: str | None) -> None:
        if site not in self.pump.closed:
            self.count("copydesk/meters_spent", 1)
            logger.info("The meter of %s is spent (by the %s: %r); it is asked again later", site, period, said)
        self.pump.close(site, until)

    def _is_before_since(self, article: Article, options: SiteSources | None) -> bool:
        since: datetime | None = options.since if options is not None and options.since else self.arguments.since
        dates = [date for date in (moment(article.published), moment(article.modified)) if date is not None]
        return since is not None and bool(dates) and max(dates) < since.timestamp()

    def _date_change(self, article: Article, visit: Visit) -> None:
        """Say when an article was changed that does not say so itself: at the latest when it was fetched."""
        known = visit.known
        if known is None or not known.whole:
            # What was had before was a wall; or it was another address's.
            return
        said = moment(article.modified)
        if said is None or said <= (known.modified or 0):
            article.modified = article.fetched


def _by_site(sources: tuple[SiteSources, ...]) -> dict[str, SiteSources]:
    """The tables of the sources file by the sites that their addresses are of; the first one of a site counts."""
    found: dict[str, SiteSources] = {}
    for table in sources:
        if not table.name:
            continue
        for url in (table.front, *table.urls, *table.feeds, *table.sitemaps, *(table.sections or ())):
            site = site_of(url) if url else None
            if site is not None:
                found.setdefault(site, table)
    return found


def limits_of(sources: tuple[SiteSources, ...]) -> dict[str, int]:
    """The most records of each site that has a number of its own."""
    return {site: table.max_articles for site, table in _by_site(sources).items() if table.max_articles is not None}


def report(desk: Desk) -> dict[str, Any]:
    """What came of each site, for the summary of the run."""
    waiting = desk.state.frontier.waiting()
    meters = desk.state.meters.closed(desk.clock.seconds())
    return {
        site: {
            "asked": tally.asked,
            "outcomes": dict(tally.outcomes.most_common()),
            "access": dict(tally.verdicts.most_common()),
            "waiting": waiting.get(site, 0),
            "meter_until": meters[site].until if site in meters else None,
        }
        for site in sorted({*desk.sites, *waiting, *meters})
        for tally in [desk.sites.get(site) or SiteTally()]
    }
