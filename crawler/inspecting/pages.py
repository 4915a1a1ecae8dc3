"""From what a user names on the command line to the page that is looked at."""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

from scrapy.http import HtmlResponse, Response, TextResponse
from w3lib.url import canonicalize_url

from crawler.items import Page, Source
from crawler.pages import headers_of, rights_of, robots_tags_of
from crawler.rights.refusals import price
from crawler.sources.decoding import decode_text
from crawler.sources.findings import Skip, UnreadableError
from crawler.sources.warc import read_archive
from pipelines.urls import text_url

HTML = (".html", ".htm", ".xhtml")
TEXT = (".txt", ".text")
ARCHIVE = (".warc", ".warc.gz", ".wacz")
STDIN = "-"
# A pipe has no suffix to go by.
_MARKUP = re.compile(r"<(?:!doctype\s+html|html|head|body|meta|title|main|article|section|div|p|h1)\b", re.IGNORECASE)
_HEAD = 4096
"""Characters in which a page shows that it is one."""


class InspectError(Exception):
    """There is no page to look at; the message says why, in one line."""

    exitcode = 2


class RefusedError(InspectError):
    """The page exists, perhaps, but was not served."""

    exitcode = 1


def read(name: str, url: str | None = None, *, max_size: int) -> Page:
    """The page in a file, or on standard input for `-`.

    `url` is the address that it came from; of an archive, the page to take instead of the first. `max_size` is
    the longest page of an archive in bytes. Raises `InspectError` for a file that is missing, empty or of an unknown type, and for an archive that
    holds no such page.
    """
    if name == STDIN:
        return _from_stdin(url)
    path = Path(name)
    if not path.exists():
        raise InspectError(f"{name}: no such file")
    if path.is_dir():
        raise InspectError(f"{name}: a directory; name one file in it")
    try:
        if name.lower().endswith(ARCHIVE):
            return _from_archive(name, url, max_size)
        return _page(name, path.read_bytes(), url or path.resolve().as_uri(), plain=_is_text(name))
    except OSError as error:
        raise InspectError(f"{name}: {error.strerror or error}") from error
    except UnreadableError as error:
        raise InspectError(str(error)) from error


def from_response(response: Response, *, fetched: str) -> Page:
    """The page in a response. Raises `InspectError` for one that is neither HTML nor plain text.

    A refusal is a page whatever its body is.
    """
    kind = (response.headers.get("Content-Type") or b"").decode("latin-1").partition(";")[0].strip().lower()
    readable = isinstance(response, HtmlResponse) or (isinstance(response, TextResponse) and kind in ("", "text/plain"))
    if not readable and response.status < 400:
        raise InspectError(f"{response.url}: unknown type {kind or '(none)'}: not HTML and not plain text")
    headers = headers_of(response)
    return Page(
        url=response.url,
        body=response.text if readable and isinstance(response, TextResponse) else "",
        plain=kind == "text/plain",
        http_status=response.status,
        headers=headers,
        robots_tags=robots_tags_of(response),
        rights=rights_of(response),
        price=price(response.status, headers, response.body.decode("utf-8", "replace")),
        fetched=fetched,
        source=Source(spider="inspect"),
    )


def _is_text(name: str) -> bool:
    if name.lower().endswith((*HTML, *TEXT)):
        return name.lower().endswith(TEXT)
    known = " ".join((*HTML, *TEXT, *ARCHIVE))
    raise InspectError(f"{name}: unknown type; known are {known}, and - for standard input")


def _from_stdin(url: str | None) -> Page:
    return _page("standard input", sys.stdin.buffer.read(), url, plain=None)


def _page(name: str, content: bytes, url: str | None, *, plain: bool | None) -> Page:
    if not content.strip():
        raise InspectError(f"{name}: empty")
    body = _decoded(content, html=not plain)
    if plain is None:
        plain = not (body.lstrip().startswith("<") and _MARKUP.search(body[:_HEAD]))
    return Page(url=url or text_url(body), body=body, plain=plain, source=Source(spider="inspect", via=name))


def _decoded(content: bytes, *, html: bool) -> str:
    """By byte order mark, by what the page declares, or by what its bytes look like."""
    return decode_text(content, "") if html else TextResponse("about:blank", body=content).text


def _from_archive(name: str, url: str | None, max_size: int) -> Page:
    wanted = canonicalize_url(url) if url else None
    seen: list[str] = []
    skipped: Counter[str] = Counter()
    for found in read_archive(name, max_size):
        if isinstance(found, Page):
            if wanted is None or wanted == canonicalize_url(found.url):
                return found
            seen.append(found.url)
        elif isinstance(found, Skip):
            skipped[found.reason] += 1
    if seen:
        raise InspectError(f"{name}: holds no page {url}; it holds {len(seen)}, the first is {seen[0]}")
    reasons = ", ".join(f"{reason} {number}" for reason, number in skipped.most_common())
    raise InspectError(f"{name}: holds no page" + (f"; passed over: {reasons}" if reasons else ""))
