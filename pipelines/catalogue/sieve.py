"""Finds the phrases that can match a line at all, by the word that each cannot do without."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ahocorasick

from pipelines.catalogue.literals import is_mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipelines.catalogue.compiled import Phrase


class Sieve:
    """Some phrases, by what they need: words in an Aho-Corasick automaton, and marks beside it."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        """Take phrases, each with texts one of which stands in whatever it matches."""
        words: dict[str, list[Phrase]] = {}
        self.marks: dict[str, list[Phrase]] = {}
        for phrase in phrases:
            for text in phrase.needed:
                (self.marks if is_mark(text) else words).setdefault(text, []).append(phrase)
        self.automaton = ahocorasick.Automaton()
        for word, found in words.items():
            self.automaton.add_word(word, found)
        # An automaton of no words at all can't be asked.
        self.automaton.add_word("\0", [])
        self.automaton.make_automaton()

    def phrases(self, lines: Sequence[str], spaced: Sequence[str]) -> dict[int, set[Phrase]]:
        """The phrases that can be in folded lines, by the lines' places; lines that none can be in are left out.

        All lines are read in one go: their `spaced` forms begin and end with a space, so that no word of the
        automaton, which has at most one space in a place, reaches from one into the next.
        """
        found: dict[int, set[Phrase]] = {}
        at, bound = 0, len(spaced[0]) if spaced else 0
        for end, phrases in self.automaton.iter("".join(spaced)):
            while end >= bound:
                at += 1
                bound += len(spaced[at])
            known = found.get(at)
            if known is None:
                found[at] = set(phrases)
            else:
                known.update(phrases)
        if self.marks:
            whole = "\n".join(lines)
            for mark, phrases in self.marks.items():
                if mark in whole:
                    for at, line in enumerate(lines):
                        if mark in line:
                            found.setdefault(at, set()).update(phrases)
        return found
