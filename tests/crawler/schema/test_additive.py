"""The schema only grows: what was promised with an earlier version of the code is still so.

`published/` holds the schema as it was last published. `python -m tests.crawler.schema.test_additive` puts the current
one there: with a release, and never to get past a failure of these tests.
"""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest

from crawler.schema import PATH, build, dumps, load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PUBLISHED = Path(__file__).parent / "published" / PATH.name

_AT_LEAST = ("minimum", "minLength", "minItems")
_AT_MOST = ("maximum", "maxLength", "maxItems")
_SAME = ("const", "pattern", "format")
_KNOWN = frozenset(
    {
        *_AT_LEAST,
        *_AT_MOST,
        *_SAME,
        *("$schema", "$id", "title", "description", "type", "enum", "anyOf"),
        *("properties", "required", "additionalProperties", "items"),
    }
)


def losses(old: Any, new: Any, path: str = "record") -> Iterator[str]:
    """What an earlier schema allowed, or promised to readers, and a later one does not."""
    if strange := (set(old) | set(new)) - _KNOWN:
        yield f"{path}: these tests do not know what {sorted(strange)} mean"
    if lost := _types(old) - _types(new):
        yield f"{path}: no longer {' or '.join(sorted(lost))}"
    if "enum" in new and (missing := [value for value in old.get("enum", ["anything"]) if value not in new["enum"]]):
        yield f"{path}: no longer {missing[0]!r}"
    for name in _SAME:
        if name in new and new[name] != old.get(name):
            yield f"{path}: {name} is {new[name]!r}, was {old.get(name)!r}"
    for name in _AT_LEAST:
        if name in new and not (name in old and old[name] >= new[name]):
            yield f"{path}: {name} is {new[name]}, was {old.get(name)}"
    for name in _AT_MOST:
        if name in new and not (name in old and old[name] <= new[name]):
            yield f"{path}: {name} is {new[name]}, was {old.get(name)}"
    for name, part in _properties(old).items():
        if name not in _properties(new):
            yield f"{path}.{name}: is gone"
            continue
        yield from losses(part, _properties(new)[name], f"{path}.{name}")
        if name in _required(old) and name not in _required(new):
            yield f"{path}.{name}: is no longer always there"
    kept = [name for name in _properties(new) if name in _properties(old)]
    if kept != [name for name in _properties(old) if name in _properties(new)]:
        yield f"{path}: its keys have another order"
    if (items := _items(old)) is not None and (now := _items(new)) is not None:
        yield from losses(items, now, f"{path}[]")


def _variants(node: Any) -> list[Any]:
    return [part for part in (node, *node.get("anyOf", ())) if part]


def _types(node: Any) -> set[str]:
    """JSON types of a node's values."""
    found: set[str] = set()
    for part in _variants(node):
        said = part.get("type", ())
        found.update([said] if isinstance(said, str) else said)
        for value in part.get("enum", ()):
            found.add("null" if value is None else "string")
    return found | ({"integer"} if "number" in found else set())


def _of_variants(node: Any, name: str, default: Any) -> Any:
    return next((part[name] for part in _variants(node) if name in part), default)


def _properties(node: Any) -> dict[str, Any]:
    found: dict[str, Any] = _of_variants(node, "properties", {})
    return found


def _required(node: Any) -> list[str]:
    found: list[str] = _of_variants(node, "required", [])
    return found


def _items(node: Any) -> Any:
    return _of_variants(node, "items", None)


def test_nothing_that_was_published_is_lost():
    assert list(losses(json.loads(PUBLISHED.read_text(encoding="utf-8")), build())) == []


def test_the_published_schema_is_of_this_version_and_sound():
    published = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    jsonschema_rs.meta.validate(published)
    assert published["$id"] == load()["$id"]


# --- The comparison itself ---


def later(change: Callable[[dict[str, Any]], object]) -> list[str]:
    """What a change of the schema loses."""
    new = copy.deepcopy(build())
    change(new["properties"])
    return list(losses(build(), new))


def inner(node: dict[str, Any], *names: str) -> dict[str, Any]:
    """The properties under these keys, whether an object or objects of a list."""
    for name in names:
        node = _properties(node[name]) or _properties(_items(node[name]))
    return node


@pytest.mark.parametrize(
    "change",
    [
        lambda keys: keys.update(mood={"type": ["null", "string"]}),
        lambda keys: inner(keys, "access", "evidence").update(mood={"type": "string"}),
        lambda keys: inner(keys, "artifacts")["kind"]["enum"].append("mood"),
        lambda keys: keys["words"].update(type=["null", "integer"]),
        lambda keys: keys["words"].update(type="number"),
        lambda keys: keys["words"].pop("minimum"),
        lambda keys: keys["title"].update(description="Said in other words."),
    ],
)
def test_what_grows_is_no_loss(change: Callable[[dict[str, Any]], object]):
    assert later(change) == []


@pytest.mark.parametrize(
    ("change", "loss"),
    [
        (lambda keys: keys.pop("tags"), "record.tags: is gone"),
        (lambda keys: inner(keys, "access", "evidence").pop("rule"), "record.access.evidence[].rule: is gone"),
        (lambda keys: keys["title"].update(type="string"), "record.title: no longer null"),
        (lambda keys: keys["words"].update(type="string"), "record.words: no longer integer"),
        (
            lambda keys: inner(keys, "access")["confidence"].update(type="integer"),
            "record.access.confidence: no longer number",
        ),
        (
            lambda keys: inner(keys, "artifacts")["kind"]["enum"].remove("wall"),
            "record.artifacts[].kind: no longer 'wall'",
        ),
        (lambda keys: inner(keys, "access")["wall"]["enum"].remove(None), "record.access.wall: no longer null"),
        (lambda keys: keys["url"].update(enum=["a"]), "record.url: no longer 'anything'"),
        (lambda keys: keys["words"].update(minimum=1), "record.words: minimum is 1, was 0"),
        (lambda keys: keys["url"].update(maxLength=99), "record.url: maxLength is 99, was None"),
        (lambda keys: keys["url"].update(pattern="^https"), "record.url: pattern is '^https', was None"),
        (lambda keys: keys["url"].update(oneOf=[]), "record.url: these tests do not know what ['oneOf'] mean"),
        (lambda keys: keys.update(url=keys.pop("url")), "record: its keys have another order"),
    ],
)
def test_what_is_lost_is_named(change: Callable[[dict[str, Any]], object], loss: str):
    assert loss in later(change)


def test_a_key_that_need_not_be_there_any_more_is_a_loss():
    new = copy.deepcopy(build())
    new["required"].remove("tags")
    assert list(losses(build(), new)) == ["record.tags: is no longer always there"]


if __name__ == "__main__":
    PUBLISHED.write_text(dumps(build()), encoding="utf-8")
