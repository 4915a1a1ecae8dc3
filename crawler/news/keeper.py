"""What comes of a visit, written into the state: nothing here is on the disk before the next commit."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from crawler.news.periods import period_of, reset_of
from crawler.news.visits import NO_VALIDATORS, Outcome, Visit
from crawler.state.keys import key_of
from crawler.state.meters import Spent
from crawler.state.pages import KnownPage
from pipelines.urls import site as site_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.clock import Clock
    from crawler.news.had import Had
    from crawler.news.schedule import Schedule
    from crawler.state.sources import Validators
    from crawler.state.store import State

RETRY = 600
"""Seconds until a page that failed may be asked for again; each further time four times as long."""
FIRST = 10**14
"""Added to the priority of a page that a meter has kept back: it comes before all others of its site."""


class Keeper:
    """Writes down what came of every visit, and when to ask again."""

    def __init__(self, state: State, clock: Clock, schedule: Schedule, most_attempts: int) -> None:
        self.state = state
        self.clock = clock
        self.schedule = schedule
        self.most_attempts = most_attempts

    def compare(self, had: Had) -> Outcome:
        """Whether a record says anything that the last one of its page did not."""
        known = self.state.pages.find(key_of(had.canonical))
        if known is None or known.hash is None:
            return Outcome.NEW
        return Outcome.SAME_TEXT if known.hash == had.hash else Outcome.UPDATED

    def had(self, visit: Visit, had: Had) -> None:
        """Note a page that was had. The record, if there is one, must be in its file's buffer by now."""
        self._put(had, visit.entry.modified, visit.validators)
        page = key_of(had.canonical)
        self.state.pages.alias(visit.entry.key, page)
        self.state.pages.alias(key_of(had.url), page)
        if visit.later is None:
            self.state.frontier.done(visit.entry.key)
        else:
            self.state.frontier.defer(visit.entry.key, visit.later)

    def adopt(self, had: Had) -> None:
        """Note the page of a record that an interrupted run has written and not committed."""
        self._put(had, None, NO_VALIDATORS)
        page = key_of(had.canonical)
        for key in {page, key_of(had.url)}:
            self.state.pages.alias(key, page)
            self.state.frontier.done(key)

    def not_modified(self, visit: Visit) -> None:
        """Note a page that has not changed since it was had."""
        now, known = self.clock.seconds(), visit.known
        if known is not None:
            modified = _newest(known.modified, visit.entry.modified)
            again = self.schedule.next_ask(known.published, known.first_seen, now)
            self.state.pages.put(replace(known, last_asked=now, modified=modified, next_ask=again))
        self.state.frontier.done(visit.entry.key)

    def nothing(self, visit: Visit) -> None:
        """Note a page that there is no record of and that is not asked for again of its own accord."""
        now, entry = self.clock.seconds(), visit.entry
        known = visit.known
        first = known.first_seen if known is not None else now
        key, url = (known.key, known.url) if known is not None else (entry.key, entry.url)
        self.state.pages.put(
            KnownPage(key, url, entry.site, None, None, None, entry.published, entry.modified, first, now, None)
        )
        self.state.frontier.done(entry.key)

    def forbidden(self, visit: Visit) -> None:
        """Take a page that robots.txt forbids out of the queue; a source that lists it again finds it allowed, or not."""
        self.state.frontier.done(visit.entry.key)

    def later(self, visit: Visit, until: int) -> None:
        """Leave a page in the queue that its host did not want to be asked for."""
        self.state.frontier.defer(visit.entry.key, until, failed=False)

    def failed(self, visit: Visit) -> bool:
        """Leave a page in the queue that could not be had; False where that was its last chance."""
        attempts = visit.entry.attempts + 1
        if attempts >= self.most_attempts:
            self.nothing(visit)
            return False
        wait = RETRY * 4 ** min(visit.entry.attempts, 10)
        self.state.frontier.defer(visit.entry.key, self.clock.seconds() + wait)
        return True

    def spent(self, site: str, said: Sequence[str]) -> Spent:
        """Note that a site's meter is spent, and until when, by the lines that say so."""
        now = self.clock.seconds()
        earlier = self.state.meters.find(site)
        began = earlier.began if earlier is not None else now
        period = period_of(said)
        spent = Spent(site, reset_of(period, began, now), began, str(period), said[0] if said else None)
        self.state.meters.put(spent)
        return spent

    def keep_back(self, visit: Visit, until: int) -> None:
        """Leave a page in the queue, before all others of its site, for the time when the meter is whole again."""
        entry = visit.entry
        self.state.frontier.defer(entry.key, until)
        if entry.priority < FIRST:
            self.state.frontier.put(replace(entry, priority=entry.priority + FIRST))

    def _put(self, had: Had, listed: int | None, validators: Validators) -> None:
        now = self.clock.seconds()
        key = key_of(had.canonical)
        known = self.state.pages.find(key)
        first = known.first_seen if known is not None else now
        published = had.published if had.published is not None else (known.published if known is not None else None)
        again = None if had.refused else self.schedule.next_ask(published, first, now)
        if had.cut:
            validators = NO_VALIDATORS
        self.state.pages.put(
            KnownPage(
                key=key,
                url=had.url,
                site=site_of(had.url) or "",
                etag=validators.etag,
                last_modified=validators.last_modified,
                hash=had.hash,
                published=published,
                modified=_newest(had.modified, listed, known.modified if known is not None else None),
                first_seen=first,
                last_asked=now,
                next_ask=again,
                whole=had.whole,
            )
        )


def _newest(*moments: int | None) -> int | None:
    return max((m for m in moments if m is not None), default=None)
