"""Which lines of a story stand on so many articles of its site, and in such a way, that they are no part of it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from crawler.state.lines import Known, Place, Sighting, line_hash
from pipelines.containers import around

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipelines.draft import Block

SHORTEST, LONG = 12, 40
"""Letters of a line that is remembered at all, and of one that says something by itself: shorter ones are labels, and
stories have standing labels of their own ("Pros", "How we tested")."""
LABELS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "li", "dt", "dd", "th", "td"})
"""Elements whose lines are labels however long they are."""
RECENT = 20
"""A line's share is taken of the articles since it came up, but of so many at least: three stories in a row on one
event have their background in common, and that is no furniture."""
FAINT, LIGHT, HEAVY = (2, 0.1), (2, 0.25), (4, 0.75)
"""Other articles that a line stood on, and its share of them: in a box behind the story, where a wall stands even if only
some articles have one; where its place speaks against it some other way; and where nothing does but that it comes back."""
LOOSE_SHARE = 1 / 3
"""Lines in the story's own setting have at most so many letters for each new one, or all of them stay: there are stories
that are made of standing paragraphs."""
SAME_STORY, HARDLY_NEW, COMMON = 0.8, 0.2, 200
"""A page is a copy of an earlier article where so much stands on it of what only that article had, or so little on it is
new; and that only where it has so many letters in common with one other article."""
DESCRIBED = 20
"""Letters of a description or headline that a line is looked for in."""

# Scripts that say in one character what others say in two or three.
_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(slots=True)
class Line:
    """A block, as the memory sees it."""

    block: Block
    weight: int
    """Letters; in dense scripts twice as many."""
    hash: int | None
    """What it is remembered by; null for a line that is not remembered."""
    before: Sighting | None = None
    """What other articles of the site have shown of it; null where it is new."""

    @classmethod
    def of(cls, block: Block) -> Line:
        """The line of a block whose key is known."""
        weight = len(block.key) + len(_DENSE.findall(block.key))
        # A teaser's linked line and the same line in its own story are two.
        return cls(block, weight, line_hash(f"{_linked(block):d}{block.key}") if weight >= SHORTEST else None)

    @property
    def prose(self) -> bool:
        """Whether it can tell a story: long enough, and not mostly link."""
        return self.weight >= LONG and not _linked(self.block)

    @property
    def label(self) -> bool:
        """Whether it says nothing by itself."""
        return self.weight < LONG or self.block.tag in LABELS


class _Says(Enum):
    """What its bearing says of a line that comes back."""

    STAYS = auto()
    GOES = auto()
    GOES_IN_MEASURE = auto()
    """With others of its sort, as long as they are few beside what is new."""


def judge(story: Sequence[Line], known: Known, own: Iterable[str]) -> list[Line]:
    """The furniture among the lines of a story. `own`: keys of what the page says of its article, such as headlines.

    Never furniture are a line that fewer than two other articles had, the page's own words, a label inside the text
    unless its whole box goes, and anything on a page that has no new prose.
    """
    own = [words for words in own if len(words) >= DESCRIBED]
    candidates = [line for line in story if _meets(FAINT, line, known) and not _is_own(line, own)]
    ids = {id(line) for line in candidates}
    new = New.of([line for line in story if id(line) not in ids])
    if not new.prose:
        return []
    said = {id(line): _bearing(line, known, new) for line in candidates}
    loose = sum(line.weight for line in candidates if said[id(line)] is _Says.GOES_IN_MEASURE)
    few = loose <= LOOSE_SHARE * sum(line.weight for line in new.prose)
    going = {each for each, says in said.items() if says is _Says.GOES or (few and says is _Says.GOES_IN_MEASURE)}
    # What stands beside a line that goes, and comes back as it does, goes with it.
    for line, neighbour in chain(pairwise(story), pairwise(story[::-1])):
        if id(line) in going and id(neighbour) in ids and new.are_together(line, neighbour):
            going.add(id(neighbour))
    return [line for line in story if id(line) in going]


def same_story(story: Sequence[Line], known: Known) -> bool:
    """Whether the page is a copy of an article that was counted: the same text at another address, or grown since.

    Its lines repeat together with the whole text, and would be taken for furniture by the third copy.
    """
    alone = Counter[int]()
    new = 0
    for line in story:
        if line.before is None:
            new += line.weight
        elif line.before.seen == line.before.taken == 1:
            alone[line.before.first] += line.weight
    if not alone:
        return False
    return any(
        weight >= COMMON and weight >= SAME_STORY * known.own.get(number, weight) for number, weight in alone.items()
    ) or (max(alone.values()) >= COMMON and new <= HARDLY_NEW * (new + alone.total()))


@dataclass(slots=True)
class New:
    """What is new in a story, and how it is set."""

    prose: list[Line]
    first: int = 0
    """Index of the first block of new prose."""
    last: int = -1
    boxes: set[int] = field(default_factory=set)
    """Elements that something new of the story stands in, at any depth."""
    names: set[str] = field(default_factory=set)
    """Names that the elements of new lines have."""

    @classmethod
    def of(cls, new: Sequence[Line]) -> New:
        """From the new lines of a story, in order."""
        prose = [line for line in new if line.prose]
        found = cls(prose)
        if prose:
            found.first, found.last = prose[0].block.index, prose[-1].block.index
        for line in new:
            if line.block.container is not None:
                found.names.add(line.block.container.names)
                for box in around(line.block.container):
                    if box.index in found.boxes:
                        break
                    found.boxes.add(box.index)
        return found

    def place(self, index: int) -> Place:
        """Where a block stands in what is new."""
        return Place.HEAD if index < self.first else Place.TAIL if index > self.last else Place.MIDDLE

    def is_boxed(self, block: Block) -> bool:
        """Whether the element around a block's own holds nothing new."""
        box = None if block.container is None else block.container.parent
        return box is not None and box.index not in self.boxes

    def is_set_apart(self, block: Block) -> bool:
        """Whether markup tells a block from what is new: by its box, or by a name that nothing new has."""
        if block.container is None:
            return False
        return self.is_boxed(block) or (bool(block.container.names) and block.container.names not in self.names)

    def are_together(self, line: Line, neighbour: Line) -> bool:
        """Whether two neighbours of a story are one piece: both before or behind it, or in one box inside it."""
        place = self.place(line.block.index)
        if place is not self.place(neighbour.block.index):
            return False
        if place is not Place.MIDDLE:
            return True
        a, b = line.block.container, neighbour.block.container
        return a is not None and b is not None and a.parent is b.parent and self.is_boxed(line.block)


