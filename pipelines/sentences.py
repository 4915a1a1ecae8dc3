"""Where sentences begin and end, in any script, without a dictionary."""

from __future__ import annotations

import re
from functools import lru_cache

# A sentence ends at a full stop with its closing quotes, when white space and something that can open a
# sentence follow; in Chinese and Japanese at the ideographic stop itself, unless that closes a quotation
# which the sentence goes on from (「…。」と話した). Two parts set side by side without a space ("14 days
# freeAlready a subscriber?") are parted where a small letter, or a closing mark, meets a capital that
# starts a word.
# Possessive quantifiers and the look-behind keep it linear on runs of dots.
_END = re.compile(
    r"""
      (?<! [.!?…] ) [.!?…؟۔]++ (?: \s? [»”] | ["'’“‘)\]] )*+ \s++ (?= ["'“„«‘¿¡(\[]* [^\W_a-zà-öø-ÿ] )
    | [。！？]++ [）]*+ (?! [」』”] ) \s*
    | [。！？]++ [」』”）]++ (?! [\u3041-\u3096] ) \s*
    | [।॥]+ \s+
    | (?: (?<= [a-zà-öø-ÿ!?] ) | (?<= [A-ZÀ-Þ]{3} ) ) (?= [A-ZÀ-Þ] [a-zà-öø-ÿ]{2} )
    """,
    re.VERBOSE,
)
# What ends in a full stop and still goes on.
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\"'“„«])(?:[A-ZÀ-Þ]|[Mm]rs?|[Dd]rs?|[Pp]rof|[Ss]t|[Jj]r|[Ss]r|[Ss]ra|[Vv]s|[Nn]o|[Nn]r|[Kk]l|[Bb]zw|[Cc]a|z\.B|u\.a|d\.h|"
    r"e\.g|i\.e|a\.m|p\.m|U\.S|etc|Gen|Sen|Rep|Gov|Inc|Ltd|Co|Corp|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Mme|Mlle|"
    r"[Aa]v|[Aa]rt|[Pp]p?|[Vv]ol|Abs|Mio|Mrd|Nov|Dez)\.$"
)


ENDS = frozenset(".!?。！？؟।")
"""Marks that a sentence ends with."""


def sentences(text: str) -> list[tuple[int, int]]:
    """Spans (start, end) of the sentences of `text`, in order; white space between them belongs to none."""
    spans: list[tuple[int, int]] = []
    start = 0
    for found in _END.finditer(text):
        stop = found.start() + len(found.group().rstrip())
        if not found.group() and _camel(text, stop):
            continue
        if found.end() < len(text) and text[found.start()] in ".!?…" and text[found.end()].islower():
            continue
        if text[found.start()] == "." and _dated(text, found.start(), found.end()):
            continue
        if text[found.start() : found.start() + 1] == "." and _ABBREVIATION.search(
            text, max(start, found.start() - 12), found.start() + 1
        ):
            continue
        if text[start:stop].strip():
            spans.append((start, stop))
        start = found.end()
    if text[start:].strip():
        spans.append((start, len(text.rstrip())))
    return spans


def _dated(text: str, stop: int, after: int) -> bool:
    """Whether a full stop stands inside a date, as Korean sets them: 2024. 5. 3. 오후."""
    if not (stop and text[stop - 1].isdigit() and after < len(text)):
        return False
    return text[after].isdigit() or "가" <= text[after] <= "힣"


def _camel(text: str, at: int) -> bool:
    """Whether a capital inside a word is a name's own (YouTube, iPhone), not the start of another part."""
    start = at
    while start > 0 and at - start < 20 and text[start - 1].isalpha() and not _UNSPACED.match(text, start - 1):
        start -= 1
    word = text[start:at]
    return bool(word) and (len(word) < 3 or (word[0].isupper() and not word.isupper()))


# Vowel signs and points belong to the word that they stand in: without them, a Hindi word counts as three.
_SIGNS = r"\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0dff\u200c\u200d"
WORD = re.compile(rf"[^\W_]+(?:(?:['’](?=[^\W_])|[{_SIGNS}]+)[^\W_]*)*")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")


def width(text: str) -> int:
    """Characters of a text; in scripts that set no spaces each says as much as two."""
    return len(text) if text.isascii() else len(text) + len(_UNSPACED.findall(text))


_REMEMBERED = 4_000
"""Lines of up to so many characters are counted once, while they are among the last thousands: the stages ask in turn."""
# Most lines of Western languages fit into one byte a character, where deleting and parting by table is ten times as
# fast as a pattern. Apostrophes go, so that they part no word.
_CODEC = "cp1252"
_PARTED = bytes(
    code if (text := bytes([code]).decode(_CODEC, "ignore")) and text.isalnum() else 32 for code in range(256)
)
_APOSTROPHES = "'’".encode(_CODEC)


def count_words(text: str) -> int:
    """Words of a text; in scripts that set no spaces, characters divided by two."""
    words = unspaced = 0
    for line in text.split("\n"):
        own = _counted(line) if len(line) <= _REMEMBERED else _count(line)
        words += own[0]
        unspaced += own[1]
    return words + (unspaced + 1) // 2


def _count(line: str) -> tuple[int, int]:
    """Words of a line that are set apart, and its characters in scripts that set no spaces."""
    try:
        return len(line.encode(_CODEC).translate(_PARTED, _APOSTROPHES).split()), 0
    except UnicodeEncodeError:
        parted, unspaced = _UNSPACED.subn(" ", line)
        return len(WORD.findall(parted)), unspaced


_counted = lru_cache(maxsize=4_096)(_count)
