"""Whether an address is an article's: by its shape, and by the page where there is one. Never by its publisher.

Signs give and take points; the sum becomes a score from 0 to 1. `docs/discovery.md` explains them and says how often
they are right.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from crawler.discovery import path_words as words
from pipelines import jsonld
from pipelines.dates import iso
from pipelines.segment import parse
from pipelines.sentences import count_words

if TYPE_CHECKING:
    import lxml.etree

DATED = 2.0
"""Points of a date that leaves little doubt."""
MIN_CARDS, CARD_CHARS, WORDS_A_CARD = 8, 15, 20
"""So many linked headings of so many characters make a page that lists others, unless it has so many words to each."""
FEW_LINKS = 5
"""A page of no more links lists nothing."""
PARAGRAPH_WORDS = 12
"""Shorter paragraphs are captions and labels as often as not."""


class Sign(NamedTuple):
    """Something seen, and what it weighs: positive points speak for an article."""

    name: str
    points: float


def score_of(signs: list[Sign]) -> float:
    """Points as a score from 0 to 1: no points 0.5, three 0.95, minus three 0.05."""
    points = max(-20.0, min(20.0, sum(sign.points for sign in signs)))
    return round(1 / (1 + math.exp(-points)), 3)


def url_score(url: str) -> float:
    """How likely an address is an article's, from 0 to 1, by its shape alone; 0 for what is no web address."""
    return score_of(url_signs(url))


def url_signs(url: str) -> list[Sign]:
    """What the shape of an address says."""
    shape = Shape.of(url)
    if shape is None:
        return [Sign("no web page", -20)]
    if not shape.segments and not shape.ids:
        return [Sign("nothing but a site", -6)]
    dates = _dates(shape)
    dated = any(sign.points >= DATED for sign in dates)
    signs = [*dates, *_slug(shape), *_ids(shape), *_words(shape, dated), *_query(shape)]
    if shape.is_page:
        signs.append(Sign("ends like a page", 0.5))
    return signs


_DIGITS = re.compile(r"\d+")
_SPLIT = re.compile(r"[\W_]+")
_CAMEL = re.compile(r"(?<=[a-zà-öø-ÿ])(?=[A-ZÀ-Þ])")
_YEAR = re.compile(r"(?:19|20)\d\d")
_MONTH = re.compile(r"0?[1-9]|1[0-2]|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec", re.IGNORECASE)
_DAY = re.compile(r"0?[1-9]|[12]\d|3[01]")
_DATE = re.compile(r"(?<!\d)(?:19|20)\d\d[-_.]?(?:0[1-9]|1[0-2])[-_.]?(?:0[1-9]|[12]\d|3[01])(?!\d{1,2}(?!\d))")
_YEAR_MONTH = re.compile(r"(?:19|20)\d\d[-_](?:0[1-9]|1[0-2])[-_]\D")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
# A run of letters and figures mixed, such as `6b9ef4f1` or `RRPT7QT5`: the name of a record.
_MIXED = re.compile(r"(?=[a-z]*\d[a-z]*\d)(?=\d*[a-z])[a-z\d]{7,40}", re.IGNORECASE)
_LONG_ID = re.compile(r"(?<!\d)\d{5,20}(?!\d)")
_PAGED = re.compile(r"(?:p|page|seite|pagina)?-?\d{1,3}")


