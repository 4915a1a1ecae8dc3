"""Feeds: RSS, Atom, RDF and JSON Feed, out of bytes that were fetched already.

Of a feed's text only its length is kept. It is sometimes the whole article where the page is locked, so a word of it
would be a way around a wall.
"""

from __future__ import annotations

import html
import json
import re
from calendar import timegm
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from itertools import islice
from typing import TYPE_CHECKING, Any

import feedparser
from w3lib.html import remove_tags, replace_tags

from crawler.discovery.addresses import clean, is_new, whole
from crawler.discovery.dates import read_date
from crawler.discovery.found import Found
from pipelines.sentences import count_words

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BYTES = 10_000_000
"""What stands behind so many bytes of a feed is not read. Feeds begin with what is new."""
MAX_TAGS = 100_000
"""Nor what stands behind so many tags: the parser takes up to 40 microseconds for each."""
MAX_TAG = 20_000
"""Nor what stands behind a tag that goes on for so many bytes: the parser goes through its attributes many times."""
MAX_ITEMS = 10_000
"""Nor more items of a JSON Feed."""

_HTML = re.compile(rb"<(?:!doctype\s+html|html)\b", re.IGNORECASE)
# What feedparser notes, and mends without a loss.
_MENDED = (feedparser.CharacterEncodingOverride, feedparser.NonXMLContentType)


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed lists."""

    entries: tuple[Found, ...] = ()
    """One for each article, in the feed's order."""
    is_feed: bool = False
    """False for anything else, such as an error page in a feed's place."""
    problem: str | None = None
    """What was wrong with it, in one line; entries may have been read all the same."""


def read_feed(body: bytes, url: str, content_type: str | None = None) -> Feed:
    """Read a feed of whatever form. `url` is where it was fetched from, `content_type` the header of that name."""
    start = body[:1_000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"{"):
        return _read_json(body, url)
    if _HTML.match(start):
        return Feed(problem="an HTML page in a feed's place")
    return _read_xml(body, url, content_type)


def _read_xml(body: bytes, url: str, content_type: str | None) -> Feed:
    read = _shortened(body)
    headers = {"content-location": url, "content-type": content_type or "application/xml"}
    try:
        parsed = feedparser.parse(
            BytesIO(read), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except Exception as error:  # noqa: BLE001 - there is no list of what it raises, and no feed may end a crawl
        return Feed(problem=_one_line(f"can't be parsed: {type(error).__name__}: {error}"))
    if not parsed.get("version") and not parsed.entries:
        return Feed(problem="not a feed")
    problem = None
    if len(read) < len(body):
        problem = f"read up to byte {len(read):,} of {len(body):,}"
    elif parsed.bozo and not isinstance(parsed.bozo_exception, _MENDED):
        where = str(parsed.bozo_exception).removeprefix("<unknown>:")
        problem = _one_line(f"not well-formed, read all the same: {where}")
    return Feed(tuple(_entries(parsed.entries, url)), is_feed=True, problem=problem)


def _shortened(body: bytes) -> bytes:
    """As much of a feed as is read."""
    body = body[:MAX_BYTES]
    beyond = next(islice(re.finditer(b"<", body), MAX_TAGS, None), None) or re.search(
        rb"<[^!<>][^<>]{%d}" % MAX_TAG, body
    )
    return body if beyond is None else body[: beyond.start()]


def _entries(entries: list[dict[str, Any]], url: str) -> Iterator[Found]:
    seen: set[str] = set()
    for entry in entries:
        # `dict.get`, because the entry's own hands out its publication date for one of change, with a warning.
        guid = dict.get(entry, "id")
        link = dict.get(entry, "feedburner_origlink") or dict.get(entry, "link") or guid
        address = whole(link, url)
        if address is None or not is_new(address, seen):
            continue
        yield Found(
            address,
            via=url,
            title=_title(entry),
            published=_date(entry, "published"),
            modified=_date(entry, "updated"),
            text_length_hint=_words(entry),
            guid=clean(guid) or None if guid else None,
        )


def _title(entry: dict[str, Any]) -> str | None:
    title = str(dict.get(entry, "title") or "")
    if "html" in str(dict.get(entry, "title_detail", {}).get("type")):
        title = html.unescape(remove_tags(title))
    return clean(title) or None


def _date(entry: dict[str, Any], name: str) -> str | None:
    """A date as the feed gives it, with its own offset where it can be read so."""
    read = read_date(dict.get(entry, name))
    parsed = dict.get(entry, f"{name}_parsed")
    if read is not None or not parsed:
        return read
    try:
        return read_date(datetime.fromtimestamp(timegm(parsed), UTC).isoformat())
    except (ValueError, OverflowError, OSError):
        return None


def _words(entry: dict[str, Any]) -> int | None:
    """Length of the longest text that an entry carries."""
    texts = [str(part.get("value") or "") for part in dict.get(entry, "content") or []]
    texts.append(str(dict.get(entry, "summary") or ""))
    return max(_length(text) for text in texts) or None


def _length(text: str) -> int:
    return count_words(html.unescape(replace_tags(text, " ")))


def _read_json(body: bytes, url: str) -> Feed:
    """Read a JSON Feed, 1.0 or 1.1."""
    try:
        data = json.loads(body[:MAX_BYTES].decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        return Feed(problem=_one_line(f"not a feed: JSON that can't be read: {error}"))
    if not isinstance(data, dict) or not isinstance(items := data.get("items"), list):
        return Feed(problem="not a feed: JSON without items")
    seen: set[str] = set()
    entries: list[Found] = []
    for item in items[:MAX_ITEMS]:
        if not isinstance(item, dict):
            continue
        text = {name: value for name, value in item.items() if isinstance(value, str)}
        address = whole(text.get("url") or text.get("external_url") or text.get("id"), url)
        if address is None or not is_new(address, seen):
            continue
        lengths = [_length(text.get("content_html", "")), count_words(text.get("content_text", ""))]
        entries.append(
            Found(
                address,
                via=url,
                title=clean(text.get("title", "")) or None,
                published=read_date(text.get("date_published")),
                modified=read_date(text.get("date_modified")),
                text_length_hint=max(*lengths, count_words(text.get("summary", ""))) or None,
                guid=clean(text.get("id", "")) or None,
            )
        )
    return Feed(tuple(entries), is_feed=True)


def _one_line(text: str) -> str:
    return clean(text)[:300]
