"""What a text must hold for a phrase to match at all: the keys of the matcher's first sieve.

A phrase is read as a tree of parts. Words that stand outside all brackets are required; of a choice, one
branch is; an optional part requires nothing. Of all that is required, the longest piece is the key.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from pipelines.catalogue.phrases import MARKS, PhraseError, fold


@dataclass(slots=True)
class _Part:
    """A sequence of a phrase: the plain runs in it, and the keys of the choices in it."""

    runs: list[str] = field(default_factory=lambda: [""])
    choices: list[frozenset[str]] = field(default_factory=list)

    def keys(self) -> frozenset[str] | None:
        """The best set of texts, one of which any match holds; null where nothing is required."""
        found = [frozenset({run.strip()}) for run in self.runs if run.strip()]
        found += self.choices
        return max(found, key=lambda keys: min(map(len, keys)), default=None)


def keys(phrase: str) -> frozenset[str]:
    """Texts, folded, one of which stands in whatever the phrase matches.

    Raises PhraseError for a phrase that requires nothing, which would be tried on every line of every page.
    """
    found = _branches(_TOKEN.findall(fold(unicodedata.normalize("NFC", phrase.strip()))), 0)[0]
    whole = None if None in found else frozenset().union(*(k for k in found if k is not None))
    if not whole:
        raise PhraseError(f"a phrase needs a word that has to be there: {phrase!r}")
    return whole


_TOKEN = re.compile(r"\{[a-z?]+\}|\.\.\.|\\.|[()\[\]|*]|\s+|[^\W_]+|.", re.DOTALL)


def _branches(parts: list[str], at: int) -> tuple[list[frozenset[str] | None], int]:
    """The keys of each branch from `at` up to the bracket that closes them, and where that stands."""
    branches: list[frozenset[str] | None] = []
    part = _Part()
    last = len(parts) - 1
    while at <= last:
        token = parts[at]
        if token.isalnum():
            # A letter with a mark of its own behind it may be written as one character.
            part.runs[-1] += token[:-1] if at < last and unicodedata.category(parts[at + 1][0])[0] == "M" else token
        elif token in {"(", "["}:
            inside, at = _branches(parts, at + 1)
            if token == "(" and inside and None not in inside:
                part.choices.append(frozenset().union(*(k for k in inside if k is not None)))
            part.runs.append("")
        elif token in {")", "]"}:
            break
        elif token == "|":
            branches.append(part.keys())
            part = _Part()
        elif token == " " and 0 < at < last and parts[at - 1].isalnum() and parts[at + 1].isalnum():
            part.runs[-1] += token
        elif _mark(token):
            part.runs += [token[-1], ""]
        else:
            part.runs.append("")
        at += 1
    branches.append(part.keys())
    return branches, at


def _mark(token: str) -> bool:
    """Whether a token is a mark of punctuation that stands for itself alone."""
    if token.startswith("\\"):
        return True
    return len(token) == 1 and token not in MARKS and token != "*" and unicodedata.category(token)[0] in "PS"
