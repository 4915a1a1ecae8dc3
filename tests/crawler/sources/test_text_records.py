from __future__ import annotations

import gzip
import hashlib
import json
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from crawler.items import Page
from crawler.sources.findings import Note, Skip, UnreadableError
from crawler.sources.records import Fields, read_records, to_page
from pipelines.urls import text_url

if TYPE_CHECKING:
    from pathlib import Path

LIMIT = 10_000
TEXT = "El pleno aprobó el plan.\r\n\r\nAsí consta en acta.\n"


def lines(*records: Any) -> bytes:
    return b"".join(
        (json.dumps(each) if not isinstance(each, bytes) else each.decode()).encode() + b"\n" for each in records
    )


@pytest.fixture
def found(tmp_path: Path):
    def read(data: bytes, name: str = "in.jsonl", fields: Fields | None = None) -> list[Page | Skip | Note]:
        (tmp_path / name).write_bytes(data)
        return list(read_records(str(tmp_path / name), fields or Fields(), LIMIT))

    return read


def reasons(found: list[Page | Skip | Note]) -> list[str]:
    return ["page" if isinstance(each, Page) else each.reason for each in found]


def test_a_record_and_what_is_known_of_it(found, tmp_path: Path):
    [page] = found(lines({"text": TEXT, "url": "https://diario.example/1", "title": "El pleno", "n": 1}))
    assert page.plain
    assert page.body == TEXT
    assert page.url == "https://diario.example/1"
    assert page.title == "El pleno"
    assert page.http_status is None
    assert page.fetched is None
    assert (page.source.spider, page.source.via) == ("records", str(tmp_path / "in.jsonl"))


@pytest.mark.parametrize("suffix", [".jsonl", ".jl", ".ndjson", ".JSONL", ".jsonl.gz", ".jsonl.zst"])
def test_packed_and_unpacked(found, suffix: str):
    data = lines({"text": "One"}, {"text": "Two"})
    if suffix.endswith(".gz"):
        data = gzip.compress(data)
    elif suffix.endswith(".zst"):
        data = zstandard.compress(data)
    assert [page.body for page in found(data, "in" + suffix)] == ["One", "Two"]


def test_fields_can_be_called_otherwise(found):
    fields = Fields("content", "link", "headline")
    [page] = found(lines({"content": "Um", "link": "https://jornal.example", "headline": "Dois"}), fields=fields)
    assert (page.body, page.url, page.title) == ("Um", "https://jornal.example", "Dois")


@pytest.mark.parametrize("url", [None, "", "  ", 7])
def test_a_text_without_an_address_is_called_by_its_hash(found, url: Any):
    [page] = found(lines({"text": TEXT, "url": url, "title": ["no", "string"]}))
    assert page.url == "urn:copydesk:sha256:" + hashlib.sha256(TEXT.encode()).hexdigest() == text_url(TEXT)
    assert page.title is None


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{'text': 'single quotes'}\n", "not_json"),
        (b'{"text": "cut\n', "not_json"),
        (b"[" * 9_000 + b"\n", "not_json"),
        (b'{"n": ' + b"9" * 5_000 + b"}\n", "not_json"),
        (b'["text"]\n', "not_object"),
        (b'"text"\n', "not_object"),
        ('{"text": "für"}\n'.encode("latin-1"), "invalid_utf8"),
        (b'{"body": "x"}\n', "no_text_field"),
        (b'{"text": ["a", "b"]}\n', "text_not_string"),
        (b'{"text": null}\n', "empty"),
        (b'{"text": " \\n "}\n', "empty"),
        (b'{"text": "' + b"x" * 20_000 + b'"}\n', "too_large"),
    ],
)
def test_a_broken_line_costs_only_itself(found, tmp_path: Path, line: bytes, reason: str):
    before, skip, after = found(lines({"text": "One"}) + line + lines({"text": "Two"}))
    assert (before.body, after.body) == ("One", "Two")
    assert (skip.reason, skip.where) == (reason, f"{tmp_path / 'in.jsonl'}: line 2")


def test_blank_lines_a_byte_order_mark_and_a_missing_last_line_end_are_nothing(found):
    assert [page.body for page in found(b'\xef\xbb\xbf{"text": "One"}\r\n\r\n\n{"text": "Two"}')] == ["One", "Two"]


