"""What the rules alone think of a page: its paragraphs, the part of the page that they stand in, and the story."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from pipelines.containers import masses
from pipelines.markers import covers
from pipelines.roles import FAR, Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.draft import Block, Container, Draft, Mark

STOP = re.compile(r"[.!?…。！？:;][\"'”’»)\]」』）]*$")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
LEAST_CHARS = 25
"""Characters of the shortest paragraph, in scripts that set no spaces."""
_NEVER = FAR | int(Role.CAPTION | Role.BYLINE | Role.TAGS | Role.BIO | Role.LEGAL | Role.FORM)
_LABEL_TAGS = frozenset(
    {"button", "label", "option", "legend", "nav", "figcaption", "caption", "h1", "th", "summary", "dt"}
)


@dataclass(frozen=True, slots=True)
class Sketch:
    """What the rules alone think of a page."""

    prose: list[bool]
    """Which blocks read like paragraphs."""
    region: set[int]
    """Blocks in the innermost container that holds nearly all prose."""
    ruled: set[int]
    """Blocks of the story."""

    @classmethod
    def of(cls, draft: Draft, headlines: set[str]) -> Self:
        prose = [is_prose(b, draft.marks.get(b.index, [])) for b in draft.blocks]
        if draft.page.plain:
            return cls(prose, set(range(len(prose))), plain_body(draft, headlines))
        region = story_region(draft.blocks, prose)
        return cls(prose, region, ruled_body(draft, prose, region, headlines))


def is_prose(block: Block, marks: Sequence[Mark]) -> bool:
    """Whether a block reads like a paragraph of a story, by its shape and markup alone."""
    size = len(block.text)
    if size < LEAST_CHARS or block.roles & _NEVER or block.tag in _LABEL_TAGS or 10 * block.link_chars > 4 * size:
        return False
    if covers(list(marks), size):
        return False
    least = LEAST_CHARS if not block.text.isascii() and _CJK.search(block.text) else 60
    return size >= 2 * least or (size >= least and STOP.search(block.text) is not None)


def story_region(blocks: Sequence[Block], prose: Sequence[bool]) -> set[int]:
    """The blocks in the innermost container that holds nearly all prose of the page."""
    mass, children = masses((b.container, len(b.text) - b.link_chars) for b in blocks if prose[b.index])
    if not mass:
        return set()
    here = 0
    while True:
        best = max(sorted(children.get(here, ())), key=lambda c: mass[c], default=None)
        if best is None or mass[best] < 0.6 * mass[here]:
            break
        here = best
    inside: dict[int, bool] = {here: True, 0: here == 0}
    return {block.index for block in blocks if _within(block.container, inside)}


def _within(container: Container | None, inside: dict[int, bool]) -> bool:
    path: list[int] = []
    while container is not None and container.index not in inside:
        path.append(container.index)
        container = container.parent
    found = container is not None and inside[container.index]
    for index in path:
        inside[index] = found
    return found


def ruled_body(draft: Draft, prose: Sequence[bool], region: set[int], headlines: set[str]) -> set[int]:
    """The story's blocks by rules alone."""
    blocks = draft.blocks
    inside = sorted(region)
    proses = [i for i in inside if prose[i]]
    if not proses:
        return set()
    chosen: set[int] = set(proses)
    first, last = proses[0], proses[-1]
    for i in inside:
        block = blocks[i]
        if i in chosen or not first < i <= last:
            continue
        if covers(draft.marks.get(i, []), len(block.text)) or block.key in headlines:
            continue
        if block.roles & _NEVER or block.tag in _LABEL_TAGS or 2 * block.link_chars > len(block.text):
            continue
        nearby = sum(prose[j] for j in range(max(0, i - 2), min(len(blocks), i + 3)))
        if nearby >= 2 or (block.tag in {"p", "li", "h2", "h3", "h4", "td", "dd", "pre", "blockquote"} and nearby):
            chosen.add(i)
    return chosen


def plain_body(draft: Draft, headlines: set[str]) -> set[int]:
    """The story's lines in plain text: all that nothing speaks against."""
    chosen: set[int] = set()
    blocks = draft.blocks
    prose = [
        len(b.text) >= 80
        or (STOP.search(b.text) is not None and len(b.text) >= 30)
        or (len(b.text) >= 30 and _CJK.search(b.text) is not None)
        for b in blocks
    ]
    first = next((i for i, p in enumerate(prose) if p), len(blocks))
    last = next((i for i in reversed(range(len(blocks))) if prose[i]), -1)
    for i, block in enumerate(blocks):
        marks = draft.marks.get(i, [])
        if covers(marks, len(block.text)):
            continue
        if block.key in headlines and i <= first + 1:
            continue
        if i < first or i > last:
            continue
        chosen.add(i)
    return chosen
