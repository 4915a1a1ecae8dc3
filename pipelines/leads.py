"""Stage 4: passages that stand twice on a page: teaser copies of the lead, cut copies, pull quotes.

Which copy is the story's is settled by what stands around it: the one that the text goes on from is kept.
Only candidates are noted here; a copy is taken out in the body stage, and only if the other one stays.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from crawler.items import Kind
from pipelines.draft import Copy, Draft, Mark
from pipelines.keys import key
from pipelines.quotes import edited_quotes
from pipelines.roles import FAR, Role
from pipelines.sentences import sentences
from pipelines.stage import Stage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.draft import Block

MIN_KEY = 25
"""Letters and digits that a passage needs before its repetition means anything."""
MIN_PART = 40
"""The same for a passage that is found inside a longer one."""
PREFIX = 60
"""Two passages that begin with this many equal letters are looked at as copies of one another."""
NEAR = 4
"""How many neighbours to either side tell which copy stands in the story."""
MAX_PARTS = 2_000
"""At most this many passages are searched for inside others, so that the cost stays bounded."""
MAX_SEARCHED = 500_000_000
"""And only if they have no more characters than this to be searched for, passages times page."""
MINOR = int(Role.PULLQUOTE | Role.ASIDE | Role.STANDFIRST | Role.CAPTION | Role.PREVIEW)
"""Where copies stand."""
ONE_LINE = 400
"""A line of plain text of at least this many characters is looked at sentence by sentence."""

_ELLIPSIS = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\])\W*$")


@dataclass(slots=True)
class _Passage:
    key: str
    prose: int
    """Characters it adds to a story around it; 0 for links, labels and what is not displayed."""
    minor: bool
    """Stands where copies stand: a pull quote, a standfirst, an aside."""
    cut: bool
    """Ends in an ellipsis."""


_SHORT = _Passage("", 0, minor=False, cut=False)
"""What is too short to be a copy of anything."""


def leads(draft: Draft) -> Draft:
    """Fill `copies`, and mark repeated sentences inside long lines."""
    passages = [_passage(block) for block in draft.blocks]
    draft.copies = copies(passages)
    draft.copies |= edited_quotes(draft)
    if draft.page.plain:
        for block in draft.blocks:
            if len(block.text) >= ONE_LINE:
                found = repeated_sentences(block.text, draft.marks.get(block.index, []))
                if found:
                    draft.marks[block.index] = sorted(draft.marks.get(block.index, []) + found, key=lambda m: m.start)
    return draft


def _passage(block: Block) -> _Passage:
    k = block.key = key(block.text)
    if len(k) < MIN_KEY:
        return _SHORT
    linked = block.link_chars * 2 > len(block.text)
    far = bool(block.roles & FAR)
    return _Passage(
        k,
        0 if linked or far or len(k) < MIN_KEY else len(k),
        far or linked or bool(block.roles & MINOR),
        _ends_cut(block.text),
    )


def _ends_cut(text: str) -> bool:
    tail = text[-12:]
    # Hardly any line has one; a look costs less than a pattern.
    return ("…" in tail or "..." in tail) and _ELLIPSIS.search(tail) is not None


def copies(passages: Sequence[_Passage]) -> dict[int, Copy]:
    """For each passage that another one repeats: which one to keep, and how they are alike."""
    found: dict[int, Copy] = {}
    by_key: dict[str, list[int]] = {}
    for i, passage in enumerate(passages):
        if len(passage.key) >= MIN_KEY:
            by_key.setdefault(passage.key, []).append(i)
    repeated = {i for group in by_key.values() if len(group) > 1 for i in group}
    for group in by_key.values():
        if len(group) < 2:
            continue
        keep = max(group, key=lambda i: (not passages[i].minor, _around(passages, i, repeated), i))
        for i in group:
            if i != keep:
                found[i] = Copy(keep, "leads.copy")
    _cut_copies(passages, by_key, found)
    _parts(passages, by_key, found)
    return found


def _around(passages: Sequence[_Passage], i: int, repeated: set[int]) -> tuple[int, int]:
    """Prose near a passage that stands only once on the page: in all, and what follows the passage."""
    near = [j for j in range(max(0, i - NEAR), min(len(passages), i + NEAR + 1)) if j not in repeated]
    return sum(passages[j].prose for j in near), sum(passages[j].prose for j in near if j > i)


def _cut_copies(passages: Sequence[_Passage], by_key: dict[str, list[int]], found: dict[int, Copy]) -> None:
    """Copies that begin alike: a teaser cut short, or edited behind its first words."""
    by_start: dict[str, list[int]] = {}
    keepers: dict[str, int] = {}
    for k, group in by_key.items():
        keep = keepers[k] = next(i for i in group if i not in found)
        by_start.setdefault(k[: MIN_PART if passages[keep].cut else PREFIX], []).append(keep)
    for i, k in _first_longer(passages, by_key, by_start):
        found.setdefault(i, Copy(keepers[k], "leads.cut"))
    for group in by_start.values():
        if len(group) < 2 or len(passages[group[0]].key) < PREFIX:
            continue
        longest = max(group, key=lambda i: (len(passages[i].key), not passages[i].minor))
        for i in group:
            if i != longest and i not in found:
                a, b = passages[i].key, passages[longest].key
                same = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(a))
                if same >= 0.8 * len(a) or passages[i].cut:
                    found[i] = Copy(longest, "leads.cut")


def _first_longer(
    passages: Sequence[_Passage], by_key: dict[str, list[int]], by_start: dict[str, list[int]]
) -> list[tuple[int, str]]:
    """Each passage that is cut, with the page's first longer one that begins alike; in the longer ones' order."""
    wanted = [(start, i) for start, group in by_start.items() for i in group if passages[i].cut]
    if not wanted:
        return []
    alike: dict[str, tuple[list[int], list[tuple[int, str]]]] = {start: ([], []) for start, _ in wanted}
    for order, k in enumerate(by_key):
        lengths, longer = alike.get(k[:MIN_PART], ([], []))
        # Of those that begin alike, only one that is longer than all before it can be the first longer one.
        if len(k) > MIN_PART and (not lengths or len(k) > lengths[-1]):
            lengths.append(len(k))
            longer.append((order, k))
    found: list[tuple[int, int, str]] = []
    for start, i in wanted:
        lengths, longer = alike[start]
        at = bisect_right(lengths, len(passages[i].key))
        if at < len(longer):
            found.append((longer[at][0], i, longer[at][1]))
    return [(i, k) for _, i, k in sorted(found, key=lambda each: each[0])]


def _parts(passages: Sequence[_Passage], by_key: dict[str, list[int]], found: dict[int, Copy]) -> None:
    """Passages that stand inside a longer one: pull quotes."""
    singles = [
        (k, i)
        for k, group in by_key.items()
        for i in group
        if i not in found and len(k) >= MIN_PART and passages[i].prose
    ]
    whole = "\n".join(k for k, _ in singles)
    if len(singles) > MAX_PARTS or len(singles) * len(whole) > MAX_SEARCHED:
        return
    starts: list[tuple[int, int]] = []
    at = 0
    for k, i in singles:
        starts.append((at, i))
        at += len(k) + 1
    for (k, i), (start, _) in zip(singles, starts, strict=True):
        place = whole.find(k)
        if place == start:
            place = whole.find(k, start + 1)
        if place >= 0:
            keeper = max((s, j) for s, j in starts if s <= place)[1]
            found[i] = Copy(keeper, "leads.quote")


def repeated_sentences(text: str, marks: list[Mark]) -> list[Mark]:
    """The copies among the sentences of one long line, as marks that overlap none of those given."""
    spans = sentences(text)
    passages = []
    starts = sorted(m.start for m in marks)
    ends = list(accumulate((m.end for m in sorted(marks, key=lambda m: m.start)), max))
    for a, b in spans:
        k = key(text[a:b])
        before = bisect_left(starts, b)
        marked = before > 0 and ends[before - 1] > a
        passages.append(
            _Passage(
                k if not marked else "",
                0 if marked or len(k) < MIN_KEY else len(k),
                False,
                _ends_cut(text[a:b]),
            )
        )
    found = copies(passages)
    return [
        Mark(spans[i][0], spans[i][1], Kind.DUPLICATE_LEAD, copy.rule)
        for i, copy in sorted(found.items())
        if copy.rule != "leads.quote"
    ]


class LeadsStage(Stage):
    """`leads` as an item pipeline."""

    name = "leads"
    run = leads
