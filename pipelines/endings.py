"""Where the story ends on its page: before the next story, and before the page's other text behind a wall."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.items import Kind
from pipelines.roles import Role
from pipelines.sentences import width
from pipelines.sketch import STOP

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.draft import Block, Draft

SURE_REST = 0.9
"""Probability of a block that is the story's even behind a wall."""
BROKEN_CHARS = 80
"""A shorter line may be a heading."""
LOOKS_CHARS = 60
"""Characters, twice as wide ones where no spaces are set, of a line whose setting is a paragraph's."""
SUMMARY_CHARS, MUCH_MORE = 500, 3
"""A box of fewer characters above a wall, or of far fewer than stand behind it, can be a summary for subscribers."""
SIGNED_WITHIN = 6
"""Blocks below a headline among which its byline stands."""
_PARAGRAPHS = frozenset({"p", "div", "td", "blockquote"})
_STANDFIRST, _BYLINE = int(Role.STANDFIRST), int(Role.BYLINE)
ELLIPSES = ("…", "...", "…]", "...]", "…)", "...)")


def first_article(draft: Draft, chosen: set[int], headlines: set[str]) -> set[int]:
    """The story without the next ones that pages without an end put behind it: each begins with a headline set as this one's is."""
    titles = [b for b in draft.blocks if b.tag in {"h1", "h2"} and b.key in headlines]
    for title in titles:
        for block in draft.blocks[title.index + 1 :]:
            if block.tag != title.tag or block.key in headlines or not _set_alike(block, title):
                continue
            before = {i for i in chosen if i < block.index}
            # Below a page's own heading, the story's can be set as those of its sections are.
            if any(i > title.index for i in before) and (title is titles[0] or _is_signed(draft, block)):
                return before
            break
    return chosen


def _is_signed(draft: Draft, heading: Block) -> bool:
    """Whether a byline or a date stands right below a heading: a section has none."""
    below = draft.blocks[heading.index + 1 : heading.index + 1 + SIGNED_WITHIN]
    return any(
        block.roles & _BYLINE or any(mark.kind is Kind.BYLINE_DATE for mark in draft.marks.get(block.index, []))
        for block in below
    )


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

    Where a wall stands behind paragraphs, or a paragraph trails off or breaks off inside a sentence, and nothing
    after it is set as they are, what follows is not the rest of the story but the page's other text.
    """
    blocks = draft.blocks
    order = sorted(chosen)
    kin: set[tuple[str, str, int]] = set()
    looks: set[tuple[str, str, str]] = set()
    before = long = ended = trailed = 0
    for place, i in enumerate(order[:-1]):
        block = blocks[i]
        after = order[place + 1 :]
        kin.add(_kin(block))
        before += len(block.text)
        trails = block.tag in _PARAGRAPHS and not block.roles & _STANDFIRST and block.text.endswith(ELLIPSES)
        broken = long >= 2 and ended == long and _breaks_off(block)
        if width(block.text) >= LOOKS_CHARS:
            looks.add(look(block))
        if len(block.text) >= BROKEN_CHARS:
            long += 1
            ended += STOP.search(block.text) is not None
        walled = any(m.cut in {"wall", "counted"} for j in range(i + 1, after[0]) for m in draft.marks.get(j, []))
        if walled or (trails and not trailed and after[0] > i + 1):
            alike = any(look(blocks[j]) in looks for j in after if width(blocks[j].text) >= LOOKS_CHARS)
            rest = sum(len(blocks[j].text) for j in after)
            summary = walled and (before < SUMMARY_CHARS or rest > MUCH_MORE * before)
            if looks and not alike and not summary and not _stands_again(draft, order[: place + 1], after):
                return set(order[: place + 1])
        trailed += trails
        if not walled and not broken:
            continue
        rest = sum(len(blocks[j].text) for j in after)
        sure = sum(len(blocks[j].text) for j in after if scores[j] >= SURE_REST)
        if 2 * sure < rest <= before and not any(_kin(blocks[j]) in kin for j in after):
            return set(order[: place + 1])
    return chosen


def _stands_again(draft: Draft, before: Sequence[int], after: Sequence[int]) -> bool:
    """Whether what stands before is a teaser of what stands after."""
    first, last = before[0], before[-1]
    return any(first <= draft.copies[i].of <= last for i in after if i in draft.copies) or any(
        draft.copies[i].of in after for i in before if i in draft.copies
    )


def _kin(block: Block) -> tuple[str, str, int]:
    """What paragraphs of one text share: their element, its class names, and where it stands."""
    at = block.container
    if at is None or at.parent is None:
        return block.tag, "", -1
    return block.tag, "" if at.tag == "p" else at.names, at.parent.index


def look(block: Block) -> tuple[str, str, str]:
    """How a paragraph is set, wherever it stands: stories that go on in another part of the page are set alike there."""
    at = block.container
    if at is None or at.parent is None:
        return block.tag, "", ""
    return block.tag, "" if at.tag == "p" else at.names, at.parent.names


def _breaks_off(block: Block) -> bool:
    """Whether a paragraph stops inside a sentence."""
    text = block.text
    return (
        block.tag in {"p", "div"}
        and len(text) >= BROKEN_CHARS
        and (text[-1].isalpha() or text.endswith(ELLIPSES))
        and 4 * block.link_chars < len(text)
        and "." in text[:-3]
    )