@dataclass(frozen=True, slots=True)
class Shape:
    """The parts of an address that say something."""

    segments: tuple[str, ...]
    """Parts of the path, decoded, without file ending and without `index`."""
    slug: str
    """The last part that has words in it, or the one before."""
    length: int
    """Words of the slug."""
    is_page: bool
    ids: tuple[str, ...]
    """Names of query parameters that give a number."""
    parameters: tuple[str, ...]

    @classmethod
    def of(cls, url: str) -> Shape | None:
        try:
            parts = urlsplit(url[:2_048])
            if parts.scheme not in {"http", "https"} or not parts.hostname:
                return None
            pairs = parse_qsl(parts.query, keep_blank_values=True, max_num_fields=100) if parts.query else []
        except ValueError:
            return None
        segments = [part for part in (unquote(part).strip() for part in parts.path.split("/")) if part]
        is_page = False
        if segments and "." in segments[-1]:
            stem, ending = segments[-1].rsplit(".", 1)
            if ending.lower() in words.NOT_PAGES:
                return None
            if ending.lower() in words.ENDINGS:
                segments[-1] = stem
                is_page = stem.lower() not in words.DEFAULTS
        while segments and segments[-1].lower() in words.DEFAULTS:
            segments.pop()
        slug, length = next(((part, n) for part in segments[:-3:-1] if (n := _length(part))), ("", 0))
        ids = tuple(
            name.lower() for name, value in pairs if name.lower() in words.ID_PARAMETERS and _DIGITS.fullmatch(value)
        )
        return cls(tuple(segments), slug, length, is_page, ids, tuple(name.lower() for name, _ in pairs))


def _length(part: str) -> int:
    """Words of a part: runs of two or more letters; in scripts without spaces, characters divided by two."""
    found = list(filter(_is_word, _SPLIT.split(part)))
    if not part.islower():
        found = list(filter(_is_word, _SPLIT.split(_CAMEL.sub("-", "-".join(found)))))
    return len(found) if part.isascii() else count_words(" ".join(found))


def _is_word(token: str) -> bool:
    if token.isalpha():
        return len(token) > 1 or not token.isascii()
    return bool(token) and not token.isdigit() and not _MIXED.fullmatch(token)


def _dates(shape: Shape) -> list[Sign]:
    """Dates in the path: behind them a headline, or nothing."""
    parts = shape.segments
    for at, part in enumerate(parts):
        if not _YEAR.fullmatch(part):
            continue
        end = at + 1
        if end < len(parts) and _MONTH.fullmatch(parts[end]):
            end += 1
            if end < len(parts) and _DAY.fullmatch(parts[end]):
                end += 1
        if all(_PAGED.fullmatch(rest) for rest in parts[end:]):
            return [Sign("a period, and nothing behind it", -5)]
        return [Sign(("year", "year and month", "day")[end - at - 1] + " in the path", (1, 2, 3)[end - at - 1])]
    if any((found := _DATE.search(part)) and found[0] != part for part in parts):
        return [Sign("a day beside other words", 2)]
    if any(_DATE.fullmatch(part) for part in parts[:-1]):
        return [Sign("day in the path", 2)]
    if parts and _YEAR_MONTH.match(parts[-1]):
        return [Sign("year and month before other words", 1.5)]
    return []


def _slug(shape: Shape) -> list[Sign]:
    """How many words the part has that could be a headline."""
    length = shape.length
    for least, points in ((6, 3.0), (5, 2.0), (4, 1.3), (3, -0.5), (2, -1.2)):
        if length >= least:
            return [Sign(f"{length} words", points)]
    # A bare number is looked at elsewhere.
    return [] if shape.segments and _LONG_ID.fullmatch(shape.segments[-1]) else [Sign(f"{length} words", -2)]


def _ids(shape: Shape) -> list[Sign]:
    """Numbers and names of records."""
    if shape.ids:
        return [Sign("a number in the query", 3.5)]
    for part in shape.segments[-2:]:
        if _UUID.search(part):
            return [Sign("a record's name", 3)]
        if any(not _DATE.fullmatch(number) for number in _LONG_ID.findall(part)):
            return [Sign("a long number", 2.2)]
    if any(_MIXED.fullmatch(word) for part in shape.segments[-2:] for word in _SPLIT.split(part)):
        return [Sign("a record's name", 1.5)]
    return []