def _bearing(line: Line, known: Known, new: New) -> _Says:
    """What place, setting and number say of a line that comes back."""
    before, place = line.before, new.place(line.block.index)
    # A teaser that stood behind forty stories is the beginning of the forty-first.
    if before is None or (before.place is Place.HEAD) is not (place is Place.HEAD):
        return _Says.STAYS
    boxed = new.is_boxed(line.block)
    if boxed and place is Place.TAIL:
        return _Says.GOES
    if not _meets(LIGHT, line, known):
        return _Says.STAYS
    as_story = _meets(LIGHT, line, known, taken=True)
    if line.label:
        alone = place is Place.HEAD and line.block.tag not in LABELS and as_story
        return _Says.GOES if boxed and alone else _Says.STAYS
    if new.is_set_apart(line.block):
        return _Says.GOES if as_story or place is not Place.HEAD else _Says.STAYS
    nearly_always = _meets(HEAVY, line, known, taken=True)
    if place is Place.TAIL:
        if nearly_always:
            return _Says.GOES
        return _Says.GOES_IN_MEASURE if before.place is Place.TAIL else _Says.STAYS
    return _Says.GOES_IN_MEASURE if nearly_always else _Says.STAYS


def _meets(bar: tuple[int, float], line: Line, known: Known, *, taken: bool = False) -> bool:
    """Whether a line stood on enough other articles; with `taken`, in their stories."""
    if line.before is None:
        return False
    times = line.before.taken if taken else line.before.seen
    since = max(known.articles - line.before.first + 1, min(known.articles, RECENT))
    return times >= bar[0] and times >= bar[1] * since


def _is_own(line: Line, own: Sequence[str]) -> bool:
    k = line.block.key
    return any(k in words or words in k for words in own)


def _linked(block: Block) -> bool:
    return 2 * block.link_chars > len(block.text)
