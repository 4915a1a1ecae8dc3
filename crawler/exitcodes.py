"""What `scrapy crawl` says to the shell when it ends.

Any component can ask for a code while the crawl runs; the command reads the answer from the stats.
"""

from __future__ import annotations

import asyncio
import logging
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.statscollectors import StatsCollector

logger = logging.getLogger(__name__)

EXIT_CODE = "copydesk/exit_code"
EXIT_REASON = "copydesk/exit_reason"
OUTPUT_NOT_WRITTEN = "output_not_written"

# Why a spider may close and the run still be whole: it came to its end, or to a limit that the user set.
# The other limits (of errors, of time without an item, of memory) are alarms.
WHOLE = frozenset({"finished", "closespider_itemcount", "closespider_pagecount", "closespider_timeout"})


class ExitCode(IntEnum):
    """The exit codes of `scrapy crawl`."""

    OK = 0
    """The crawl ran to its end, or to a limit that was set, and what it found is written."""
    BROKE = 1
    """The crawl could not start, broke on the way, was stopped by a signal, or could not read what it was given."""
    USAGE = 2
    """The command line is wrong: unknown spider, missing or bad argument. Nothing was crawled."""
    NOT_WRITTEN = 3
    """An output could not be written."""
    NOTHING_CAME = 4
    """The crawl ran to its end, but nothing came although something should have."""


# Which code wins when several are asked for: lost output weighs most, "nothing came" least, because
# each of the others explains it.
_WEIGHT = {
    ExitCode.OK: 0,
    ExitCode.NOTHING_CAME: 1,
    ExitCode.BROKE: 2,
    ExitCode.USAGE: 3,
    ExitCode.NOT_WRITTEN: 4,
}


def ask_exit(stats: StatsCollector, code: ExitCode, reason: str) -> None:
    """Ask that the run end with `code`; `reason` is one line for the user.

    The weightier code wins, in the order `NOT_WRITTEN`, `USAGE`, `BROKE`, `NOTHING_CAME`, `OK`;
    between equals, the first. Every reason is logged as an error; the winner's stands in the stats
    `copydesk/exit_code` and `copydesk/exit_reason`. Asking does not stop the crawl.
    """
    if code is not ExitCode.OK:
        logger.error("%s", reason)
    asked, _ = asked_exit(stats)
    if _WEIGHT[code] > _WEIGHT[asked]:
        stats.set_value(EXIT_CODE, int(code))
        stats.set_value(EXIT_REASON, reason)


def asked_exit(stats: StatsCollector) -> tuple[ExitCode, str]:
    """The code asked for so far and its reason; `OK` and an empty reason when none was."""
    return ExitCode(stats.get_value(EXIT_CODE, ExitCode.OK)), stats.get_value(EXIT_REASON, "")


def not_written(crawler: Crawler, reason: str) -> None:
    """Ask for `NOT_WRITTEN` and stop the crawl: what it would still fetch has nowhere to go."""
    stop(crawler, ExitCode.NOT_WRITTEN, reason, OUTPUT_NOT_WRITTEN)


def stop(crawler: Crawler, code: ExitCode, reason: str, finish_reason: str) -> None:
    """Ask for `code` and close the spider; `finish_reason` is what Scrapy's stats will call it."""
    ask_exit(crawler.stats, code, reason)
    if crawler.engine.spider is not None:
        closing = asyncio.ensure_future(crawler.engine.close_spider_async(reason=finish_reason))
        # The loop itself holds tasks weakly.
        _closing.add(closing)
        closing.add_done_callback(_closing.discard)


_closing: set[asyncio.Future[None]] = set()


def judge(stats: StatsCollector, finish_reason: str | None) -> tuple[ExitCode, str]:
    """The code that a run ends with and why, from what was asked for and from Scrapy's own stats.

    `finish_reason` is null when the spider was never closed: the run was killed by a second signal.
    """
    verdicts = [asked_exit(stats)]
    lost = sum(count for name, count in stats.get_stats().items() if name.startswith("feedexport/failed_count/"))
    if lost:
        verdicts.append((ExitCode.NOT_WRITTEN, f"{lost} feed(s) could not be stored"))
    if exceptions := stats.get_value("spider_exceptions/count", 0):
        verdicts.append((ExitCode.BROKE, f"the spider raised {exceptions} exception(s)"))
    if finish_reason not in WHOLE:
        verdicts.append((ExitCode.BROKE, f"the crawl was ended before its end: {finish_reason or 'killed'}"))
    return max(verdicts, key=lambda verdict: _WEIGHT[verdict[0]])
