"""The news crawl against a generated city: what it finds, what it asks for, how fast it is, and its memory.

    python -m benchmarks.crawl accept            every article once; the next runs ask only for what changed
    python -m benchmarks.crawl meters            spent meters over simulated days
    python -m benchmarks.crawl ratio             the rate with all pipelines by that with none, in turn
    python -m benchmarks.crawl memory --plot F   memory over many pages

The city and the crawls are processes of their own on this machine. What a run asked for is taken from the city's
journal, what it found from its records.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from collections import Counter
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.commandline import judged, says_why
from benchmarks.crawls import (
    Ended,
    Process,
    Requests,
    Tally,
    address,
    behave,
    crawl,
    news,
    noon,
    records,
    requests,
    tally,
)
from benchmarks.sampling import MEGABYTE, growth, plot, watch
from crawler.newsroom.city.process import CityError, CityProcess

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


DAY = date(2026, 1, 1)
MOST_DAYS = 40
"""Simulated days after which meters are given up on."""
SHOWN = 5
"""Addresses that are printed of each sort of failure."""
NO_PIPELINES = {"ITEM_PIPELINES": '{"benchmarks.blank.BlankStage": 1}'}
"""None but one that gives a page the form of a record."""
FLAT = 0.05
"""Growth after the warm-up that still counts as none."""
LISTED = ("missing", "doubled", "foreign")


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the spider over the city, on one simulated day."""

    day: str
    ended: Ended
    found: Tally
    """Records that came in this run, against those that should have."""
    asked: Requests


class Course:
    """Runs one after the other in one folder, against one city."""

    def __init__(self, city: CityProcess, folder: Path, options: argparse.Namespace) -> None:
        self.city = city
        self.folder = folder
        self.sources = sources_of(city, options)
        self.settings = dict(setting.split("=", 1) for setting in options.set)
        self.limit = options.limit
        self.before: Counter[str] = Counter()

    def run(self, day: date, expected: Sequence[str]) -> Run:
        """Crawl on a day; `expected` are the articles of which a record should come in this run."""
        self.city.set_day(day)
        journal = self.city.journal()
        ended = crawl(self.folder, self.sources, {**noon(day), **self.settings}, self.limit)
        counts = Counter(address(record) for record in records(self.folder))
        new = counts - self.before
        self.before = counts
        asked = requests(self.city.journal() - journal, [row["url"] for row in self.city.articles()])
        return Run(str(day), ended, tally(expected, new.elements()), asked)


def accept(options: argparse.Namespace) -> tuple[dict[str, Any], bool]:
    """Three runs: the first, a second one on the same day, and a third on the next day."""
    with city(options, metered=0) as opened, folder(options, "accept") as place:
        course = Course(opened, place, options)
        first = course.run(DAY, [row["url"] for row in opened.articles()])
        show("first run", first)
        second = course.run(DAY, [])
        show("second run, the same day", second)
        old = {row["url"] for row in opened.articles()}
        opened.set_day(DAY + timedelta(days=1))
        now = opened.articles()
        new = [row["url"] for row in now if row["url"] not in old]
        shown = [row for row in now if row["revisions"] and row["status"] != "blocked"]
        changed = [row["url"] for row in shown if any(each["change"] == "text" for each in row["revisions"])]
        touched = [row["url"] for row in now if row["revisions"] and row["url"] not in changed]
        third = course.run(DAY + timedelta(days=1), [*new, *changed])
        show(f"third run, the next day: {len(new)} new, {len(changed)} changed, {len(touched)} touched", third)
        wrong = statuses(place, opened.articles())
    print(f"verdicts that differ from the truth: {len(wrong)} of {first.found.expected}")
    figures = {
        "runs": [asdict(run) for run in (first, second, third)],
        "new": len(new),
        "changed": len(changed),
        "touched": len(touched),
        "verdicts_wrong": wrong,
    }
    passed = all(run.found.exact and not run.asked.forbidden and not run.ended.code for run in (first, second, third))
    return figures, passed and not first.asked.repeated


def meters(options: argparse.Namespace) -> tuple[dict[str, Any], bool]:
    """Runs on one simulated day after the other, until all articles of the first day have come whole."""
    runs: list[Run] = []
    with (
        city(options, fresh=0, updates=0, touches=0, metered=0.5) as opened,
        folder(options, "meters") as place,
    ):
        course = Course(opened, place, options)
        articles = opened.articles()
        metered = {row["url"] for row in articles if row["behaviour"] == "metered"}
        for later in range(MOST_DAYS):
            came = len(course.before)
            runs.append(course.run(DAY + timedelta(days=later), []))
            # Nothing is expected of any one day, only of all together.
            print(
                f"{runs[-1].day}: {len(course.before) - came} articles more, {len(course.before)} in all; "
                f"{runs[-1].asked.articles} requests for articles"
            )
            if len(course.before) >= len(articles):
                break
        whole = tally([row["url"] for row in articles], course.before.elements())
        cut = [
            address(record)
            for record in records(place)
            if address(record) in metered and record["access"]["status"] != "complete"
        ]
    show_tally("all days", whole)
    print(f"metered articles: {len(metered)}; of these came cut: {len(cut)}")
    figures = {"days": [asdict(run) for run in runs], "found": asdict(whole), "metered": len(metered), "cut": cut}
    return figures, whole.exact and not cut


