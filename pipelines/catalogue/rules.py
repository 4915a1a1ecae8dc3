"""Rules as data: loaded from TOML, checked whole, refused with file and rule where they are wrong."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler.items import Kind, Wall
from pipelines.catalogue.literals import required
from pipelines.catalogue.phrases import PhraseError, to_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent


class CatalogueError(ValueError):
    """A catalogue file that cannot be used; says which file, which rule and why."""


class Anchor(StrEnum):
    """Where in its sentence a phrase has to stand."""

    START = "start"
    """It begins the sentence; the rest is free. All of the sentence is the artifact."""
    WHOLE = "whole"
    """It is the sentence, but for punctuation and symbols."""
    END = "end"
    """It ends the sentence. All of the sentence is the artifact."""
    ANY = "any"
    """It stands anywhere in the sentence. All of the sentence is the artifact."""
    TAIL = "tail"
    """It may begin anywhere, even inside a sentence; from there on all is artifact, to the sentence's end."""


class Cut(StrEnum):
    """What the wording says of the copy that it stands on."""

    NONE = "none"
    WALL = "wall"
    """Something is needed to read on."""
    COUNTED = "counted"
    """It names how much is missing."""
    EXCERPT = "excerpt"
    """The text goes on elsewhere, by design."""
    BLOCKED = "blocked"
    """No article was served: a challenge, a consent page, a refusal."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the catalogue."""

    id: str
    kind: Kind
    phrases: tuple[str, ...]
    matches: tuple[str, ...]
    """Lines that it must recognise."""
    leaves: tuple[str, ...]
    """Near misses that it must leave alone."""
    wall: Wall | None = None
    cut: Cut = Cut.NONE
    anchor: Anchor = Anchor.START
    max_words: int = 25
    """The longest sentence that it applies to, in words."""
    line: bool = False
    """The sentence must be all of its block; with anchor `tail`, the phrase must end its block."""
    outweighs: bool = False
    """It wins over rules that say more of the copy: for wording known to stand on whole copies."""
    opens: bool = False
    """It heads a list (of other stories, of comments): what follows it belongs to it."""
    language: str | None = None


@dataclass(frozen=True, slots=True)
class ElementRule:
    """Names of elements that platforms and vendors put their own text into."""

    id: str
    kind: Kind
    names: tuple[str, ...]
    """Class names, ids or data-testid values, whole."""
    matches: tuple[str, ...]
    """HTML whose text must be recognised."""
    leaves: tuple[str, ...]
    """HTML whose text must be left alone."""
    wall: Wall | None = None
    cut: Cut = Cut.NONE


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All rules, in the order of their files' names."""

    rules: tuple[Rule, ...]
    elements: tuple[ElementRule, ...]


def load(extra: list[Path] | None = None) -> Catalogue:
    """The catalogue that ships with copydesk, and a user's own files after it.

    Raises CatalogueError for the first rule that is wrong; OSError where a file can't be read.
    """
    rules: list[Rule] = []
    elements: list[ElementRule] = []
    seen: dict[str, Path] = {}
    shipped = sorted(HERE.glob("*.toml"))
    for path in [*shipped, *(extra or [])]:
        # The phrases that ship are checked by the tests, not at every start.
        found, named = load_file(path, check=path not in shipped)
        for id_ in [rule.id for rule in found] + [element.id for element in named]:
            if id_ in seen:
                raise CatalogueError(f"{path.name}: {id_}: already a rule of {seen[id_].name}")
            seen[id_] = path
        rules += found
        elements += named
    return Catalogue(tuple(rules), tuple(elements))


def load_file(path: Path, *, check: bool = True) -> tuple[list[Rule], list[ElementRule]]:
    """The wording rules and the element rules of one file; with `check`, every phrase is tried."""
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise CatalogueError(f"{path}: {error}") from error
    unknown = set(data) - {"language", "rule", "element"}
    if unknown:
        raise CatalogueError(f"{path}: unknown table or key {min(unknown)!r}")
    language = data.get("language")
    if not isinstance(language, str | None):
        raise CatalogueError(f"{path}: language = {language!r} is no text")
    rules = [_wording(path, entry, language, check=check) for entry in _tables(path, data, "rule")]
    elements = [_element(path, entry) for entry in _tables(path, data, "element")]
    return rules, elements


