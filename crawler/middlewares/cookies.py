"""Cookies without a network: which domains are public suffixes is looked up in the list that came with the installation.

Scrapy's own middleware lets tldextract fetch the list with the first cookie of a crawl: two blocking requests to
hosts that nobody asked to crawl, and warnings with tracebacks where there is no network.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares.cookies import CookiesMiddleware as ScrapyCookiesMiddleware
from scrapy.utils.httpobj import urlparse_cached
from tldextract import TLDExtract

if TYPE_CHECKING:
    from collections.abc import Iterable
    from http.cookiejar import Cookie

    from scrapy import Request
    from scrapy.http.cookies import CookieJar

_split = TLDExtract(include_psl_private_domains=True, suffix_list_urls=(), cache_dir=None)


def is_public_suffix(domain: str) -> bool:
    """Tell whether a domain is one under which anybody can register, such as `co.uk` or `github.io`."""
    return not _split(domain).domain


class CookiesMiddleware(ScrapyCookiesMiddleware):
    """Scrapy's middleware with the list of public suffixes that is there already."""

    def _process_cookies(self, cookies: Iterable[Cookie], *, jar: CookieJar, request: Request) -> None:
        host = (urlparse_cached(request).hostname or "").lower()
        if not host:
            return
        for cookie in cookies:
            domain = cookie.domain.removeprefix(".")
            if domain and is_public_suffix(domain):
                # A cookie for everybody under a suffix is refused, unless the host that sets it is the suffix itself.
                if domain != host:
                    continue
                cookie.domain = host
            jar.set_cookie_if_ok(cookie, request)
