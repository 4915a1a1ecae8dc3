"""`sources=FILE.toml`: a list of sites, and what is wanted of each.

    [defaults]
    since = "3d"

    [sites.courier]
    front = "https://www.courier.example/"
    sections = ["/harbour/", "/council/"]
    deny = ["/live/", "*/video/*"]
    max_articles = 50

    [sites.bote]
    feeds = ["https://bote.example/feed.xml"]
    language = "de"
    browser = true

Errors name file, table and key. An unknown key is an error: a typing error must not go unnoticed.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from crawler.discovery.addresses import whole
from crawler.discovery.dates import read_since

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_LANGUAGE = re.compile(r"[a-z]{2,3}")


class SourcesError(ValueError):
    """A sources file that can't be used: its message names file, table and key."""


class _WrongValueError(ValueError):
    """Says what is wrong with a value; where it stands is added on the way up."""


@dataclass(frozen=True, slots=True)
class SiteSources:
    """A site as the file asks for it."""

    name: str
    """The table's own name; for log lines."""
    urls: tuple[str, ...] = ()
    """Articles."""
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    front: str | None = None
    """A front page: its feeds, sitemaps, sections and articles are found from there."""
    sections: tuple[str, ...] | None = None
    """Section pages to look for articles on, in full or from the front page on; null: those found in its menus."""
    allow: tuple[str, ...] = ()
    """Patterns; an article's address has to match one of them, where there are any."""
    deny: tuple[str, ...] = ()
    """Patterns; an article's address may match none of them."""
    max_articles: int | None = None
    """The most articles of one run."""
    language: str | None = None
    """ISO 639 code of the language that its articles are in."""
    browser: bool = False
    """Whether its pages are rendered in a browser."""
    since: datetime | None = None
    """What is certainly older is left out; aware."""

    def allows(self, url: str) -> bool:
        """Whether `allow` and `deny` let an article's address through."""
        place = _place(url)
        if any(_matches(pattern, place) for pattern in self.deny):
            return False
        return not self.allow or any(_matches(pattern, place) for pattern in self.allow)


