"""Says so, by exit code 4, when a run that came to its end is not well."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from scrapy import signals

from crawler.exitcodes import WHOLE, ExitCode, ask_exit
from crawler.health import Thresholds, nothing_came

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class Health:
    """Compares a run's stats with COPYDESK_MAX_ERROR_SHARE, _BLOCKED_SHARE, _TRUNCATED_SHARE and COPYDESK_MIN_ARTICLES."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.thresholds = Thresholds.from_settings(crawler.settings)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        health = cls(crawler)
        crawler.signals.connect(health.spider_closed, signals.spider_closed)
        return health

    def spider_closed(self, reason: str) -> None:
        if reason not in WHOLE:
            # Whatever ended it says more.
            return
        stats = self.crawler.stats.get_stats()
        reasons = list(self.thresholds.passed(stats))
        if (nothing := nothing_came(stats)) is not None:
            reasons.insert(0, nothing)
        for line in reasons:
            ask_exit(self.crawler.stats, ExitCode.NOTHING_CAME, line)
