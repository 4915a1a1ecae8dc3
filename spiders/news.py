"""`scrapy crawl news`: what is new on news sites, run after run."""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from typing import TYPE_CHECKING, Any, Self

from scrapy import Request, Spider, signals
from scrapy.exceptions import IgnoreRequest
from scrapy.extensions.feedexport import FeedExporter
from scrapy.http import TextResponse

from crawler.browser import BROWSER
from crawler.discovery.articleness import page_score
from crawler.discovery.found import ARTICLE_FROM
from crawler.exitcodes import not_written
from crawler.extensions.feeds import Feeds
from crawler.items import Article
from crawler.middlewares.refusals import (
    ForbiddenByRobotsError,
    NoContactError,
    RobotsUnavailableError,
    SetAsideError,
)
from crawler.news.opening import open_desk, take_outputs
from crawler.news.sourcing import Source, read
from crawler.news.visits import Outcome, Visit
from crawler.pages import REFUSALS, page_from_response, robots_tags_of, text_of
from crawler.signals import robots_read, site_set_aside
from crawler.state.sources import Validators
from pipelines.urls import site_of_host

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from datetime import datetime

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure

    from crawler.items import Page
    from crawler.news.desk import Desk
    from crawler.news.sourcing import Harvest

logger = logging.getLogger(__name__)

VISIT = "copydesk_visit"
"""Key of `response.meta`: the visit that the response belongs to."""
OK, NOT_MODIFIED, SERVER_ERROR = 200, 304, 500
GONE = frozenset({404, 410})
LONG_SOURCE = 50_000
"""Bytes of a sitemap that takes long enough to read to be felt: some milliseconds."""


