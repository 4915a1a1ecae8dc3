"""The thin Scrapy side of every stage."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, ClassVar, Self

from crawler.items import Page
from pipelines.draft import Draft

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)


class Stage:
    """Runs one pure function on the draft of every page.

    A page that breaks a stage is kept: the draft passes on with the error noted in it, in the log and
    in the stat `copydesk/errors/<stage>`.
    """

    name: ClassVar[str]
    run: ClassVar[Callable[[Draft], Draft]]

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_item(self, item: Any) -> Any:
        if isinstance(item, Page):
            item = Draft(item)
        if not isinstance(item, Draft):
            return item
        try:
            return type(self).run(item)
        except Exception as error:
            note_error(item, self.name, error)
            assert self.crawler.stats is not None
            self.crawler.stats.inc_value("copydesk/errors")
            self.crawler.stats.inc_value(f"copydesk/errors/{self.name}")
            logger.exception("%s broke on %s", self.name, item.page.url)
            return item


def note_error(draft: Draft, stage: str, error: Exception) -> None:
    """Write the first error of a page into its draft, in one line."""
    if draft.error is None:
        draft.error = f"{stage}: {type(error).__name__}: {error}".splitlines()[0][:500]
