"""Runs all rules over a text at once.

A sieve over words that a phrase cannot do without (Aho-Corasick) names the few phrases that can match at
all; only those are run (RE2). Both steps are linear in the text. RE2's own sieve is not used: beyond some
thousands of words it silently finds nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

import re2

from crawler.items import PAYWALL_FAMILY, Kind
from pipelines.catalogue.literals import is_mark, required, spaced
from pipelines.catalogue.phrases import BETWEEN, fold, reach, to_pattern
from pipelines.catalogue.rules import Anchor, Catalogue, Cut, ElementRule, Rule
from pipelines.catalogue.sieve import Sieve
from pipelines.catalogue.tongues import tongues_of
from pipelines.catalogue.wordings import wordings
from pipelines.draft import Mark
from pipelines.keys import key
from pipelines.sentences import count_words, sentences

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_CHARS = 20_000
"""Lines beyond this length are searched at both ends only: no sentence of a wall stands in the middle of a novel."""

WORDY_LABEL, LONG_LINE = 2, 200
"""Words that a label for subscribers needs to be told apart at the end of a text set in one line, and such a line's characters."""
BUTTON_LINE = 100
"""Characters of a line that is a question with its button behind."""
GLUED_BEHIND = frozenset(':»”"…–—|')
OPENS_AND_CLOSES = frozenset('"”»')
"""Quotation marks that close in one language what they open in another: behind a space they open."""
REMEMBERED = 300
"""Lines of up to so many characters are looked up once a process, as long as they are among the last 50,000."""
LONG_WORD = 16
"""Characters a word, with its space, in the longest line that a rule on whole lines is tried on."""

# What stands before is looked at last: capitals are rare, and a search finds the next one fast.
_SEAM = re.compile(r"[A-ZÀ-Þ](?<=[a-zà-öø-ÿA-ZÀ-Þ!?][A-ZÀ-Þ])[a-zà-öø-ÿ]{2}")
_NO_TEXT = re.compile(r"[\W_]*")
_OPEN_QUOTE = re.compile(r"""["“”„«»‹›‘'「『][\s(\[]*$""")
_CLOSE_QUOTE = re.compile(r"""[」』]|["“”«»‹›’'](?![^\W_])""")


@dataclass(slots=True)
class _Hit:
    rule: Rule
    start: int
    end: int


