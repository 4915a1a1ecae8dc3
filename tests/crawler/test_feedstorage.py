from __future__ import annotations

import json
import os
import signal
from typing import IO, TYPE_CHECKING, Any

import pytest
import scrapy
from scrapy.extensions.postprocessing import GzipPlugin

from crawler.feedstorage import LocalFileStorage, NotWrittenError, on_disk
from tests.crawler.running import stop_when_ready

if TYPE_CHECKING:
    from pathlib import Path

SPIDER = scrapy.Spider("any")


def storage(path: Path | str, **options: Any) -> LocalFileStorage:
    options = {"format": "jsonl", "overwrite": True, **options}
    return LocalFileStorage(str(path), feed_options=options)


def names(directory: Path) -> set[str]:
    return {path.name for path in directory.iterdir()}


def write(feed: LocalFileStorage, data: bytes) -> IO[bytes]:
    file = feed.open(SPIDER)
    file.write(data)
    return file


def test_the_file_has_its_name_when_it_is_whole(tmp_path: Path):
    target = tmp_path / "new" / "directory" / "a.jsonl"
    feed = storage(target)
    file = write(feed, b"one\n")
    file.flush()
    assert names(target.parent) == {"a.jsonl.part"}
    feed.store(file)
    assert names(target.parent) == {"a.jsonl"}
    assert target.read_bytes() == b"one\n"
    assert feed.whole


def test_file_addresses(tmp_path: Path):
    feed = storage((tmp_path / "a b.jsonl").as_uri())
    feed.store(write(feed, b"one\n"))
    assert (tmp_path / "a b.jsonl").read_bytes() == b"one\n"


@pytest.mark.parametrize("overwrite", [True, False])
def test_the_old_file_is_whole_until_the_new_one_is(tmp_path: Path, overwrite: bool):
    target = tmp_path / "a.jsonl"
    target.write_bytes(b"old\n")
    target.chmod(0o640)
    feed = storage(target, overwrite=overwrite)
    file = write(feed, b"new\n")
    file.flush()
    assert target.read_bytes() == b"old\n"
    feed.store(file)
    assert target.read_bytes() == (b"new\n" if overwrite else b"old\nnew\n")
    assert target.stat().st_mode & 0o777 == 0o640


def test_a_broken_run_does_not_replace_a_whole_file(tmp_path: Path):
    target = tmp_path / "a.jsonl"
    target.write_bytes(b"old\n")
    feed = storage(target)
    file = write(feed, b"half of it\n")
    feed.run_broke = True
    feed.store(file)
    assert not feed.whole
    assert feed.kept == target.with_name("a.jsonl.part")
    assert feed.kept.read_bytes() == b"half of it\n"
    assert target.read_bytes() == b"old\n"


def test_a_broken_run_adds_what_it_has_when_it_appends(tmp_path: Path):
    target = tmp_path / "a.jsonl"
    target.write_bytes(b"old\n")
    feed = storage(target, overwrite=False)
    file = write(feed, b"new\n")
    feed.run_broke = True
    feed.store(file)
    assert target.read_bytes() == b"old\nnew\n"
    assert names(tmp_path) == {"a.jsonl"}


@pytest.mark.parametrize("overwrite", [True, False])
def test_a_broken_run_with_nothing_to_show_leaves_nothing(tmp_path: Path, overwrite: bool):
    target = tmp_path / "a.jsonl"
    target.write_bytes(b"old\n")
    feed = storage(target, overwrite=overwrite)
    file = write(feed, b"")
    feed.run_broke = True
    feed.store(file)
    assert names(tmp_path) == {"a.jsonl"}
    assert target.read_bytes() == b"old\n"


