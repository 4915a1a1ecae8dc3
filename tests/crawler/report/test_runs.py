"""What a run tells of itself, beside its records."""

import json
from pathlib import Path
from typing import Any

import pytest

from crawler import manifest
from crawler.report.runs import RunFacts, UnreadableRunError, facts
from tests.crawler.report.making import report_of, whole, write


def tell(folder: Path, name: str, content: dict[str, Any]) -> None:
    (folder / name).write_text(json.dumps(content), encoding="utf-8")


def test_a_manifest_and_a_run_tell_of_the_file(tmp_path: Path):
    entry = {"spider": "news", "arguments": {"sites": "quay.example"}, "records": 3, "versions": {"copydesk": "0.9"}}
    tell(tmp_path, "manifest.json", {"schema": manifest.SCHEMA, "files": {"a.jsonl": entry}})
    run = {
        "schema": "copydesk/run/1",
        "seconds": 61.0,
        "requests": 12,
        "waiting": 2,
        "skipped": {"robots": 1},
        "sites": {"quay.example": {"meter_until": "2026-03-04T00:00:00+00:00"}, "lune.example": {"meter_until": None}},
        "outputs": [{"path": "data/a.jsonl"}],
    }
    tell(tmp_path, "run-1-of-2.json", run)
    assert facts(str(tmp_path / "a.jsonl")) == RunFacts(
        spider="news",
        arguments={"sites": "quay.example"},
        version="0.9",
        records=3,
        seconds=61.0,
        requests=12,
        waiting=2,
        skipped={"robots": 1},
        meters={"quay.example": "2026-03-04T00:00:00+00:00"},
    )


def test_what_speaks_of_other_files_says_nothing(tmp_path: Path):
    tell(tmp_path, "manifest.json", {"schema": manifest.SCHEMA, "files": {"b.jsonl": {"spider": "news"}}})
    tell(tmp_path, "run.json", {"schema": "another/1", "outputs": [{"path": "a.jsonl"}]})
    assert facts(str(tmp_path / "a.jsonl")) is None
    assert facts("-") is None


def test_a_broken_manifest_is_named(tmp_path: Path):
    (tmp_path / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(UnreadableRunError, match=r"manifest\.json"):
        facts(str(tmp_path / "a.jsonl"))


def test_the_report_says_where_records_and_manifest_differ(tmp_path: Path):
    records = write(tmp_path / "a.jsonl", whole())
    tell(tmp_path, "manifest.json", {"schema": manifest.SCHEMA, "files": {"a.jsonl": {"records": 3}}})
    assert f"The manifest tells of 3 records in {records}; 1 were read." in report_of(records).notices