def ratio(options: argparse.Namespace) -> tuple[dict[str, Any], bool]:
    """The same crawl with all pipelines and with none, in turn; the figures are medians of the pairs' ratios."""
    pairs: list[dict[str, dict[str, float]]] = []
    with city(options, metered=0, journal=True) as opened:
        # Once without counting: the city prints its pages.
        for number in range(options.pairs + 1):
            pair = {}
            for name, settings in (("all", {}), ("none", NO_PIPELINES)):
                with folder(options, f"ratio-{number}-{name}") as place:
                    pair[name] = _rate(opened, place, options, settings)
            if number:
                pairs.append(pair)
                print(f"pair {number}: " + "; ".join(f"{name} {_says(each)}" for name, each in pair.items()))
    by_wall = [pair["all"]["rate"] / pair["none"]["rate"] for pair in pairs]
    by_cpu = [pair["none"]["cpu_per_page"] / pair["all"]["cpu_per_page"] for pair in pairs]
    wall, cpu = statistics.median(by_wall), statistics.median(by_cpu)
    print(f"rate with all pipelines by that with none: {wall:.2f} ({_range(by_wall)}); by processor time {cpu:.2f}")
    return {"pairs": pairs, "by_wall": by_wall, "by_cpu": by_cpu, "ratio": wall}, wall >= options.least


def _rate(opened: CityProcess, place: Path, options: argparse.Namespace, extra: dict[str, str]) -> dict[str, float]:
    """Pages a second from the first request for an article to the last one: start-up and end do not count.

    What a second run needs, which finds nothing new, is not counted as processor time of the pages.
    """
    course = Course(opened, place, options)
    course.settings |= extra
    journal = options.journal_file
    start = journal.stat().st_size
    ended = crawl(place, course.sources, {**noon(DAY), **course.settings}, course.limit)
    known = {row["url"] for row in opened.articles()}
    with journal.open(encoding="utf-8") as lines:
        lines.seek(start)
        moments = [row["at"] for row in map(json.loads, lines) if row["url"] in known]
    if ended.code or len(moments) < len(known):
        raise CityError(f"{place}: asked for {len(moments)} of {len(known)} articles; exit code {ended.code}")
    idle = crawl(place, course.sources, {**noon(DAY), **course.settings}, course.limit)
    seconds = moments[-1] - moments[0]
    return {
        "pages": len(moments),
        "seconds": seconds,
        "rate": len(moments) / seconds,
        "wall": ended.wall,
        "cpu_per_page": (ended.cpu - idle.cpu) / len(moments),
    }


def memory(options: argparse.Namespace) -> tuple[dict[str, Any], bool]:
    """One run over many pages, with a sample of its memory every second."""
    with city(options, metered=0, journal=True) as opened, folder(options, "memory") as place:
        course = Course(opened, place, options)
        command = news(place, course.sources, {**noon(DAY), **course.settings})
        with Process(command, place / "log.txt") as running:
            samples = list(watch(running.pid, lines_of(options.journal_file)))
            ended = running.wait()
        found = tally([row["url"] for row in opened.articles()], map(address, records(place)))
    show_tally("records", found)
    grown = growth(samples)
    if options.plot:
        plot(samples, options.plot, f"Memory of `scrapy crawl news` over {samples[-1].done:,} requests")
    print(
        f"{ended.wall:.0f} s, peak {ended.peak / MEGABYTE:.0f} MiB; after the warm-up {grown.early / MEGABYTE:.1f} MiB, "
        f"at the end {grown.late / MEGABYTE:.1f} MiB ({grown.share:+.1%}); {grown.per_page * 1000 / 1024:.1f} KiB a "
        "thousand pages"
    )
    figures = {
        "ended": asdict(ended),
        "found": asdict(found),
        "growth": {**asdict(grown), "share": grown.share},
        "samples": [asdict(sample) for sample in samples],
    }
    return figures, found.exact and grown.share <= FLAT


def lines_of(path: Path) -> Callable[[], int]:
    """A function that says how many lines a growing file has got since now."""
    place, count = path.stat().st_size, 0

    def lines() -> int:
        nonlocal place, count
        with path.open("rb") as file:
            file.seek(place)
            while chunk := file.read(MEGABYTE):
                place += len(chunk)
                count += chunk.count(b"\n")
        return count

    return lines


def statuses(place: Path, articles: Sequence[dict[str, Any]]) -> list[str]:
    """Articles whose last record has another verdict than is true of them."""
    truth = {row["url"]: row["status"] for row in articles}
    said = {address(record): record["access"]["status"] for record in records(place)}
    return sorted(url for url, status in said.items() if truth.get(url, status) != status)


