"""Which blocks the learned model's probabilities make the story."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.items import Declared, Kind
from pipelines.endings import ELLIPSES, look
from pipelines.markers import covers
from pipelines.roles import Role
from pipelines.sentences import width
from pipelines.sightings import FAR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.draft import Draft
    from pipelines.sketch import Sketch

SURE, LIKELY, BRIDGED = 0.8, 0.5, 0.25
"""Probabilities: of a block that holds its neighbours in the story; of one that is in it; of one between two sure ones."""
DOUBTED = 0.1
"""Probability that a paragraph needs where the model has left out most of what the rules take for the story."""
PROSE_LINE, SHORT_LINE, EDGE_LINE = 0.05, 0.15, 0.5
"""The same for plain text, where most lines are the story's: what a line of prose needs to stay in it, one that is
not, and one before or behind all prose."""
SENTENCE_CHARS, PARAGRAPH_CHARS = 40, 240
"""A line of so many characters with a full stop is prose; one of so many is a paragraph, whatever a model thinks."""
TRAILING_BLOCKS = 2
"""How many blocks behind the story such a paragraph stands at most: a picture's caption can come before it."""
GOING_ON_CHARS = 300
"""Characters of lines with full stops that are a text which goes on."""
BROKEN_CHARS = 80
FULL_STOPS, CLOSING = frozenset(".。।"), "\"'”’»)]」』）"
"""What ends a statement: headlines of other stories ask and exclaim."""
FEW_LINES = 6
"""A text of fewer lines has no layout for a model to read."""
_HIDDEN = int(Role.HIDDEN)


def scored_body(draft: Draft, sketch: Sketch, scores: Sequence[float]) -> set[int]:
    """The story's blocks by probabilities, marks and neighbours."""
    blocks = draft.blocks
    closed = _HIDDEN if is_locked(draft) else 0
    open_to = [not b.roles & closed and not covers(draft.marks.get(i, []), len(b.text)) for i, b in enumerate(blocks)]
    # A line that is all link mostly leads away, wherever it stands.
    least = [SURE if 10 * b.link_chars > 9 * len(b.text) else LIKELY for b in blocks]
    chosen = {i for i, p in enumerate(scores) if p >= least[i] and open_to[i]}
    # On a short page without telling names a model doubts everything; the rules see the paragraphs all the same.
    ruled = {i for i in sketch.ruled if sketch.prose[i] and open_to[i] and scores[i] >= DOUBTED}
    if 2 * sum(len(blocks[i].text) for i in chosen) < sum(len(blocks[i].text) for i in ruled):
        chosen |= ruled
    # A passage that is not the story speaks against its block, but the rest of a paragraph stays the story's.
    chosen |= {i for i in draft.marks if scores[i] >= BRIDGED and open_to[i] and i in sketch.ruled}
    for i in range(1, len(blocks) - 1):
        if i in chosen or not open_to[i] or 2 * blocks[i].link_chars > len(blocks[i].text):
            continue
        if scores[i] >= BRIDGED and scores[i - 1] >= SURE and scores[i + 1] >= SURE:
            chosen.add(i)
    return chosen | _trailing(draft, chosen, open_to)


def _trailing(draft: Draft, chosen: set[int], open_to: Sequence[bool]) -> set[int]:
    """The paragraph that a cut copy trails off in, right behind the story and set as it is: it is short, and a model doubts it."""
    last = max(chosen, default=-1)
    looks = {look(draft.blocks[i]) for i in chosen}
    for block in draft.blocks[last + 1 : last + 1 + TRAILING_BLOCKS] if chosen else []:
        text = block.text
        if text.endswith(ELLIPSES) and width(text) >= SENTENCE_CHARS and 3 * block.link_chars < len(text):
            return {block.index} if open_to[block.index] and look(block) in looks else set()
    return set()


def scored_lines(draft: Draft, sketch: Sketch, scores: Sequence[float]) -> set[int]:
    """The story's lines of plain text: another extractor has been here already, so doubt speaks for a line."""
    chosen: set[int] = set()
    last = max((i for i in sketch.ruled if _may_break_off(draft.blocks[i].text)), default=-1)
    for i, block in enumerate(draft.blocks):
        marks = draft.marks.get(i, [])
        if covers(marks, len(block.text)):
            continue
        ruled = i in sketch.ruled
        prose = sketch.prose[i] or (len(block.text) >= SENTENCE_CHARS and block.text.rstrip(CLOSING)[-1:] in FULL_STOPS)
        least = EDGE_LINE if not ruled else PROSE_LINE if prose else SHORT_LINE
        # A passage that is not the story stands in lines of the story: it says nothing against the rest of one.
        # The last paragraph of a cut copy breaks off, as no whole story's does: a model does not know it.
        whole = width(block.text) >= PARAGRAPH_CHARS or (i == last and i - 1 in chosen)
        kept = ruled and (bool(marks) or whole or len(draft.blocks) < FEW_LINES)
        if scores[i] >= least or kept:
            chosen.add(i)
    end = _walled_off(draft)
    return {i for i in chosen if i < end}


def _walled_off(draft: Draft) -> int:
    """The line of a wall behind which the text does not go on: what follows is headlines. The number of lines, if there is none."""
    going_on = 0
    for block in reversed(draft.blocks):
        text, marks = block.text, draft.marks.get(block.index, [])
        if covers(marks, len(text)) is Kind.WALL:
            return block.index
        size = width(text)
        if not marks and size >= SENTENCE_CHARS and text.rstrip(CLOSING)[-1:] in FULL_STOPS:
            going_on += size
        if size >= PARAGRAPH_CHARS or going_on >= GOING_ON_CHARS:
            break
    return len(draft.blocks)


def _may_break_off(text: str) -> bool:
    """Whether a last line is long enough to be the beginning of a paragraph; one that trails off can be shorter."""
    return width(text) >= (SENTENCE_CHARS if text.endswith(ELLIPSES) else BROKEN_CHARS)


def is_locked(draft: Draft) -> bool:
    """Whether the page sells its text, or a wall stands on it: what it does not display is then never read.

    Elsewhere much is hidden only until a script has run, the whole story of some frameworks' pages among it.
    """
    if draft.metadata.declared in {Declared.PAID, Declared.METERED}:
        return True
    blocks = draft.blocks
    return any(m.cut in {"wall", "counted"} and not blocks[i].roles & FAR for i, ms in draft.marks.items() for m in ms)
