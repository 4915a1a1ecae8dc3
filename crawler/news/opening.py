"""Opens a news crawl: what it is told is checked, its state is locked, and what a killed run has left is settled."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.exceptions import UsageError

from crawler import manifest
from crawler.clock import Clock
from crawler.feedstorage import LocalFileStorage
from crawler.news.arguments import NewsArguments
from crawler.news.desk import Desk, limits_of
from crawler.news.keeper import Keeper
from crawler.news.ledger import Ledger
from crawler.news.meters import MeterReader
from crawler.news.pump import Limits, Pump
from crawler.news.recovery import Recovery
from crawler.news.schedule import Schedule
from crawler.partitions import is_parted
from crawler.state.store import State
from crawler.state.stories import Stories
from pipelines.catalogue.rules import load as load_catalogue
from pipelines.furniture import read_choice
from pipelines.stories import DROP, MARK, read_duplicates, recall

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from scrapy.settings import BaseSettings

    from crawler.news.shards import Shard

_COUNTS = ("COPYDESK_MAX_ATTEMPTS", "COPYDESK_SITE_ERRORS", "COPYDESK_FLUSH_EVERY", "COPYDESK_OPEN_OUTPUTS")


def take_outputs(settings: BaseSettings) -> None:
    """Write to `COPYDESK_OUTPUT` where no output is given; away from a terminal, sum up in one line."""
    if settings.get("COPYDESK_SUMMARY") is True and not sys.stdout.isatty():
        settings.set("COPYDESK_SUMMARY", "line", priority="spider")
    output = settings.get("COPYDESK_OUTPUT")
    if output and not settings.getdict("FEEDS"):
        options = {"format": "parquet" if str(output).endswith(".parquet") else "jsonl", "store_empty": False}
        settings.set("FEEDS", {str(output): options}, priority="spider")


def open_desk(settings: BaseSettings, given: Mapping[str, str]) -> Desk:
    """Open the crawl that `given` (its `-a` options) and the settings describe.

    Raises UsageError for what is wrong in them, StateBusyError where another run is at it, StateError where the state
    can't be used, NotWrittenError where a file of an interrupted run can't be settled.
    """
    clock = Clock.from_settings(settings)
    arguments = NewsArguments.read(given, clock.now())
    counts = {name: _count(settings, name) for name in _COUNTS}
    schedule = Schedule.from_settings(settings)
    state = State.open(state_path(str(settings.get("COPYDESK_STATE") or ""), arguments.shard))
    try:
        keeper = Keeper(state, clock, schedule, counts["COPYDESK_MAX_ATTEMPTS"])
        ledger = Ledger(state, counts["COPYDESK_FLUSH_EVERY"])
        run = manifest.Run("news", dict(given), "killed")
        with_manifest = settings.getbool("COPYDESK_MANIFEST", True)
        recovery = Recovery(keeper, run, with_manifest=with_manifest, recall=_recall(settings, state))
        recovery.settle(_replaced(settings))
        ledger.goes_on = recovery.goes_on
        limits = Limits(
            articles=arguments.max_articles,
            per_site=arguments.max_per_site,
            sites=limits_of(arguments.sources),
            at_once=2 * settings.getint("CONCURRENT_REQUESTS"),
            since=None if arguments.since is None else int(arguments.since.timestamp()),
        )
        pump = Pump(state, clock, arguments.shard, limits)
        rules = load_catalogue([Path(path) for path in settings.getlist("COPYDESK_CATALOGUE")]).rules
        meters = MeterReader(rules)
        return Desk(arguments, state, clock, keeper, pump, ledger, meters, counts["COPYDESK_SITE_ERRORS"])
    except BaseException:
        state.close()
        raise


def state_path(path: str, shard: Shard) -> str:
    """The state file of a shard: `state.sqlite` becomes `state-1-of-4.sqlite`."""
    if not path or not shard.suffix:
        return path
    whole = Path(path)
    return str(whole.with_name(f"{whole.stem}{shard.suffix}{whole.suffix}"))


def _replaced(settings: BaseSettings) -> set[Path]:
    """The files that this run writes with `-O`."""
    storages = [
        LocalFileStorage(str(uri), feed_options=options)
        for uri, options in settings.getdict("FEEDS").items()
        if options.get("overwrite") and "://" not in str(uri).removeprefix("file://") and not is_parted(str(uri))
    ]
    return {storage.target for storage in storages if not storage.special}


def _recall(settings: BaseSettings, state: State) -> Callable[[dict[str, Any]], None] | None:
    """What remembers the story of a record that a killed run has left; null where the state keeps no stories."""
    if read_choice(settings.get("COPYDESK_STORY_MEMORY"), "COPYDESK_STORY_MEMORY") is not True:
        return None
    by_date = read_duplicates(settings.get("COPYDESK_DUPLICATES", MARK)) != DROP
    return partial(recall, memory=Stories(state.connection), by_date=by_date)


def _count(settings: BaseSettings, name: str) -> int:
    try:
        number = settings.getint(name)
    except ValueError:
        number = 0
    if number < 1:
        raise UsageError(f"{name}={settings.get(name)}: not a whole number from 1 up")
    return number