def test_what_killed_runs_left_is_kept(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    target = tmp_path / "a.jsonl"
    for left in (b"first\nhal", b"second\n"):
        target.with_name("a.jsonl.part").write_bytes(left)
        feed = storage(target)
        feed.store(write(feed, b"whole\n"))
    assert (tmp_path / "a.jsonl.part.1").read_bytes() == b"first\nhal"
    assert (tmp_path / "a.jsonl.part.2").read_bytes() == b"second\n"
    assert target.read_bytes() == b"whole\n"
    assert f"kept in {tmp_path / 'a.jsonl.part.1'} (9 bytes)" in caplog.text


def test_two_runs_can_not_write_the_same_file(tmp_path: Path):
    first = storage(tmp_path / "a.jsonl")
    file = write(first, b"first\n")
    with pytest.raises(NotWrittenError, match=r"a\.jsonl is being written by another run"):
        storage(tmp_path / "a.jsonl").reserve()
    first.store(file)
    assert (tmp_path / "a.jsonl").read_bytes() == b"first\n"
    storage(tmp_path / "a.jsonl").reserve()


def test_a_torn_last_line_does_not_swallow_the_record_added(tmp_path: Path):
    target = tmp_path / "a.jsonl"
    target.write_bytes(b'{"a": 1}\n{"b"')
    feed = storage(target, overwrite=False)
    feed.store(write(feed, b'{"c": 1}\n'))
    assert target.read_bytes() == b'{"a": 1}\n{"b"\n{"c": 1}\n'


def test_a_link_stays_a_link(tmp_path: Path):
    (tmp_path / "real").mkdir()
    link = tmp_path / "a.jsonl"
    link.symlink_to(tmp_path / "real" / "b.jsonl")
    feed = storage(link)
    feed.store(write(feed, b"one\n"))
    assert link.is_symlink()
    assert names(tmp_path / "real") == {"b.jsonl"}


@pytest.mark.parametrize(
    ("name", "says"), [(".", "it is a directory"), ("file/a.jsonl", "its directory can't be made: File exists")]
)
def test_what_can_not_be_written_says_so_before_anything_is(tmp_path: Path, name: str, says: str):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(NotWrittenError, match=says):
        storage(tmp_path / name).reserve()


def test_what_was_reserved_for_nothing_is_given_back(tmp_path: Path):
    feed = storage(tmp_path / "a.jsonl")
    feed.reserve()
    assert names(tmp_path) == {"a.jsonl.part"}
    feed.release()
    assert names(tmp_path) == set()


def test_a_pipe_is_written_straight():
    reader, writer = os.pipe()
    feed = storage(f"/proc/self/fd/{writer}")
    feed.store(write(feed, b"one\n"))
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        assert pipe.read() == b"one\n"


def test_a_full_disk_is_told_once_and_ends_the_file(tmp_path: Path):
    told: list[str] = []
    feed = LocalFileStorage("/dev/full", feed_options={"format": "jsonl"}, on_failure=told.append)
    file = feed.open(SPIDER)
    for _ in range(3):
        file.write(b"one\n")
        file.flush()
    with pytest.raises(NotWrittenError):
        feed.store(file)
    assert told == ["/dev/full can't be written: No space left on device"]


def test_other_formats_and_compression_write_to_it_too(tmp_path: Path):
    import gzip

    feed = storage(tmp_path / "a.jsonl.gz", postprocessing=[GzipPlugin])
    file = feed.open(SPIDER)
    plugin = GzipPlugin(file, {})  # type: ignore[arg-type]  # any file will do
    plugin.write(b"one\n")
    plugin.close()
    feed.store(file)
    assert gzip.decompress((tmp_path / "a.jsonl.gz").read_bytes()) == b"one\n"


# Whole processes: what a user finds after a stop, and after a kill.


def test_a_killed_run_leaves_whole_lines_up_to_the_last_flush(tmp_path: Path):
    target = tmp_path / "a.jsonl"
    target.write_text("old\n")
    code, _, _ = stop_when_ready(signal.SIGKILL, "-a", "count=45", "-O", target, "-s", "COPYDESK_FLUSH_EVERY=10")
    assert code == -signal.SIGKILL
    assert target.read_text() == "old\n"
    part = (tmp_path / "a.jsonl.part").read_text()
    assert part.endswith("\n")
    assert [json.loads(line)["id"] for line in part.splitlines()] == [f"a{number}" for number in range(40)]
    assert names(tmp_path) == {"a.jsonl", "a.jsonl.part"}


def test_a_killed_run_leaves_the_file_it_appended_to(tmp_path: Path):
    target = tmp_path / "a.jsonl"
    target.write_text('{"old": 1}\n')
    stop_when_ready(signal.SIGKILL, "-a", "count=5", "-o", target, "-s", "COPYDESK_FLUSH_EVERY=1")
    assert target.read_text() == '{"old": 1}\n'
    assert len((tmp_path / "a.jsonl.part").read_text().splitlines()) == 6


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_a_stopped_run_leaves_the_whole_file_and_keeps_what_it_has(tmp_path: Path, stop: signal.Signals):
    target = tmp_path / "a.jsonl"
    target.write_text("old\n")
    code, out, err = stop_when_ready(stop, "-a", "count=5", "-O", target)
    assert code == 1
    assert target.read_text() == "old\n"
    assert len((tmp_path / "a.jsonl.part").read_text().splitlines()) == 5
    assert not (tmp_path / "manifest.json").exists()
    assert f"{target}.part (5 records" in out
    assert err.splitlines()[-1].endswith("the crawl was ended before its end: shutdown (exit code 1)")


def test_a_stopped_run_that_appends_has_added(tmp_path: Path):
    target = tmp_path / "a.jsonl"
    target.write_text('{"old": 1}\n')
    code, _, _ = stop_when_ready(signal.SIGTERM, "-a", "count=5", "-o", target)
    assert code == 1
    assert len(target.read_text().splitlines()) == 6
    assert json.loads((tmp_path / "manifest.json").read_text())["files"]["a.jsonl"]["finish_reason"] == "shutdown"
    assert names(tmp_path) == {"a.jsonl", "manifest.json"}


def test_many_parts_are_brought_to_the_disk_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    feeds = [storage(tmp_path / f"{number}.jsonl") for number in range(20)]
    files = [write(feed, b"x" * number) for number, feed in enumerate(feeds)]
    synced: list[int] = []
    monkeypatch.setattr(os, "fdatasync", synced.append)
    assert list(on_disk(feeds).values()) == list(range(20))
    assert sorted(synced) == sorted(file.fileno() for file in files)


def test_only_what_was_written_since_is_synced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    idle, busy = storage(tmp_path / "idle.jsonl"), storage(tmp_path / "busy.jsonl")
    write(idle, b"one\n")
    file = write(busy, b"one\n")
    on_disk([idle, busy])
    synced: list[int] = []
    monkeypatch.setattr(os, "fdatasync", synced.append)
    file.write(b"two\n")
    assert on_disk([idle, busy]) == {idle: 4, busy: 8}
    assert synced == [file.fileno()]


def test_a_part_that_cannot_be_synced_has_no_length(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    well, full = storage(tmp_path / "well.jsonl"), storage(tmp_path / "full.jsonl")
    write(well, b"one\n")
    file = write(full, b"one\n")

    def no_space(descriptor: int) -> None:
        if descriptor == file.fileno():
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fdatasync", no_space)
    assert on_disk([well, full]) == {well: 4, full: None}
    assert full.failed
    assert not well.failed


def test_a_part_that_is_not_open_has_no_length(tmp_path: Path):
    feed = storage(tmp_path / "a.jsonl")
    assert on_disk([feed]) == {feed: None}
