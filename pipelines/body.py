"""Stage 5: which blocks are the story, and what the others are.

`sketch` says what rules alone think, `features` and `body_model` give each block a probability, `choosing` and
`endings` make the story of them, `kinds` and `runs` name the rest.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from crawler.items import Kind
from pipelines.choosing import scored_body, scored_lines
from pipelines.endings import first_article, stopped
from pipelines.features import Measured, features
from pipelines.keys import key
from pipelines.kinds import is_pointer, name_kind
from pipelines.roles import Role
from pipelines.runs import settle_runs
from pipelines.sentences import width
from pipelines.sketch import Sketch
from pipelines.stage import Stage

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from pipelines.draft import Block, Copy, Draft, Mark

LONG, MARGIN = 50, 15
"""Characters of a long block, and how many blocks before the first and behind the last are measured."""

_EDGES = int(Role.NAV | Role.FOOTER)


def body(draft: Draft) -> Draft:
    """Give every block its kind, and body blocks their cuts."""
    headlines = headline_keys(draft)
    chosen = story_of(draft, headlines)
    chosen = {i for i in chosen if not is_pointer(draft.blocks[i])}
    settle_copies(draft, chosen)
    for block in draft.blocks:
        if block.index in chosen:
            block.kind, block.rule = Kind.BODY, "body"
            block.cuts = cuts_of(block, draft.marks.get(block.index, []))
        elif block.kind is None:
            block.kind, block.rule = name_kind(block, draft, headlines)
    settle_runs(draft)
    return draft


def headline_keys(draft: Draft) -> set[str]:
    """The page's headline in all its forms, as keys."""
    return {key(h) for h in draft.metadata.headlines if h}


def story_of(draft: Draft, headlines: set[str]) -> set[int]:
    """The story's blocks: what the learned model chooses, or the rules where there is none."""
    sketch = Sketch.of(draft, headlines)
    scores = scores_of(draft, sketch, headlines)
    if scores is None:
        chosen = sketch.ruled
    elif draft.page.plain:
        chosen = scored_lines(draft, sketch, scores)
    else:
        chosen = stopped(draft, scored_body(draft, sketch, scores), scores)
    return chosen if draft.page.plain else first_article(draft, chosen, headlines)


def scores_of(draft: Draft, sketch: Sketch, headlines: set[str]) -> Sequence[float] | None:
    """For each block, the model's probability that it is the story's; null in the mode without a model.

    Raises `ValueError` where the draft was given scores of other blocks than it has.
    """
    if draft.scores is not None:
        if len(draft.scores) != len(draft.blocks):
            raise ValueError(f"{len(draft.scores)} scores given for {len(draft.blocks)} blocks")
        return draft.scores
    model = draft.options.model(plain=draft.page.plain)
    if model is None or not draft.blocks:
        return None
    span = measured_span(draft)
    scores = [0.0] * len(draft.blocks)
    scores[span.start : span.stop] = model.probabilities(features(Measured.of(draft, sketch, headlines, span))).tolist()
    return scores


def measured_span(draft: Draft) -> range:
    """The blocks that can be the story: from some before the first long one to some behind the last.

    Whatever is long and not mostly links counts, but for navigation and footers: a page can put its story into a box
    that its name calls a comment. All blocks, where none is long, and of plain text.
    """
    blocks = draft.blocks
    long = [
        b.index for b in blocks if not b.roles & _EDGES and 2 * b.link_chars <= len(b.text) and width(b.text) >= LONG
    ]
    if draft.page.plain or not long:
        return range(len(blocks))
    return range(max(0, long[0] - MARGIN), min(len(blocks), long[-1] + MARGIN + 1))


def measure(draft: Draft) -> NDArray[np.float32]:
    """The features of all blocks of a page whose markers and leads are known, as the models see them."""
    headlines = headline_keys(draft)
    return features(Measured.of(draft, Sketch.of(draft, headlines), headlines, range(len(draft.blocks))))


def settle_copies(draft: Draft, chosen: set[int]) -> None:
    """Take repeated passages out of the story, all but one copy that is in it."""
    instead: dict[int, int] = {}
    for index, copy in draft.copies.items():
        originals = _originals(index, draft.copies)
        keep = next((i for i in reversed(originals) if i in chosen), originals[-1])
        if keep not in chosen and copy.rule == "leads.copy":
            # The copy to keep is not in the story: the first one that is stays in its place.
            keep = instead.setdefault(keep, index) if index in chosen else instead.get(keep, keep)
        if keep == index or keep not in chosen:
            continue
        if index in chosen or draft.blocks[index].kind is None:
            block = draft.blocks[index]
            if index in chosen or not block.roles & _EDGES:
                block.kind, block.rule = Kind.DUPLICATE_LEAD, copy.rule
            chosen.discard(index)
    for index in instead:
        block = draft.blocks[index]
        if block.kind is None and not block.roles & _EDGES:
            block.kind, block.rule = Kind.DUPLICATE_LEAD, "leads.copy"


def _originals(index: int, copies: Mapping[int, Copy]) -> list[int]:
    """What a copy is a copy of, what that is a copy of, and so on; up to itself, where they go round in a ring."""
    found = [copies[index].of]
    while found[-1] in copies and (of := copies[found[-1]].of) != index and of not in found:
        found.append(of)
    return found


def cuts_of(block: Block, marks: Sequence[Mark]) -> list[Mark]:
    """The marks to take out of a body block; what little is left between two of them goes with them."""
    cuts: list[Mark] = []
    for mark in sorted(marks, key=lambda m: m.start):
        if mark.end - mark.start >= len(block.text):
            continue
        if cuts and len(block.text[cuts[-1].end : mark.start].strip()) < 12:
            cuts.append(_joined(cuts.pop(), mark))
        else:
            cuts.append(mark)
    if cuts and len(block.text[cuts[-1].end :].strip(' .!?»"”')) < 12:
        last = cuts.pop()
        cuts.append(replace(last, end=len(block.text)))
    return cuts


def _joined(a: Mark, b: Mark) -> Mark:
    best = a if a.cut != "none" or b.cut == "none" else b
    return replace(best, start=a.start, end=b.end)


class BodyStage(Stage):
    """`body` as an item pipeline."""

    name = "body"
    run = body
