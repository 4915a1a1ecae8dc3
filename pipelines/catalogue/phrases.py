r"""The little language that phrases of the catalogue are written in.

    subscribe (now|today)                one of them
    [please] subscribe                   may be missing; [a|b] one of them or none
    abonn*                               any ending
    {n}                                  a number, in digits
    {x}                                  something in between, such as a name: up to 60 characters of one sentence
    {x?}                                 the same, or nothing
    \[                                   a bracket, star or bar that stands for itself

Everything else stands for itself, in lower case. A straight apostrophe stands for all of them, a hyphen
for all dashes, `...` for the ellipsis too; white space before a mark of punctuation may be missing.
Phrases become RE2 patterns, which match in time linear in the text, whatever the text.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# Without a count: sixty copies of a class of characters make a pattern of ten thousand steps. The matcher
# holds what was found against `reach` instead.
_GAP = r"(?:[^\n.!?。！？؟।]|\.[^\s])"
GAP_CHARS = 60
ENDING_CHARS = 20
# What stands between words, spelled out: \pL and its kin make patterns of many hundred steps.
_BETWEEN = (
    r"\x00-/:-@\[-`{-\x{a9}\x{ab}-\x{b4}\x{b6}-\x{b9}\x{bb}-\x{bf}×÷\x{37e}\x{387}\x{60c}\x{61b}\x{61f}\x{6d4}\x{964}\x{965}"
    r"\x{2000}-\x{206f}\x{20a0}-\x{20cf}\x{2100}-\x{2bff}\x{3000}-\x{3004}\x{3008}-\x{3020}\x{3030}\x{30fb}"
    r"\x{e000}-\x{f8ff}\x{fe00}-\x{fe0f}\x{ff00}-\x{ff0f}\x{ff1a}-\x{ff20}\x{ff3b}-\x{ff3f}\x{ff5b}-\x{ff65}\x{1f000}-\x{1faff}"
)
BETWEEN = f"[{_BETWEEN}]"
WITHIN = f"[^{_BETWEEN}]"
# A Latin word may stand right beside Chinese or Japanese characters.
_EDGE = rf"[{_BETWEEN}\x{{3040}}-\x{{30ff}}\x{{3400}}-\x{{9fff}}]"
_DIGITS = "0-9٠-٩۰-۹०-९"
_PLACES = {
    "{n}": rf"[{_DIGITS}][{_DIGITS}.,' ]*",
    "{x}": _GAP + "+?",
    "{x?}": _GAP + "*?",
}
_GAP_END = r"[\t \x22-\x2d/:-\x3e@\[-`{-\x{a9}\x{ab}-\x{b4}\x{b6}-\x{b9}\x{bb}-\x{bf}\x{60c}\x{2000}-\x{206f}\x{3000}-\x{30ff}\x{3400}-\x{9fff}]"
_WORDWISE = {"{x}": f"{_GAP}*?{_GAP_END}", "{x?}": f"(?:{_GAP}*?{_GAP_END})??"}
_TOKEN = re.compile(r"\{[a-z?]+\}|\.\.\.|\\[()\[\]|*]|\s+|.", re.DOTALL)
MARKS = {
    "'": r"['’‘ʼ´`]",
    '"': r"[\"“”„«»‟]",
    "-": r"[-‐‑–—]",
    "…": r"(?:…|\.\.\.)",
    "...": r"(?:…|\.\.\.)",
    "(": "(?:",
    ")": ")",
    "[": "(?:",
    "]": ")?",
    "|": "|",
}


# Letters that one word is written with now so, now so, each for each: capitals that Turkish, Greek and Russian
# write their own way, alef and its kin in Arabic, and the full-width forms of East Asian type, but for the
# brackets, which mean something in a phrase.
_SAME = str.maketrans(
    "İıάέήίόύώϊϋΐΰςёأإآٱىةیک" + "".join(map(chr, range(0xFF01, 0xFF5F))),
    "iiαεηιουωιυιυσеاااايهيك"
    + "".join(chr(n - 0xFEE0) if chr(n) not in "（）［］｛｝｜＊" else chr(n) for n in range(0xFF01, 0xFF5F)),
)
_VARIANT = re.compile(f"[{''.join(map(chr, _SAME))}]")
# Devanagari letters with a dot below are typed as one character or as two; NFC makes two of them.
_NUKTA_LETTERS = {unicodedata.normalize("NFD", c)[0]: c for c in map(chr, range(0x958, 0x960))}
_NUKTA = re.compile(f"([{''.join(_NUKTA_LETTERS)}])\u093c")


class PhraseError(ValueError):
    """A phrase that does not follow the little language."""


def fold(text: str) -> str:
    """Lower case, and one form for letters that are written in several; every character still at its place."""
    low = text.lower()
    if len(low) != len(text):
        low = "".join(c if len(c.lower()) != 1 else c.lower() for c in text)
    return low.translate(_SAME).lower() if _VARIANT.search(low) else low


def fold_lines(lines: Sequence[str]) -> list[str]:
    """`fold` of each of some lines that hold no line break."""
    return fold("\n".join(lines)).split("\n") if lines else []


def tokens(phrase: str) -> list[str]:
    """The parts of a phrase: places, marks, white space and single characters, folded."""
    return _TOKEN.findall(fold(unicodedata.normalize("NFC", phrase.strip())))


def to_pattern(phrase: str) -> str:
    """The RE2 pattern for a phrase, with the phrase itself as group 1.

    Raises PhraseError for unbalanced brackets, unknown places and capitals.
    """
    if phrase != phrase.lower():
        raise PhraseError(f"write phrases in lower case: {phrase!r}")
    out: list[str] = []
    open_brackets: list[str] = []
    parts = tokens(phrase)
    for i, token in enumerate(parts):
        if token in "([":
            open_brackets.append(token)
            # A space after something optional goes with it, or "a [b] c" could never match "a c".
            out.append("(?:")
        elif token in ")]":
            if not open_brackets or open_brackets.pop() + token not in {"()", "[]"}:
                raise PhraseError(f"brackets do not pair up: {phrase!r}")
            out.append(_close(parts, i))
        elif token.startswith("\\") and len(token) > 1:
            out.append(token)
        elif token.startswith("{") and len(token) > 1:
            if token not in _PLACES:
                raise PhraseError(f"unknown place {token}: {phrase!r}")
            out.append(_WORDWISE[token] if token in _WORDWISE and _word_follows(parts, i) else _PLACES[token])
        elif token in MARKS:
            out.append(MARKS[token])
        elif token == "*":
            out.append(WITHIN + "*")
        elif token.isspace():
            out.append(_space(parts, i))
        elif unicodedata.category(token).startswith(("P", "S")):
            out.append(" ?" + re.escape(token))
        else:
            out.append(re.escape(token))
    if open_brackets:
        raise PhraseError(f"brackets do not pair up: {phrase!r}")
    pattern = _NUKTA.sub(lambda m: f"(?:{m[0]}|{_NUKTA_LETTERS[m[1]]})", "".join(out))
    return _edge(parts, 0) + "(" + pattern + ")" + _edge(parts, -1)


def _word_follows(tokens: list[str], i: int) -> bool:
    """Whether a word comes right after a gap: the gap must then end where a word begins."""
    skipped = "([ " if tokens[i] == "{x?}" else "(["
    after = next((t for t in tokens[i + 1 :] if t not in skipped), " ")
    return len(after) == 1 and after.isalnum() and not _unspaced(after)


def reach(phrase: str) -> int:
    """The most characters that a match of the phrase may have."""
    return len(phrase) + GAP_CHARS * phrase.count("{x") + ENDING_CHARS * (phrase.count("*") + phrase.count("{n"))


def _close(tokens: list[str], i: int) -> str:
    if tokens[i] == ")":
        return ")"
    # "[a] b" and "a [b]": the space beside an optional part is optional with it.
    return " ?)?" if i + 1 < len(tokens) and tokens[i + 1].isspace() else ")?"


def _space(tokens: list[str], i: int) -> str:
    before, after = tokens[i - 1], tokens[i + 1]
    if before == "]" or before == "{x?}":
        return " ?"
    if after == "{x?}" and _word_follows(tokens, i + 1):
        return _GAP_END
    if after == "[" or after == "{x?}" or unicodedata.category(after[0]).startswith(("Po", "S")):
        return " ?"
    return " "


def _edge(tokens: list[str], at: int) -> str:
    """A word of the phrase's edge must not go on; scripts without spaces have no such edge."""
    token = tokens[at]
    if len(token) > 1 or not token.isalnum() or _unspaced(token):
        if at == 0 and token in "([":
            return f"(?:^|{_EDGE})" if not any(_unspaced(t) for t in tokens if len(t) == 1) else ""
        if at == -1 and token in ")]":
            return f"(?:$|{_EDGE})" if not any(_unspaced(t) for t in tokens if len(t) == 1) else ""
        return ""
    return f"(?:^|{_EDGE})" if at == 0 else f"(?:$|{_EDGE})"


def _unspaced(character: str) -> bool:
    return "\u0e00" <= character <= "\u0eff" or "\u3040" <= character <= "\u30ff" or "\u3400" <= character <= "\u9fff"
