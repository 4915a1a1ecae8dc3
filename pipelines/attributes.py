"""Start tags with more attributes than any page has use for.

libxml2 takes an element's attributes into a list that it walks to the end for each of them: a megabyte of
attributes in one tag would hold up a crawl for a minute, ten of them for hours.
"""

from __future__ import annotations

import re

MAX_ATTRIBUTES = 256
"""Attributes of an element that are kept; the most met on a news page were 30."""
LARGE = 3_000_000
"""Pages of more characters than this are read tag by tag; shorter ones only where a tag stands out at a quick look."""

_VALUE = r"""(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\s>"'][^\s>]*+|(?=>)|\Z)"""
_ATTRIBUTE = rf"[\s/]*+(?:=?+[^\s/>=]++(?:\s*+=\s*+{_VALUE})?+|=)"
# As HTML's own tokenizer reads them. A tag that is never closed goes to the end of the text, so that each
# character is looked at once, whatever the page.
_TAG = re.compile(rf"<([a-zA-Z][^\s/>]*+)(?:{_ATTRIBUTE})*+[\s/]*+(?:>|\Z)")
_SOME = re.compile(rf"<[a-zA-Z][^\s/>]*+(?:{_ATTRIBUTE}){{0,{MAX_ATTRIBUTES}}}+")
_TAGS_END = re.compile(r"[\s/]*+(?:>|\Z)")
_WINDOW = 4_096
_RAW_END = {
    name: re.compile(rf"</{name}\b|\Z", re.IGNORECASE) for name in ("script", "style", "textarea", "title", "xmp")
}


def spared(html: str) -> str:
    """The page, its tags left with `MAX_ATTRIBUTES` each. Linear in the length of the page."""
    if len(html) <= LARGE and not _stands_out(html):
        return html
    kept: list[str] = []
    copied = at = 0
    while (tag := _TAG.search(html, at)) is not None:
        at = tag.end()
        if at - tag.start() > 2 * MAX_ATTRIBUTES and (end := _too_many(html, tag.start())) is not None:
            kept += [html[copied:end], ">"]
            copied = at
        if (raw := _RAW_END.get(tag[1].lower())) is not None and (found := raw.search(html, at)) is not None:
            # What stands in a script is not markup.
            at = found.start()
    return "".join([*kept, html[copied:]]) if kept else html


def _too_many(html: str, start: int) -> int | None:
    """Where the attributes to keep end, of the tag that begins at `start`; null where it has no more than those."""
    some = _SOME.match(html, start)
    return some.end() if some is not None and _TAGS_END.match(html, some.end()) is None else None


def _stands_out(html: str) -> bool:
    """Whether there is a long tag with too many attributes; a quick look at stretches without angle brackets."""
    searched = 0
    for start in range(0, len(html) - _WINDOW, _WINDOW):
        end = start + _WINDOW
        if html.find(">", start, end) < 0 and html.find("<", start, end) < 0:
            opened = html.rfind("<", searched, start)
            searched = start
            if opened >= 0 and html.find(">", opened, start) < 0 and _too_many(html, opened) is not None:
                return True
    return False
