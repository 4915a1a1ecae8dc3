"""Stories in whole runs: copies inside one run, between two, left out, and switched off."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.crawler.running import run
from tests.crawler.sources.warcs import http, packed, record
from tests.pipelines.building import div, p, story_page
from tests.pipelines.stories import ENGLISH, FRENCH, JAPANESE

if TYPE_CHECKING:
    from pathlib import Path

HOME = "https://www.example.com/ferry"
PAGES = {
    HOME: story_page(ENGLISH),
    "https://www.example.org/phare": story_page(FRENCH),
    "https://amp.example.com/ferry": story_page(
        ENGLISH, div("amp", p(*ENGLISH.paragraphs)), head=f'<link rel="canonical" href="{HOME}">'
    ),
    "https://www.example.net/2026/ferry": story_page(
        ENGLISH, p("Our readers on the coast asked for this report.", *ENGLISH.paragraphs)
    ),
    "https://www.example.net/2026/todai": story_page(JAPANESE),
}
COPIES = "https://amp.example.com/ferry", "https://www.example.net/2026/ferry"


def archive(path: Path, *urls: str) -> Path:
    path.write_bytes(packed(*(record(http(PAGES[url].encode()), url) for url in urls)))
    return path


def crawl(source: Path, out: Path, *options: str) -> tuple[dict[str, Any], str]:
    """The stories of the records by the address they came from, and what was said at the end."""
    done = run("crawl", "archive", "-a", f"path={source}", "-O", out, *options)
    assert done.returncode == 0, done.stderr
    records = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    return {each["url"]: each["story"] | {"article": each["id"]} for each in records}, done.stdout + done.stderr


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    return archive(tmp_path / "all.warc.gz", *PAGES)


def test_copies_are_marked(tmp_path: Path, whole: Path):
    stories, said = crawl(whole, tmp_path / "a.jsonl")
    assert list(stories) == list(PAGES)
    assert [url for url, story in stories.items() if story["duplicate_of"] is not None] == list(COPIES)
    for url in COPIES:
        assert stories[url]["duplicate_of"] == stories[HOME]["article"]
        assert stories[url]["id"] == stories[HOME]["id"]
    assert len({story["id"] for story in stories.values()}) == 3
    assert "'copydesk/stories/copies': 2" in said


def test_copies_are_left_out_and_counted(tmp_path: Path, whole: Path):
    stories, said = crawl(whole, tmp_path / "a.jsonl", "-s", "COPYDESK_DUPLICATES=drop")
    assert list(stories) == [url for url in PAGES if url not in COPIES]
    assert "'copydesk/skipped/duplicate': 2" in said
    assert "duplicate 2" in said or "2 duplicate" in said


def test_a_second_run_knows_the_stories_of_the_first(tmp_path: Path):
    memory = "-s", f"COPYDESK_STORY_MEMORY={tmp_path}/stories.sqlite"
    first, second = archive(tmp_path / "1.warc.gz", HOME), archive(tmp_path / "2.warc.gz", COPIES[1])
    before, _ = crawl(first, tmp_path / "1.jsonl", *memory)
    after, _ = crawl(second, tmp_path / "2.jsonl", *memory)
    assert after[COPIES[1]]["duplicate_of"] == before[HOME]["article"]
    # The same archive once more: what it holds is no copy of itself.
    again, _ = crawl(first, tmp_path / "3.jsonl", *memory)
    assert again == before


def test_without_a_file_every_run_begins_anew_and_writes_the_same(tmp_path: Path, whole: Path):
    crawl(whole, tmp_path / "a.jsonl")
    crawl(whole, tmp_path / "b.jsonl")
    assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "b.jsonl").read_bytes()


def test_switched_off(tmp_path: Path, whole: Path):
    stories, _ = crawl(whole, tmp_path / "a.jsonl", "-s", "COPYDESK_STORY_MEMORY=False")
    assert {story["id"] for story in stories.values()} == {None}
