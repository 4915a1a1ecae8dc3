"""A line at the foot of the terminal that says how the crawl goes."""

from __future__ import annotations

import atexit
import io
import logging
import os
import sys
import time
from collections import deque
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from rich.console import Console
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text
from scrapy import signals
from scrapy.exceptions import NotConfigured
from scrapy.utils.asyncio import create_looping_call

from crawler.sources.spider import FileSpider

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType
    from scrapy import Spider
    from scrapy.crawler import Crawler

_INTERVAL = 0.5
_MINUTE = 60.0
_BAR = 24
_COLOURS = {"complete": "green", "truncated": "yellow", "excerpt": "yellow", "blocked": "red"}
_STDOUT = ("stdout:", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1")


class Progress:
    """Shows articles, pages a minute, verdicts and waiting sites; for spiders that read files, how far they are.

    Only where stderr is a terminal; off with `COPYDESK_PROGRESS = False`. Log lines come out above it as they are.
    Reads stats only: those of `crawler.extensions.counts`, `copydesk/sites/waiting` and `copydesk/files`.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.console = Console(stderr=True)
        self.handlers: list[tuple[logging.StreamHandler[Any], Any]] = []
        self.loop = create_looping_call(self.refresh)
        self.pace = Pace()
        self.reading: Reading | None = None
        self.started = time.monotonic()
        self.live = Live(
            console=self.console,
            auto_refresh=False,
            transient=True,
            get_renderable=self.render,
            # What goes elsewhere must not be drawn to the screen.
            redirect_stdout=sys.stdout.isatty(),
        )

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        feeds = [str(uri) for uri in crawler.settings.getdict("FEEDS")]
        if not crawler.settings.getbool("COPYDESK_PROGRESS") or not sys.stderr.isatty():
            raise NotConfigured
        if os.environ.get("TERM", "dumb") == "dumb" or (sys.stdout.isatty() and any(map(_is_stdout, feeds))):
            raise NotConfigured
        progress = cls(crawler)
        crawler.signals.connect(progress.spider_opened, signals.spider_opened)
        crawler.signals.connect(progress.spider_closed, signals.spider_closed)
        return progress

    def spider_opened(self, spider: Spider) -> None:
        if isinstance(spider, FileSpider):
            self.reading = Reading(spider.files.found)
        for handler in logging.root.handlers:
            if isinstance(handler, logging.StreamHandler) and handler.stream is sys.stderr:
                self.handlers.append((handler, handler.stream))
                handler.setStream(Above(self.console))
        self.live.start()
        # A second Ctrl-C ends the process without another word; the cursor has to come back all the same.
        atexit.register(self.stop)
        self.loop.start(_INTERVAL)

    def spider_closed(self) -> None:
        self.stop()

    def refresh(self) -> None:
        """Draw the line anew."""
        self.live.refresh()

    def stop(self) -> None:
        """Take the line away. Doing so twice does nothing."""
        if self.loop.running:
            self.loop.stop()
        self.live.stop()
        for handler, stream in self.handlers:
            handler.setStream(stream)
        self.handlers.clear()
        atexit.unregister(self.stop)

    def render(self) -> RenderableType:
        """The line as it stands now."""
        stats = self.crawler.stats.get_stats()
        now = time.monotonic()
        pages = stats.get("response_received_count") or stats.get("item_scraped_count", 0)
        parts = describe(stats, self.pace.per_minute(pages, now), now - self.started)
        if self.reading is None:
            return parts
        files, done, total = self.reading.progress(stats.get("copydesk/files", 0))
        row = Table.grid(padding=(0, 1))
        row.add_column(width=_BAR, no_wrap=True)
        row.add_column(no_wrap=True, overflow="ellipsis")
        text = Text.assemble(
            f"file {max(files, 1)} of {len(self.reading.paths)}", " · ", f"{size(done)} of {size(total)}", " · ", parts
        )
        row.add_row(ProgressBar(total=max(total, 1), completed=done, width=_BAR), text)
        return row


def describe(stats: dict[str, Any], pace: float | None, seconds: float) -> Text:
    """The line's text: what matters most first, since a narrow terminal cuts its end."""
    articles = stats.get("copydesk/articles", 0)
    parts = [Text(f"{articles:,} article{'' if articles == 1 else 's'}", style="bold")]
    if pace is not None:
        parts.append(Text(f"{pace:,.0f} pages/min"))
    prefix = "copydesk/access/"
    verdicts = [(name.removeprefix(prefix), count) for name, count in stats.items() if name.startswith(prefix)]
    if verdicts:
        said = [
            Text.assemble(f"{status} ", (f"{count:,}", _COLOURS.get(status, "")))
            for status, count in sorted(verdicts, key=lambda verdict: (-verdict[1], verdict[0]))
        ]
        parts.append(Text(", ").join(said))
    if waiting := stats.get("copydesk/sites/waiting"):
        parts.append(Text(f"{waiting:,} site{'' if waiting == 1 else 's'} waiting"))
    if errors := stats.get("log_count/ERROR"):
        parts.append(Text(f"{errors:,} error{'' if errors == 1 else 's'}", style="red"))
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    parts.append(Text(f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}", style="dim"))
    line = Text(" · ").join(parts)
    line.no_wrap = True
    line.overflow = "ellipsis"
    return line


class Pace:
    """Pages a minute, over the last minute."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, int]] = deque()

    def per_minute(self, pages: int, now: float) -> float | None:
        """The pace with `pages` at `now` (seconds of any clock); None until there is something to compare with."""
        self._seen.append((now, pages))
        while now - self._seen[0][0] > _MINUTE:
            self._seen.popleft()
        then, before = self._seen[0]
        return (pages - before) / (now - then) * _MINUTE if now > then else None


class Reading:
    """How far a spider that reads files is: in files, and in bytes of them."""

    def __init__(self, paths: Sequence[str]) -> None:
        self.paths = paths
        self.sizes = [_size_of(path) for path in paths]

    def progress(self, opened: int) -> tuple[int, int, int]:
        """Number of the file that is being read, bytes read, bytes in all; `opened` files have been opened so far."""
        if not opened:
            return 0, 0, sum(self.sizes)
        done = sum(self.sizes[: opened - 1]) + min(position(self.paths[opened - 1]) or 0, self.sizes[opened - 1])
        return opened, done, sum(self.sizes)


def position(path: str) -> int | None:
    """Where this process is in a file that it has open; None where the system does not tell, or it is not open."""
    target = os.path.realpath(path)
    descriptors = Path("/proc/self/fd")
    if not descriptors.is_dir():
        return None
    for descriptor in descriptors.iterdir():
        # Closed between two looks.
        with suppress(FileNotFoundError):
            if str(descriptor.readlink()) == target:
                first = Path("/proc/self/fdinfo", descriptor.name).read_text("ascii").split("\n", 1)[0]
                return int(first.removeprefix("pos:"))
    return None


class Above(io.TextIOBase):
    """A stream for log lines: they come out above the live line, neither wrapped nor marked up."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self._waiting = ""

    def write(self, text: str, /) -> int:
        self._waiting += text
        whole, newline, self._waiting = self._waiting.rpartition("\n")
        if newline:
            self.console.out(whole, highlight=False)
        return len(text)


def size(count: float) -> str:
    """Bytes, for people."""
    for unit in ("bytes", "kB", "MB"):
        if count < 1000:
            return f"{count:.0f} {unit}" if unit == "bytes" else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:.1f} GB"


def _size_of(path: str) -> int:
    # One that has gone is told by whoever reads it.
    with suppress(OSError):
        return Path(path).stat().st_size
    return 0


def _is_stdout(uri: str) -> bool:
    return uri.startswith(_STDOUT)
