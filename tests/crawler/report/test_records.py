"""Lines are read for what the report needs of them; what can't be is said, with its place."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.report.records import RecordError, parse
from crawler.schema.lines import Line
from tests.crawler.report.making import made, value


def test_a_record_is_read():
    record = made()
    assert (record.site, record.status, record.wall, record.words) == ("quay.example", "truncated", "subscribe", 10)
    assert record.artifacts[0].rule == record.evidence[0].rule == "en.wall.read-on"


def test_an_older_record_with_fewer_keys_is_read():
    record = parse(Line(1, b'{"schema": "copydesk/article/1", "url": "https://a.test/"}'))
    assert (record.text, record.status, record.artifacts) == ("", None, [])


def test_a_kind_of_a_later_version_is_kept_by_its_name():
    assert made(artifacts=[{"kind": "hologram", "text": "Look!"}]).artifacts[0].kind == "hologram"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"", "an empty line, where a record should be"),
        (b"\xff", "not UTF-8: byte 1 of the line is 0xff"),
        (b'{"schema": ', "not JSON: Expecting value at character 12"),
        (b"[" * 100_000, "nested too deep"),
        (b'{"schema": NaN}', "not JSON: NaN is no number in JSON"),
        (b"[]", "record: [], where an object should be"),
        (b'{"schema": "other/1"}', 'schema: "other/1", where copydesk/article/1 should be'),
        (json.dumps(value(url=None)).encode(), "url: null, where an address should be"),
        (json.dumps(value(words=-1)).encode(), "words: -1, where a count should be"),
        (json.dumps(value(words=True)).encode(), "words: true, where a count should be"),
        (json.dumps(value(access=[])).encode(), "access: [], where an object should be"),
        (json.dumps(value(access={"confidence": 2})).encode(), "access.confidence: 2, where a number from 0 to 1"),
        (json.dumps(value(artifacts=[{}])).encode(), "artifacts[0].kind: null, where a kind should be"),
        (json.dumps(value(authors=[1])).encode(), "authors: 1, where a text should be"),
        (json.dumps(value(title=["x" * 200])).encode(), "..., where a text should be"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(line: bytes, said: str):
    with pytest.raises(RecordError) as caught:
        parse(Line(1, line))
    assert said in str(caught.value)


def test_half_a_surrogate_pair_becomes_a_replacement_character():
    assert made(title="\ud83d boat").title == "\N{REPLACEMENT CHARACTER} boat"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*value(), "kind", "text"]), inner),
    max_leaves=12,
)


@given(JSON, st.sampled_from([*value()]))
def test_whatever_stands_in_a_key_is_read_or_refused(anything: object, key: str):
    with suppress(RecordError):
        assert made(**{key: anything}).url


@pytest.mark.parametrize(
    ("site", "publisher", "paper"),
    [
        ("quay.example", "The Quay", "quay.example"),
        ("127.0.0.1", "The Quay", "The Quay"),
        ("127.0.0.1", None, "127.0.0.1"),
        (None, None, "(no site)"),
    ],
)
def test_a_machine_without_a_name_is_called_by_its_publisher(site: str | None, publisher: str | None, paper: str):
    assert made(site=site, publisher=publisher).paper == paper
