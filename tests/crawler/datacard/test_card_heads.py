from __future__ import annotations

import json
from typing import Any

import pytest

from crawler.datacard.yaml import MOST_CONFIGS, config_files, features, head, size_category
from crawler.items import Article
from crawler.outputs.columns import columns

yaml = pytest.importorskip("yaml", reason="PyYAML is not installed")


def read(
    title: str = "News", languages: tuple[str, ...] = ("de",), articles: int = 5, files: tuple[str, ...] = ()
) -> Any:
    return yaml.safe_load(head(title, languages, articles, files))


def test_a_head_is_yaml_of_what_was_given():
    assert read(files=("a.jsonl",), languages=("no", "de")) == {
        "pretty_name": "News",
        "language": ["de", "no"],
        "license": "other",
        "tags": ["news"],
        "size_categories": ["n<1K"],
        "configs": [{"config_name": "default", "data_files": ["a.jsonl"]}],
        "dataset_info": [{"config_name": "default", "features": yaml.safe_load("\n".join(features(columns())))}],
    }


@pytest.mark.parametrize("title", ['a "b": c', "yes", "- x\n---\ny", "#", "新聞", "\\", "\x85 \u2028"])
def test_no_title_breaks_out_of_it(title: str):
    assert read(title=title)["pretty_name"] == title


def test_the_features_are_the_columns():
    found = yaml.safe_load("\n".join(features(columns())))
    assert [feature["name"] for feature in found] == list(Article.__dataclass_fields__)
    by_name = {feature["name"]: feature for feature in found}
    assert by_name["words"] == {"name": "words", "dtype": "int64"}
    assert by_name["authors"] == {"name": "authors", "list": "string"}
    assert by_name["source"]["struct"][0] == {"name": "spider", "dtype": "string"}
    assert by_name["artifacts"]["list"][0] == {"name": "kind", "dtype": "string"}


def test_each_of_a_few_files_is_a_config_of_its_own():
    assert config_files(["a/complete.jsonl.gz"]) == {"default": ["a/complete.jsonl.gz"]}
    assert config_files(["complete.jsonl.gz", "truncated.jsonl.gz"]) == {
        "default": ["complete.jsonl.gz", "truncated.jsonl.gz"],
        "complete": ["complete.jsonl.gz"],
        "truncated": ["truncated.jsonl.gz"],
    }


@pytest.mark.parametrize(
    "files",
    [
        ["a/2026-03-01.jsonl", "b/2026-03-01.jsonl"],
        ["default.jsonl", "a.jsonl"],
        [f"{number}.jsonl" for number in range(MOST_CONFIGS + 1)],
    ],
)
def test_where_names_do_not_tell_files_apart_there_is_one_config(files: list[str]):
    assert list(config_files(files)) == ["default"]


@pytest.mark.parametrize(
    ("articles", "category"),
    [(0, "n<1K"), (999, "n<1K"), (1000, "1K<n<10K"), (999_999, "100K<n<1M"), (1_000_000, "1M<n<10M"), (10**10, "n>1B")],
)
def test_size_categories(articles: int, category: str):
    assert size_category(articles) == category


def test_without_files_to_load_there_are_no_configs():
    assert set(read(languages=())) == {"pretty_name", "license", "tags", "size_categories"}
    assert json.loads(json.dumps(read())) == read()
