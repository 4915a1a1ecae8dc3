"""When it was published and changed: the sources of dates in their order of trust, and what they have in common."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from pipelines import jsonld
from pipelines.dates import from_url, in_figures, in_text, iso, names_day, order_for, orders_in
from pipelines.fields.microdata import value_of
from pipelines.roles import Role, role_of
from pipelines.urls import site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    import lxml.etree

    from pipelines.draft import Block
    from pipelines.fields.statements import Statements

Candidate = tuple[str, str]
"""A source, and the date that it gives."""

_PUBLISHED_META = (
    "article:published_time",
    "og:article:published_time",
    "article:published",
    "datepublished",
    "og:published_time",
    "og:pubdate",
    "parsely-pub-date",
    "cxenseparse:recs:publishtime",
    "cxense:recs:publishtime",
    "sailthru.date",
    "publish-date",
    "publishdate",
    "published-date",
    "publish_date",
    "publication_date",
    "pubdate",
    "pdate",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dcterms.date",
    "dc.date",
    "citation_publication_date",
    "citation_date",
    "article.published",
    "article_date_original",
    "date",
    "date_published",
    "published",
    "published_at",
    "published_time",
    "publish-time",
    "originalpublicationdate",
    "creation_date",
)
_MODIFIED_META = (
    "article:modified_time",
    "og:article:modified_time",
    "datemodified",
    "og:updated_time",
    "last-modified",
    "dcterms.modified",
    "dc.date.modified",
    "article.updated",
    "revised",
    "lastmod",
)
LINES_BEFORE, LINES_BEHIND = 8, 14
"""Blocks around the headline in which a visible date is looked for."""
MAX_LINE = 160
"""Characters of a line that can carry the date of the page; longer ones tell of other days."""
LINES_CLOSE = 6
"""Lines behind the headline that are its own."""
MAX_TIMES = 10
"""`time` elements that are asked for the offset of the page's place."""
MAX_UNSAID = 60
"""Characters of a line at the headline whose date counts though nothing says what it is; longer ones tell of pictures."""
MAX_ALONE = 30
"""Characters of a line that is a date and little else."""
AT_FETCH = timedelta(minutes=3)
"""So close to the fetch a time is more likely the server's clock than a publication, where another source differs."""
_FAR = int(Role.NAV | Role.FOOTER | Role.COMMENTS | Role.RELATED | Role.CONSENT | Role.CAPTION | Role.HIDDEN)
"""Roles of what tells of other days. A byline may stand in a bar that is called share, ad or popup."""
_FOOTER, _BYLINE = int(Role.FOOTER), int(Role.BYLINE)
_CHANGED = re.compile(
    r"updat|modif|revis|review|edited|last chang|aktualis|geändert|änderung|bearbeit|mis(?:e)? à jour|actuali[sz]|aggiorna|"
    r"atualiza|bijgewerkt|gewijzigd|uppdatera|oppdater|opdater|päivitet|aktualiz|zmieni|обновл|оновл|изменен|更新|修改|改訂|"
    r"수정|diperbarui|güncel|ενημ|frissít|módos",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"publish|posted|issued|veröffentlich|erschienen|erstellt|publié|publicad|pubblicat|gepubliceerd|publicerad|publisert|"
    r"publiceret|julkais|opublikowan|опублик|公開|配信|掲載|发布|發布|입력|등록|diterbitkan|yayın",
    re.IGNORECASE,
)
_SPEAKS_OF_PAGE = re.compile(rf"{_CHANGED.pattern}|{_PUBLISHED.pattern}", re.IGNORECASE)


