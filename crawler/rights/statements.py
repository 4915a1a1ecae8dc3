"""One thing that a publisher says of the use of a page."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Topic(StrEnum):
    """What a statement speaks of."""

    MINING = "mining"
    """Text and data mining (TDM Reservation Protocol)."""
    TRAINING = "training"
    """Training of AI models."""
    INPUT = "input"
    """AI answers made from the text."""
    LICENCE = "licence"
    """Use by machines under terms that have to be taken first."""
    KEEPING = "keeping"
    """Copies of the page (`noarchive`)."""
    SHOWING = "showing"
    """The text shown to others (`nosnippet`, `max-snippet`)."""
    EXPIRY = "expiry"
    """The date after which the page is not to be shown (`unavailable_after`)."""
    INDEXING = "indexing"
    """A search index (`noindex`)."""
    FOLLOWING = "following"
    """The links on the page (`nofollow`)."""
    IMAGES = "images"
    """The pictures on the page (`noimageai`, `noimageindex`)."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A signal, and what it says of one topic. A signal that speaks of several gives one statement for each."""

    signal: str
    """Where it stood and what it said, such as `meta robots: noai`; what the record's `rights.signals` holds."""
    topic: Topic | None = None
    """Null for what is only recorded, such as the address of a policy."""
    reserved: bool | None = None
    """True: the publisher keeps the use to itself. False: it is granted. Null: neither is said."""
    until: str | None = None
    """For `EXPIRY`: ISO 8601 with offset."""
