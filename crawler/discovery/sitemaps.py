"""Sitemaps: indexes, plain and gzipped ones, news sitemaps, lists of addresses; out of bytes that were fetched already.

They are read as a stream and mended where they are broken: some in ten are. No entity is ever expanded.
"""

from __future__ import annotations

import html
import re
import zlib
from calendar import monthrange
from dataclasses import dataclass, field
from gzip import GzipFile
from io import BytesIO
from itertools import islice
from typing import TYPE_CHECKING, Any

import lxml.etree

from crawler.discovery.addresses import clean, whole
from crawler.discovery.articleness import url_score
from crawler.discovery.dates import latest, read_date
from crawler.discovery.feeds import read_feed
from crawler.discovery.found import AccessHint, Found
from pipelines.dates import from_url

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

MAX_BYTES = 50 * 1024 * 1024
"""The protocol's own limit, unpacked. What stands behind it is not read."""
MAX_URLS = 50_000
"""The protocol's own limit."""
MAX_TAGS = 2_000_000
"""Nor what stands behind so many tags, or ampersands: 50,000 addresses in twenty languages each have fewer."""
MAX_TEXT = 4_096
"""Characters of one value that are kept."""

_CHUNK = 1 << 16
_GZIP = b"\x1f\x8b"
_HTML = re.compile(rb"\s*<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]")
_DECLARED = re.compile(rb"""<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.-]+)""")
_NOT_PREDEFINED = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});)")
# A month, or a day, in the name of a sitemap: sitemap-2019-05.xml, sitemap.xml?yyyy=2019&mm=05&dd=07
_NAMED = re.compile(
    r"(?<!\d)((?:19|20)\d\d)(?:[-_/.]?|&(?:amp;)?mm?=|&month=)(0[1-9]|1[0-2])"
    r"(?:(?:[-_/.]?|&(?:amp;)?dd?=|&day=)(0[1-9]|[12]\d|3[01]))?(?!\d)"
)
_WIDE = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"<\x00?\x00": "utf-16-le", b"\x00<\x00?": "utf-16-be"}
_HINTS: dict[str, AccessHint] = {"subscription": "subscription", "registration": "registration"}


@dataclass(frozen=True, slots=True)
class SitemapLink:
    """A sitemap that an index names."""

    url: str
    modified: str | None = None
    """ISO 8601: its `lastmod`, or the last day of the month, or the day, that its name says."""


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What a sitemap lists."""

    sitemaps: tuple[SitemapLink, ...] = ()
    pages: tuple[Found, ...] = ()
    """In the sitemap's order, articles and others; `score` tells them apart."""
    pruned: int = 0
    """Pages and sitemaps left out because they are certainly older than `since`."""
    is_sitemap: bool = False
    """False for anything else, such as an error page in a sitemap's place."""
    problem: str | None = None
    """What was wrong with it, in one line; much may have been read all the same."""


def read_sitemap(body: bytes, url: str, since: datetime | None = None) -> Sitemap:
    """Read a sitemap of whatever form. `url` is where it was fetched from; `since` is aware."""
    problem = None
    if body.startswith(_GZIP):
        body, problem = _unpack(body)
    if len(body) > MAX_BYTES:
        body, problem = body[:MAX_BYTES], f"longer than {MAX_BYTES:,} bytes: the rest is not read"
    if _HTML.match(body[:1_000].removeprefix(b"\xef\xbb\xbf")):
        return Sitemap(problem="an HTML page in a sitemap's place")
    if _FEED.search(body[:1_000]):
        feed = read_feed(body, url)
        new = tuple(page for page in feed.entries if since is None or not page.is_before(since))
        pruned = len(feed.entries) - len(new)
        return Sitemap(pages=new, pruned=pruned, is_sitemap=feed.is_feed, problem=problem or feed.problem)
    records = _Records()
    found = _Collector(url, since)
    if body[:1_000].lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"http://", b"https://")):
        records.seen = True
        for line in body.decode("utf-8-sig", "replace").split("\n"):
            found.take(_Record("url", {"loc": line}))
            if found.full:
                break
    else:
        broken = _parse(body, records, found)
        problem = problem or (broken if records.seen else None)
    if not records.seen:
        return Sitemap(problem=problem or "not a sitemap")
    if found.full:
        problem = f"more than {MAX_URLS:,} addresses: the rest is not read"
    return Sitemap(tuple(found.sitemaps), tuple(found.pages), found.pruned, is_sitemap=True, problem=problem)


def _unpack(body: bytes) -> tuple[bytes, str | None]:
    """Unpack as much of a gzip file as is whole and within the limit, and say what was wrong."""
    unpacked = bytearray()
    with GzipFile(fileobj=BytesIO(body)) as packed:
        try:
            while len(unpacked) <= MAX_BYTES and (piece := packed.read1(_CHUNK)):
                unpacked += piece
        except (OSError, EOFError, zlib.error) as error:
            return bytes(unpacked), f"broken gzip, read up to byte {len(unpacked):,}: {clean(str(error))}"
    return bytes(unpacked), None


@dataclass(slots=True)
class _Record:
    """A `url` or `sitemap` element: the values of its children by name."""

    kind: str
    values: dict[str, str] = field(default_factory=dict)


