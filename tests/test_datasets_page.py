"""docs/datasets.md: its commands run, and its Python reads what they have written, as both are on the page."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from scrapy.settings import Settings

from crawler.filters import KEYS
from crawler.outputs.addon import Outputs
from crawler.outputs.parquet import _GROUP_BYTES, _GROUP_ROWS
from tests.checkout import checkout
from tests.warm import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "datasets.md").read_text(encoding="utf-8")
LIBRARIES = ("datasets", "duckdb", "pandas", "polars")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `data/` of a checkout in which the page's commands have been run."""
    place = checkout(tmp_path_factory.mktemp("checkout"))
    commands = "".join(blocks("sh"))
    done = subprocess.run(
        ["bash", "-euc", commands],
        cwd=place,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
        env=os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
    )
    assert done.returncode == 0, done.stderr
    assert "2 files: 66 records, all sound" in done.stdout
    return place / "data"


def test_the_commands_write_what_the_page_says(written: Path):
    assert {path.name for path in written.iterdir() if path.is_file()} == {
        *("articles.jsonl.gz", "articles.parquet", "all.jsonl", "whole.jsonl", "manifest.json")
    }
    news = {path.name for path in (written / "news").iterdir()}
    assert {"complete.parquet", "truncated.parquet", "README.md"} < news
    card = (written / "news" / "README.md").read_text(encoding="utf-8")
    assert "\n# News of the newsroom\n" in card
    assert len((written / "whole.jsonl").read_bytes().splitlines()) == 15


def code() -> Iterator[object]:
    for number, text in enumerate(block for block in blocks("python") if "FEEDS" not in block):
        (library,) = {name for name in LIBRARIES if re.search(rf"^(?:import|from) {name}\b", text, re.MULTILINE)}
        missing = pytest.mark.skipif(find_spec(library) is None, reason=f"{library} is not installed")
        yield pytest.param(text, id=f"{library} {number}", marks=missing)


@pytest.mark.parametrize("text", list(code()))
def test_the_python_reads_it_as_it_is_written(text: str, written: Path, tmp_path: Path):
    # In a process of its own: these libraries start threads, and set up the interpreter for themselves.
    offline = {"HF_HOME": str(tmp_path), "HF_HUB_OFFLINE": "1", "HF_DATASETS_DISABLE_PROGRESS_BARS": "1"}
    done = subprocess.run(
        [sys.executable, "-c", text],
        cwd=written.parent,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
        env=os.environ | offline,
    )
    assert done.returncode == 0, done.stderr
    assert "complete" in done.stdout or "33" in done.stdout or "string" in done.stdout


def test_every_library_of_the_page_is_tried():
    assert {param.id.split()[0] for param in code()} == set(LIBRARIES)  # type: ignore[attr-defined]


def test_the_feeds_of_the_page_are_settings():
    (text,) = (block for block in blocks("python") if "FEEDS" in block)
    names: dict[str, object] = {}
    exec(compile(text, "datasets.md", "exec"), names)  # noqa: S102  our own page
    settings = Settings({"FEEDS": names["FEEDS"]})
    Outputs().update_settings(settings)
    feeds = settings.getdict("FEEDS")
    assert len(feeds) == 4
    assert all(options["item_filter"].startswith("crawler.filters.") for options in feeds.values())


def test_every_key_of_a_filter_has_its_line():
    rows = re.findall(r"^\| (`[^|]+) \| [^|]+ \| ([^|]+) \|$", PAGE.partition("| key |")[2], re.MULTILINE)
    named = {name: set(re.findall(r"`(\w+)`", values)) for key, values in rows for name in re.findall(r"`(\w+)`", key)}
    assert named.keys() == KEYS.keys()
    for name, key in KEYS.items():
        if key.words is not None:
            assert named[name] - {"none"} == key.words, name


def test_the_sizes_of_a_row_group():
    assert f"A row group has {_GROUP_ROWS:,} rows or {_GROUP_BYTES >> 20} MB" in PAGE
