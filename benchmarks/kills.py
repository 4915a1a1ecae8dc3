"""A crawl is killed at a random moment and begun again: is one article lost, or one there twice?

    python -m benchmarks.kills                   the news crawl, against a generated city
    python -m benchmarks.kills --spider demo     the demo: a crawl that begins anew, so only its file can suffer

Each trial has a folder of its own: the crawl is started, killed with SIGKILL (it and all that it started), started
again, and left alone until its end. Then the records are counted. When to kill is drawn anew each time: some time
after so many of a whole crawl's requests were made, as the city's journal has them, so that a slow machine does not
push all moments to one end of the crawl; for the demo, after some time.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from abc import ABC, abstractmethod
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from time import sleep
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from benchmarks.commandline import judged, says_why
from benchmarks.crawl import DAY, SHOWN, lines_of
from benchmarks.crawls import FAST, Process, Tally, address, behave, news, noon, records, requests, tally
from crawler.newsroom.city.process import CityError, CityProcess

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.crawls import Ended

LIMIT = 300.0
"""Seconds after which a crawl that was begun again hangs for certain."""
LOOK = 0.002
"""Seconds between two looks at the journal."""
SHORTLY = 0.2
"""Seconds within which a kill comes after its request: while the answer is read, cleaned, written."""
ENDING = 0.15
"""Share of the kills that come after the last request, while the crawl is closing."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When to kill."""

    requests: int
    """Requests that are waited for; 0: none."""
    seconds: float
    """Seconds that are waited then."""

    def __str__(self) -> str:
        return f"{self.requests} requests and {self.seconds:.2f} s"


@dataclass(frozen=True, slots=True)
class Trial:
    """One crawl that was killed and begun again."""

    moments: list[Moment]
    """When each run was killed."""
    written: list[int]
    """Records on the disk, in whatever file, after each kill."""
    code: int
    """Exit code of the run that was left alone."""
    found: Tally
    asked_twice: int | None
    """Articles that were asked for more than once over all runs; null where nobody counts."""
    left: list[str]
    """Files that are left over beside the records."""

    @property
    def exact(self) -> bool:
        return self.found.exact and self.code == 0


class Shape(ABC):
    """A spider that can be killed: how it is run in a folder, and what it should have brought at its end."""

    @abstractmethod
    def command(self, folder: Path) -> list[str]: ...

    @abstractmethod
    def expected(self) -> list[str]:
        """Addresses of which there should be one record each."""

    @abstractmethod
    def found(self, folder: Path) -> list[str]:
        """Addresses of the records in the folder's whole files."""

    def twice(self) -> int | None:
        """Articles that were asked for more than once since this was asked last."""
        return None

    def progress(self) -> Callable[[], int]:
        """A function that says how many requests were made since now."""
        return lambda: 0


class News(Shape):
    """`scrapy crawl news` on a generated city."""

    def __init__(self, city: CityProcess, journal: Path, settings: dict[str, str]) -> None:
        self.city = city
        self.journal = journal
        self.settings = settings
        self.articles = [row["url"] for row in city.articles()]
        self.before = city.journal()

    def command(self, folder: Path) -> list[str]:
        sites = ",".join(f"{base}/" for base in self.city.bases)
        return news(folder, {"sites": sites}, {**noon(DAY), **self.settings})

    def expected(self) -> list[str]:
        return self.articles

    def found(self, folder: Path) -> list[str]:
        return [address(record) for record in records(folder)]

    def twice(self) -> int:
        journal = self.city.journal()
        new, self.before = journal - self.before, journal
        return len(requests(new, self.articles).repeated)

    def progress(self) -> Callable[[], int]:
        return lines_of(self.journal)


class Demo(Shape):
    """`scrapy crawl demo -O`: its newsroom is inside it, on another port each time."""

    def __init__(self) -> None:
        self.addresses: list[str] = []
        """Paths, as an undisturbed crawl brought them: the port is another one in every run."""

    def command(self, folder: Path) -> list[str]:
        out = folder / "out" / "demo.jsonl"
        settings = [word for name, value in FAST.items() for word in ("-s", f"{name}={value}")]
        return [sys.executable, "-m", "scrapy", "crawl", "demo", *settings, "-O", str(out)]

    def expected(self) -> list[str]:
        return self.addresses

    def found(self, folder: Path) -> list[str]:
        return [urlsplit(record["url"]).path for record in records(folder)]


def whole(shape: Shape, folder: Path) -> tuple[Ended, int]:
    """Run a crawl that nobody kills; how it ended, and how many requests it made.

    Raises CityError where it breaks: then nothing can be learned from killing it.
    """
    (folder / "out").mkdir(parents=True)
    made = shape.progress()
    with Process(shape.command(folder), folder / "log.txt") as running:
        ended = running.wait()
    if isinstance(shape, Demo):
        shape.addresses = shape.found(folder)
    found = tally(shape.expected(), shape.found(folder))
    if ended.code or not found.exact or not found.records:
        raise CityError(
            f"a crawl that was not killed ended with {ended.code} and brought {found}; see {folder}/log.txt"
        )
    shape.twice()
    return ended, made()


