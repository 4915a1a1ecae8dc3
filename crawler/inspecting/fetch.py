"""One page, fetched as every crawl of copydesk fetches: own user agent, robots.txt obeyed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.exceptions import IgnoreRequest
from scrapy.utils.datatypes import SequenceExclude

from crawler.inspecting.pages import InspectError, RefusedError, from_response
from crawler.middlewares.refusals import NoContactError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from scrapy.crawler import CrawlerProcessBase
    from scrapy.http import Response
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure

    from crawler.items import Page


@dataclass(slots=True)
class Answer:
    """What came of a request."""

    page: Page | None = None
    error: InspectError | None = None


class OnePage(Spider):
    """Fetches one page and leaves it in `answer`."""

    name = "inspect"

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        super().update_settings(settings)
        # The command runs the stages itself: it shows what they leave behind, not only the record.
        settings.set("ITEM_PIPELINES", {}, priority="spider")
        settings.set("COPYDESK_SUMMARY", False, priority="spider")

    def __init__(self, url: str, answer: Answer, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.url = url
        self.answer = answer

    async def start(self) -> AsyncIterator[Request]:
        # Refusals are looked at too; redirects are followed.
        meta = {"handle_httpstatus_list": SequenceExclude(range(300, 400))}
        yield Request(self.url, callback=self.keep, errback=self.explain, dont_filter=True, meta=meta)

    def keep(self, response: Response) -> None:
        fetched = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        try:
            self.answer.page = from_response(response, fetched=fetched)
        except InspectError as error:
            self.answer.error = error

    def explain(self, failure: Failure) -> None:
        error = failure.value
        if isinstance(error, NoContactError):
            self.answer.error = InspectError(str(error))
        elif isinstance(error, IgnoreRequest):
            self.answer.error = RefusedError(f"{self.url}: {self._refusal(error)}")
        else:
            said = " ".join(str(error).split()) or type(error).__name__
            self.answer.error = RefusedError(f"{self.url}: not fetched: {said}")

    def _refusal(self, error: IgnoreRequest) -> str:
        host = urlsplit(self.url).netloc
        assert self.crawler.stats is not None  # noqa: S101 - set by Scrapy before a spider starts
        if self.crawler.stats.get_value("copydesk/robots/unavailable"):
            return f"not fetched: robots.txt of {host} could not be had, and without it the site is left alone"
        if "robots.txt" in str(error):
            return f"refused: robots.txt of {host} asks copydesk not to read this page"
        return f"not fetched: {error or 'a middleware dropped the request'}"


def fetch(url: str, process: CrawlerProcessBase) -> Page:
    """Fetch `url` in a crawl of its own.

    Raises `RefusedError` where nothing was served, `InspectError` for what is no page.
    """
    answer = Answer()
    process.crawl(OnePage, url=url, answer=answer)
    process.start()
    if answer.error is not None:
        raise answer.error
    if answer.page is None:
        raise RefusedError(f"{url}: not fetched: the crawl ended without an answer (-L ERROR says why)")
    return answer.page
