"""What the spiders that read files have in common."""

from __future__ import annotations

import asyncio
import logging
import sys
from abc import abstractmethod
from collections import Counter
from contextlib import closing
from typing import TYPE_CHECKING, Any, ClassVar, Self

from scrapy import Spider
from scrapy.exceptions import UsageError

from crawler.arguments import check_arguments, read_count, read_list
from crawler.exitcodes import ExitCode, ask_exit
from crawler.items import Page
from crawler.sources.findings import Note, Skip, UnreadableError
from crawler.sources.paths import find_files

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Generator

    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

logger = logging.getLogger(__name__)

_BREATH = 32
_WAIT = 0.01


class FileSpider(Spider):
    """Hands the pages of files to the pipelines, one at a time; asks the network for nothing.

    Stats: `copydesk/files` (opened), `copydesk/skipped/<reason>` (passed over),
    `copydesk/noted/<reason>` (kept, but not quite as it should be).
    """

    arguments: ClassVar[frozenset[str]] = frozenset({"path", "limit"})

    def __init__(self, name: str | None = None, **kwargs: Any) -> None:
        check_arguments(self.name, kwargs, self.arguments)
        super().__init__(name, **kwargs)
        if not kwargs.get("path"):
            raise UsageError(f"spider {self.name} needs files to read: -a path=FILE (globs, a,b,c or @LIST)")
        self.limit = read_count("limit", kwargs["limit"]) if "limit" in kwargs else None
        self.files = find_files(read_list("path", kwargs["path"]))
        if not self.files.found:
            raise UsageError(f"nothing to read: {'; '.join(self.files.problems) or kwargs['path']}")

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        super().update_settings(settings)
        # What lies in a file was fetched already, by whom and for what they know who run this.
        settings.set("COPYDESK_RIGHTS", settings.get("COPYDESK_FILE_RIGHTS", "record"), priority="spider")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.max_size = crawler.settings.getint("DOWNLOAD_MAXSIZE") or sys.maxsize
        return spider

    max_size: int
    """The longest body to take, in bytes."""

    @abstractmethod
    def read(self, path: str) -> Generator[Page | Skip | Note]:
        """What is in a file. Raises `UnreadableError` where that cannot be said."""

    async def start(self) -> AsyncIterator[Any]:
        async for page in self._pages():
            yield page
        # An engine whose start() is over looks up only every five seconds; with the last item through, it ends at once.
        await self._until(lambda items, _: items == 0)

    async def _pages(self) -> AsyncIterator[Page]:
        for problem in self.files.problems:
            ask_exit(self.crawler.stats, ExitCode.BROKE, problem)
        pages = 0
        for path in self.files.found:
            self.crawler.stats.inc_value("copydesk/files")
            counts: Counter[str] = Counter()
            try:
                with closing(self.read(path)) as findings:
                    for number, found in enumerate(findings):
                        if isinstance(found, Page):
                            await self._room()
                            yield found
                            pages += 1
                            counts["pages"] += 1
                            if pages == self.limit:
                                logger.info("Stopped at limit=%d, in %s", pages, path)
                                return
                        else:
                            self._count(found, counts)
                            if number % _BREATH == 0:
                                # A long stretch without pages must not keep Ctrl-C waiting.
                                await asyncio.sleep(0)
            except UnreadableError as error:
                ask_exit(self.crawler.stats, ExitCode.BROKE, str(error))
            logger.info("%s: %s", path, ", ".join(f"{count} {what}" for what, count in counts.items()) or "nothing")

    def _count(self, found: Skip | Note, counts: Counter[str]) -> None:
        counts[found.reason] += 1
        sort = "skipped" if isinstance(found, Skip) else "noted"
        self.crawler.stats.inc_value(f"copydesk/{sort}/{found.reason}")
        level = logging.WARNING if isinstance(found, Note) or found.broken else logging.DEBUG
        logger.log(level, "%s: %s%s", found.where, found.reason, f" ({found.detail})" if found.detail else "")

    async def _room(self) -> None:
        """Wait while the pipelines are full: Scrapy starts them for every item at once, however slow they are."""
        await self._until(lambda items, most: items < most)

    async def _until(self, enough: Callable[[int, int], bool]) -> None:
        """Wait for the number of items in the pipelines, given that and the most that may be."""
        scraper = self.crawler.engine.scraper if self.crawler.engine else None
        while scraper and scraper.slot and not enough(scraper.slot.itemproc_size, scraper.concurrent_items):
            await asyncio.sleep(_WAIT)
