"""What came of a crawl, held against what should have come."""

from __future__ import annotations

import json
import signal
import sys
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from benchmarks.crawls import Process, address, news, records, requests, tally
from crawler.newsroom.city.journal import Asked

if TYPE_CHECKING:
    from pathlib import Path

SITE = "http://127.0.0.2:8000"


def test_each_expected_address_once_is_exact() -> None:
    found = tally(["a", "b", "c"], ["c", "a", "b"])
    assert (found.exact, found.expected, found.records, found.once) == (True, 3, 3, 3)


def test_what_is_lost_doubled_or_foreign_is_named() -> None:
    found = tally(["a", "b", "c"], ["a", "b", "b", "x", "x"])
    assert not found.exact
    assert (found.missing, found.doubled, found.foreign) == (["c"], ["b"], ["x"])
    assert (found.once, found.records) == (1, 5)


def test_an_article_is_known_without_its_tracking() -> None:
    assert address({"url": f"{SITE}/news/a-1001?utm_source=feed#top"}) == f"{SITE}/news/a-1001"


def test_requests_are_told_apart() -> None:
    def asked(path: str, status: int = 200) -> Asked:
        return Asked("2026-01-01", "GET", SITE + path, status, status == 304)

    journal = Counter(
        {
            asked("/robots.txt"): 1,
            asked("/sitemaps/2.xml.gz", 304): 1,
            asked("/feed.json"): 1,
            asked("/harbour/"): 2,
            asked("/drafts/tomorrow"): 1,
            asked("/news/a-1001"): 1,
            asked("/news/b-1002"): 1,
            asked("/news/b-1002", 304): 1,
        }
    )
    counted = requests(journal, [f"{SITE}/news/a-1001", f"{SITE}/news/b-1002", f"{SITE}/news/c-1003"])
    assert (counted.total, counted.articles, counted.asked, counted.forbidden) == (9, 3, 2, 1)
    assert counted.kinds == {
        "article 200": 2,
        "article 304": 1,
        "feed 200": 1,
        "forbidden 200": 1,
        "front 200": 2,
        "rights 200": 1,
        "sitemap 304": 1,
    }
    assert counted.repeated == [f"{SITE}/news/b-1002"]


def test_records_are_read_from_all_files_that_are_whole(tmp_path: Path) -> None:
    for name in ("out/a/2026-01-01.jsonl", "out/b/2026-01-01.jsonl", "out/b/2026-01-02.jsonl.part"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"url": name}) + "\n")
    assert [record["url"] for record in records(tmp_path)] == ["out/a/2026-01-01.jsonl", "out/b/2026-01-01.jsonl"]


def test_a_torn_record_is_named_by_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a.jsonl").write_text('{"url": "a"}\n{"url": \n')
    with pytest.raises(ValueError, match=r"a\.jsonl:2"):
        records(tmp_path)


def test_the_command_is_one_that_a_user_could_type(tmp_path: Path) -> None:
    command = news(tmp_path, {"sites": f"{SITE}/"}, {"COPYDESK_NOW": "2026-01-01T12:00:00+00:00"})
    assert command[1:5] == ["-m", "scrapy", "crawl", "news"]
    assert command[-2:] == ["-a", f"sites={SITE}/"]
    assert f"COPYDESK_OUTPUT={tmp_path}/out/{{site}}/{{date}}.jsonl" in command


def test_a_process_is_timed_and_can_be_killed(tmp_path: Path) -> None:
    code = "import sys; print('ready', flush=True); sys.stdin.read() if len(sys.argv) > 1 else sys.exit(3)"
    ended = Process([sys.executable, "-c", code], tmp_path / "log").wait()
    assert ended.code == 3
    assert ended.peak > 1024 * 1024
    assert ended.cpu > 0
    assert (tmp_path / "log").read_text() == "ready\n"
    with Process([sys.executable, "-c", "import signal; signal.pause()"], tmp_path / "log") as running:
        assert running.running()
        running.kill(signal.SIGTERM)
        assert running.wait().code == -signal.SIGTERM


def test_a_process_that_hangs_or_is_not_waited_for_is_killed(tmp_path: Path) -> None:
    hang = [sys.executable, "-c", "import signal; signal.pause()"]
    assert Process(hang, tmp_path / "log").wait(limit=0).code == -signal.SIGKILL
    with Process(hang, tmp_path / "log") as left:
        assert left.running()
    with pytest.raises(ChildProcessError):
        left.running()
