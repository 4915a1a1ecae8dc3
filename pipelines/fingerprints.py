"""What is kept of a text to know it again: hashes of its passages, a constant number of them however long it is.

A passage is a run of letters and digits of a fixed length, wherever it begins: neither quotes and dashes nor scripts
that set no spaces need a rule. Of all passages those are kept whose hash ends in enough zeros (FracMinHash), the same
ones of every copy. So the share of one text in another can be told from their samples, also where one is far longer,
which MinHash signatures of whole texts can't.
"""

from __future__ import annotations

import hashlib
import struct
from array import array
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import Self, TypeAlias
from zlib import crc32

import numpy as np

MOST = 128
"""Hashes that are kept of a whole text; all of them where it has no more."""
MOST_NUMBERS = 24
"""Numbers of a text that are kept."""
FEWEST = 8
"""Hashes of a text's beginning from which a share can be told; of a whole text twice as many."""
_MOST_OF_THE_REST = 0.6
"""Share of the few hashes of a whole text that have to be in another one, where only its beginning can be compared."""
KEYS, LEAD_KEYS = 3, 4
"""Keys that a text is looked up by: of all its passages, and of the first half of its beginning."""

_FORM = 1
"""Changes with anything that makes other hashes; prints of another form are never alike."""
_HEAD = struct.Struct("<BBBBHI16s")
_LOW = 0xFFFF_FFFF
_LETTER, _DIGIT = 1, 2
_CJK = 0x2E80
"""From here on a character is a word or a good part of one."""
_BEYOND = 0x1_0000
_BASE = 0x9E37_79B9_7F4A_7C15

Codes: TypeAlias = "np.ndarray[tuple[int], np.dtype[np.uint32]]"
Hashes: TypeAlias = "np.ndarray[tuple[int], np.dtype[np.uint64]]"


@dataclass(frozen=True, slots=True)
class _Script:
    """How passages are taken in a script."""

    width: int
    """Letters of a passage."""
    lead: int
    """Letters of a text's beginning."""
    lead_zeros: int
    """Of the beginning, one passage in two to the power of this is kept."""


