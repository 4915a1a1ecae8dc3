"""Pages of `docs/` that are written from the code: the record from its JSON Schema, the settings from their comments.

`python -m crawler.schema` writes them; the tests fail when one of them is not what the code says.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler.schema import WHEN_SET, build

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
SETTINGS = ROOT / "crawler" / "settings.py"
RECORD_PAGE = ROOT / "docs" / "record.md"
SETTINGS_PAGE = ROOT / "docs" / "settings.md"

_WRITTEN = "<!-- Written by `make schema`; edit {source} instead. -->"
_HEADING = re.compile(r"# --- (.+) ---$")
_LONGEST_VALUE = 60


def pages() -> dict[Path, str]:
    """Every generated page with its text."""
    return {RECORD_PAGE: record_page(build()), SETTINGS_PAGE: settings_page(SETTINGS.read_text(encoding="utf-8"))}


# --- The record ---


def record_page(schema: dict[str, Any]) -> str:
    """`docs/record.md` from the schema of the record."""
    parts = [
        _WRITTEN.format(source="crawler/items.py"),
        "# The record",
        f"{schema['description']}",
        (
            "One JSON object a line, in UTF-8, its keys always in the order of this page. The same as JSON Schema: "
            "[article-1.json](../crawler/schema/article-1.json); `scrapy validate FILE` checks a file against it. "
            "Later versions may add keys; none is renamed or dropped within `copydesk/article/1`."
        ),
        _table(schema["properties"], WHEN_SET),
    ]
    for name, node in schema["properties"].items():
        if (inner := _object(node)) is not None:
            few = " (one object each)" if inner is not node else ""
            parts += [f"## `{name}`{few}", _table(inner["properties"])]
            parts += _nested(name, inner)
    return "\n\n".join(parts) + "\n"


def _nested(name: str, node: dict[str, Any]) -> Iterator[str]:
    for key, value in node["properties"].items():
        if (inner := _object(value)) is not None:
            yield f"### `{name}.{key}` (one object each)"
            yield _table(inner["properties"])


def _object(node: dict[str, Any]) -> dict[str, Any] | None:
    """The object that a field holds: itself, each of its entries, or what it is when it is not null."""
    if "properties" in node:
        return node
    for inner in (node.get("items"), *node.get("anyOf", ())):
        if isinstance(inner, dict) and (found := _object(inner)) is not None:
            return found
    return None


def _table(properties: dict[str, Any], when_set: frozenset[str] = frozenset()) -> str:
    rows = ["| key | type | what it is |", "| --- | --- | --- |"]
    for name, node in properties.items():
        text = node.get("description", "")
        if name in when_set:
            text += " Written only when it is not null."
        rows.append(f"| `{name}` | {_type(node)} | {_cell(text)} |")
    return "\n".join(rows)


def _type(node: dict[str, Any]) -> str:
    """A field's type in a few words, "or null" at its end."""
    if "const" in node:
        return f'`"{node["const"]}"`'
    values = node.get("enum")
    if values is not None:
        named = ", ".join(f"`{value}`" for value in values if value is not None)
        return f"one of {named}{' or null' if None in values else ''}"
    if "anyOf" in node:
        return _or_null([_type(part) for part in node["anyOf"]])
    types = node.get("type", "any")
    names = types if isinstance(types, list) else [types]
    return _or_null(["list of " + _plural(node["items"]) if name == "array" else str(name) for name in names])


def _plural(node: dict[str, Any]) -> str:
    return f"{node['type']}s"


def _or_null(names: list[str]) -> str:
    return " or ".join([name for name in names if name != "null"] + ["null"] * ("null" in names))


# --- The settings ---


@dataclass(slots=True)
class Setting:
    """One assignment of the settings module, and the comment lines right above it."""

    name: str
    value: str
    comment: str


@dataclass(slots=True)
class Section:
    """What stands under one `# --- heading ---`."""

    heading: str
    settings: list[Setting] = field(default_factory=list)


def settings_page(source: str) -> str:
    """`docs/settings.md` from the source of the settings module."""
    parts = [
        _WRITTEN.format(source="crawler/settings.py"),
        "# Settings",
        (
            "All of them stand in [crawler/settings.py](../crawler/settings.py). Change them there, or for one run with "
            "`-s`:"
        ),
        "```\nscrapy crawl demo -s COPYDESK_FLUSH_EVERY=1\n```",
        (
            "Names that begin with `COPYDESK_` are copydesk's own. The others are "
            "[Scrapy's](https://docs.scrapy.org/en/latest/topics/settings.html); listed are those that copydesk sets."
        ),
    ]
    for section in read_settings(source):
        rows = ["| setting | value | what it does |", "| --- | --- | --- |"]
        rows += [f"| `{s.name}` | {_value(s.value)} | {_cell(s.comment)} |" for s in section.settings]
        parts += [f"## {section.heading}", "\n".join(rows)]
    return "\n\n".join(parts) + "\n"


def read_settings(source: str) -> list[Section]:
    """The settings in their sections, with their comments, in the order of the source."""
    lines = source.splitlines()
    sections = [Section("Names")]
    done = 0
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign):
            target, value = node.targets[0], node.value
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            target, value = node.target, node.value
        else:
            done = node.end_lineno or done
            continue
        comment: list[str] = []
        for line in lines[done : node.lineno - 1]:
            if heading := _HEADING.match(line):
                sections.append(Section(heading[1]))
                comment = []
            elif line.startswith("#"):
                comment.append(line.lstrip("# "))
            else:
                comment = []
        done = node.end_lineno or done
        text = " ".join(ast.unparse(value).split())
        sections[-1].settings.append(Setting(ast.unparse(target), text, " ".join(comment)))
    return [section for section in sections if section.settings]


def _value(text: str) -> str:
    return f"`{_cell(text)}`" if len(text) <= _LONGEST_VALUE else "see the file"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