def _tables(path: Path, data: dict[str, Any], name: str) -> list[dict[str, Any]]:
    entries = data.get(name, [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise CatalogueError(f"{path}: write [[{name}]] for each {name}")
    return entries


def _wording(path: Path, entry: dict[str, Any], language: str | None, *, check: bool) -> Rule:
    _refuse(path, entry, rule_faults(entry) if check else _faults(entry, *_RULE_KEYS))
    return rule_of(entry, language)


def _element(path: Path, entry: dict[str, Any]) -> ElementRule:
    _refuse(path, entry, element_faults(entry))
    return element_of(entry)


def rule_of(entry: dict[str, Any], language: str | None) -> Rule:
    """The wording rule of a table that `rule_faults` finds nothing in."""
    return Rule(language=language, **_values(entry, _RULE_KEYS[0]))


def element_of(entry: dict[str, Any]) -> ElementRule:
    """The element rule of a table that `element_faults` finds nothing in."""
    return ElementRule(**_values(entry, _ELEMENT_KEYS[0]))


def _refuse(path: Path, entry: dict[str, Any], faults: Iterator[str]) -> None:
    if (fault := next(faults, None)) is not None:
        raise CatalogueError(f"{path}: {entry.get('id', 'a rule without id')}: {fault}")


def rule_faults(entry: dict[str, Any]) -> Iterator[str]:
    """All that is wrong with the form of a wording rule, its phrases among it, as a table of a file."""
    yield from _faults(entry, *_RULE_KEYS)
    phrases = entry.get("phrases")
    for phrase in phrases if isinstance(phrases, list) else ():
        if not isinstance(phrase, str) or not phrase.strip():
            continue
        try:
            to_pattern(phrase)
            required(phrase)
        except (PhraseError, RecursionError) as error:
            yield str(error)


def element_faults(entry: dict[str, Any]) -> Iterator[str]:
    """All that is wrong with the form of an element rule."""
    yield from _faults(entry, *_ELEMENT_KEYS)


_SORTS: dict[str, type] = {"id": str, "max_words": int, "line": bool, "outweighs": bool, "opens": bool}
_SORT_NAMES: dict[type, str] = {str: "text", int: "whole number", bool: "true or false"}


_RULE_KEYS = (
    frozenset({"phrases", "matches", "leaves"}),
    frozenset({"anchor", "max_words", "line", "outweighs", "opens"}),
)
_ELEMENT_KEYS: tuple[frozenset[str], frozenset[str]] = (frozenset({"names", "matches", "leaves"}), frozenset())
_CHOICES: tuple[tuple[str, type[StrEnum]], ...] = (("kind", Kind), ("wall", Wall), ("cut", Cut), ("anchor", Anchor))


def _faults(entry: dict[str, Any], lists: frozenset[str], extra: frozenset[str]) -> Iterator[str]:
    """What is wrong with the keys and values of a rule: keys first, then what is missing, then values."""
    for key in entry:
        if key not in {"id", "kind", "wall", "cut"} | lists | extra:
            yield f"unknown key {key!r}"
    for key in ("id", "kind", *sorted(lists)):
        if not entry.get(key):
            yield f"{key!r} is missing or empty"
    for key, value in entry.items():
        wanted = _SORTS.get(key)
        if wanted and type(value) is not wanted:
            yield f"{key} = {value!r} is no {_SORT_NAMES[wanted]}"
    words = entry.get("max_words", 1)
    if type(words) is int and words < 1:
        yield f"max_words = {words} lets no line through"
    for key in sorted(lists):
        value = entry.get(key)
        if value and (not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value)):
            yield f"{key!r} must be a list of texts"
    for key, of in _CHOICES:
        if key in entry and entry[key] not in [member.value for member in of]:
            yield f"{key} = {entry[key]!r} is none of {', '.join(member.value for member in of)}"


def _values(entry: dict[str, Any], lists: frozenset[str]) -> dict[str, Any]:
    """A sound entry as the fields of a rule."""
    values = dict(entry)
    for key in lists:
        values[key] = tuple(values[key])
    for key, of in _CHOICES:
        if key in values:
            values[key] = of(values[key])
    return values
