"""Path patterns as robots.txt has them: a prefix, `*` for anything, `$` for the end."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit


def path_of(url: str) -> str:
    """What patterns are held against: path and query of an address; `/` for none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "/"
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def matches(pattern: str, text: str) -> bool:
    """Tell whether a pattern matches the beginning of `text`, or all of it where the pattern ends in `$`.

    Percent-encoded and plain characters are the same. Takes a time linear in both: nothing is tried twice.
    """
    to_the_end = pattern.endswith("$")
    first, *others = (unquote(piece) for piece in pattern.removesuffix("$").split("*"))
    text = unquote(text)
    if not text.startswith(first):
        return False
    at = len(first)
    if not others:
        return not to_the_end or at == len(text)
    *inner, last = others
    for piece in inner:
        found = text.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    if to_the_end:
        return len(text) - len(last) >= at and text.endswith(last)
    return text.find(last, at) >= 0
