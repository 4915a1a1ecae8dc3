"""The memory of a running process over time, as figures and as a plot."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

MEGABYTE = 1024 * 1024
# What comes before is start-up: caches fill, the allocator takes its pools.
WARM = 0.2
WINDOW = 0.1


@dataclass(frozen=True, slots=True)
class Sample:
    """The memory of a process at one moment."""

    done: int
    """Pages that it had asked for by then."""
    resident: int
    """Bytes of memory that it holds (`VmRSS`)."""
    anonymous: int
    """Of these, bytes that are no file's (`RssAnon`)."""


@dataclass(frozen=True, slots=True)
class Growth:
    """How memory grew after the warm-up."""

    samples: int
    pages: int
    """Pages between the first sample after the warm-up and the last one."""
    early: float
    """Bytes after the warm-up: the median of the next tenth of the pages."""
    late: float
    """Bytes at the end: the median of the last tenth of the pages."""
    per_page: float
    """Bytes a page: the slope of a straight line through the samples (least squares)."""

    @property
    def share(self) -> float:
        """Growth from `early` to `late` as a share of `early`."""
        return self.late / self.early - 1


def memory_of(pid: int) -> tuple[int, int]:
    """Resident and anonymous bytes of a process. Raises OSError, also for one that has ended."""
    fields = {}
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        name, _, value = line.partition(":")
        fields[name] = value.split()
    try:
        return int(fields["VmRSS"][0]) * 1024, int(fields["RssAnon"][0]) * 1024
    except KeyError as error:
        # A process that has ended and was not waited for has no memory.
        raise ProcessLookupError(f"process {pid} has ended") from error


def watch(pid: int, done: Callable[[], int], *, every: float = 1.0) -> Iterator[Sample]:
    """Take a sample of a process every so many seconds, until it ends."""
    while True:
        try:
            resident, anonymous = memory_of(pid)
        except OSError:
            return
        yield Sample(done(), resident, anonymous)
        sleep(every)


def growth(samples: Sequence[Sample]) -> Growth:
    """Sum up samples by their anonymous memory. Raises ValueError where too few come after the warm-up."""
    last = samples[-1].done if samples else 0
    warm = [each for each in samples if each.done >= last * WARM]
    early = [each.anonymous for each in warm if each.done <= last * (WARM + WINDOW)]
    late = [each.anonymous for each in warm if each.done >= last * (1 - WINDOW)]
    spread = [each for each in warm if each.done > warm[0].done]
    if not early or not late or not spread:
        raise ValueError("too few samples after the warm-up")
    points = [(each.done, each.anonymous) for each in warm[:: max(1, len(warm) // 400)]]
    slope, _ = statistics.linear_regression([x for x, _ in points], [y for _, y in points])
    return Growth(len(samples), last - warm[0].done, statistics.median(early), statistics.median(late), slope)


def plot(samples: Sequence[Sample], path: Path, title: str) -> None:
    """Draw memory over pages; the ending of the name says whether as SVG or PNG. Raises ImportError, OSError."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 4.5), layout="constrained")
    axes = figure.add_subplot()
    pages = [each.done for each in samples]
    axes.plot(pages, [each.resident / MEGABYTE for each in samples], label="resident (VmRSS)", linewidth=1.2)
    axes.plot(pages, [each.anonymous / MEGABYTE for each in samples], label="anonymous (RssAnon)", linewidth=1.2)
    axes.axvline(pages[-1] * WARM, color="0.6", linestyle=":", label="end of the warm-up")
    axes.set(title=title, xlabel="pages", ylabel="MiB", xlim=(0, pages[-1]), ylim=(0, None))
    axes.grid(visible=True, color="0.9")
    axes.legend(loc="lower right")
    figure.savefig(path)
