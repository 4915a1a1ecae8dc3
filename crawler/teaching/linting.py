"""Every problem of rule files, with file, line, rule, and what to do."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crawler.items import Kind, Page
from pipelines.catalogue.matcher import Matcher
from pipelines.catalogue.rules import Catalogue, ElementRule, Rule, element_faults, element_of, rule_faults, rule_of
from pipelines.containers import around
from pipelines.draft import Draft
from pipelines.segment import segment

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_ID = re.compile(r"[a-z]+(\.[a-z0-9-]+)+")
_HEADER = re.compile(r"^\s*\[\[\s*(rule|element)\s*\]\]")
_AT_LINE = re.compile(r"\(at line (\d+)")
_OF_ACCESS = frozenset({Kind.METER_NOTICE, Kind.WALL, Kind.SUBSCRIBE_PROMO, Kind.LOGIN_PROMPT, Kind.READ_MORE_LINK})
MATCHES = 2
"""Examples that a wording rule has at least."""

# What to do about the faults that loading finds, by a piece of what it says of them.
_ADVICE = (
    ("unknown key", "take it out or correct it; docs/catalogue.md lists the keys"),
    ("unknown table", "a file holds language, [[rule]] and [[element]]"),
    ("'id' is missing", 'name it by language and purpose: id = "en.wall.to-read-on"'),
    ("'kind' is missing", 'say what the line is: kind = "wall"; docs/how-it-decides.md lists the kinds'),
    ("'phrases' is missing", "write the wordings, in lower case"),
    ("'matches' is missing", "give lines that it must recognise, two at least"),
    ("'leaves' is missing", "give near misses that it must leave alone: prose with the same words"),
    ("'names' is missing", "give class names, ids or data-testid values"),
    ("must be a list of texts", 'write it as ["one", "another"]'),
    ("is none of", "take one of these"),
    ("is no whole number", "write a number without quotation marks"),
    ("is no true or false", "write true or false, without quotation marks"),
    ("is no text", "write it in quotation marks"),
    ("lets no line through", "write 1 or more, or leave it out for 25"),
    (
        "brackets do not pair up",
        r"close each ( with ) and each [ with ]; one that stands for itself is written \( or \[",
    ),
    ("lower case", "write it in lower case: texts are compared without regard to case"),
    ("unknown place", "the places are {n}, {x} and {x?}"),
    ("a word that has to be there", "add a word outside of [...] and {...}"),
    ("recursion", "nest fewer brackets"),
    ("for each", "double the brackets around the table's name"),
)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in a rule file."""

    path: Path
    line: int
    """Of the rule's table, from 1; of the mistake itself where the file is no TOML."""
    rule: str
    """Id of the rule; `-` for the file as a whole."""
    what: str
    do: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.rule}: {self.what}: {self.do}"


@dataclass(frozen=True, slots=True)
class _Entry:
    path: Path
    line: int
    id: str
    table: dict[str, Any]
    is_rule: bool

    def problem(self, what: str, do: str) -> Problem:
        return Problem(self.path, self.line, self.id, what, do)


def lint(paths: Sequence[Path], beside: Sequence[Path] = ()) -> Iterator[Problem]:
    """The problems of rule files, which are used together and with the files `beside` them.

    Raises OSError where a file can't be read.
    """
    own: list[tuple[_Entry, Rule | ElementRule]] = []
    seen: dict[str, _Entry] = {}
    for path in [*beside, *paths]:
        silent = path not in paths
        language, entries, problems = _read(path)
        if not silent:
            yield from problems
        for entry in entries:
            faults = [*(rule_faults if entry.is_rule else element_faults)(entry.table)]
            if not silent:
                for fault in faults:
                    yield entry.problem(fault, _advice(fault))
                yield from _of_any(entry)
                if entry.id in seen:
                    first = seen[entry.id]
                    yield entry.problem(f"already a rule of {first.path.name}, line {first.line}", "give it another id")
            if not faults:
                seen.setdefault(entry.id, entry)
                own.append((entry, _made(entry, language)))
    whole = Matcher(
        Catalogue(
            tuple(rule for _, rule in own if isinstance(rule, Rule)),
            tuple(rule for _, rule in own if isinstance(rule, ElementRule)),
        )
    )
    for entry, rule in own:
        if entry.path in paths:
            yield from _of_rule(entry, rule, whole) if isinstance(rule, Rule) else _of_element(entry, rule)


