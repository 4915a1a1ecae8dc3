"""Characters as a record writes them: composed, visible, one space at a time, and read in the right encoding."""

from __future__ import annotations

import re
import unicodedata

ROUNDS = 4
"""Times that a text is gone through until nothing changes; two were enough for every text met."""

# Zero-width characters, soft hyphens, byte order marks, controls, halves of pairs, marks of embedding and annotation,
# fillers; joiners and variation selectors stay, since some scripts and all emoji need them.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffc\ufffe\uffff\ud800-\udfff"
    "\u0000-\u0008\u000e-\u001b\u007f-\u0084\u0086-\u009f]"
)
_MARKS = re.compile("[\u200e\u200f\u061c]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_BREAKS = re.compile("\r\n?|[\u2028\u2029\u0085\u000b\u000c]")
_SPACES = re.compile(r"[^\S\n]+")
_AROUND_BREAK = re.compile(r" ?\n ?")
# A character of UTF-8's first bytes, and one of its following bytes, both read as Windows-1252 or Latin-1: a pair
# that hardly any language writes. Whether the text is garbled, ftfy says.
_PAIR = re.compile(
    "[\u00c2\u00c3\u00c4\u00c5\u00ce\u00cf\u00d0\u00d1\u00d7\u00d8\u00d9\u00e0-\u00ef]"
    "[\u0080-\u00bf\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178]"
)


def tidy(text: str) -> str:
    """A text in Unicode NFC, without invisible characters, its spaces single and its line breaks as in Unix. Idempotent.

    Typographic quotes and dashes stay as they are. Text that was read in the wrong encoding is mended where ftfy
    recognises it by more than a chance pair of letters.
    """
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    for _ in range(ROUNDS):
        before, text = text, _once(text)
        if text == before or text.isascii():
            break
    return text


def _once(text: str) -> str:
    if not text.isascii():
        if _PAIR.search(text) is not None:
            # Line by line: one that was garbled tells nothing of the others.
            text = "\n".join(_mended(line) for line in text.split("\n"))
        text = _INVISIBLE.sub("", text)
        if _MARKS.search(text) is not None and _RIGHT_TO_LEFT.search(text) is None:
            text = _MARKS.sub("", text)
        text = unicodedata.normalize("NFC", text)
    else:
        text = _INVISIBLE.sub("", text)
    text = _SPACES.sub(" ", _BREAKS.sub("\n", text))
    return _AROUND_BREAK.sub("\n", text).strip()


def _mended(text: str) -> str:
    import ftfy  # slow to import, and hardly any page needs it
    from ftfy.badness import is_bad

    if _PAIR.search(text) is None or not is_bad(text):
        return text
    mended = ftfy.fix_encoding(text)
    return text if is_bad(mended) or len(mended) >= len(text) else mended
