"""Crawls of a generated city, in processes of their own, and what came of them.

A crawl has a folder: `state.sqlite`, the records below `out/`, and a log for each run.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from io import TextIOWrapper
from pathlib import Path
from threading import Timer
from time import perf_counter
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit, urlunsplit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from crawler.newsroom.city.journal import Asked

ROOT = Path(__file__).resolve().parent.parent
LIMIT = 3600.0
"""Seconds after which a crawl hangs for certain."""
OUTPUT = "{site}/{date}.jsonl"
# The city is on this machine and is asked as fast as it answers: what is measured is the crawler.
FAST: dict[str, object] = {
    "DOWNLOAD_DELAY": 0,
    "AUTOTHROTTLE_ENABLED": False,
    "HTTPPROXY_ENABLED": False,
    "COPYDESK_SUMMARY": False,
}


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended and what it used."""

    code: int
    """Exit code; negative: the signal that ended it."""
    wall: float
    """Seconds."""
    cpu: float
    """Seconds of processor time, its children's that it waited for with it."""
    peak: int
    """Bytes of memory at its largest."""


class Process:
    """A process that is timed from its start, in a process group of its own.

    At the end of a `with` it is killed, unless it was waited for.
    """

    def __init__(self, command: Sequence[str], log: Path) -> None:
        self._begun = perf_counter()
        with log.open("ab") as says:
            self._process = subprocess.Popen(
                command, cwd=ROOT, stdout=says, stderr=subprocess.STDOUT, start_new_session=True
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.returncode is None:
            self.kill(signal.SIGKILL)
            self.wait()

    @property
    def pid(self) -> int:
        return self._process.pid

    def running(self) -> bool:
        """Whether it has not ended yet; it is not waited for."""
        return os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None

    def kill(self, number: int) -> None:
        """Send a signal to it and to all that it started."""
        os.killpg(self.pid, number)

    def wait(self, limit: float = LIMIT) -> Ended:
        """Wait for its end; where it takes longer than `limit` seconds, it is killed."""
        late = Timer(limit, self.kill, [signal.SIGKILL])
        late.start()
        try:
            _, status, usage = os.wait4(self.pid, 0)
        finally:
            late.cancel()
        wall = perf_counter() - self._begun
        self._process.returncode = os.waitstatus_to_exitcode(status)
        return Ended(self._process.returncode, wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * _UNIT_OF_PEAK)


_UNIT_OF_PEAK = 1 if sys.platform == "darwin" else 1024


def news(folder: Path, sources: Mapping[str, str], settings: Mapping[str, object]) -> list[str]:
    """The command of a news crawl in a folder; `sources` are arguments of the spider."""
    own = {"COPYDESK_STATE": folder / "state.sqlite", "COPYDESK_OUTPUT": folder / "out" / OUTPUT}
    command = [sys.executable, "-m", "scrapy", "crawl", "news", "-L", "INFO"]
    for name, value in {**FAST, **own, **settings}.items():
        command += ["-s", f"{name}={value}"]
    for name, text in sources.items():
        command += ["-a", f"{name}={text}"]
    return command


def crawl(folder: Path, sources: Mapping[str, str], settings: Mapping[str, object], limit: float = LIMIT) -> Ended:
    """Run a news crawl in a folder to its end."""
    folder.mkdir(parents=True, exist_ok=True)
    with Process(news(folder, sources, settings), folder / "log.txt") as running:
        return running.wait(limit)


def noon(day: date) -> dict[str, object]:
    """The setting that lets a crawl believe it is noon of a day, UTC."""
    return {"COPYDESK_NOW": f"{day}T12:00:00+00:00"}


def records(folder: Path) -> list[dict[str, Any]]:
    """All records of a crawl, file by file. Raises ValueError for a line that is none, with its file and number."""
    found: list[dict[str, Any]] = []
    for path in sorted((folder / "out").rglob("*.jsonl")):
        with path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                try:
                    found.append(json.loads(line))
                except ValueError as error:
                    raise ValueError(f"{path}:{number}: {error}") from error
    return found


def address(record: Mapping[str, Any]) -> str:
    """The address that an article of the city has in its lists: no tracking, no fragment."""
    parts = urlsplit(str(record["url"]))
    return urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))


@dataclass(slots=True)
class Tally:
    """Records held against what should have come, each address at most once."""

    expected: int
    records: int
    once: int
    missing: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    """Records of pages that are no articles of the city, or that should not have come again."""

    @property
    def exact(self) -> bool:
        return not (self.missing or self.doubled or self.foreign)


def tally(expected: Iterable[str], found: Iterable[str]) -> Tally:
    """Hold addresses of records against those expected."""
    wanted, counts = set(expected), Counter(found)
    return Tally(
        expected=len(wanted),
        records=counts.total(),
        once=sum(count == 1 for url, count in counts.items() if url in wanted),
        missing=sorted(wanted - set(counts)),
        doubled=sorted(url for url, count in counts.items() if count > 1 and url in wanted),
        foreign=sorted(set(counts) - wanted),
    )


@dataclass(slots=True)
class Requests:
    """What a run asked for, by the city's journal."""

    total: int
    articles: int
    """Requests for articles."""
    asked: int
    """Articles that were asked for at all."""
    repeated: list[str] = field(default_factory=list)
    """Articles that were asked for more than once."""
    kinds: dict[str, int] = field(default_factory=dict)
    """Requests by what was asked for and the status of the answer, such as `article 200`, `sitemap 304`."""

    @property
    def forbidden(self) -> int:
        """Requests that robots.txt forbids."""
        return sum(count for kind, count in self.kinds.items() if kind.startswith("forbidden"))


def kind_of(path: str) -> str:
    """What is asked for at a path that is no article's."""
    name = path.rsplit("/", 1)[-1]
    if path.startswith("/drafts/"):
        return "forbidden"
    if path == "/robots.txt" or path.startswith("/.well-known/"):
        return "rights"
    if name in {"feed.xml", "atom.xml", "feed.json"}:
        return "feed"
    if name.endswith((".xml", ".gz")):
        return "sitemap"
    return "front" if path.endswith("/") else "other"


def requests(journal: Counter[Asked], articles: Iterable[str]) -> Requests:
    """Sum up a journal, or what came to it in one run."""
    known, by_url, kinds = set(articles), Counter[str](), Counter[str]()
    for asked, count in journal.items():
        if asked.url in known:
            by_url[asked.url] += count
        kind = "article" if asked.url in known else kind_of(urlsplit(asked.url).path)
        kinds[f"{kind} {asked.status}"] += count
    repeated = sorted(url for url, count in by_url.items() if count > 1)
    return Requests(journal.total(), by_url.total(), len(by_url), repeated, dict(sorted(kinds.items())))


def behave() -> None:
    """Say each line at once, and let a SIGTERM end what was started too, as an interruption does."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
