"""Stage 3: what the catalogue recognises, as candidates; later stages decide."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipelines.catalogue.phrases import fold
from pipelines.catalogue.tongues import tongues_of
from pipelines.draft import Mark
from pipelines.roles import Role
from pipelines.segment import PROSE_CHARS
from pipelines.stage import Stage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.items import Kind
    from pipelines.catalogue.matcher import Matcher
    from pipelines.draft import Block, Container, Draft

BOX_CHARS = 1_500
"""A wall's message is shorter than this; an element that holds more holds the story."""
TONGUE_CHARS = 2_000
"""Characters of prose that show a page's language; half as many will do."""
MARGIN = 20
"""Blocks before and behind the page's prose where menus are read for all kinds, farther away for the paywall family's."""

_MENUS = int(Role.NAV | Role.FOOTER)


def markers(draft: Draft) -> Draft:
    """Fill `marks` with what wording and element names say of each block."""
    matcher = draft.options.matcher
    boxes: dict[int, list[Block]] = {}
    box_marks: dict[int, Mark] = {}
    named: dict[int, tuple[int, Mark] | None] = {}
    near = near_prose(draft.blocks)
    # Text records are cut and joined by others; what stands in one can be in any language.
    tongues = None if draft.page.plain else tongues_of_page(draft.blocks)
    far = [bool(block.roles & _MENUS) and block.index not in near for block in draft.blocks]
    for rules, menus in (matcher, False), (matcher.for_menus, True):
        read = [block for block, is_far in zip(draft.blocks, far, strict=True) if is_far is menus]
        for block, found in zip(read, rules.marks_of([block.text for block in read], tongues), strict=True):
            if found:
                draft.marks[block.index] = list(found)
    for block in draft.blocks:
        if block.container is not None and (box := _box_of(block.container, matcher, named)) is not None:
            boxes.setdefault(box[0], []).append(block)
            box_marks[box[0]] = box[1]
    for index, inside in boxes.items():
        # Some papers put the story itself into an element that others put their wall into.
        if sum(len(block.text) for block in inside) <= BOX_CHARS:
            for block in inside:
                draft.marks.setdefault(block.index, [replace(box_marks[index], end=len(block.text))])
    return draft


def near_prose(blocks: Sequence[Block]) -> range:
    """The blocks from some before the first long one that is not all links to some behind the last; all, where none is."""
    long = [b.index for b in blocks if len(b.text) >= PROSE_CHARS and b.link_chars * 3 <= len(b.text)]
    return range(long[0] - MARGIN, long[-1] + MARGIN + 1) if long else range(len(blocks))


def tongues_of_page(blocks: Sequence[Block]) -> frozenset[str] | None:
    """The languages that the page's prose can be in; null where too little of it says so."""
    prose: list[str] = []
    size = 0
    for block in blocks:
        if len(block.text) >= PROSE_CHARS and block.link_chars * 3 <= len(block.text):
            prose.append(block.text)
            size += len(block.text)
            if size >= TONGUE_CHARS:
                break
    return tongues_of(fold(" ".join(prose))) if size >= TONGUE_CHARS // 2 else None


def _box_of(
    container: Container, matcher: Matcher, named: dict[int, tuple[int, Mark] | None]
) -> tuple[int, Mark] | None:
    """The element around that a rule names, by its index, and what the rule says; null where there is none."""
    at: Container | None = container
    path: list[int] = []
    box: tuple[int, Mark] | None = None
    while at is not None:
        if at.index in named:
            box = named[at.index]
            break
        path.append(at.index)
        if at.names:
            rule = matcher.element_of(at.names)
            if rule is not None:
                box = at.index, Mark(0, 0, rule.kind, rule.id, rule.wall, rule.cut.value)
                break
        at = at.parent
    for index in path:
        named[index] = box
    return box


def covers(marks: list[Mark], length: int) -> Kind | None:
    """The kind of the mark that says most, where marks cover (nearly) all of a block of this length."""
    covered = sum(m.end - m.start for m in marks)
    if not marks or length - covered > max(3, 0.15 * length):
        return None
    return max(marks, key=lambda m: (m.cut != "none", m.end - m.start)).kind


class MarkersStage(Stage):
    """`markers` as an item pipeline."""

    name = "markers"
    run = markers
