"""The links of a page, and how each stands on it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from crawler.discovery.addresses import clean, whole
from pipelines.roles import Role, role_of
from pipelines.urls import canonical, site

if TYPE_CHECKING:
    import lxml.etree

MAX_LINKS = 5_000
"""Links of one page that are looked at."""
MAX_TEXT = 300
"""Characters of a link's text that are kept."""
NEAR = 3
"""A heading so many elements around a link is the link's."""

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
MENU = int(Role.NAV | Role.HEADER)
FURNITURE = int(
    Role.NAV
    | Role.HEADER
    | Role.FOOTER
    | Role.SHARE
    | Role.LOGIN
    | Role.CONSENT
    | Role.COMMENTS
    | Role.TAGS
    | Role.BYLINE
)
"""Roles of what stands around stories, and is none."""
_ASKED_NOT_TO = frozenset({"nofollow", "sponsored", "ugc"})


@dataclass(slots=True)
class Link:
    """All links of a page to one address, taken together."""

    url: str
    text: str = ""
    """The longest of their texts, white space folded."""
    heading: bool = False
    """Whether one of them is a heading, or stands in one."""
    menu: bool = False
    """Whether one of them stands in a menu or in the page's head."""
    furniture: bool = True
    """Whether all of them stand around the stories, in menus, footers and the like."""


def base_of(tree: lxml.etree._Element, url: str) -> str:
    """The address that a page's relative links start from."""
    named = next((element.get("href") for element in tree.iter("base")), None)
    return whole(named, url) or url


def links_of(tree: lxml.etree._Element, url: str) -> list[Link]:
    """The links to other pages of the same site, in the page's order; not those that robots are asked not to follow."""
    base, here, own = base_of(tree, url), canonical(url), site(url)
    found: dict[str, Link] = {}
    roles: dict[lxml.etree._Element, int] = {}
    for element in islice(tree.iter("a", "area"), MAX_LINKS):
        address = whole(element.get("href"), base)
        if address is None or site(address) != own:
            continue
        if not _ASKED_NOT_TO.isdisjoint(str(element.get("rel") or "").lower().split()):
            continue
        key = canonical(address)
        if key == here:
            continue
        link = found.setdefault(key, Link(address))
        text = clean(" ".join(islice(element.itertext(), 100)))[:MAX_TEXT]
        if len(text) > len(link.text):
            link.text = text
        bits = _roles(element, roles)
        link.heading = link.heading or _is_heading(element)
        link.menu = link.menu or bool(bits & MENU)
        link.furniture = link.furniture and bool(bits & FURNITURE)
    return list(found.values())


def _roles(element: lxml.etree._Element, known: dict[lxml.etree._Element, int]) -> int:
    """The roles of an element, and of all around it."""
    # Not by recursion: elements stand up to 2,048 deep.
    waiting: list[lxml.etree._Element] = []
    around: lxml.etree._Element | None = element
    while around is not None and around not in known:
        waiting.append(around)
        around = around.getparent()
    bits = 0 if around is None else known[around]
    for one in reversed(waiting):
        if one.tag not in {"html", "body"}:
            bits |= role_of(str(one.tag), f"{one.get('class') or ''} {one.get('id') or ''}")
        # A heading inside a head element of a story card is the story's.
        if one.tag in {"article", "main"}:
            bits &= ~MENU
        known[one] = bits
    return bits


def _is_heading(element: lxml.etree._Element) -> bool:
    around: lxml.etree._Element | None = element
    for _ in range(NEAR):
        around = around.getparent() if around is not None else None
        if around is not None and around.tag in HEADINGS:
            return True
    return any(True for _ in islice(element.iter(*HEADINGS), 1))
