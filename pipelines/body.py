"""Stage 5: which blocks are the story, and what the others are."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

from crawler.items import Declared, Kind
from pipelines.features import features
from pipelines.keys import key
from pipelines.kinds import name_kind
from pipelines.markers import covers
from pipelines.roles import FAR, Role
from pipelines.runs import settle_runs
from pipelines.sightings import FAR as SAYS_NOTHING
from pipelines.stage import Stage

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from pipelines.draft import Block, Container, Draft, Mark

_STOP = re.compile(r"[.!?…。！？:;][\"'”’»)\]」』）]*$")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_NEVER = FAR | int(Role.CAPTION | Role.BYLINE | Role.TAGS | Role.BIO | Role.LEGAL | Role.FORM)
_EDGES = int(Role.NAV | Role.FOOTER)
_HIDDEN = int(Role.HIDDEN)
_LABEL_TAGS = frozenset(
    {"button", "label", "option", "legend", "nav", "figcaption", "caption", "h1", "th", "summary", "dt"}
)


def body(draft: Draft) -> Draft:
    """Give every block its kind, and body blocks their cuts."""
    headlines = headline_keys(draft)
    chosen = story_of(draft, headlines)
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


def first_article(draft: Draft, chosen: set[int], headlines: set[str]) -> set[int]:
    """The story without the next ones that pages without an end put behind it: each begins with a headline set as this one's is."""
    title = next((b for b in draft.blocks if b.tag in {"h1", "h2"} and b.key in headlines), None)
    if title is None:
        return chosen
    for block in draft.blocks[title.index + 1 :]:
        if block.tag == title.tag and block.key not in headlines and _set_alike(block, title):
            before = {i for i in chosen if i < block.index}
            return before if any(i > title.index for i in before) else chosen
    return chosen


def _set_alike(a: Block, b: Block) -> bool:
    """Whether two blocks are set the same way: the same class names on their element and on the one around it."""
    one, other = a.container, b.container
    if one is None or other is None or one.parent is None or other.parent is None:
        return False
    same = one.parent.tag == other.parent.tag and one.parent.names == other.parent.names and one.names == other.names
    # Headings of sections stand beside the paragraphs; a headline does not.
    return same and one.parent.index != other.parent.index


def stopped(draft: Draft, chosen: set[int], scores: Sequence[float]) -> set[int]:
    """The story without what stands in other parts of the page after it has stopped.

    Where a wall stands behind paragraphs, or a paragraph breaks off inside a sentence, and nothing after it is
    set as they are, what follows is not the rest of the story but the page's other text.
    """
    order = sorted(chosen)
    kin: set[tuple[str, str, int]] = set()
    before = long = ended = 0
    for place, i in enumerate(order[:-1]):
        block = draft.blocks[i]
        kin.add(_kin(block))
        after = order[place + 1 :]
        before += len(block.text)
        broken = long >= 2 and ended == long and _breaks_off(block)
        if len(block.text) >= BROKEN_CHARS:
            long += 1
            ended += _STOP.search(block.text) is not None
        walled = any(m.cut in {"wall", "counted"} for j in range(i + 1, after[0]) for m in draft.marks.get(j, []))
        if not walled and not broken:
            continue
        rest = sum(len(draft.blocks[j].text) for j in after)
        sure = sum(len(draft.blocks[j].text) for j in after if scores[j] >= SURE_REST)
        if 2 * sure < rest <= before and not any(_kin(draft.blocks[j]) in kin for j in after):
            return set(order[: place + 1])
    return chosen


def _kin(block: Block) -> tuple[str, str, int]:
    """What paragraphs of one text share: their element, its class names, and where it stands."""
    at = block.container
    if at is None or at.parent is None:
        return block.tag, "", -1
    return block.tag, "" if at.tag == "p" else at.names, at.parent.index


