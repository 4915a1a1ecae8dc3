"""What a question to the state costs, at ten thousand, a million and ten million addresses.

    python -m benchmarks.state --sizes 10000,1000000,10000000 --markdown state.md --json state.json

One state file grows from size to size. At each, the operations of `crawler.state` are timed one by one on addresses
drawn at random; every change is committed with `--every` others, as a crawl does. Growing it is not timed. Where the
file fits into the machine's memory, the system keeps it there: the disk is then in the commits alone.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from hashlib import blake2b
from pathlib import Path
from random import Random
from time import perf_counter_ns
from typing import TYPE_CHECKING

from benchmarks.commandline import OK, says_why, write_json
from crawler.state.frontier import Entry
from crawler.state.keys import key_of
from crawler.state.pages import KnownPage
from crawler.state.store import State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

NOW = 1_767_268_800
SITES = 1000
"""Sites that the addresses are spread over; the frontier has a queue for each."""
BATCH = 200_000
QUEUED = 10
"""One address in so many waits in the frontier too."""
FEW = 5
"""Times that what goes through a whole table is timed."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one operation costs, in microseconds."""

    name: str
    median: float
    p99: float
    mean: float
    """With its share of the commits, for operations that change something."""


@dataclass(frozen=True, slots=True)
class Measured:
    """The costs at one size."""

    size: int
    queued: int
    bytes: int
    """Of the file."""
    costs: list[Cost]


def key(number: int) -> bytes:
    """A key as an address would have it: bytes without any order."""
    return blake2b(number.to_bytes(8, "big"), digest_size=16).digest()


def url_of(number: int) -> str:
    return f"https://www.paper{number % SITES}.example/2026/01/01/a-headline-of-some-words-{number}"


def page(number: int) -> KnownPage:
    """A page as a crawl would know it."""
    return KnownPage(
        key=key(number),
        url=url_of(number),
        site=f"paper{number % SITES}.example",
        etag=f'W/"{number:x}"',
        last_modified="Thu, 01 Jan 2026 12:00:00 GMT",
        hash=key(number + 1),
        published=NOW - number % 10_000_000,
        modified=None,
        first_seen=NOW,
        last_asked=NOW,
        next_ask=NOW + 3600 if number % 100 == 0 else None,
    )


def entry(number: int) -> Entry:
    """An address as a sitemap would queue it."""
    url = url_of(number)
    return Entry(key(number), url, f"paper{number % SITES}.example", number % 3, NOW, via=f"{url}/sitemap.xml")


def grow(state: State, start: int, end: int) -> None:
    """Put pages and queue entries `start` to `end` into the state, batches in the order of their keys."""
    for low in range(start, end, BATCH):
        for number in sorted(range(low, min(low + BATCH, end)), key=key):
            state.pages.put(page(number))
            if number % QUEUED == 0:
                state.frontier.put(entry(number))
        state.commit()