def trial(shape: Shape, folder: Path, moments: Sequence[Moment]) -> Trial:
    """Kill a crawl after each of the moments in turn, and let it run to its end after the last one."""
    (folder / "out").mkdir(parents=True)
    written = []
    for moment in moments:
        made = shape.progress()
        with Process(shape.command(folder), folder / "log.txt") as running:
            while made() < moment.requests and running.running():
                sleep(LOOK)
            sleep(moment.seconds)
        written.append(lines_below(folder / "out"))
    with Process(shape.command(folder), folder / "log.txt") as running:
        ended = running.wait(LIMIT)
    found = tally(shape.expected(), shape.found(folder))
    left = sorted(path.name for path in (folder / "out").rglob("*.part*"))
    return Trial(list(moments), written, ended.code, found, shape.twice(), left)


def lines_below(folder: Path) -> int:
    """Whole lines of all record files, finished or not."""
    paths = [path for path in folder.rglob("*.jsonl*") if path.is_file()]
    return sum(path.read_bytes().count(b"\n") for path in paths)


def draw(dice: Random, duration: float, made: int) -> Moment:
    """A moment of a crawl that takes so many seconds and makes so many requests; 0: nobody counts them."""
    after = dice.randrange(round(made * (1 + ENDING)) + 1)
    if after == 0:
        return Moment(0, dice.uniform(0, duration))
    if after > made:
        return Moment(made, dice.uniform(0, 10 * SHORTLY))
    return Moment(after, dice.uniform(0, SHORTLY))


def measure(options: argparse.Namespace) -> tuple[dict[str, Any], bool]:
    with ExitStack() as stack:
        base = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        base = base.resolve()
        if options.spider == "demo":
            shape: Shape = Demo()
        else:
            journal = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "journal.jsonl"
            size = ("--sites", options.sites, "--articles", options.articles)
            city = stack.enter_context(CityProcess("--day", DAY, "--metered", 0, "--journal", journal, *size))
            shape = News(city, journal, dict(setting.split("=", 1) for setting in options.set))
        ended, made = whole(shape, base / "whole")
        print(f"not killed: {len(shape.expected())} records, {made} requests, {ended.wall:.1f} s")
        dice = Random(options.seed)  # noqa: S311  nothing secret hangs on it
        trials = []
        for number in range(1, options.moments + 1):
            moments = [draw(dice, ended.wall, made) for _ in range(options.kills)]
            trials.append(trial(shape, base / f"{number:02}", moments))
            show(number, trials[-1])
    lost, doubled = (sum(len(getattr(each.found, name)) for each in trials) for name in ("missing", "doubled"))
    exact = sum(each.exact for each in trials)
    print(f"{exact} of {len(trials)} exact; {lost} lost, {doubled} doubled")
    return {"whole": asdict(ended), "trials": [asdict(each) for each in trials]}, exact == len(trials)


def show(number: int, each: Trial) -> None:
    at = ", then ".join(map(str, each.moments))
    written = ", ".join(map(str, each.written))
    again = "" if each.asked_twice is None else f", {each.asked_twice} articles asked for again"
    left = f", left over: {', '.join(each.left)}" if each.left else ""
    print(
        f"{number:3}. killed after {at} with {written} records written; in the end {each.found.records} of "
        f"{each.found.expected}, {len(each.found.missing)} lost, {len(each.found.doubled)} doubled{again}; "
        f"exit code {each.code}{left}",
        flush=True,
    )
    for name in ("missing", "doubled", "foreign"):
        for url in getattr(each.found, name)[:SHOWN]:
            print(f"       {name}: {url}")


@says_why("kills", CityError, OSError, ValueError)
def main(argv: list[str] | None = None) -> int:
    options = _parser().parse_args(argv)
    behave()
    figures, passed = measure(options)
    return judged(passed, figures, options.json)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.kills",
        description="Kill a crawl at random moments, begin it again, and count its records.",
        epilog="Exit code 0: not one lost or doubled. 1: some were, or a crawl broke. 2: could not be measured.",
    )
    parser.add_argument("--spider", choices=("news", "demo"), default="news")
    parser.add_argument("--moments", type=int, default=20, metavar="N", help="crawls that are killed (%(default)s)")
    parser.add_argument("--kills", type=int, default=1, metavar="N", help="times that each is killed (%(default)s)")
    parser.add_argument("--sites", type=int, default=10, metavar="N", help="sites of the city (%(default)s)")
    parser.add_argument("--articles", type=int, default=30, metavar="N", help="articles of each (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="another seed draws other moments")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="a setting of the crawl")
    parser.add_argument("--json", type=Path, metavar="FILE", help="figures for machines")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep states, records and logs below DIR")
    return parser


if __name__ == "__main__":
    sys.exit(main())