class _Records:
    """What the parser calls for every tag. Gives out records; builds no tree, so that memory does not grow."""

    def __init__(self) -> None:
        self.seen = False
        self.tags = 0
        self._path: list[str] = []
        self._record: _Record | None = None
        self._text: list[str] = []
        self._room = 0
        self._done: list[_Record] = []

    def start(self, tag: str, _attributes: object) -> None:
        self.tags += 1
        name = _local(tag)
        self._path = [*self._path[-3:], name]
        if name in {"urlset", "sitemapindex"}:
            self.seen = True
        if name in {"url", "sitemap"}:
            # Also where the one before was never closed.
            self._flush()
            self._record = _Record(name)
        self._text, self._room = [], MAX_TEXT

    def data(self, text: str) -> None:
        if self._room > 0:
            self._text.append(text[: self._room])
            self._room -= len(text)

    def end(self, tag: str) -> None:
        name = _local(tag)
        if self._record is not None:
            # `image:loc` and `video:title` belong to pictures, not to the page.
            if self._path[-1:] == [name] and (value := "".join(self._text).strip()):
                self._record.values.setdefault(self._named(name), value)
            if name == self._record.kind:
                self._flush()
        if self._path:
            self._path = self._path[:-1]
        self._text, self._room = [], 0

    def close(self) -> None:
        self._flush()

    def taken(self) -> Iterator[_Record]:
        """The records that are whole by now, each once."""
        done, self._done = self._done, []
        yield from done

    def _named(self, name: str) -> str:
        parent = self._path[-2] if len(self._path) > 1 else ""
        return name if parent in {"url", "sitemap", "urlset", "sitemapindex"} else f"{parent}/{name}"

    def _flush(self) -> None:
        if self._record is not None and self._record.values:
            self._done.append(self._record)
        self._record = None


def _local(tag: str) -> str:
    """The name of a tag without namespace or prefix, in lower case."""
    return tag.rsplit("}", 1)[-1].rsplit(":", 1)[-1].lower()


def _parse(body: bytes, records: _Records, found: _Collector) -> str | None:
    """Feed a parser piece by piece; say what was wrong."""
    body, encoding = _readable(body)
    # Its stubs ask for methods that nothing calls.
    target: Any = records
    parser = lxml.etree.XMLParser(target=target, recover=True, no_network=True, encoding=encoding)
    # An ampersand that stands bare would be lost with what follows it; one before the name of an entity would be
    # replaced by whatever the document says.
    beyond = next(islice(re.finditer(b"&", body), MAX_TAGS, None), None)
    body = _NOT_PREDEFINED.sub(b"&amp;", body if beyond is None else body[: beyond.start()])
    problem = None
    try:
        for at in range(0, len(body), _CHUNK):
            parser.feed(body[at : at + _CHUNK])
            for record in records.taken():
                found.take(record)
            if found.full:
                return None
            if records.tags > MAX_TAGS:
                problem = f"more than {MAX_TAGS:,} tags: the rest is not read"
                break
        else:
            parser.close()
    except lxml.etree.LxmlError as error:
        problem = f"broken XML, read up to there: {clean(str(error))[:200]}"
    records.close()
    for record in records.taken():
        found.take(record)
    return problem


def _readable(body: bytes) -> tuple[bytes, str | None]:
    """A document in an encoding that holds ASCII as it is, and that encoding where it is not the declared one."""
    wide = _WIDE.get(body[:2]) or _WIDE.get(body[:4])
    if wide is not None:
        return body.decode(wide, "replace").encode("utf-8", "replace"), "utf-8"
    declared = _DECLARED.search(body[:200])
    name = declared[1].lower() if declared else b"utf-8"
    if name.startswith((b"utf-16", b"ucs-2", b"utf-32")):
        return body, "utf-8"
    if name in {b"utf-8", b"utf8", b"us-ascii", b"ascii"}:
        try:
            body.decode("utf-8")
        except UnicodeDecodeError as error:
            # A sign cut in two at the very end is the end of a file that was cut.
            return body, "windows-1252" if error.start < len(body) - 3 else None
    return body, None


class _Collector:
    """Makes finds of records."""

    def __init__(self, url: str, since: datetime | None) -> None:
        self.url = url
        self.since = since
        self.sitemaps: list[SitemapLink] = []
        self.pages: list[Found] = []
        self.pruned = 0
        self.full = False
        """Whether there is more than may be read."""
        self._seen: set[str] = set()

    def take(self, record: _Record) -> None:
        values = record.values
        # Twice escaped addresses are common, and CDATA sections have been escaped on the way here.
        address = whole(values.get("loc", "").replace("&amp;", "&"), self.url)
        # The address as it stands: telling 50,000 canonical forms apart is left to whoever keeps them.
        if address is None or address in self._seen:
            return
        if len(self._seen) >= MAX_URLS:
            self.full = True
            return
        self._seen.add(address)
        if record.kind == "sitemap":
            self._sitemap(SitemapLink(address, read_date(values.get("lastmod")) or _day_in_name(address)))
        else:
            self._page(address, values)

    def _sitemap(self, link: SitemapLink) -> None:
        if self.since is not None and link.modified is not None and latest(link.modified) < self.since:
            self.pruned += 1
        else:
            self.sitemaps.append(link)

    def _page(self, address: str, values: dict[str, str]) -> None:
        news = {name.removeprefix("news/"): value for name, value in values.items() if name.startswith("news/")}
        page = Found(
            address,
            via=self.url,
            title=clean(html.unescape(news.get("title", ""))) or None,
            published=read_date(news.get("publication_date")) or from_url(address),
            modified=read_date(values.get("lastmod")),
            access_hint=_HINTS.get(news.get("access", "").lower()),
            score=1.0 if news else url_score(address),
        )
        if self.since is not None and page.is_before(self.since):
            self.pruned += 1
        else:
            self.pages.append(page)


def _day_in_name(url: str) -> str | None:
    """The last day that a sitemap's name speaks of: `sitemap-2019-05.xml` holds May 2019."""
    named = list(_NAMED.finditer(url))
    if not named:
        return None
    found = named[-1]
    year, month = int(found[1]), int(found[2])
    last = monthrange(year, month)[1]
    return f"{year}-{month:02}-{min(int(found[3] or last), last):02}"
