"""From where a phrase stands to the mark on its sentence: whether the anchor holds, and which of several marks stays."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.items import Kind
from pipelines.catalogue.rules import Anchor, Cut, Rule
from pipelines.draft import Mark
from pipelines.sentences import count_words

if TYPE_CHECKING:
    from pipelines.catalogue.compiled import Hit

WORDY_LABEL, LONG_LINE = 2, 200
"""Words that a label for subscribers needs to be told apart at the end of a text set in one line, and such a line's characters."""
GLUED_BEHIND = frozenset(':»”"…–—|')
OPENS_AND_CLOSES = frozenset('"”»')
"""Quotation marks that close in one language what they open in another: behind a space they open."""

_NO_TEXT = re.compile(r"[\W_]*")
_OPEN_QUOTE = re.compile(r"""["“”„«»‹›‘'「『][\s(\[]*$""")
_CLOSE_QUOTE = re.compile(r"""[」』]|["“”«»‹›’'](?![^\W_])""")


def to_mark(hit: Hit, text: str, spans: list[tuple[int, int]]) -> Mark | None:
    rule = hit.rule
    start, end = sentences_around(hit, spans)
    if rule.cut in {Cut.WALL, Cut.COUNTED} and _begins_anew(text, hit.start):
        start = hit.start
    if _quoted(text, hit, start, end):
        return None
    if rule.anchor is Anchor.TAIL:
        start = hit.start
        if start and text[start - 1] in "([{（【[":
            start -= 1
        if rule.line and text_between(text, hit.end, len(text)):
            return None
    else:
        if rule.anchor in {Anchor.START, Anchor.WHOLE} and text_between(text, start, hit.start):
            return None
        if rule.anchor in {Anchor.END, Anchor.WHOLE} and text_between(text, hit.end, end):
            return None
        if rule.line and (text_between(text, 0, start) or text_between(text, end, len(text))):
            ends_it = rule.kind is Kind.WALL and not text_between(text, end, len(text)) and text[start].isupper()
            if not ends_it or count_words(text[start:end]) < WORDY_LABEL or len(text) < LONG_LINE:
                return None
    if count_words(text[start:end]) > rule.max_words:
        return None
    return Mark(start, end, rule.kind, rule.id, rule.wall, rule.cut.value)


def _begins_anew(text: str, at: int) -> bool:
    """Whether something new is set behind a colon or a closing quote without a full stop: a wall glued to a text."""
    if at < 2 or not text[at].isupper() or (text[at - 1] in OPENS_AND_CLOSES and text[at - 2].isspace()):
        return False
    return text[:at].rstrip()[-1:] in GLUED_BEHIND


def sentences_around(hit: Hit, spans: list[tuple[int, int]]) -> tuple[int, int]:
    """From the start of the sentence that a hit begins in to the end of the one it ends in."""
    start, end = hit.start, hit.end
    for a, b in spans:
        if a <= hit.start < b:
            start = a
        if a < hit.end <= b:
            end = b
    return start, end


def _quoted(text: str, hit: Hit, start: int, end: int) -> bool:
    """Whether somebody tells of the wording: it opens a quotation, and the sentence says more than that."""
    if not _OPEN_QUOTE.search(text, start, hit.start):
        return False
    closing = _CLOSE_QUOTE.search(text, hit.end, end)
    return closing is not None and (text_between(text, start, hit.start) or text_between(text, closing.end(), end))


def text_between(text: str, start: int, end: int) -> bool:
    """Whether letters or digits stand there."""
    match = _NO_TEXT.match(text, start, end)
    return match is None or match.end() < end


def without_overlaps(marks: list[Mark], rules: dict[str, Rule]) -> list[Mark]:
    # What knows better first, then what says most about the copy, then the longest, then the first.
    weight = {"counted": 4, "blocked": 3, "wall": 2, "excerpt": 2, "none": 0}
    marks.sort(key=lambda m: (not rules[m.rule].outweighs, -weight[m.cut], m.start - m.end, m.start, m.rule))
    kept: list[Mark] = []
    for mark in marks:
        if all(mark.end <= k.start or mark.start >= k.end for k in kept):
            kept.append(mark)
    kept.sort(key=lambda m: m.start)
    return kept
