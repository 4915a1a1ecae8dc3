"""Lets a crawl end while `Spider.start` is still at it.

Two gaps of Scrapy's: a crawl that is closed goes on reading `start()` to its end, and when an item that came
from `start()` rather than from a callback is in the pipelines at that moment, the crawl never ends. The spiders
that read files yield all their pages from `start()`; without these two, Ctrl-C, CLOSESPIDER_ITEMCOUNT or a full
disk would leave them hanging.
"""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import TYPE_CHECKING, Any, Self

from scrapy import signals
from scrapy.utils.asyncio import create_looping_call

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from scrapy.crawler import Crawler

_INTERVAL = 0.1


class StartMiddleware:
    """Reads no further in `start()` once the crawl is being closed."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_start(self, start: AsyncGenerator[Any]) -> AsyncGenerator[Any]:
        async with aclosing(start):
            async for item_or_request in start:
                yield item_or_request
                if self.crawler.engine.needs_backout():
                    # The engine does not wait here by itself, and a `start()` that never waits either would
                    # keep the closing from going on.
                    await asyncio.sleep(0)
                slot = self.crawler.engine.scraper.slot
                if slot is None or slot.closing is not None:
                    return


class Closing:
    """Tells a scraper that is being closed when its last item is through."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.loop = create_looping_call(self.look)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        closing = cls(crawler)
        crawler.signals.connect(closing.spider_opened, signals.spider_opened)
        crawler.signals.connect(closing.spider_closed, signals.spider_closed)
        return closing

    def spider_opened(self) -> None:
        self.loop.start(_INTERVAL)

    def spider_closed(self) -> None:
        if self.loop.running:
            self.loop.stop()

    def look(self) -> None:
        slot, spider = self.crawler.engine.scraper.slot, self.crawler.engine.spider
        if slot is None or spider is None or slot.closing is None:
            return
        if slot.is_idle() and not slot.closing.called:
            slot.closing.callback(spider)
