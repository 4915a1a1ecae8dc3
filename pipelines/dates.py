"""Dates of pages, as ISO 8601."""

from __future__ import annotations

import re
from datetime import date, datetime

from dateutil import parser, tz

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?\s?(?:Z|[+-]\d{2}:?\d{2})?")
_IN_URL = re.compile(r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?=\D|$)")
_BARE_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
# Two moments that share no part: what a reading takes over from them, the page did not say.
_BLANK, _OTHER = datetime(2001, 1, 1, 1), datetime(2004, 2, 2, 2)  # noqa: DTZ001 - a page's time may have no offset


def iso(value: str | None) -> str | None:
    """A machine-readable date in ISO 8601: a day, or a time with its offset where the page gives one.

    Null for what is no whole date of 1990 or later.
    """
    if not value:
        return None
    text = value.strip()[:64]
    try:
        if _BARE_DAY.fullmatch(text):
            moment: date | None = date.fromisoformat(text)
        elif _ISO.fullmatch(text):
            moment = datetime.fromisoformat(text).replace(microsecond=0)
        else:
            moment = _worded(text)
    except (ValueError, OverflowError):
        return None
    if moment is None or not 1990 <= moment.year <= 2100:
        return None
    return moment.isoformat()


def _worded(text: str) -> date | None:
    """A date in words or in an order of its own; null where its day, month or year is missing. Raises ValueError for other text."""
    first, second = (parser.parse(text, default=blank, tzinfos=_offset) for blank in (_BLANK, _OTHER))
    if first.date() != second.date():
        return None
    return first.replace(microsecond=0) if first.hour == second.hour else first.date()


def _offset(name: str | None, seconds: int | None) -> tz.tzoffset | None:
    """Only offsets in figures, and UTC: what a zone's letters mean depends on who reads them."""
    return None if seconds is None else tz.tzoffset(name, seconds)


def from_url(url: str) -> str | None:
    """The day in an address such as `/2024/05/17/`."""
    found = _IN_URL.search(url)
    return "-".join(found.groups()) if found else None
