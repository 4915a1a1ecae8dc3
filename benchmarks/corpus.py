"""The pages of a corpus directory, set by set, as the spiders hand them to the chain."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.items import Page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WARC, RECORDS, TRUTH = ".warc.gz", ".records.jsonl", ".truth.jsonl"


class CorpusError(ValueError):
    """A corpus that cannot be measured; says what is wrong with which file."""


@dataclass(frozen=True, slots=True)
class CorpusSet:
    """One file of pages with the truth file beside it."""

    name: str
    source: Path
    truth: Path

    @property
    def sha256(self) -> str:
        """Of the truth file: tells one corpus from another."""
        return sha256(self.truth)

    def pages(self) -> Iterator[Page]:
        """Every page, decoded, in the file's order. Raises `CorpusError` for a line that is not a record."""
        return _records(self.source) if self.source.name.endswith(RECORDS) else _archive(self.source)


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def find_sets(corpus: Path, names: list[str] | None = None) -> list[CorpusSet]:
    """The sets of a corpus in order of name, or those named. Raises `CorpusError` where there is none."""
    if not corpus.is_dir():
        raise CorpusError(f"{corpus}: no such directory")
    found = {}
    for truth in sorted(corpus.glob(f"*{TRUTH}")):
        name = truth.name.removesuffix(TRUTH)
        for source in (corpus / f"{name}{WARC}", corpus / f"{name}{RECORDS}"):
            if source.is_file():
                found[name] = CorpusSet(name, source, truth)
                break
    if not found:
        raise CorpusError(f"{corpus}: no X{WARC} or X{RECORDS} with an X{TRUTH} beside it")
    if names is None:
        return list(found.values())
    if unknown := [name for name in names if name not in found]:
        raise CorpusError(f"{corpus}: no set {', '.join(unknown)}; there are: {', '.join(found)}")
    return [found[name] for name in names]


def _records(path: Path) -> Iterator[Page]:
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                data = json.loads(line)
                yield Page(url=data["url"], body=data["text"], plain=True, title=data.get("title"))
            except (ValueError, KeyError, TypeError) as error:
                raise CorpusError(f"{path}:{number}: not a text record: {error!r}") from error


def _archive(path: Path) -> Iterator[Page]:
    from fastwarc import ArchiveIterator, WarcRecordType
    from w3lib.encoding import html_to_unicode

    with path.open("rb") as file:
        for record in ArchiveIterator(file, record_types=WarcRecordType.response, parse_http=True):
            headers = {name.lower(): value for name, value in record.http_headers}
            _, body = html_to_unicode(headers.get("content-type"), record.reader.read())
            yield Page(
                record.headers["WARC-Target-URI"], body, http_status=record.http_headers.status_code, headers=headers
            )
