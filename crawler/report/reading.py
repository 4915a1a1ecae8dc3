"""A page as it was read: the story's lines and the struck ones in the order in which they stood."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crawler.report.records import Record, Struck
    from pipelines.draft import Block

LONGEST = 20_000
"""Characters of one run that are shown; of a longer one this many, and how many more there are."""
MOST = 4_000
"""Passages of one page that are shown."""
_BREAK = "\n\n"
_BODY = "body"


@dataclass(slots=True, frozen=True)
class Run:
    """A run of text that is the story, or is struck out."""

    text: str
    kind: str | None = None
    """Null for the story."""
    rule: str | None = None
    more: int = 0
    """Characters that follow and are not shown."""


@dataclass(slots=True)
class Passage:
    """One paragraph or block."""

    runs: list[Run]
    rule: str | None = None
    """What made it the story, where that is known."""

    @property
    def story(self) -> bool:
        """Whether any of it is the story."""
        return any(run.kind is None for run in self.runs)


@dataclass(slots=True)
class Gap:
    """What stood here and is not shown."""

    paragraphs: int = 0
    words: int = 0
    """Of those paragraphs, as separated by spaces."""
    struck: Counter[str] = field(default_factory=Counter)
    """Struck lines by kind."""

    def __bool__(self) -> bool:
        return bool(self.paragraphs or self.struck)


Shown = Passage | Gap


def from_record(record: Record) -> list[Shown]:
    """The page of a record, as far as the record keeps it."""
    if record.withheld:
        gap = Gap(struck=Counter(artifact.kind for artifact in record.artifacts))
        return [gap] if gap else []
    return list(_limited(_passages(record)))


def from_blocks(blocks: Iterable[Block]) -> list[Shown]:
    """The page of a draft, with all its blocks."""
    return list(_limited(map(_block, blocks)))


def _passages(record: Record) -> Iterator[Passage]:
    """Artifacts of their own stand before the paragraph that has their number; those with an offset, inside one."""
    paragraphs = record.text.split(_BREAK) if record.text else []
    waiting = deque(record.artifacts)
    for number, paragraph in enumerate(paragraphs):
        while waiting and waiting[0].offset is None and waiting[0].after <= number:
            yield Passage([_struck(waiting.popleft())])
        inside: list[Struck] = []
        while waiting and waiting[0].offset is not None and waiting[0].after <= number + bool(waiting[0].offset):
            inside.append(waiting.popleft())
        yield Passage(list(_interrupted(paragraph, inside)))
    for artifact in waiting:
        yield Passage([_struck(artifact)])


def _interrupted(paragraph: str, inside: list[Struck]) -> Iterator[Run]:
    at = 0
    for artifact in inside:
        offset = max(at, min(artifact.offset or 0, len(paragraph)))
        if text := paragraph[at:offset]:
            yield _run(text if text[-1].isspace() else f"{text} ")
        yield _struck(artifact)
        at = offset
    rest = paragraph[at:]
    if rest or not inside:
        yield _run(f" {rest}" if inside and not rest[0].isspace() else rest)


def _struck(artifact: Struck) -> Run:
    return _run(artifact.text, artifact.kind, artifact.rule)


def _block(block: Block) -> Passage:
    if block.kind is None or block.kind.value != _BODY:
        kind = block.kind.value if block.kind is not None else "undecided"
        return Passage([_run(block.text, kind, block.rule)])
    runs: list[Run] = []
    at = 0
    for cut in block.cuts:
        if cut.start > at:
            runs.append(_run(block.text[at : cut.start]))
        runs.append(_run(block.text[cut.start : cut.end], cut.kind.value, cut.rule))
        at = cut.end
    if at < len(block.text):
        runs.append(_run(block.text[at:]))
    return Passage(runs, block.rule)


def _run(text: str, kind: str | None = None, rule: str | None = None) -> Run:
    return Run(text[:LONGEST], kind, rule or None, max(0, len(text) - LONGEST))


def _limited(passages: Iterator[Passage]) -> Iterator[Shown]:
    gap = Gap()
    for number, passage in enumerate(passages):
        if number < MOST:
            yield passage
        else:
            leave_out(passage, gap)
    if gap:
        yield gap


def leave_out(passage: Passage, gap: Gap) -> None:
    """Count a passage into the gap that stands for it."""
    if passage.story:
        gap.paragraphs += 1
        gap.words += sum(len(run.text.split()) for run in passage.runs if run.kind is None)
    gap.struck.update(run.kind for run in passage.runs if run.kind is not None)
