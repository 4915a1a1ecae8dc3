"""What the statements on a page come to."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from crawler.items import Rights
from crawler.rights.statements import Topic

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crawler.rights.statements import Statement

RESERVATIONS = frozenset({Topic.MINING, Topic.TRAINING, Topic.INPUT, Topic.LICENCE})
"""Topics that `rights.reserved` speaks of."""
MAX_SIGNALS, LONGEST_SIGNAL = 50, 300


def rights(statements: Sequence[Statement]) -> Rights:
    """The record's `rights`; `statements` in the order in which they were made: files, headers, HTML."""
    effective = binding(statements)
    speaking = [s.reserved for s in effective if s.topic in RESERVATIONS and s.reserved is not None]
    signals = dict.fromkeys(short(s.signal) for s in statements)
    return Rights(reserved=any(speaking) if speaking else None, signals=list(signals)[:MAX_SIGNALS])


def grounds(statements: Sequence[Statement], now: datetime) -> list[str]:
    """The signals for which a record must not hold the text; none where it may.

    Reservations of mining and AI use; `nosnippet` and `max-snippet:0`, since then no part of the text may be
    shown; and `unavailable_after` with a date that is past.
    """
    found = [
        s.signal
        for s in binding(statements)
        if (s.reserved and (s.topic in RESERVATIONS or s.topic is Topic.SHOWING))
        or (s.until is not None and datetime.fromisoformat(s.until) < now)
    ]
    return [short(signal) for signal in dict.fromkeys(found)]


def may_follow_links(statements: Iterable[Statement]) -> bool:
    """Whether links on the page may be followed: not where it says `nofollow` or `none`."""
    return not any(s.topic is Topic.FOLLOWING and s.reserved for s in statements)


def binding(statements: Sequence[Statement]) -> list[Statement]:
    """The statements that hold: TDM reservations overrule each other, HTML before header before file; all else adds up."""
    mining = [s for s in statements if s.topic is Topic.MINING and s.reserved is not None]
    overruled = {id(s) for s in mining[:-1]}
    return [s for s in statements if id(s) not in overruled]


def short(signal: str) -> str:
    """A signal in one line of bearable length."""
    signal = " ".join(signal.split())
    return signal if len(signal) <= LONGEST_SIGNAL else f"{signal[: LONGEST_SIGNAL - 1]}…"
