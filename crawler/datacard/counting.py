"""What a card tells of its records, counted in memory that does not grow with their number."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crawler.report.figures import Figures, count_in
from crawler.report.labels import status_of
from crawler.report.records import RecordError, parse
from crawler.schema.lines import read_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from crawler.report.records import Record

_SIGNAL = 100
"""Characters of a signal that are kept."""
_SURE = 0.9


@dataclass(slots=True)
class Span:
    """The first and the last of some dates, as days in ISO 8601; null where there is none."""

    first: str | None = None
    last: str | None = None

    def add(self, day: str) -> None:
        self.first = min(self.first or day, day)
        self.last = max(self.last or day, day)


@dataclass(slots=True)
class Counts:
    """Counts of all records of a data set."""

    figures: Figures = field(default_factory=Figures)
    sure: Counter[str] = field(default_factory=Counter)
    """By verdict: those with a confidence of 0.9 or more."""
    words: Counter[str] = field(default_factory=Counter)
    """By verdict."""
    reserved: Counter[bool | None] = field(default_factory=Counter)
    signals: Counter[str] = field(default_factory=Counter)
    """Records by signal of rights."""
    copies: int = 0
    """Records of a story that another record holds."""
    fetched: Span = field(default_factory=Span)
    files: dict[str, int] = field(default_factory=dict)
    """Records by file, in the order in which they were given."""
    bad: int = 0
    """Lines that are no records."""

    @property
    def articles(self) -> int:
        return self.figures.articles

    def add(self, record: Record) -> None:
        self.figures.add(record)
        status = status_of(record.status)
        self.sure[status] += record.confidence >= _SURE
        self.words[status] += record.words
        self.reserved[record.reserved] += 1
        self.copies += record.duplicate_of is not None
        for signal in sorted(set(record.signals)):
            count_in(self.signals, " ".join(signal.split())[:_SIGNAL], "other")
        if record.fetched:
            self.fetched.add(record.fetched[:10])


def count(names: Sequence[str], say: Callable[[str], None]) -> Counts:
    """Count the records of these files. `say` is told each line that is none. Raises OSError for a file that can't be read."""
    counts = Counts()
    for name in names:
        counts.files.setdefault(name, 0)
        for line in read_lines(name):
            try:
                record = parse(line)
            except RecordError as error:
                counts.bad += 1
                say(f"{name}:{line.number}: {error}")
            else:
                counts.files[name] += 1
                counts.add(record)
    return counts
