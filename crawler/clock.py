"""What time it is for a crawl: the real one, or one that began at another moment (`COPYDESK_NOW`)."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

from scrapy.exceptions import UsageError

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings


@dataclass(frozen=True, slots=True)
class Clock:
    """Counts on from a moment; without one, the time of this machine."""

    ahead: float = 0.0
    """Seconds by which it is ahead of this machine's clock."""

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        """Read `COPYDESK_NOW`: ISO 8601, UTC where it has no offset. Raises UsageError."""
        text = settings.get("COPYDESK_NOW")
        if not text:
            return cls()
        try:
            moment = datetime.fromisoformat(str(text))
        except ValueError:
            raise UsageError(f"COPYDESK_NOW={text}: not a moment such as 2026-11-20T06:00") from None
        moment = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
        return cls(moment.timestamp() - time.time())

    def now(self) -> datetime:
        """Give this moment, in UTC."""
        return datetime.fromtimestamp(time.time() + self.ahead, UTC)

    def seconds(self) -> int:
        """Give this moment in whole seconds since 1970."""
        return int(time.time() + self.ahead)
