"""Directives for robots: `X-Robots-Tag` headers and `<meta name="robots">`. De facto, not a standard.

Recorded are those that keep something back; `index`, `max-snippet:-1`, `max-image-preview:large` and the like
are not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from dateutil import parser as dates

from crawler.rights.statements import Statement, Topic

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_WITH_VALUE = frozenset({"max-snippet", "max-image-preview", "max-video-preview", "unavailable_after"})
_TOPICS: dict[str, tuple[Topic, ...]] = {
    "noai": (Topic.TRAINING, Topic.INPUT),
    "noimageai": (Topic.IMAGES,),
    "noimageindex": (Topic.IMAGES,),
    "noarchive": (Topic.KEEPING,),
    "nocache": (Topic.KEEPING,),
    "nosnippet": (Topic.SHOWING,),
    "noindex": (Topic.INDEXING,),
    "nofollow": (Topic.FOLLOWING,),
    "none": (Topic.INDEXING, Topic.FOLLOWING),
}
_NAME = re.compile(r"\s*([A-Za-z*][\w*-]*)\s*(:)?")
# A date may hold commas: "Sunday, 25-Jun-2028 15:00:00 PST".
_MAX_COMMAS = 2
_ZONES = {"EST": -18000, "EDT": -14400, "CST": -21600, "CDT": -18000, "MST": -25200, "MDT": -21600, "PST": -28800}
_ZONES |= {"PDT": -25200, "CET": 3600, "CEST": 7200, "BST": 3600, "JST": 32400}
_MAX_ENTRIES = 100
_DATE_LIKE = re.compile(r"\d\D+\d|\d{8}")
_LONGEST_DATE = 60


@dataclass(frozen=True, slots=True)
class Directive:
    """One directive."""

    name: str
    """In lower case."""
    value: str | None = None
    agent: str | None = None
    """The product token it speaks to, in lower case; null for everybody."""


def read_directives(text: str) -> Iterator[Directive]:
    """The directives of one header or `content`; a token before a colon speaks for all that follow it there."""
    agent: str | None = None
    entries = re.split(r"[,;]", text)[:_MAX_ENTRIES]
    at = 0
    while at < len(entries):
        entry = entries[at]
        at += 1
        while (found := _NAME.match(entry)) is not None:
            name, rest = found[1].lower(), entry[found.end() :]
            if found[2] is None:
                yield Directive(name, None, agent)
            elif name not in _WITH_VALUE:
                agent = None if name == "*" else name
            elif name == "unavailable_after":
                taken = _date_entries(rest, entries[at:])
                yield Directive(name, ",".join([rest, *entries[at : at + taken]]).strip(), agent)
                at += taken
                break
            else:
                value, _, rest = rest.strip().partition(" ")
                yield Directive(name, value.lower(), agent)
            entry = rest


def statements(text: str, where: str, agents: Collection[str] = ()) -> list[Statement]:
    """What the directives for everybody, and for `agents` (in lower case), say; `where` is what they stood in."""
    said: list[Statement] = []
    for directive in read_directives(text):
        if directive.agent is None or directive.agent in agents:
            named = f"{directive.agent}: " if directive.agent else ""
            value = f":{directive.value}" if directive.value is not None else ""
            said += _meaning(directive, f"{where}: {named}{directive.name}{value}")
    return said


def _meaning(directive: Directive, signal: str) -> list[Statement]:
    match directive.name, directive.value:
        case "max-snippet", str(value) if value.isdecimal():
            # Nothing may be shown, or so many characters; whoever shows the text has to count them.
            return [Statement(signal, Topic.SHOWING, True if int(value) == 0 else None)]
        case "max-image-preview", "none":
            return [Statement(signal, Topic.IMAGES, True)]
        case "unavailable_after", str(value):
            moment = _moment(value)
            return [Statement(signal, Topic.EXPIRY, None, moment.isoformat() if moment else None)]
        case name, None:
            return [Statement(signal, topic, True) for topic in _TOPICS.get(name, ())]
    return []


def _date_entries(first: str, following: list[str]) -> int:
    """How many of the entries that follow belong to a date that begins with `first`."""
    for taken in range(min(_MAX_COMMAS, len(following)) + 1):
        if _moment(",".join([first, *following[:taken]])) is not None:
            return taken
    return 0


def _moment(text: str) -> datetime | None:
    """A date in any usual form; a day without a time is over with its last second, UTC where no zone is named."""
    text = text.strip()
    if not _DATE_LIKE.search(text) or len(text) > _LONGEST_DATE:
        return None
    try:
        moment = dates.parse(text, tzinfos=_zone, default=datetime(2000, 1, 1, 23, 59, 59, tzinfo=UTC))
    except (ValueError, OverflowError, TypeError):
        return None
    return moment


def _zone(name: str | None, offset: int | None) -> int | None:
    return offset if offset is not None else _ZONES.get((name or "").upper(), 0)
