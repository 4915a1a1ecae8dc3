"""One jar for two: Scrapy's cookies are the browser's, and what scripts set is Scrapy's.

A meter that is counted by a script would never be spent if its cookie stayed behind in the browser, and one counted by
the server would start anew in it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING

from scrapy.utils.httpobj import urlparse_cached

if TYPE_CHECKING:
    from collections.abc import Iterable

    from playwright.async_api import BrowserContext, Cookie
    from scrapy import Request


def sent(request: Request) -> dict[str, str]:
    """The cookies that a request carries."""
    found: dict[str, str] = {}
    for header in request.headers.getlist("Cookie"):
        for pair in header.decode("latin-1").split(";"):
            name, equals, value = pair.strip().partition("=")
            if equals:
                found[name] = value
    return found


async def hand_over(context: BrowserContext, request: Request, url: str) -> None:
    """Make the browser's cookies for `url` those that Scrapy has sent."""
    host = urlparse_cached(request).hostname or ""
    has = {cookie["name"]: cookie for cookie in await context.cookies(url)}
    for name, value in sent(request).items():
        if name in has:
            if has[name]["value"] == value:
                continue
            await context.clear_cookies(name=name, domain=has[name]["domain"])
        await context.add_cookies([{"name": name, "value": value, "domain": host, "path": "/"}])


def changed(cookies: Iterable[Cookie], before: dict[str, str]) -> list[str]:
    """`Set-Cookie` lines for the browser's cookies that are not what they were before the page ran."""
    return [_line(cookie) for cookie in cookies if before.get(cookie["name"]) != cookie["value"]]


def _line(cookie: Cookie) -> str:
    parts = [f"{cookie['name']}={cookie['value']}", f"Path={cookie['path']}"]
    if cookie["domain"].startswith("."):
        parts.append(f"Domain={cookie['domain']}")
    if cookie["expires"] > 0:
        parts.append(f"Expires={format_datetime(datetime.fromtimestamp(cookie['expires'], UTC), usegmt=True)}")
    parts += [name for name, key in (("Secure", "secure"), ("HttpOnly", "httpOnly")) if cookie[key]]  # type: ignore[literal-required]
    return "; ".join(parts)
