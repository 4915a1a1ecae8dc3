from __future__ import annotations

import gzip
import io
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.sources.findings import UnreadableError
from crawler.sources.frames import Frame, Gap, read_frames
from tests.crawler.sources.warcs import http, numbered, packed, record, starts

RECORDS = numbered(5)
PLAIN = b"".join(RECORDS)
MEMBERS = [packed(each) for each in RECORDS]
GZIPPED = b"".join(MEMBERS)
BOTH = pytest.mark.parametrize("parts", [RECORDS, MEMBERS], ids=["plain", "gzipped"])


def frames_and_gaps(data: bytes, max_block: int = 1 << 20) -> tuple[list[Frame], list[Gap]]:
    found = list(read_frames(io.BytesIO(data), "test.warc", max_block))
    return [each for each in found if isinstance(each, Frame)], [each for each in found if isinstance(each, Gap)]


@BOTH
def test_every_record_comes_with_its_offset(parts: list[bytes]):
    frames, gaps = frames_and_gaps(b"".join(parts))
    assert [frame.head + frame.block + b"\r\n\r\n" for frame in frames] == RECORDS
    assert [frame.offset for frame in frames] == starts(parts)[:-1]
    assert gaps == []


def test_records_and_gzip_members_need_not_match():
    blocks = [PLAIN[at : at + 100] for at in range(0, len(PLAIN), 100)]
    for data in (gzip.compress(PLAIN), packed(*blocks)):
        frames, gaps = frames_and_gaps(data)
        assert [frame.head + frame.block + b"\r\n\r\n" for frame in frames] == RECORDS
        assert gaps == []


@pytest.mark.parametrize("break_", [b"\n", b"\r\n"], ids=["lf", "crlf"])
def test_sloppy_line_ends_are_read(break_: bytes):
    block = http()
    one = break_.join([b"WARC/1.0", b"WARC-Type: response", b"Content-Length: %d" % len(block), b"", block, b""])
    frames, gaps = frames_and_gaps(one + break_ * 3 + one)
    assert [frame.block for frame in frames] == [block, block]
    assert gaps == []


@pytest.mark.parametrize("parts", [RECORDS, MEMBERS], ids=["plain", "gzipped"])
@given(data=st.data())
def test_a_cut_costs_one_record_and_says_where(parts: list[bytes], data: st.DataObject):
    offsets = starts(parts)
    cut = data.draw(st.integers(len(parts[0]), offsets[-1] - 1))
    frames, gaps = frames_and_gaps(b"".join(parts)[:cut])
    whole = sum(offset <= cut for offset in offsets[1:])
    last = offsets[whole]
    if cut == last:
        assert (len(frames), gaps) == (whole, [])
    elif len(frames) == whole + 1:
        # Only blank lines or a checksum are missing: the record itself is there.
        assert all(gap.record_kept and gap.offset == last for gap in gaps)
    else:
        assert len(frames) == whole
        # Up to four bytes of a plain file cannot be told from blank lines that ended the record before.
        assert [gap.offset for gap in gaps] == [last]
        assert not gaps[0].record_kept
        assert gaps[0].resumed is None


@BOTH
@given(at=st.integers(0, 5), garbage=st.binary(min_size=1, max_size=300).filter(lambda junk: junk.strip(b"\r\n")))
def test_garbage_between_records_costs_none_of_them(parts: list[bytes], at: int, garbage: bytes):
    data = b"".join(parts[:at]) + garbage + b"".join(parts[at:])
    frames, gaps = frames_and_gaps(data)
    assert [frame.head + frame.block + b"\r\n\r\n" for frame in frames] == RECORDS
    assert gaps
    assert gaps[-1].resumed == (None if at == len(parts) else starts(parts)[at] + len(garbage))


@given(which=st.integers(0, 4), data=st.data())
def test_a_damaged_gzip_member_costs_only_itself(which: int, data: st.DataObject):
    member = bytearray(MEMBERS[which])
    at = data.draw(st.integers(0, len(member) - 1))
    member[at] ^= data.draw(st.integers(1, 255))
    frames, gaps = frames_and_gaps(b"".join([*MEMBERS[:which], bytes(member), *MEMBERS[which + 1 :]]))
    blocks = [frame.block for frame in frames]
    others = [frame.block for n, frame in enumerate(frames_and_gaps(PLAIN)[0]) if n != which]
    assert [block for block in blocks if block in others] == others
    # A byte of the header that means nothing (its time, its system) may change without harm.
    assert len(blocks) == len(RECORDS) or [gap.offset for gap in gaps] == [starts(MEMBERS)[which]]


@BOTH
@given(data=st.data())
def test_a_writer_that_died_inside_a_record_costs_only_that_record(parts: list[bytes], data: st.DataObject):
    left = data.draw(st.integers(11, len(parts[2]) - 9))
    frames, gaps = frames_and_gaps(b"".join([*parts[:2], parts[2][:left], *parts[3:]]))
    assert len(frames) == len(RECORDS) - 1
    assert [gap.offset for gap in gaps] == [starts(parts)[2]]
    assert gaps[0].resumed == starts(parts)[2] + left


def test_a_page_about_web_archives_is_no_record_inside_a_record():
    lesson = record(http(b"<pre>\nWARC/1.0\r\nWARC-Type: response\r\n</pre>"))
    frames, gaps = frames_and_gaps(lesson + RECORDS[0])
    assert len(frames) == 2
    assert gaps == []


def test_a_cut_checksum_leaves_the_record_whole():
    frames, gaps = frames_and_gaps(GZIPPED[:-8])
    assert len(frames) == len(RECORDS)
    assert [(gap.reason, gap.record_kept) for gap in gaps] == [("truncated_gzip", True)]


def test_only_the_beginning_of_a_long_block_is_held():
    frames, gaps = frames_and_gaps(record(b"x" * 500_000) + RECORDS[0], max_block=100_000)
    assert [frame.whole for frame in frames] == [False, True]
    assert len(frames[0].block) < frames[0].length == 500_000
    assert gaps == []


@pytest.mark.parametrize(
    ("broken", "detail"),
    [
        (b"WARC/1.0\r\nWARC-Type: response\r\n\r\nbody", "no Content-Length"),
        (b"WARC/1.0\r\nContent-Length: many\r\n\r\nbody", "no Content-Length"),
        (b"WARC/1.0\r\nX: " + b"x" * 2_000_000, "header is longer"),
    ],
)
def test_a_broken_header_is_said_to_be_one(broken: bytes, detail: str):
    frames, gaps = frames_and_gaps(RECORDS[0] + broken + b"\r\n\r\n" + RECORDS[1])
    assert len(frames) == 2
    assert gaps[0].offset == len(RECORDS[0])
    assert gaps[0].reason == "broken_record"
    assert detail in gaps[0].detail


@pytest.mark.parametrize(
    "data", [b"<html>no archive", gzip.compress(b"no archive", mtime=0), b"PK\x03\x04", b"\x1f\x8b\x08"]
)
def test_what_holds_no_record_is_no_archive(data: bytes):
    with pytest.raises(UnreadableError, match=r"test\.warc: not a WARC file"):
        frames_and_gaps(data)


@given(st.binary(max_size=200), st.sampled_from([b"", RECORDS[0], MEMBERS[0]]), st.binary(max_size=200))
def test_nothing_else_is_ever_raised(before: bytes, middle: bytes, after: bytes):
    try:
        frames, gaps = frames_and_gaps(before + middle + after)
    except UnreadableError:
        return
    # Gaps are told in the order of the file, each once.
    assert all(one.offset < two.offset for one, two in pairwise(gaps))
    assert frames or gaps
