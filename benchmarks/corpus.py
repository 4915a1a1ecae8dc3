"""The pages of a corpus directory, set by set, as the spiders hand them to the chain."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.items import Page
from crawler.sources.findings import UnreadableError
from crawler.sources.records import Fields, read_records
from crawler.sources.warc import read_archive

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WARC, RECORDS, TRUTH = ".warc.gz", ".records.jsonl", ".truth.jsonl"
LONGEST = 20 * 1024 * 1024
"""Bytes of the longest page that is read."""


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
        """Every page as the spiders read it, in the file's order; what is no page is passed over as they do.

        Raises `CorpusError` where the file cannot be read.
        """
        source = str(self.source)
        found = read_records(source, Fields(), LONGEST) if source.endswith(RECORDS) else read_archive(source, LONGEST)
        try:
            yield from (page for page in found if isinstance(page, Page))
        except UnreadableError as error:
            raise CorpusError(str(error)) from error


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
