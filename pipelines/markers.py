"""Stage 3: what the catalogue recognises, as candidates; later stages decide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.draft import Block, Draft, Mark
from pipelines.stage import Stage

if TYPE_CHECKING:
    from crawler.items import Kind
    from pipelines.catalogue.matcher import Matcher


def markers(draft: Draft) -> Draft:
    """Fill `marks` with what wording and element names say of each block."""
    matcher = draft.options.matcher
    named: dict[int, Mark | None] = {}
    for block in draft.blocks:
        found = matcher.marks(block.text)
        if found:
            draft.marks[block.index] = found
        elif block.container is not None and (mark := _element_mark(block, matcher, named)) is not None:
            draft.marks[block.index] = [mark]
    return draft


def _element_mark(block: Block, matcher: Matcher, named: dict[int, Mark | None]) -> Mark | None:
    at = block.container
    path: list[int] = []
    mark: Mark | None = None
    while at is not None:
        if at.index in named:
            mark = named[at.index]
            break
        path.append(at.index)
        if at.names:
            rule = next((rule for name in at.names.split() if (rule := matcher.element(name.lower()))), None)
            if rule is not None:
                mark = Mark(0, 0, rule.kind, rule.id, rule.wall, rule.cut.value)
                break
        at = at.parent
    for index in path:
        named[index] = mark
    if mark is None:
        return None
    return Mark(0, len(block.text), mark.kind, mark.rule, mark.wall, mark.cut)


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
