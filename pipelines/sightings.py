"""Where on a page the catalogue's wording was seen, measured in words of the story."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.items import Evidence, Kind
from pipelines.roles import Role
from pipelines.sentences import count_words

if TYPE_CHECKING:
    from pipelines.draft import Block, Draft, Mark

FAR = int(Role.NAV | Role.FOOTER | Role.COMMENTS | Role.HIDDEN | Role.RELATED)
"""Where a wall's wording says nothing of the text."""
OWN_TEXT = 30
"""A line that says so many characters before the wording is a text of its own."""


@dataclass(slots=True)
class Sighting:
    """A mark, and where it stands in the story."""

    mark: Mark
    text: str
    before: int
    """Words of the story before it."""
    after: int
    """Words of the story after it."""
    gap: int
    """Blocks between the last paragraph before it and it."""
    far: bool
    """In navigation, footer, comments, a list of other stories, or hidden."""

    def evidence(self, signal: str) -> Evidence:
        """The line, as evidence of a signal."""
        return Evidence(signal, self.mark.rule, self.text[:200])


@dataclass(slots=True)
class Case:
    """What a verdict is reached on."""

    draft: Draft
    story: list[Block]
    """Body blocks, in order."""
    paragraphs: list[str]
    """Their texts, without what was cut out of them."""
    words: int
    """Words of the story."""
    seen: list[Sighting]

    @classmethod
    def of(cls, draft: Draft) -> Case:
        """The case of a draft whose blocks have their kinds."""
        story = [b for b in draft.blocks if b.kind is Kind.BODY]
        paragraphs = [paragraph(b) for b in story]
        counts = [count_words(p) for p in paragraphs]
        return cls(draft, story, paragraphs, sum(counts), sightings(draft, story, counts))

    @property
    def tail(self) -> int:
        """Words that may stand behind a wall without the story going on there: a credit, a stray line."""
        return max(8, self.words // 12)


def paragraph(block: Block) -> str:
    """A body block's text without its cuts."""
    if not block.cuts:
        return block.text
    kept: list[str] = []
    at = 0
    for mark in block.cuts:
        kept.append(block.text[at : mark.start])
        at = mark.end
    kept.append(block.text[at:])
    return " ".join(part.strip() for part in kept if part.strip())


def sightings(draft: Draft, story: list[Block], counts: list[int]) -> list[Sighting]:
    """All marks that were not taken for the story's own words. `counts` are the words of the story's blocks."""
    total = sum(counts)
    words = dict(zip((b.index for b in story), counts, strict=True))
    found: list[Sighting] = []
    done = 0
    last = -1
    for block in draft.blocks:
        if block.index in words:
            at = counted = 0
            for mark in block.cuts:
                # From cut to cut: counting from the block's beginning each time, a long line would never end.
                counted += count_words(block.text[at : mark.start])
                at = mark.start
                before = done + min(words[block.index], counted)
                found.append(
                    Sighting(mark, block.text[mark.start : mark.end], before, max(0, total - before), 0, far=False)
                )
            done += words[block.index]
            last = block.index
            continue
        for mark in draft.marks.get(block.index, []):
            if mark.start > OWN_TEXT and not (draft.page.plain and mark.cut == "counted"):
                # The end of another story's teaser says something of that story.
                continue
            gap = block.index - max(last, 0)
            text = block.text[mark.start : mark.end]
            found.append(Sighting(mark, text, done, total - done, gap, bool(block.roles & FAR)))
    return found
