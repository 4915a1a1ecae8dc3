"""What a reader hands out beside pages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True, frozen=True)
class Skip:
    """A record, or a stretch of bytes, that did not become a page."""

    reason: str
    """One word for the statistics, such as `not_html`."""
    where: str
    """File and place in it, such as `a.warc.gz: byte 1200` or `b.jsonl: line 7`."""
    detail: str = ""
    broken: bool = False
    """True where something is damaged, false where the record simply is no page."""


@dataclass(slots=True, frozen=True)
class Note:
    """A page came, but not quite as it should have."""

    reason: str
    where: str
    detail: str = ""


class UnreadableError(Exception):
    """A file, or the rest of it, cannot be read; the message says which and why."""
