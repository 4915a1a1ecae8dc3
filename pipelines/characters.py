"""Counts of classes of characters, for all blocks of a page in one pass."""

from __future__ import annotations

import unicodedata
from enum import IntEnum
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

CAP = 400
"""Characters of each text that are looked at: enough to tell what it is."""


class Class(IntEnum):
    """What a character is to a reader who knows no language."""

    OTHER = 0
    SPACE = 1
    STOP = 2
    COMMA = 3
    DIGIT = 4
    CAPITAL = 5
    UNSPACED = 6
    SEPARATOR = 7
    QUOTE = 8


_LISTED = {
    Class.STOP: ".!?…。！？؟।",
    Class.COMMA: ",;、，،",
    Class.SEPARATOR: "|›»«‹•·→←▶▸►©®™@#/<>{}=+*_~^",
    Class.QUOTE: '"“”„‘’「」『』',
    Class.SPACE: " \t\n\u3000",
}
_UNSPACED = ((0x0E00, 0x0EFF), (0x3040, 0x30FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF))


@cache
def _table() -> NDArray[np.uint8]:
    table = np.zeros(0x10000, dtype=np.uint8)
    for code in range(0x2000):
        category = unicodedata.category(chr(code))
        if category == "Nd":
            table[code] = Class.DIGIT
        elif category == "Lu":
            table[code] = Class.CAPITAL
    for low, high in _UNSPACED:
        table[low : high + 1] = Class.UNSPACED
    for cls, characters in _LISTED.items():
        for character in characters:
            table[ord(character)] = cls
    return table


def class_counts(texts: Sequence[str]) -> NDArray[np.float32]:
    """(texts, classes): how many of the first `CAP` characters of each text belong to each class."""
    capped = [text[:CAP] for text in texts]
    codes = np.frombuffer("".join(capped).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    classes = _table()[np.minimum(codes, 0xFFFF)]
    owner = np.repeat(np.arange(len(capped)), [len(text) for text in capped])
    counts = np.bincount(owner * len(Class) + classes, minlength=len(capped) * len(Class))
    return counts.reshape(len(capped), len(Class)).astype(np.float32)
