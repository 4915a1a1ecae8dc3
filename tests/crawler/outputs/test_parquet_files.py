from __future__ import annotations

import dataclasses
import io
import json
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.exporters import ArticleLinesExporter
from crawler.items import Article, Artifact, Evidence, Kind, Patch, Status
from crawler.outputs import parquet
from crawler.outputs.compression import NotWholeError
from crawler.outputs.exporter import ParquetExporter
from crawler.outputs.parquet import RowError, RowGroups, arrow_schema, check, seal
from tests.crawler.output_spiders import article

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def lines(*articles: Article) -> bytes:
    exporter = ArticleLinesExporter(io.BytesIO(), encoding="utf-8")
    return b"".join(exporter.line(record) for record in articles)


def rows(file: Path | io.BytesIO) -> list[dict[str, Any]]:
    return pq.read_table(file).to_pylist()


def exported(records: Iterable[Article], **options: Any) -> io.BytesIO:
    file = io.BytesIO()
    exporter = ParquetExporter(file, encoding="utf-8", **options)
    exporter.start_exporting()
    for record in records:
        exporter.export_item(record)
    exporter.finish_exporting()
    return file


def test_a_record_comes_back_as_it_was():
    record = article(
        access=dataclasses.replace(article().access, evidence=[Evidence("a", None, "b"), Evidence("c")]),
        artifacts=[Artifact(Kind.WALL, "r", "Lies weiter", 1, 4)],
        layout=[Patch(0, 1, ["", "x"])],
        tags=["Verkehr"],
    )
    (row,) = rows(exported([record]))
    assert row == {"error": None, **json.loads(lines(record))}


TEXT = st.text(st.characters(codec="utf-8"), max_size=30)


@given(
    text=TEXT,
    authors=st.lists(TEXT, max_size=3),
    confidence=st.floats(0, 1),
    words=st.integers(0, 2**40),
    reserved=st.none() | st.booleans(),
    status=st.none() | st.sampled_from(Status),
)
def test_any_record_comes_back_as_it_was(text, authors, confidence, words, reserved, status):
    record = article(
        text=text,
        authors=authors,
        words=words,
        access=dataclasses.replace(article().access, status=status, confidence=confidence),
        rights=dataclasses.replace(article().rights, reserved=reserved),
    )
    (row,) = rows(exported([record]))
    assert row == {"layout": None, "error": None, **json.loads(lines(record))}


def test_columns_are_typed_though_all_their_values_are_null():
    schema = pq.read_schema(exported([article(modified=None, tags=[], layout=None)]))
    assert schema.equals(arrow_schema())
    assert schema.field("modified").type == pa.string()
    assert schema.field("tags").type == pa.list_(pa.string())
    assert schema.metadata[b"copydesk"] == b"copydesk/article/1"


def test_no_records_are_a_file_with_the_same_columns():
    assert pq.read_table(exported([])).schema.equals(arrow_schema())


def test_the_fields_that_a_feed_asks_for():
    file = exported([article(7)], fields_to_export={"id": "name", "words": "words"})
    assert rows(file) == [{"name": "a7", "words": 4}]


def test_half_a_surrogate_pair_is_replaced_as_in_json_lines():
    (row,) = rows(exported([article(title="a\ud83d b")]))
    assert row["title"] == "a\ufffd b"


def test_other_items_are_refused():
    with pytest.raises(TypeError, match="a dict is no article"):
        exported([{"not": "one"}])  # type: ignore[list-item]


def test_row_groups_are_bounded(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(parquet, "_BATCH_ROWS", 10)
    monkeypatch.setattr(parquet, "_GROUP_ROWS", 40)
    file = exported(article(number) for number in range(100))
    metadata = pq.ParquetFile(file).metadata
    assert [metadata.row_group(number).num_rows for number in range(metadata.num_row_groups)] == [40, 40, 20]
    assert [row["id"] for row in rows(file)] == [f"a{number}" for number in range(100)]


def test_row_groups_of_long_texts_have_fewer_rows(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(parquet, "_BATCH_BYTES", 10_000)
    monkeypatch.setattr(parquet, "_GROUP_BYTES", 50_000)
    metadata = pq.ParquetFile(exported(article(number, text="x" * 5000) for number in range(40))).metadata
    assert metadata.num_row_groups >= 4
    assert max(metadata.row_group(number).num_rows for number in range(metadata.num_row_groups)) <= 12


def test_a_record_that_does_not_fit_is_named_and_the_others_are_written():
    file = io.BytesIO()
    groups = RowGroups(file, arrow_schema())
    for record in (article(1), article(2, words="many"), article(3)):
        groups.add(lines(record))
    with pytest.raises(RowError, match=r"https://paper\.example/story/2: .*many"):
        groups.close()
    assert [row["id"] for row in rows(file)] == ["a1", "a3"]


# --- Sealing ---


def sealed(tmp_path: Path, *articles: Article, earlier: Path | None = None, fields: Any = None) -> Path:
    part = tmp_path / "part"
    part.write_bytes(lines(*articles))
    out = tmp_path / f"sealed-{len(list(tmp_path.iterdir()))}.parquet"
    with out.open("wb") as file:
        seal(part, file, fields, earlier)
    return out


def test_sealing_adds_to_what_is_there(tmp_path: Path):
    first = sealed(tmp_path, article(1), article(2))
    check(first)
    second = sealed(tmp_path, article(3), earlier=first)
    assert [row["id"] for row in rows(second)] == ["a1", "a2", "a3"]
    assert rows(second)[:2] == rows(first)


def without(table: pa.Table, path: str) -> pa.Table:
    """The table of a version that did not know one key yet."""
    column, _, part = path.partition(".")
    if not part:
        return table.drop_columns([column])
    kind = pa.struct([field for field in table.schema.field(column).type if field.name != part])
    values = [{key: value for key, value in row.items() if key != part} for row in table[column].to_pylist()]
    return table.set_column(table.schema.get_field_index(column), column, pa.array(values, kind))


@pytest.mark.parametrize("missing", ["error", "story.similarity"])
def test_a_file_of_a_version_with_fewer_keys_can_be_added_to(tmp_path: Path, missing: str):
    whole = sealed(tmp_path, article(1))
    older = tmp_path / "older.parquet"
    pq.write_table(without(pq.read_table(whole), missing), older)
    check(older)
    both = sealed(tmp_path, article(2), earlier=older)
    assert pq.read_schema(both).equals(arrow_schema())
    assert rows(both) == rows(whole) + rows(sealed(tmp_path, article(2)))


def test_a_file_that_holds_more_than_the_record_is_not_added_to(tmp_path: Path):
    path = sealed(tmp_path, article(1))
    check(path)
    with pytest.raises(NotWholeError, match="its column schema is none of the record's"):
        check(path, ["url"])
    pq.write_table(pa.table({"url": ["a"], "story": [{"id": "a", "mood": "b"}]}), path)
    with pytest.raises(NotWholeError, match=r"its column story\.mood is none"):
        check(path)
    pq.write_table(pa.table({"url": [1]}), path)
    with pytest.raises(NotWholeError, match=r"its column url \(int64\) is none"):
        check(path)


def test_a_file_that_is_no_parquet_is_not_added_to(tmp_path: Path):
    path = tmp_path / "a.parquet"
    path.write_bytes(lines(article(1)))
    with pytest.raises(NotWholeError, match="no sound Parquet file"):
        check(path)
