"""Why a request was not made. All are `IgnoreRequest`, so that an errback can tell them apart and Scrapy stays calm."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.exceptions import IgnoreRequest

if TYPE_CHECKING:
    from datetime import datetime


class ForbiddenByRobotsError(IgnoreRequest):
    """robots.txt asks not to read this page."""


class RobotsUnavailableError(ForbiddenByRobotsError):
    """robots.txt could not be had (5xx, 429, no answer): the host is left alone in this run, and may be asked in another."""


class SetAsideError(IgnoreRequest):
    """The host asked to be left alone until `until`, in UTC."""

    def __init__(self, host: str, until: datetime) -> None:
        super().__init__(f"{host} asked to be left alone until {until.isoformat(timespec='seconds')}")
        self.host = host
        self.until = until


class NoContactError(IgnoreRequest):
    """The crawl would leave this machine and does not say whom a publisher can write to."""
