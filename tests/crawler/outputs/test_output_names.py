from __future__ import annotations

import sys
from typing import Any

import pytest
from scrapy.exceptions import UsageError
from scrapy.settings import Settings

from crawler.news.opening import take_outputs
from crawler.outputs.addon import Outputs, inner_format

GZIP = "crawler.outputs.compression.GzipMembers"
ZSTD = "crawler.outputs.compression.ZstdFrames"
FILTER = "crawler.filters.ArticleFilter"


def completed(feeds: dict[str, Any], **settings: Any) -> dict[str, Any]:
    given = Settings({"FEEDS": feeds, "COPYDESK_FLUSH_EVERY": 20, **settings})
    Outputs().update_settings(given)
    return dict(given.getdict("FEEDS"))


@pytest.mark.parametrize(
    ("name", "format_"),
    [
        ("a.jsonl.gz", "jsonl"),
        ("x/b.csv.zst", "csv"),
        ("s3://bucket/c.json.gz", "json"),
        ("a.jsonl", None),
        ("b", None),
    ],
)
def test_the_format_stands_before_the_compression(name: str, format_: str | None):
    assert inner_format(name) == format_


def test_a_compressed_feed_without_a_format_is_refused():
    with pytest.raises(UsageError, match=r"a\.gz: in which format\? Say it before \.gz: a\.jsonl\.gz"):
        inner_format("a.gz")


@pytest.mark.parametrize("options", [{}, {"format": "jsonl"}, {"format": "gz"}])
def test_a_feed_with_a_compressed_name_is_compressed(options: dict[str, Any]):
    feed = completed({"data/{site}.jsonl.gz": options})["data/{site}.jsonl.gz"]
    assert feed == {"format": "jsonl", "postprocessing": [GZIP], "records_per_member": 20}


def test_what_a_feed_says_of_itself_comes_first():
    feeds = completed(
        {
            "a.jsonl.gz": {"format": "jsonl", "postprocessing": ["scrapy.extensions.postprocessing.GzipPlugin"]},
            "b.jsonl.zst": {"overwrite": True, "records_per_member": 500, "zstd_level": 3},
            "c.jsonl": {"format": "jsonl"},
        }
    )
    assert feeds["a.jsonl.gz"]["postprocessing"] == ["scrapy.extensions.postprocessing.GzipPlugin"]
    assert feeds["b.jsonl.zst"] == {
        "format": "jsonl",
        "postprocessing": [ZSTD],
        "overwrite": True,
        "records_per_member": 500,
        "zstd_level": 3,
    }
    assert feeds["c.jsonl"] == {"format": "jsonl"}


def test_feeds_keep_the_priority_that_they_were_given_with():
    settings = Settings()
    settings.set("FEEDS", {"a.jsonl.gz": {}}, priority="cmdline")
    Outputs().update_settings(settings)
    assert settings.getpriority("FEEDS") == 40
    assert completed({}) == {}


@pytest.mark.parametrize("options", [{}, {"format": "parquet"}])
def test_parquet_is_not_compressed_again(options: dict[str, Any]):
    with pytest.raises(UsageError, match=r"a\.parquet\.gz: Parquet is compressed already"):
        completed({"a.parquet.gz": options})


def test_parquet_without_pyarrow_is_refused(monkeypatch: pytest.MonkeyPatch):
    assert completed({"a.parquet": {}}) == {"a.parquet": {}}
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(UsageError, match="Parquet needs pyarrow, which is not installed"):
        completed({"a.parquet": {}})


@pytest.mark.parametrize(
    "given", [({"fields": ["body"]}, {}), ({"format": "parquet"}, {"FEED_EXPORT_FIELDS": ["body"]})]
)
def test_parquet_has_only_fields_of_the_record(given: tuple[dict[str, Any], dict[str, Any]]):
    options, settings = given
    with pytest.raises(UsageError, match=r"a\.parquet: the record has no field 'body'"):
        completed({"a.parquet": options}, **settings)


@pytest.mark.parametrize(("ending", "format_"), [("jsonl", "jsonl"), ("jsonl.zst", "jsonl"), ("parquet", "parquet")])
def test_where_the_news_crawl_writes_of_itself(ending: str, format_: str):
    name = f"data/{{site}}/{{date}}.{ending}"
    settings = Settings({"COPYDESK_OUTPUT": name, "COPYDESK_FLUSH_EVERY": 20})
    take_outputs(settings)
    Outputs().update_settings(settings)
    feed = settings.getdict("FEEDS")[name]
    assert (feed["format"], "postprocessing" in feed) == (format_, ending.endswith(".zst"))


# --- Filters ---


def test_conditions_of_the_setting_become_filters():
    wanted = '{"whole.jsonl": "status=complete"}'
    feeds = completed({"all.jsonl": {}, "whole.jsonl": {}}, COPYDESK_FEED_FILTERS=wanted)
    assert feeds == {"all.jsonl": {}, "whole.jsonl": {"only": "status=complete", "item_filter": FILTER}}


def test_conditions_in_a_feed_need_no_class_beside_them():
    assert completed({"a.jsonl": {"only": "wall=meter"}})["a.jsonl"]["item_filter"] == FILTER


def test_a_ready_made_filter_takes_further_conditions():
    feeds = completed(
        {"a.jsonl": {"item_filter": "crawler.filters.Complete"}}, COPYDESK_FEED_FILTERS={"a.jsonl": "reserved=no"}
    )
    assert feeds["a.jsonl"] == {"item_filter": "crawler.filters.Complete", "only": "reserved=no"}


@pytest.mark.parametrize(
    ("wanted", "wrong"),
    [
        ('{"b.jsonl": "status=complete"}', r"names b\.jsonl, which is no output of this run \(there: a\.jsonl\)"),
        ('{"a.jsonl": "state=complete"}', "filters know no 'state'; they know status, wall"),
        ("a.jsonl=complete", "no JSON object"),
    ],
)
def test_filters_that_say_nothing_are_refused(wanted: str, wrong: str):
    with pytest.raises(UsageError, match=wrong):
        completed({"a.jsonl": {}}, COPYDESK_FEED_FILTERS=wanted)


@pytest.mark.parametrize("own", [{"only": "wall=meter"}, {"item_filter": "scrapy.extensions.feedexport.ItemFilter"}])
def test_two_filters_for_one_output_are_refused(own: dict[str, Any]):
    with pytest.raises(UsageError, match=r"a\.jsonl has a filter already"):
        completed({"a.jsonl": own}, COPYDESK_FEED_FILTERS={"a.jsonl": "status=complete"})
