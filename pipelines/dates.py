"""Dates of pages, as ISO 8601."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache

from dateutil import parser, tz

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?\s?(?:Z|[+-]\d{2}:?\d{2})?")
_IN_URL = re.compile(
    r"/((?:19|20)\d\d)[/_-]?(0[1-9]|1[0-2]|[1-9](?=[/_-]))[/_-]?(0[1-9]|[12]\d|3[01]|(?<=[/_-])[1-9])(?=\D|$)"
)
_BARE_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_FIGURES = re.compile(r"(?<![\d./-])(\d{1,2})\s?([./-])\s?(\d{1,2})\s?\2\s?((?:19|20)\d\d|\d\d)(?![\d/-])")
"""Day, month and year in figures, in an order that only the reader's country tells."""
_YEAR_FIRST = re.compile(r"((?:19|20)\d\d)(?:\s?[./-]\s?|年\s?|년\s?)(\d{1,2})(?:\s?[./-]\s?|月\s?|월\s?)(\d{1,2})")
# Two moments that share no part: what a reading takes over from them, the page did not say.
_BLANK, _OTHER = datetime(2001, 1, 1, 1), datetime(2004, 2, 2, 2)  # noqa: DTZ001 - a page's time may have no offset
DAY_FIRST, MONTH_FIRST = "DMY", "MDY"
FIRST_YEAR, LAST_YEAR = 1990, 2100


def iso(value: str | None, order: str | None = None, language: str | None = None) -> str | None:
    """A date in ISO 8601: a day, or a time with its offset where the page gives one.

    `order` tells what `03/04/2024` means, `DAY_FIRST` or `MONTH_FIRST`; `language` what the words mean that are not
    English. Null for what is no whole date of 1990 or later, and for one that can be read in two ways.
    """
    if not value:
        return None
    text = value.strip()[:64]
    try:
        if _BARE_DAY.fullmatch(text):
            moment: date | None = date.fromisoformat(text)
        elif _ISO.fullmatch(text):
            moment = datetime.fromisoformat(text).replace(microsecond=0)
        elif (figures := _FIGURES.match(text)) is not None:
            moment = _by_order(figures, text, order)
        else:
            moment = _worded(text)
    except (ValueError, OverflowError):
        moment = _in_language(text, language) if language not in {None, "en"} else None
    if moment is None or not FIRST_YEAR <= moment.year <= LAST_YEAR:
        return None
    return moment.isoformat()


def in_figures(text: str) -> bool:
    """Whether a text begins with a date in figures whose order it does not tell itself."""
    return _FIGURES.match(text.strip()) is not None


def _by_order(figures: re.Match[str], text: str, order: str | None) -> date | None:
    order = order_of(figures) or order
    if order is None:
        return None
    month_first = order == MONTH_FIRST
    day, month = (int(figures[3]), int(figures[1])) if month_first else (int(figures[1]), int(figures[3]))
    year = int(figures[4]) + (2000 if len(figures[4]) == 2 else 0)
    found = date(year, month, day)
    rest = text[figures.end() :].strip(" ,")
    if rest:
        moment = parser.parse(f"{found.isoformat()} {rest}", tzinfos=_offset)
        if moment.date() == found:
            return moment.replace(microsecond=0)
    return found


def order_of(figures: re.Match[str]) -> str | None:
    """What order the figures of a match of `_FIGURES` must have; null where both are possible."""
    first, second = int(figures[1]), int(figures[3])
    if first > 12 >= second:
        return DAY_FIRST
    if second > 12 >= first:
        return MONTH_FIRST
    # Points are no one's marks where months come first.
    return DAY_FIRST if figures[2] == "." or first == second else None


def orders_in(text: str) -> set[str]:
    """The orders that the dates in figures of a text must have, where one of them tells."""
    return {order for figures in _FIGURES.finditer(text) if figures[2] != "." and (order := _telling(figures))}


def _telling(figures: re.Match[str]) -> str | None:
    return order_of(figures) if figures[1] != figures[3] else None


_MONTH_FIRST_PLACES = frozenset(["us", "ph", "fm", "mh", "pw"])
_YEAR_FIRST_LANGUAGES = frozenset(["ja", "zh", "ko", "hu", "lt", "mn"])
_ENGLISH_DAY_FIRST = frozenset("uk gb au nz ie in za sg my hk ng ke gh pk lk bd jm tt mt zw ug tz eu".split())


def order_for(language: str | None, region: str | None, domain: str) -> str | None:
    """The order of dates in figures by language, region and the address's last part; null where these do not tell."""
    region = region.lower() if region else None
    end = domain.rsplit(".", 1)[-1].lower()
    if region in _MONTH_FIRST_PLACES:
        return MONTH_FIRST
    if region is not None and region != "ca":
        return DAY_FIRST
    if end in _MONTH_FIRST_PLACES or end in {"gov", "mil"}:
        return MONTH_FIRST
    if end in _ENGLISH_DAY_FIRST:
        return DAY_FIRST
    if language and language != "en" and language not in _YEAR_FIRST_LANGUAGES:
        return DAY_FIRST
    return None


