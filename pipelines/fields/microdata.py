"""Values of microdata: the attribute that carries one, a name inside, or the text."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import lxml.etree

_CARRIES = ("content", "datetime")
LONGEST = 300
"""Characters of a value; what is longer is no name and no date."""
MAX_PIECES = 100
"""Runs of text of an element that are looked at: no name and no date has as many."""


def value_of(el: lxml.etree._Element) -> str | None:
    """What a property's element says: of an item, its name."""
    for attribute in _CARRIES:
        if (value := el.get(attribute)) is not None and str(value).strip():
            return " ".join(str(value).split())[:LONGEST]
    if el.get("itemscope") is not None:
        for inner in islice(el.iter(), MAX_PIECES):
            if inner is not el and "name" in str(inner.get("itemprop") or "").split():
                return value_of(inner)
    text = text_of(el)
    return text if 0 < len(text) <= LONGEST else None


def text_of(el: lxml.etree._Element) -> str:
    """The text of a small element in one line; of a large one, how it begins."""
    return " ".join(" ".join(islice(map(str, el.itertext()), MAX_PIECES)).split())
