from __future__ import annotations

import dataclasses
import datetime as dt
import json
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.settings import Settings

from crawler.exporters import ArticleLinesExporter
from crawler.items import (
    SCHEMA,
    Access,
    Article,
    Artifact,
    Declared,
    Evidence,
    Kind,
    Patch,
    Rights,
    Source,
    Status,
    Story,
    Wall,
)
from crawler.schema import WHEN_SET
from crawler.schema.check import problems
from crawler.schema.lines import Line
from tests.crawler.output_spiders import article
from tests.crawler.running import new_stats


def export(*items: Any, **options: Any) -> bytes:
    file = BytesIO()
    exporter = ArticleLinesExporter(file, **options)
    exporter.start_exporting()
    for item in items:
        exporter.export_item(item)
    exporter.finish_exporting()
    return file.getvalue()


def with_stats(**settings: Any) -> Any:
    return SimpleNamespace(settings=Settings(settings), stats=new_stats())


def test_a_record_has_the_keys_of_article_in_their_order():
    record = json.loads(export(article()))
    names = [field.name for field in dataclasses.fields(Article)]
    assert list(record) == [name for name in names if name not in WHEN_SET]
    assert record["access"]["status"] == "truncated"
    assert record["artifacts"][0]["kind"] == "meter_notice"


def test_layout_and_error_are_written_when_there_is_something_in_them():
    record = json.loads(export(article(layout=[Patch(0, 0, [""])], error="body: ValueError: no")))
    assert list(record)[-2:] == ["layout", "error"]
    assert record["layout"] == [{"line": 0, "drop": 0, "lines": [""]}]


def test_text_stands_as_it_is_written():
    assert "Straße gesperrt" in export(article()).decode()
    assert "残り1,234文字" in export(article(title="残り1,234文字")).decode()


@pytest.mark.parametrize("mark", ["\n", "\r", "\x0b", "\x0c", "\x1c", "\x1e", "\x85", "\u2028", "\u2029", "\x7f"])
def test_no_character_breaks_a_line(mark: str):
    line = export(article(text=f"one{mark}two")).decode()
    assert len(line.splitlines()) == 1
    assert line.endswith("\n")
    assert mark not in line[:-1]
    assert json.loads(line)["text"] == f"one{mark}two"


def test_a_lone_surrogate_is_replaced_and_counted():
    crawler = with_stats()
    record = json.loads(export(article(title="a\ud800b"), article(), crawler=crawler).splitlines()[0])
    assert record["title"] == "a\ufffdb"
    assert crawler.stats.get_value("copydesk/export/surrogates") == 1


def test_two_surrogates_that_make_a_pair_are_their_character():
    assert json.loads(export(article(title="\ud83d\ude00")))["title"] == "😀"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_what_is_no_number_in_json_is_null_and_counted(value: float):
    crawler = with_stats()
    assert json.loads(export({"score": value}, crawler=crawler)) == {"score": None}
    assert crawler.stats.get_value("copydesk/export/not_finite") == 1


def test_foreign_items_are_written_as_they_are():
    @dataclasses.dataclass
    class Note:
        when: dt.date
        kinds: tuple[Kind, ...]
        raw: bytes

    note = Note(dt.date(2026, 3, 1), (Kind.WALL,), b"\xff")
    lines = export({"b": 1, "a": {2: None}}, note, {"odd": object}).decode().splitlines()
    assert lines[0] == '{"b": 1, "a": {"2": null}}'
    assert json.loads(lines[1]) == {"when": "2026-03-01", "kinds": ["wall"], "raw": "\\xff"}
    assert json.loads(lines[2]) == {"odd": "<class 'object'>"}


def test_fields_and_indent_of_a_feed():
    line = export(article(), fields_to_export=["id", "error"], indent=4)
    assert line == b'{"id": "a1", "error": null}\n'


def test_another_encoding_is_refused_in_the_log(caplog: pytest.LogCaptureFixture):
    assert "Straße" in export(article(), encoding="latin-1").decode("utf-8")
    assert "latin-1" in caplog.text


def test_it_flushes_every_so_many_records():
    flushed = []

    class File(BytesIO):
        def flush(self) -> None:
            flushed.append(self.getvalue().count(b"\n"))

    exporter = ArticleLinesExporter(File(), crawler=with_stats(COPYDESK_FLUSH_EVERY=3))
    for number in range(7):
        exporter.export_item(article(number))
    exporter.finish_exporting()
    assert flushed == [3, 6, 7]


texts = st.text()
words = st.text(min_size=1)
maybe = st.none() | words
counts = st.integers(min_value=0)
shares = st.floats(min_value=0, max_value=1)
articles = st.builds(
    Article,
    schema=st.just(SCHEMA),
    **dict.fromkeys(
        [
            "canonical_url",
            "site",
            "title",
            "published",
            "modified",
            "language",
            "section",
            "description",
            "image",
            "publisher",
            "fetched",
            "error",
        ],
        maybe,
    ),
    http_status=st.none() | st.integers(),
    text=texts,
    words=counts,
    access=st.builds(
        Access,
        status=st.none() | st.sampled_from(Status),
        confidence=shares,
        wall=st.none() | st.sampled_from(Wall),
        declared=st.none() | st.sampled_from(Declared),
        expected_words=st.none() | counts,
        evidence=st.lists(st.builds(Evidence, signal=texts, rule=maybe, detail=maybe), max_size=2),
    ),
    artifacts=st.lists(
        st.builds(
            Artifact,
            kind=st.sampled_from([kind for kind in Kind if kind is not Kind.BODY]),
            rule=texts,
            text=texts,
            after=counts,
            offset=st.none() | counts,
        ),
        max_size=2,
    ),
    story=st.builds(Story, id=maybe, duplicate_of=maybe, similarity=st.none() | shares),
    rights=st.builds(Rights, reserved=st.none() | st.booleans(), signals=st.lists(texts, max_size=2)),
    source=st.builds(Source, spider=maybe, via=maybe, warc=maybe),
    text_hash=st.none() | st.from_regex("[0-9a-f]{64}", fullmatch=True),
    layout=st.none()
    | st.lists(st.builds(Patch, line=counts, drop=counts, lines=st.lists(texts, max_size=2)), max_size=2),
)


@given(articles)
def test_any_article_is_one_line_that_loads_to_the_same_record(made: Article):
    line = export(made).decode()
    assert len(line.splitlines()) == 1
    expected = {
        name: value for name, value in dataclasses.asdict(made).items() if not (name in WHEN_SET and value is None)
    }
    assert json.loads(line) == expected
    assert list(json.loads(line)) == list(expected)
    assert list(problems(Line(1, line.rstrip("\n").encode()))) == []


@given(st.text(st.characters(categories=["Cs", "Cc", "Zl", "Zp", "L"])))
def test_any_sequence_of_surrogates_and_controls_is_one_line_of_utf8(text: str):
    lines = export(article(text=text), {text: text}).decode("utf-8").splitlines()
    assert [len(json.loads(line)) > 0 for line in lines] == [True, True]
