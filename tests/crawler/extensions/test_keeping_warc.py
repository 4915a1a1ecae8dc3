"""Crawls that keep what they fetch: `-s COPYDESK_WARC=FOLDER`."""

from __future__ import annotations

import json
import signal
import subprocess
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from scrapy.settings import Settings
from warcio.archiveiterator import ArchiveIterator

from crawler.extensions.warc import describe
from tests.crawler.running import ROOT, command, run

if TYPE_CHECKING:
    from pathlib import Path

BARE = ("-s", "ITEM_PIPELINES={}")


def records(path: Path) -> dict[str, dict[str, Any]]:
    """Records by the path of their address; each address once."""
    read = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    found = {urlsplit(record["url"]).path: record for record in read}
    assert len(found) == len(read)
    return found


def kinds(path: Path) -> list[tuple[str, str]]:
    """Type and path of the records of a WARC file, in its order."""
    with path.open("rb") as file:
        return [
            (record.rec_type, urlsplit(record.rec_headers.get_header("WARC-Target-URI") or "").path)
            for record in ArchiveIterator(file)
        ]


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `live.jsonl` of the demo and `raw/` of what it fetched."""
    folder = tmp_path_factory.mktemp("live")
    done = run("crawl", "demo", "-s", f"COPYDESK_WARC={folder / 'raw'}", "-O", folder / "live.jsonl")
    assert done.returncode == 0, done.stderr
    assert f"is kept in {folder / 'raw'}" in done.stderr
    return folder


def test_an_archive_of_a_crawl_gives_its_records_again(live: Path):
    again = live / "again.jsonl"
    done = run("crawl", "archive", "-a", f"path={live / 'raw' / '*.warc.gz'}", "-O", again)
    assert done.returncode == 0, done.stderr
    assert "copydesk/noted" not in done.stderr
    fetched, read = records(live / "live.jsonl"), records(again)
    # The live spider reads the front page for its links, and is told that there is no tdmrep.json; an archive does not
    # know what a page was fetched for.
    assert set(read) - set(fetched) == {"/", "/.well-known/tdmrep.json"}
    (path,) = (live / "raw").iterdir()
    for where, record in fetched.items():
        # An archive says where a record came from in its own terms, and its dates have fractions of a second.
        own = {"fetched": read[where]["fetched"], "source": read[where]["source"]}
        assert own["fetched"]
        assert own["source"] == {"spider": "archive", "via": str(path), "warc": own["source"]["warc"]}
        assert record | own == read[where]


def test_whatever_was_fetched_is_there_and_whatever_was_not_is_not(live: Path):
    (path,) = (live / "raw").iterdir()
    found = kinds(path)
    assert found[0][0] == "warcinfo"
    responses = [where for kind, where in found if kind == "response"]
    assert responses == [where for kind, where in found if kind == "request"]
    assert {"/robots.txt", "/sitemap-news.xml", "/shimpo/feed.xml", "/courier/harbour/harbour-radar"} <= set(responses)
    # robots.txt forbids it.
    assert not [where for where in responses if where.startswith("/drafts/")]


def test_a_spider_that_fetches_nothing_leaves_no_file(live: Path, tmp_path: Path):
    path = ROOT / "docs" / "examples" / "newsroom.warc"
    done = run("crawl", "archive", "-a", f"path={path}", *BARE, "-s", f"COPYDESK_WARC={tmp_path / 'raw'}")
    assert done.returncode == 0, done.stderr
    assert list((tmp_path / "raw").iterdir()) == []


def test_files_are_parted_by_size(tmp_path: Path):
    raw = tmp_path / "raw"
    done = run("crawl", "demo", *BARE, "-s", f"COPYDESK_WARC={raw}", "-s", "COPYDESK_WARC_MAX_SIZE=20000")
    assert done.returncode == 0, done.stderr
    paths = sorted(raw.iterdir())
    assert len(paths) > 3
    assert f"'copydesk/warc/files': {len(paths)}" in done.stderr
    assert all(kinds(path)[0][0] == "warcinfo" for path in paths)
    assert all(path.stat().st_size <= 20000 for path in paths)


def test_what_a_killed_crawl_has_fetched_is_kept(tmp_path: Path):
    raw = tmp_path / "raw"
    keeping = ("crawl", "demo", *BARE, "-s", f"COPYDESK_WARC={raw}")
    slow = command(*keeping, "-L", "DEBUG", "-s", "DOWNLOAD_DELAY=5")
    with subprocess.Popen(slow, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if "Crawled (200)" in line and "sitemap" in line:
                break
        process.send_signal(signal.SIGKILL)
    (left,) = raw.iterdir()
    assert left.name.endswith(".warc.gz.open")
    before = kinds(left)
    assert ("response", "/sitemap-news.xml") in before

    done = run(*keeping)
    assert done.returncode == 0, done.stderr
    assert "An earlier run was killed" in done.stderr
    assert "'copydesk/warc/recovered': 1" in done.stderr
    assert kinds(left.with_suffix("")) == before
    assert len(list(raw.iterdir())) == 2


def test_a_folder_that_cannot_be_written_ends_the_run_before_it_begins(tmp_path: Path):
    (tmp_path / "raw").write_text("a file", encoding="utf-8")
    done = run("crawl", "demo", *BARE, "-s", f"COPYDESK_WARC={tmp_path / 'raw'}", "-O", tmp_path / "pages.json")
    assert done.returncode == 3
    assert f"{tmp_path / 'raw'} can't be written: File exists" in done.stderr.splitlines()[-1]
    assert "newsroom is open" not in done.stderr


def test_a_full_disk_stops_the_crawl_and_keeps_what_is_whole(tmp_path: Path):
    # Twice 512 bytes, or 1,024, as the shell counts; either way less than the crawl needs.
    done = run("crawl", "demo", *BARE, "-s", f"COPYDESK_WARC={tmp_path / 'raw'}", before="ulimit -f 20")
    assert done.returncode == 3
    assert ".warc.gz can't be written: File too large" in done.stderr.splitlines()[-1]
    assert "'finish_reason': 'output_not_written'" in done.stderr
    (path,) = (tmp_path / "raw").iterdir()
    assert path.name.endswith(".warc.gz")
    assert kinds(path)[-1][0] == "request"


@pytest.mark.parametrize("size", ["much", "0"])
def test_a_size_that_is_none_is_a_usage_error(size: str, tmp_path: Path):
    options = ("-s", f"COPYDESK_WARC={tmp_path}", "-s", f"COPYDESK_WARC_MAX_SIZE={size}")
    done = run("crawl", "demo", *options)
    assert done.returncode == 2
    assert f"COPYDESK_WARC_MAX_SIZE={size}: " in done.stderr.splitlines()[-1]


def test_the_file_says_by_whom_and_under_which_rules_it_was_made():
    settings = {"USER_AGENT": "copydesk/9", "ROBOTSTXT_OBEY": False, "COPYDESK_CONTACT": "desk@journal.example"}
    info = describe(Settings(settings), "news")
    assert info["software"].startswith("copydesk/")
    assert info["http-header-user-agent"] == "copydesk/9 (desk@journal.example)"
    assert info["robots-user-agent"] == "copydesk/9"
    assert info["robots"] == "ignore"
    assert info["operator"] == "desk@journal.example"
