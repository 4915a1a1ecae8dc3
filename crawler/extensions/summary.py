"""A few readable lines at the end of a crawl."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Self

from rich.console import Console
from rich.table import Table
from rich.text import Text
from scrapy import signals
from scrapy.exceptions import NotConfigured
from scrapy.extensions.feedexport import FeedExporter

from crawler.exitcodes import ExitCode, judge
from crawler.extensions import progress
from crawler.extensions.feeds import Feeds, Output
from crawler.report.wording import duration, many

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scrapy.crawler import Crawler

_TOP = 6
OUTCOMES = "copydesk/outcome/"
_STATUS_COLOURS = {
    "complete": "green",
    "truncated": "yellow",
    "excerpt": "yellow",
    "blocked": "red",
    "not_article": "dim",
}
_LABEL_COLOURS = {"errors": "red", "lost": "red", "ended": "red", "kept": "yellow"}


class Summary:
    """Prints what came of a crawl on stdout: in colour on a terminal, plain lines elsewhere.

    Off with `COPYDESK_SUMMARY = False`, and where a feed writes to stdout itself; with `"line"`, and by itself for a
    news crawl that does not run on a terminal, it is one line: what cron mails or a log keeps.
    """

    def __init__(self, crawler: Crawler) -> None:
        wanted = crawler.settings.get("COPYDESK_SUMMARY")
        self.one_line = wanted == "line"
        if not self.one_line and not crawler.settings.getbool("COPYDESK_SUMMARY"):
            raise NotConfigured
        if any(_is_stdout(str(uri)) for uri in crawler.settings.getdict("FEEDS")):
            raise NotConfigured
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        summary = cls(crawler)
        # The last signal of a crawl: the feeds are stored and the stats are whole by then.
        crawler.signals.connect(summary.engine_stopped, signals.engine_stopped)
        return summary

    def engine_stopped(self) -> None:
        feeds = self.crawler.get_extension(FeedExporter)
        outputs = feeds.outputs if isinstance(feeds, Feeds) else []
        stats = self.crawler.stats.get_stats()
        code, reason = judge(self.crawler.stats, stats.get("finish_reason"))
        title = f"copydesk {self.crawler.spidercls.name}: {headline(stats)}"
        if self.one_line:
            sys.stdout.write(f"{in_one_line(title, stats, reason)}\n")
            sys.stdout.flush()
            return
        rows = summarise(stats, outputs)
        if code is not ExitCode.OK:
            rows.append(("ended", reason))
        show(title, rows)


def headline(stats: dict[str, Any]) -> str:
    """How many articles came, and how long it took."""
    articles = stats.get("copydesk/articles", 0)
    others = stats.get("item_scraped_count", 0) - articles
    parts = [many(articles, "article")]
    if others:
        parts.append(many(others, "other item"))
    return f"{', '.join(parts)} in {duration(stats.get('elapsed_time_seconds') or 0.0)}"


def in_one_line(title: str, stats: dict[str, Any], reason: str) -> str:
    """The title, what became of the pages, what is left, and why the run did not end well, if it did not."""
    parts = [
        title,
        _listed(_under(stats, "copydesk/access/")),
        _listed((name, count) for name, count in _under(stats, OUTCOMES) if name not in {"new", "dropped"}),
        f"waiting {stats['copydesk/waiting']:,}" if stats.get("copydesk/waiting") else "",
        f"ended: {reason}" if reason else "",
    ]
    return " · ".join(filter(None, parts))


def summarise(stats: dict[str, Any], outputs: Iterable[Output]) -> list[tuple[str, str]]:
    """The lines under the headline, each a label and its text; a line with nothing to say is left out."""
    artifacts = _under(stats, "copydesk/artifacts/")
    shown = _listed(artifacts[:_TOP])
    if rest := artifacts[_TOP:]:
        shown += f" · {sum(count for _, count in rest)} in {many(len(rest), 'other kind')}"
    errors = stats.get("copydesk/errors", 0)
    rows = [
        ("access", _listed(_under(stats, "copydesk/access/"))),
        ("walls", _listed(_under(stats, "copydesk/wall/"))),
        ("artifacts", shown),
        ("pages", _listed(_under(stats, OUTCOMES))),
        ("passed over", _listed(_under(stats, "copydesk/skipped/"))),
        (
            "waiting",
            f"{many(stats['copydesk/waiting'], 'page')} for a later run" if stats.get("copydesk/waiting") else "",
        ),
        ("errors", f"a stage broke on {errors}: {_listed(_under(stats, 'copydesk/errors/'))}" if errors else ""),
        ("lost", many(stats["copydesk/lost"], "record") if stats.get("copydesk/lost") else ""),
    ]
    rows.extend(_place(output) for output in _together(outputs))
    return [(label, text) for label, text in rows if text]


def show(title: str, rows: list[tuple[str, str]]) -> None:
    """Print the summary; on a terminal as a table in colour."""
    if not sys.stdout.isatty():
        width = max((len(label) for label, _ in rows), default=0)
        lines = [title, *(f"  {label:<{width}}  {text}" for label, text in rows)]
        sys.stdout.write("\n".join(lines) + "\n")
        sys.stdout.flush()
        return
    table = Table.grid(padding=(0, 2))
    for label, text in rows:
        body = Text(text)
        if label == "access":
            for status, colour in _STATUS_COLOURS.items():
                body.highlight_words([status], colour)
        table.add_row(Text(f"  {label}", style=_LABEL_COLOURS.get(label, "bold")), body)
    console = Console(highlight=False)
    console.print(Text(title, style="bold"))
    console.print(table)


def _together(outputs: Iterable[Output]) -> list[Output]:
    """The files of an output in many files as one."""
    shown: list[Output] = []
    parted: dict[str, dict[str, list[Output]]] = {}
    for output in outputs:
        if output.template is None or output.kept is not None:
            shown.append(output)
        else:
            parted.setdefault(output.template, {}).setdefault(output.path, []).append(output)
    for template, files in parted.items():
        records = sum(output.records or 0 for closed in files.values() for output in closed)
        size = sum(closed[-1].size or 0 for closed in files.values())
        shown.append(Output(f"{template} ({many(len(files), 'file')})", records, size, None))
    return shown


def _place(output: Output) -> tuple[str, str]:
    facts = [
        "" if output.records is None else many(output.records, "record"),
        "" if output.size is None else progress.size(output.size),
    ]
    text = ", ".join(filter(None, facts))
    if output.kept is not None:
        return "kept", f"{output.kept} ({text}); {output.path} is not touched"
    return "written", f"{output.path} ({text})"


def _under(stats: dict[str, Any], prefix: str) -> list[tuple[str, int]]:
    """Stats below a prefix, by what follows it, most first."""
    found = [(name.removeprefix(prefix), value) for name, value in stats.items() if name.startswith(prefix)]
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))


def _listed(counts: Iterable[tuple[str, int]]) -> str:
    return " · ".join(f"{name} {count}" for name, count in counts)


def _is_stdout(uri: str) -> bool:
    return uri.startswith("stdout:") or uri in {"/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"}
