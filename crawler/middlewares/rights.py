"""What sites say of their pages in files of their own, read before the first page and handed on with each."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Self

from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import TextResponse
from scrapy.http.request import NO_CALLBACK
from scrapy.selector import Selector
from scrapy.utils.httpobj import urlparse_cached

from crawler.middlewares.robots import SITE_FILE
from crawler.pages import RIGHTS_META, text_of
from crawler.rights import rsl, tdm
from crawler.rights.page import linked_licences
from crawler.rights.rsl import RslError
from crawler.rights.site import ROBOTS, SiteFiles, host_of
from crawler.rights.tdm import TdmFileError
from crawler.signals import robots_read

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any

    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)

OK = 200
MAX_HOSTS = 10**9
MAX_LINKED = 10
"""Licences that are read of those that the pages of one host name: a page is not to send the crawl anywhere it likes."""


class RightsMiddleware:
    """Reads a host's `/.well-known/tdmrep.json`, and the RSL licences that robots.txt or a page name, once each.

    They are asked for like pages: robots.txt is obeyed, pauses are kept, and a refusal is not retried. What can't be
    had or read says nothing; its terms are unknown, not granted.

    Stats: `copydesk/rights/tdmrep/<outcome>` by host, `copydesk/rights/licences/<outcome>` by address; the outcomes
    are `read`, `none` (404 and 410), `not_had` and `unreadable`.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        # Without an end to them: a host that is forgotten would have its reservation forgotten.
        self.files = SiteFiles(crawler.settings["ROBOTSTXT_USER_AGENT"] or crawler.settings["USER_AGENT"], MAX_HOSTS)
        self._reading: dict[str, asyncio.Task[None]] = {}
        self._linked: dict[str, set[str]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        middleware = cls(crawler)
        crawler.signals.connect(middleware.robots_read, robots_read)
        return middleware

    def robots_read(self, url: str, body: bytes) -> None:
        self.files.add_robots(url, body)

    async def process_request(self, request: Request) -> None:
        if not is_page(request):
            return
        parts = urlparse_cached(request)
        await self._once(f"{parts.scheme}://{parts.netloc}{tdm.PATH}", host_of(request.url), self._read_tdm)
        for address in self.files.licences(request.url):
            await self._once(address, address, self._read_licence)

    async def process_response(self, request: Request, response: Response) -> Response:
        if not is_page(request):
            return response
        known = self._linked.setdefault(host_of(response.url), set())
        linked = []
        for address in _linked(response):
            if address in known or len(known) < MAX_LINKED:
                known.add(address)
                linked.append(address)
        for address in linked:
            await self._once(address, address, self._read_licence)
        request.meta[RIGHTS_META] = self.files.statements(response.url, linked)
        return response

    async def _once(self, address: str, key: str, read: Callable[[str], Coroutine[Any, Any, None]]) -> None:
        """Read a file; whoever else wants it meanwhile waits for the same answer."""
        task = self._reading.get(key)
        if task is None:
            task = self._reading[key] = asyncio.ensure_future(read(address))
        await asyncio.shield(task)

    async def _read_tdm(self, address: str) -> None:
        body = await self._fetch(address, "tdmrep", tdm.MAX_SIZE)
        if body is None:
            return
        try:
            self.files.add_tdm(address, body)
        except TdmFileError as error:
            self._note(address, "tdmrep", "unreadable", str(error))
        else:
            self._note(address, "tdmrep", "read")

    async def _read_licence(self, address: str) -> None:
        body = await self._fetch(address, "licences", rsl.MAX_SIZE)
        if body is None:
            return
        try:
            self.files.add_licence(address, body)
        except RslError as error:
            self._note(address, "licences", "unreadable", str(error))
        else:
            self._note(address, "licences", "read")

    async def _fetch(self, address: str, sort: str, max_size: int) -> bytes | None:
        meta = {SITE_FILE: True, "download_maxsize": max_size}
        try:
            request = Request(address, callback=NO_CALLBACK, priority=1000, meta=meta)
            response = await self.crawler.engine.download_async(request)
        except IgnoreRequest as error:
            self._note(address, sort, "not_had", str(error))
            return None
        except Exception as error:  # noqa: BLE001  whatever keeps it from being read, the page may still be
            self._note(address, sort, "not_had", f"{type(error).__name__}: {error}")
            return None
        if response.status in {404, 410}:
            self._note(address, sort, "none")
            return None
        if response.status != OK:
            self._note(address, sort, "not_had", f"status {response.status}")
            return None
        return response.body

    def _note(self, address: str, sort: str, outcome: str, detail: str = "") -> None:
        self.crawler.stats.inc_value(f"copydesk/rights/{sort}/{outcome}")
        if detail:
            logger.info("%s says nothing: %s", address, detail)


def is_page(request: Request) -> bool:
    """Whether a request is for what a site's files may speak of, and not for one of them."""
    parts = urlparse_cached(request)
    if request.meta.get(SITE_FILE) or parts.path == ROBOTS:
        return False
    return parts.scheme in {"http", "https"}


def _linked(response: Response) -> list[str]:
    """Addresses of the RSL documents that a page names in its header or its HTML."""
    links = b", ".join(response.headers.getlist("Link")).decode("latin-1")
    found = list(linked_licences(links, rsl_only=True))
    if isinstance(response, TextResponse) and rsl.MEDIA_TYPE.encode() in response.body:
        query = "//link[contains(@rel, 'license')][@type=$type]/@href"
        found += Selector(text=text_of(response)).xpath(query, type=rsl.MEDIA_TYPE).getall()
    addresses = dict.fromkeys(response.urljoin(address) for address in found)
    return [address for address in addresses if address.startswith(("http://", "https://"))]
