"""Text records in Parquet; needs the extra `parquet` (pyarrow)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from crawler.sources.findings import Note, Skip, UnreadableError
from crawler.sources.records import Fields, no_text_field, to_page

if TYPE_CHECKING:
    from collections.abc import Generator

    from crawler.items import Page

_ROWS = 64


def read_parquet(path: str, fields: Fields) -> Generator[Page | Skip | Note]:
    """Read a few rows at a time and only the columns asked for; what is held is one row group's share of these."""
    try:
        with pq.ParquetFile(path, pre_buffer=False) as file:
            columns = file.schema_arrow.names
            if fields.text not in columns:
                raise UnreadableError(no_text_field(path, fields, columns))
            wanted = [name for name in (fields.text, fields.url, fields.title) if name in columns]
            number = 0
            for batch in file.iter_batches(batch_size=_ROWS, columns=wanted, use_threads=False):
                for row in range(batch.num_rows):
                    number += 1
                    where = f"{path}: row {number}"
                    try:
                        record = {name: batch.column(name)[row].as_py() for name in wanted}
                    except UnicodeDecodeError as error:
                        yield Skip("invalid_utf8", where, f"at byte {error.start}", broken=True)
                    else:
                        yield from to_page(record, fields, path, where)
    except pa.ArrowException as error:
        raise UnreadableError(f"{path}: {error}") from error
