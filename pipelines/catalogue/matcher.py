"""Runs all rules over the lines of a page at once.

A sieve over words that a phrase cannot do without (Aho-Corasick) names the few phrases that can match at
all; only those are run (RE2). Both steps are linear in the text. RE2's own sieve is not used: beyond some
thousands of words it silently finds nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace
from functools import cached_property, lru_cache
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING
from unicodedata import normalize

from crawler.items import PAYWALL_FAMILY
from pipelines.catalogue.compiled import Hit, Phrase
from pipelines.catalogue.literals import spaced_lines
from pipelines.catalogue.marking import sentences_around, text_between, to_mark, without_overlaps
from pipelines.catalogue.memory import Memory
from pipelines.catalogue.phrases import fold_lines
from pipelines.catalogue.sieve import Sieve
from pipelines.catalogue.tongues import tongues_of
from pipelines.catalogue.wordings import wordings
from pipelines.draft import Mark
from pipelines.keys import keys_of
from pipelines.sentences import count_words, sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipelines.catalogue.rules import Catalogue, ElementRule

MAX_CHARS = 20_000
"""Lines beyond this length are searched at both ends only: no sentence of a wall stands in the middle of a novel."""
BUTTON_LINE = 100
"""Characters of a line that is a question with its button behind."""
REMEMBERED = 300
"""Characters of a line that counts as one, not as a paragraph. What is found of it is remembered: a site says the same
on all its pages."""
MEMORY = 50_000
"""Lines that are remembered."""

# What stands before is looked at last: capitals are rare, and a search finds the next one fast.
_SEAM = re.compile(r"[A-ZÀ-Þ](?<=[a-zà-öø-ÿA-ZÀ-Þ!?][A-ZÀ-Þ])[a-zà-öø-ÿ]{2}")


class Matcher:
    """The wording rules of a catalogue, ready to run."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.whole_lines: dict[str, list[Phrase]] = {}
        """Phrases that are the whole of a line, by the keys of all their wordings."""
        self.in_paragraphs: list[Phrase] = []
        in_lines: list[Phrase] = []
        texts = ((rule, text) for rule in catalogue.rules for text in rule.phrases)
        for number, (rule, text) in enumerate(texts):
            phrase = Phrase(number, rule, text)
            if not phrase.of_lines:
                self.in_paragraphs.append(phrase)
            known = wordings(text) if phrase.is_line else None
            for wording in known or ():
                self.whole_lines.setdefault(wording, []).append(phrase)
            if known is None:
                in_lines.append(phrase)
        self.sieve = Sieve(in_lines)
        # Rules on whole lines have no business in a paragraph: most phrases are not looked for there.
        self.paragraph_sieves: dict[frozenset[str] | None, Sieve] = {None: Sieve(self.in_paragraphs)}
        self._memory = Memory[tuple[Mark, ...]](MEMORY)
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
        """What the rules recognise in one block: `marks_of` for a single text."""
        return list(self.marks_of([text], tongues)[0])

    def marks_of(self, texts: Sequence[str], tongues: frozenset[str] | None = None) -> list[tuple[Mark, ...]]:
        """What the rules recognise in each of some blocks, in order, not overlapping: the longest sentence wins.

        `tongues` are the languages that the page's prose can be in: in its paragraphs, rules of others are not tried;
        null where that is open. Short lines are a template's, which can speak another language than the article.
        A line break counts as a space.
        """
        known: dict[str, tuple[Mark, ...]] = {}
        new: list[str] = []
        for text in texts:
            if text not in known:
                marks = self._memory.get(text) if len(text) <= REMEMBERED else None
                known[text] = marks or ()
                if marks is None:
                    new.append(text)
        for text, found in zip(new, self._read([text.replace("\n", " ") for text in new], tongues), strict=True):
            known[text] = tuple(found)
            if len(text) <= REMEMBERED:
                self._memory.put(text, known[text])
        return [known[text] for text in texts]

    def _read(self, texts: list[str], tongues: frozenset[str] | None) -> list[list[Mark]]:
        parts = _parts(texts)
        pieces = [texts[at][start:end] for at, start, end in parts]
        found: list[list[Mark]] = [[] for _ in texts]
        for (at, start, end), marks in zip(parts, self._marks_of_pieces(pieces, tongues), strict=True):
            found[at] += _moved(marks, start)
            if marks and end - start == len(texts[at]) <= BUTTON_LINE:
                found[at] += self._button_behind(texts[at], marks, tongues)
        return found

    def _button_behind(self, text: str, marks: list[Mark], tongues: frozenset[str] | None) -> list[Mark]:
        """The rest of a short line, where it is a line of its own kind: "No subscription yet? Subscribe now!"."""
        start = marks[-1].end
        rest = text[start:]
        start += len(rest) - len(rest.lstrip())
        if not text_between(text, start, len(text)):
            return []
        return _moved(self._marks_of_pieces([text[start:]], tongues)[0], start)

    def _marks_of_pieces(self, pieces: list[str], tongues: frozenset[str] | None) -> list[list[Mark]]:
        """What is found in each of some texts that are read as lines of their own."""
        if not pieces:
            return []
        lines = fold_lines(pieces)
        spaced = spaced_lines(lines)
        keys = keys_of(normalize("NFC", "\n".join(lines)).split("\n"))
        tried: list[set[Phrase]] = [set() for _ in pieces]
        for sieve, places in self._sieves_for(lines, tongues).items():
            found = sieve.phrases([lines[at] for at in places], [spaced[at] for at in places])
            for place, phrases in found.items():
                tried[places[place]] = phrases
        marks: list[list[Mark]] = []
        for piece, line, words, phrases, key in zip(pieces, lines, spaced, tried, keys, strict=True):
            whole = self.whole_lines.get(key, ()) if len(piece) <= REMEMBERED else ()
            marks.append(self._marks_of_line(piece, line, words, phrases, whole) if phrases or whole else [])
        return marks

    def _sieves_for(self, lines: list[str], tongues: frozenset[str] | None) -> dict[Sieve, list[int]]:
        """The lines' places by the sieve that they pass through."""
        places: dict[Sieve, list[int]] = {}
        for at, line in enumerate(lines):
            short = len(line) <= REMEMBERED
            sieve = self.sieve if short else self._paragraph_sieve(tongues_of(line) if tongues is None else tongues)
            places.setdefault(sieve, []).append(at)
        return places

    def _paragraph_sieve(self, tongues: frozenset[str] | None) -> Sieve:
        """The sieve for a paragraph: all rules that stand in paragraphs, without those of languages that it is not in."""
        if tongues not in self.paragraph_sieves:
            # What platforms say unless they are told otherwise, they say in English.
            spoken = {*(tongues or ()), "en", None}
            self.paragraph_sieves[tongues] = Sieve(p for p in self.in_paragraphs if p.rule.language in spoken)
        return self.paragraph_sieves[tongues]

    def _marks_of_line(
        self, text: str, folded: str, spaced: str, tried: Iterable[Phrase], whole: Iterable[Phrase]
    ) -> list[Mark]:
        """What is found in a line, of the phrases that can be in it and of those that are known to be all of it."""
        size, words = len(text), count_words(text)
        hits: list[tuple[Phrase, Hit]] = []
        if whole:
            start, end = _outline(folded)
            hits += [(phrase, Hit(phrase.rule, start, end)) for phrase in whole if size <= phrase.longest]
        possible = [p for p in tried if size <= p.longest and words <= p.most_words and p.may_match(folded, spaced)]
        if possible:
            encoded = folded.encode("utf-8", "replace")
            possible.sort(key=lambda phrase: phrase.number)
            hits += [(phrase, hit) for phrase in possible for hit in phrase.hits(folded, encoded)]
        if not hits:
            return []
        spans = sentences(text)
        stretched = [(p, p.stretched(hit, folded, sentences_around(hit, spans))) for p, hit in hits]
        marks = [to_mark(hit, text, spans) for phrase, hit in stretched if hit.end - hit.start <= phrase.reach]
        return without_overlaps([mark for mark in marks if mark is not None], self.by_id)

    def _find_element(self, names: str) -> ElementRule | None:
        return next((rule for name in names.split() if (rule := self.elements.get(name.lower()))), None)

    def element_of(self, names: str) -> ElementRule | None:
        """The rule for an element with one of these class names, ids or data-testid values."""
        return self._element_of(names)


