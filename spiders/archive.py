"""`scrapy crawl archive`: pages out of web archives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from crawler.rights.page import OWN
from crawler.rights.site import SiteFiles
from crawler.sources.spider import FileSpider
from crawler.sources.warc import read_archive

if TYPE_CHECKING:
    from collections.abc import Generator

    from scrapy.crawler import Crawler

    from crawler.items import Page
    from crawler.sources.findings import Note, Skip


class ArchiveSpider(FileSpider):
    """Reads WARC, WARC.gz and WACZ files: offline, of any size, in constant memory.

        scrapy crawl archive -a path='crawl-*.warc.gz' -O articles.jsonl

    What `-a` takes:

    - `path`: files and globs, comma-separated; `@FILE` reads them from a file, one a line.
    - `limit`: stop after this many pages.

    A page is a `response` (or `resource`) record whose Content-Type is HTML; a page behind a refusal (401, 402,
    403, 451) is one too. Every other record is counted in `copydesk/skipped/<reason>`: `not_response`, `revisit`,
    `not_http`, `redirect`, `no_content_type`, `not_html`, `empty`, `too_large` (over DOWNLOAD_MAXSIZE),
    `undecodable`, `broken_record`, `broken_gzip`, `truncated_gzip`, `empty_file`. What is broken is also logged, with
    file and byte offset, and reading goes on at the next whole record.

    A page that came with a blemish is kept, logged, and counted in `copydesk/noted/<reason>`: `cut_body` (its
    compression breaks off), `cut_by_archiver` (WARC-Truncated), `digest_mismatch`, or damage right behind it
    (`broken_gzip`, `truncated_gzip`).

    What a page says of its use in its headers and its HTML counts as in a live crawl; so do robots.txt, tdmrep.json
    and the licences that robots.txt names, where the archives hold them before the page.

    The exit code is 0 when all that could be read is written, broken records or not; 1 when a whole file could not be
    read (missing, no archive, an error of the disk), after all others were; 2 when there is nothing to read at all.
    """

    name = "archive"

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.site_files = SiteFiles(crawler.settings["ROBOTSTXT_USER_AGENT"] or OWN)
        return spider

    site_files: SiteFiles
    """What the robots.txt, tdmrep.json and RSL licences in the archives say of the pages behind them."""

    def read(self, path: str) -> Generator[Page | Skip | Note]:
        return read_archive(path, self.max_size, self.site_files)