class NewsSpider(Spider):
    """Brings what is new: articles not seen before, and those that have changed since.

        scrapy crawl news -a sites=https://paper.example/

    What `-a` takes; lists are comma-separated, `@FILE` reads one a line:

    - `urls`: articles.
    - `feeds`: RSS, Atom or JSON Feed. - `sitemaps`: also news sitemaps and indexes.
    - `sites`: front pages; their feeds, sitemaps, sections and articles are found from there.
    - `sources`: a TOML file of sites, each with its own options.
    - `since`: leave out what is certainly older: `12h`, `3d`, `2026-11-20`.
    - `max_articles`, `max_per_site`: end after so many records, in all or of one site.
    - `shard`: `i/n` crawls only the sites that fall to the i-th of n parts.

    What is known, and what is still to be fetched, stands in `COPYDESK_STATE`. Without `-o` and `-O` the records go to
    `COPYDESK_OUTPUT`. See docs/spiders.md, docs/cron.md.
    """

    name = "news"

    def __init__(self, desk: Desk, name: str | None = None, **kwargs: Any) -> None:
        super().__init__(name, **kwargs)
        self.desk = desk
        self.ledger = desk.ledger
        self.state = desk.state
        self._reading = asyncio.Lock()
        self._robots: dict[str, bytes] = {}
        """robots.txt by host and port: it names sitemaps."""

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        super().update_settings(settings)
        take_outputs(settings)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        # Its options are read before there is a spider: nothing must be opened for a wrong one.
        spider = cls(open_desk(crawler.settings, kwargs), *args)
        spider._set_crawler(crawler)
        for handler, signal in (
            (spider.opened, signals.spider_opened),
            (spider.item_dropped, signals.item_dropped),
            (spider.item_error, signals.item_error),
            (spider.broke, signals.spider_error),
            (spider.set_aside, site_set_aside),
            (spider.robots_read, robots_read),
        ):
            crawler.signals.connect(handler, signal)
        return spider

    def opened(self) -> None:
        self.desk.count = self.crawler.stats.inc_value
        self.desk.show = self.crawler.stats.set_value
        self.desk.ledger.on_failure = self.state_failed
        # Not before the outputs have connected to it: a page counts as had when its record has been put into them.
        self.crawler.signals.connect(self.item_scraped, signals.item_scraped)

    def state_failed(self, reason: str) -> None:
        not_written(self.crawler, reason)
        self.desk.pump.stop()

    async def start(self) -> AsyncIterator[Any]:
        self.desk.open()
        async for job in self.desk.pump.jobs():
            yield self._ask_source(job) if isinstance(job, Source) else self._ask(job)
        self.desk.show_waiting()

    # --- Sources ---

    def _ask_source(self, source: Source) -> Request:
        self.desk.source_asked()
        headers = _conditions(self.desk.validators_of(source))
        return Request(
            source.url,
            self.parse_source,
            errback=self.source_failed,
            headers=headers,
            cb_kwargs={"source": source},
            meta={"handle_httpstatus_all": True},
            dont_filter=True,
            priority=1,
        )

    async def parse_source(self, response: Response, source: Source) -> None:
        if response.status == NOT_MODIFIED:
            self.desk.source_not_modified()
        elif response.status != OK:
            self.desk.source_failed(source, f"status {response.status}")
        else:
            # One after the other: what was asked for first is queued first.
            async with self._reading:
                found = await self._read(response, source)
                for _ in self.desk.harvesting(source, found, _validators(response)):
                    await asyncio.sleep(0)

    async def _read(self, response: Response, source: Source) -> Harvest:
        """Read a source; a long one beside the event loop, which has pages of other sites to see to."""
        sort = response.headers.get("Content-Type")
        reading = partial(
            read,
            source,
            response.body,
            text_of(response) if isinstance(response, TextResponse) else "",
            response.url,
            sort.decode("latin-1") if sort else None,
            self._robots.get(_netloc(response.url)),
            robots_tags_of(response),
        )
        return await asyncio.to_thread(reading) if len(response.body) >= LONG_SOURCE else reading()

    def source_failed(self, failure: Failure) -> None:
        source = failure.request.cb_kwargs["source"]  # type: ignore[attr-defined]  # Scrapy sets it
        if isinstance(failure.value, NoContactError):
            # That has been said, and it is no fault of the source.
            self.desk.source_stopped()
        else:
            self.desk.source_failed(source, _why(failure))

    def robots_read(self, url: str, body: bytes) -> None:
        self._robots[_netloc(url)] = body

    # --- Articles ---

    def _ask(self, visit: Visit) -> Request:
        self.desk.asked(visit)
        known = visit.known
        asked = Validators(known.etag, known.last_modified) if known is not None and visit.asks_for_changes else None
        options = self.desk.options(visit.entry.site)
        meta: dict[str, Any] = {"handle_httpstatus_all": True, VISIT: visit}
        if options is not None and options.browser:
            meta[BROWSER] = True
        return Request(
            visit.entry.url,
            self.parse_article,
            errback=self.article_failed,
            headers=_conditions(asked),
            meta=meta,
            dont_filter=True,
        )

    def parse_article(self, response: Response) -> Iterator[Page]:
        visit: Visit = response.meta[VISIT]
        visit.address = response.url
        visit.status = response.status
        if response.status == NOT_MODIFIED:
            self.desk.ended(visit, Outcome.NOT_MODIFIED)
            return
        if response.status in GONE:
            self.desk.ended(visit, Outcome.GONE)
            return
        if response.status >= SERVER_ERROR and visit.later is None:
            self.desk.failed(visit, f"status {response.status}")
            return
        if response.url == visit.entry.url:
            visit.validators = _validators(response)
        page = page_from_response(response, spider=self.name, via=visit.entry.via)
        if page is None:
            self.desk.ended(visit, Outcome.NOT_HTML)
        elif not (visit.entry.sure or response.status in REFUSALS) and page_score(page.body, page.url) < ARTICLE_FROM:
            self.desk.ended(visit, Outcome.NOT_ARTICLE)
        else:
            page.fetched = self.desk.clock.now().isoformat(timespec="seconds")
            self.desk.read(visit)
            yield page

    def article_failed(self, failure: Failure) -> None:
        visit: Visit = failure.request.meta[VISIT]  # type: ignore[attr-defined]  # Scrapy sets it
        error = failure.value
        if isinstance(error, RobotsUnavailableError):
            # Every further page of the site would meet with the same.
            self.desk.close_site(visit.entry.site)
            self.desk.ended(visit, Outcome.LATER)
        elif isinstance(error, ForbiddenByRobotsError):
            self.desk.ended(visit, Outcome.FORBIDDEN)
        elif isinstance(error, SetAsideError):
            visit.later = self._moment(error.until)
            self.desk.ended(visit, Outcome.LATER)
        elif isinstance(error, IgnoreRequest):
            self.desk.ended(visit, Outcome.STOPPED)
        else:
            self.desk.failed(visit, _why(failure))

    def set_aside(self, host: str, until: datetime) -> None:
        site = site_of_host(host) or host
        moment = self._moment(until)
        self.desk.close_site(site, moment)
        visit = self.desk.pump.under_way.get(site)
        if visit is not None:
            visit.later = moment

    def _moment(self, until: datetime) -> int:
        """A moment of this machine's clock by the crawl's own."""
        return int(until.timestamp() + self.desk.clock.ahead)

    def broke(self, failure: Failure, response: Response | None) -> None:
        """Settle what a callback broke on: a crawl that goes on waiting for it would never end."""
        if response is None or response.request is None:
            return
        source = response.request.cb_kwargs.get("source")
        if isinstance(source, Source):
            self.desk.source_failed(source, _why(failure))
        elif (visit := _visit_of(response)) is not None:
            self.desk.failed(visit, _why(failure))

    # --- Records ---

    def item_scraped(self, item: Any, response: Response | None) -> None:
        visit = _visit_of(response)
        if visit is None or not isinstance(item, Article):
            return
        feeds = self.crawler.get_extension(FeedExporter)
        if isinstance(feeds, Feeds) and feeds.taken is not item:
            self.desk.failed(visit, "its record could not be written")
        else:
            self.desk.written(visit, item)

    def item_dropped(self, response: Response | None) -> None:
        if (visit := _visit_of(response)) is not None:
            self.desk.dropped(visit)

    def item_error(self, response: Response | None) -> None:
        if (visit := _visit_of(response)) is not None:
            self.desk.failed(visit, "its record was lost in the pipelines")


def _visit_of(response: Response | None) -> Visit | None:
    visit = response.meta.get(VISIT) if response is not None else None
    return visit if isinstance(visit, Visit) else None


def _conditions(asked: Validators | None) -> dict[str, str]:
    """Headers that ask for a page only where it has changed."""
    headers = {}
    if asked is not None and asked.etag is not None:
        headers["If-None-Match"] = asked.etag
    if asked is not None and asked.last_modified is not None:
        headers["If-Modified-Since"] = asked.last_modified
    return headers


def _validators(response: Response) -> Validators:
    def header(name: str) -> str | None:
        value = response.headers.get(name)
        return value.decode("latin-1") if value else None

    return Validators(header("ETag"), header("Last-Modified"))


def _netloc(url: str) -> str:
    return url.split("/", 3)[2].lower()


def _why(failure: Failure) -> str:
    return f"{type(failure.value).__name__}: {failure.getErrorMessage()}".splitlines()[0][:300]
