"""`scrapy crawl demo`: the newsroom, crawled. No network and no configuration needed."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Self

from scrapy import Request, Spider, signals
from scrapy.utils.sitemap import sitemap_urls_from_robots

from crawler.arguments import check_arguments
from crawler.exitcodes import ExitCode, ask_exit
from crawler.newsroom.server import Newsroom
from crawler.newsroom.stories import load_papers
from crawler.pages import page_from_response

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from crawler.items import Page

logger = logging.getLogger(__name__)

SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
FEED_TYPE = "application/rss+xml"


class DemoSpider(Spider):
    """Opens the newsroom on a free loopback port, crawls it as any news site would be crawled, and closes it.

        scrapy crawl demo -O articles.jsonl

    robots.txt names the news sitemap; the front page names the feeds, which list articles that the sitemap does
    not have. One section front is handed on too, to show what the desk makes of a page that is no article.
    Takes no arguments. Stats: `copydesk/skipped/not_html`, `copydesk/skipped/robots`.
    """

    name = "demo"
    custom_settings = {  # noqa: RUF012  Scrapy declares it so
        # Its host is this machine, and no proxy that the environment names leads there.
        "DOWNLOAD_DELAY": 0,
        "AUTOTHROTTLE_ENABLED": False,
        "HTTPPROXY_ENABLED": False,
        # Meters count by cookie, and Scrapy puts cookies on a request before it waits for its turn: only where no
        # other request is waiting does each carry what the answer before it has set.
        "CONCURRENT_REQUESTS": 1,
        "COOKIES_ENABLED": True,
    }

    def __init__(self, name: str | None = None, **kwargs: Any) -> None:
        check_arguments(self.name, kwargs, frozenset())
        super().__init__(name, **kwargs)
        self.newsroom = Newsroom()
        self.base = ""
        self._asked = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        # Comes at the end of every crawl that has begun, also of one that broke or was interrupted.
        crawler.signals.connect(spider.newsroom.close, signals.spider_closed)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        self.base = self.newsroom.open()
        logger.info("The newsroom is open at %s/", self.base)
        yield Request(f"{self.base}/robots.txt", self.parse_robots, errback=self.unreachable)

    def unreachable(self, failure: Failure) -> None:
        ask_exit(
            self.crawler.stats,
            ExitCode.BROKE,
            f"the newsroom at {self.base}/ can't be reached: {failure.getErrorMessage()}",
        )

    def parse_robots(self, response: Response) -> Iterator[Request]:
        for url in sitemap_urls_from_robots(response.body, base_url=response.url):
            yield Request(url, self.parse_sitemap)

    def parse_sitemap(self, response: Response) -> Iterator[Request]:
        for url in response.xpath("//s:url/s:loc/text()", namespaces=SITEMAP).getall():
            yield self._page(url, via=response.url)
        yield Request(f"{self.base}/", self.parse_front, priority=-self._asked)

    def parse_front(self, response: Response) -> Iterator[Request]:
        for url in response.xpath("//link[@rel='alternate'][@type=$type]/@href", type=FEED_TYPE).getall():
            yield response.follow(url, self.parse_feed)
        paper = load_papers()[0]
        yield self._page(response.urljoin(f"/{paper.id}/{paper.sections[0][0]}/"), via=response.url)

    def parse_feed(self, response: Response) -> Iterator[Request]:
        for url in response.xpath("//item/link/text()").getall():
            yield self._page(url, via=response.url)

    def parse_page(self, response: Response, via: str) -> Iterator[Page]:
        page = page_from_response(response, spider=self.name, via=via)
        if page is None:
            self.crawler.stats.inc_value("copydesk/skipped/not_html")
        else:
            yield page

    def _page(self, url: str, via: str) -> Request:
        """Ask for a page, after all that were asked for before."""
        self._asked += 1
        return Request(url, self.parse_page, priority=-self._asked, cb_kwargs={"via": via})
