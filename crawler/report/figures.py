"""What is counted of all records, in memory that does not grow with their number.

The one exception is eight bytes a record, to tell which of them carry the same story.
"""

from __future__ import annotations

import hashlib
from array import array
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from crawler.report.labels import status_of

if TYPE_CHECKING:
    from collections.abc import Hashable

    from crawler.report.records import Record

K = TypeVar("K", bound="Hashable")

WORDS_STEP = 25
"""Lengths are counted in steps of so many words."""
_LONGEST = 20_000
_YEARS = range(1900, 2101)
MOST_SITES = 20_000
MOST_NAMES = 1_000
SITE_NAME = 80
_NAME = 60
"""Characters of a name that are kept: a hostile record can have any."""
NOTHING = "nothing"


def count_in(counts: Counter[K], key: K, other: K, most: int = MOST_NAMES, by: int = 1) -> None:
    """Count under `key`, or under `other` where `most` keys are there already."""
    counts[key if key in counts or len(counts) < most else other] += by


@dataclass(slots=True)
class SiteFigures:
    """Counts of one site."""

    statuses: Counter[str] = field(default_factory=Counter)
    words: int = 0
    struck: int = 0
    walls: int = 0
    """Copies on which a wall was seen."""
    meters: int = 0
    """Copies that a spent meter cut."""
    paid: int = 0
    """Copies that the publisher declares paid or metered."""
    copies: int = 0
    """Copies of a story that another record holds."""

    @property
    def articles(self) -> int:
        return self.statuses.total()

    def add(self, record: Record) -> None:
        self.statuses[status_of(record.status)] += 1
        self.words += record.words
        self.struck += len(record.artifacts)
        self.walls += record.wall is not None
        self.meters += meter_spent(record)
        self.paid += record.declared in ("paid", "metered")
        self.copies += record.duplicate_of is not None


@dataclass(slots=True)
class Figures:
    """Counts of all records."""

    total: SiteFigures = field(default_factory=SiteFigures)
    sites: dict[str, SiteFigures] = field(default_factory=dict)
    other_sites: SiteFigures = field(default_factory=SiteFigures)
    """Of sites beyond the first `MOST_SITES`."""
    characters: int = 0
    """Of the story."""
    characters_struck: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    """Artifacts."""
    pages: Counter[str] = field(default_factory=Counter)
    """Articles with at least one artifact of the kind."""
    languages: Counter[str] = field(default_factory=Counter)
    walls: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By wall and verdict."""
    declared: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By what is declared and verdict."""
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Of copies that are not whole: by verdict and the first signal of its evidence."""
    days: Counter[tuple[int, str]] = field(default_factory=Counter)
    """By day of publication, as an ordinal, and verdict."""
    lengths: Counter[tuple[int, str]] = field(default_factory=Counter)
    """By words, in steps of `WORDS_STEP`, and verdict; records without text are not in it."""
    withheld: int = 0
    """Texts that were left out of their records because they are reserved."""
    stories: array[int] = field(default_factory=lambda: array("Q"))

    @property
    def articles(self) -> int:
        return self.total.articles

    @property
    def undated(self) -> int:
        return self.articles - self.days.total()

    def add(self, record: Record) -> None:
        status = status_of(record.status)
        self.total.add(record)
        self._site(record.paper).add(record)
        self.characters += len(record.text)
        self.characters_struck += sum(len(artifact.text) for artifact in record.artifacts)
        kinds = Counter(artifact.kind[:_NAME] for artifact in record.artifacts)
        for kind, number in kinds.items():
            count_in(self.kinds, kind, "other", by=number)
            count_in(self.pages, kind, "other")
        count_in(self.languages, (record.language or "unknown")[:_NAME], "other")
        if record.wall is not None:
            count_in(self.walls, (record.wall[:_NAME], status), ("other", status))
        count_in(self.declared, ((record.declared or NOTHING)[:_NAME], status), ("other", status))
        if status != "complete":
            count_in(self.reasons, (status, _reason(record)[:_NAME]), (status, "other"))
        if (day := published_day(record.published)) is not None:
            self.days[day, status] += 1
        if record.words:
            self.lengths[min(record.words, _LONGEST) // WORDS_STEP, status] += 1
        self.withheld += record.withheld
        if story := record.story or record.text_hash:
            self.stories.append(int.from_bytes(hashlib.blake2b(story.encode(), digest_size=8).digest()))

    def story_sizes(self) -> Counter[int]:
        """How many stories are carried by how many pages: {1: 500, 2: 20}."""
        if not self.stories:
            return Counter()
        _, sizes = np.unique(np.frombuffer(self.stories, dtype=np.uint64), return_counts=True)
        carried, stories = np.unique(sizes, return_counts=True)
        return Counter(dict(zip(carried.tolist(), stories.tolist(), strict=True)))

    def _site(self, name: str) -> SiteFigures:
        name = name[:SITE_NAME]
        if name not in self.sites and len(self.sites) >= MOST_SITES:
            return self.other_sites
        return self.sites.setdefault(name, SiteFigures())


def meter_spent(record: Record) -> bool:
    """Whether this copy was cut because the free articles were used up."""
    return record.wall == "meter" and record.status == "truncated"


def published_day(published: str | None) -> int | None:
    """The day of a date of a record as an ordinal; null for one that is no date or out of this world."""
    try:
        day = date.fromisoformat((published or "")[:10])
    except ValueError:
        return None
    return day.toordinal() if day.year in _YEARS else None


def _reason(record: Record) -> str:
    if record.status is None:
        # "body: ZeroDivisionError: ..." names the stage first.
        return (record.error or "unknown").partition(":")[0]
    if not record.evidence:
        return "none given"
    first = record.evidence[0]
    if first.signal == "http_status" and first.detail:
        # "403 forbidden": the code is what tells refusals apart.
        return f"HTTP {first.detail.split()[0]}" if first.detail.split() else first.signal
    return first.signal
