"""Puts the browser in front of Scrapy's own downloads, where `COPYDESK_BROWSER` asks for it."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING, Any

from scrapy.exceptions import NotConfigured, UsageError

from crawler.browser.chromium import NoBrowserError, check_library, find_chromium
from crawler.identity import user_agent

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

logger = logging.getLogger(__name__)

HANDLER = "crawler.browser.handler.BrowserDownloadHandler"


class Browser:
    """An add-on for `ADDONS`; does nothing without `COPYDESK_BROWSER`.

    What is missing is a `UsageError`, before anything is fetched. Options that a user has
    put into `PLAYWRIGHT_LAUNCH_OPTIONS` stay.
    """

    def update_settings(self, settings: BaseSettings) -> None:
        if not settings.getbool("COPYDESK_BROWSER"):
            raise NotConfigured
        try:
            check_library()
            chromium = find_chromium(settings.get("COPYDESK_BROWSER_PATH"))
        except NoBrowserError as error:
            raise UsageError(str(error)) from error
        for name in ("COPYDESK_BROWSER_WAIT", "COPYDESK_BROWSER_PAGES"):
            _check_number(settings, name)
        own = settings.getdict("PLAYWRIGHT_LAUNCH_OPTIONS")
        changes: dict[str, Any] = {
            "DOWNLOAD_HANDLERS": settings.getdict("DOWNLOAD_HANDLERS") | dict.fromkeys(("http", "https"), HANDLER),
            "PLAYWRIGHT_LAUNCH_OPTIONS": launch_options(chromium, user_agent(settings)) | own,
            # The browser's headers are its own; none of Scrapy's go through it.
            "PLAYWRIGHT_PROCESS_REQUEST_HEADERS": None,
            "PLAYWRIGHT_MAX_PAGES_PER_CONTEXT": settings.getint("COPYDESK_BROWSER_PAGES"),
        }
        # What a user has set is in them already, so they go before it.
        settings.setdict(changes, "cmdline")


def launch_options(chromium: str, user_agent: str) -> dict[str, Any]:
    """How Chromium is started.

    The user agent is given on its command line: the client hints then say truly what runs, where playwright's own
    way of setting it makes them say "Windows".
    """
    root = os.geteuid() == 0
    if root:
        logger.warning("Chromium runs without its sandbox, since this is root: crawl as another user where you can")
    return {
        "executable_path": chromium,
        "args": [f"--user-agent={user_agent}"],
        "chromium_sandbox": not root,
        # Windows that a page opens by itself are nobody's.
        "ignore_default_args": ["--disable-popup-blocking"],
    }


def _check_number(settings: BaseSettings, name: str) -> None:
    try:
        number = settings.getfloat(name)
    except (TypeError, ValueError) as error:
        raise UsageError(f"{name}={settings[name]}: not a number") from error
    if number <= 0:
        raise UsageError(f"{name}={settings[name]}: has to be more than 0")
