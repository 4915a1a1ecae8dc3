"""The beginning and the end of a news crawl: cookies, the last commit, and `run.json`."""

from __future__ import annotations

import json
import logging
import os
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from scrapy import signals
from scrapy.downloadermiddlewares.cookies import CookiesMiddleware
from scrapy.exceptions import NotConfigured
from scrapy.extensions.feedexport import FeedExporter

from crawler.exitcodes import ExitCode, ask_exit, judge
from crawler.extensions.feeds import Feeds
from crawler.feedstorage import sync_directory
from crawler.manifest import versions
from crawler.news.desk import Desk, report
from crawler.partitions import root_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from http.cookiejar import Cookie

    from scrapy.crawler import Crawler
    from scrapy.http.cookies import CookieJar

logger = logging.getLogger(__name__)

SCHEMA = "copydesk/run/1"


class NewsRun:
    """Gives a news crawl its cookies back, and at its end commits and closes its state and writes `run.json`.

    The file stands beside the records and says what came of the run: exit code and reason, articles by verdict, what
    became of the pages asked for, and each site with what is left of it. It is replaced as a whole by every run.
    """

    def __init__(self, crawler: Crawler, desk: Desk) -> None:
        self.crawler = crawler
        self.desk = desk
        self.began = desk.clock.now()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        desk = getattr(crawler.spider, "desk", None)
        if not isinstance(desk, Desk):
            raise NotConfigured
        run = cls(crawler, desk)
        crawler.signals.connect(run.spider_opened, signals.spider_opened)
        crawler.signals.connect(run.spider_closed, signals.spider_closed)
        # The last signal of a crawl: the outputs are stored and the stats are whole by then.
        crawler.signals.connect(run.engine_stopped, signals.engine_stopped)
        return run

    def spider_opened(self) -> None:
        jars = self._jars()
        for cookie in self.desk.state.cookies.load(self.desk.clock.seconds()):
            if jars is not None:
                jars[None].set_cookie(cookie)
        self.desk.ledger.before_commit.append(self.save_cookies)

    def save_cookies(self) -> None:
        """Put the cookies of this moment into the state."""
        jars = self._jars()
        if jars is not None:
            self.desk.state.cookies.save(_cookies(jars[None]))

    def spider_closed(self) -> None:
        self.desk.pump.stop()

    def engine_stopped(self) -> None:
        state = self.desk.state
        if not isinstance(self.crawler.get_extension(FeedExporter), Feeds):
            self.desk.ledger.settle(lost=False)
        self.crawler.stats.set_value("copydesk/waiting", sum(state.frontier.waiting().values()))
        try:
            if self.crawler.settings.getbool("COPYDESK_RUN_SUMMARY"):
                self.write()
        except OSError as error:
            reason = f"{error.filename or 'run.json'} can't be written: {error.strerror or error}"
            ask_exit(self.crawler.stats, ExitCode.NOT_WRITTEN, reason)
        finally:
            state.close()

    def write(self) -> None:
        """Write `run.json`. Raises OSError."""
        folder = self._folder()
        if folder is None:
            return
        path = folder / f"run{self.desk.arguments.shard.suffix}.json"
        folder.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{path.name}.part")
        with part.open("w", encoding="utf-8") as file:
            json.dump(self.summary(), file, ensure_ascii=False, indent=2)
            file.write("\n")
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        sync_directory(folder)

    def summary(self) -> dict[str, Any]:
        """What came of the run."""
        stats = self.crawler.stats.get_stats()
        code, reason = judge(self.crawler.stats, stats.get("finish_reason"))
        feeds = self.crawler.get_extension(FeedExporter)
        sites = report(self.desk)
        for site in sites.values():
            until = site["meter_until"]
            site["meter_until"] = None if until is None else _iso(datetime.fromtimestamp(until, UTC))
        return {
            "schema": SCHEMA,
            "began": _iso(self.began),
            "ended": _iso(self.desk.clock.now()),
            "seconds": stats.get("elapsed_time_seconds"),
            "exit_code": int(code),
            "reason": reason or None,
            "finish_reason": stats.get("finish_reason"),
            "arguments": dict(self.crawler.settings.getdict("COPYDESK_ARGUMENTS")),
            "articles": stats.get("copydesk/articles", 0),
            "access": _under(stats, "copydesk/access/"),
            "walls": _under(stats, "copydesk/wall/"),
            "asked": stats.get("copydesk/asked", 0),
            "outcomes": _under(stats, "copydesk/outcome/"),
            "sources": _under(stats, "copydesk/sources/"),
            "skipped": _under(stats, "copydesk/skipped/"),
            "waiting": sum(site["waiting"] for site in sites.values()),
            "sites": sites,
            "outputs": [asdict(output) for output in feeds.outputs] if isinstance(feeds, Feeds) else [],
            "requests": stats.get("downloader/request_count", 0),
            "bytes": stats.get("downloader/response_bytes", 0),
            "versions": versions(),
        }

    def _folder(self) -> Path | None:
        """Where the records go; where they go to no folder, where the state is; null where there is none either."""
        feeds = self.crawler.get_extension(FeedExporter)
        if isinstance(feeds, Feeds):
            for uri in feeds.feeds:
                if uri in feeds.parted:
                    return root_of(uri)
            for storage in feeds.local_storages():
                if not storage.special:
                    return storage.target.parent
        return Path(self.desk.state.path).parent if self.desk.state.is_kept else None

    def _jars(self) -> dict[Any, CookieJar] | None:
        middleware = self.crawler.get_downloader_middleware(CookiesMiddleware)
        return middleware.jars if middleware is not None else None


def _cookies(jar: CookieJar) -> Iterator[Cookie]:
    return iter(jar.jar)


def _under(stats: dict[str, Any], prefix: str) -> dict[str, int]:
    found = {name.removeprefix(prefix): value for name, value in stats.items() if name.startswith(prefix)}
    return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
