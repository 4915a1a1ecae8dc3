"""Dates of pages, as ISO 8601."""

from __future__ import annotations

import re
from datetime import datetime

from dateutil import parser

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?\s?(?:Z|[+-]\d{2}:?\d{2})?)?")
_IN_URL = re.compile(r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?=\D|$)")
_BARE_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def iso(value: str | None) -> str | None:
    """A machine-readable date in ISO 8601: a day, or a time with its offset where the page gives one.

    Null for what is no date of 1990 or later.
    """
    if not value:
        return None
    text = value.strip()[:64]
    if _BARE_DAY.fullmatch(text):
        return text if "1990" <= text[:4] <= "2100" else None
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00")) if _ISO.fullmatch(text) else parser.parse(text)
    except (ValueError, OverflowError, parser.UnknownTimezoneWarning):
        return None
    if not 1990 <= moment.year <= 2100:
        return None
    return moment.replace(microsecond=0).isoformat()


def from_url(url: str) -> str | None:
    """The day in an address such as `/2024/05/17/`."""
    found = _IN_URL.search(url)
    return "-".join(found.groups()) if found else None
