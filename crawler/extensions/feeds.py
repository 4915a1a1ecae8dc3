"""Scrapy's feed exports, with outputs that are checked before the crawl and judged at its end."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from scrapy import signals
from scrapy.exceptions import CloseSpider, UsageError
from scrapy.extensions.feedexport import FeedExporter

from crawler import manifest
from crawler.exitcodes import OUTPUT_NOT_WRITTEN, ExitCode, ask_exit, judge, not_written
from crawler.feedstorage import LocalFileStorage, NotWrittenError

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler
    from scrapy.extensions.feedexport import FeedSlot, FeedStorageProtocol

logger = logging.getLogger(__name__)


@dataclass(slots=True, frozen=True)
class Output:
    """What became of one feed."""

    path: str
    """The file, or the address, as the user gave it."""
    records: int | None
    """Records that this run added; null where a write failed."""
    size: int | None
    """Bytes of the file; null where it is not a file of this machine."""
    kept: str | None
    """The part that holds the records when `path` does not."""


class Feeds(FeedExporter):
    """Opens every local feed before the crawl begins and gives it its name after it, if the run was whole.

    An output that can't be opened ends the run before anything is fetched, one that fails later stops
    it; both are errors with exit code 3. See `crawler.feedstorage` for what a user can rely on.
    """

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        try:
            crawler.settings.getint("COPYDESK_FLUSH_EVERY")
        except ValueError as error:
            # Exporters read it with the first record, which would be too late.
            wrong = crawler.settings.get("COPYDESK_FLUSH_EVERY")
            raise UsageError(f"COPYDESK_FLUSH_EVERY={wrong}: not a whole number") from error
        feeds = super().from_crawler(crawler)
        crawler.signals.connect(feeds.slot_closed, signals.feed_slot_closed)
        return feeds

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.outputs: list[Output] = []
        self.tallies: dict[FeedStorageProtocol, manifest.Tally] = {}
        self.failed: Counter[str] = Counter()
        """Feeds that Scrapy's own storages could not store, by class, as its stats have it."""
        self.finish_reason: str | None = None
        self.manifest = crawler.settings.getbool("COPYDESK_MANIFEST", True)

    def open_spider(self, spider: Spider) -> None:
        super().open_spider(spider)
        try:
            for storage in self._local_storages():
                storage.reserve()
                if self.manifest and not storage.special:
                    manifest.check(storage.target.parent)
        except (NotWrittenError, manifest.ManifestError) as error:
            ask_exit(self.crawler.stats, ExitCode.NOT_WRITTEN, str(error))
            self._release()
            self.slots = []
            raise CloseSpider(OUTPUT_NOT_WRITTEN) from error

    def item_scraped(self, item: Any, spider: Spider) -> None:
        taking = [slot for slot in self.slots if slot.filter.accepts(item)]
        names = ", ".join(slot.uri for slot in taking)
        try:
            super().item_scraped(item, spider)
        except NotWrittenError as error:
            not_written(self.crawler, str(error))
        except OSError as error:
            not_written(self.crawler, f"{names} can't be written: {error.strerror or error}")
        except Exception as error:
            # One record that can't be written in the feed's format is lost; the rest need not be.
            logger.exception("A record could not be exported")
            reason = f"a record could not be exported to {names}: {type(error).__name__}: {error}"
            ask_exit(self.crawler.stats, ExitCode.NOT_WRITTEN, reason)
        else:
            for slot in taking:
                self.tallies.setdefault(slot.storage, manifest.Tally()).add(item)

    async def close_spider(self, spider: Spider, reason: str = "finished") -> None:
        code, _ = judge(self.crawler.stats, reason)
        self.finish_reason = reason
        broke = code not in {ExitCode.OK, ExitCode.NOTHING_CAME}
        for slot in self.slots:
            if broke and isinstance(slot.storage, LocalFileStorage):
                slot.storage.run_broke = True
                if slot.storage.overwrite and not slot.storage.special:
                    # The name that Scrapy's own log line gives.
                    slot.uri = slot.storage.part_name
        await super().close_spider(spider)
        self._release()

    def slot_closed(self, slot: FeedSlot) -> None:
        """Note what became of the feed, here and in the manifest."""
        tally = self.tallies.pop(slot.storage, manifest.Tally())
        storage = slot.storage
        if not isinstance(storage, LocalFileStorage):
            name = type(storage).__name__
            failed = self.crawler.stats.get_value(f"feedexport/failed_count/{name}", 0)
            if failed == self.failed[name]:
                self.outputs.append(Output(slot.uri, tally.records, None, None))
            self.failed[name] = failed
            return
        if storage.whole and self.manifest and not storage.special:
            self._record(storage, tally)
        if storage.whole or storage.kept:
            size = None if storage.special else (storage.kept or storage.target).stat().st_size
            kept = storage.part_name if storage.kept else None
            records = None if storage.failed else tally.records
            self.outputs.append(Output(str(storage.path), records, size, kept))
        if storage.kept:
            logger.warning("%s is not touched; what this run has got is in %s", storage.path, storage.part_name)

    def _record(self, storage: LocalFileStorage, tally: manifest.Tally) -> None:
        arguments = dict(self.settings.getdict("COPYDESK_ARGUMENTS"))
        run = manifest.Run(self.crawler.spidercls.name, arguments, self.finish_reason)
        try:
            manifest.record(storage.target, tally, run, storage.size_before)
        except manifest.ManifestError as error:
            ask_exit(self.crawler.stats, ExitCode.NOT_WRITTEN, str(error))

    def _local_storages(self) -> list[LocalFileStorage]:
        return [slot.storage for slot in self.slots if isinstance(slot.storage, LocalFileStorage)]

    def _release(self) -> None:
        for storage in self._local_storages():
            storage.release()
