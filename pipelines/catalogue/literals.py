"""What a text must hold for a phrase to match at all: the keys of the matcher's first sieve.

A phrase is read as a tree of parts. Words that stand outside all brackets are required; of a choice, one
branch is; an optional part requires nothing. What is required makes a list of sets: one text of each set
stands in whatever the phrase matches.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipelines.catalogue.phrases import MARKS, PhraseError, fold
from pipelines.catalogue.tongues import COMMON_WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(slots=True)
class _Part:
    """A sequence of a phrase: the plain runs in it, and the keys of the choices in it."""

    runs: list[str] = field(default_factory=lambda: [""])
    choices: list[frozenset[str]] = field(default_factory=list)

    def required(self) -> list[frozenset[str]]:
        """Sets of texts, one text of each of which any match holds, the most telling set first."""
        found = [frozenset({run}) for run in self.runs if run.strip()]
        return sorted({*found, *self.choices}, key=lambda keys: (-min(map(_telling, keys)), len(keys), sorted(keys)))


_MARKS_TELL = {
    "©": 5.0,
    "…": 2.0,
    "...": 2.0,
    "[": 4.0,
    "]": 4.0,
    "(": 1.5,
    ")": 1.5,
    "/": 0.9,
    ":": 0.5,
    "?": 0.5,
    ",": 0.2,
    ".": 0.1,
}


def _telling(text: str) -> float:
    """How much it says that a text stands in a line: about as much as so many letters."""
    word = text.strip()
    if word.isdecimal() and len(word) == 1:
        return 0.3
    return _MARKS_TELL.get(word, 1.0) if word in COMMON_WORDS or (not word.isalnum() and len(word) == 1) else len(word)


# What the patterns take for what stands between words (`phrases.BETWEEN`).
_BETWEEN_WORDS = re.compile(
    "[\x00-/:-@\\[-`{-\xa9\xab-\xb4\xb6-\xb9\xbb-\xbf×÷\u037e\u0387\u060c\u061b\u061f\u06d4\u0964\u0965"
    "\u2000-\u206f\u20a0-\u20cf\u2100-\u2bff\u3000-\u3004\u3008-\u3020\u3030\u30fb"
    "\ue000-\uf8ff\ufe00-\ufe0f\uff00-\uff0f\uff1a-\uff20\uff3b-\uff3f\uff5b-\uff65\U0001f000-\U0001faff]"
)
# Most lines of Western languages fit into one byte a character, where a table is ten times as fast as a pattern.
_CODEC = "cp1252"
_PARTED = bytes(
    32 if _BETWEEN_WORDS.match(bytes([code]).decode(_CODEC, "replace")) is not None else code for code in range(256)
)
_PARTED_IN_LINES = bytes(code if code == ord("\n") else to for code, to in enumerate(_PARTED))
# A Latin word may stand right beside Chinese or Japanese characters.
_UNSPACED = "\u3040-\u30ff\u3400-\u9fff"
_BESIDE = re.compile(f"(?<=[{_UNSPACED}])(?=[^\\W{_UNSPACED}])|(?<=[^\\W{_UNSPACED}])(?=[{_UNSPACED}])")


def spaced(folded: str) -> str:
    """A folded line with one space for each mark, and one at either end: a word is then found with its edges."""
    try:
        return f" {folded.encode(_CODEC).translate(_PARTED).decode(_CODEC)} "
    except UnicodeEncodeError:
        return f" {_BESIDE.sub(' ', _BETWEEN_WORDS.sub(' ', folded))} "


def spaced_lines(folded: Sequence[str]) -> list[str]:
    """`spaced` of each of some folded lines that hold no line break."""
    try:
        parted = "\n".join(folded).encode(_CODEC).translate(_PARTED_IN_LINES).decode(_CODEC)
    except UnicodeEncodeError:
        return [spaced(line) for line in folded]
    return [f" {line} " for line in parted.split("\n")] if folded else []


def is_mark(text: str) -> bool:
    """Whether a required text is a mark, which is looked for in the line itself and not in its `spaced` form."""
    return all(_BETWEEN_WORDS.match(character) for character in text)


def required(phrase: str) -> list[frozenset[str]]:
    """Sets of texts, folded: of each set, one text stands in whatever the phrase matches. The most telling set first.

    Words have a space where they begin or end a word of the text, and stand in its `spaced` form; marks in itself.

    Raises PhraseError for a phrase that requires nothing, which would be tried on every line of every page.
    """
    branches = _branches(_TOKEN.findall(fold(unicodedata.normalize("NFC", phrase.strip()))), 0)[0]
    found = branches[0] if len(branches) == 1 else _one_of(branches)
    if not found:
        raise PhraseError(f"a phrase needs a word that has to be there: {phrase!r}")
    return [frozenset(_BESIDE.sub(" ", text) for text in texts) for texts in found]


def _one_of(branches: list[list[frozenset[str]]]) -> list[frozenset[str]]:
    """What a choice between branches requires: one of the most telling texts of each."""
    if not all(branches):
        return []
    return [frozenset().union(*(branch[0] for branch in branches))]


_ELLIPSES = frozenset({"…", "..."})
_PLACES_HOLD = {"…": _ELLIPSES, "...": _ELLIPSES, "{n}": frozenset("0123456789٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९")}
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
            if not part.runs[-1] and _begins_a_word(parts, at):
                part.runs[-1] = " "
            part.runs[-1] += token[:-1] if at < last and parts[at + 1] == _NUKTA else token
            _close_run(part, parts, at)
        elif token == _NUKTA:
            # With the letter before it, it may be written as one character.
            part.runs.append("")
        elif unicodedata.category(token[0])[0] == "M":
            part.runs[-1] += token
            _close_run(part, parts, at)
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
        elif token in _PLACES_HOLD:
            part.choices.append(_PLACES_HOLD[token])
            part.runs.append("")
        elif _mark(token):
            part.runs += [token[-1], ""]
        else:
            part.runs.append("")
        at += 1
    branches.append(part.required())
    return branches, at


def _close_run(part: _Part, parts: list[str], at: int) -> None:
    """End a run with its word, where nothing that belongs to it follows."""
    after = parts[at + 1] if at + 1 < len(parts) else ""
    if after and (unicodedata.category(after[0])[0] == "M" or (after == " " and _is_firm(parts, at + 1))):
        return
    if _ends_a_word(parts, at):
        part.runs[-1] += " "
        part.runs.append("")


def _begins_a_word(parts: list[str], at: int) -> bool:
    """Whether a token stands at the beginning of a word in whatever the phrase matches."""
    if not _is_spaced(parts[at]):
        return False
    before = at - 1
    while before >= 0 and parts[before] in {"(", "[", "|"}:
        before = (_opening(parts, before) if parts[before] == "|" else before) - 1
    return before < 0 or parts[before].startswith("{x") or _is_between(parts[before])


def _ends_a_word(parts: list[str], at: int) -> bool:
    """Whether a token stands at the end of a word in whatever the phrase matches."""
    if not _is_spaced(parts[at]):
        return False
    after = at + 1
    while after < len(parts) and parts[after] in {")", "]", "|"}:
        after = (_closing(parts, after) if parts[after] == "|" else after) + 1
    return after >= len(parts) or _is_between(parts[after])


def _opening(parts: list[str], at: int) -> int:
    """The bracket that opens the choice around; -1 for the phrase itself."""
    depth = 0
    for place in range(at - 1, -1, -1):
        depth += (parts[place] in {")", "]"}) - (parts[place] in {"(", "["})
        if depth < 0:
            return place
    return -1


def _closing(parts: list[str], at: int) -> int:
    """The bracket that closes the choice around; the number of parts for the phrase itself."""
    depth = 0
    for place in range(at + 1, len(parts)):
        depth += (parts[place] in {"(", "["}) - (parts[place] in {")", "]"})
        if depth < 0:
            return place
    return len(parts)


def _is_between(token: str) -> bool:
    """Whether a token stands between words: white space, or a mark of punctuation that stands for itself."""
    return token.isspace() or token in {"'", '"', "-", "…", "..."} or _mark(token)


def _is_spaced(token: str) -> bool:
    """Whether a token is in a script that sets spaces between words."""
    return all(character < "\u0e00" or "\u1e00" <= character < "\u2000" for character in token)


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