def test_half_a_surrogate_pair_spoils_one_character(found):
    note, page = found(b'{"text": "Fin \\ud83d", "title": "\\udc00"}\n')
    assert (note.reason, page.body, page.title) == ("half_surrogate", "Fin \ufffd", "\ufffd")
    [page] = found(b'{"text": "Whole \\ud83d\\ude00"}\n')
    assert page.body == "Whole \U0001f600"


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_a_packed_file_that_is_cut_gives_its_whole_lines(found, pack: Any):
    count = 3_000
    data = pack(lines(*({"text": f"{n} {n * n * 7919}"} for n in range(count))))
    cut = found(data[: len(data) * 2 // 3], "in.jsonl" + (".gz" if pack is gzip.compress else ".zst"))
    assert reasons(cut[-1:]) == ["truncated"]
    pages = cut[:-1]
    assert [page.body for page in pages] == [f"{n} {n * n * 7919}" for n in range(len(pages))]
    if pack is gzip.compress:
        assert len(pages) > count // 2
    assert cut[-1].where.endswith(f": line {len(pages) + 1}")


def test_a_packed_file_that_is_damaged_midway_is_refused(found):
    data = bytearray(gzip.compress(lines(*({"text": f"{n} {n * n * 7919}"} for n in range(9_000)))))
    data[len(data) // 2 : len(data) // 2 + 40] = b"\xff" * 40
    with pytest.raises(UnreadableError, match=r"in\.jsonl\.gz: .*damaged.* line \d+ was read"):
        found(bytes(data), "in.jsonl.gz")


def test_a_file_whose_text_lies_elsewhere_is_refused_with_its_fields(found):
    with pytest.raises(UnreadableError, match="no record has a field 'text'; its fields are body, id"):
        found(lines({"body": "One", "id": 1}, {"body": "Two"}))


@pytest.mark.parametrize("name", ["notes.md", "data.json", "x.jsonl.bz2", "text"])
def test_other_files_are_refused(found, name: str):
    with pytest.raises(UnreadableError, match=r"not a file of a known sort; known are \.jsonl"):
        found(b"x", name)


@pytest.mark.parametrize("name", ["a.txt", "a.txt.gz", "a.txt.zst"])
def test_a_text_file_is_one_document_to_the_letter(found, name: str):
    pack = {"gz": gzip.compress, "zst": zstandard.compress}.get(name.rsplit(".", 1)[1], bytes)
    [page] = found(pack(b"\xef\xbb\xbf" + TEXT.encode()), name)
    assert page.body == TEXT
    assert page.url == text_url(TEXT)
    assert page.plain


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        ("für".encode("latin-1"), "a.txt", "invalid_utf8"),
        (b"x" * 20_000, "a.txt", "too_large"),
        (b" \n", "a.txt", "empty"),
        (b"", "a.txt", "empty"),
        (gzip.compress(b"abc", mtime=0)[:-9], "a.txt.gz", "truncated"),
    ],
)
def test_a_text_file_can_be_passed_over(found, data: bytes, name: str, reason: str):
    assert reasons(found(data, name)) == [reason]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])).filter(str.strip))
def test_a_text_is_handed_on_as_it_is(text: str):
    record = json.loads(json.dumps({"text": text}))
    [page] = to_page(record, Fields(), "in.jsonl", "in.jsonl: line 1")
    assert page.body == text


def test_parquet_is_read_by_rows(tmp_path: Path):
    path = tmp_path / "in.parquet"
    rows = [{"text": f"Row {n}", "url": f"https://paper.example/{n}", "other": n} for n in range(200)]
    rows[3]["text"] = None
    pq.write_table(pa.Table.from_pylist(rows), path)
    found = list(read_records(str(path), Fields(), LIMIT))
    assert [each.url for each in found if isinstance(each, Page)] == [row["url"] for row in rows if row["text"]]
    assert found[3] == Skip("empty", f"{path}: row 4")


def test_parquet_without_the_column_or_not_parquet_is_refused(tmp_path: Path):
    path = tmp_path / "in.parquet"
    pq.write_table(pa.Table.from_pylist([{"body": "x"}]), path)
    with pytest.raises(UnreadableError, match="no record has a field 'text'; its fields are body"):
        list(read_records(str(path), Fields(), LIMIT))
    path.write_bytes(b"no parquet at all")
    with pytest.raises(UnreadableError, match=r"in\.parquet: "):
        list(read_records(str(path), Fields(), LIMIT))


def test_a_missing_file_is_refused(tmp_path: Path):
    with pytest.raises(UnreadableError, match=r"none\.jsonl: No such file"):
        list(read_records(str(tmp_path / "none.jsonl"), Fields(), LIMIT))