def _read(path: Path) -> tuple[str | None, list[_Entry], list[Problem]]:
    """The language and the tables of a file, and what is wrong with the file itself."""
    try:
        text = path.read_text("utf-8")
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        at = _AT_LINE.search(str(error))
        do = "write the file in UTF-8" if isinstance(error, UnicodeDecodeError) else "make it TOML again"
        return None, [], [Problem(path, int(at[1]) if at else 1, "-", str(error), do)]
    problems = [
        Problem(path, 1, "-", f"unknown table or key {name!r}", _advice("unknown table"))
        for name in sorted(set(data) - {"language", "rule", "element"})
    ]
    language = data.get("language")
    if not isinstance(language, str | None):
        problems.append(Problem(path, 1, "-", f"language = {language!r} is no text", _advice("is no text")))
        language = None
    entries: list[_Entry] = []
    for name in ("rule", "element"):
        tables = data.get(name, [])
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            problems.append(Problem(path, 1, "-", f"write [[{name}]] for each {name}", _advice("for each")))
            continue
        lines = _lines_of(text, name)
        for place, table in enumerate(tables):
            line = lines[place] if place < len(lines) else 1
            shown = table.get("id") if isinstance(table.get("id"), str) else None
            entries.append(_Entry(path, line, shown or "a rule without id", table, name == "rule"))
    return language, entries, problems


def _lines_of(text: str, name: str) -> list[int]:
    return [
        number
        for number, line in enumerate(text.splitlines(), 1)
        if (header := _HEADER.match(line)) is not None and header[1] == name
    ]


def _made(entry: _Entry, language: str | None) -> Rule | ElementRule:
    """A sound entry as a rule."""
    return rule_of(entry.table, language) if entry.is_rule else element_of(entry.table)


def _advice(fault: str) -> str:
    return next((advice for piece, advice in _ADVICE if piece in fault), "docs/catalogue.md says how it is written")


def _of_rule(entry: _Entry, rule: Rule, whole: Matcher) -> Iterator[Problem]:
    if (
        rule.language is not None
        and not rule.id.startswith((f"{rule.language}.",))
        and entry.path.stem == rule.language
    ):
        yield entry.problem(f"the file's language is {rule.language}", f"begin its id with {rule.language}.")
    if len(rule.matches) < MATCHES:
        yield entry.problem("only one line in matches", "add another one that it must recognise")
    if (rule.wall is not None or rule.cut.value == "wall") and rule.kind not in _OF_ACCESS:
        yield entry.problem(
            f"a {rule.kind} speaks of a wall",
            f"drop wall and cut, or make its kind one of {', '.join(sorted(_OF_ACCESS))}",
        )
    alone = Matcher(Catalogue((rule,), ()))
    for line in rule.matches:
        if not alone.marks(line):
            yield entry.problem(f"does not recognise its own line {line!r}", f"scrapy markers --test {line!r} says why")
        elif rule.kind not in {mark.kind for mark in whole.marks(line)}:
            others = ", ".join(sorted({f"{mark.kind} of {mark.rule}" for mark in whole.marks(line)}))
            yield entry.problem(
                f"its line {line!r} gets another kind among all rules: {others}",
                "give it that kind, or outweighs = true",
            )
    for line in rule.leaves:
        if alone.marks(line):
            yield entry.problem(
                f"recognises its near miss {line!r}", "make the phrase longer or the anchor stricter, or drop the line"
            )


def _of_element(entry: _Entry, rule: ElementRule) -> Iterator[Problem]:
    alone = Matcher(Catalogue((), (rule,)))
    for html in rule.matches:
        if not any(_names(html, alone)):
            yield entry.problem(f"knows no element of its example {html!r}", "write one of its names as class or id")
    for html in rule.leaves:
        found = _names(html, alone)
        if not found:
            yield entry.problem(f"its near miss holds no text: {html!r}", "write some text into it")
        elif any(found):
            yield entry.problem(f"knows an element of its near miss {html!r}", "drop that name, or the example")


def _of_any(entry: _Entry) -> Iterator[Problem]:
    if entry.table.get("id") == entry.id and not _ID.fullmatch(entry.id):
        yield entry.problem(
            "the id is not of the form language.what", "small letters, digits, hyphens: en.wall.tide-pass"
        )
    if entry.table.get("kind") == Kind.BODY:
        yield entry.problem("a rule can't make a line the story", "give it the kind of what is not the story")


def _names(html: str, matcher: Matcher) -> list[bool]:
    """For each block of an example, whether an element around it is known."""
    page = Page("https://example.org/", f"<html><body><main>{html}</main></body></html>")
    return [
        any(matcher.element_of(at.names) is not None for at in around(block.container))
        for block in segment(Draft(page)).blocks
    ]
