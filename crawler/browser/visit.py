"""One page in the browser: from what came over the network to what its scripts have made of it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import TimeoutError as PlaywrightTimeoutError

from crawler.browser.cookies import changed, hand_over, sent

if TYPE_CHECKING:
    from playwright.async_api import Page, Route, WebSocketRoute
    from playwright.async_api import Request as PageRequest
    from scrapy import Request
    from scrapy.http import Response
    from scrapy.statscollectors import StatsCollector

    from crawler.browser.robots import Robots

# Text comes by these. Pages wait for style sheets before they show anything; pictures, films and fonts are nobody's text.
WANTED = frozenset({"script", "xhr", "fetch", "stylesheet"})
# The browser is given the body as it is without them.
_OF_THE_LINE = frozenset({"content-encoding", "content-length", "transfer-encoding"})


class Visit:
    """Serves the page that Scrapy has fetched to the browser, and decides on all else that the browser asks for.

    Its scripts may fetch what robots.txt of its host allows. They may not lead away to another page, open a frame or
    a socket. Stats: `copydesk/browser/requests`, `copydesk/browser/refused/<robots, sort or navigation>`.
    """

    def __init__(self, request: Request, fetched: Response, body: bytes, robots: Robots, stats: StatsCollector) -> None:
        self.request = request
        self.fetched = fetched
        self.body = body
        self.robots = robots
        self.stats = stats
        self.served = False
        """Whether the browser has had its page from us."""

    async def prepare(self, page: Page, _: Request) -> None:
        """Called by scrapy-playwright with a new page, before it goes anywhere."""
        await hand_over(page.context, self.request, self.fetched.url)
        await page.route_web_socket("**/*", _hang_up)
        # The route that was added last is asked first.
        await page.route("**/*", self._route)

    async def settle(self, page: Page, seconds: float) -> str:
        """The page's HTML once its scripts have fallen silent, or after `seconds`."""
        with suppress(PlaywrightTimeoutError):
            await page.wait_for_load_state("networkidle", timeout=seconds * 1000)
        return await page.content()

    async def set_cookies(self, page: Page) -> list[str]:
        """`Set-Cookie` lines for what the scripts have set."""
        return changed(await page.context.cookies(self.fetched.url), sent(self.request))

    async def _route(self, route: Route, asked: PageRequest) -> None:
        # A page that is being closed answers no more.
        with suppress(PlaywrightError):
            if asked.is_navigation_request():
                if self.served:
                    self.stats.inc_value("copydesk/browser/refused/navigation")
                    # No Content keeps the page where it is; a refusal would put Chromium's own page in its place.
                    await route.fulfill(status=204)
                else:
                    self.served = True
                    await route.fulfill(status=self.fetched.status, headers=self._headers(), body=self.body)
            elif asked.resource_type not in WANTED:
                await self._refuse(route, "sort")
            elif not await self.robots.allow(asked.url):
                await self._refuse(route, "robots")
            else:
                self.stats.inc_value("copydesk/browser/requests")
                await route.fallback()

    async def _refuse(self, route: Route, reason: str) -> None:
        self.stats.inc_value(f"copydesk/browser/refused/{reason}")
        await route.abort("blockedbyclient")

    def _headers(self) -> dict[str, str]:
        # Playwright sets several of one name apart by line breaks.
        return {
            name.decode("latin-1"): "\n".join(value.decode("latin-1") for value in values)
            for name, values in self.fetched.headers.items()
            if name.decode("latin-1").lower() not in _OF_THE_LINE
        }


async def _hang_up(socket: WebSocketRoute) -> None:
    await socket.close()