def read_sources(path: str, now: datetime | None = None) -> tuple[SiteSources, ...]:
    """Read a sources file. `now` (aware) is what `since = "3d"` counts back from.

    Raises SourcesError for a file that can't be read, is no TOML, or says what it may not.
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
        data = tomllib.loads(text)
    except OSError as error:
        raise SourcesError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SourcesError(f"{path}: not UTF-8 at byte {error.start}") from error
    except tomllib.TOMLDecodeError as error:
        raise SourcesError(f"{path}: no TOML: {error}") from error
    table = _Table(path, now or datetime.now(UTC))
    table.check_keys("the file", data, ("defaults", "sites"))
    defaults = table.table("[defaults]", data.get("defaults", {}))
    table.check_keys("[defaults]", defaults, _DEFAULTABLE)
    sites = table.table("[sites]", data.get("sites", {}))
    if not sites:
        raise SourcesError(f"{path}: no site in it: write a table such as [sites.courier]")
    return tuple(
        table.site(name, {**defaults, **table.table(f"[sites.{name}]", options)}) for name, options in sites.items()
    )


class _Table:
    """Reads values, and says where a wrong one stands."""

    def __init__(self, path: str, now: datetime) -> None:
        self.path = path
        self.now = now

    def site(self, name: str, options: Mapping[str, Any]) -> SiteSources:
        where = f"[sites.{name}]"
        self.check_keys(where, options, _KEYS)
        read = {key: self._value(where, key, value) for key, value in options.items()}
        site = SiteSources(name, **read)
        if not (site.urls or site.feeds or site.sitemaps or site.front or site.sections):
            raise SourcesError(f"{self.path}: {where}: nothing to start from; give urls, feeds, sitemaps or front")
        if site.sections is not None:
            base = site.front or ""
            sections = tuple(whole(section, base) or "" for section in site.sections)
            if "" in sections:
                wrong = site.sections[sections.index("")]
                raise SourcesError(
                    f"{self.path}: {where} sections: {wrong!r} is no address, and there is no front to start it from"
                )
            return SiteSources(name, **{**read, "sections": sections})
        return site

    def check_keys(self, where: str, options: Mapping[str, Any], known: tuple[str, ...]) -> None:
        for key in options:
            if key not in known:
                near = get_close_matches(key, known, 1)
                hint = f"did you mean {near[0]!r}?" if near else f"it can have {', '.join(known)}"
                raise SourcesError(f"{self.path}: {where}: unknown key {key!r}; {hint}")

    def table(self, where: str, value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise SourcesError(f"{self.path}: {where} is no table")
        return value

    def _value(self, where: str, key: str, value: Any) -> Any:
        try:
            return _READERS[key](value, self.now)
        except ValueError as error:
            raise SourcesError(f"{self.path}: {where} {key}: {error}") from error


def _addresses(value: Any, _now: datetime) -> tuple[str, ...]:
    return tuple(_address(entry, _now) for entry in _texts(value, _now))


def _address(value: Any, _now: datetime) -> str:
    if not isinstance(value, str) or (url := whole(value, "")) is None:
        raise _WrongValueError(f"{value!r} is no http address in full")
    return url


def _texts(value: Any, _now: datetime) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(entry, str) and entry.strip() for entry in value):
        raise _WrongValueError(f"{value!r} is no list of texts")
    return tuple(entry.strip() for entry in value)


def _patterns(value: Any, now: datetime) -> tuple[str, ...]:
    patterns = _texts(value, now)
    for pattern in patterns:
        if not pattern.startswith(("/", "*")):
            raise _WrongValueError(f"{pattern!r} begins neither with / nor with *; patterns are those of robots.txt")
    return patterns


def _count(value: Any, _now: datetime) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise _WrongValueError(f"{value!r} is no whole number from 1 up")
    return value


def _flag(value: Any, _now: datetime) -> bool:
    if not isinstance(value, bool):
        raise _WrongValueError(f"{value!r} is neither true nor false")
    return value


def _language(value: Any, _now: datetime) -> str:
    if not isinstance(value, str) or not _LANGUAGE.fullmatch(value.lower()):
        raise _WrongValueError(f"{value!r} is no ISO 639 code such as 'de'")
    return value.lower()


def _since(value: Any, now: datetime) -> datetime:
    if isinstance(value, date):
        value = value.isoformat()
    if not isinstance(value, str):
        raise _WrongValueError(f"{value!r} is no time: write 12h, 3d, 2w, or a date such as 2026-11-20")
    return read_since(value, now)


_READERS: dict[str, Callable[[Any, datetime], Any]] = {
    "urls": _addresses,
    "feeds": _addresses,
    "sitemaps": _addresses,
    "front": _address,
    "sections": _texts,
    "allow": _patterns,
    "deny": _patterns,
    "max_articles": _count,
    "language": _language,
    "browser": _flag,
    "since": _since,
}
_KEYS = tuple(field.name for field in fields(SiteSources) if field.name != "name")
_DEFAULTABLE = ("allow", "deny", "max_articles", "language", "browser", "since")


def _place(url: str) -> str:
    """What patterns are held against: path and query."""
    parts = urlsplit(url)
    return f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"


def _matches(pattern: str, place: str) -> bool:
    """Whether a pattern of robots.txt matches: from the start, `*` for anything, `$` for the end."""
    ends = pattern.endswith("$")
    pieces = pattern.removesuffix("$").split("*")
    if not place.startswith(pieces[0]):
        return False
    at = len(pieces[0])
    for piece in pieces[1:-1]:
        at = place.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    last = pieces[-1]
    if len(pieces) == 1:
        return not ends or at == len(place)
    return place.endswith(last, at) if ends else place.find(last, at) >= 0