_LETTERS = _Script(width=24, lead=576, lead_zeros=3)
_SYLLABLES = _Script(width=8, lead=192, lead_zeros=1)


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What is kept of one text."""

    digest: bytes
    """16 bytes that stand for its letters and digits."""
    letters: int
    """How many these are."""
    zeros: int
    """Zeros that the hashes in `whole` end in."""
    whole: tuple[int, ...]
    """A sample of the passages of the text, in its order, each once."""
    lead_zeros: int
    """Zeros that the hashes in `lead` end in."""
    lead: tuple[int, ...]
    """A denser sample of its beginning, in the order of the text."""
    numbers: frozenset[int]
    """The smallest hashes of the numbers in it."""
    keys: tuple[int, ...] = field(default=(), compare=False)
    """What it is looked up by: one in common is enough to look closer. Not packed."""

    @classmethod
    def of(cls, text: str) -> Self:
        """The print of a text."""
        said = np.frombuffer(text.casefold().encode("utf-32-le", "replace"), "<u4")
        signs = _signs()[np.minimum(said, _BEYOND)]
        codes = said[signs > 0]
        script = _SYLLABLES if 2 * np.count_nonzero(codes >= _CJK) > len(codes) else _LETTERS
        hashes = _hashes(codes, script.width)
        zeros, whole = _sample(hashes, (len(hashes) // MOST).bit_length())
        first = _ending(hashes[: script.lead // 2], script.lead_zeros)
        lead = list(dict.fromkeys(_ending(hashes[: script.lead], script.lead_zeros)))
        return cls(
            digest=hashlib.blake2b(codes.tobytes(), digest_size=16).digest(),
            letters=len(codes),
            zeros=zeros,
            whole=tuple(each & _LOW for each in whole),
            lead_zeros=script.lead_zeros,
            lead=tuple(each & _LOW for each in lead) if zeros > script.lead_zeros or len(hashes) > script.lead else (),
            numbers=_smallest_numbers(said, np.flatnonzero(signs == _DIGIT).tolist()),
            keys=tuple(dict.fromkeys(_foremost(first, LEAD_KEYS) + _foremost(whole, KEYS))),
        )

    def pack(self) -> bytes:
        """As bytes: 26 and 4 for every hash, 2 for every number."""
        head = _HEAD.pack(
            _FORM, self.zeros, self.lead_zeros, len(self.numbers), len(self.whole), self.letters & _LOW, self.digest
        )
        return head + _bytes("I", self.whole) + _bytes("I", self.lead) + _bytes("H", sorted(self.numbers))

    @classmethod
    def unpack(cls, packed: bytes) -> Self | None:
        """From bytes; null where they are of another form."""
        if packed[:1] != bytes([_FORM]):
            return None
        _, zeros, lead_zeros, numbers, whole, letters, digest = _HEAD.unpack_from(packed)
        hashes = np.frombuffer(packed, "<u4", (len(packed) - _HEAD.size - 2 * numbers) // 4, _HEAD.size).tolist()
        return cls(
            digest=digest,
            letters=letters,
            zeros=zeros,
            whole=tuple(hashes[:whole]),
            lead_zeros=lead_zeros,
            lead=tuple(hashes[whole:]),
            numbers=frozenset(np.frombuffer(packed, "<u2", numbers, len(packed) - 2 * numbers).tolist()),
        )

    def beginning(self, zeros: int) -> list[int]:
        """The sample of the beginning; of a text that is kept densely, this may be all of it."""
        return _thinned(self.lead or self.whole, zeros)


@dataclass(frozen=True, slots=True)
class Likeness:
    """What two texts have in common."""

    contained: float
    """Share of the shorter one's passages that stand in the longer one, from 0 to 1."""
    jaccard: float
    """Passages in both, of those in either."""
    leading: bool
    """Whether what they have in common stands where the longer one begins."""
    length: float
    """Length of the shorter one, as a share of the longer one's."""
    numbers: float | None
    """Share of the numbers in one that are in the other, too, of the one that has fewer; null where these are few."""


SAME = Likeness(1.0, 1.0, leading=True, length=1.0, numbers=None)
NOTHING = Likeness(0.0, 0.0, leading=False, length=0.0, numbers=None)


