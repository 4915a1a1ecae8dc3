"""Puts into every feed's options what its name says: compression, the format under it, and its filter."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from scrapy.exceptions import UsageError
from scrapy.utils.misc import load_object

from crawler.filters import ArticleFilter, read_conditions
from crawler.outputs.columns import chosen
from crawler.outputs.compression import PLUGINS

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

PARQUET = "parquet"


class Outputs:
    """Add-on (`ADDONS`) that completes `FEEDS`, wherever they come from: settings, a spider, `-o` and `-O`.

    A feed whose name ends in `.gz` or `.zst` is compressed and has the format that stands before it
    (`out.jsonl.gz`); one that says how it is to be processed (`postprocessing`) is left alone. The conditions of
    `COPYDESK_FEED_FILTERS` become item filters. Raises UsageError.
    """

    def update_settings(self, settings: BaseSettings) -> None:
        feeds = {uri: dict(options) for uri, options in settings.getdict("FEEDS").items()}
        for uri, options in feeds.items():
            complete(str(uri), options, settings)
        _add_filters(feeds, settings)
        if feeds:
            settings.set("FEEDS", feeds, priority=settings.getpriority("FEEDS") or 0)


def inner_format(name: str) -> str | None:
    """The format of a compressed feed by its name, such as `jsonl` for `out.jsonl.gz`; null for one that is not so named.

    Raises UsageError where nothing stands before the `.gz`.
    """
    path = PurePosixPath(name)
    if path.suffix not in PLUGINS:
        return None
    inner = PurePosixPath(path.stem).suffix.removeprefix(".")
    if not inner:
        raise UsageError(f"{name}: in which format? Say it before {path.suffix}: {path.stem}.jsonl{path.suffix}")
    return inner


def complete(uri: str, options: dict[str, Any], settings: BaseSettings) -> None:
    """Complete the options of one feed, in place. Raises UsageError."""
    suffix = PurePosixPath(uri).suffix
    if suffix in PLUGINS:
        if options.get("format") in (None, suffix.removeprefix(".")):
            options["format"] = inner_format(uri)
        if options["format"] == PARQUET:
            raise UsageError(f"{uri}: Parquet is compressed already; leave {suffix} away")
        if "postprocessing" not in options:
            options["postprocessing"] = [_path(PLUGINS[suffix])]
            options.setdefault("records_per_member", _flush_every(settings))
    elif options.get("format") == PARQUET or ("format" not in options and suffix == f".{PARQUET}"):
        if find_spec("pyarrow") is None:
            raise UsageError(f"{uri}: Parquet needs pyarrow, which is not installed: .venv/bin/pip install pyarrow")
        try:
            chosen(options.get("fields") or settings.getdictorlist("FEED_EXPORT_FIELDS"))
        except ValueError as error:
            raise UsageError(f"{uri}: {error}") from error
    if (only := options.get("only")) is not None:
        read_conditions(only)
        options.setdefault("item_filter", _path(ArticleFilter))


def _add_filters(feeds: dict[Any, dict[str, Any]], settings: BaseSettings) -> None:
    try:
        wanted = settings.getdict("COPYDESK_FEED_FILTERS")
    except ValueError as error:
        given = settings.get("COPYDESK_FEED_FILTERS")
        raise UsageError(f"COPYDESK_FEED_FILTERS={given}: no JSON object of outputs and conditions") from error
    by_name = {str(uri): options for uri, options in feeds.items()}
    for name, only in wanted.items():
        options = by_name.get(name)
        if options is None:
            there = ", ".join(by_name) or "none"
            raise UsageError(f"COPYDESK_FEED_FILTERS names {name}, which is no output of this run (there: {there})")
        if "only" in options or not issubclass(load_object(options.get("item_filter", ArticleFilter)), ArticleFilter):
            raise UsageError(f"{name} has a filter already, and COPYDESK_FEED_FILTERS names another one")
        read_conditions(only)
        options["only"] = only
        options.setdefault("item_filter", _path(ArticleFilter))


def _flush_every(settings: BaseSettings) -> int:
    try:
        return settings.getint("COPYDESK_FLUSH_EVERY", 20)
    except ValueError:
        # `crawler.extensions.feeds` says what is wrong with it.
        return 1


def _path(component: type) -> str:
    return f"{component.__module__}.{component.__qualname__}"
