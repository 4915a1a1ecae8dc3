"""From what a user names on the command line to the page that is looked at."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.http import HtmlResponse, Response, TextResponse

from crawler.items import Page, Source
from crawler.sources.decoding import decode_text

if TYPE_CHECKING:
    from collections.abc import Callable

HTML, TEXT, ARCHIVE = (".html", ".htm", ".xhtml"), (".txt", ".text"), (".warc", ".warc.gz")
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


def read(name: str, url: str | None = None) -> Page:
    """The page in a file, or on standard input for `-`. `url`: the address that it came from.

    Raises `InspectError` for a file that is missing, empty or of an unknown type, and for an archive that
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
        return _reader(path)(path, url)
    except OSError as error:
        raise InspectError(f"{name}: {error.strerror or error}") from error


def from_response(response: Response, *, fetched: str) -> Page:
    """The page in a response. Raises `InspectError` for one that is neither HTML nor plain text.

    A refusal is a page whatever its body is.
    """
    kind = (response.headers.get("Content-Type") or b"").decode("latin-1").partition(";")[0].strip().lower()
    readable = isinstance(response, HtmlResponse) or (isinstance(response, TextResponse) and kind in ("", "text/plain"))
    if not readable and response.status < 400:
        raise InspectError(f"{response.url}: unknown type {kind or '(none)'}: not HTML and not plain text")
    return Page(
        url=response.url,
        body=response.text if readable and isinstance(response, TextResponse) else "",
        plain=kind == "text/plain",
        http_status=response.status,
        headers={
            name.decode("latin-1").lower(): b", ".join(values).decode("latin-1")
            for name, values in response.headers.items()
        },
        fetched=fetched,
        source=Source(spider="inspect"),
    )


def _reader(path: Path) -> Callable[[Path, str | None], Page]:
    name = path.name.lower()
    for suffixes, reader in ((HTML, _from_html), (TEXT, _from_text), (ARCHIVE, _from_archive)):
        if name.endswith(suffixes):
            return reader
    known = " ".join((*HTML, *TEXT, *ARCHIVE))
    raise InspectError(f"{path}: unknown type; known are {known}, and - for standard input")


def _from_html(path: Path, url: str | None) -> Page:
    return _page(str(path), path.read_bytes(), url or path.resolve().as_uri(), plain=False)


def _from_text(path: Path, url: str | None) -> Page:
    return _page(str(path), path.read_bytes(), url or path.resolve().as_uri(), plain=True)


def _from_stdin(url: str | None) -> Page:
    return _page("standard input", sys.stdin.buffer.read(), url or "", plain=None)


def _page(name: str, content: bytes, url: str, *, plain: bool | None) -> Page:
    if not content.strip():
        raise InspectError(f"{name}: empty")
    body = _decoded(content, html=not plain)
    if plain is None:
        plain = not (body.lstrip().startswith("<") and _MARKUP.search(body[:_HEAD]))
    return Page(url=url, body=body, plain=plain, source=Source(spider="inspect", via=name))


def _decoded(content: bytes, *, html: bool) -> str:
    """By byte order mark, by what the page declares, or by what its bytes look like."""
    return decode_text(content, "") if html else TextResponse("about:blank", body=content).text


def _from_archive(path: Path, url: str | None) -> Page:
    raise NotImplementedError
