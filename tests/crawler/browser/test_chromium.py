from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from crawler.browser.chromium import NoBrowserError, find_chromium

if TYPE_CHECKING:
    from pathlib import Path


def program(path: Path) -> str:
    path.write_text("#!/bin/sh\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def test_the_first_on_path_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    chrome = program(tmp_path / "google-chrome")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_chromium() == chrome
    chromium = program(tmp_path / "chromium")
    assert find_chromium() == chromium


def test_one_elsewhere_is_named(tmp_path: Path):
    assert find_chromium(program(tmp_path / "own")) == str(tmp_path / "own")


def test_without_one_the_message_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoBrowserError, match=r"looked for chromium, .*apt-get install chromium"):
        find_chromium()


@pytest.mark.parametrize("what", ["a folder", "not a program", "nothing"])
def test_what_cannot_be_started_is_refused(what: str, tmp_path: Path):
    path = tmp_path / "own"
    if what == "a folder":
        path.mkdir()
    elif what == "not a program":
        path.write_text("", encoding="utf-8")
    with pytest.raises(NoBrowserError, match=f"COPYDESK_BROWSER_PATH={path}: no program"):
        find_chromium(str(path))
