"""Records of our own making, and the page that is made of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from crawler.report.build import Limits, Report, build
from crawler.report.records import Record, parse
from crawler.schema.lines import Line
from tests.crawler.running import run

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

WALL = {
    "kind": "wall",
    "rule": "en.wall.read-on",
    "text": "Subscribe to read the rest of this story.",
    "after": 2,
    "offset": None,
}


def value(**changes: Any) -> dict[str, Any]:
    """A record as it stands in a file, with some keys changed."""
    record: dict[str, Any] = {
        "schema": "copydesk/article/1",
        "id": "a1",
        "url": "https://quay.example/harbour",
        "site": "quay.example",
        "title": "The harbour is closed",
        "authors": ["Ann Example"],
        "published": "2026-03-03T08:00:00+01:00",
        "language": "en",
        "text": "The harbour was closed at noon.\n\nForty boats waited outside.",
        "words": 10,
        "access": {
            "status": "truncated",
            "confidence": 0.85,
            "wall": "subscribe",
            "declared": "paid",
            "expected_words": 300,
            "evidence": [{"signal": "marker_at_cut", "rule": "en.wall.read-on", "detail": WALL["text"]}],
        },
        "artifacts": [WALL],
        "story": {"id": "s1", "duplicate_of": None, "similarity": None},
        "rights": {"reserved": None, "signals": [], "withheld": False},
        "fetched": None,
        "http_status": 200,
        "text_hash": None,
    }
    return record | changes


def whole(**changes: Any) -> dict[str, Any]:
    """A record of a story that is complete."""
    return value(access={"status": "complete", "confidence": 0.9, "evidence": []}, artifacts=[], **changes)


def made(**changes: Any) -> Record:
    return parse(Line(1, json.dumps(value(**changes)).encode()))


def write(path: Path, *records: dict[str, Any] | str) -> Path:
    """A record file; a text is written as it is."""
    lines = [record if isinstance(record, str) else json.dumps(record) for record in records]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def report_of(*files: Path, **limits: int) -> Report:
    return build([str(file) for file in files], Limits(**limits), say=lambda _: None)


def command(*args: object) -> subprocess.CompletedProcess[str]:
    return run("report", *args)