def compare(one: Fingerprint, other: Fingerprint) -> Likeness:
    """What two texts have in common; exact where both are short, else told from samples."""
    if one.digest == other.digest:
        return SAME
    short, long = sorted((one, other), key=lambda each: (each.letters, each.digest))
    zeros = max(short.zeros, long.zeros)
    part, all_of = _thinned(short.whole, zeros), _thinned(long.whole, zeros)
    inside = set(part)
    places = [place for place, each in enumerate(all_of) if each in inside]
    numbers, length = _shared_numbers(short.numbers, long.numbers), short.letters / max(1, long.letters)
    if len(part) >= 2 * FEWEST and all_of:
        contained = len(places) / len(part)
        jaccard = len(places) / (len(part) + len(all_of) - len(places))
        return Likeness(contained, jaccard, _leads(places, len(all_of), length), length, numbers)
    # Too short beside the other one to be told from the coarse sample alone: it can only be its beginning.
    beginning = _shared_beginning(short, long)
    if beginning is None or (len(part) >= FEWEST // 2 and len(places) < _MOST_OF_THE_REST * len(part)):
        return NOTHING
    return Likeness(beginning, beginning * length, leading=True, length=length, numbers=numbers)


def _shared_beginning(short: Fingerprint, long: Fingerprint) -> float | None:
    """Share of one text's beginning that stands in the other one; null where there is too little of both."""
    zeros = max(short.zeros, short.lead_zeros, long.lead_zeros)
    whole, first, other = set(_thinned(short.whole, zeros)), short.beginning(zeros), long.beginning(zeros)
    if min(len(first), len(other)) < FEWEST:
        return None
    # Lines that one of the two has before the text push the end of the other one's beginning out of its own.
    there = set(other)
    return max(
        sum(each in there for each in first) / len(first),
        sum(each in whole for each in other) / len(other),
    )


def _leads(places: list[int], size: int, length: float) -> bool:
    """Whether the middle of what is shared is about as far into the longer text as the shorter one is half long."""
    return bool(places) and places[len(places) // 2] <= size * (0.6 * length + 0.1)


@cache
def _signs() -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
    """What each code point is: a digit, a letter, or neither. Those beyond the first plane are mostly pictures."""
    signs = [_DIGIT if chr(code).isdecimal() else _LETTER * chr(code).isalnum() for code in range(_BEYOND)]
    return np.array([*signs, 0], dtype=np.uint8)


def _hashes(codes: Codes, width: int) -> Hashes:
    """64 bits for every passage of the given width (8 or 24), in the order of the text."""
    if len(codes) < width:
        return np.empty(0, dtype=np.uint64)
    run, size = codes.astype(np.uint64), 1
    while size < 8:
        run = _joined(run, run, size)
        size *= 2
    if width > size:
        run = _joined(_joined(run, run, 8), run, 16)
    return _mixed(run)


def _joined(first: Hashes, second: Hashes, gap: int) -> Hashes:
    """Polynomial hashes of longer runs, from those of two that begin `gap` letters apart."""
    return first[: len(second) - gap] * np.uint64(pow(_BASE, gap, 1 << 64)) + second[gap:]


def _mixed(values: Hashes) -> Hashes:
    """Every bit of the result hangs on every bit of the value (the finalizer of SplitMix64)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58_476D_1CE4_E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D0_49BB_1331_11EB)
    return values ^ (values >> np.uint64(31))


def _ending(hashes: Hashes, zeros: int) -> list[int]:
    """The hashes that end in so many zeros."""
    found: list[int] = hashes[(hashes & np.uint64((1 << zeros) - 1)) == 0].tolist()
    return found


def _sample(hashes: Hashes, zeros: int) -> tuple[int, list[int]]:
    """Hashes that end in so many zeros, or in as many more as it takes to have no more than `MOST`; each once."""
    kept = list(dict.fromkeys(_ending(hashes, zeros)))
    while len(kept) > MOST:
        zeros += 1
        kept = _thinned(kept, zeros)
    return zeros, kept


def _foremost(hashes: list[int], number: int) -> list[int]:
    """Of the hashes that end in the most zeros, the half that these do not stand in."""
    # Ordering a quarter of them or fewer is enough where these are many.
    for zeros in (8, 6):
        few = _thinned(hashes, zeros)
        if len(few) >= number:
            hashes = few
            break
    return [each >> 32 for each in sorted(hashes, key=lambda each: (-(each & -each), each))[:number]]


def _thinned(hashes: tuple[int, ...] | list[int], zeros: int) -> list[int]:
    mask = (1 << zeros) - 1
    return [each for each in hashes if not each & mask]


def _smallest_numbers(codes: Codes, digits: list[int]) -> frozenset[int]:
    """The smallest hashes of the numbers in a text, by the places of the digits."""
    if not digits:
        return frozenset()
    ends = [place for place, more in pairwise([*digits, -1]) if more != place + 1]
    starts = [digits[0], *(place for before, place in pairwise(digits) if place != before + 1)]
    found = {crc32(codes[start : end + 1].tobytes()) & 0xFFFF for start, end in zip(starts, ends, strict=True)}
    return frozenset(sorted(found)[:MOST_NUMBERS])


def _shared_numbers(one: frozenset[int], other: frozenset[int]) -> float | None:
    """Share of the common numbers, in the range of hashes for which both lists are whole."""
    top = min((max(each) for each in (one, other) if len(each) == MOST_NUMBERS), default=0xFFFF)
    fewer, more = sorted(({each for each in numbers if each <= top} for numbers in (one, other)), key=len)
    return len(fewer & more) / len(fewer) if len(fewer) >= 3 else None


def _bytes(code: str, values: tuple[int, ...] | list[int]) -> bytes:
    return array(code, values).tobytes()