def _words(shape: Shape, dated: bool) -> list[Sign]:
    """Words of the path that name what stands behind them."""
    signs: list[Sign] = []
    length = shape.length
    # A headline of many words, or a date, is one wherever it stands: sections have names of all sorts.
    certain = length >= 6 or dated
    lower = [part.lower() for part in shape.segments]
    for named, points, listed in (("lists", -3.5, words.LISTING), ("serves readers", -4.0, words.SERVICE)):
        if not listed.isdisjoint(lower):
            found = next(part for part in lower if part in listed)
            signs.append(Sign(f"{named}: {found}", points / 2 if certain else points))
    last_names = bool(lower) and lower[-1] in words.ARTICLE
    if last_names and not (len(lower) > 1 and _LONG_ID.search(lower[-2])):
        signs.append(Sign(f"a list of its kind: {lower[-1]}", -2.0))
    elif any(_DIGITS.sub("", part) in words.ARTICLE for part in lower):
        signs.append(Sign("names an article", 1.5))
    first, *others = _SPLIT.split(shape.slug.lower())
    if not dated and (first in words.SERVICE_IN_SLUG or (length <= 5 and not words.SERVICE_IN_SLUG.isdisjoint(others))):
        signs.append(Sign("a word of service in the slug", -4.0))
    if len(lower) > 1 and lower[-2] in {"page", "seite", "pagina", "p"} and lower[-1].isdigit():
        signs.append(Sign("a further page", -4.0))
    return signs


def _query(shape: Shape) -> list[Sign]:
    """Parameters of lists and searches."""
    if shape.ids:
        return []
    found = next((name for name in shape.parameters if name in words.LISTING_PARAMETERS), None)
    return [] if found is None else [Sign(f"a list's parameter: {found}", -2.5)]


def page_score(html: str, url: str) -> float:
    """How likely a page is an article, from 0 to 1, by what it says of itself, how it is built, and its address."""
    return score_of(page_signs(html, url))


def page_signs(html: str, url: str) -> list[Sign]:
    """What a page at hand says."""
    tree = parse(html)
    if tree is None:
        return [Sign("an empty page", -20)]
    signs: list[Sign] = []
    named = next(filter(jsonld.is_article, jsonld.nodes(tree)), None)
    meta = {
        str(e.get("property") or e.get("name") or "").lower(): str(e.get("content") or "") for e in tree.iter("meta")
    }
    kind = meta.get("og:type", "").strip().lower()[:40]
    if named is not None:
        signs.append(Sign("declared an article in JSON-LD", 2.5))
    elif kind:
        signs.append(Sign(f"og:type {kind}", 1.5 if "article" in kind else -1.0))
    if iso(jsonld.first((named or {}).get("datePublished"), "@value") or meta.get("article:published_time")):
        signs.append(Sign("a date of publication", 0.7))
    prose, cards = _prose(tree)
    for least, points in ((150, 2.0), (60, 1.0), (25, 0.0)):
        if prose >= least:
            signs.append(Sign(f"{prose} words of prose", points))
            break
    else:
        signs.append(Sign(f"{prose} words of prose", -1.0))
    if cards >= MIN_CARDS and prose < cards * WORDS_A_CARD:
        # An article that is cut short can be all related headlines; a page that names itself one is believed in part.
        signs.append(Sign(f"{cards} linked headings", -3.5 if named is None else -1.5))
    if not any(True for _ in islice(tree.iter("a"), FEW_LINKS, None)):
        # A wall, a consent page or a challenge may stand in an article's place; a list does not.
        signs.append(Sign("hardly a link", 3.0))
    # The address has a say, and no more: the page is there.
    points = sum(sign.points for sign in url_signs(url))
    signs.append(Sign("its address", max(-2.5, min(2.0, points))))
    return signs


def _prose(tree: lxml.etree._Element) -> tuple[int, int]:
    """Words in paragraphs that are no links, and headings that are."""
    prose = cards = 0
    for element in tree.iter("p", "h2", "h3", "h4", "h5"):
        linked = sum(len("".join(link.itertext())) for link in islice(element.iter("a"), 50))
        text = "".join(element.itertext())
        if element.tag == "p":
            if linked * 2 < len(text) and (length := count_words(text)) >= PARAGRAPH_WORDS:
                prose += length
        elif linked * 2 > len(text) or _in_link(element):
            cards += len(text.strip()) >= CARD_CHARS
    return prose, cards


def _in_link(element: lxml.etree._Element) -> bool:
    return any(around.tag == "a" for around in islice(element.iterancestors(), 3))
