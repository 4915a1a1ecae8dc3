"""What is loaded before the first page stays to the end; the garbage collector need not look at it again and again.

The catalogue, the models and Scrapy itself are some hundred thousand objects. Going through them each time that
pages have made enough new ones costs an eighth of all that the desk does.
"""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Self

from scrapy import signals

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class Freezing:
    """Sets aside, for the garbage collector, what is there when a crawl begins."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        freezing = cls()
        crawler.signals.connect(freezing.engine_started, signals.engine_started)
        crawler.signals.connect(freezing.engine_stopped, signals.engine_stopped)
        return freezing

    def engine_started(self) -> None:
        gc.collect()
        gc.freeze()

    def engine_stopped(self) -> None:
        gc.unfreeze()
