"""`scrapy crawl`, with exit codes that a script can go by."""

from __future__ import annotations

import asyncio
import difflib
import logging
import sys
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.exceptions import CloseSpider, UsageError
from scrapy.extensions.feedexport import FeedExporter

from crawler.exitcodes import OUTPUT_NOT_WRITTEN, ExitCode, ask_exit, judge
from crawler.feedstorage import NotWrittenError
from crawler.outputs.addon import inner_format
from crawler.state.database import StateBusyError, StateError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Awaitable

    from scrapy import Spider
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)


class Command(ScrapyCrawl):
    """Runs a spider as Scrapy's own command does, and ends with one of `crawler.exitcodes.ExitCode`."""

    def long_desc(self) -> str:
        return (
            "Run a spider of the project, by name. Exit codes: 0 the crawl reached its end and all is written; "
            "1 it broke, was stopped, or could not read what it was given; 2 usage; 3 an output could not be "
            "written; 4 nothing came although something should have. With -O, FILE is replaced only by a crawl "
            "that ends with 0 or 4; what another one has got is left in FILE.part."
        )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        for name in ("output", "overwrite_output"):
            # Scrapy takes the last suffix for the format.
            outputs = getattr(opts, name)
            setattr(opts, name, outputs and [self._with_format(output) for output in outputs])
        super().process_options(args, opts)
        assert self.settings is not None  # noqa: S101 - set by Scrapy before this is called
        self.settings.set("COPYDESK_ARGUMENTS", opts.spargs, priority="cmdline")

    def _with_format(self, output: str) -> str:
        """`out.jsonl.gz` as `out.jsonl.gz:jsonl`. Raises UsageError."""
        assert self.settings is not None  # noqa: S101 - likewise
        inner = inner_format(output)
        if inner is None:
            return output
        if inner not in self.settings.getwithbase("FEED_EXPORTERS"):
            raise UsageError(f"{output}: there is no format {inner!r}")
        return f"{output}:{inner}"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if not args:
            raise UsageError("which spider? " + self._spiders())
        if unknown := [arg for arg in args if arg.startswith("-")]:
            raise UsageError(f"unknown option {unknown[0]}")
        if len(args) > 1:
            raise UsageError(f"one spider at a time, please; not {', '.join(args)} (arguments are given with -a)")
        code, reason = self._crawl(args[0], opts.spargs)
        self.exitcode = int(code)
        if reason and code != ExitCode.OK:
            sys.stderr.write(f"scrapy crawl {args[0]}: {reason} (exit code {int(code)})\n")

    def _crawl(self, name: str, arguments: dict[str, str]) -> tuple[int, str]:
        assert self.crawler_process is not None  # noqa: S101 - set by Scrapy before this is called
        assert self.settings is not None  # noqa: S101 - likewise
        loader = self.crawler_process.spider_loader
        if name not in loader.list():
            near = difflib.get_close_matches(name, loader.list(), n=1)
            hint = f"did you mean {near[0]}?" if near else self._spiders()
            return ExitCode.USAGE, f"there is no spider called {name!r}; {hint}"
        crawler = self._create_crawler(name)
        outcome = _Outcome(self.crawler_process.crawl(crawler, **arguments))
        self.crawler_process.start()
        error = outcome.error()
        if error is None:
            return judge(crawler.stats, crawler.stats.get_value("finish_reason"))
        if isinstance(error, StateBusyError):
            # Not an error: cron has started a run while the one before it is still at work.
            sys.stdout.write(f"copydesk {name}: {error}; nothing is done\n")
            return self.settings.getint("COPYDESK_LOCK_BUSY_EXIT"), ""
        if isinstance(error, StateError):
            return ExitCode.BROKE, str(error)
        if isinstance(error, NotWrittenError):
            return ExitCode.NOT_WRITTEN, str(error)
        if isinstance(error, UsageError) or (crawler.spider is None and isinstance(error, ValueError)):
            # A spider says so of its arguments. Elsewhere a ValueError is a bug and wants its traceback.
            return ExitCode.USAGE, str(error) or "bad arguments"
        logger.error("The crawl could not start", exc_info=error)
        return ExitCode.BROKE, f"the crawl could not start: {type(error).__name__}: {error}"

    def _create_crawler(self, spidercls: type[Spider] | str) -> Crawler:
        crawler = super()._create_crawler(spidercls)
        crawler.signals.connect(_refuse_lost_feeds, signals.spider_opened, sender=crawler)
        return crawler

    def _spiders(self) -> str:
        assert self.crawler_process is not None  # noqa: S101 - set by Scrapy before this is called
        return "spiders are: " + ", ".join(sorted(self.crawler_process.spider_loader.list()))


class _Outcome:
    """How a crawl's task, or deferred with another reactor, ended."""

    def __init__(self, running: Awaitable[None]) -> None:
        self.running = running
        self.failures: list[Any] = []
        if not isinstance(running, asyncio.Future):
            running.addErrback(self.failures.append)  # type: ignore[attr-defined]  # a Deferred

    def error(self) -> BaseException | None:
        """The exception that ended the crawl, if one did."""
        if isinstance(self.running, asyncio.Future):
            if not self.running.done() or self.running.cancelled():
                # Killed by a second signal; the stats say so by having no finish reason.
                return None
            return self.running.exception()
        return self.failures[0].value if self.failures else None


def _refuse_lost_feeds(sender: Crawler) -> None:
    """Don't crawl for nobody: feeds were asked for, and Scrapy has switched them off with a log line alone."""
    feeds = sender.settings.getdict("FEEDS")
    if feeds and sender.get_extension(FeedExporter) is None:
        reason = f"{', '.join(map(str, feeds))} can't be written: unknown format or address (see the log)"
        ask_exit(sender.stats, ExitCode.NOT_WRITTEN, reason)
        raise CloseSpider(OUTPUT_NOT_WRITTEN)