def _breaks_off(block: Block) -> bool:
    """Whether a paragraph stops inside a sentence."""
    text = block.text
    return (
        block.tag in {"p", "div"}
        and len(text) >= BROKEN_CHARS
        and (text[-1].isalpha() or text.endswith(("…", "...")))
        and 4 * block.link_chars < len(text)
        and "." in text[:-3]
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


def scores_of(draft: Draft, sketch: Sketch, headlines: set[str]) -> Sequence[float] | None:
    """For each block, the model's probability that it is the story's; null in the mode without a model."""
    model = draft.options.model(plain=draft.page.plain)
    if model is None or not draft.blocks:
        return None
    matrix = features(draft, sketch.prose, sketch.region, sketch.ruled, headlines)
    probabilities: list[float] = model.probabilities(matrix).tolist()
    return probabilities


def measure(draft: Draft) -> NDArray[np.float32]:
    """The features of a page whose markers and leads are known, as the models see them."""
    headlines = headline_keys(draft)
    sketch = Sketch.of(draft, headlines)
    return features(draft, sketch.prose, sketch.region, sketch.ruled, headlines)


def settle_copies(draft: Draft, chosen: set[int]) -> None:
    """Take repeated passages out of the story, all but one copy that is in it."""
    instead: dict[int, int] = {}
    for index, copy in draft.copies.items():
        keep = copy.of
        while keep in draft.copies and draft.copies[keep].of != index:
            keep = draft.copies[keep].of
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
        if block.key in headlines and i <= first + 1:
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


SURE_REST = 0.9
"""Probability of a block that is the story's even behind a wall."""
BROKEN_CHARS = 80
"""A shorter line may be a heading."""
SURE, LIKELY, BRIDGED = 0.8, 0.5, 0.25
"""Probabilities: of a block that holds its neighbours in the story; of one that is in it; of one between two sure ones."""


def is_locked(draft: Draft) -> bool:
    """Whether the page sells its text, or a wall stands on it: what it does not display is then never read.

    Elsewhere much is hidden only until a script has run, the whole story of some frameworks' pages among it.
    """
    if draft.metadata.declared in {Declared.PAID, Declared.METERED}:
        return True
    blocks = draft.blocks
    return any(
        m.cut in {"wall", "counted"} and not blocks[i].roles & SAYS_NOTHING for i, ms in draft.marks.items() for m in ms
    )


def scored_body(draft: Draft, sketch: Sketch, scores: Sequence[float]) -> set[int]:
    """The story's blocks by probabilities, marks and neighbours."""
    blocks = draft.blocks
    closed = _HIDDEN if is_locked(draft) else 0
    open_to = [not b.roles & closed and not covers(draft.marks.get(i, []), len(b.text)) for i, b in enumerate(blocks)]
    chosen = {i for i, p in enumerate(scores) if p >= LIKELY and open_to[i]}
    # A passage that is not the story speaks against its block, but the rest of a paragraph stays the story's.
    chosen |= {i for i in draft.marks if scores[i] >= BRIDGED and open_to[i] and i in sketch.ruled}
    for i in range(1, len(blocks) - 1):
        if i in chosen or not open_to[i] or 2 * blocks[i].link_chars > len(blocks[i].text):
            continue
        if scores[i] >= BRIDGED and scores[i - 1] >= SURE and scores[i + 1] >= SURE:
            chosen.add(i)
    return chosen


PROSE_LINE, SHORT_LINE, EDGE_LINE = 0.05, 0.15, 0.5
"""The same for plain text, where most lines are the story's: what a line of prose needs to stay in it, one that is
not, and one before or behind all prose."""


FEW_LINES = 6
"""A text of fewer lines has no layout for a model to read."""


def scored_lines(draft: Draft, sketch: Sketch, scores: Sequence[float]) -> set[int]:
    """The story's lines of plain text: another extractor has been here already, so doubt speaks for a line."""
    chosen: set[int] = set()
    for i, block in enumerate(draft.blocks):
        marks = draft.marks.get(i, [])
        if covers(marks, len(block.text)):
            continue
        least = EDGE_LINE if i not in sketch.ruled else PROSE_LINE if sketch.prose[i] else SHORT_LINE
        # A passage that is not the story stands in lines of the story: it says nothing against the rest of one.
        holds_passage = i in sketch.ruled and bool(marks)
        if scores[i] >= least or holds_passage or (i in sketch.ruled and len(draft.blocks) < FEW_LINES):
            chosen.add(i)
    return chosen


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


def story_region(blocks: Sequence[Block], prose: Sequence[bool]) -> set[int]:
    """The blocks in the innermost container that holds nearly all prose of the page."""
    mass: dict[int, int] = {}
    children: dict[int, set[int]] = {}
    for block in blocks:
        if not prose[block.index]:
            continue
        weight = len(block.text) - block.link_chars
        at = block.container
        while at is not None:
            mass[at.index] = mass.get(at.index, 0) + weight
            if at.parent is not None:
                children.setdefault(at.parent.index, set()).add(at.index)
            at = at.parent
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


class BodyStage(Stage):
    """`body` as an item pipeline."""

    name = "body"
    run = body
