from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest

from crawler import schema
from crawler.items import Article, Kind, Status
from crawler.schema import __main__ as schema_main
from crawler.schema import docs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


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


def test_a_record_from_before_a_key_was_added_is_valid():
    story = schema.load()["properties"]["story"]
    assert set(story["properties"]) - set(story["required"]) == {"original"}
    assert "added" not in story["properties"]["original"]


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


def test_python_m_writes_and_says_what_it_wrote(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    # Not the real files: a test that mended them would hide that they were stale.
    page = tmp_path / "page.md"
    monkeypatch.setattr(schema_main, "outputs", lambda: {page: "# Page\n"})
    schema_main.main()
    assert page.read_text(encoding="utf-8") == "# Page\n"
    assert capsys.readouterr().out == f"{page}\n"


def test_python_m_writes_the_schema_and_the_pages_made_from_it():
    assert list(schema_main.outputs()) == [schema.PATH, docs.RECORD_PAGE, docs.SETTINGS_PAGE]
