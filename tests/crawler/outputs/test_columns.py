from __future__ import annotations

from dataclasses import fields

import pytest

from crawler.items import Article
from crawler.outputs.columns import Column, ListOf, Struct, chosen, columns


def test_one_column_for_every_field_of_the_record_in_its_order():
    assert [column.name for column in columns()] == [field.name for field in fields(Article)]


def test_types_are_those_of_the_dataclasses():
    types = {column.name: column.type for column in columns()}
    assert (types["title"], types["words"], types["http_status"]) == ("string", "int64", "int64")
    assert types["authors"] == ListOf("string")
    access = types["access"]
    assert isinstance(access, Struct)
    inner = {column.name: column.type for column in access.columns}
    assert (inner["status"], inner["confidence"]) == ("string", "float64")
    assert inner["evidence"] == ListOf(
        Struct((Column("signal", "string"), Column("rule", "string"), Column("detail", "string")))
    )


def test_the_fields_that_a_feed_asks_for():
    assert chosen(None) == chosen([]) == columns()
    assert [column.name for column in chosen(["text", "url"])] == ["text", "url"]
    assert chosen({"text": "body", "words": "length"}) == (Column("body", "string"), Column("length", "int64"))
    with pytest.raises(ValueError, match="the record has no field 'body'"):
        chosen(["body"])
