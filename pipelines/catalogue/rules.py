"""Rules as data: loaded from TOML, checked whole, refused with file and rule where they are wrong."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from crawler.items import Kind, Wall
from pipelines.catalogue.literals import required
from pipelines.catalogue.phrases import PhraseError, to_pattern

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
    values = _checked(
        path, entry, {"phrases", "matches", "leaves"}, {"anchor", "max_words", "line", "outweighs", "opens"}
    )
    rule = Rule(language=language, **values)
    for phrase in rule.phrases if check else ():
        try:
            to_pattern(phrase)
            required(phrase)
        except (PhraseError, RecursionError) as error:
            raise CatalogueError(f"{path}: {rule.id}: {error}") from error
    return rule


def _element(path: Path, entry: dict[str, Any]) -> ElementRule:
    return ElementRule(**_checked(path, entry, {"names", "matches", "leaves"}, set()))


_SORTS: dict[str, type] = {"id": str, "max_words": int, "line": bool, "outweighs": bool, "opens": bool}
_SORT_NAMES: dict[type, str] = {str: "text", int: "whole number", bool: "true or false"}


def _checked(path: Path, entry: dict[str, Any], lists: set[str], extra: set[str]) -> dict[str, Any]:
    where = f"{path}: {entry.get('id', 'a rule without id')}"
    for key in entry:
        if key not in {"id", "kind", "wall", "cut"} | lists | extra:
            raise CatalogueError(f"{where}: unknown key {key!r}")
    for key in ("id", "kind", *sorted(lists)):
        if not entry.get(key):
            raise CatalogueError(f"{where}: {key!r} is missing or empty")
    for key, value in entry.items():
        wanted = _SORTS.get(key)
        if wanted and type(value) is not wanted:
            raise CatalogueError(f"{where}: {key} = {value!r} is no {_SORT_NAMES[wanted]}")
    if entry.get("max_words", 1) < 1:
        raise CatalogueError(f"{where}: max_words = {entry['max_words']} lets no line through")
    values = dict(entry)
    for key in sorted(lists):
        if not isinstance(values[key], list) or not all(isinstance(v, str) and v.strip() for v in values[key]):
            raise CatalogueError(f"{where}: {key!r} must be a list of texts")
        values[key] = tuple(values[key])
    for key, of in (("kind", Kind), ("wall", Wall), ("cut", Cut), ("anchor", Anchor)):
        if key in values:
            try:
                values[key] = of(values[key])
            except ValueError as error:
                known = ", ".join(member.value for member in of)
                raise CatalogueError(f"{where}: {key} = {values[key]!r} is none of {known}") from error
    return values
