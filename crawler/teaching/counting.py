"""Counts of lines in bounded memory, whatever the number of records.

A table holds at most twice `capacity` lines. When it is full, the half that stood on the fewest pages is forgotten, and
`forgotten` grows by the most pages that one of those had (lossy counting, Manku and Motwani, VLDB 2002, in batches). So
a count is never too high, and never too low by more than `forgotten`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from zlib import crc32

if TYPE_CHECKING:
    from collections.abc import Iterator

CAPACITY = 50_000
MOST_SITES = 64
"""Sites of a line that are told apart; behind them, only that there are more is known."""
EXAMPLES = 3


@dataclass(slots=True)
class Seen:
    """What was seen of one line."""

    pages: int = 0
    sites: set[int] = field(default_factory=set)
    """Hashes of the sites, `MOST_SITES` at most."""
    behind: int = 0
    """Pages on which it stood among what is right behind the story."""
    last: int = 0
    """Pages on which it was the story's last words."""
    cut: int = 0
    """Pages whose copy is cut short or an excerpt."""
    inside: int = 0
    """Pages on which it stood inside the story, since it was first seen."""
    alone: int = 0
    """Pages on which it was all of its line."""
    kinds: Counter[str] = field(default_factory=Counter)
    """Kinds that were given to it by other signals than wording."""
    languages: Counter[str | None] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)

    @property
    def language(self) -> str | None:
        """The language of most of its pages."""
        return self.languages.most_common(1)[0][0] if self.languages else None

    def add(self, other: Seen) -> None:
        """Take in what was seen of a line that is the same but for names."""
        self.pages += other.pages
        self.sites.update(sorted(other.sites)[: max(0, MOST_SITES - len(self.sites))])
        self.behind += other.behind
        self.last += other.last
        self.cut += other.cut
        self.inside += other.inside
        self.alone += other.alone
        self.kinds.update(other.kinds)
        self.languages.update(other.languages)
        if len(self.examples) < EXAMPLES:
            self.examples += other.examples[:1]

    def note_site(self, site: str) -> None:
        """Count a site, as long as there is room to tell it from others."""
        if len(self.sites) < MOST_SITES:
            self.sites.add(crc32(site.encode()))

    def note_example(self, text: str) -> None:
        """Keep a text as an example, while there are few."""
        if len(self.examples) < EXAMPLES and text not in self.examples:
            self.examples.append(text)


class Counts:
    """Lines by their wording, the most frequent ones."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self.capacity = capacity
        self.table: dict[str, Seen] = {}
        self.forgotten = 0
        """The most pages that a line can have more than its count, or without being in the table."""

    def __contains__(self, wording: object) -> bool:
        return wording in self.table

    def __getitem__(self, wording: str) -> Seen:
        """What was seen of a line, to be added to; a line that is new gets its place."""
        seen = self.table.get(wording)
        if seen is None:
            if len(self.table) >= 2 * self.capacity:
                self._forget()
            seen = self.table[wording] = Seen()
        return seen

    def items(self) -> Iterator[tuple[str, Seen]]:
        """All lines that are known, those on most pages first."""
        yield from sorted(self.table.items(), key=lambda each: (-each[1].pages, each[0]))

    def _forget(self) -> None:
        # Of lines on as many pages, those that came last go: they have had the least time.
        order = sorted(self.table.items(), key=lambda each: -each[1].pages)
        self.forgotten += order[self.capacity][1].pages
        self.table = dict(order[: self.capacity])