class Matcher:
    """The wording rules of a catalogue, ready to run."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.rules: list[Rule] = []
        self.phrases: list[str] = []
        self.compiled: dict[int, Any] = {}
        self.reach: list[int] = []
        self.longest: list[int] = []
        self.needed: list[frozenset[str]] = []
        self.required: list[list[tuple[list[str], list[str]]]] = []
        """Of each phrase, what is required beside what the sieve asks for: words, and marks."""
        self.whole_lines: dict[str, list[int]] = {}
        """Phrases that are the whole of a line, by the keys of all their wordings."""
        self.in_lines: list[int] = []
        self.in_paragraphs: list[int] = []
        for rule in catalogue.rules:
            for phrase in rule.phrases:
                first, *rest = required(phrase)
                one_line = rule.line and rule.kind is not Kind.WALL
                self.needed.append(first)
                if not one_line:
                    self.in_paragraphs.append(len(self.phrases))
                known = wordings(phrase) if one_line and rule.anchor is Anchor.WHOLE else None
                for wording in known or ():
                    self.whole_lines.setdefault(wording, []).append(len(self.phrases))
                if known is None:
                    self.in_lines.append(len(self.phrases))
                self.required.append(
                    [([w for w in need if not is_mark(w)], [m for m in need if is_mark(m)]) for need in rest]
                )
                self.phrases.append(phrase)
                self.reach.append(reach(phrase))
                self.longest.append(LONG_WORD * rule.max_words if one_line else MAX_CHARS)
                self.rules.append(rule)
        self.sieve = self._sieve(self.in_lines)
        # Rules on whole lines have no business in a paragraph: most phrases are not looked for there.
        self.paragraph_sieves: dict[frozenset[str] | None, Sieve] = {None: self._sieve(self.in_paragraphs)}
        self.closed: dict[int, Any] = {}
        self._remembered = lru_cache(maxsize=50_000)(self._marks)
        self.elements = {name.lower(): rule for rule in catalogue.elements for name in rule.names}
        # A template gives the same names to thousands of elements.
        self._element_of = lru_cache(maxsize=20_000)(self._find_element)
        self.element_ids = frozenset(rule.id for rule in catalogue.elements)
        self.by_id = {rule.id: rule for rule in catalogue.rules}

    @cached_property
    def for_menus(self) -> Matcher:
        """The rules of the paywall family alone: what menus far from the story say of the rest says nothing new."""
        return Matcher(
            replace(self.catalogue, rules=tuple(r for r in self.catalogue.rules if r.kind in PAYWALL_FAMILY))
        )

    def marks(self, text: str, tongues: frozenset[str] | None = None) -> list[Mark]:
        """What the rules recognise in one block, in order, not overlapping: the longest sentence wins.

        `tongues` are the languages that the page's prose can be in: in its paragraphs, rules of others are not tried;
        null where that is open. Short lines are a template's, which can speak another language than the article.
        """
        if len(text) > MAX_CHARS:
            half = MAX_CHARS // 2
            shift = len(text) - half
            tail = [
                Mark(m.start + shift, m.end + shift, m.kind, m.rule, m.wall, m.cut)
                for m in self._marks(text[-half:], tongues)
            ]
            return self._marks(text[:half], tongues) + tail
        # A site says the same on all its pages.
        return list(self._remembered(text, None)) if len(text) <= REMEMBERED else self._marks(text, tongues)

    def _marks(self, text: str, tongues: frozenset[str] | None) -> list[Mark]:
        seams = _seams(text)
        if not seams:
            marks = self._marks_of_line(text, tongues)
            return marks if not marks or len(text) > BUTTON_LINE else marks + self._button_behind(text, marks, tongues)
        edges = [0, *seams, len(text)]
        return [
            Mark(m.start + start, m.end + start, m.kind, m.rule, m.wall, m.cut)
            for start, end in pairwise(edges)
            for m in self._marks_of_line(text[start:end], tongues)
        ]

    def _button_behind(self, text: str, marks: list[Mark], tongues: frozenset[str] | None) -> list[Mark]:
        """The rest of a short line, where it is a line of its own kind: "No subscription yet? Subscribe now!"."""
        start = marks[-1].end
        rest = text[start:]
        start += len(rest) - len(rest.lstrip())
        found = self._marks_of_line(text[start:], tongues) if _text_between(text, start, len(text)) else []
        return [Mark(m.start + start, m.end + start, m.kind, m.rule, m.wall, m.cut) for m in found]

    def _marks_of_line(self, text: str, tongues: frozenset[str] | None) -> list[Mark]:
        folded = fold(text)
        size = len(text)
        matches: list[tuple[int, _Hit]] = []
        if size <= REMEMBERED:
            sieve = self.sieve
            if known := self.whole_lines.get(key(normalize("NFC", folded))):
                start, end = _outline(folded)
                matches += [(n, _Hit(self.rules[n], start, end)) for n in known if size <= self.longest[n]]
        else:
            sieve = self._sieve_for(tongues_of(folded) if tongues is None else tongues)
        words = spaced(folded)
        tried: set[int] = set()
        for wanted in sieve.phrases(folded, words):
            tried.update(wanted)
        found = sorted([n for n in tried if size <= self.longest[n] and self._is_possible(n, folded, words)])
        if found:
            encoded = folded.encode("utf-8", "replace")
            matches += [
                (number, _Hit(self.rules[number], *_in_characters(encoded, *match.span(1))))
                for number in found
                for match in self._pattern(number).finditer(encoded)
            ]
        if not matches:
            return []
        spans = sentences(text)
        stretched = ((number, self._stretched(number, hit, folded, spans)) for number, hit in matches)
        hits = [hit for number, hit in stretched if hit.end - hit.start <= self.reach[number]]
        marks = [mark for hit in hits if (mark := _to_mark(hit, text, spans)) is not None]
        return _without_overlaps(marks, self.by_id)

    def _sieve_for(self, tongues: frozenset[str] | None) -> Sieve:
        """The sieve for a paragraph: all rules that stand in paragraphs, without those of languages that it is not in."""
        if tongues not in self.paragraph_sieves:
            # What platforms say unless they are told otherwise, they say in English.
            spoken = {*(tongues or ()), "en", None}
            self.paragraph_sieves[tongues] = self._sieve(
                number for number in self.in_paragraphs if self.rules[number].language in spoken
            )
        return self.paragraph_sieves[tongues]

    def _sieve(self, phrases: Iterable[int]) -> Sieve:
        return Sieve((number, self.needed[number]) for number in phrases)

    def _is_possible(self, number: int, folded: str, words: str) -> bool:
        """Whether all that a phrase requires stands in the line."""
        for texts, marks in self.required[number]:
            for word in texts:
                if word in words:
                    break
            else:
                for mark in marks:
                    if mark in folded:
                        break
                else:
                    return False
        return True

    def _pattern(self, number: int) -> Any:
        """A pattern, compiled when it is first needed: most languages never are in one run."""
        if number not in self.compiled:
            self.compiled[number] = re2.compile(to_pattern(self.phrases[number]))
        return self.compiled[number]

    def _stretched(self, number: int, hit: _Hit, folded: str, spans: list[tuple[int, int]]) -> _Hit:
        """The hit, in the form that reaches its sentence's end where the anchor asks for that.

        A search takes the first of several wordings that fits, not the one that fits the whole sentence.
        """
        if hit.rule.anchor not in {Anchor.WHOLE, Anchor.END}:
            return hit
        if number not in self.closed:
            before = f"^{BETWEEN}*" if hit.rule.anchor is Anchor.WHOLE else ""
            self.closed[number] = re2.compile(before + to_pattern(self.phrases[number]) + f"{BETWEEN}*$")
        start, end = _sentences_around(hit, spans)
        match = self.closed[number].search(folded[start:end])
        return _Hit(hit.rule, start + match.start(1), start + match.end(1)) if match else hit

    def _find_element(self, names: str) -> ElementRule | None:
        return next((rule for name in names.split() if (rule := self.elements.get(name.lower()))), None)

    def element_of(self, names: str) -> ElementRule | None:
        """The rule for an element with one of these class names, ids or data-testid values."""
        return self._element_of(names)


def _outline(line: str) -> tuple[int, int]:
    """Where the letters of a line begin and end."""
    start = next(i for i, character in enumerate(line) if character.isalnum())
    return start, next(i for i in range(len(line), 0, -1) if line[i - 1].isalnum())


def _in_characters(encoded: bytes, start: int, end: int) -> tuple[int, int]:
    """Where a stretch of bytes stands, in characters."""
    before = len(encoded[:start].decode())
    return before, before + len(encoded[start:end].decode())


def _seams(text: str) -> list[int]:
    """Where parts are set side by side without a space ("14 days freeAlready a subscriber?"): each is a line of its own."""
    if not _SEAM.search(text):
        return []
    return [start for (_, end), (start, _) in pairwise(sentences(text)) if start == end and text[start].isupper()]


def _to_mark(hit: _Hit, text: str, spans: list[tuple[int, int]]) -> Mark | None:
    rule = hit.rule
    start, end = _sentences_around(hit, spans)
    if rule.cut in {Cut.WALL, Cut.COUNTED} and _begins_anew(text, hit.start):
        start = hit.start
    if _quoted(text, hit, start, end):
        return None
    if rule.anchor is Anchor.TAIL:
        start = hit.start
        if start and text[start - 1] in "([{（【[":
            start -= 1
        if rule.line and _text_between(text, hit.end, len(text)):
            return None
    else:
        if rule.anchor in {Anchor.START, Anchor.WHOLE} and _text_between(text, start, hit.start):
            return None
        if rule.anchor in {Anchor.END, Anchor.WHOLE} and _text_between(text, hit.end, end):
            return None
        if rule.line and (_text_between(text, 0, start) or _text_between(text, end, len(text))):
            ends_it = rule.kind is Kind.WALL and not _text_between(text, end, len(text)) and text[start].isupper()
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


def _sentences_around(hit: _Hit, spans: list[tuple[int, int]]) -> tuple[int, int]:
    """From the start of the sentence that a hit begins in to the end of the one it ends in."""
    start, end = hit.start, hit.end
    for a, b in spans:
        if a <= hit.start < b:
            start = a
        if a < hit.end <= b:
            end = b
    return start, end


def _quoted(text: str, hit: _Hit, start: int, end: int) -> bool:
    """Whether somebody tells of the wording: it opens a quotation, and the sentence says more than that."""
    if not _OPEN_QUOTE.search(text, start, hit.start):
        return False
    closing = _CLOSE_QUOTE.search(text, hit.end, end)
    return closing is not None and (_text_between(text, start, hit.start) or _text_between(text, closing.end(), end))


def _text_between(text: str, start: int, end: int) -> bool:
    """Whether letters or digits stand there."""
    match = _NO_TEXT.match(text, start, end)
    return match is None or match.end() < end


def _without_overlaps(marks: list[Mark], rules: dict[str, Rule]) -> list[Mark]:
    # What knows better first, then what says most about the copy, then the longest, then the first.
    weight = {"counted": 4, "blocked": 3, "wall": 2, "excerpt": 2, "none": 0}
    marks.sort(key=lambda m: (not rules[m.rule].outweighs, -weight[m.cut], m.start - m.end, m.start, m.rule))
    kept: list[Mark] = []
    for mark in marks:
        if all(mark.end <= k.start or mark.start >= k.end for k in kept):
            kept.append(mark)
    kept.sort(key=lambda m: m.start)
    return kept
