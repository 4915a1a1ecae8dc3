"""Scrapy's downloads, and a browser behind them for requests whose meta says `copydesk_browser`."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from playwright.async_api import Error as PlaywrightError
from scrapy import Request
from scrapy.exceptions import DownloadCancelledError, DownloadFailedError, DownloadTimeoutError
from scrapy.http import Headers
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler

from crawler.browser import BROWSER
from crawler.browser.response import RENDERED, RenderedResponse
from crawler.browser.robots import Robots
from crawler.browser.visit import Visit
from crawler.exitcodes import ExitCode, ask_exit
from crawler.pages import is_html
from crawler.sources.decoding import TooLargeError, UndecodableError, decode_body

if TYPE_CHECKING:
    from playwright.async_api import Page
    from scrapy.crawler import Crawler
    from scrapy.http import Response

_SUCCESS = range(200, 300)
_CHANGED = ("Content-Encoding", "Content-Length", "Content-Type")


_handlers: dict[Crawler, BrowserDownloadHandler] = {}


class BrowserDownloadHandler(ScrapyPlaywrightDownloadHandler):  # type: ignore[misc]  # not typed
    """Renders HTML that came with a status of success; everything else is what it is without a browser.

    A page that can't be rendered is an error of the download, never the page without its text:
    `DownloadTimeoutError` after DOWNLOAD_TIMEOUT seconds, `DownloadCancelledError` where it has grown over
    DOWNLOAD_MAXSIZE, `DownloadFailedError` otherwise. Stats: `copydesk/browser/pages`, `copydesk/browser/failed`.
    """

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> BrowserDownloadHandler:
        # Scrapy makes a handler for each scheme. One browser, and one jar of cookies, is enough for http and https.
        if crawler not in _handlers:
            _handlers[crawler] = cls(crawler)
        return _handlers[crawler]

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        settings = crawler.settings
        self.wait = settings.getfloat("COPYDESK_BROWSER_WAIT")
        self.timeout = settings.getfloat("DOWNLOAD_TIMEOUT")
        self.most = settings.getint("DOWNLOAD_MAXSIZE")
        self.room = asyncio.Semaphore(settings.getint("COPYDESK_BROWSER_PAGES"))
        self.closed = False
        # Straight from the network: the engine would have it wait for the page that waits for it.
        self.robots = Robots(crawler, super().download_request)

    async def close(self) -> None:
        if not self.closed:
            self.closed = True
            _handlers.pop(self.crawler, None)
            await super().close()

    async def download_request(self, request: Request) -> Response:
        fetched: Response = await super().download_request(request)
        if not request.meta.get(BROWSER) or fetched.status not in _SUCCESS or not is_html(fetched):
            return fetched
        most = request.meta.get("download_maxsize", self.most)
        encoding = b",".join(fetched.headers.getlist("Content-Encoding")).decode("latin-1")
        try:
            body = decode_body(fetched.body, "", encoding, most or len(fetched.body) << 10)
        except (UndecodableError, TooLargeError):
            # Scrapy's own middleware will say so.
            return fetched
        visit = Visit(request, fetched, body.data, self.robots, self.stats)
        async with self.room:
            rendered = await self._render(visit, request.meta.get("download_timeout", self.timeout))
        if most and len(rendered.body) > most:
            self.stats.inc_value("copydesk/browser/failed")
            raise DownloadCancelledError(f"{fetched.url}: its scripts have made more than {most} bytes of it")
        self.stats.inc_value("copydesk/browser/pages")
        return rendered

    async def _render(self, visit: Visit, timeout: float) -> RenderedResponse:
        url = visit.fetched.url
        going = Request(
            url,
            meta={
                "playwright": True,
                "playwright_include_page": True,
                # A service worker's requests would come by nobody.
                "playwright_context_kwargs": {"service_workers": "block", "accept_downloads": False},
                "playwright_page_init_callback": visit.prepare,
                # Not longer than to the answer; how long scripts may go on is up to us.
                "playwright_page_goto_kwargs": {"wait_until": "commit", "timeout": timeout * 1000},
            },
        )
        try:
            async with asyncio.timeout(timeout):
                await super().download_request(going)
                page: Page = going.meta["playwright_page"]
                html = await visit.settle(page, self.wait)
                cookies = await visit.set_cookies(page)
        except TimeoutError as error:
            self.stats.inc_value("copydesk/browser/failed")
            raise DownloadTimeoutError(f"Rendering {url} took longer than {timeout} seconds.") from error
        except PlaywrightError as error:
            self.stats.inc_value("copydesk/browser/failed")
            if not hasattr(self, "browser"):
                reason = error.message.strip().splitlines()[0]
                ask_exit(self.stats, ExitCode.BROKE, f"the browser can't be started: {reason}")
            raise DownloadFailedError(f"{url} can't be rendered: {error.message}") from error
        finally:
            if page_opened := going.meta.get("playwright_page"):
                await page_opened.close()
        if not visit.served:
            # The page could not be prepared, and scrapy-playwright logs that and goes on.
            self.stats.inc_value("copydesk/browser/failed")
            raise DownloadFailedError(f"{url} can't be rendered: the browser was not handed the page")
        return _response(visit.fetched, html, cookies)


def _response(fetched: Response, html: str, cookies: list[str]) -> RenderedResponse:
    headers = Headers(fetched.headers)
    for name in _CHANGED:
        headers.pop(name, None)
    headers["Content-Type"] = "text/html; charset=utf-8"
    for line in cookies:
        headers.appendlist("Set-Cookie", line)
    response = RenderedResponse(
        fetched.url,
        status=fetched.status,
        headers=headers,
        body=html.encode("utf-8", "replace"),
        flags=[*fetched.flags, RENDERED],
        certificate=fetched.certificate,
        ip_address=fetched.ip_address,
        protocol=fetched.protocol,
    )
    response.fetched = fetched
    return response
