"""Rows of Parquet as the lines that they would be: what `scrapy validate` and `scrapy report` read."""

from __future__ import annotations

import io
import json
import sys
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from crawler.exporters import ArticleLinesExporter
from crawler.outputs.exporter import ParquetExporter
from crawler.schema.lines import read_lines
from tests.crawler.output_spiders import article
from tests.crawler.running import run

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.parquet"
    with path.open("wb") as out:
        exporter = ParquetExporter(out, encoding="utf-8")
        for number in range(3):
            exporter.export_item(article(number))
        exporter.finish_exporting()
    return path


def test_a_row_is_the_line_that_it_would_be(file: Path):
    lines = list(read_lines(str(file)))
    exporter = ArticleLinesExporter(io.BytesIO(), encoding="utf-8")
    assert [json.loads(line.data) for line in lines] == [json.loads(exporter.line(article(n))) for n in range(3)]
    assert [(line.number, line.whole, line.trouble) for line in lines] == [
        (1, True, None),
        (2, True, None),
        (3, True, None),
    ]


@pytest.mark.parametrize("size", [4, 100, -4])
def test_a_file_that_is_cut_off(file: Path, size: int):
    file.write_bytes(file.read_bytes()[:size])
    (line,) = read_lines(str(file))
    assert "the Parquet file is damaged" in str(line.trouble)


def test_without_pyarrow(file: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(OSError, match="reading Parquet needs pyarrow, which is not installed"):
        list(read_lines(str(file)))


def test_validate_names_the_row(file: Path):
    done = run("validate", file)
    assert (done.returncode, done.stdout) == (0, f"{file}: 3 records, all sound\n")
    table = pq.read_table(file)
    wrong = table.set_column(table.schema.get_field_index("words"), "words", pa.array([4, -1, 4]))
    pq.write_table(wrong, file)
    done = run("validate", file)
    assert done.returncode == 1
    assert done.stdout.startswith(f"{file}:2: words: -1 is less than the minimum of 0\n")


def test_validate_from_a_pipe_asks_for_the_file(file: Path):
    done = run("validate", "-", stdin=file.read_bytes())
    assert done.returncode == 1
    assert "can't be read from a pipe; name the file" in done.stdout
