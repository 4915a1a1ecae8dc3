"""A host that says not now is left alone for as long as it says; a refusal is taken for an answer."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Self

from scrapy.utils.httpobj import urlparse_cached

from crawler.middlewares.refusals import SetAsideError
from crawler.rights.refusals import retry_after
from crawler.rights.site import host_of
from crawler.signals import site_set_aside

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)

TOO_MANY_REQUESTS, SERVICE_UNAVAILABLE = 429, 503
FINAL = frozenset({401, 402, 403, TOO_MANY_REQUESTS, 451})


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


class SetAsideMiddleware:
    """Keeps refusals (401, 402, 403, 429, 451) from being retried, whatever `RETRY_HTTP_CODES` has, and obeys Retry-After.

    After a 429, or a 503 with Retry-After, no request goes to that host until then: each fails with `SetAsideError`,
    those that were waiting too. A 429 without Retry-After means `COPYDESK_SET_ASIDE` seconds. The signal
    `site_set_aside` tells of it. The answer itself goes on to the spider.

    Stats: `copydesk/set_aside` (times that a host was), `copydesk/skipped/set_aside` (requests that were not made).
    Has to stand between the downloader and Scrapy's RetryMiddleware.
    """

    def __init__(self, crawler: Crawler, clock: Callable[[], datetime] = now) -> None:
        self.crawler = crawler
        self.clock = clock
        self.usual = timedelta(seconds=crawler.settings.getfloat("COPYDESK_SET_ASIDE", 3600.0))
        self.until: dict[str, datetime] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        host = host_of(request.url)
        until = self.until.get(host)
        if until is None:
            return
        if until <= self.clock():
            del self.until[host]
            return
        self.crawler.stats.inc_value("copydesk/skipped/set_aside")
        raise SetAsideError(host, until)

    def process_response(self, request: Request, response: Response) -> Response:
        if response.status not in FINAL and response.status != SERVICE_UNAVAILABLE:
            return response
        wait = self._asked(response)
        if response.status in FINAL or wait is not None:
            request.meta["dont_retry"] = True
        if response.status == TOO_MANY_REQUESTS and wait is None:
            wait = self.usual
        if wait:
            self._set_aside(request, response, wait)
        return response

    def _asked(self, response: Response) -> timedelta | None:
        if response.status not in {TOO_MANY_REQUESTS, SERVICE_UNAVAILABLE}:
            return None
        header = response.headers.get("Retry-After")
        return retry_after(header.decode("latin-1") if header else None, self.clock())

    def _set_aside(self, request: Request, response: Response, wait: timedelta) -> None:
        host = host_of(request.url)
        until = self.clock() + wait
        if until <= self.until.get(host, until - wait):
            return
        self.until[host] = until
        reason = f"{response.status} for {response.url}"
        logger.warning("%s is left alone until %s: %s", host, until.isoformat(timespec="seconds"), reason)
        self.crawler.stats.inc_value("copydesk/set_aside")
        self.crawler.signals.send_catch_log(
            site_set_aside,
            host=urlparse_cached(request).hostname or "",
            url=request.url,
            until=until,
            reason=reason,
        )
