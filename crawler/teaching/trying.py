"""Which rules know a text, which lost to others, and what keeps the nearest ones from knowing it.

Why a rule does not match is found by loosening it: the matcher itself is asked again with the same rule without one of
its conditions. So there is one place that says what a rule means.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import re2

from pipelines.catalogue.literals import required
from pipelines.catalogue.matcher import Matcher
from pipelines.catalogue.phrases import PhraseError, fold, to_pattern, tokens
from pipelines.catalogue.rules import Anchor, Catalogue, Rule
from pipelines.catalogue.tongues import COMMON_WORDS
from pipelines.sentences import count_words, sentences, width

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipelines.draft import Mark

NEAR = 5
"""Rules that do not match and are explained."""
ENOUGH = 0.6
"""Share of a phrase's needed letters that a text has to hold for its rule to be near."""
FEWEST = 6
"""Letters that have to be shared; those of scripts without spaces count twice."""
UNSPACED = "\u0e00"
"""Letters from here on are of scripts that set no spaces, or short words."""
_ANY_LENGTH = 10_000
_ANCHORS = {
    Anchor.START: "something stands before the phrase in its sentence (anchor start)",
    Anchor.WHOLE: "the sentence says more than the phrase (anchor whole)",
    Anchor.END: "something stands behind the phrase in its sentence (anchor end)",
    Anchor.TAIL: "something stands behind the phrase (anchor tail)",
    Anchor.ANY: "",
}


@dataclass(frozen=True, slots=True)
class Lost:
    """A rule that knows the text, and yields to another one where they overlap."""

    rule: Rule
    text: str
    to: str
    """Id of the rule that won."""


@dataclass(frozen=True, slots=True)
class Near:
    """A rule that does not match."""

    rule: Rule
    phrase: str
    why: str
    shared: int
    """Letters that the phrase needs and the text has."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What the rules say of a text."""

    marks: list[Mark]
    lost: list[Lost]
    near: list[Near]


def try_text(matcher: Matcher, text: str, *, near: int = NEAR, language: str | None = None) -> Tried:
    """Run all rules over one line; `language` leaves the rules of other languages out of the near ones."""
    marks = matcher.marks(text)
    lost: list[Lost] = []
    close: list[Near] = []
    won = {mark.rule for mark in marks}
    for rule, phrase, shared in _candidates(matcher.catalogue.rules, fold(text)):
        if rule.id in won:
            continue
        found = _alone(rule).marks(text)
        if found:
            over = [m for m in marks if any(m.start < own.end and own.start < m.end for own in found)]
            if over:
                lost.append(Lost(rule, text[found[0].start : found[0].end], over[0].rule))
            continue
        if language is None or rule.language in {language, None}:
            close.append(Near(rule, phrase, "", shared))
    close.sort(key=lambda each: (-each.shared, each.rule.id))
    told = [replace(each, why=_why_not(each.rule, each.phrase, text)) for each in close[:near]]
    return Tried(marks, lost, told)


def _candidates(rules: Iterable[Rule], folded: str) -> Iterator[tuple[Rule, str, int]]:
    """Rules of which a phrase shares enough with the text, with the phrase that shares most, and the letters it shares."""
    for rule in rules:
        found = [(have, phrase) for phrase in rule.phrases if (have := _shared(phrase, folded)) >= FEWEST]
        if found:
            have, phrase = max(found)
            yield rule, phrase, have


def _shared(phrase: str, folded: str) -> int:
    """How many letters of what a phrase needs stand in a text; 0 where too much of it does not."""
    have = want = 0
    for need in required(phrase):
        runs = [_telling(run) for run in need]
        want += max(sum(map(width, words)) for words in runs)
        have += max(sum(width(word) for word in words if _stands(word, folded)) for words in runs)
    return have if have >= ENOUGH * want else 0


def _telling(run: str) -> list[str]:
    """The words of a run that say something; all, where none does."""
    words = run.split()
    return [word for word in words if word not in COMMON_WORDS] or words


def _stands(word: str, folded: str) -> bool:
    """Whether a word stands in a text, and not inside another one; in scripts without spaces, whether it stands there."""
    at = folded.find(word)
    while at >= 0:
        if not word[0].isalnum() or word[0] >= UNSPACED or at == 0 or not folded[at - 1].isalnum():
            return True
        at = folded.find(word, at + 1)
    return False


def _alone(rule: Rule) -> Matcher:
    return Matcher(Catalogue((rule,), ()))


def _why_not(rule: Rule, phrase: str, text: str) -> str:
    """What keeps a rule from a text that is near one of its phrases."""
    loosened = {
        "max_words": {"max_words": _ANY_LENGTH},
        "line": {"line": False},
        "anchor": {"anchor": Anchor.ANY},
    }
    reasons = {
        "max_words": f"its sentence has {_longest(text)} words, {rule.max_words} are allowed (max_words)",
        "line": "the line says more than the sentence (line = true)",
        "anchor": _ANCHORS[rule.anchor],
    }
    for name, fields in loosened.items():
        if _alone(replace(rule, **fields)).marks(text):  # type: ignore[arg-type]
            return reasons[name]
    if _alone(replace(rule, max_words=_ANY_LENGTH, line=False, anchor=Anchor.ANY)).marks(text):
        held = (
            ("anchor", rule.anchor is not Anchor.ANY),
            ("line", rule.line),
            ("max_words", _longest(text) > rule.max_words),
        )
        return "; and ".join(reasons[name] for name, holds in held if holds)
    return _how_far(phrase, text)


def _longest(text: str) -> int:
    return max((count_words(text[start:end]) for start, end in sentences(text)), default=0)


def _how_far(phrase: str, text: str) -> str:
    folded = fold(text)
    if re2.search(to_pattern(phrase), folded):
        return "the phrase stands in a quotation, or a gap in it is too long"
    for before, behind in _splits(phrase):
        try:
            match = re2.search(to_pattern(before), folded)
        except PhraseError:
            continue
        if match:
            return f'fits up to "{match.group(1).strip()}", then the phrase wants "{_short(behind)}"'
    missing = next((need for need in required(phrase) if not any(word in folded for word in need)), None)
    if missing is None:
        return f'all its words are there, in another order than "{_short(phrase)}"'
    return f"it needs {_or(word.strip() for word in missing)}"


def _splits(phrase: str) -> Iterator[tuple[str, str]]:
    """The phrase, parted where no bracket is open, the longest beginning first; each begins with a word at least."""
    parts = tokens(phrase)
    depth = 0
    places: list[int] = []
    for place, part in enumerate(parts):
        if part.isspace() and depth == 0:
            places.append(place)
        depth += (part in "([") - (part in ")]")
    for place in reversed(places):
        before = "".join(parts[:place])
        if any(character.isalnum() for character in before):
            yield before, "".join(parts[place:]).strip()


def _short(phrase: str) -> str:
    return phrase if len(phrase) <= 80 else f"{phrase[:79]}…"


def _or(words: Iterable[str]) -> str:
    found = sorted(set(words))
    shown = [f'"{word}"' for word in found[:4]]
    return " or ".join(shown) + (f" or {len(found) - 4} others" if len(found) > 4 else "")
