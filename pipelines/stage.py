"""The thin Scrapy side of every stage."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, ClassVar, Self

from scrapy.exceptions import UsageError

from crawler.items import Article, Page
from pipelines.body_model import ModelError
from pipelines.catalogue.rules import CatalogueError
from pipelines.draft import Draft
from pipelines.options import Options

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)


def unchanged(draft: Draft) -> Draft | Article:
    """What most stages hand on for a page that broke them: the draft as it is."""
    return draft


class Stage:
    """Runs one pure function on the draft of every page.

    A page that breaks a stage is kept: the draft passes on with the error noted in it, in the log and
    in the stat `copydesk/errors/<stage>`. Items that are no pages pass through untouched.
    """

    name: ClassVar[str]
    run: ClassVar[Callable[[Draft], Draft | Article]]
    fallback: ClassVar[Callable[[Draft], Draft | Article]] = unchanged

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        try:
            self.options = Options.from_settings(crawler.settings)
        except (CatalogueError, ModelError, OSError) as error:
            raise UsageError(f"COPYDESK_CATALOGUE or COPYDESK_BODY_MODEL can't be used: {error}") from error

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_item(self, item: Any) -> Any:
        if isinstance(item, Page):
            item = Draft(item, self.options)
        if not isinstance(item, Draft):
            return item
        result, error = attempt(type(self), item)
        if error is not None:
            assert self.crawler.stats is not None
            self.crawler.stats.inc_value("copydesk/errors")
            self.crawler.stats.inc_value(f"copydesk/errors/{self.name}")
            logger.error("%s broke on %s", self.name, item.page.url, exc_info=error)
        return result


def attempt(stage: type[Stage], draft: Draft) -> tuple[Draft | Article, Exception | None]:
    """Run a stage on a draft; where it breaks, note the error in the draft and hand on what there is."""
    try:
        return stage.run(draft), None
    except Exception as error:  # noqa: BLE001 - no page may be lost, whatever breaks on it
        note_error(draft, stage.name, error)
        return stage.fallback(draft), error


def note_error(draft: Draft, stage: str, error: Exception) -> None:
    """Write the first error of a page into its draft, in one line."""
    if draft.error is None:
        draft.error = f"{stage}: {type(error).__name__}: {error}".splitlines()[0][:500]
