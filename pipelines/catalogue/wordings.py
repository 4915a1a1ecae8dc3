"""All wordings of a phrase that has only so many: what a line has to be, letter for letter, for a rule on whole lines.

Menus, buttons and headings are lists of words. Looking a line up among thousands of them takes no time; trying the
pattern of each list does.
"""

from __future__ import annotations

from pipelines.catalogue.phrases import tokens
from pipelines.keys import key

MAX_WORDINGS = 3_000
"""A phrase of more wordings than this stays a pattern."""


def wordings(phrase: str) -> frozenset[str] | None:
    """The keys of all texts that a phrase can be; null where it has gaps, numbers, endings or too many wordings.

    A line whose key is none of them is not the phrase, whatever its spaces and marks; one whose key is may be.
    """
    parts = tokens(phrase)
    if any(part == "*" or (part.startswith("{") and len(part) > 1) for part in parts):
        return None
    found, _ = _branches(parts, 0)
    if found is None:
        return None
    keys = frozenset(map(key, found))
    return None if "" in keys else keys


def _branches(parts: list[str], at: int) -> tuple[set[str] | None, int]:
    """The texts of a choice, from `at` up to the bracket that closes it, and where that stands; null for too many."""
    whole: set[str] = set()
    branch = {""}
    while at < len(parts) and parts[at] not in {")", "]"}:
        part = parts[at]
        if part == "|":
            whole |= branch
            branch = {""}
        elif part in {"(", "["}:
            inside, at = _branches(parts, at + 1)
            if inside is None:
                return None, at
            options = inside | {""} if part == "[" else inside
            branch = {before + option for before in branch for option in options}
        else:
            branch = {before + part for before in branch}
        if len(branch) + len(whole) > MAX_WORDINGS:
            return None, at
        at += 1
    return whole | branch, at
