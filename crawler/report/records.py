"""From a line of a file to what the report shows of a record.

The report is made from files of any age and of other hands, so it reads what it needs and lets the rest be: a key
that is not there is null, a kind or verdict that this version does not know is shown by its name. `scrapy validate`
is the strict reader.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn

from crawler.items import SCHEMA

if TYPE_CHECKING:
    from crawler.schema.lines import Line

_SCHEMA = SCHEMA.rpartition("/")[0] + "/"
_IP = re.compile(r"[\d.]+|\[[\da-f:.]*\]|localhost")
NO_SITE = "(no site)"
_MOST = 10**9
"""No count in a record is greater."""


class RecordError(ValueError):
    """A line that is no record; its text says where in the line, and what is wrong."""


@dataclass(slots=True)
class Struck:
    """One artifact."""

    kind: str
    rule: str
    text: str
    after: int
    offset: int | None


@dataclass(slots=True)
class Proof:
    """One piece of evidence."""

    signal: str
    rule: str | None
    detail: str | None


@dataclass(slots=True)
class Record:
    """What the report knows of one article; the fields are those of `crawler.items.Article`."""

    url: str
    site: str | None = None
    title: str | None = None
    authors: list[str] = field(default_factory=list)
    published: str | None = None
    language: str | None = None
    publisher: str | None = None
    text: str = ""
    words: int = 0
    status: str | None = None
    confidence: float = 0.0
    wall: str | None = None
    declared: str | None = None
    expected_words: int | None = None
    evidence: list[Proof] = field(default_factory=list)
    artifacts: list[Struck] = field(default_factory=list)
    story: str | None = None
    """Id of the story; null where the record has none."""
    duplicate_of: str | None = None
    similarity: float | None = None
    reserved: bool | None = None
    withheld: bool = False
    """Whether text and wording were left out of the record."""
    signals: list[str] = field(default_factory=list)
    fetched: str | None = None
    http_status: int | None = None
    text_hash: str | None = None
    error: str | None = None

    @property
    def paper(self) -> str:
        """The site; for a page of a machine without a name of its own, the publisher that it names."""
        return self.site if self.site and not _IP.fullmatch(self.site) else self.publisher or self.site or NO_SITE


def parse(line: Line) -> Record:
    """The record in a line. Raises RecordError."""
    if line.trouble is not None:
        raise RecordError(line.trouble)
    try:
        text = line.data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RecordError(f"not UTF-8: byte {error.start + 1} of the line is {line.data[error.start]:#04x}") from None
    if not text.strip():
        raise RecordError("an empty line, where a record should be")
    try:
        value = json.loads(text, parse_constant=_no_constant)
    except RecursionError:
        raise RecordError("nested too deep") from None
    except json.JSONDecodeError as error:
        cut = "" if line.whole else " (the file is cut off in the middle of this record)"
        raise RecordError(f"not JSON: {error.msg} at character {error.colno}{cut}") from None
    except ValueError as error:
        raise RecordError(f"not JSON: {error}") from None
    return read_record(value)


def read_record(value: Any) -> Record:
    """The record in a JSON value. Raises RecordError."""
    top = _Object(value, "record")
    schema = top.text("schema")
    if schema is None or not schema.startswith(_SCHEMA):
        raise RecordError(f"schema: {_short(schema)}, where {SCHEMA} should be")
    access, story, rights = top.inner("access"), top.inner("story"), top.inner("rights")
    return Record(
        url=top.given("url", "an address"),
        site=top.text("site"),
        title=top.text("title"),
        authors=top.texts("authors"),
        published=top.text("published"),
        language=top.text("language"),
        publisher=top.text("publisher"),
        text=top.text("text") or "",
        words=top.count("words") or 0,
        status=access.text("status"),
        confidence=access.share("confidence") or 0.0,
        wall=access.text("wall"),
        declared=access.text("declared"),
        expected_words=access.count("expected_words"),
        evidence=[
            Proof(proof.text("signal") or "unnamed", proof.text("rule"), proof.text("detail"))
            for proof in access.inners("evidence")
        ],
        artifacts=[
            Struck(
                kind=struck.given("kind", "a kind"),
                rule=struck.text("rule") or "",
                text=struck.text("text") or "",
                after=struck.count("after") or 0,
                offset=struck.count("offset"),
            )
            for struck in top.inners("artifacts")
        ],
        story=story.text("id"),
        duplicate_of=story.text("duplicate_of"),
        similarity=story.share("similarity"),
        reserved=rights.truth("reserved"),
        withheld=rights.truth("withheld") or False,
        signals=rights.texts("signals"),
        fetched=top.text("fetched"),
        http_status=top.count("http_status"),
        text_hash=top.text("text_hash"),
        error=top.text("error"),
    )


class _Object:
    """A JSON object whose values are taken by type; null for what is not there."""

    def __init__(self, value: Any, path: str) -> None:
        if not isinstance(value, dict):
            raise RecordError(f"{path}: {_short(value)}, where an object should be")
        self.value = value
        self.path = "" if path == "record" else f"{path}."

    def fault(self, name: str, value: Any, wanted: str) -> RecordError:
        return RecordError(f"{self.path}{name}: {_short(value)}, where {wanted} should be")

    def text(self, name: str) -> str | None:
        value = self.value.get(name)
        if value is None or isinstance(value, str):
            return None if value is None else _sound(value)
        raise self.fault(name, value, "a text")

    def given(self, name: str, wanted: str) -> str:
        if text := self.text(name):
            return text
        raise self.fault(name, None, wanted)

    def count(self, name: str) -> int | None:
        value = self.value.get(name)
        if value is None or (isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST):
            return value
        raise self.fault(name, value, "a count")

    def share(self, name: str) -> float | None:
        value = self.value.get(name)
        if value is None:
            return None
        if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and 0 <= value <= 1:
            return float(value)
        raise self.fault(name, value, "a number from 0 to 1")

    def truth(self, name: str) -> bool | None:
        value = self.value.get(name)
        if value is None or isinstance(value, bool):
            return value
        raise self.fault(name, value, "true or false")

    def texts(self, name: str) -> list[str]:
        value = self._list(name)
        if wrong := [text for text in value if not isinstance(text, str)]:
            raise self.fault(name, wrong[0], "a text")
        return [_sound(text) for text in value]

    def inner(self, name: str) -> _Object:
        value = self.value.get(name)
        return _Object({} if value is None else value, f"{self.path}{name}")

    def inners(self, name: str) -> list[_Object]:
        return [_Object(value, f"{self.path}{name}[{place}]") for place, value in enumerate(self._list(name))]

    def _list(self, name: str) -> list[Any]:
        value = self.value.get(name)
        if value is None:
            return []
        if isinstance(value, list):
            return value
        raise self.fault(name, value, "a list")


def _sound(text: str) -> str:
    """Half a surrogate pair is no character and cannot be written to a page."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=True)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number in JSON")
