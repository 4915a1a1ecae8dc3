"""Site memory in whole runs: inside one, between two, and switched off."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.crawler.running import run
from tests.crawler.sources.warcs import http, packed, record
from tests.pipelines.building import p
from tests.pipelines.papers import STANDING, article, told
from tests.pipelines.stories import STORIES

if TYPE_CHECKING:
    from pathlib import Path


def archive(path: Path, numbers: range) -> Path:
    """A German and an Arabic paper, article by article in turn."""
    records = []
    for n in numbers:
        for language in ("de", "ar"):
            story = STORIES[language]
            html = article(f"{story.title} {n}", p(*told(story, n), STANDING[language]), lang=language)
            records.append(record(http(html.encode()), f"https://{language}.paper.example/{n}"))
    path.write_bytes(packed(*records))
    return path


def crawl(source: Path, out: Path, *options: str) -> list[dict[str, Any]]:
    done = run("crawl", "archive", "-a", f"path={source}", "-O", out, *options)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in out.read_text("utf-8").splitlines()]


def kept(records: list[dict[str, Any]]) -> list[int]:
    """The numbers of the articles that still have their paper's standing line, and the artifact where they do not."""
    numbers = []
    for each in records:
        line = STANDING[each["language"]]
        named = [artifact for artifact in each["artifacts"] if artifact["rule"] == "site.memory"]
        assert (line in each["text"]) is not bool(named)
        assert {artifact["text"] for artifact in named} <= {line}
        if not named:
            numbers.append(int(each["url"].rsplit("/", 1)[1]))
    return sorted(numbers)


@pytest.fixture
def first(tmp_path: Path) -> Path:
    return archive(tmp_path / "first.warc.gz", range(4))


def test_a_second_archive_begins_with_what_the_first_has_shown(tmp_path: Path, first: Path):
    memory = "-s", f"COPYDESK_SITE_MEMORY={tmp_path}/lines.sqlite"
    assert kept(crawl(first, tmp_path / "first.jsonl", *memory)) == [0, 0, 1, 1]
    second = archive(tmp_path / "second.warc.gz", range(10, 14))
    assert kept(crawl(second, tmp_path / "second.jsonl", *memory)) == []
    # The first archive once more: its first articles are the better for the others.
    assert kept(crawl(first, tmp_path / "again.jsonl", *memory)) == []


def test_without_a_file_every_run_begins_anew_and_writes_the_same(tmp_path: Path, first: Path):
    assert kept(crawl(first, tmp_path / "a.jsonl")) == [0, 0, 1, 1]
    crawl(first, tmp_path / "b.jsonl")
    assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "b.jsonl").read_bytes()


def test_switched_off(tmp_path: Path, first: Path):
    assert kept(crawl(first, tmp_path / "a.jsonl", "-s", "COPYDESK_SITE_MEMORY=False")) == [0, 0, 1, 1, 2, 2, 3, 3]
