"""Scrapy's feed exports, with outputs that are checked before the crawl and judged at its end."""

from __future__ import annotations

import json
import logging
from collections import Counter, OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from scrapy import signals
from scrapy.exceptions import CloseSpider, UsageError
from scrapy.extensions.feedexport import FeedExporter, ItemFilter

from crawler import manifest
from crawler.clock import Clock
from crawler.exitcodes import OUTPUT_NOT_WRITTEN, ExitCode, ask_exit, judge, not_written
from crawler.feedstorage import LINES, LocalFileStorage, NotWrittenError
from crawler.partitions import PartitionError, is_parted, path_of, root_of, writable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy import Spider
    from scrapy.crawler import Crawler
    from scrapy.extensions.feedexport import FeedSlot, FeedStorageProtocol

    from crawler.news.ledger import Ledger

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
    template: str | None = None
    """For a file of an output in many files: the output, as the user gave it."""


class _Route(ItemFilter):
    """Lets into one file of a parted output the records that belong there."""

    def __init__(self, accepts: ItemFilter, feeds: Feeds, template: str, path: str) -> None:
        super().__init__(None)
        self.accepts_at_all = accepts
        self.feeds = feeds
        self.template = template
        self.path = path

    def accepts(self, item: Any) -> bool:
        return self.feeds.current.get(self.template) == self.path and self.accepts_at_all.accepts(item)


