from __future__ import annotations

import gzip
import io
from typing import TYPE_CHECKING

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from crawler.outputs.compression import PLUGINS, GzipMembers, Members, NotWholeError, ZstdFrames

if TYPE_CHECKING:
    from pathlib import Path


def unzstd(data: bytes) -> bytes:
    return zstandard.ZstdDecompressor().stream_reader(io.BytesIO(data), read_across_frames=True).read()


UNPACK = {GzipMembers: gzip.decompress, ZstdFrames: unzstd}
BOTH = pytest.mark.parametrize("plugin", list(UNPACK))


def feed(plugin: type[Members], records: list[bytes], **options: int) -> bytes:
    file = io.BytesIO()
    packing = plugin(file, options)
    for record in records:
        assert packing.write(record) == len(record)
    packing.close()
    return file.getvalue()


@BOTH
@given(records=st.lists(st.binary(max_size=40), max_size=30), most=st.integers(1, 8))
def test_what_comes_out_is_what_went_in(plugin: type[Members], records: list[bytes], most: int):
    assert UNPACK[plugin](feed(plugin, records, records_per_member=most)) == b"".join(records)


@BOTH
def test_the_file_holds_whole_streams_at_any_time(plugin: type[Members]):
    file = io.BytesIO()
    packing = plugin(file, {"records_per_member": 3})
    held = []
    for number in range(8):
        packing.write(b"%d\n" % number)
        held.append(UNPACK[plugin](file.getvalue()) if file.getvalue() else b"")
    assert held == [b"", b"", *[b"0\n1\n2\n"] * 3, *[b"0\n1\n2\n3\n4\n5\n"] * 3]


@BOTH
def test_a_feed_without_records_is_no_empty_file(plugin: type[Members]):
    data = feed(plugin, [])
    assert data
    assert UNPACK[plugin](data) == b""


@BOTH
def test_feeds_that_follow_each_other_are_one(plugin: type[Members]):
    assert UNPACK[plugin](feed(plugin, [b"one\n"]) + feed(plugin, [b"two\n"])) == b"one\ntwo\n"


@BOTH
def test_memory_is_bounded_whatever_the_records(plugin: type[Members]):
    file = io.BytesIO()
    packing = plugin(file, {"records_per_member": 1000})
    packing.write(b"x" * (9 << 20))
    assert len(UNPACK[plugin](file.getvalue())) == 9 << 20


@BOTH
def test_the_same_records_make_the_same_bytes(plugin: type[Members]):
    assert feed(plugin, [b"one\n", b"two\n"]) == feed(plugin, [b"one\n", b"two\n"])


@pytest.mark.parametrize(("plugin", "option"), [(GzipMembers, "gzip_compresslevel"), (ZstdFrames, "zstd_level")])
def test_levels(plugin: type[Members], option: str):
    words = ["harbour", "council", "ferry", "budget", "tide", "night", "bridge", "vote", "school", "storm"]
    records = [" ".join(words[number * step % 10] for step in (1, 3, 7, 9)).encode() * 9 for number in range(3000)]
    fast, small = (feed(plugin, records, records_per_member=3000, **{option: level}) for level in (1, 9))
    assert len(small) < len(fast)


@BOTH
def test_what_can_be_added_to(plugin: type[Members], tmp_path: Path):
    path = tmp_path / "a"
    for records in ([], [b"one\n"], [b"one\n", b"two\n"]):
        path.write_bytes(feed(plugin, records))
        plugin.check(path)


@BOTH
def test_what_can_not_be_added_to(plugin: type[Members], tmp_path: Path):
    path = tmp_path / "a"
    whole = feed(plugin, [b"one\n" * 100, b"two\n" * 100])
    for data, wrong in [
        (whole[:-5], "cut off"),
        (b'{"plain": "text"}\n', "no sound"),
        (whole + b"something else", "no sound"),
        (feed(plugin, [b"half a li"]), "in the middle of a line"),
    ]:
        path.write_bytes(data)
        with pytest.raises(NotWholeError, match=wrong):
            plugin.check(path)


def test_plugins_by_the_end_of_a_name():
    assert {".gz": GzipMembers, ".zst": ZstdFrames} == PLUGINS
