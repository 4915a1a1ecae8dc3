"""Really Simple Licensing (RSL 1.0): licence documents in XML, of their own or inside a page or feed."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

import lxml.etree

from crawler.rights.paths import matches, path_of
from crawler.rights.statements import Statement, Topic

NAMESPACE = "https://rslstandard.org/rsl"
MEDIA_TYPE = "application/rsl+xml"
MAX_SIZE = 1024 * 1024
"""Bytes of a document that are read."""
MAX_CONTENTS = 2000
"""Scopes that are kept of one document: each is held against every page of the site."""

_NAMES = {
    Topic.TRAINING: frozenset({"ai-train", "train-ai", "ai-all", "all"}),
    Topic.INPUT: frozenset({"ai-input", "ai-all", "all"}),
}
# Payment that asks for nothing, or for a mention alone.
_FREE = frozenset({"free", "attribution"})


class RslError(ValueError):
    """No RSL document, or none that can be read."""


@dataclass(frozen=True, slots=True)
class Licence:
    """One `<license>`: usage tokens in lower case."""

    permits: frozenset[str] | None = None
    """Null where it does not speak of usage: all of it is then permitted."""
    prohibits: frozenset[str] = frozenset()
    limited: bool = False
    """It holds for some users or places only."""
    payment: str = "free"

    @property
    def unconditional(self) -> bool:
        """Whether anybody may take it without paying."""
        return not self.limited and self.payment in _FREE


@dataclass(frozen=True, slots=True)
class Content:
    """One `<content>`: the addresses it speaks of, and what may be done with them."""

    url: str
    """A path or an address, with `*` and `$`."""
    server: str | None = None
    """Where a licence must be taken first, even a free one."""
    licences: tuple[Licence, ...] = ()


def read(body: bytes) -> list[Content]:
    """The contents of an RSL document, in its order; of a feed or page in XML, those inside it.

    Raises `RslError` where it is no XML or holds none.
    """
    if len(body) > MAX_SIZE:
        raise RslError(f"longer than {MAX_SIZE} bytes")
    parser = lxml.etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = lxml.etree.fromstring(body.strip(), parser)
    except (lxml.etree.XMLSyntaxError, ValueError) as error:
        raise RslError(f"not XML: {error}") from error
    found = [_content(element) for element in root.iter(f"{{{NAMESPACE}}}content")]
    if not found:
        raise RslError("no <content> of RSL in it")
    return found[:MAX_CONTENTS]


def statements(contents: list[Content], url: str, where: str) -> list[Statement]:
    """What a document says of an address; `where` names the document.

    The most specific scope that matches decides; where several are, each is heard and the stricter wins.
    """
    fitting = [content for content in contents if _covers(content.url, url)]
    longest = max((len(_scope(content.url)[1]) for content in fitting), default=0)
    said: list[Statement] = []
    for content in fitting:
        if len(_scope(content.url)[1]) == longest:
            said += _meaning(content, f"{where} {content.url}")
    return said


def _meaning(content: Content, signal: str) -> list[Statement]:
    if content.server:
        return [Statement(f"{signal}: licence from {content.server}", Topic.LICENCE, True)]
    said = []
    for topic, names in _NAMES.items():
        reserved, why = _reserved(content.licences, names)
        if reserved is not None:
            said.append(Statement(f"{signal}: {topic} {why}", topic, reserved))
    return said or [Statement(signal)]


def _reserved(licences: tuple[Licence, ...], names: frozenset[str]) -> tuple[bool | None, str]:
    """Whether a use is kept back; null where no licence says anything. Prohibition beats permission."""
    if not licences:
        return None, ""
    if any(licence.prohibits & names for licence in licences):
        return True, "prohibited"
    permitting = [licence for licence in licences if licence.permits is None or licence.permits & names]
    if not permitting:
        return True, "not permitted"
    # A licence is a choice: one that anybody may take for nothing is enough.
    if any(licence.unconditional for licence in permitting):
        return False, "permitted"
    return True, f"on terms ({', '.join(sorted({licence.payment for licence in permitting}))})"


def _scope(pattern: str) -> tuple[str | None, str]:
    """Host and path of a scope; a path holds on any host."""
    if "://" not in pattern:
        return None, pattern
    try:
        host = urlsplit(pattern).hostname
    except ValueError:
        # No address: it covers nothing.
        host = None
    _, slash, path = pattern.partition("://")[2].partition("/")
    return host or "", slash + path or "/"


def _covers(pattern: str, url: str) -> bool:
    host, path = _scope(pattern)
    try:
        there = urlsplit(url).hostname
    except ValueError:
        return False
    return (host is None or host == there) and matches(path, path_of(url))


def _content(element: lxml.etree._Element) -> Content:
    licences = tuple(_licence(child) for child in element.iter(f"{{{NAMESPACE}}}license"))
    return Content((element.get("url") or "/").strip(), (element.get("server") or "").strip() or None, licences)


def _licence(element: lxml.etree._Element) -> Licence:
    permits: set[str] | None = None
    prohibits: set[str] = set()
    limited = False
    payment = "free"
    for child in element:
        if not isinstance(child.tag, str):
            continue
        name = lxml.etree.QName(child).localname
        sort = (child.get("type") or "").strip().lower()
        tokens = set((child.text or "").lower().replace(",", " ").split())
        if name in {"permits", "prohibits"} and sort in {"user", "geo"}:
            limited = limited or bool(tokens - {"all"}) or name == "prohibits"
        elif name == "permits" and sort in {"usage", ""}:
            permits = (permits or set()) | tokens
        elif name == "prohibits" and sort in {"usage", ""}:
            prohibits |= tokens
        elif name == "payment":
            payment = sort or "unknown"
    return Licence(None if permits is None else frozenset(permits), frozenset(prohibits), limited, payment)
