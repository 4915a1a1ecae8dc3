"""robots.txt, enforced for every request and read as RFC 9309 says, with Crawl-delay.

Scrapy's own middleware keeps one Deferred for all requests that wait for the same robots.txt. Since 2.14 only
the first of them is handed the rules; the others are handed nothing, which means leave. A feed or a sitemap
fans out to dozens of URLs on a new host at once, so here each waiting request is answered on its own.
"""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware as ScrapyRobotsTxtMiddleware
from scrapy.utils.defer import maybe_deferred_to_future
from scrapy.utils.httpobj import urlparse_cached
from scrapy.utils.misc import build_from_crawler
from twisted.internet.defer import Deferred

from crawler.middlewares.refusals import ForbiddenByRobotsError, RobotsUnavailableError
from crawler.middlewares.slots import keep_apart
from crawler.rights.robots import EVERYBODY, cut, read_robots
from crawler.signals import robots_read

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.robotstxt import RobotParser

logger = logging.getLogger(__name__)

TOO_MANY_REQUESTS = 429
CLIENT_ERROR = 400
SERVER_ERROR = 500
DISALLOW_ALL = b"User-agent: *\nDisallow: /\n"
MAX_AGE = 24 * 3600
"""Seconds after which a robots.txt is asked for again (RFC 9309, section 2.4)."""
SITE_FILE = "copydesk_site_file"
"""Set in the `meta` of requests for what is no page: a refusal of one is not counted among the pages passed over."""


def unavailable(status: int) -> bool:
    """Tell whether a status of robots.txt means that the host must be left alone (RFC 9309, section 2.3.1.4).

    A server error does, and so does 429: a host that asks for fewer requests has not said yes to more.
    """
    return status >= SERVER_ERROR or status == TOO_MANY_REQUESTS


def rules_of(status: int, body: bytes) -> bytes:
    """Turn an answer for robots.txt into the rules that it stands for.

    Where it is not unavailable, a 4xx means that there are no rules, whatever the error page has in it.
    """
    if unavailable(status):
        return DISALLOW_ALL
    return b"" if status >= CLIENT_ERROR else cut(body)


class RobotsTxtMiddleware(ScrapyRobotsTxtMiddleware):
    """Scrapy's middleware with a queue of its own for the requests that wait.

    The rules that bind are those for `ROBOTSTXT_USER_AGENT` where it is named, or else those for everybody and those for
    Scrapy. Crawl-delay is put on the host's slot, up to `COPYDESK_MAX_CRAWL_DELAY`. Requests that are not made fail with
    `ForbiddenByRobotsError` or `RobotsUnavailableError`; what the file says beyond that goes out as the signal
    `robots_read`.

    Stats: those of Scrapy (`robotstxt/...`), `copydesk/skipped/robots` (requests that were not made),
    `copydesk/robots/unavailable` (hosts that are left alone because their robots.txt could not be had) and
    `copydesk/robots/crawl_delay` (hosts with a Crawl-delay).
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.max_delay = crawler.settings.getfloat("COPYDESK_MAX_CRAWL_DELAY", 300.0)
        self.clock = time.monotonic
        self._own = self._robotstxt_useragent or self._default_useragent
        self._waiting: dict[str, list[Deferred[RobotParser | None]]] = {}
        self._tokens: dict[str, tuple[str, ...]] = {}
        self._unavailable: set[str] = set()
        self._read_at: dict[str, float] = {}

    async def robot_parser(self, request: Request) -> RobotParser | None:
        netloc = urlparse_cached(request).netloc
        if netloc in self._waiting:
            own: Deferred[RobotParser | None] = Deferred()
            self._waiting[netloc].append(own)
            return await maybe_deferred_to_future(own)
        if netloc in self._parsers and self.clock() - self._read_at.get(netloc, 0.0) > MAX_AGE:
            del self._parsers[netloc]
        if netloc in self._parsers:
            return await super().robot_parser(request)
        self._waiting[netloc] = []
        self._unavailable.discard(netloc)
        self._read_at[netloc] = self.clock()
        try:
            parser = await super().robot_parser(request)
        except BaseException:
            for waiter in self._waiting.pop(netloc):
                waiter.errback(RobotsUnavailableError(f"robots.txt of {netloc} could not be read"))
            raise
        for waiter in self._waiting.pop(netloc):
            waiter.callback(parser)
        return parser

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        netloc = urlparse_cached(request).netloc
        if rp is None or all(rp.allowed(request.url, token) for token in self._tokens.get(netloc, (self._own,))):
            return
        if not request.meta.get(SITE_FILE):
            self._stats.inc_value("robotstxt/forbidden")
            self._stats.inc_value("copydesk/skipped/robots")
        logger.debug("Forbidden by robots.txt: %s", request)
        if netloc in self._unavailable:
            raise RobotsUnavailableError(f"robots.txt of {netloc} could not be had")
        raise ForbiddenByRobotsError("Forbidden by robots.txt")

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if unavailable(response.status):
            self._leave_alone(netloc)
        body = rules_of(response.status, response.body)
        # A token that the file does not name gets everybody's rules.
        tokens = read_robots(body, self._own).tokens
        self._tokens[netloc] = tuple(self._own if token == EVERYBODY else token for token in tokens)
        await super()._parse_robots(response.replace(body=body), netloc, request)
        self._slow_down(self._parsers[netloc], request, netloc)
        self.crawler.signals.send_catch_log(robots_read, url=request.url, body=body)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        super()._robots_error(exc, netloc)
        # Scrapy takes an unreachable robots.txt for leave; RFC 9309 takes it for a refusal.
        self._parsers[netloc] = build_from_crawler(self._parserimpl, self.crawler, DISALLOW_ALL)
        self._leave_alone(netloc)

    def _leave_alone(self, netloc: str) -> None:
        self._unavailable.add(netloc)
        self._stats.inc_value("copydesk/robots/unavailable")

    def _slow_down(self, parser: object, request: Request, netloc: str) -> None:
        # Scrapy's parsers are typed as one of three things; by now it is the parser.
        delays = [parser.crawl_delay(token) for token in self._tokens[netloc]]  # type: ignore[attr-defined]
        asked = max((delay for delay in delays if delay), default=0.0)
        if not asked:
            return
        self._stats.inc_value("copydesk/robots/crawl_delay")
        delay = min(float(asked), self.max_delay)
        if delay < asked:
            logger.warning(
                "%s asks for %g s between requests; it gets %g s (COPYDESK_MAX_CRAWL_DELAY)", netloc, asked, delay
            )
        downloader = self.crawler.engine.downloader
        keep_apart(downloader, downloader.get_slot_key(request), delay)
