from __future__ import annotations

import gzip
from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from crawler.exporters import ArticleLinesExporter
from tests.crawler.output_spiders import article
from tests.crawler.running import run

if TYPE_CHECKING:
    from pathlib import Path


def records(count: int) -> bytes:
    file = BytesIO()
    exporter = ArticleLinesExporter(file)
    for number in range(count):
        exporter.export_item(article(number))
    return file.getvalue()


def test_sound_files(tmp_path: Path):
    plain, packed = tmp_path / "a.jsonl", tmp_path / "a.jsonl.gz"
    plain.write_bytes(records(3))
    packed.write_bytes(gzip.compress(records(2)))
    done = run("validate", plain, packed)
    assert (done.returncode, done.stdout) == (0, "2 files: 5 records, all sound\n")


def test_stdin():
    done = run("validate", "-", stdin=records(2) + b"{}\n")
    assert done.returncode == 1
    assert done.stdout.splitlines()[0].startswith("<stdin>:3: record: ")


def test_errors_have_their_place(tmp_path: Path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(records(2).replace(b'"words": 4', b'"words": "4"', 1) + records(1)[:-40])
    done = run("validate", path)
    assert done.returncode == 1
    assert done.stderr == ""
    first, second, total = done.stdout.splitlines()
    assert first == f'{path}:1: words: "4" is not of type "integer"'
    assert second.startswith(f"{path}:3: not JSON: ")
    assert second.endswith("(the file is cut off in the middle of this record)")
    assert total == f"{path}: 3 records, 2 errors in 2 records"


def test_a_cut_gzip_file_is_an_error_with_its_line(tmp_path: Path):
    path = tmp_path / "a.jsonl.gz"
    packed = gzip.compress(records(50))
    path.write_bytes(gzip.compress(records(2)) + packed[: len(packed) // 2])
    done = run("validate", path)
    assert done.returncode == 1
    assert done.stderr == ""
    assert "the gzip stream ends too early" in done.stdout.splitlines()[-2]


def test_errors_that_are_not_shown_are_counted(tmp_path: Path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"[]\n" * 5)
    done = run("validate", "--max-errors", 2, path)
    assert done.stdout.splitlines()[2:] == [
        f"{path}: 3 more errors (see --max-errors)",
        f"{path}: 5 records, 5 errors in 5 records",
    ]
    assert len(run("validate", "--max-errors=0", path).stdout.splitlines()) == 6


def test_a_file_that_can_not_be_read_does_not_hide_the_others(tmp_path: Path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(records(1))
    done = run("validate", tmp_path / "missing.jsonl", path)
    assert done.returncode == 2
    assert done.stderr == f"{tmp_path / 'missing.jsonl'}: can't be read: No such file or directory\n"
    assert done.stdout == "2 files (1 can't be read): 1 record, all sound\n"


@pytest.mark.parametrize("args", [[], ["--no-such", "a"], ["--max-errors=-1", "a"], ["--max-errors=x", "a"]])
def test_a_wrong_command_line(args: list[str]):
    assert run("validate", *args).returncode == 2
