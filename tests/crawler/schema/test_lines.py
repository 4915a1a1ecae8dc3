from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from crawler.schema.lines import Line, read_lines

if TYPE_CHECKING:
    from pathlib import Path

TEXT = b"".join(b"line %d of a file that is long enough to be compressed\n" % number for number in range(5000))


def lines_of(path: Path, data: bytes) -> list[Line]:
    path.write_bytes(data)
    return list(read_lines(str(path)))


def test_lines_end_at_line_feeds_and_nowhere_else(tmp_path: Path):
    lines = lines_of(tmp_path / "a", "ein\u2028satz\r\n\nzwei\x85".encode())
    assert [line.data.decode() for line in lines] == ["ein\u2028satz\r", "", "zwei\x85"]
    assert [line.number for line in lines] == [1, 2, 3]
    assert [line.whole for line in lines] == [True, True, False]


@given(data=st.binary(max_size=300))
def test_lines_put_together_are_the_file(data: bytes, tmp_path_factory: pytest.TempPathFactory):
    path = tmp_path_factory.getbasetemp() / "any"
    lines = lines_of(path, b"#" + data)  # the mark keeps it from looking compressed
    assert b"".join(line.data + b"\n" * line.whole for line in lines) == b"#" + data


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_compressed_files_in_one_piece_or_several(tmp_path: Path, pack):
    whole = lines_of(tmp_path / "a.jsonl", TEXT)
    assert lines_of(tmp_path / "packed", pack(TEXT)) == whole
    assert lines_of(tmp_path / "packed", pack(TEXT[:1000]) + pack(TEXT[1000:])) == whole


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_a_stream_that_is_cut_off_gives_what_it_has(tmp_path: Path, pack):
    packed = pack(TEXT)
    first = pack(b"one\ntwo\n")
    *lines, last = lines_of(tmp_path / "cut", first + packed[: len(packed) // 2])
    assert [line.data for line in lines[:2]] == [b"one", b"two"]
    assert last.trouble is not None
    assert "cut off" in last.trouble
    assert last.number == len(lines) + 1


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_a_damaged_stream_is_no_traceback(tmp_path: Path, pack):
    packed = bytearray(pack(TEXT))
    packed[-8:] = b"\xff" * 8
    last = lines_of(tmp_path / "damaged", bytes(packed))[-1]
    assert last.trouble is not None
    assert "damaged" in last.trouble


def test_an_empty_file_is_no_compressed_one(tmp_path: Path):
    assert lines_of(tmp_path / "a.jsonl", b"") == []
    assert "empty" in str(lines_of(tmp_path / "a.jsonl.gz", b"")[0].trouble)