def dates(
    said: Statements,
    blocks: Sequence[Block],
    headline_at: int | None,
    language: str | None,
    region: str | None,
    fetched: str | None,
) -> tuple[list[Candidate], list[Candidate]]:
    """The dates of publication and of the last change, each with its source, the most trusted first.

    Trust: JSON-LD of the article; meta elements; microdata; JSON-LD of the page; the `time` element at the headline;
    the address; the line that a reader sees. Those that the page generated as it was fetched come last.
    """
    known: list[str | None] = []

    def order() -> str | None:
        # All lines of the page are looked through for it: only where a date in figures asks for it.
        if not known:
            known.append(_order(said, blocks, language, region))
        return known[0]

    def read(values: Iterable[Any]) -> str | None:
        for value in values:
            if isinstance(value, str):
                day = iso(value, None, language) or (iso(value, order(), language) if in_figures(value) else None)
                if day:
                    return day
        return None

    def ld(nodes: Iterable[dict[str, Any]], *keys: str) -> str | None:
        return read(text for key in keys for node in nodes for text in jsonld.texts(node.get(key), "@value"))

    near = _near(blocks, headline_at or 0)
    dated = [node for node in said.nodes if "datePublished" in node or "dateModified" in node]
    pages = [node for node in dated if _is_page(node)]
    published = [
        ("json-ld", ld([said.article], "datePublished", "dateCreated", "uploadDate")),
        ("meta", read(said.meta[name][0] for name in _PUBLISHED_META if name in said.meta)),
        ("microdata", read(_values(said, "datepublished", "datecreated"))),
        ("json-ld of the page", ld(pages, "datePublished")),
    ]
    modified = [
        ("json-ld", ld([said.article], "dateModified")),
        ("meta", read(said.meta[name][0] for name in _MODIFIED_META if name in said.meta)),
        ("microdata", read(_values(said, "datemodified"))),
        ("json-ld of the page", ld(pages, "dateModified")),
    ]
    if not any(day for _, day in published):
        published.append(("meta called so", read(_called_published(said.meta))))
    if not any(day for _, day in published):
        lines = _Lines(order, language)
        seen = lines.around(near) or lines.spoken(blocks)
        published += [
            ("time", _time_element(said, read)),
            ("address", from_url(said.url)),
            ("line", seen.published),
        ]
        modified.append(("line", seen.modified))
    else:
        published.append(("address", from_url(said.url)))
        # The day at the headline: the clock of the reader's place, or the first day of a text that was posted anew.
        close = [block for block in near if -2 <= block.index - (headline_at or 0) <= LINES_CLOSE]
        seen = _Lines(order, language).around(close)
        declared = [(source, day) for source, day in published if day]
        first, changed = chosen(declared), next((day for _, day in modified if day), None)
        if first is not None and (local := _in_place(first, close, seen, said)) is not None:
            published.insert(0, ("clock", local))
        elif first is not None and seen.published and _is_older(seen.published, first, changed):
            published.insert(0, ("line", seen.published))
            modified.append(("published anew", first))
    return (
        _sane([(source, day) for source, day in published if day], fetched),
        _sane([(source, day) for source, day in modified if day], fetched),
    )


def chosen(candidates: Sequence[Candidate]) -> str | None:
    """The date of the most trusted source, in the fullest form that a source gives the same one: with the time, with its offset."""
    if not candidates:
        return None
    best = candidates[0][1]
    for _, other in candidates[1:]:
        if (len(best) == 10 and other[:10] == best and len(other) > 10) or (
            10 < len(best) < 25 and other.startswith(best[:16]) and len(other) > len(best)
        ):
            best = other
    return best


def _is_page(node: dict[str, Any]) -> bool:
    return any(
        kind.endswith("Page") or kind in {"VideoObject", "PodcastEpisode", "CreativeWork"}
        for kind in jsonld.types(node)
    )


def _values(said: Statements, *names: str) -> list[str]:
    return [value for name in names for el in said.props.get(name, ())[:5] if (value := value_of(el)) is not None]