class Feeds(FeedExporter):
    """Opens every local feed before the crawl begins and gives it its name after it, if the run was whole.

    An output that can't be opened ends the run before anything is fetched, one that fails later stops
    it; both are errors with exit code 3. See `crawler.feedstorage` for what a user can rely on.

    An output with `{site}` or `{date}` in its name is one in many files: each is opened with its first record, at most
    COPYDESK_OPEN_OUTPUTS at once. Where the spider has a `ledger` (`crawler.news.ledger`), it is told of every file.
    """

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        try:
            crawler.settings.getint("COPYDESK_FLUSH_EVERY")
        except ValueError as error:
            # Exporters read it with the first record, which would be too late.
            wrong = crawler.settings.get("COPYDESK_FLUSH_EVERY")
            raise UsageError(f"COPYDESK_FLUSH_EVERY={wrong}: not a whole number") from error
        try:
            for uri, options in crawler.settings.getdict("FEEDS").items():
                if is_parted(str(uri)) and options.get("batch_item_count"):
                    raise UsageError(f"{uri}: in files by site and day, and in batches: one or the other")
        except PartitionError as error:
            raise UsageError(str(error)) from error
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
        self.parted = [uri for uri in self.feeds if is_parted(uri)]
        self.most_open = max(1, crawler.settings.getint("COPYDESK_OPEN_OUTPUTS", 200))
        self.today = Clock.from_settings(crawler.settings).now().date().isoformat()
        self.current: dict[str, str] = {}
        """For each parted output: the file that the record at hand belongs to."""
        self.routes: OrderedDict[str, FeedSlot] = OrderedDict()
        """Open files of parted outputs, the one written to last at the end."""
        self.begun: set[str] = set()
        """Files of parted outputs that this run has written to."""
        self.taken: Any = None
        """The last record, if it was put into the outputs that it is for."""
        self.ledger: Ledger | None = None

    def open_spider(self, spider: Spider) -> None:
        feeds = self.feeds
        self.feeds = {uri: options for uri, options in feeds.items() if uri not in self.parted}
        super().open_spider(spider)
        self.feeds = feeds
        self._join(getattr(spider, "ledger", None))
        try:
            for storage in self.local_storages():
                self._reserve(storage)
            for template in self.parted:
                root = root_of(template)
                if (reason := writable(root)) is not None:
                    raise NotWrittenError(f"{template} can't be written: {reason}")
        except (NotWrittenError, manifest.ManifestError) as error:
            ask_exit(self.crawler.stats, ExitCode.NOT_WRITTEN, str(error))
            self._release()
            self.slots = []
            raise CloseSpider(OUTPUT_NOT_WRITTEN) from error

    def open_files(self) -> Iterator[LocalFileStorage]:
        """Files that records have been put into and that have not got their names yet."""
        return (
            slot.storage
            for slot in self.slots
            if isinstance(slot.storage, LocalFileStorage) and slot.file is not None and not slot.storage.special
        )

    def flush(self) -> bool:
        """Hand on what is buffered for devices and pipes; False where a local output has failed."""
        for slot in self.slots:
            if slot.file is not None and (not isinstance(slot.storage, LocalFileStorage) or slot.storage.special):
                slot.file.flush()
        return not any(storage.failed for storage in self.local_storages())

    def item_scraped(self, item: Any, spider: Spider) -> None:
        self.taken = None
        try:
            self._open_routes(item, spider)
        except (NotWrittenError, manifest.ManifestError) as error:
            not_written(self.crawler, str(error))
            return
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
            self.taken = item
            for slot in taking:
                self.tallies.setdefault(slot.storage, manifest.Tally()).add(item)

    async def close_spider(self, spider: Spider, reason: str = "finished") -> None:
        code, _ = judge(self.crawler.stats, reason)
        self.finish_reason = reason
        broke = code not in {ExitCode.OK, ExitCode.NOTHING_CAME}
        if self.ledger is not None:
            self.ledger.commit()
        for slot in self.slots:
            if broke and isinstance(slot.storage, LocalFileStorage):
                slot.storage.run_broke = True
                if slot.storage.overwrite and not slot.storage.special:
                    # The name that Scrapy's own log line gives.
                    slot.uri = slot.storage.part_name
        await super().close_spider(spider)
        self._release()
        if self.ledger is not None:
            lost, _ = judge(self.crawler.stats, reason)
            self.ledger.settle(lost=lost is ExitCode.NOT_WRITTEN)

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
            template = slot.uri_template if slot.uri_template in self.parted else None
            self.outputs.append(Output(str(storage.path), records, size, kept, template))
        if self.ledger is not None and not storage.failed and not storage.kept:
            self.ledger.named(storage)
        if storage.kept:
            logger.warning("%s is not touched; what this run has got is in %s", storage.path, storage.part_name)

    def _record(self, storage: LocalFileStorage, tally: manifest.Tally) -> None:
        arguments = dict(self.settings.getdict("COPYDESK_ARGUMENTS"))
        run = manifest.Run(self.crawler.spidercls.name, arguments, self.finish_reason)
        try:
            earlier = storage.checksum_before
            manifest.record(storage.target, tally, run, storage.size_before, checksum_before=earlier)
        except manifest.ManifestError as error:
            ask_exit(self.crawler.stats, ExitCode.NOT_WRITTEN, str(error))

    def local_storages(self) -> list[LocalFileStorage]:
        """The local files of outputs that are not in many files, and those of others that are open."""
        return [slot.storage for slot in self.slots if isinstance(slot.storage, LocalFileStorage)]

    def _release(self) -> None:
        for storage in self.local_storages():
            storage.release()

    def _join(self, ledger: Ledger | None) -> None:
        """Tell the ledger, if there is one, of the outputs."""
        self.ledger = ledger
        if ledger is None:
            return
        ledger.writers = self
        ledger.alone = len(self.feeds) == 1
        late = [uri for uri, options in self.feeds.items() if not self._can_go_on(uri, options)]
        if late:
            ledger.late = True
            logger.warning(
                "%s can't be gone on with after a kill, as local JSON Lines can: "
                "what this run fetches counts as fetched when it has come to its end",
                ", ".join(late),
            )

    def _can_go_on(self, uri: str, options: dict[str, Any]) -> bool:
        if options["format"] not in LINES or options.get("postprocessing"):
            return False
        return uri.startswith("stdout:") or isinstance(self._get_storage(uri, options), LocalFileStorage)

    def _reserve(self, storage: LocalFileStorage) -> None:
        if self.ledger is not None:
            earlier = self.ledger.goes_on.get(storage.target)
            if earlier is not None and storage.overwrite:
                storage.goes_on = True
                self._count_again(storage)
            self.ledger.begin(storage)
        storage.reserve()
        if self.manifest and not storage.special:
            manifest.check(storage.target.parent)

    def _count_again(self, storage: LocalFileStorage) -> None:
        """Count what an interrupted run has put into a file that this one goes on with."""
        tally = self.tallies.setdefault(storage, manifest.Tally())
        with storage.part.open("rb") as lines:
            for line in lines:
                tally.add_record(json.loads(line))

    def _open_routes(self, item: Any, spider: Spider) -> None:
        """Open the file that a record belongs to in every parted output, if it is not open."""
        for template in self.parted:
            if not self.filters[template].accepts(item):
                self.current.pop(template, None)
                continue
            path = path_of(template, item, self.today)
            self.current[template] = path
            if path in self.routes:
                self.routes.move_to_end(path)
                continue
            while len(self.routes) >= self.most_open:
                self._close_early(*self.routes.popitem(last=False))
            self._open_route(template, path, spider)

    def _open_route(self, template: str, path: str, spider: Spider) -> None:
        options = self.feeds[template]
        if path in self.begun:
            # Closed early in this run: `-O` replaces what earlier runs have left, not this one's own.
            options = {**options, "overwrite": False}
        slot = self._start_new_batch(1, path, options, spider, template)
        slot.filter = _Route(self.filters[template], self, template, path)
        if isinstance(slot.storage, LocalFileStorage):
            self._reserve(slot.storage)
        self.begun.add(path)
        self.routes[path] = slot
        self.slots.append(slot)

    def _close_early(self, path: str, slot: FeedSlot) -> None:
        """Give a file its name, to make room for another one; it can be opened again."""
        if self.ledger is not None:
            self.ledger.commit()
        slot.finish_exporting()
        self.slots.remove(slot)
        logger.debug("%s is closed for now", path)
        slot.storage.store(self._get_file(slot))
        self.slot_closed(slot)
