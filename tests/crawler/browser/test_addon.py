from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest
from scrapy.exceptions import NotConfigured, UsageError
from scrapy.settings import Settings

from crawler import settings as project
from crawler.browser.addon import HANDLER, Browser
from tests.crawler.running import run

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def chromium(tmp_path: Path) -> str:
    path = tmp_path / "chromium"
    path.write_text("#!/bin/sh\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def updated(**changes: Any) -> Settings:
    settings = Settings()
    settings.setmodule(project, "project")
    settings.setdict(changes, "cmdline")
    Browser().update_settings(settings)
    return settings


def test_without_the_setting_nothing_is_changed():
    with pytest.raises(NotConfigured):
        updated()


def test_the_browser_is_this_machines_and_says_who_asks(chromium: str):
    settings = updated(COPYDESK_BROWSER="true", COPYDESK_BROWSER_PATH=chromium, COPYDESK_CONTACT="desk@journal.example")
    handlers = settings.getwithbase("DOWNLOAD_HANDLERS")
    assert handlers["http"] == handlers["https"] == HANDLER
    options = settings.getdict("PLAYWRIGHT_LAUNCH_OPTIONS")
    assert options["executable_path"] == chromium
    assert options["args"] == ["--user-agent=copydesk/0.1 (desk@journal.example)"]


def test_what_a_user_has_set_stays(chromium: str):
    own = {"chromium_sandbox": True, "slow_mo": 5}
    settings = updated(COPYDESK_BROWSER=True, COPYDESK_BROWSER_PATH=chromium, PLAYWRIGHT_LAUNCH_OPTIONS=own)
    options = settings.getdict("PLAYWRIGHT_LAUNCH_OPTIONS")
    assert (options["chromium_sandbox"], options["slow_mo"]) == (True, 5)
    assert options["executable_path"] == chromium


def test_without_the_extra_the_message_says_how_to_get_it(chromium: str, monkeypatch: pytest.MonkeyPatch):
    # How Python remembers that a module is not there.
    monkeypatch.setitem(sys.modules, "scrapy_playwright", None)
    with pytest.raises(UsageError, match=r"pip install scrapy-playwright"):
        updated(COPYDESK_BROWSER=True, COPYDESK_BROWSER_PATH=chromium)


@pytest.mark.parametrize("name", ["COPYDESK_BROWSER_WAIT", "COPYDESK_BROWSER_PAGES"])
@pytest.mark.parametrize("value", ["long", "0", "-1", None])
def test_numbers_that_are_none_are_refused(name: str, value: str | None, chromium: str):
    with pytest.raises(UsageError, match=f"{name}={value}: "):
        updated(COPYDESK_BROWSER=True, COPYDESK_BROWSER_PATH=chromium, **{name: value})


def test_a_missing_browser_is_a_usage_error_before_anything_is_fetched():
    done = run("crawl", "demo", "-s", "COPYDESK_BROWSER=true", "-s", "COPYDESK_BROWSER_PATH=/nowhere/chromium")
    assert done.returncode == 2
    assert "COPYDESK_BROWSER_PATH=/nowhere/chromium: no program that can be started" in done.stderr.splitlines()[-1]
    assert "newsroom is open" not in done.stderr