def _sane(candidates: list[Candidate], fetched: str | None) -> list[Candidate]:
    """Without days after the fetch; with those of the moment of the fetch at the end, where another source differs."""
    try:
        now = datetime.fromisoformat(fetched) if fetched else None
    except ValueError:
        now = None
    if now is None or now.tzinfo is None:
        return candidates
    kept: list[Candidate] = []
    late: list[Candidate] = []
    for source, value in candidates:
        day = date.fromisoformat(value[:10])
        if day > now.date() + timedelta(days=1):
            continue
        moment = datetime.fromisoformat(value) if len(value) > 10 else None
        at_fetch = moment is not None and moment.tzinfo is not None and abs(now - moment) <= AT_FETCH
        (late if at_fetch else kept).append((source, value))
    return kept + late


def _order(said: Statements, blocks: Sequence[Block], language: str | None, region: str | None) -> str | None:
    """What order this page writes dates in figures in: as other dates of it show, or as its country writes them."""
    shown: set[str] = set()
    for block in blocks:
        text = block.text
        if len(text) <= MAX_LINE and ("/" in text or "-" in text) and names_day(text):
            shown |= orders_in(text)
    if len(shown) == 1:
        return shown.pop()
    return order_for(language, region, site(said.url) or "")


def _time_element(said: Statements, read: Callable[[list[str | None]], str | None]) -> str | None:
    """The `time` element that says it is the publication, or else the first one of the story's own."""
    first: str | None = None
    for el in said.times:
        value = read([el.get("datetime")])
        if value is None or _is_far(el):
            continue
        names = f"{el.get('class') or ''} {el.get('itemprop') or ''} {(el.get('pubdate') is not None and 'published') or ''}"
        if _CHANGED.search(names) and not _PUBLISHED.search(names):
            continue
        if _PUBLISHED.search(names) or "entry-date" in names:
            return value
        first = first or value
    return first


def _is_far(el: lxml.etree._Element) -> bool:
    up: lxml.etree._Element | None = el
    for _ in range(12):
        if up is None or up.tag in {"body", "html", "main"}:
            return False
        if role_of(str(up.tag), f"{up.get('class') or ''} {up.get('id') or ''}") & _FAR:
            return True
        up = up.getparent()
    return False


@dataclass(frozen=True, slots=True)
class Seen:
    """The days that lines of the page give for its publication and for its last change."""

    published: str | None = None
    modified: str | None = None

    def __bool__(self) -> bool:
        return self.published is not None or self.modified is not None


@dataclass(frozen=True, slots=True)
class _Lines:
    """Reads days from lines. `order`: what order figures are in; asked for only where a line has figures."""

    order: Callable[[], str | None]
    language: str | None

    def days(self, text: str) -> list[tuple[int, str]]:
        return in_text(text, self.order() if _IN_FIGURES.search(text) else None, self.language)

    def around(self, near: Iterable[Block]) -> Seen:
        """The days in the lines around the headline."""
        published: str | None = None
        modified: str | None = None
        said_so = False
        for block in near:
            text = block.text
            if len(text) > MAX_LINE or not names_day(text):
                continue
            start = 0
            for place, day in self.days(text):
                before = text[start:place]
                start = place + 1
                if _CHANGED.search(before) and not _PUBLISHED.search(before):
                    modified = modified or day
                elif _PUBLISHED.search(before) or _LABEL.search(before):
                    if not said_so:
                        said_so, published = True, day
                elif published is None and (block.roles & _BYLINE or len(text) <= MAX_UNSAID):
                    published = day
        return Seen(published, modified)

    def spoken(self, blocks: Sequence[Block]) -> Seen:
        """The days in lines elsewhere that say what they are: "Posted by ... on 3 May 2024"; at last the first bare date."""
        published: str | None = None
        modified: str | None = None
        alone: str | None = None
        for block in blocks:
            text = block.text
            if len(text) > MAX_LINE or block.roles & _FAR or not names_day(text):
                continue
            if not (said := _SPEAKS_OF_PAGE.search(text)):
                if alone is None and len(text) <= MAX_ALONE and (days := self.days(text)):
                    alone = days[0][1]
                continue
            for place, day in self.days(text):
                if place < said.start():
                    if _CHANGED.match(text, said.start()):
                        published = published or day  # "3 May 2024. Updated: 5 May 2024"
                    continue
                if _CHANGED.search(text[:place]) and not _PUBLISHED.search(text[:place]):
                    modified = modified or day
                else:
                    published = published or day
                break
        return Seen(published, modified) if published or modified else Seen(alone)


