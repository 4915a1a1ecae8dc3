"""What comes of a page that a browser has run."""

from __future__ import annotations

from scrapy.http import HtmlResponse, Response

RENDERED = "rendered"
"""Flag of a response whose body is what a browser made of the page."""


class RenderedResponse(HtmlResponse):
    """The page as its scripts have left it, in UTF-8."""

    fetched: Response | None = None
    """What came over the network, with its compression."""