def time_each(
    name: str, numbers: Sequence[int], do: Callable[[int], object], commit: Callable[[], object], every: int = 0
) -> Cost:
    """Time an operation on each of the numbers, with a commit after every so many of them; 0: with none."""
    times, spent = [], 0
    for place, number in enumerate(numbers, 1):
        begun = perf_counter_ns()
        do(number)
        times.append(perf_counter_ns() - begun)
        if every and place % every == 0:
            begun = perf_counter_ns()
            commit()
            spent += perf_counter_ns() - begun
    times.sort()
    mean = (sum(times) + spent) / len(times)
    return Cost(name, statistics.median(times) / 1000, times[len(times) * 99 // 100] / 1000, mean / 1000)


def measure(state: State, size: int, rounds: int, every: int, dice: Random) -> list[Cost]:
    """Time every operation at a size. What it puts in is taken out again or lies behind `size`."""
    known = [dice.randrange(size) for _ in range(rounds)]
    unknown = [size * 1000 + number for number in range(rounds)]
    queued = [number - number % QUEUED for number in known]
    fresh = {number: page(number) for number in unknown}
    again = {number: page(number) for number in known}
    entries = {number: entry(number) for number in unknown}
    pages, frontier = state.pages, state.frontier
    sites = [f"paper{dice.randrange(0, SITES, QUEUED)}.example" for _ in range(rounds)]

    def forget(number: int) -> None:
        state.connection.execute("DELETE FROM pages WHERE key = ?", (key(number),))

    def due(_: int) -> None:
        frontier.put_due(NOW + 7200, 0)
        state.connection.rollback()

    few = range(FEW)
    reading: list[tuple[str, Sequence[int], Callable[[int], object]]] = [
        ("key of an address", known, lambda number: key_of(url_of(number))),
        ("page: known", known, lambda number: pages.find(key(number))),
        ("page: not known", unknown, lambda number: pages.find(key(number))),
        ("frontier: queued already", queued, lambda number: frontier.find(key(number))),
        ("frontier: next of a site", range(rounds), lambda place: frontier.next(sites[place], NOW)),
        ("frontier: all sites", few, lambda _: frontier.sites(NOW)),
        ("frontier: one in a hundred pages due again", few, due),
    ]
    changing: list[tuple[str, Sequence[int], Callable[[int], object]]] = [
        ("page: new", unknown, lambda number: pages.put(fresh[number])),
        ("page: again", known, lambda number: pages.put(again[number])),
        ("frontier: new", unknown, lambda number: frontier.put(entries[number])),
        ("frontier: done", unknown, lambda number: frontier.done(key(number))),
    ]
    costs = [time_each(name, numbers, do, state.commit) for name, numbers, do in reading]
    costs += [time_each(name, numbers, do, state.commit, every) for name, numbers, do in changing]
    for number in unknown:
        forget(number)
    state.commit()
    return costs


def run(options: argparse.Namespace) -> Iterator[Measured]:
    """Grow one state from size to size and measure at each."""
    with ExitStack() as stack:
        place = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        path = place / "state.sqlite"
        if path.exists():
            # What an earlier run left would count for this one.
            raise FileExistsError(f"{path} is there already")
        state = State.open(str(path))
        stack.callback(state.close)
        start, dice = 0, Random(1)  # noqa: S311  nothing secret hangs on it
        for size in options.sizes:
            grow(state, start, size)
            state.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            start = size
            costs = measure(state, size, options.rounds, options.every, dice)
            yield Measured(size, -(-size // QUEUED), path.stat().st_size, costs)


def table(measured: list[Measured]) -> list[str]:
    """The costs as a table in Markdown: a row an operation, a column a size."""
    head = ["µs: median (99 %), mean with commits", *(f"{each.size:,} pages" for each in measured)]
    rows = [head, ["---", *("---:" for _ in measured)]]
    for place, cost in enumerate(measured[0].costs):
        cells = [each.costs[place] for each in measured]
        rows.append([cost.name, *(f"{cell.median:.1f} ({cell.p99:.0f}), {cell.mean:.1f}" for cell in cells)])
    rows.append(["file", *(f"{each.bytes / 1e6:,.0f} MB" for each in measured)])
    return [f"| {' | '.join(row)} |" for row in rows]


@says_why("state", OSError)
def main(argv: list[str] | None = None) -> int:
    options = _parser().parse_args(argv)
    measured = []
    for each in run(options):
        measured.append(each)
        print(f"{each.size:,} pages, {each.bytes / 1e6:,.0f} MB", file=sys.stderr, flush=True)
    print("\n".join(table(measured)))
    if options.markdown:
        options.markdown.write_text("\n".join(table(measured)) + "\n", encoding="utf-8")
    write_json(options.json, [asdict(each) for each in measured])
    return OK


def _sizes(text: str) -> list[int]:
    sizes = [int(size.replace("_", "")) for size in text.split(",")]
    if sizes != sorted(set(sizes)) or sizes[0] < QUEUED:
        raise argparse.ArgumentTypeError(f"{text}: sizes must rise, from {QUEUED} on")
    return sizes


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.state",
        description="Time the operations of the state file at several sizes.",
        epilog="Exit code 0: measured. 2: could not be.",
    )
    sizes = [10_000, 1_000_000, 10_000_000]
    parser.add_argument("--sizes", type=_sizes, default=sizes, metavar="N,N", help="10000,1000000,10000000")
    parser.add_argument("--rounds", type=int, default=20_000, metavar="N", help="times each is done (%(default)s)")
    parser.add_argument("--every", type=int, default=20, metavar="N", help="changes in one commit (%(default)s)")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the file in DIR")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the table there")
    parser.add_argument("--json", type=Path, metavar="FILE", help="figures for machines")
    return parser


if __name__ == "__main__":
    sys.exit(main())
