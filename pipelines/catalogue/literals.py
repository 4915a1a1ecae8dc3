"""What a text must hold for a phrase to match at all: the keys of the matcher's first sieve.

A phrase is read as a tree of parts. Words that stand outside all brackets are required; of a choice, one
branch is; an optional part requires nothing. What is required makes a list of sets: one text of each set
stands in whatever the phrase matches.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from pipelines.catalogue.phrases import MARKS, PhraseError, fold
from pipelines.catalogue.tongues import COMMON_WORDS


@dataclass(slots=True)
class _Part:
    """A sequence of a phrase: the plain runs in it, and the keys of the choices in it."""

    runs: list[str] = field(default_factory=lambda: [""])
    choices: list[frozenset[str]] = field(default_factory=list)

    def required(self) -> list[frozenset[str]]:
        """Sets of texts, one text of each of which any match holds, the most telling set first."""
        found = [frozenset({run}) for run in self.runs if run.strip()]
        return sorted({*found, *self.choices}, key=lambda keys: (-min(map(_telling, keys)), len(keys), sorted(keys)))


_MARKS_TELL = {"©": 5.0, "[": 5.0, "]": 5.0, "(": 3.0, ")": 3.0, "/": 3.0, ":": 2.0, "?": 2.0}


def _telling(text: str) -> float:
    """How much it says that a text stands in a line: about as much as so many letters."""
    word = text.strip()
    return _MARKS_TELL.get(word, 1.0) if word in COMMON_WORDS or (not word.isalnum() and len(word) == 1) else len(word)


def required(phrase: str) -> list[frozenset[str]]:
    """Sets of texts, folded: of each set, one text stands in whatever the phrase matches. The most telling set first.

    Raises PhraseError for a phrase that requires nothing, which would be tried on every line of every page.
    """
    branches = _branches(_TOKEN.findall(fold(unicodedata.normalize("NFC", phrase.strip()))), 0)[0]
    found = branches[0] if len(branches) == 1 else _one_of(branches)
    if not found:
        raise PhraseError(f"a phrase needs a word that has to be there: {phrase!r}")
    return found


def begins_with(phrase: str, words: frozenset[str]) -> bool:
    """Whether whatever the phrase matches begins with one of the words, so that they have to begin a word of the text.

    True only for what is plain to see: a phrase that starts with the word, or with a choice whose branches do.
    """
    folded = fold(unicodedata.normalize("NFC", phrase.strip()))
    if not folded.startswith("("):
        return any(folded.startswith(word) for word in words) and folded[0].isalnum()
    branches = folded[1 : folded.find(")")].split("|")
    plain = all(branch and branch[0].isalnum() and not set(branch) & set("([{") for branch in branches)
    return (
        plain
        and all(any(branch.startswith(word.lstrip()) for word in words) for branch in branches)
        and not any(word.startswith(" ") for word in words)
    )


def _one_of(branches: list[list[frozenset[str]]]) -> list[frozenset[str]]:
    """What a choice between branches requires: one of the most telling texts of each."""
    if not all(branches):
        return []
    return [frozenset().union(*(branch[0] for branch in branches))]


_NUKTA = "\u093c"
_TOKEN = re.compile(r"\{[a-z?]+\}|\.\.\.|\\.|[()\[\]|*]|\s+|[^\W_]+|.", re.DOTALL)


def _branches(parts: list[str], at: int) -> tuple[list[list[frozenset[str]]], int]:
    """What each branch requires, from `at` up to the bracket that closes them, and where that stands."""
    branches: list[list[frozenset[str]]] = []
    part = _Part()
    last = len(parts) - 1
    while at <= last:
        token = parts[at]
        if token.isalnum():
            part.runs[-1] += token[:-1] if at < last and parts[at + 1] == _NUKTA else token
        elif token == _NUKTA:
            # With the letter before it, it may be written as one character.
            part.runs.append("")
        elif unicodedata.category(token[0])[0] == "M":
            part.runs[-1] += token
        elif token in {"(", "["}:
            inside, at = _branches(parts, at + 1)
            if token == "(":
                part.choices += _one_of(inside)
            part.runs.append("")
        elif token in {")", "]"}:
            break
        elif token == "|":
            branches.append(part.required())
            part = _Part()
        elif token == " " and _is_firm(parts, at):
            part.runs[-1] += token
        elif _mark(token):
            part.runs += [token[-1], ""]
        else:
            part.runs.append("")
        at += 1
    branches.append(part.required())
    return branches, at


def _is_firm(parts: list[str], at: int) -> bool:
    """Whether a space has to be there: it may be missing beside an optional part and before punctuation."""
    if not 0 < at < len(parts) - 1:
        return False
    before, after = parts[at - 1], parts[at + 1]
    return before not in {"]", "{x?}", "|", "(", "["} and (after.isalnum() or after in {"{n}", "{x}", "("})


def _mark(token: str) -> bool:
    """Whether a token is a mark of punctuation that stands for itself alone."""
    if token.startswith("\\"):
        return True
    return len(token) == 1 and token not in MARKS and token != "*" and unicodedata.category(token)[0] in "PS"
