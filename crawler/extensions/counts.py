"""What a crawl found, as stats."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Self

from scrapy import signals

from crawler.exitcodes import ExitCode, ask_exit
from crawler.items import Article

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from twisted.python.failure import Failure

logger = logging.getLogger(__name__)


class Counts:
    """Counts articles by verdict, wall and language, and artifacts by kind.

    Stats: `copydesk/articles`, `copydesk/access/<status>`, `copydesk/wall/<wall>`,
    `copydesk/artifacts/<kind>`, `copydesk/languages/<language or unknown>`, `copydesk/rights/reserved`,
    `copydesk/rights/withheld` (records without their text). A record that a pipeline loses by an
    exception counts in `copydesk/lost`, and the run ends as broken.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        counts = cls(crawler)
        crawler.signals.connect(counts.item_scraped, signals.item_scraped)
        crawler.signals.connect(counts.item_error, signals.item_error)
        return counts

    def item_scraped(self, item: Any) -> None:
        if not isinstance(item, Article):
            return
        count = self.crawler.stats.inc_value
        count("copydesk/articles")
        # A verdict is null only where a stage broke.
        count(f"copydesk/access/{item.access.status or 'unknown'}")
        if item.access.wall is not None:
            count(f"copydesk/wall/{item.access.wall}")
        if item.rights.reserved:
            count("copydesk/rights/reserved")
        if item.rights.withheld:
            count("copydesk/rights/withheld")
        for artifact in item.artifacts:
            count(f"copydesk/artifacts/{artifact.kind}")
        count(f"copydesk/languages/{item.language or 'unknown'}")

    def item_error(self, failure: Failure) -> None:
        self.crawler.stats.inc_value("copydesk/lost")
        ask_exit(
            self.crawler.stats,
            ExitCode.BROKE,
            f"a record was lost in the pipelines: {type(failure.value).__name__}: {failure.getErrorMessage()}",
        )
