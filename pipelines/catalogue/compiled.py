"""A phrase of a rule, ready to be looked for: what a line must hold and how long it may be, then the pattern."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import re2

from crawler.items import Kind
from pipelines.catalogue.literals import is_mark, required
from pipelines.catalogue.phrases import BETWEEN, reach, to_pattern
from pipelines.catalogue.rules import Anchor

if TYPE_CHECKING:
    from pipelines.catalogue.rules import Rule

LONG_WORD = 16
"""Characters a word, with its space, in the longest line that a rule on whole lines is tried on."""


@dataclass(slots=True, frozen=True)
class Hit:
    """Where a phrase stands in a line, in characters."""

    rule: Rule
    start: int
    end: int


@dataclass(eq=False)
class Phrase:
    """One phrase of a rule. Patterns are compiled when they are first needed: most languages never are in one run."""

    number: int
    """Its place among all phrases of the catalogue."""
    rule: Rule
    text: str
    needed: frozenset[str] = field(init=False)
    """Words and marks one of which stands in every line that it matches: what the sieve asks for."""
    required: list[tuple[list[str], list[str]]] = field(init=False)
    """What a line must hold beside that: of each pair, one of the words, or one of the marks."""
    reach: int = field(init=False)
    """The most characters that a match has."""
    of_lines: bool = field(init=False)
    """Whether it stands on lines of their own only: it has no business in a paragraph."""
    is_line: bool = field(init=False)
    """Whether it is all of its line, but for marks around it."""
    longest: int = field(init=False)
    """Characters of the longest line that it is tried on."""
    most_words: int = field(init=False)
    """Words of that line."""

    def __post_init__(self) -> None:
        """Find out what the phrase requires. Raises PhraseError where it requires nothing."""
        self.needed, *rest = required(self.text)
        self.required = [
            ([w for w in sorted(need) if not is_mark(w)], [m for m in sorted(need) if is_mark(m)]) for need in rest
        ]
        self.reach = reach(self.text)
        self.of_lines = self.rule.line and self.rule.kind is not Kind.WALL
        self.is_line = self.of_lines and self.rule.anchor is Anchor.WHOLE
        self.longest = LONG_WORD * self.rule.max_words if self.of_lines else sys.maxsize
        # The sentence is all of its line, so that the line may have no more words than it.
        is_sentence = self.of_lines and self.rule.anchor is not Anchor.TAIL
        self.most_words = self.rule.max_words if is_sentence else sys.maxsize

    def may_match(self, folded: str, spaced: str) -> bool:
        """Whether a folded line holds all that the phrase requires."""
        for words, marks in self.required:
            for word in words:
                if word in spaced:
                    break
            else:
                for mark in marks:
                    if mark in folded:
                        break
                else:
                    return False
        return True

    def hits(self, folded: str, encoded: bytes) -> list[Hit]:
        """Everywhere that the phrase stands in a folded line, which is given in UTF-8 too."""
        if self.is_line:
            found = self.closed.search(encoded)
            spans = [found.span(1)] if found else []
        else:
            spans = [found.span(1) for found in self.pattern.finditer(encoded)]
        if len(encoded) != len(folded):
            spans = [_in_characters(encoded, *span) for span in spans]
        return [Hit(self.rule, *span) for span in spans]

    @cached_property
    def pattern(self) -> Any:
        """The pattern of the phrase, wherever it stands."""
        return re2.compile(to_pattern(self.text))

    @cached_property
    def closed(self) -> Any:
        """The pattern of the phrase where nothing but marks stands behind it, nor before it if it is a whole sentence."""
        before = f"^{BETWEEN}*" if self.rule.anchor is Anchor.WHOLE else ""
        return re2.compile(before + to_pattern(self.text) + f"{BETWEEN}*$")

    def stretched(self, hit: Hit, folded: str, sentence: tuple[int, int]) -> Hit:
        """The hit, in the form that reaches its sentence's end where the anchor asks for that.

        A search takes the first of several wordings that fits, not the one that fits the whole sentence.
        """
        if self.rule.anchor not in {Anchor.WHOLE, Anchor.END}:
            return hit
        start, end = sentence
        match = self.closed.search(folded[start:end])
        return Hit(hit.rule, start + match.start(1), start + match.end(1)) if match else hit


def _in_characters(encoded: bytes, start: int, end: int) -> tuple[int, int]:
    """Where a stretch of bytes stands, in characters."""
    before = len(encoded[:start].decode())
    return before, before + len(encoded[start:end].decode())
