"""Where the story ends on its page: before the next story, and before the page's other text behind a wall."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.sketch import STOP

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.draft import Block, Draft

SURE_REST = 0.9
"""Probability of a block that is the story's even behind a wall."""
BROKEN_CHARS = 80
"""A shorter line may be a heading."""


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
            ended += STOP.search(block.text) is not None
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