def _parts(texts: list[str]) -> list[tuple[int, int, int]]:
    """What is read of some texts: the place of the text, and where in it the part begins and ends.

    A part is all of it, but for long texts, of which both ends are read, and for parts that are set side by side without a
    space ("14 days freeAlready a subscriber?"): each is a line of its own.
    """
    starts = [0, *accumulate(len(text) + 1 for text in texts)]
    seamed = {bisect_right(starts, seam.start()) - 1 for seam in _SEAM.finditer("\n".join(texts))}
    parts: list[tuple[int, int, int]] = []
    for at, text in enumerate(texts):
        half = MAX_CHARS // 2
        ends = [(0, len(text))] if len(text) <= MAX_CHARS else [(0, half), (len(text) - half, len(text))]
        for start, end in ends:
            seams = [start + seam for seam in _seams(text[start:end])] if at in seamed else []
            parts += [(at, a, b) for a, b in pairwise([start, *seams, end])]
    return parts


def _seams(text: str) -> list[int]:
    return [start for (_, end), (start, _) in pairwise(sentences(text)) if start == end and text[start].isupper()]


def _moved(marks: list[Mark], by: int) -> list[Mark]:
    return [replace(mark, start=mark.start + by, end=mark.end + by) for mark in marks] if by else marks


def _outline(line: str) -> tuple[int, int]:
    """Where the letters of a line begin and end."""
    start = next(i for i, character in enumerate(line) if character.isalnum())
    return start, next(i for i in range(len(line), 0, -1) if line[i - 1].isalnum())
