"""Whether a page may be kept as it was served."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import lxml.etree

from crawler.rights.judging import grounds, short
from crawler.rights.page import OWN, of_headers, of_tree
from crawler.rights.statements import Topic

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from crawler.rights.statements import Statement

# A page without any of these in it says nothing that counts here, and need not be parsed.
_TELLING = re.compile(
    rb"noai|noarchive|nocache|nosnippet|max-snippet|unavailable_after|tdm-reservation|rsl\+xml", re.IGNORECASE
)


def objections(statements: Sequence[Statement], now: datetime) -> list[str]:
    """The signals for which no copy of a page is kept: those for which its text is left out, and `noarchive`."""
    against = [s.signal for s in statements if s.topic is Topic.KEEPING and s.reserved]
    return list(dict.fromkeys([*grounds(statements, now), *map(short, against)]))


def of_answer(
    url: str, headers: Mapping[str, str], robots_tags: Sequence[str], body: bytes, own: str = OWN
) -> list[Statement]:
    """What an HTML page says of itself, from its decoded bytes; cheap where it says nothing."""
    said = of_headers(headers, own, robots_tags)
    if _TELLING.search(body):
        tree = lxml.etree.fromstring(body, lxml.etree.HTMLParser())
        if tree is not None:
            said += of_tree(tree, url, own)
    return said
