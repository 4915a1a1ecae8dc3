"""Whole crawls, as a user types them: what is in the files, and what a run leaves that did not reach its end."""

from __future__ import annotations

import gzip
import io
import json
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest
import zstandard

from tests.crawler.running import ROOT, SPIDERS, crawl, run, stop_when_ready
from tests.warm import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def unzstd(data: bytes) -> bytes:
    return zstandard.ZstdDecompressor().stream_reader(io.BytesIO(data), read_across_frames=True).read()


UNPACK: dict[str, Callable[[bytes], bytes]] = {"gz": gzip.decompress, "zst": unzstd}
PACKED = pytest.mark.parametrize("suffix", list(UNPACK))
ENDINGS = pytest.mark.parametrize("ending", ["jsonl.gz", "jsonl.zst", "parquet"])


def records(path: Path) -> list[dict[str, Any]]:
    """The records of a file of any form, or of its part."""
    data = path.read_bytes()
    if data.startswith(b"PAR1"):
        return pq.read_table(path).to_pylist()
    for suffix, unpack in UNPACK.items():
        if f".{suffix}" in path.name:
            data = unpack(data)
    return [json.loads(line) for line in data.splitlines()]


def ids(path: Path) -> list[str]:
    return [record["id"] for record in records(path)]


def numbered(*numbers: int) -> list[str]:
    return [f"a{number}" for number in numbers]


def names(directory: Path) -> set[str]:
    return {path.name for path in directory.iterdir()}


def entry(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((path.parent / "manifest.json").read_text())["files"][path.name]
    return found


@ENDINGS
def test_the_records_are_those_of_json_lines(tmp_path: Path, ending: str):
    target = tmp_path / f"a.{ending}"
    done = crawl("some", "-a", "count=45", "-O", target, "-O", tmp_path / "a.jsonl")
    assert (done.returncode, names(tmp_path)) == (0, {target.name, "a.jsonl", "manifest.json"})
    found = [
        {key: value for key, value in record.items() if key not in ("layout", "error")} for record in records(target)
    ]
    assert found == records(tmp_path / "a.jsonl")
    assert (entry(target)["records"], entry(target)["bytes"]) == (45, target.stat().st_size)


@ENDINGS
def test_adding_to_a_file(tmp_path: Path, ending: str):
    target = tmp_path / f"a.{ending}"
    for count in (3, 2):
        assert crawl("some", "-a", f"count={count}", "-o", target).returncode == 0
    assert ids(target) == numbered(0, 1, 2, 0, 1)
    assert (entry(target)["records"], entry(target)["verdicts"]) == (5, {"truncated": 5})
    assert names(tmp_path) == {target.name, "manifest.json"}


@ENDINGS
def test_a_kill_leaves_what_was_flushed(tmp_path: Path, ending: str):
    target = tmp_path / f"a.{ending}"
    target.write_bytes(b"old")
    code, _, _ = stop_when_ready(signal.SIGKILL, "-a", "count=45", "-O", target, "-s", "COPYDESK_FLUSH_EVERY=20")
    assert code == -signal.SIGKILL
    assert target.read_bytes() == b"old"
    # 45 were scraped: two times 20 are there, and no half of a record.
    assert ids(tmp_path / f"{target.name}.part") == numbered(*range(40))
    assert run("validate", tmp_path / f"{target.name}.part").stdout.endswith("40 records, all sound\n")


@ENDINGS
def test_a_stopped_run_leaves_all_that_it_has(tmp_path: Path, ending: str):
    target = tmp_path / f"a.{ending}"
    target.write_bytes(b"old")
    code, _, _ = stop_when_ready(signal.SIGTERM, "-a", "count=45", "-O", target)
    assert code == 1
    assert target.read_bytes() == b"old"
    assert ids(tmp_path / f"{target.name}.part") == numbered(*range(45))
    assert names(tmp_path) == {target.name, f"{target.name}.part"}


@ENDINGS
def test_a_stopped_run_that_adds_has_added(tmp_path: Path, ending: str):
    target = tmp_path / f"a.{ending}"
    assert crawl("some", "-a", "count=2", "-o", target).returncode == 0
    code, _, _ = stop_when_ready(signal.SIGTERM, "-a", "count=3", "-o", target)
    assert code == 1
    assert ids(target) == numbered(0, 1, 0, 1, 2)
    assert names(tmp_path) == {target.name, "manifest.json"}


@ENDINGS
def test_a_file_that_is_cut_off_is_not_added_to(tmp_path: Path, ending: str):
    target = tmp_path / f"a.{ending}"
    assert crawl("some", "-o", target).returncode == 0
    cut = target.read_bytes()[:-9]
    target.write_bytes(cut)
    done = crawl("some", "-o", target)
    assert done.returncode == 3
    assert f"{target} can't be added to: " in done.stderr.splitlines()[-1]
    assert target.read_bytes() == cut
    assert names(tmp_path) == {target.name, "manifest.json"}


@PACKED
def test_a_disk_that_fills_up_leaves_whole_streams(tmp_path: Path, suffix: str):
    target = tmp_path / f"a.jsonl.{suffix}"
    target.write_bytes(b"old")
    options = ["-a", "count=2000", "-O", target, "-s", "COPYDESK_FLUSH_EVERY=1"]
    done = crawl("waiting", *options, before="export PYTHONDONTWRITEBYTECODE=1; ulimit -f 40")
    assert done.returncode == 3
    assert f"{target} can't be written: File too large" in done.stderr.splitlines()[-1]
    assert target.read_bytes() == b"old"
    kept = ids(tmp_path / f"{target.name}.part")
    assert len(kept) > 10
    assert kept == numbered(*range(len(kept)))


def test_a_disk_too_full_for_the_parquet_file_leaves_the_records(tmp_path: Path):
    target = tmp_path / "a.parquet"
    target.write_bytes(b"old")
    # One record takes less room as a line than as a file with a table of contents.
    options = ["-a", "count=1", "-O", target]
    done = crawl("some", *options, before="export PYTHONDONTWRITEBYTECODE=1; ulimit -f 8")
    assert done.returncode == 3
    assert f"{target} can't be written" in done.stderr
    assert target.read_bytes() == b"old"
    assert ids(tmp_path / "a.parquet.part") == ["a0"]
    assert names(tmp_path) == {"a.parquet", "a.parquet.part"}


def test_a_record_that_does_not_fit_loses_nothing(tmp_path: Path):
    target = tmp_path / "a.parquet"
    done = crawl("misshapen", "-O", target)
    assert done.returncode == 3
    assert "a record does not fit its columns: https://paper.example/story/1" in done.stderr.splitlines()[-1]
    assert ids(tmp_path / "a.parquet.part") == ["a0", "a1", "a2"]
    assert names(tmp_path) == {"a.parquet.part"}


def test_an_item_that_is_no_article_is_no_row(tmp_path: Path):
    done = crawl("foreign", "-O", tmp_path / "a.parquet")
    assert done.returncode == 3
    assert "a dict is no article" in done.stderr.splitlines()[-1]


def test_without_pyarrow(tmp_path: Path):
    hidden = "import sys; sys.modules['pyarrow'] = None; from scrapy.cmdline import execute; execute()"
    argv = [sys.executable, "-c", hidden, "crawl", "some", *SPIDERS]

    def typed(name: str) -> subprocess.CompletedProcess[str]:
        argument = str(tmp_path / name)
        return subprocess.run(
            [*argv, "-O", argument], cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False
        )

    done = typed("a.parquet")
    assert done.returncode == 2
    assert "a.parquet: Parquet needs pyarrow, which is not installed" in done.stderr.splitlines()[-1]
    assert names(tmp_path) == set()
    assert typed("a.jsonl.gz").returncode == 0


def test_parquet_on_stdout(tmp_path: Path):
    argv = [sys.executable, "-m", "scrapy", "crawl", "some", *SPIDERS, "-o", "-:parquet"]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, timeout=PATIENCE, check=False)
    assert done.returncode == 0
    table = pq.read_table(io.BytesIO(done.stdout))
    assert table["id"].to_pylist() == numbered(0, 1, 2)


