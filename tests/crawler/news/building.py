"""Entries and visits for tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crawler.news.visits import Visit
from crawler.state.frontier import Entry
from crawler.state.keys import key_of
from pipelines.urls import site

if TYPE_CHECKING:
    from crawler.state.store import State


def queue(state: State, url: str, **changes: Any) -> Entry:
    """Queue an address and give its entry."""
    values = {"priority": 0, "added": 0, **changes}
    entry = Entry(key_of(url), url, site(url) or "", **values)
    state.frontier.put(entry)
    return entry


def visit(state: State, url: str, **changes: Any) -> Visit:
    """A visit of an address that is queued, at its own address."""
    entry = queue(state, url, **changes)
    return Visit(entry, state.pages.find(entry.key), address=url)
