"""Pages out of existing text records: JSON Lines, plain text and Parquet."""

from __future__ import annotations

import codecs
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crawler.items import Page, Source
from crawler.schema.lines import Line, read_lines
from crawler.sources.findings import Note, Skip, UnreadableError
from pipelines.urls import text_url

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

_JSON_LINES = (".jsonl", ".ndjson", ".jl")
_TEXT = (".txt",)
_PARQUET = (".parquet",)
KNOWN_SUFFIXES = ", ".join((*_JSON_LINES, *_TEXT, *_PARQUET)) + " (the text forms also with .gz or .zst)"


@dataclass(slots=True, frozen=True)
class Fields:
    """Names of the fields, or columns, that hold what a page needs."""

    text: str = "text"
    url: str = "url"
    title: str = "title"


def read_records(path: str, fields: Fields, max_size: int) -> Generator[Page | Skip | Note]:
    """Every text record of a file, and every one that is none, in the file's order; by the file's suffix.

    A record without an address gets one made from its text (`text_url`). `max_size` is the longest record in bytes.
    Raises `UnreadableError` when the file is of another sort, has no text field at all or stops being readable.
    """
    name = path.lower()
    unpacked = name.removesuffix(".gz").removesuffix(".zst")
    try:
        if name.endswith(_PARQUET):
            from crawler.sources.parquet import read_parquet

            yield from read_parquet(path, fields)
        elif unpacked.endswith(_JSON_LINES):
            yield from _read_json_lines(path, fields, max_size)
        elif unpacked.endswith(_TEXT):
            yield from _read_text(path, max_size)
        else:
            raise UnreadableError(f"{path}: not a file of a known sort; known are {KNOWN_SUFFIXES}")
    except OSError as error:
        raise UnreadableError(f"{path}: {error.strerror or error}") from error


def is_parquet(path: str) -> bool:
    return path.lower().endswith(_PARQUET)


def to_page(record: Mapping[str, Any], fields: Fields, via: str, where: str) -> Generator[Page | Skip | Note]:
    """One record, already parsed."""
    text = record.get(fields.text)
    if fields.text not in record:
        yield Skip("no_text_field", where, f"no field {fields.text!r}", broken=True)
        return
    if text is not None and not isinstance(text, str):
        yield Skip("text_not_string", where, f"{fields.text!r} is of type {type(text).__name__}", broken=True)
        return
    if text is None or not text.strip():
        yield Skip("empty", where)
        return
    try:
        text.encode()
    except UnicodeEncodeError as error:
        # Half of a surrogate pair, as `\ud83d` from a string cut between two: no file in UTF-8 can hold it.
        text = _mend(text)
        yield Note("half_surrogate", where, f"at character {error.start}; set as U+FFFD")
    url = record.get(fields.url)
    title = record.get(fields.title)
    yield Page(
        url=_mend(url.strip()) if isinstance(url, str) and url.strip() else text_url(text),
        body=text,
        plain=True,
        title=_mend(title) if isinstance(title, str) and title.strip() else None,
        source=Source("records", via),
    )


def _mend(text: str) -> str:
    """Join surrogate pairs and replace halves of such."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _read_json_lines(path: str, fields: Fields, max_size: int) -> Generator[Page | Skip | Note]:
    text_seen = False
    others: list[str] | None = None
    for line in read_lines(path):
        where = f"{path}: line {line.number}"
        if line.trouble:
            yield _cut(path, where, line.trouble)
            break
        record = _parse(line, max_size, where)
        if isinstance(record, Skip):
            yield record
        elif record is not None:
            text_seen = text_seen or fields.text in record
            if others is None:
                others = list(record)
            yield from to_page(record, fields, path, where)
    if others is not None and not text_seen:
        raise UnreadableError(no_text_field(path, fields, others))


def _read_text(path: str, max_size: int) -> Generator[Page | Skip | Note]:
    """The whole file is one document; its line ends stay as they are."""
    data = bytearray()
    for line in read_lines(path):
        data += line.data
        if line.trouble:
            yield _cut(path, path, line.trouble)
            return
        if line.whole:
            data += b"\n"
        if len(data) > max_size:
            yield Skip("too_large", path, f"more than {max_size} bytes", broken=True)
            return
    try:
        text = data.removeprefix(codecs.BOM_UTF8).decode()
    except UnicodeDecodeError as error:
        yield Skip("invalid_utf8", path, f"at byte {error.start}", broken=True)
        return
    yield from to_page({"text": text}, Fields(), path, path)


def _cut(path: str, where: str, trouble: str) -> Skip:
    """A compressed file that ends too early has lost a record; one damaged midway has lost nobody knows what."""
    if "damaged" in trouble:
        raise UnreadableError(f"{path}: {trouble}; what came before {where} was read")
    return Skip("truncated", where, trouble, broken=True)


def no_text_field(path: str, fields: Fields, others: list[str]) -> str:
    """What to tell a user whose file has its text elsewhere."""
    return (
        f"{path}: no record has a field {fields.text!r}; its fields are {', '.join(others) or 'none'}."
        " Name the right one with -a text_field=..."
    )


def _parse(line: Line, max_size: int, where: str) -> dict[str, Any] | Skip | None:
    data = line.data.removeprefix(codecs.BOM_UTF8) if line.number == 1 else line.data
    if not data.strip():
        return None
    if len(data) > max_size:
        return Skip("too_large", where, f"{len(data)} bytes", broken=True)
    try:
        record = json.loads(data.decode())
    except UnicodeDecodeError as error:
        return Skip("invalid_utf8", where, f"at byte {error.start} of the line", broken=True)
    except json.JSONDecodeError as error:
        return Skip("not_json", where, f"{error.msg} at character {error.pos}", broken=True)
    except (RecursionError, ValueError) as error:
        # Nested too deep, or a number of too many digits.
        return Skip("not_json", where, str(error), broken=True)
    if not isinstance(record, dict):
        return Skip("not_object", where, f"a JSON {type(record).__name__}", broken=True)
    return record