_LABEL = re.compile(r"(?:^|\s)(?:date|datum|dato|data|fecha|dátum|päivämäärä)\s*:?\s*$", re.IGNORECASE)
"""What stands right before the date of the article, and says no more than that it is one."""
_IN_FIGURES = re.compile(r"\d\s?[/.-]\s?\d")


def _near(blocks: Sequence[Block], at: int) -> list[Block]:
    """The lines behind the headline, and then those before it; what is called a footer right behind it is its own."""
    return [
        block
        for block in (*blocks[at : at + LINES_BEHIND + 1], *reversed(blocks[max(0, at - LINES_BEFORE) : at]))
        if not block.roles & (_FAR & ~_FOOTER if 0 < block.index - at <= LINES_CLOSE else _FAR)
    ]


def _called_published(meta: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Contents of meta elements whose names end as those of publication dates do."""
    for name, values in meta.items():
        if _NAMES_PUBLICATION.search(name):
            yield values[0]


_NAMES_PUBLICATION = re.compile(r"(?:^|[^a-z])(?:first[-_.]?)?publi(?:shed|sh|cation)[-_.]?(?:date|time|on|at)$")


def _is_older(seen: str, declared: str, changed: str | None) -> bool:
    """Whether the day at the headline is days before the declared one: a text that was posted anew keeps its date."""
    try:
        day, other = date.fromisoformat(seen[:10]), date.fromisoformat(declared[:10])
    except ValueError:
        return False
    return other - day > timedelta(days=1) and (changed is None or changed[:10] != seen[:10])


def _in_place(declared: str, near: Iterable[Block], seen: Seen, said: Statements) -> str | None:
    """A declared time in UTC as the clock of its place shows it: by a `time` element, or by a line at the headline."""
    try:
        moment = datetime.fromisoformat(declared)
    except ValueError:
        return None
    if len(declared) == 10 or moment.tzinfo is None or moment.utcoffset():
        return None
    for el in said.times[:MAX_TIMES]:
        try:
            local = datetime.fromisoformat(str(el.get("datetime") or ""))
        except ValueError:
            continue
        if local.utcoffset() and abs(local - moment) < timedelta(minutes=1):
            return local.replace(microsecond=0).isoformat()
    if seen.published is None:
        return None
    for block in near:
        text = block.text
        if len(text) <= MAX_LINE and names_day(text) and not _CHANGED.search(text):
            for clock in _CLOCK.finditer(text):
                if (local_time := _by_clock(moment, seen.published, clock)) is not None:
                    return local_time
    return None


_CLOCK = re.compile(r"(?<![\d:.])(\d{1,2})[:.h](\d\d)(?![\d.:/-])\s?([ap])?\.?m?\b", re.IGNORECASE)


def _by_clock(moment: datetime, day: str, clock: re.Match[str]) -> str | None:
    """The moment in the offset that a clock beside it tells; null where it tells none."""
    hour, minute, half = int(clock[1]), int(clock[2]), (clock[3] or "").lower()
    if hour > 23 or minute > 59 or (half and not 1 <= hour <= 12):
        return None
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    local = datetime.fromisoformat(day[:10]).replace(hour=hour, minute=minute, tzinfo=UTC)
    offset = local - moment.replace(second=0)
    if not offset or offset % timedelta(minutes=30) or not timedelta(hours=-12) <= offset <= timedelta(hours=14):
        return None
    return moment.astimezone(timezone(offset)).isoformat()
