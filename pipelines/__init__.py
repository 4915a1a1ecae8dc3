"""The desk: what turns a fetched page into an article.

One file a stage, in the order of `STAGES`; reading them top to bottom is reading what copydesk does.
`clean` runs the same chain without Scrapy, and `restore` gives back the plain text that an article was made from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from crawler.items import Article, Page
from pipelines.access import AccessStage
from pipelines.body import BodyStage
from pipelines.draft import Draft
from pipelines.furniture import FurnitureStage
from pipelines.layout import restore
from pipelines.leads import LeadsStage
from pipelines.markers import MarkersStage
from pipelines.metadata import MetadataStage
from pipelines.normalize import NormalizeStage
from pipelines.options import STANDARD, Options
from pipelines.rights import RightsStage
from pipelines.segment import SegmentStage
from pipelines.stage import attempt
from pipelines.stories import tell
from pipelines.urls import text_url

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["STAGES", "Options", "clean", "examine", "restore"]

STAGES = (
    SegmentStage,
    MetadataStage,
    MarkersStage,
    LeadsStage,
    BodyStage,
    RightsStage,
    FurnitureStage,
    AccessStage,
    NormalizeStage,
)
"""The stages of a page, in the order in which they run; behind them, `stories` compares the article with those before."""


def clean(
    text: str,
    *,
    url: str = "",
    plain: bool | None = None,
    http_status: int | None = None,
    title: str | None = None,
    options: Options = STANDARD,
) -> Article:
    """The article of one page, without Scrapy: for a notebook, a data-set map function or a cluster worker.

    `text` is HTML, or plain text with one paragraph a line; which of them is told by `plain`, or else by
    whether the text begins with a tag. Without a `url` the text gets an address made from it. A page that breaks a stage comes back with `error` set.
    """
    if plain is None:
        plain = not text.lstrip("\ufeff \t\r\n").startswith("<")
    return examine(
        Page(url=url or text_url(text), body=text, plain=plain, http_status=http_status, title=title), options
    )[1]


def examine(page: Page, options: Options = STANDARD, *, scores: Sequence[float] | None = None) -> tuple[Draft, Article]:
    """The article of a page, and the draft that shows what each block was taken for.

    `scores` stand in for what the body model would say of each block: those of a model that has not seen the page's
    publisher, where quality is measured on the pages that trained the one that ships.
    """
    draft = Draft(page, options, scores)
    result: Draft | Article = draft
    for stage in STAGES:
        result, _ = attempt(stage, draft)
    article = cast("Article", result)
    if options.stories is not None:
        article.story = tell(article, options.stories)
    return draft, article
