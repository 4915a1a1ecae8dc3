"""Keeps what is fetched as WARC files (`COPYDESK_WARC`)."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Self

from scrapy import signals
from scrapy.exceptions import CloseSpider, NotConfigured, UsageError

from crawler import __version__
from crawler.exitcodes import OUTPUT_NOT_WRITTEN, ExitCode, ask_exit, not_written
from crawler.feedstorage import NotWrittenError
from crawler.identity import contact_of, user_agent
from crawler.middlewares.rights import RightsMiddleware
from crawler.pages import headers_of, is_html, robots_tags_of
from crawler.rights.copies import objections, of_answer
from crawler.rights.page import OWN
from crawler.sources.decoding import TooLargeError, UndecodableError, decode_body
from crawler.warc.files import WarcFiles, recover
from crawler.warc.records import CONFORMS_TO, exchange_chunk, info_chunk

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.settings import BaseSettings

    from crawler.warc.records import Chunk

logger = logging.getLogger(__name__)

MAX_PAGE = 1 << 26
"""Bytes of a page that are looked at for what it says of copies."""


class Warc:
    """Writes a `response` and a `request` record for every answer that comes over the network.

    robots.txt, feeds and sitemaps, redirects and refusals among them; not what comes out of Scrapy's HTTP cache, and
    not what broke off. A folder that can't be written ends the run before anything is fetched, an error later stops
    it; both with exit code 3.

    A page that reserves its text, or says `noarchive`, is not kept where rights are honoured (`COPYDESK_RIGHTS`).

    Stats: `copydesk/warc/kept_back` (pages not kept for that), `copydesk/warc/records`, `copydesk/warc/bytes`,
    `copydesk/warc/files`, `copydesk/warc/recovered`.
    """

    def __init__(self, crawler: Crawler, folder: Path, max_size: int) -> None:
        self.crawler = crawler
        self.files = WarcFiles(folder, crawler.spidercls.name, max_size, self._head)
        self.failed = False
        self.honours_rights = str(crawler.settings.get("COPYDESK_RIGHTS")) != "record"
        self.own = str(crawler.settings.get("ROBOTSTXT_USER_AGENT") or OWN).lower()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        folder = crawler.settings.get("COPYDESK_WARC")
        if not folder:
            raise NotConfigured
        extension = cls(crawler, Path(folder), max_size(crawler.settings))
        crawler.signals.connect(extension.spider_opened, signals.spider_opened)
        # The one signal that comes before any middleware has undone the compression.
        crawler.signals.connect(extension.response_downloaded, signals.response_downloaded)
        crawler.signals.connect(extension.spider_closed, signals.spider_closed)
        return extension

    def spider_opened(self) -> None:
        try:
            self._recover()
            self.files.open()
        except NotWrittenError as error:
            self.failed = True
            ask_exit(self.crawler.stats, ExitCode.NOT_WRITTEN, str(error))
            raise CloseSpider(OUTPUT_NOT_WRITTEN) from error

    def response_downloaded(self, response: Response, request: Request) -> None:
        if self.failed or not request.url.startswith(("http:", "https:")):
            return
        try:
            if against := self._objections(response, request):
                self.crawler.stats.inc_value("copydesk/warc/kept_back")
                logger.debug("No copy of %s is kept: %s", response.url, "; ".join(against))
                return
            self.files.write(exchange_chunk(request, response, datetime.now(UTC)))
        except NotWrittenError as error:
            self._fail(str(error))
        except Exception as error:
            # Scrapy would log it and go on: a page would be missing in the archive, and nobody would know.
            logger.exception("A record could not be made")
            self._fail(f"no WARC record can be made of {response.url}: {type(error).__name__}: {error}")

    def spider_closed(self) -> None:
        try:
            self.files.close()
        except NotWrittenError as error:
            ask_exit(self.crawler.stats, ExitCode.NOT_WRITTEN, str(error))
        stats = self.crawler.stats
        stats.set_value("copydesk/warc/records", self.files.records)
        stats.set_value("copydesk/warc/bytes", self.files.size)
        stats.set_value("copydesk/warc/files", len(self.files.done))
        for path in self.files.done:
            logger.info("What was fetched is kept in %s (%d bytes)", path, path.stat().st_size)

    def _objections(self, response: Response, request: Request) -> list[str]:
        """The signals for which a page is not kept, where rights are honoured."""
        if not self.honours_rights or not is_html(response):
            return []
        headers = headers_of(response)
        try:
            body = decode_body(response.body, "", headers.get("content-encoding", ""), MAX_PAGE).data
        except (UndecodableError, TooLargeError):
            body = response.body
        middleware = self.crawler.get_downloader_middleware(RightsMiddleware)
        said = middleware.files.statements(request.url) if middleware is not None else []
        said += of_answer(response.url, headers, robots_tags_of(response), body, self.own)
        return objections(said, datetime.now(UTC))

    def _fail(self, reason: str) -> None:
        self.failed = True
        not_written(self.crawler, reason)

    def _recover(self) -> None:
        for left in recover(self.files.folder):
            self.crawler.stats.inc_value("copydesk/warc/recovered")
            if left.problem and left.path.name.endswith(".open"):
                logger.warning("%s, which an earlier run left, stays as it is: %s", left.path, left.problem)
                continue
            cut = f"; cut off {left.cut} bytes of a record that had only begun" if left.cut else ""
            damage = f"; damaged: {left.problem}" if left.problem else ""
            logger.warning(
                "An earlier run was killed: %s (%d bytes) is what it left%s%s", left.path, left.size, cut, damage
            )

    def _head(self, filename: str) -> Chunk:
        return info_chunk(filename, describe(self.crawler.settings, self.crawler.spidercls.name))


def describe(settings: BaseSettings, spider: str) -> dict[str, str]:
    """The fields of `warcinfo`: with what, by whom and under which rules the pages were fetched."""
    obeys = settings.getbool("ROBOTSTXT_OBEY")
    return {
        "software": f"copydesk/{__version__} Scrapy/{version('scrapy')} warcio/{version('warcio')}",
        "format": "WARC File Format 1.1",
        "conformsTo": CONFORMS_TO,
        # The words that archives use for it.
        "robots": "obey" if obeys else "ignore",
        "robots-user-agent": str(settings.get("ROBOTSTXT_USER_AGENT") or settings.get("USER_AGENT")),
        "http-header-user-agent": user_agent(settings),
        "operator": contact_of(settings),
        "description": f"scrapy crawl {spider}",
    }


def max_size(settings: BaseSettings) -> int:
    """Bytes after which a file is closed. Raises `UsageError`."""
    value = settings.get("COPYDESK_WARC_MAX_SIZE")
    try:
        size = settings.getint("COPYDESK_WARC_MAX_SIZE")
    except ValueError as error:
        raise UsageError(f"COPYDESK_WARC_MAX_SIZE={value}: not a number of bytes") from error
    if size <= 0:
        raise UsageError(f"COPYDESK_WARC_MAX_SIZE={value}: a file of no bytes holds nothing")
    return size