_MONTH_NAMES = {name: month for month, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_MONTH = "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
_PLAINLY = re.compile(rf"(?:(\d{{1,2}})\s+({_MONTH})|({_MONTH})\.?\s+(\d{{1,2}})),?\s+((?:19|20)\d\d)", re.IGNORECASE)
"""The commonest dates in words: read at once, since the parser of all others takes a while."""


def _worded(text: str) -> date | None:
    """A date in words or in an order of its own; null where its day, month or year is missing. Raises ValueError for other text."""
    if (plain := _PLAINLY.fullmatch(text)) is not None:
        day, month, name, other, year = plain.groups()
        return date(int(year), _MONTH_NAMES[(month or name)[:3].lower()], int(day or other))
    first, second = (parser.parse(text, default=blank, tzinfos=_offset) for blank in (_BLANK, _OTHER))
    if first.date() != second.date():
        return None
    return first.replace(microsecond=0) if first.hour == second.hour else first.date()


def _offset(name: str | None, seconds: int | None) -> tz.tzoffset | None:
    """Only offsets in figures, and UTC: what a zone's letters mean depends on who reads them."""
    return None if seconds is None else tz.tzoffset(name, seconds)


@lru_cache(maxsize=4096)
def _in_language(text: str, language: str) -> date | None:
    """A date in words of a language that dateparser knows; null for other text."""
    import dateparser  # slow to import, and only some pages need it

    try:
        moment: datetime | None = dateparser.parse(
            text,
            languages=[language],
            settings={"REQUIRE_PARTS": ["day", "month", "year"], "PARSERS": ["absolute-time"]},
        )
    except ValueError:  # a language that it has no data of
        return None
    if moment is None:
        return None
    return moment.replace(microsecond=0) if re.search(r"\d:\d\d", text) else moment.date()


# --- dates that stand in running text ---

_WORD = r"[^\W\d_]{3,12}"
_IN_TEXT = re.compile(
    rf"(?<!\d)\d{{1,2}}(?:st|nd|rd|th)?\.?[\s-](?:de |of |d[’'])?{_WORD}\.?,?[\s-](?:de |del )?(?:19|20)\d\d(?!\d)"
    rf"|{_WORD}\.?\s\d{{1,2}}(?:st|nd|rd|th)?,?\s(?:19|20)\d\d(?!\d)"
    rf"|(?<!\d)(?:19|20)\d\d(?:\s?[./-]\s?|年\s?|년\s?)\d{{1,2}}(?:\s?[./-]\s?|月\s?|월\s?)\d{{1,2}}(?!\d)"
    rf"|(?<![\d./-])\d{{1,2}}\s?[./-]\s?\d{{1,2}}\s?[./-]\s?(?:(?:19|20)\d\d|\d\d)(?![\d/-])"
)
MAX_IN_TEXT = 6


_LIKE_DAY = re.compile(r"\d{4}|\d[./-]\d")


def names_day(text: str) -> bool:
    """Whether a text can name a day: a quick look, before a close one."""
    return _LIKE_DAY.search(text) is not None


def in_text(text: str, order: str | None, language: str | None) -> list[tuple[int, str]]:
    """The days that a short text names, each with the place where it begins."""
    found: list[tuple[int, str]] = []
    for match in _IN_TEXT.finditer(text):
        if (day := _day(match[0], order, language)) is not None:
            found.append((match.start(), day))
        if len(found) >= MAX_IN_TEXT:
            break
    return found


def _day(text: str, order: str | None, language: str | None) -> str | None:
    year_first = _YEAR_FIRST.fullmatch(text)
    if year_first is not None:
        try:
            return date(*(int(part) for part in year_first.groups())).isoformat()
        except ValueError:
            return None
    value = iso(re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", text), order, language)
    return value[:10] if value else None


_WORD_IN_URL = re.compile(
    r"/((?:19|20)\d\d)/(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}/(0?[1-9]|[12]\d|3[01])(?=\D|$)",
    re.IGNORECASE,
)


def from_url(url: str) -> str | None:
    """The day in an address such as `/2024/05/17/` or `/2024/may/17/`."""
    if (found := _IN_URL.search(url)) is not None:
        year, month, day = (int(part) for part in found.groups())
    elif (found := _WORD_IN_URL.search(url)) is not None:
        year, month, day = int(found[1]), _MONTH_NAMES[found[2].lower()], int(found[3])
    else:
        return None
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
