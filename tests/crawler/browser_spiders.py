"""A spider that asks for rendered pages: `scrapy crawl rendered -a urls=... -s SPIDER_MODULES=...`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import scrapy

from crawler.pages import page_from_response

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from scrapy.http import Response

    from crawler.items import Page


class Rendered(scrapy.Spider):
    """Asks for one page after the other; those whose address ends in `#plain` without the browser."""

    name = "rendered"
    custom_settings = {  # noqa: RUF012 - Scrapy's own form
        "DOWNLOAD_DELAY": 0,
        "HTTPPROXY_ENABLED": False,
        "CONCURRENT_REQUESTS": 1,
        "RETRY_TIMES": 0,
    }

    def __init__(self, urls: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.urls = urls.split(",")

    async def start(self) -> AsyncIterator[Any]:
        for number, url in enumerate(self.urls):
            meta = {"copydesk_browser": not url.endswith("#plain")}
            yield scrapy.Request(url, meta=meta, errback=self.failed, priority=-number, dont_filter=True)

    def parse(self, response: Response) -> Iterator[Page]:
        page = page_from_response(response, spider=self.name)
        if page is not None:
            yield page

    def failed(self, failure: Any) -> None:
        self.logger.error("not had: %s: %s", type(failure.value).__name__, failure.value)
