"""Parquet files of records; needs the extra `parquet` (pyarrow).

A Parquet file has its table of contents at its end: what a killed run leaves of one, nobody can open. So while a run
goes on, its part holds JSON Lines, and becomes Parquet when the feed closes (`seal`). Where a feed has no part
(standard output, remote storages), Parquet is written as the records come (`RowGroups`).
"""

from __future__ import annotations

import json
from typing import IO, TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from crawler.items import SCHEMA
from crawler.outputs.columns import Column, ListOf, Struct, Type, chosen
from crawler.outputs.compression import NotWholeError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_BATCH_ROWS, _BATCH_BYTES = 256, 1 << 20
"""What is held as Python's own objects, and turned into columns, at once."""
_GROUP_ROWS, _GROUP_BYTES = 50_000, 32 << 20
"""A row group, which is held in memory as columns. Readers skip and spread their work by row groups."""


class RowError(ValueError):
    """A record that does not fit the columns; its text says which and why."""


def arrow_schema(fields: Any = None) -> pa.Schema:
    """The columns as Arrow has them; `fields` as in `columns.chosen`. Every column may be null."""
    parts = [_field(column) for column in chosen(fields)]
    return pa.schema(parts, metadata={"copydesk": SCHEMA})


class RowGroups:
    """Writes records to `sink` as Parquet, in memory bounded by one row group."""

    def __init__(self, sink: IO[bytes], schema: pa.Schema) -> None:
        self.schema = schema
        self._sink = pa.PythonFile(sink, mode="w")
        self._writer = pq.ParquetWriter(self._sink, schema, compression="zstd")
        self._rows: list[dict[str, Any]] = []
        self._bytes = 0
        self._batches: list[pa.RecordBatch] = []

    def add(self, line: bytes) -> None:
        """Add a record given as a line of JSON Lines. Raises RowError for it, or for one of those just before it."""
        self._rows.append(json.loads(line))
        self._bytes += len(line)
        if len(self._rows) >= _BATCH_ROWS or self._bytes >= _BATCH_BYTES:
            self._end_batch()

    def add_file(self, path: Path) -> None:
        """Add the records of a Parquet file whose columns are among these."""
        with pq.ParquetFile(path, pre_buffer=False) as file:
            same = file.schema_arrow.equals(self.schema)
            for batch in file.iter_batches(batch_size=_BATCH_ROWS, use_threads=False):
                self._add_batch(batch if same else self._batch(batch.to_pylist()))

    def close(self) -> None:
        """Write what is left, and the table of contents. Raises RowError; the file is then whole without that record."""
        try:
            self._end_batch()
        finally:
            self._end_group()
            self._writer.close()
            self._sink.flush()

    def _end_batch(self) -> None:
        rows, self._rows, self._bytes = self._rows, [], 0
        if not rows:
            return
        try:
            self._add_batch(self._batch(rows))
        except RowError:
            # All but those that do not fit.
            wrong: RowError | None = None
            for row in rows:
                try:
                    self._add_batch(self._batch([row]))
                except RowError as error:
                    wrong = error
            if wrong is not None:
                raise wrong from None

    def _batch(self, rows: list[dict[str, Any]]) -> pa.RecordBatch:
        try:
            return pa.RecordBatch.from_pylist(rows, schema=self.schema)
        except (pa.ArrowException, TypeError, OverflowError) as error:
            raise RowError(f"{rows[0].get('url', 'a record')}: {error}") from error

    def _add_batch(self, batch: pa.RecordBatch) -> None:
        self._batches.append(batch)
        rows = sum(part.num_rows for part in self._batches)
        if rows >= _GROUP_ROWS or sum(part.nbytes for part in self._batches) >= _GROUP_BYTES:
            self._end_group()

    def _end_group(self) -> None:
        batches, self._batches = self._batches, []
        if batches:
            table = pa.Table.from_batches(batches, schema=self.schema)
            self._writer.write_table(table, row_group_size=max(1, table.num_rows))


def seal(lines: Path, out: IO[bytes], fields: Any = None, earlier: Path | None = None) -> None:
    """Write the records of `earlier` (a Parquet file), then those of `lines` (JSON Lines), to `out` as Parquet.

    Raises RowError, or OSError.
    """
    groups = RowGroups(out, arrow_schema(fields))
    if earlier is not None:
        groups.add_file(earlier)
    with lines.open("rb") as file:
        for line in file:
            groups.add(line)
    groups.close()


def check(path: Path, fields: Any = None) -> None:
    """Raise NotWholeError for a file to which records with these columns can't be added."""
    try:
        earlier = pq.read_schema(path)
    except pa.ArrowException as error:
        raise NotWholeError(f"it is no sound Parquet file: {error}") from error
    for lost in _misfits(pa.struct(earlier), pa.struct(arrow_schema(fields)), ""):
        raise NotWholeError(f"its column {lost} is none of the record's")


def _misfits(theirs: pa.DataType, ours: pa.DataType, path: str) -> Iterator[str]:
    """What of one type has no place in another; columns that only the other one has are null."""
    if pa.types.is_struct(theirs) and pa.types.is_struct(ours):
        for field in theirs:
            place = f"{path}.{field.name}".lstrip(".")
            if ours.get_field_index(field.name) < 0:
                yield place
            else:
                yield from _misfits(field.type, ours.field(field.name).type, place)
    elif pa.types.is_list(theirs) and pa.types.is_list(ours):
        yield from _misfits(theirs.value_type, ours.value_type, path)
    elif not (theirs.equals(ours) or pa.types.is_null(theirs)):
        yield f"{path} ({theirs})"


def _field(column: Column) -> pa.Field:
    return pa.field(column.name, _arrow(column.type))


def _arrow(kind: Type) -> pa.DataType:
    if isinstance(kind, ListOf):
        return pa.list_(_arrow(kind.inner))
    if isinstance(kind, Struct):
        return pa.struct([_field(column) for column in kind.columns])
    return _SCALARS[kind]()


_SCALARS: dict[str, Callable[[], pa.DataType]] = {
    "string": pa.string,
    "bool": pa.bool_,
    "int64": pa.int64,
    "float64": pa.float64,
}
