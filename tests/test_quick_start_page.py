"""The way from a clone to a first own feed works as docs/quick-start.md and the README have it, with a feed of the demo."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.test_docs import DOCS, README, ROOT, blocks, run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FEED = "https://paper.example/feed.xml"


def commands(page: Path) -> list[str]:
    """What stands behind the prompts of a page."""
    typed = [line.removeprefix("$ ") for block in blocks(page, "console") for line in block.splitlines()]
    return [line if shutil.which("jq") or not line.startswith("jq ") else ":" for line in typed]


@pytest.fixture(scope="module")
def feed() -> Iterator[str]:
    newsroom = [sys.executable, "-m", "crawler.newsroom"]
    with subprocess.Popen(newsroom, cwd=ROOT, stdout=subprocess.PIPE, text=True) as house:
        assert house.stdout is not None
        yield f"{house.stdout.readline().strip()}courier/feed.xml"
        house.terminate()


def test_the_readme_begins_with_the_commands_of_the_quick_start():
    assert commands(README) == commands(DOCS / "quick-start.md")[:3]


def test_a_feed_becomes_records_and_a_report(
    workplace: Path, feed: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    typed = commands(DOCS / "quick-start.md")
    assert FEED in typed[1]
    # The demo's stories are of one week, whenever they are read; and nobody waits in a test.
    typed[1] = typed[1].replace(FEED, feed) + " -L WARNING -s DOWNLOAD_DELAY=0 -s COPYDESK_NOW=2026-11-16T12:00:00Z"
    done = run("\n".join(typed), workplace)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("copydesk news: ")

    data = workplace / "data"
    (records,) = data.glob("*/*.jsonl")
    statuses = [json.loads(line)["access"]["status"] for line in records.read_text("utf-8").splitlines()]
    assert statuses.count("complete") >= 2
    for name in ("run.json", "state.sqlite", "report.html"):
        assert (data / name).is_file()
    assert (records.parent / "manifest.json").is_file()
    if shutil.which("jq"):
        assert "complete\t" in done.stdout

    (code,) = blocks(DOCS / "quick-start.md", "python")
    monkeypatch.chdir(workplace)
    exec(compile(code, "documentation", "exec"), {"__name__": "documentation"})  # noqa: S102  our own page
    assert f"'complete': {statuses.count('complete')}" in capsys.readouterr().out
