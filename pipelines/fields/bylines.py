"""Bylines that only a reader sees: names beside the headline that no statement of the page declares."""

from __future__ import annotations

import re
from collections import deque
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from pipelines.fields.microdata import MAX_PIECES, text_of
from pipelines.fields.names import BY, GLUED_BY, is_person, people, signs_as_team
from pipelines.roles import FAR, Role, role_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import lxml.etree

    from pipelines.draft import Block

    Hit = tuple[int, list[str], lxml.etree._Element]

LINES_BEFORE, LINES_BEHIND = 6, 12
"""Blocks around the headline in which a byline is looked for."""
_BYLINE, _FOOTER = int(Role.BYLINE), int(Role.FOOTER)
_NEAR_TOO = int(Role.AD | Role.FOOTER)
"""What a line that is called a byline can be called as well."""
ALONE_BEHIND = 4
"""Blocks behind the headline in which a line of names alone is a byline."""
ALONE_SHARE = 0.8
"""Share of such a line's letters that the names have."""
_HINT = re.compile(
    r"(?<![a-z])(?:by-?line|authors?|autor(?:en|es|in)?|auteurs?|writer|writers|contributors?|signature|penulis|forfatter|skribent)(?![a-z])"
    r"|(?:author|byline|autor|auteur)[_-]?(?:name|link|nom|nombre)|(?:article|post|entry|story|content)[_-]?(?:author|byline|autor|auteur)",
    re.IGNORECASE,
)
_STEM = re.compile(r"auth?or|auteur|by-?line|writer|contributor|signature|penulis|forfatter|skribent", re.IGNORECASE)
_ADDRESS = re.compile(
    r"/(?:authors?|autor(?:en|es)?|auteurs?|contributors?|people|person|profiles?|staff|writers?|reporters?|journalists?|by|team|redaktion|redakteure?|columnists?|experts?)/[^/?#]+",
    re.IGNORECASE,
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_FAR = (FAR | int(Role.CAPTION | Role.FIGURE)) & ~int(Role.SHARE | Role.LOGIN)
_ELSEWHERE = int(Role.COMMENTS | Role.RELATED | Role.FOOTER | Role.CAPTION | Role.HIDDEN)
"""Roles of lines that are no byline, however near the headline they stand."""
_NEAR_ELEMENTS, _NEAR_BEFORE, _TOGETHER = 260, 60, 14
"""Elements behind and before the headline in which a byline begins, and between two authors of one byline."""
_SKIPPED = frozenset(["script", "style", "noscript", "template", "svg", "head", "select", "form", "textarea"])
MAX_LOOKED = 200
"""Elements called author whose text is read, names or none."""
MAX_TEXT, MAX_LINE = 220, 120
"""Characters of an element that can be a byline, and of a line that can be one far from the headline."""


def visible(
    tree: lxml.etree._Element,
    heads: Sequence[lxml.etree._Element],
    blocks: Sequence[Block],
    headline: str | None,
    place: int,
    *,
    loose: bool,
) -> list[str]:
    """The authors in the byline that a reader sees.

    That is a line that begins with "By" near the headline; what markup there calls an author; a name that stands
    beside the date; at last a line such as "Written by" elsewhere.

    `loose`: where nothing else names anyone, also what says less: a name beside the date, and names that are no
    person's, such as an editorial team's.
    """
    near = _near(blocks, place)
    title = _folded(headline or "")
    return (
        _opened(near, strict=True)
        or _first_name(near)
        or _marked(tree, heads, headline, strict=True)
        or (_beside_date(near, place, title) if loose else [])
        or _alone(near, place, title)
        or (loose and _elsewhere(blocks))
        or (loose and _team(near, place))
        or (loose and (_opened(near, strict=False) or _marked(tree, heads, headline, strict=False)))
        or []
    )


def signed(blocks: Sequence[Block], place: int) -> list[str]:
    """The people whom a line at the headline names as authors in so many words."""
    near = [b for b in _near(blocks, place) if abs(b.index - place) <= LINES_BEFORE]
    return _opened(near, strict=True) or _first_name(near)


def listed(blocks: Sequence[Block], place: int) -> list[str]:
    """The people in a line that is nothing but names, right behind the headline."""
    return _alone(_near(blocks, place), place, "", plain=True)


def _near(blocks: Sequence[Block], place: int) -> list[Block]:
    """The lines around the headline that can be bylines. What is called a footer there is the headline's own."""
    return [
        b
        for b in _around(blocks, place)
        if len(b.text) <= MAX_TEXT
        and not b.roles & (_ELSEWHERE & ~_FOOTER if 0 < b.index - place <= ALONE_BEHIND else _ELSEWHERE)
    ]


def _around(blocks: Sequence[Block], place: int) -> list[Block]:
    """The blocks behind the headline, and then those before it, the nearest first."""
    return [*blocks[place : place + LINES_BEHIND + 1], *reversed(blocks[max(0, place - LINES_BEFORE) : place])]


def _marked(
    tree: lxml.etree._Element, heads: Sequence[lxml.etree._Element], headline: str | None, *, strict: bool
) -> list[str]:
    """Names in elements that are called author or byline, or that link to an author's page, near the headline."""
    head = _head_of(heads, headline)
    if head is None:
        body = tree.find("body")
        return _together(_hits((tree if body is None else body).iter(), headline, strict=strict))
    return _together(_hits(islice(_behind(head), _NEAR_ELEMENTS), headline, strict=strict)) or _together(
        _hits(_just_before(head), headline, strict=strict)
    )


def _head_of(heads: Sequence[lxml.etree._Element], headline: str | None) -> lxml.etree._Element | None:
    """The heading that holds the headline, or else the first one."""
    wanted = headline.casefold()[:30] if headline else None
    if wanted is not None and len(heads) > 1:
        return next((head for head in heads if wanted in text_of(head).casefold()), heads[0])
    return heads[0] if heads else None


def _behind(el: lxml.etree._Element) -> Iterator[lxml.etree._Element]:
    """All elements behind one, in the page's order, up to the end of the page."""
    up: lxml.etree._Element | None = el
    while up is not None:
        beside = up.getnext()
        if beside is None:
            up = up.getparent()
            continue
        yield from beside.iter()
        up = beside


def _just_before(el: lxml.etree._Element) -> list[lxml.etree._Element]:
    """The last elements before one, in the page's order."""
    found: list[lxml.etree._Element] = []
    up: lxml.etree._Element | None = el
    while up is not None and len(found) < _NEAR_BEFORE:
        beside = up.getprevious()
        if beside is None:
            up = up.getparent()
            continue
        found = [*deque(beside.iter(), maxlen=_NEAR_BEFORE), *found]
        up = beside
    return found[-_NEAR_BEFORE:]


def _hits(elements: Iterable[lxml.etree._Element], headline: str | None, *, strict: bool) -> list[Hit]:
    """The elements that name authors, each with its place and the names."""
    found: list[Hit] = []
    looked = 0
    title = _folded(headline or "")
    for place, el in enumerate(elements):
        if found and place - found[-1][0] > _TOGETHER:
            break
        tag = el.tag
        if tag in _SKIPPED or not _is_called(el, tag):
            continue
        looked += 1
        if looked > MAX_LOOKED:
            break
        names = [name for name in _names_of(el, strict=strict) if _folded(name) not in title]
        if names and not _is_far(el):
            found.append((place, names, el))
    return found


def _together(hits: Sequence[Hit]) -> list[str]:
    """The names of the first byline, and of those that stand right behind it."""
    gathered: list[str] = []
    for _, names, el in hits:
        if not gathered or not _OTHER_PART.search(_before(el)):
            gathered += names
    return people(gathered)


_OTHER_PART = re.compile(
    r"review|edited|editor|fact|check|photo|illustrat|expert|gepr[üu]ft|foto|translat|curated", re.IGNORECASE
)


def _before(el: lxml.etree._Element) -> str:
    """The words that lead to a name: those before it in its parents' text."""
    up = el.getparent()
    if up is None:
        return ""
    around = up.getparent() if len(up) == 1 and up.getparent() is not None else up
    text = text_of(around) if around is not None else ""
    before, found, _ = text.partition(text_of(el))
    return before[-40:] if found else ""


def _is_called(el: lxml.etree._Element, tag: object) -> bool:
    value = el.get("class")
    if value is not None and _names_author(value):
        return True
    if tag == "a":
        href = el.get("href")
        return href is not None and _ADDRESS.search(str(href)[:300]) is not None
    value = el.get("data-testid") or el.get("id")
    return value is not None and _names_author(value)


@lru_cache(maxsize=32768)
def _names_author(value: str) -> bool:
    """Whether a class, an id or the like speaks of an author. Few different ones make up a site."""
    value = str(value)[:200]
    return _STEM.search(value) is not None and _HINT.search(_CAMEL.sub("-", value)) is not None


def _names_of(el: lxml.etree._Element, *, strict: bool) -> list[str]:
    """The names at the beginning of an element's text, line by line."""
    lines: list[str] = []
    size = 0
    for piece in islice(el.itertext(), MAX_PIECES):
        text = " ".join(str(piece).split())
        if text:
            lines.append(text)
            size += len(text)
            if size > MAX_TEXT:
                break
    found: list[str] = []
    for line in lines[:12]:
        names = people([line], strict=strict) if strict or _is_short(line) else []
        if names:
            found += names
        elif found and not re.fullmatch(r"[,;&|·•]|and|und|et|y|e|og|och|en|ja", line.strip().casefold()):
            break
    return found


def _is_far(el: lxml.etree._Element) -> bool:
    up = el
    for _ in range(9):
        tag = str(up.tag)
        if tag in {"body", "html", "main"}:
            return False
        if role_of(tag, f"{up.get('class') or ''} {up.get('id') or ''}") & _FAR:
            return True
        parent = up.getparent()
        if parent is None:
            return False
        up = parent
    return False


def _elsewhere(blocks: Sequence[Block]) -> list[str]:
    """The same from any line of the page; in its footer from one with a date, such as "Posted by ... on 3 May 2024"."""
    lines = [
        b
        for b in blocks
        if len(b.text) <= MAX_LINE and (not b.roles & _FAR or (b.roles & _FAR == _FOOTER and _DATE.search(b.text)))
    ]
    return _opened(lines, strict=True) or _first_name(lines)


def _team(near: Sequence[Block], place: int) -> list[str]:
    """A team that signs in a line of its own: "The Harbour Desk"."""
    for block in near:
        text = block.text
        if 0 < block.index - place <= LINES_BEFORE and _is_short(text) and signs_as_team(text):
            return people([text])
    return []


def _opened(blocks: Sequence[Block], *, strict: bool) -> list[str]:
    """The names of the first line that says by whom."""
    for block in blocks:
        said = _said(block.text)
        if said and (names := people([said], strict=strict) if strict or _is_short(said) else []):
            return names
    return []


@lru_cache(maxsize=256)
def _said(text: str) -> str | None:
    """What stands behind the "by" of a line, up to a date or a mark; null where the line has none. A page's lines are asked more than once."""
    begins = BY.match(text) or GLUED_BY.match(text) or _BY_INSIDE.search(text)
    if begins is None:
        return None
    said = text[begins.end() :]
    if (day := _DATE.search(said)) is not None:
        said = _TO_DATE.sub("", said[: day.start()])
    said = _BEHIND_NAME.split(said, maxsplit=1)[0]
    # "Mairi BeatonHarbour correspondent": two parts of a line that only their elements keep apart.
    first = _GLUED.sub(_parted, said).partition(" | ")[0]
    return first if first != said and is_person(first) else said


def _parted(found: re.Match[str]) -> str:
    """Two words that a page sets side by side without a space, parted; `MacLeod` and `FitzGerald` are one."""
    return found[0] if found[0].casefold() in _PREFIXES else f"{found[0]} | "


def _first_name(blocks: Sequence[Block]) -> list[str]:
    """A first name alone behind a "by", in a line with the date."""
    for block in blocks:
        said = (_said(block.text) or "").strip(" ,.")
        named = said.isalpha() and said[0].isupper() and not said.isupper() and not _NO_TEAM.match(said)
        if named and _DATE.search(block.text):
            return people([said])
    return []


def _alone(near: Sequence[Block], place: int, title: str, *, plain: bool = False) -> list[str]:
    """Names that make up a whole paragraph between the headline and the text, or a line that is called a byline.

    `plain`: in any line.
    """
    for block in near:
        text = block.text
        called = block.roles & _BYLINE
        if not 0 < block.index - place <= ALONE_BEHIND or block.roles & (_FAR & ~_NEAR_TOO if called else _FAR):
            continue
        if len(text) > MAX_LINE:
            break
        if not (called or plain or block.tag == "p") or text.endswith((".", "!", "?", ":")):
            continue
        names = people([text], strict=True)
        if sum(map(len, names)) >= ALONE_SHARE * len(text) and all(
            _by_capitals(name) and _folded(name) not in title for name in names
        ):
            return names
    return []


def _folded(text: str) -> str:
    return "".join(text.casefold().split())


def _is_short(text: str) -> bool:
    """Whether a text can be the name of a team or an account."""
    return (
        1 < len(text) <= 40
        and len(text.split()) <= 4
        and not text.endswith((".", ":", "?", "!"))
        and not _DATE.search(text)
        and any(c.isalpha() for c in text)
        and not _NO_TEAM.match(text)
    )


def _beside_date(near: Sequence[Block], place: int, title: str) -> list[str]:
    """A name alone in its line, or parted from a date in it by a mark, close to the headline and to a date."""
    close = [block for block in near if -4 <= block.index - place <= 6 and block.index != place]
    dated = [block.index for block in close if _DATE.search(block.text)]
    for block in close:
        if len(block.text) > MAX_LINE or not any(abs(block.index - at) <= 2 for at in dated):
            continue
        for part in _PARTED.split(_DATE.sub(" | ", block.text)):
            said = part.strip()
            if said and is_person(said) and _by_capitals(said) and _folded(said) not in title:
                return people([said], strict=True)
    return []


def _by_capitals(name: str) -> bool:
    """Whether each word is written as a name is: a heading in capitals is not."""
    return (
        not name.isupper()
        and name.upper() != name.lower()
        and all(len(word) > 1 or word in ".," for word in name.replace(".", " ").split()[-1:])
    )


_MONTHS = "jan|feb|mär|mar|apr|mai|may|jun|jul|aug|sep|okt|oct|out|nov|dez|dec|dic|déc|fév|avr|juin|juil|août|gen|mag|giu|lug|ago|set|ott|ene|abr|maj"
_DATE = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?\.?[\s-](?:de |of )?(?:{_MONTHS})[a-zäéû]*\.?,?(?:[\s-](?:de )?\d{{2,4}})?"
    rf"|\b(?:{_MONTHS})[a-zé]*\.?\s\d{{1,2}}(?:st|nd|rd|th)?,?(?:\s\d{{4}})?"
    r"|\b\d{1,4}[./-]\d{1,2}[./-]\d{2,4}\b|\d{4}年\d{1,2}月\d{1,2}日|\b\d{1,2}\+?\s?min(?:ute)?s?\b",
    re.IGNORECASE,
)
_PARTED = re.compile(r"\s*[|•·/,–—]\s*|\s+-\s+|\s+(?:in|on|published|updated|posted|last)\b[:\s]?.*", re.IGNORECASE)
_BY_INSIDE = re.compile(
    r"(?:^.{0,60}\d.{0,25}[\s·•|–-]|\b(?:written|posted|story|words|reported|article|text)\s)(?:by|von|par|por)[:\s]+(?=\S)",
    re.IGNORECASE,
)
_TO_DATE = re.compile(r"[\s,]+(?:on|at|am|le|el|il|op|den|dne)\s*$", re.IGNORECASE)
_GLUED = re.compile(r"[^\W\d_]{4,}?(?<=[a-zß-ÿ])(?=[A-ZÀ-Þ][a-zß-ÿ])")
_PREFIXES = frozenset(["fitz", "vande", "vander", "della", "dalla"])
_BEHIND_NAME = re.compile(
    r"\s*(?:[|•·⋅●∙@]|\s[–—-]\s|\b(?:published|updated|posted|last|view|photos?|illustrat\w+|edited|reviewed|min)\b|\b(?:on|at) (?=[A-Z\d])|\d)",
    re.IGNORECASE,
)
LEADS_ON = re.compile(r"(?:about|more|read|see|view|share|follow|all|contact|posts?|articles?)\b", re.IGNORECASE)
"""How a link beside a name begins that leads to more of that author."""
_NO_TEAM = re.compile(
    r"(?:the|a|an) (?:end|time|way|numbers?|book)\b|(?:clicking|using|submitting|signing|subscribing|default|topic|category|date|email|type|price|year)\b|"
    r"(?:about|more|read|see|share|follow|view|all|contact|comments?|posts?|articles?|author|authors|by|written)\b",
    re.IGNORECASE,
)


def place_of(blocks: Sequence[Block], headline: str | None) -> int:
    """Index of the headline's block; the first block where there is none."""
    if not headline:
        return 0
    wanted = "".join(headline.casefold().split())
    at = 0
    for block in blocks:
        if block.tag == "h1" or (block.tag == "h2" and not at):
            text = "".join(block.text.casefold().split())
            if text and (text in wanted or wanted in text):
                return block.index
            at = at or (block.index if block.tag == "h1" else 0)
    return at
