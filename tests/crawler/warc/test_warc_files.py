from __future__ import annotations

import gzip
import re
import resource
from typing import TYPE_CHECKING

import pytest

from crawler.feedstorage import NotWrittenError
from crawler.warc.files import WarcFiles, recover
from crawler.warc.records import Chunk, info_chunk
from tests.crawler.sources.warcs import numbered, packed

if TYPE_CHECKING:
    from pathlib import Path

RECORDS = [packed(each) for each in numbered(4)]


def files(folder: Path, max_size: int = 1_000_000) -> WarcFiles:
    return WarcFiles(folder, "news", max_size, lambda name: info_chunk(name, {"robots": "obey"}))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def urls(path: Path) -> list[int]:
    """Which of the numbered records a file holds."""
    return [
        int(number)
        for number in re.findall(rb"WARC-Target-URI: https://paper.example/(\d)", gzip.decompress(path.read_bytes()))
    ]


def test_a_file_has_its_name_when_it_is_whole(tmp_path: Path):
    raw = files(tmp_path / "data" / "raw")
    raw.open()
    raw.write(Chunk(RECORDS[0], 1))
    (name,) = names(raw.folder)
    assert re.fullmatch(r"copydesk-news-\d{14}-00000\.warc\.gz\.open", name)
    # What was written is with the operating system already.
    assert urls(raw.folder / name) == [0]
    raw.close()
    assert names(raw.folder) == [name.removesuffix(".open")]
    assert (raw.records, raw.size) == (1, len(RECORDS[0]))


def test_a_file_that_is_full_makes_room_for_the_next(tmp_path: Path):
    raw = files(tmp_path, max_size=700)
    raw.open()
    for data in RECORDS:
        raw.write(Chunk(data, 1))
    raw.close()
    written = [urls(path) for path in raw.done]
    assert [number for numbers in written for number in numbers] == [0, 1, 2, 3]
    assert len(written) > 1
    assert [path.name for path in raw.done] == names(tmp_path)
    assert all(path.stat().st_size <= 700 or len(urls(path)) == 1 for path in raw.done)


def test_nothing_fetched_leaves_nothing(tmp_path: Path):
    raw = files(tmp_path)
    raw.open()
    raw.close()
    assert names(tmp_path) == []


def test_two_runs_in_one_folder_never_share_a_name(tmp_path: Path):
    first, second = files(tmp_path), files(tmp_path)
    for raw in (first, second):
        raw.open()
        raw.write(Chunk(RECORDS[0], 1))
    first.close()
    third = files(tmp_path)
    third.open()
    third.write(Chunk(RECORDS[1], 1))
    second.close()
    third.close()
    done = [*first.done, *second.done, *third.done]
    assert len(set(done)) == 3
    assert [urls(path) for path in done] == [[0], [0], [1]]


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path):
    (tmp_path / "raw").write_text("a file", encoding="utf-8")
    with pytest.raises(NotWrittenError, match=r"raw can't be written: File exists"):
        files(tmp_path / "raw").open()


def test_a_record_that_does_not_fit_is_taken_back(tmp_path: Path):
    raw = files(tmp_path)
    raw.open()
    raw.write(Chunk(RECORDS[0], 1))
    before = names(tmp_path)[0]
    room = (tmp_path / before).stat().st_size + 10
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, most))
    try:
        with pytest.raises(NotWrittenError, match=r"00000\.warc\.gz can't be written: File too large"):
            raw.write(Chunk(RECORDS[1], 1))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    raw.close()
    assert [urls(path) for path in raw.done] == [[0]]
    assert raw.records == 1


# --- What killed runs leave ---


def leave(folder: Path, data: bytes, name: str = "copydesk-news-20260304050607-00000") -> Path:
    path = folder / f"{name}.warc.gz.open"
    path.write_bytes(data)
    return path


def test_a_file_of_a_killed_run_is_given_its_name(tmp_path: Path):
    path = leave(tmp_path, b"".join(RECORDS))
    (left,) = recover(tmp_path)
    assert left.path == path.with_suffix("")
    assert (left.cut, left.problem) == (0, "")
    assert left.path.read_bytes() == b"".join(RECORDS)
    assert not path.exists()
    assert list(recover(tmp_path)) == []


def test_a_record_that_had_only_begun_is_cut_off(tmp_path: Path):
    begun = RECORDS[3][:-30]
    leave(tmp_path, b"".join(RECORDS[:3]) + begun)
    (left,) = recover(tmp_path)
    assert left.cut == len(begun)
    assert left.path.read_bytes() == b"".join(RECORDS[:3])


def test_damage_before_the_end_is_told_and_not_touched(tmp_path: Path):
    data = RECORDS[0] + b"\0" * 50 + RECORDS[1]
    leave(tmp_path, data)
    (left,) = recover(tmp_path)
    assert left.problem.startswith(f"byte {len(RECORDS[0])}: ")
    assert left.path.read_bytes() == data


def test_what_is_no_archive_stays_as_it_is(tmp_path: Path):
    path = leave(tmp_path, b"half of a first record")
    (left,) = recover(tmp_path)
    assert left.path == path
    assert "no record in it" in left.problem
    assert path.read_bytes() == b"half of a first record"


def test_nothing_is_overwritten(tmp_path: Path):
    path = leave(tmp_path, RECORDS[0])
    path.with_suffix("").write_bytes(b"there already")
    (left,) = recover(tmp_path)
    assert left.path == path
    assert left.problem.endswith("is there already")
    assert path.with_suffix("").read_bytes() == b"there already"


def test_an_empty_one_is_taken_away_and_one_still_written_is_left_alone(tmp_path: Path):
    leave(tmp_path, b"")
    raw = files(tmp_path)
    raw.open()
    raw.write(Chunk(RECORDS[0], 1))
    assert list(recover(tmp_path)) == []
    (name,) = names(tmp_path)
    assert name.endswith(".open")
    raw.close()
    assert names(tmp_path) == [name.removesuffix(".open")]


def test_a_folder_that_is_not_there_has_nothing_left(tmp_path: Path):
    assert list(recover(tmp_path / "none")) == []
