#!/usr/bin/env python3
"""How long the chain takes for a page, on one core, and which stage takes it.

    benchmarks/speed.py CORPUS [--sets labelled,wcxb] [--limit N] [--json]

Every page is timed the first time that the process sees it, but for the first few of each set. Reading and decoding
are not timed. Milliseconds are this machine's; the shares and the bytes a page are the corpus's.
"""

from __future__ import annotations

import argparse
import gc
import json
import statistics
import sys
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from time import perf_counter, process_time
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # the script is started by its path, from anywhere

from benchmarks.corpus import CorpusError, CorpusSet, find_sets
from pipelines import STAGES
from pipelines.draft import Draft

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from crawler.items import Page
    from pipelines.stage import Stage

WARM = 60
"""Pages at the beginning of each set that only warm the process up: rules are compiled when they are first needed."""


class BrokenStageError(Exception):
    """A page on which a stage raised; says which page and which stage."""


@dataclass(frozen=True, slots=True)
class Timing:
    """How long one page took."""

    url: str
    bytes: int
    """Of the decoded page, in UTF-8."""
    stages: tuple[float, ...]
    """Seconds, in the order of the stages."""
    cpu: float
    """Seconds of processor time: what neighbours on the machine do not add to."""

    @property
    def seconds(self) -> float:
        return sum(self.stages)


@dataclass(frozen=True, slots=True)
class Summary:
    """The timings of a set of pages: milliseconds a page."""

    pages: int
    bytes_mean: int
    bytes_median: int
    mean: float
    median: float
    p95: float
    max: float
    cpu: float
    """Mean of the processor time."""
    slowest: str
    """URL of the page that took longest."""
    shares: dict[str, float]
    """Share of the whole time by stage."""


def time_page(page: Page, stages: Sequence[type[Stage]]) -> Timing:
    """Run the stages on one page, each timed on its own. Raises `BrokenStageError`: half a run has no time."""
    draft = Draft(page)
    seconds = []
    begun = process_time()
    for stage in stages:
        started = perf_counter()
        try:
            stage.run(draft)
        except Exception as error:
            raise BrokenStageError(f"{page.url} broke {stage.name}: {error!r}") from error
        seconds.append(perf_counter() - started)
    return Timing(page.url, len(page.body.encode("utf-8", "replace")), tuple(seconds), process_time() - begun)


def time_pages(pages: Iterator[Page], stages: Sequence[type[Stage]]) -> Iterator[Timing]:
    """Time every page the first time that it is seen."""
    for page in pages:
        yield time_page(page, stages)


def warm_up(pages: Iterable[Page], stages: Sequence[type[Stage]]) -> None:
    """Load and compile what is loaded and compiled once a process, and set it aside as a crawl does when it begins."""
    for page in pages:
        time_page(page, stages)
    gc.collect()
    gc.freeze()


def summarise(timings: Sequence[Timing], names: Sequence[str]) -> Summary:
    """Mean, median, 95th percentile (nearest rank) and maximum, and each stage's share. Needs one timing."""
    by_time = sorted(timings, key=lambda timing: timing.seconds)
    times = [timing.seconds * 1000 for timing in by_time]
    sizes = [timing.bytes for timing in timings]
    whole = sum(times) or 1.0
    return Summary(
        pages=len(times),
        bytes_mean=round(statistics.mean(sizes)),
        bytes_median=round(statistics.median(sizes)),
        mean=statistics.mean(times),
        median=statistics.median(times),
        p95=times[-(-95 * len(times) // 100) - 1],
        max=times[-1],
        cpu=statistics.mean(timing.cpu for timing in timings) * 1000,
        slowest=by_time[-1].url,
        shares={
            name: sum(timing.stages[place] for timing in timings) * 1000 / whole for place, name in enumerate(names)
        },
    )


def main(argv: list[str] | None = None) -> int:
    options = _parser().parse_args(argv)
    try:
        sets = find_sets(options.corpus, options.sets)
        return _run(sets, options)
    except BrokenStageError as error:
        print(f"speed: {error}", file=sys.stderr)
        return 1
    except (CorpusError, OSError) as error:
        print(f"speed: {error}", file=sys.stderr)
        return 2


def _run(sets: list[CorpusSet], options: argparse.Namespace) -> int:
    names = [stage.name for stage in STAGES]
    warm_up((page for each in sets for page in islice(each.pages(), WARM)), STAGES)
    timings = {each.name: list(time_pages(islice(each.pages(), WARM, options.limit), STAGES)) for each in sets}
    everything = [timing for each in timings.values() for timing in each]
    summaries = {name: summarise(each, names) for name, each in timings.items() if each}
    if not everything:
        raise CorpusError(f"{options.corpus}: no pages")
    summaries["all"] = summarise(everything, names)
    if options.json:
        print(json.dumps({name: asdict(summary) for name, summary in summaries.items()}, indent=2))
    else:
        _print_tables(summaries)
    return 0


def _print_tables(summaries: dict[str, Summary]) -> None:
    print(
        f"{'ms a page':12} {'pages':>6} {'mean':>8} {'median':>8} {'p95':>8} {'max':>8} {'cpu':>8} {'KiB mean':>9} {'median':>7}"
    )
    for name, each in summaries.items():
        print(
            f"{name:12} {each.pages:6} {each.mean:8.2f} {each.median:8.2f} {each.p95:8.2f} {each.max:8.2f} {each.cpu:8.2f}"
            f" {each.bytes_mean / 1024:9.0f} {each.bytes_median / 1024:7.0f}"
        )
    whole = summaries["all"]
    print(f"\n{'stage':12} {'share':>6} {'ms mean':>8}")
    for name, share in whole.shares.items():
        print(f"{name:12} {share:6.1%} {share * whole.mean:8.2f}")
    print(f"\n{1000 * whole.mean * 1024 / whole.bytes_mean:.0f} µs a KiB of page; slowest: {whole.slowest}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description="Milliseconds a page of the chain on one core, and each stage's share of them.",
        epilog="Exit code 0: measured. 1: a page broke a stage. 2: the corpus cannot be used.",
    )
    parser.add_argument("corpus", type=Path, metavar="CORPUS", help="directory of X.warc.gz and X.truth.jsonl")
    parser.add_argument("--sets", type=lambda names: names.split(","), metavar="A,B", help="only these sets")
    parser.add_argument(
        "--limit", type=int, metavar="N", help="only the first N pages of each set, those that warm up among them"
    )
    parser.add_argument("--json", action="store_true", help="figures for machines")
    return parser


if __name__ == "__main__":
    sys.exit(main())
