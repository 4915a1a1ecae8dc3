"""A page on its way: asked for, and not yet settled."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from crawler.state.sources import Validators

if TYPE_CHECKING:
    from crawler.news.had import Had
    from crawler.state.frontier import Entry
    from crawler.state.pages import KnownPage

NO_VALIDATORS = Validators(None, None)


class Outcome(StrEnum):
    """What became of a page that was asked for."""

    NEW = "new"
    """It gave a record, for the first time."""
    UPDATED = "updated"
    """It gave a record that says something new."""
    NOT_MODIFIED = "not_modified"
    """The server says that it has not changed (304)."""
    SAME_TEXT = "same_text"
    """It says what it said before."""
    GONE = "gone"
    """404 or 410."""
    NOT_HTML = "not_html"
    NOT_ARTICLE = "not_article"
    """The page itself says that it is none; where its source lists other pages too."""
    BEFORE_SINCE = "before_since"
    """Older than `since`, as the page itself says."""
    DROPPED = "dropped"
    """A pipeline did not want it."""
    METER = "meter"
    """Its site's meter is spent: it stays queued."""
    LATER = "later"
    """Its host asked to be left alone: it stays queued."""
    FAILED = "failed"
    """It could not be had: it stays queued, unless that has happened too often."""
    FORBIDDEN = "forbidden"
    """robots.txt does not allow it."""
    STOPPED = "stopped"
    """The crawl ended first: it stays queued."""


@dataclass(slots=True)
class Visit:
    """One article being asked for. A site has one at a time."""

    entry: Entry
    known: KnownPage | None = None
    """What is known of the page from before."""
    address: str = ""
    """Where it was found in the end: behind redirects, if there were any."""
    validators: Validators = NO_VALIDATORS
    """As the server gave them with it."""
    status: int = 0
    later: int | None = None
    """When its host may be asked again, where it asked to be left alone."""
    had: Had | None = None
    """What the pipelines have made of it."""
    outcome: Outcome | None = None
    """What became of it, as soon as that is known."""

    @property
    def asks_for_changes(self) -> bool:
        """Whether it was had at this address before, so that the server can be asked for changes only."""
        return self.known is not None and self.known.url == self.entry.url and self.known.hash is not None
