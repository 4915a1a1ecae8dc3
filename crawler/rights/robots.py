"""robots.txt beyond Allow and Disallow: Content-Usage, Content-Signal, and License lines of RSL.

Which paths may be fetched is left to Scrapy's parser. Nothing that stands in comments is read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crawler.rights.paths import matches, path_of
from crawler.rights.usage import content_signal, content_usage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from crawler.rights.statements import Statement

MAX_SIZE = 500 * 1024
"""Bytes that are read of a robots.txt; RFC 9309 asks for at least so many."""
BUILT_ON = "scrapy"
"""Sites that name the framework mean what is built on it, unless they name the crawler itself."""
EVERYBODY = "*"
MAX_PREFERENCES = 1000
"""Content-Usage and Content-Signal lines that are kept of one file: each is held against every page of the site."""
MAX_LICENCES = 10

_PRODUCT = re.compile(r"[a-z_-]+")
# Lines that belong to the whole file: they do not end the list of agents that a group begins with.
_OF_THE_FILE = frozenset({"sitemap", "license", "host"})
_READ: dict[str, Callable[[str, str], list[Statement]]] = {
    "content-usage": content_usage,
    "content-signal": content_signal,
}


@dataclass(frozen=True, slots=True)
class Preference:
    """A Content-Usage or Content-Signal line."""

    field: str
    """Its name, as it stood."""
    path: str
    """A pattern; `/` where the line names none."""
    value: str

    @property
    def signal(self) -> str:
        """The line as it is recorded."""
        where = "" if self.path == "/" else f"{self.path} "
        return f"robots.txt {self.field}: {where}{self.value}"


@dataclass(slots=True)
class RobotsFile:
    """What a robots.txt says beyond Allow and Disallow to one crawler."""

    tokens: tuple[str, ...] = (EVERYBODY,)
    """The product tokens whose groups bind it: its own where that is named, or else everybody's, and its framework's
    where that is named."""
    preferences: list[Preference] = field(default_factory=list)
    licences: list[str] = field(default_factory=list)
    """Addresses of RSL documents; they hold for all agents."""

    def statements(self, url: str) -> list[Statement]:
        """What the preferences say of an address: of those of each name, the ones with the longest matching path."""
        path = path_of(url)
        said: list[Statement] = []
        for name, read in _READ.items():
            fitting = [p for p in self.preferences if p.field.lower() == name and matches(p.path, path)]
            longest = max((len(p.path) for p in fitting), default=0)
            for preference in fitting:
                if len(preference.path) == longest:
                    said += read(preference.value, preference.signal)
        return said


def read_robots(body: bytes, own: str) -> RobotsFile:
    """Read a robots.txt for the crawler whose product token is `own`.

    Lines that are none are passed over, as RFC 9309 asks. A preference outside any group is taken as said to
    everybody: a publisher who reserves a use means it.
    """
    candidates = (_product(own), BUILT_ON, EVERYBODY)
    named: set[str] = set()
    group: set[str] = set()
    before_groups, listing = True, False
    preferences: list[tuple[frozenset[str], Preference]] = []
    licences: dict[str, None] = {}
    for name, value in _lines(cut(body).decode("utf-8-sig", "replace")):
        key = name.lower()
        if key == "user-agent":
            if not listing:
                group = set()
            if (token := _product(value)) in candidates:
                group.add(token)
                named.add(token)
            before_groups, listing = False, True
        elif key == "license":
            if value.lower().startswith(("https://", "http://")):
                licences[value] = None
        elif key not in _OF_THE_FILE:
            listing = False
            to = frozenset(candidates) if before_groups else frozenset(group)
            if key in _READ and value and to and len(preferences) < MAX_PREFERENCES:
                preferences.append((to, _preference(name, value)))
    if (itself := candidates[0]) in named:
        tokens: tuple[str, ...] = (itself,)
    else:
        tokens = (EVERYBODY, BUILT_ON) if BUILT_ON in named else (EVERYBODY,)
    binding = [preference for to, preference in preferences if not to.isdisjoint(tokens)]
    return RobotsFile(tokens, binding, list(licences)[:MAX_LICENCES])


def cut(body: bytes) -> bytes:
    """As much of a robots.txt as is read, in whole lines."""
    if len(body) <= MAX_SIZE:
        return body
    return body[: max(body.rfind(b"\n", 0, MAX_SIZE), body.rfind(b"\r", 0, MAX_SIZE)) + 1]


def _lines(text: str) -> Iterable[tuple[str, str]]:
    for line in re.split(r"[\r\n]+", text):
        name, colon, value = line.partition("#")[0].partition(":")
        if colon and name.strip():
            yield name.strip(), value.strip()


def _product(value: str) -> str:
    """The token of a user-agent line: `CopyDesk/0.1` speaks to `copydesk`."""
    token = _PRODUCT.match(value.lower())
    return token[0] if token else value.lower()


def _preference(name: str, value: str) -> Preference:
    if value.startswith("/"):
        path, _, rest = value.partition(" ")
        return Preference(name, path, rest.strip())
    return Preference(name, "/", value)
