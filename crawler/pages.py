"""From what Scrapy fetched to what the pipelines take."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scrapy.http import HtmlResponse, TextResponse

from crawler.items import Page, Source
from crawler.rights.refusals import price

if TYPE_CHECKING:
    from scrapy.http import Response

    from crawler.rights.statements import Statement

HTML = frozenset({"text/html", "application/xhtml+xml"})
REFUSALS = frozenset({401, 402, 403, 429, 451, 503})
# The key under which `crawler.middlewares.rights` leaves what the site's files say.
RIGHTS_META = "copydesk_rights"
# They name a reader; no verdict rests on them.
_PRIVATE = frozenset({"set-cookie"})


def page_from_response(response: Response, *, spider: str, via: str | None = None) -> Page | None:
    """Make a page of a response; None when it is no HTML.

    What a response is, its Content-Type says; nothing is guessed. A refusal (401, 402, 403, 429, 451, 503) is a page
    whatever it says it is: its status is the finding, and its body, if it is no HTML, is left out but for the price
    it may quote. `via` is the URL of the
    feed, sitemap or page that led to it.
    """
    html = is_html(response)
    if not html and response.status not in REFUSALS:
        return None
    headers = headers_of(response)
    return Page(
        url=response.url,
        body=text_of(response) if html and isinstance(response, TextResponse) else "",
        http_status=response.status,
        headers=headers,
        robots_tags=robots_tags_of(response),
        rights=rights_of(response),
        price=price(response.status, headers, response.body.decode("utf-8", "replace")),
        fetched=datetime.now(UTC).isoformat(timespec="seconds"),
        source=Source(spider=spider, via=via),
    )


def text_of(response: TextResponse) -> str:
    """Text by byte order mark, HTTP charset, `<meta>` or a guess, in this order.

    Python knows charsets that make no text of bytes (`rot13`, `zlib`, `idna`), and Scrapy's own `text` raises for
    a page that names one. They are no charsets here.
    """
    for reading in (response, HtmlResponse(response.url, body=response.body)):
        try:
            return reading.text
        except (LookupError, UnicodeError):
            continue
    return response.body.decode("utf-8", "replace")


def is_html(response: Response) -> bool:
    """Tell whether the Content-Type says HTML."""
    declared = response.headers.get("Content-Type") or b""
    return declared.split(b";")[0].strip().lower().decode("latin-1") in HTML


def headers_of(response: Response) -> dict[str, str]:
    """Headers of a response with their names in lower case; several of one name joined by commas, cookies left out."""
    headers = {
        name.decode("latin-1").lower(): ", ".join(value.decode("latin-1") for value in values)
        for name, values in response.headers.items()
    }
    return {name: value for name, value in headers.items() if name not in _PRIVATE}


def robots_tags_of(response: Response) -> list[str]:
    """The `X-Robots-Tag` headers of a response."""
    return [value.decode("latin-1") for value in response.headers.getlist("X-Robots-Tag")]


def rights_of(response: Response) -> list[Statement]:
    """What the site's files say of a response; nothing where `RightsMiddleware` did not see it."""
    return list(response.request.meta.get(RIGHTS_META, ())) if response.request is not None else []
