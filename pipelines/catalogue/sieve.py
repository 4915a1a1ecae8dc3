"""Finds the phrases that can match a line at all, by the word that each cannot do without."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ahocorasick

from pipelines.catalogue.literals import is_mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Sieve:
    """Some phrases, by what they need: words in an Aho-Corasick automaton, and marks beside it."""

    def __init__(self, needed: Iterable[tuple[int, frozenset[str]]]) -> None:
        """Take the number of each phrase with texts one of which stands in whatever it matches."""
        words: dict[str, list[int]] = {}
        self.marks: dict[str, list[int]] = {}
        for number, need in needed:
            for text in need:
                (self.marks if is_mark(text) else words).setdefault(text, []).append(number)
        self.automaton = ahocorasick.Automaton()
        for word, phrases in words.items():
            self.automaton.add_word(word, phrases)
        # An automaton of no words at all can't be asked.
        self.automaton.add_word("\0", [])
        self.automaton.make_automaton()

    def phrases(self, line: str, spaced: str) -> Iterator[list[int]]:
        """The phrases that can be in a folded line, those of one word or mark at a time."""
        for _, phrases in self.automaton.iter(spaced):
            yield phrases
        for mark, phrases in self.marks.items():
            if mark in line:
                yield phrases
