"""Normalized JSON Lines: what `-O articles.jsonl` writes."""

from __future__ import annotations

import dataclasses
import json
import logging
import math
import re
from enum import Enum
from functools import cache
from typing import IO, TYPE_CHECKING, Any, Self

from itemadapter import ItemAdapter, is_item
from scrapy.exporters import BaseItemExporter
from scrapy.utils.serialize import ScrapyJSONEncoder

from crawler.items import Article
from crawler.schema import WHEN_SET

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

# JSON escapes the control characters below U+0020 anyway. These it leaves as they are, and readers that
# split lines as Unicode does (Python's `str.splitlines`, JavaScript) would break a record at some of them.
_BREAKS = re.compile("[\x7f-\x9f\u2028\u2029]")


class ArticleLinesExporter(BaseItemExporter):
    """One record, one line: UTF-8, keys in the order of `Article`, nothing escaped that need not be.

    Items of other classes are written as they are, as objects. What JSON can't hold is replaced and
    counted: a lone surrogate by U+FFFD (stat `copydesk/export/surrogates`, counted in records), NaN
    and infinities by null (`copydesk/export/not_finite`). After every `COPYDESK_FLUSH_EVERY` records the
    file is flushed to the operating system: a crawl that is killed loses at most that many.
    """

    def __init__(self, file: IO[bytes], *, crawler: Crawler | None = None, **kwargs: Any) -> None:
        super().__init__(dont_fail=True, **kwargs)
        if self.encoding and self.encoding.lower().replace("-", "") != "utf8":
            logger.warning("JSON Lines are always UTF-8; the feed's encoding %r is not used", self.encoding)
        self.file = file
        self.crawler = crawler
        self.flush_every = max(1, crawler.settings.getint("COPYDESK_FLUSH_EVERY", 20)) if crawler else 1
        self.unflushed = 0
        # An item of no known class has to come out somehow: its text is better than its loss.
        self.encoder = _Encoder(ensure_ascii=False, allow_nan=False)

    @classmethod
    def from_crawler(cls, crawler: Crawler, file: IO[bytes], **kwargs: Any) -> Self:
        return cls(file, crawler=crawler, **kwargs)

    def line(self, item: Any) -> bytes:
        """An item as its line."""
        line = self._dumps(dict(self._fields(item)))
        return self._encode(_BREAKS.sub(_escape, line)) + b"\n"

    def export_item(self, item: Any) -> None:
        self.file.write(self.line(item))
        self.unflushed += 1
        if self.unflushed >= self.flush_every:
            self._flush()

    def finish_exporting(self) -> None:
        self._flush()

    def _flush(self) -> None:
        self.file.flush()
        self.unflushed = 0

    def _fields(self, item: Any) -> Iterator[tuple[str, Any]]:
        whole = isinstance(item, Article) and self.fields_to_export is None
        for name, value in self.get_serialized_fields(item):
            if not (whole and value is None and name in WHEN_SET):
                yield name, value

    def _dumps(self, record: dict[str, Any]) -> str:
        try:
            return self.encoder.encode(record)
        except (ValueError, TypeError):
            # NaN somewhere, or keys that are no strings: rare enough to look at every value only now.
            return self.encoder.encode(self._plain(record))

    def _encode(self, line: str) -> bytes:
        try:
            return line.encode()
        except UnicodeEncodeError:
            self._count("copydesk/export/surrogates")
            # Two surrogates that make a pair become their character; a lone one is no character.
            return line.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode()

    def _plain(self, value: Any) -> Any:
        """The value with finite numbers and keys that are strings, at every depth."""
        if isinstance(value, float):
            if math.isfinite(value):
                return value
            self._count("copydesk/export/not_finite")
            return None
        if isinstance(value, dict):
            return {_key(key): self._plain(part) for key, part in value.items()}
        if isinstance(value, (list, tuple, set, frozenset)):
            return [self._plain(part) for part in value]
        if is_item(value):
            return {_key(key): self._plain(part) for key, part in ItemAdapter(value).items()}
        return value

    def _count(self, stat: str) -> None:
        if self.crawler is not None:
            self.crawler.stats.inc_value(stat)


class _Encoder(ScrapyJSONEncoder):
    """Scrapy's own for dates, decimals, requests; the text of anything that it does not know either."""

    def default(self, o: Any) -> Any:
        cls: type = type(o)
        if (names := _fields_of(cls)) is not None:
            # Much faster than by way of an ItemAdapter, and there is one for every artifact.
            return {name: getattr(o, name) for name in names}
        if isinstance(o, Enum):
            return o.value
        if isinstance(o, (bytes, bytearray)):
            return o.decode("utf-8", "backslashreplace")
        try:
            return super().default(o)
        except TypeError:
            return str(o)


@cache
def _fields_of(cls: type) -> tuple[str, ...] | None:
    """Names of the fields of a dataclass; null for any other class."""
    return tuple(field.name for field in dataclasses.fields(cls)) if dataclasses.is_dataclass(cls) else None


def _key(key: Any) -> str:
    """A key as JSON has it."""
    if isinstance(key, str):
        return str(key)
    return json.dumps(key) if key is None or isinstance(key, (bool, int, float)) else str(key)


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"
