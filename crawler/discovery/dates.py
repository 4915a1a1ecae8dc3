"""Dates as feeds and sitemaps write them, and `since` as people do."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta, timezone
from email.utils import parsedate_to_datetime

from pipelines.dates import iso

_AGO = re.compile(r"(\d{1,5})\s*(min|h|d|w)")
_UNITS = {"min": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_RFC_822 = re.compile(r"(?:[A-Za-z]{2,9},?\s+)?\d{1,2}[\s-][A-Za-z]{3,9}[\s-]\d{2,4}\s+\d{1,2}:\d{2}")
_MONTH = re.compile(r"(\d{4})-(\d{2})")
# 06/05/2024 is a day in May or in June.
_EITHER_WAY = re.compile(r"(?:0?\d|1[0-2])[/.-](?:0?\d|1[0-2])[/.-]\d{2,4}\b")
_FAR_WEST = timezone(timedelta(hours=-12))


def read_date(text: str | None) -> str | None:
    """A date of a feed or sitemap in ISO 8601: a day, or a time with its offset where one is given.

    Null for what is no date, and for one that reads two ways: no date is better than a wrong one.
    """
    if not text or not text.strip():
        return None
    text = " ".join(text.split())[:64]
    if _RFC_822.match(text):
        try:
            # It knows the zones that RFC 822 names, such as EST.
            return iso(parsedate_to_datetime(text).isoformat())
        except (ValueError, OverflowError):
            return None
    if _EITHER_WAY.match(text):
        return None
    if (found := _MONTH.fullmatch(text)) is not None:
        return _end_of_month(int(found[1]), int(found[2]))
    return iso(text)


def _end_of_month(year: int, month: int) -> str | None:
    """The last day of a month: a month alone must not count as older than it is."""
    if not 1 <= month <= 12 or year < 1:
        return None
    return iso(date(year, month, monthrange(year, month)[1]).isoformat())


def latest(moment: str) -> datetime:
    """The last moment (aware) that an ISO 8601 date can mean: of a day, its end; without offset, in the far west.

    So nothing counts as older than it is. Raises ValueError for what is no such date.
    """
    if len(moment) == len("2024-05-06"):
        return datetime.combine(date.fromisoformat(moment), time.max, _FAR_WEST)
    read = datetime.fromisoformat(moment)
    return read if read.tzinfo is not None else read.replace(tzinfo=_FAR_WEST)


def read_since(text: str, now: datetime) -> datetime:
    """Read `3d`, `12h`, `2w`, `90min` as so long before `now`, or an ISO date or time (UTC where it has no offset).

    Raises ValueError with the forms that can be read.
    """
    text = text.strip()
    if (ago := _AGO.fullmatch(text)) is not None:
        return now - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is no time: write 12h, 3d, 2w, or a date such as 2026-11-20") from None
    moment = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    if moment > now:
        raise ValueError(f"{text!r} lies in the future")
    return moment
