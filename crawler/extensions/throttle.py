"""AutoThrottle that keeps to the pauses a host has asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.extensions.throttle import AutoThrottle as ScrapyAutoThrottle

from crawler.middlewares.slots import least_delay

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.http import Response


class AutoThrottle(ScrapyAutoThrottle):
    """Scrapy's own lowers the pause of every host towards `DOWNLOAD_DELAY`, whatever its Crawl-delay is."""

    def _response_downloaded(self, response: Response, request: Request, spider: Spider) -> None:
        super()._response_downloaded(response, request, spider)
        key, slot = self._get_slot(request, spider)
        if key is not None and slot is not None:
            slot.delay = max(slot.delay, least_delay(self.crawler.engine.downloader, key))
