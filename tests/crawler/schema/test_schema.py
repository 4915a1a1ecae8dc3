from __future__ import annotations

import dataclasses
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest

from crawler import schema
from crawler.items import Article, Kind, Status
from tests.crawler.running import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator


def test_the_committed_schema_is_what_the_dataclasses_say():
    assert schema.PATH.read_text(encoding="utf-8") == schema.dumps(schema.build()), "run `make schema`"


def test_it_is_a_schema_of_draft_2020_12():
    committed = schema.load()
    jsonschema_rs.meta.validate(committed)
    assert committed["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert committed["$id"] == "copydesk/article/1"


def test_every_key_is_required_but_those_that_are_written_when_set():
    committed = schema.load()
    assert list(committed["properties"]) == [field.name for field in dataclasses.fields(Article)]
    assert set(committed["properties"]) - set(committed["required"]) == {"layout", "error"}
    access = committed["properties"]["access"]
    assert access["required"] == list(access["properties"])


def test_no_object_takes_other_keys_and_every_field_is_described():
    def objects(node: object) -> Iterator[dict[str, Any]]:
        if isinstance(node, list):
            node = dict(enumerate(node))
        if isinstance(node, dict):
            if node.get("type") == "object":
                yield node
            for part in node.values():
                yield from objects(part)

    found = list(objects(schema.load()))
    assert len(found) == 8
    for node in found:
        assert node["additionalProperties"] is False
        for name, field in node["properties"].items():
            assert field.get("description"), name
            assert "default" not in field, name


def test_enums_are_the_words_of_the_code():
    properties = schema.load()["properties"]
    assert properties["access"]["properties"]["status"]["enum"] == [None, *Status]
    kinds = properties["artifacts"]["items"]["properties"]["kind"]["enum"]
    assert set(kinds) == set(Kind) - {Kind.BODY}


@pytest.mark.parametrize("name", ["title", "canonical_url", "error"])
def test_absent_is_null_never_empty(name: str):
    field = schema.load()["properties"][name]
    assert field["type"] == ["null", "string"]
    assert field["minLength"] == 1


def test_python_m_says_what_it_wrote():
    done = subprocess.run(
        [sys.executable, "-m", "crawler.schema"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == f"{schema.PATH}\n"
