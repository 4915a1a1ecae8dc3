"""Stage 5: which blocks are the story, and what the others are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.items import Kind
from pipelines.draft import Block, Draft, Mark
from pipelines.kinds import name_kind
from pipelines.leads import key
from pipelines.markers import covers
from pipelines.roles import FAR, Role
from pipelines.stage import Stage

if TYPE_CHECKING:
    from collections.abc import Sequence

_STOP = re.compile(r"[.!?…。！？:;][\"'”’»)\]」』）]*$")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_NEVER = FAR | Role.CAPTION | Role.BYLINE | Role.TAGS | Role.BIO | Role.LEGAL | Role.FORM
_LABEL_TAGS = frozenset(
    {"button", "label", "option", "legend", "nav", "figcaption", "caption", "h1", "th", "summary", "dt"}
)


def body(draft: Draft) -> Draft:
    """Give every block its kind, and body blocks their cuts."""
    headlines = {key(h) for h in draft.metadata.headlines if h}
    chosen = plain_body(draft, headlines) if draft.page.plain else html_body(draft, headlines)
    settle_copies(draft, chosen)
    for block in draft.blocks:
        if block.index in chosen:
            block.kind, block.rule = Kind.BODY, "body"
            block.cuts = cuts_of(block, draft.marks.get(block.index, []))
        elif block.kind is None:
            block.kind, block.rule = name_kind(block, draft, headlines)
    return draft


def settle_copies(draft: Draft, chosen: set[int]) -> None:
    """Take repeated passages out of the story where the copy to keep is in it."""
    for index, copy in draft.copies.items():
        keep = copy.of
        while keep in draft.copies and draft.copies[keep].of != index:
            keep = draft.copies[keep].of
        if keep not in chosen:
            continue
        if index in chosen or draft.blocks[index].kind is None:
            block = draft.blocks[index]
            if index in chosen or not block.roles & (Role.NAV | Role.FOOTER):
                block.kind, block.rule = Kind.DUPLICATE_LEAD, copy.rule
            chosen.discard(index)


def cuts_of(block: Block, marks: Sequence[Mark]) -> list[Mark]:
    """The marks to take out of a body block; what little is left between two of them goes with them."""
    cuts: list[Mark] = []
    for mark in sorted(marks, key=lambda m: m.start):
        if mark.end - mark.start >= len(block.text):
            continue
        if cuts and len(block.text[cuts[-1].end : mark.start].strip()) < 12:
            last = cuts.pop()
            mark = Mark(last.start, mark.end, *_stronger(last, mark))
        cuts.append(mark)
    if cuts and len(block.text[cuts[-1].end :].strip(' .!?»"”')) < 12:
        last = cuts.pop()
        cuts.append(Mark(last.start, len(block.text), last.kind, last.rule, last.wall, last.cut))
    return cuts


def _stronger(a: Mark, b: Mark) -> tuple[Kind, str, object, str]:  # type: ignore[type-arg]
    best = a if a.cut != "none" or b.cut == "none" else b
    return best.kind, best.rule, best.wall, best.cut


def plain_body(draft: Draft, headlines: set[str]) -> set[int]:
    """The story's lines in plain text: all that nothing speaks against."""
    chosen: set[int] = set()
    blocks = draft.blocks
    prose = [
        len(b.text) >= 80
        or (_STOP.search(b.text) is not None and len(b.text) >= 30)
        or (len(b.text) >= 30 and _CJK.search(b.text) is not None)
        for b in blocks
    ]
    first = next((i for i, p in enumerate(prose) if p), len(blocks))
    last = next((i for i in reversed(range(len(blocks))) if prose[i]), -1)
    for i, block in enumerate(blocks):
        marks = draft.marks.get(i, [])
        if covers(marks, len(block.text)):
            continue
        if key(block.text) in headlines and i <= first + 1:
            continue
        if i < first or i > last:
            continue
        chosen.add(i)
    return chosen


def is_prose(block: Block, marks: Sequence[Mark]) -> bool:
    """Whether a block reads like a paragraph of a story, by its shape and markup alone."""
    size = len(block.text)
    if block.roles & _NEVER or block.tag in _LABEL_TAGS or 10 * block.link_chars > 4 * size:
        return False
    if covers(list(marks), size):
        return False
    least = 25 if _CJK.search(block.text) else 60
    return size >= 2 * least or (size >= least and _STOP.search(block.text) is not None)


def html_body(draft: Draft, headlines: set[str]) -> set[int]:
    """The story's blocks by rules alone."""
    blocks = draft.blocks
    prose = [is_prose(b, draft.marks.get(b.index, [])) for b in blocks]
    region = story_region(blocks, prose)
    if region is None:
        return set()
    inside = [b.index for b in blocks if _within(b, region)]
    proses = [i for i in inside if prose[i]]
    if not proses:
        return set()
    chosen: set[int] = set(proses)
    first, last = proses[0], proses[-1]
    for i in inside:
        block = blocks[i]
        if i in chosen or not first < i <= last:
            continue
        if covers(draft.marks.get(i, []), len(block.text)) or key(block.text) in headlines:
            continue
        if block.roles & _NEVER or block.tag in _LABEL_TAGS or 2 * block.link_chars > len(block.text):
            continue
        nearby = sum(prose[j] for j in range(max(0, i - 2), min(len(blocks), i + 3)))
        if nearby >= 2 or (block.tag in {"p", "li", "h2", "h3", "h4", "td", "dd", "pre", "blockquote"} and nearby):
            chosen.add(i)
    return chosen


def _within(block: Block, region: int) -> bool:
    at = block.container
    while at is not None:
        if at.index == region:
            return True
        at = at.parent
    return False


def story_region(blocks: Sequence[Block], prose: Sequence[bool]) -> int | None:
    """Index of the innermost container that holds nearly all prose of the page."""
    mass: dict[int, int] = {}
    children: dict[int, set[int]] = {}
    total = 0
    for block in blocks:
        if not prose[block.index]:
            continue
        weight = len(block.text) - block.link_chars
        total += weight
        at = block.container
        while at is not None:
            mass[at.index] = mass.get(at.index, 0) + weight
            if at.parent is not None:
                children.setdefault(at.parent.index, set()).add(at.index)
            at = at.parent
    if not total:
        return None
    here = 0
    while True:
        best = max(children.get(here, ()), key=lambda c: mass[c], default=None)
        if best is None or mass[best] < 0.6 * mass[here]:
            return here
        here = best


class BodyStage(Stage):
    """`body` as an item pipeline."""

    name = "body"
    run = body