@contextmanager
def city(options: argparse.Namespace, *, journal: bool = False, **plan: object) -> Iterator[CityProcess]:
    """A city of the size that was asked for."""
    plan = {"sites": options.sites, "articles": options.articles, "seed": options.seed, **plan}
    plan["per-sitemap"] = max(50, options.articles // 10)
    with tempfile.TemporaryDirectory() as scratch:
        if journal:
            options.journal_file = Path(scratch) / "journal.jsonl"
            plan["journal"] = options.journal_file
        arguments = [word for name, value in plan.items() for word in (f"--{name}", value)]
        with CityProcess("--day", DAY, *arguments) as opened:
            yield opened


@contextmanager
def folder(options: argparse.Namespace, name: str) -> Iterator[Path]:
    """A folder for a crawl: below `--keep`, or one that goes away."""
    if options.keep:
        place: Path = options.keep / name
        # Raises FileExistsError: what an earlier run left would count for this one.
        place.mkdir(parents=True)
        yield place.resolve()
        return
    with tempfile.TemporaryDirectory() as scratch:
        yield Path(scratch)


def sources_of(opened: CityProcess, options: argparse.Namespace) -> dict[str, str]:
    """The spider's arguments that lead it to the city."""
    match options.via:
        case "sites":
            return {"sites": ",".join(f"{base}/" for base in opened.bases)}
        case _:
            return {"sitemaps": ",".join(f"{base}/sitemap.xml" for base in opened.bases)}


def show(title: str, run: Run) -> None:
    asked = run.asked
    show_tally(title, run.found)
    print(
        f"  {asked.total} requests; {asked.articles} for {asked.asked} articles ({len(asked.repeated)} more than once); "
        f"{', '.join(f'{count} {kind}' for kind, count in asked.kinds.items())}\n"
        f"  {run.ended.wall:.1f} s, processor {run.ended.cpu:.1f} s, peak {run.ended.peak / MEGABYTE:.0f} MiB, "
        f"exit code {run.ended.code}"
    )


def show_tally(title: str, found: Tally) -> None:
    print(
        f"{title}: {found.records} records, {found.expected} expected; {found.once} once, {len(found.missing)} missing, "
        f"{len(found.doubled)} doubled, {len(found.foreign)} foreign"
    )
    for name in LISTED:
        for url in getattr(found, name)[:SHOWN]:
            print(f"    {name}: {url}")


def _says(each: dict[str, float]) -> str:
    return f"{each['rate']:.1f} pages/s, {1000 * each['cpu_per_page']:.1f} ms of processor a page"


def _range(values: Sequence[float]) -> str:
    return f"{min(values):.2f} to {max(values):.2f}"


@says_why("crawl", CityError, OSError, ValueError, ImportError)
def main(argv: list[str] | None = None) -> int:
    options = _parser().parse_args(argv)
    behave()
    figures, passed = options.measure(options)
    print("passed" if passed else "failed")
    return judged(passed, figures, options.json)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.crawl",
        description="Measure the news crawl against a generated city of papers.",
        epilog="Exit code 0: passed. 1: measured, and it falls short. 2: could not be measured.",
    )
    commands = parser.add_subparsers(required=True, metavar="WHAT")
    for measure, sites, articles, says in (
        (accept, 20, 100, "every article once, and then only what changed"),
        (meters, 6, 60, "spent meters over simulated days"),
        (ratio, 20, 100, "the rate with all pipelines by that with none"),
        (memory, 20, 2500, "memory over many pages"),
    ):
        command = commands.add_parser(measure.__name__, help=says)
        command.set_defaults(measure=measure)
        command.add_argument("--sites", type=int, default=sites, metavar="N", help="sites of the city (%(default)s)")
        command.add_argument(
            "--articles", type=int, default=articles, metavar="N", help="articles of each (%(default)s)"
        )
        command.add_argument("--seed", type=int, default=1, metavar="N", help="another seed makes another city")
        command.add_argument("--via", choices=("sites", "sitemaps"), default="sites", help="what the spider is given")
        command.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="a setting of the crawl")
        command.add_argument("--limit", type=float, default=1800, metavar="S", help="seconds for one run (%(default)s)")
        command.add_argument("--json", type=Path, metavar="FILE", help="figures for machines")
        command.add_argument("--keep", type=Path, metavar="DIR", help="keep states, records and logs below DIR")
        if measure is ratio:
            command.add_argument("--pairs", type=int, default=3, metavar="N", help="pairs that count (%(default)s)")
            command.add_argument("--least", type=float, default=0.6, metavar="R", help="passes from R on (%(default)s)")
        if measure is memory:
            command.add_argument("--plot", type=Path, metavar="FILE", help="draw it, as .svg or .png")
    return parser


if __name__ == "__main__":
    sys.exit(main())
