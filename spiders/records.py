"""`scrapy crawl records`: text records that someone else has extracted."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from scrapy.exceptions import UsageError

from crawler.sources.records import Fields, is_parquet, read_records
from crawler.sources.spider import FileSpider

if TYPE_CHECKING:
    from collections.abc import Generator

    from crawler.items import Page
    from crawler.sources.findings import Note, Skip


class RecordsSpider(FileSpider):
    """Reads text records: a data set is cleaned without its pages being fetched again.

        scrapy crawl records -a path='part-*.jsonl.zst' -a text_field=content -O clean.jsonl

    What `-a` takes:

    - `path`: files and globs, comma-separated; `@FILE` reads them from a file, one a line. By their suffix:
      `.jsonl` (also `.ndjson`, `.jl`), one JSON object a line; `.txt`, one document a file; both also with `.gz` or
      `.zst`; `.parquet` (needs pyarrow).
    - `text_field` (`text`): the field or column of the text, one paragraph a line. Nothing else is tried.
    - `url_field` (`url`) and `title_field` (`title`): used where present. A record without an address, and every
      `.txt` file, is called `urn:copydesk:sha256:` and the SHA-256 of its text: the same in every run, anywhere.
    - `limit`: stop after this many records.

    Text must be UTF-8. What cannot be read is counted in `copydesk/skipped/<reason>`, logged with file and line, and
    passed over: `not_json`, `not_object`, `invalid_utf8`, `no_text_field`, `text_not_string`, `empty`, `too_large`
    (over DOWNLOAD_MAXSIZE), `truncated` (a compressed file that ends too early). Half surrogates (of a cut emoji) are set as
    U+FFFD and counted in `copydesk/noted/half_surrogate`.

    The exit code is 0 when all that could be read is written, broken lines or not; 1 when a whole file, or the rest of
    a damaged one, could not be read, or a file has no text field at all, after all others were read; 2 when there is
    nothing to read at all.
    """

    name = "records"
    arguments = FileSpider.arguments | {"text_field", "url_field", "title_field"}

    def __init__(self, name: str | None = None, **kwargs: Any) -> None:
        super().__init__(name, **kwargs)
        default = Fields()
        self.fields = Fields(
            kwargs.get("text_field", default.text),
            kwargs.get("url_field", default.url),
            kwargs.get("title_field", default.title),
        )
        if any(map(is_parquet, self.files.found)) and find_spec("pyarrow") is None:
            raise UsageError("reading Parquet needs pyarrow, which is not installed: .venv/bin/pip install pyarrow")

    def read(self, path: str) -> Generator[Page | Skip | Note]:
        return read_records(path, self.fields, self.max_size)
