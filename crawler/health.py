"""When a run that came to its end is not well: too much failed, was refused or was cut, or too little came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from scrapy.exceptions import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scrapy.settings import BaseSettings


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What a run may come to."""

    error_share: float = 1.0
    blocked_share: float = 1.0
    truncated_share: float = 1.0
    min_articles: int = 0

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        """Read `COPYDESK_MAX_..._SHARE` and `COPYDESK_MIN_ARTICLES`. Raises UsageError."""
        error, blocked, truncated = (
            _share(settings, f"COPYDESK_MAX_{name}_SHARE") for name in ("ERROR", "BLOCKED", "TRUNCATED")
        )
        given = settings.get("COPYDESK_MIN_ARTICLES") or 0
        if not str(given).isdigit():
            raise UsageError(f"COPYDESK_MIN_ARTICLES={given}: not a whole number")
        return cls(error, blocked, truncated, int(given))

    def passed(self, stats: Mapping[str, Any]) -> Iterator[str]:
        """The thresholds that a run's stats have passed, each in one line for people."""
        asked = stats.get("copydesk/asked", 0) + stats.get("copydesk/sources/asked", 0)
        failed = stats.get("copydesk/outcome/failed", 0) + stats.get("copydesk/sources/failed", 0)
        if failed > self.error_share * asked:
            yield f"{failed} of {asked} requests failed (COPYDESK_MAX_ERROR_SHARE={self.error_share:g})"
        articles = stats.get("copydesk/articles", 0)
        for status, share in (("blocked", self.blocked_share), ("truncated", self.truncated_share)):
            count = stats.get(f"copydesk/access/{status}", 0)
            if count > share * articles:
                yield f"{count} of {articles} articles are {status} (COPYDESK_MAX_{status.upper()}_SHARE={share:g})"
        if articles < self.min_articles:
            yield f"{articles} articles came (COPYDESK_MIN_ARTICLES={self.min_articles})"


def nothing_came(stats: Mapping[str, Any]) -> str | None:
    """Why a news crawl should have brought something and can't have; null where it could."""
    failed = stats.get("copydesk/sources/failed", 0)
    asked = stats.get("copydesk/sources/asked", 0)
    if asked and failed == asked:
        return f"none of the {asked} sources could be read"
    read = asked - failed - stats.get("copydesk/sources/not_modified", 0)
    listed = stats.get("copydesk/found", 0) + stats.get("copydesk/left_out/before_since", 0)
    if read and not listed and not stats.get("copydesk/asked", 0) and not stats.get("copydesk/sources/not_modified", 0):
        return f"the {read} sources list no articles"
    return None


def _share(settings: BaseSettings, name: str) -> float:
    given = settings.get(name, 1.0)
    try:
        share = float(given)
    except (TypeError, ValueError):
        share = -1.0
    if not 0 <= share <= 1:
        raise UsageError(f"{name}={given}: not a share between 0 and 1")
    return share
