"""robots.txt, enforced for every request and read as RFC 9309 says.

Scrapy's own middleware keeps one Deferred for all requests that wait for the same robots.txt. Since 2.14 only
the first of them is handed the rules; the others are handed nothing, which means leave. A feed or a sitemap
fans out to dozens of URLs on a new host at once, so here each waiting request is answered on its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware as ScrapyRobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.utils.defer import maybe_deferred_to_future
from scrapy.utils.httpobj import urlparse_cached
from scrapy.utils.misc import build_from_crawler
from twisted.internet.defer import Deferred

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.robotstxt import RobotParser

TOO_MANY_REQUESTS = 429
CLIENT_ERROR = 400
SERVER_ERROR = 500
DISALLOW_ALL = b"User-agent: *\nDisallow: /\n"


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
    return b"" if status >= CLIENT_ERROR else body


class RobotsTxtMiddleware(ScrapyRobotsTxtMiddleware):
    """Scrapy's middleware with a queue of its own for the requests that wait.

    Stats: those of Scrapy (`robotstxt/...`), `copydesk/skipped/robots` (requests that were not made), and
    `copydesk/robots/unavailable` (hosts that are left alone because their robots.txt could not be had).
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._waiting: dict[str, list[Deferred[RobotParser | None]]] = {}

    async def robot_parser(self, request: Request) -> RobotParser | None:
        netloc = urlparse_cached(request).netloc
        if netloc in self._waiting:
            own: Deferred[RobotParser | None] = Deferred()
            self._waiting[netloc].append(own)
            return await maybe_deferred_to_future(own)
        if netloc in self._parsers:
            return await super().robot_parser(request)
        self._waiting[netloc] = []
        try:
            parser = await super().robot_parser(request)
        except BaseException:
            for waiter in self._waiting.pop(netloc):
                waiter.errback(IgnoreRequest(f"robots.txt of {netloc} could not be read"))
            raise
        for waiter in self._waiting.pop(netloc):
            waiter.callback(parser)
        return parser

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest:
            self._stats.inc_value("copydesk/skipped/robots")
            raise

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if unavailable(response.status):
            self._stats.inc_value("copydesk/robots/unavailable")
        rules = response.replace(body=rules_of(response.status, response.body))
        await super()._parse_robots(rules, netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        super()._robots_error(exc, netloc)
        # Scrapy takes an unreachable robots.txt for leave; RFC 9309 takes it for a refusal.
        self._parsers[netloc] = build_from_crawler(self._parserimpl, self.crawler, DISALLOW_ALL)
        self._stats.inc_value("copydesk/robots/unavailable")