@ENDINGS
def test_files_by_verdict_site_and_day(tmp_path: Path, ending: str):
    template = str(tmp_path / f"{{site}}/{{date}}-{{status}}.{ending}")
    # One open file, so that every one is closed and opened again.
    options = ["-O", template, "-s", "COPYDESK_OPEN_OUTPUTS=1"]
    assert crawl("mixed", *options).returncode == 0
    found = {str(path.relative_to(tmp_path)): ids(path) for path in tmp_path.rglob(f"*.{ending}")}
    assert found == {
        f"paper.example/2026-03-02-complete.{ending}": numbered(0, 2, 4),
        f"paper.example/2026-03-02-truncated.{ending}": numbered(1, 3, 5),
    }
    assert [path.name for path in tmp_path.rglob("*.part*")] == []
    for path in tmp_path.rglob(f"*.{ending}"):
        assert entry(path)["records"] == 3


def test_filters_for_outputs_of_the_command_line(tmp_path: Path):
    whole = tmp_path / "whole.jsonl.gz"
    filters = json.dumps({str(whole): "status=complete"})
    done = crawl("mixed", "-O", tmp_path / "all.jsonl", "-O", whole, "-s", f"COPYDESK_FEED_FILTERS={filters}")
    assert done.returncode == 0
    assert ids(whole) == numbered(0, 2, 4)
    assert ids(tmp_path / "all.jsonl") == numbered(*range(6))


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("a.gz", "in which format? Say it before .gz: a.jsonl.gz"),
        ("a.yaml.gz", "there is no format 'yaml'"),
        ("a.parquet.zst", "Parquet is compressed already"),
    ],
)
def test_names_that_can_not_be_meant(tmp_path: Path, name: str, wrong: str):
    done = crawl("some", "-O", tmp_path / name)
    assert done.returncode == 2
    assert wrong in done.stderr.splitlines()[-1]
    assert names(tmp_path) == set()
