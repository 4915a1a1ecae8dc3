from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from scrapy.exceptions import UsageError

from spiders.records import RecordsSpider
from tests.spiders.runs import crawl_files

if TYPE_CHECKING:
    from pathlib import Path


def test_records_of_every_sort_are_written_or_counted(tmp_path: Path):
    (tmp_path / "a.jsonl").write_bytes(
        '{"text": "Un\\r\\nDeux ", "url": "https://journal.example/1", "title": "Été"}\n'
        "no JSON\n"
        '{"text": 7}\n'
        '{"text": ""}\n'
        '{"text": "第二の記事"}\n'.encode()
        + b'{"text": "\xff"}\n'
    )
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(b'{"text": "gz"}\n' * 2)[:-4])
    (tmp_path / "c.jsonl.zst").write_bytes(zstandard.compress(b'{"text": "zst"}'))
    (tmp_path / "d.txt").write_bytes("Año\r\n\r\n nuevo\n".encode())
    pq.write_table(pa.Table.from_pylist([{"text": "pq", "url": "https://paper.example"}]), tmp_path / "e.parquet")

    run = crawl_files("records", tmp_path, f"{tmp_path}/*.*")

    assert run.code == 0
    assert [page["body"] for page in run.pages] == [
        "Un\r\nDeux ",
        "第二の記事",
        "gz",
        "gz",
        "zst",
        "Año\r\n\r\n nuevo\n",
        "pq",
    ]
    assert all(page["plain"] for page in run.pages)
    assert run.pages[0]["url"] == "https://journal.example/1"
    assert run.pages[0]["title"] == "Été"
    assert run.pages[1]["url"].startswith("urn:copydesk:sha256:")
    assert run.stats("copydesk/skipped/") == {
        "not_json": 1,
        "text_not_string": 1,
        "empty": 1,
        "invalid_utf8": 1,
        "truncated": 1,
    }
    assert f"{tmp_path}/a.jsonl: line 2: not_json" in run.log
    assert f"{tmp_path}/a.jsonl: line 6: invalid_utf8 (at byte 10 of the line)" in run.log


def test_fields_are_arguments(tmp_path: Path):
    (tmp_path / "a.jsonl").write_text(json.dumps({"content": "Eins", "link": "https://zeitung.example", "head": "H"}))
    fields = ("-a", "text_field=content", "-a", "url_field=link", "-a", "title_field=head")
    run = crawl_files("records", tmp_path, f"{tmp_path}/a.jsonl", *fields)
    assert run.code == 0
    assert [(page["body"], page["url"], page["title"]) for page in run.pages] == [
        ("Eins", "https://zeitung.example", "H")
    ]


def test_a_file_with_its_text_elsewhere_fails_the_run_after_the_others_were_read(tmp_path: Path):
    (tmp_path / "a.jsonl").write_text('{"content": "x"}\n')
    (tmp_path / "b.jsonl").write_text('{"text": "x"}\n')
    run = crawl_files("records", tmp_path, f"{tmp_path}/*.jsonl")
    assert run.code == 1
    assert "a.jsonl: no record has a field 'text'; its fields are content. Name the right one" in run.log
    assert f"{tmp_path}/b.jsonl: 1 pages" in run.log


def test_parquet_without_its_library_is_refused_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "a.parquet").write_bytes(b"PAR1")
    monkeypatch.setattr("spiders.records.find_spec", lambda _: None)
    with pytest.raises(UsageError, match="reading Parquet needs pyarrow, which is not installed"):
        RecordsSpider(path=f"{tmp_path}/a.parquet")
