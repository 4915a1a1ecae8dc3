"""The last stage of a news crawl: lets through what is new."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from scrapy.exceptions import DropItem, NotConfigured

from crawler.items import Article
from crawler.news.desk import Desk

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class RememberStage:
    """Drops records that say nothing new, and those that are to be asked for again; only where the spider has a desk."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        desk = getattr(crawler.spider, "desk", None)
        if not isinstance(desk, Desk):
            raise NotConfigured
        return cls(desk)

    def process_item(self, item: Any) -> Any:
        if isinstance(item, Article) and (reason := self.desk.judge(item)) is not None:
            raise DropItem(f"{item.url}: {reason}", log_level="DEBUG")
        return item
