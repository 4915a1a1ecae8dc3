"""What discovery hands on: an address, where it stood, and what was said of it there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from crawler.discovery.dates import latest
from pipelines.urls import canonical

if TYPE_CHECKING:
    from datetime import datetime

AccessHint = Literal["subscription", "registration"]

ARTICLE_FROM = 0.5
"""A score from here up says: an article."""


@dataclass(frozen=True, slots=True)
class Found:
    """An address that may be an article's, with hints. Hints schedule and explain; no record is made of them."""

    url: str
    """In full, `http` or `https`, without fragment; otherwise as it was published."""
    via: str
    """Address of the feed, sitemap or page that it stood in."""
    title: str | None = None
    """Headline there, white space folded."""
    published: str | None = None
    """ISO 8601: a day, or a time with its offset where one is given."""
    modified: str | None = None
    """Like `published`; a sitemap's `lastmod` too."""
    access_hint: AccessHint | None = None
    """What `<news:access>` says. Absence means nothing."""
    text_length_hint: int | None = None
    """Words of the text that a feed carries. It is often a teaser, so a small number says nothing of the page."""
    guid: str | None = None
    """A feed's own name for the entry; it stays when the address changes."""
    score: float = 1.0
    """How likely it is an article's, from 0 to 1: 1.0 where the source lists only articles (feeds, news sitemaps)."""

    @property
    def key(self) -> str:
        """The canonical form of the address: what the same article is known by in every source."""
        return canonical(self.url)

    @property
    def is_article(self) -> bool:
        """Whether it is more likely an article than not."""
        return self.score >= ARTICLE_FROM

    def is_before(self, since: datetime) -> bool:
        """Whether it was certainly published and last changed before `since` (aware); false where no date is known."""
        dates = [latest(day) for day in (self.published, self.modified) if day is not None]
        return bool(dates) and max(dates) < since
