"""The JSON Schema of the record, generated from the `Article` dataclass.

`article-1.json` beside this file is what `python -m crawler.schema` wrote; the tests fail when the two differ.
"""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

from itemadapter import ItemAdapter

from crawler.items import SCHEMA, Article

PATH = Path(__file__).with_name("article-1.json")

# Fields that a record carries only when they are not null.
WHEN_SET = frozenset(field.name for field in dataclasses.fields(Article) if field.metadata.get("when_set"))


def build() -> dict[str, Any]:
    """The schema of one record, JSON Schema draft 2020-12, as the dataclasses stand now."""
    schema = ItemAdapter.get_json_schema(Article)
    _tighten(schema)
    schema["required"] = [name for name in schema["properties"] if name not in WHEN_SET]
    assert Article.__doc__ is not None  # noqa: S101 - for the type checker
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA,
        "title": SCHEMA,
        "description": _fold(Article.__doc__),
        **schema,
    }


def load() -> dict[str, Any]:
    """The committed schema."""
    schema: dict[str, Any] = json.loads(PATH.read_text(encoding="utf-8"))
    return schema


def dumps(schema: dict[str, Any]) -> str:
    """The schema as it is written to its file."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _tighten(node: Any) -> None:
    """Say what a generator that reads types alone can't know of our records, in place, at every depth."""
    if isinstance(node, list):
        for part in node:
            _tighten(part)
    if not isinstance(node, dict):
        return
    for part in node.values():
        _tighten(part)
    if isinstance(node.get("description"), str):
        node["description"] = _fold(node["description"])
    if "properties" in node:
        # Defaults are for the code that makes a record; a written record has every key.
        for field in node["properties"].values():
            field.pop("default", None)
        # Records from before a key was added stay valid.
        node["required"] = [name for name, field in node["properties"].items() if not field.pop("added", False)]
    match node.get("anyOf"):
        case [{"type": "null"}, {"type": "string", "enum": list(values)}]:
            # The same, in a form in which validators can say what was wrong.
            del node["anyOf"]
            node["enum"] = [None, *values]
    if node.get("type") == ["null", "string"]:
        # Absent is null, never empty.
        node.setdefault("minLength", 1)


def _fold(text: str) -> str:
    return " ".join(text.split())
