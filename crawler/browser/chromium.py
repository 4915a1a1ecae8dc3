"""The Chromium of this machine; none is ever downloaded."""

from __future__ import annotations

import os
import shutil
from importlib.util import find_spec
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


class NoBrowserError(Exception):
    """Pages can't be rendered here; the message says what is missing, and how to get it."""


def find_chromium(path: str | None = None) -> str:
    """The file to start: `path` if it is given, otherwise the first of `NAMES` on PATH. Raises `NoBrowserError`."""
    if path:
        if not os.access(path, os.X_OK) or Path(path).is_dir():
            raise NoBrowserError(f"COPYDESK_BROWSER_PATH={path}: no program that can be started")
        return path
    for name in NAMES:
        if found := shutil.which(name):
            return found
    raise NoBrowserError(
        f"COPYDESK_BROWSER needs a Chromium, and none is on PATH (looked for {', '.join(NAMES)}). "
        "On Debian: apt-get install chromium. One elsewhere is named with COPYDESK_BROWSER_PATH"
    )


def check_library() -> None:
    """Raises `NoBrowserError` where the extra is not installed."""
    if find_spec("scrapy_playwright") is None:
        raise NoBrowserError(
            "COPYDESK_BROWSER needs scrapy-playwright, which is not installed: .venv/bin/pip install scrapy-playwright"
        )
