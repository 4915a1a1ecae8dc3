"""Pull quotes: sentences of the story set once more in a box of their own, often cut and edited, and who said them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import islice
from typing import TYPE_CHECKING

from pipelines.containers import around
from pipelines.draft import Copy
from pipelines.roles import FAR, Role
from pipelines.sentences import ENDS, WORD

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipelines.draft import Block, Container, Draft

WORDS = 10, 70
"""Words that a pull quote has at least and at most: what is shorter can stand in a paragraph by chance."""
NEAR = 14
"""Blocks before and behind a pull quote among which the paragraphs are that it was taken from."""
KEPT = 0.85
"""Share of its words that stand in them in the same order: editors cut and mend little else."""
LONGER = 1.2
"""What it was taken from has so many times its words."""
MOST_WORDS, MOST_CHARS = 500, 5_000
"""Words and characters of a paragraph that is looked at."""
MOST_QUOTES = 200
"""Quotations of a page that are looked at, so that the cost stays bounded."""
SPEAKER_CHARS = 120
"""Characters of the line that says whose words they are."""
BOX_BLOCKS = 4
"""Blocks of an element that holds a pull quote, whose words they are, and nothing else."""

LEVELS = 4
"""Elements around a block, from the inside out, that can be a quotation's or a post's."""

# A plain integer: arithmetic on flags is slow, and every block of every page passes here.
_PULLQUOTE = int(Role.PULLQUOTE)
_QUOTE_TAGS = frozenset({"blockquote", "aside"})
_NO_SPEAKER_TAGS = frozenset({"li", "h1", "h2", "h3", "h4", "h5", "h6", "figcaption"})
# Posts of others are set as quotations too; the story may well quote them word by word around that.
_EMBEDDED = re.compile(r"tweet|twitter|instagram|tiktok|facebook|bluesky|mastodon|threads|embed", re.IGNORECASE)


def edited_quotes(draft: Draft) -> dict[int, Copy]:
    """The pull quotes that no other block holds to the letter, by index, and the lines that say whose words they are.

    The draft's copies are those that were found already; their speakers are among what is returned.
    """
    blocks, known = draft.blocks, draft.copies
    boxed = [_is_boxed(block) for block in blocks]
    if not any(boxed):
        return {}
    # A copy is no source, so that nothing is the copy of its own copy.
    sources = [
        i
        for i, block in enumerate(blocks)
        if not boxed[i] and i not in known and _is_prose(block) and len(block.text) < MOST_CHARS
    ]
    words: dict[int, list[str]] = {}
    found: dict[int, Copy] = {}
    candidates = (at for at, block in enumerate(blocks) if boxed[at] and at not in known and _is_prose(block))
    for at in islice(candidates, MOST_QUOTES):
        own = _words(at, blocks, words)
        if WORDS[0] <= len(own) <= WORDS[1] and (of := _source(at, own, sources, words, blocks)) is not None:
            found[at] = Copy(of, "leads.quote-edited")
    quoted = {at: copy for at, copy in known.items() if copy.rule == "leads.quote" and boxed[at]} | found
    originals = {copy.of for copy in quoted.values()}
    for at, copy in islice(quoted.items(), MOST_QUOTES):
        for behind in _speaker(at, blocks):
            if behind not in known and behind not in draft.marks and behind not in originals:
                found.setdefault(behind, Copy(copy.of, "leads.quoted-by"))
    return found


def _source(
    at: int, own: list[str], sources: Sequence[int], words: dict[int, list[str]], blocks: Sequence[Block]
) -> int | None:
    """The paragraph near that a quote's words were taken from; of two in a row, the first."""
    vocabulary = set(own)
    numbers = {word for word in vocabulary if any(map(str.isdigit, word))}
    near = sources[bisect_left(sources, at - NEAR) : bisect_right(sources, at + NEAR)]
    for place, i in enumerate(near):
        first = _words(i, blocks, words)
        pair = first + _words(near[place + 1], blocks, words) if place + 1 < len(near) else first
        for text in (first, pair):
            if not LONGER * len(own) <= len(text) <= MOST_WORDS:
                continue
            there = vocabulary.intersection(text)
            if len(there) >= KEPT * len(vocabulary) and numbers <= there and in_order(own, text) >= KEPT * len(own):
                return i
    return None


def in_order(words: Sequence[str], text: Sequence[str]) -> int:
    """How many of the words stand in the text in the same order: the longest common subsequence.

    Hyyrö, "Bit-parallel LCS-length computation revisited" (2004): a bit for each word, so that the text is read once.
    """
    places: dict[str, int] = {}
    for at, word in enumerate(words):
        places[word] = places.get(word, 0) | 1 << at
    full = (1 << len(words)) - 1
    row = full
    for word in text:
        hits = row & places.get(word, 0)
        row = ((row + hits) | (row - hits)) & full
    return len(words) - row.bit_count()


def _speaker(at: int, blocks: Sequence[Block]) -> Iterator[int]:
    """The lines behind a quote in its own small box, where none of them is a sentence."""
    container = blocks[at].container
    box = container.parent if container is not None else None
    if box is None or box.tag in {"body", "article", "main"}:
        return
    inside = [at]
    for behind in range(at + 1, min(len(blocks), at + BOX_BLOCKS + 1)):
        if not _stands_in(blocks[behind], box):
            break
        inside.append(behind)
    if len(inside) == BOX_BLOCKS + 1 or (at > 0 and _stands_in(blocks[at - 1], box)):
        return
    for behind in inside[1:]:
        text = blocks[behind].text
        if len(text) > SPEAKER_CHARS or text[-1] in ENDS or blocks[behind].tag in _NO_SPEAKER_TAGS:
            continue
        if any(map(str.isalpha, text)):
            yield behind


def _is_boxed(block: Block) -> bool:
    """Whether markup sets a block apart as a quotation, and not as somebody's post."""
    if block.roles & FAR or block.tag == "figcaption":
        return False
    near = list(islice(around(block.container), LEVELS))
    if not block.roles & _PULLQUOTE and all(at.tag not in _QUOTE_TAGS for at in near):
        return False
    return all(_EMBEDDED.search(at.names) is None for at in near)


def _stands_in(block: Block, box: Container) -> bool:
    return any(at is box for at in around(block.container))


def _is_prose(block: Block) -> bool:
    return 3 * block.link_chars <= len(block.text)


def _words(at: int, blocks: Sequence[Block], known: dict[int, list[str]]) -> list[str]:
    if at not in known:
        known[at] = [word.lower() for word in WORD.findall(blocks[at].text)]
    return known[at]
