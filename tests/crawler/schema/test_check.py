from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import pytest

from crawler.exporters import ArticleLinesExporter
from crawler.schema.check import problems
from crawler.schema.lines import Line
from tests.crawler.output_spiders import article


def record(**changes: Any) -> dict[str, Any]:
    file = BytesIO()
    ArticleLinesExporter(file).export_item(article())
    return {**json.loads(file.getvalue()), **changes}


def found(value: Any) -> list[str]:
    return list(problems(Line(1, json.dumps(value).encode())))


def test_a_sound_record():
    assert found(record()) == []
    assert found(record(layout=None, error="markers: KeyError")) == []


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"words": "4"}, "words: "),
        ({"title": ""}, "title: "),
        ({"schema": "copydesk/article/9"}, "schema: "),
        ({"text_hash": "abc"}, "text_hash: "),
        ({"authors": [None]}, "authors[0]: "),
        ({"access": {}}, "access: "),
        ({"more": 1}, "record: "),
        ({"artifacts": [{"kind": "body", "rule": "", "text": "", "after": 0, "offset": None}]}, "artifacts[0].kind: "),
    ],
)
def test_what_is_wrong_and_where(changes: dict[str, Any], where: str):
    errors = found(record(**changes))
    assert errors
    assert all(error.startswith(where) for error in errors)


def test_a_key_that_is_not_there():
    short = record()
    del short["url"]
    assert found(short) == ['record: "url" is a required property']


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b'{"a": 1', "not JSON"),
        (b'{"a": NaN}', "NaN is no number in JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"\xff\xfe", "not UTF-8: byte 1 of the line is 0xff"),
        (b"  ", "an empty line"),
        (b"[]", "record: "),
        (b'{"a": ' + b"9" * 5000 + b"}", "not JSON"),
        (b'"\\ud800"', "\\ud800 stands alone"),
    ],
)
def test_what_is_no_record_at_all(data: bytes, says: str):
    assert says in next(problems(Line(1, data)))


def test_a_half_line_is_called_one():
    assert "cut off in the middle of this record" in next(problems(Line(1, b'{"a": 1', whole=False)))
    assert "cut off" not in next(problems(Line(1, b'{"a": 1')))


def test_a_message_stays_one_line_of_bearable_length():
    (error,) = found(record(words="long\n" * 1000))
    assert len(error) < 300
    assert "\n" not in error
    assert "integer" in error
