"""Phrases as rules of TOML, to be reviewed: what a person has to decide is left open, and says so."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zlib import crc32

from crawler.items import Kind
from crawler.teaching.counting import MOST_SITES
from crawler.teaching.generalising import GAP, Phrase
from pipelines.catalogue.literals import required
from pipelines.catalogue.matcher import Matcher
from pipelines.catalogue.phrases import PhraseError
from pipelines.catalogue.rules import Anchor, Catalogue, Rule
from pipelines.sentences import width

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

LABEL_WORDS = 4
"""A sentence of so many words or fewer is a label: as the beginning of a longer one it would be found in prose."""
_ID_WORDS = 4


@dataclass(frozen=True, slots=True)
class Bar:
    """What a line must have to be proposed."""

    pages: int = 5
    sites: int = 3
    most: int = 40
    """Rules that are proposed at most, those of most sites first."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A rule that is not one yet: its near misses are missing, and its kind may be."""

    rule: Rule
    phrase: Phrase
    kind_known: bool
    """Whether signals other than wording gave the line its kind."""


def propose(phrases: Iterable[Phrase], bar: Bar) -> list[Proposal]:
    """Rules for the phrases that stood on enough pages of enough sites; each knows its own examples."""
    good = [each for each in phrases if each.seen.pages >= bar.pages and len(each.seen.sites) >= bar.sites]
    good.sort(key=lambda each: (-len(each.seen.sites), -each.seen.pages, each.text))
    found: list[Proposal] = []
    ids: set[str] = set()
    for phrase in good:
        if len(found) < bar.most and (proposal := _proposal(phrase, ids)) is not None:
            ids.add(proposal.rule.id)
            found.append(proposal)
    return found


def _proposal(phrase: Phrase, ids: set[str]) -> Proposal | None:
    seen = phrase.seen
    kinds = seen.kinds.most_common(1)
    known = bool(kinds) and kinds[0][1] * 2 > seen.pages and kinds[0][0] in set(Kind)
    text, anchor, line = _set(phrase)
    rule = Rule(
        id=_id(text, seen.language, ids),
        kind=Kind(kinds[0][0]) if known else Kind.BOILERPLATE,
        phrases=(text,),
        matches=tuple(seen.examples),
        leaves=(),
        anchor=anchor,
        line=line,
    )
    try:
        required(text)
        matcher = Matcher(Catalogue((rule,), ()))
        holds = all(matcher.marks(example) for example in seen.examples)
    except PhraseError:
        return None
    return Proposal(rule, phrase, known) if holds else None


def _set(phrase: Phrase) -> tuple[str, Anchor, bool]:
    """The phrase without gaps at its edges, and where in its sentence it then has to stand."""
    text = phrase.text.strip()
    if text.startswith(GAP):
        return text.removeprefix(GAP).strip(), Anchor.END, False
    if text.endswith(GAP):
        return text.removesuffix(GAP).strip(), Anchor.START, False
    if len(text.split()) <= LABEL_WORDS and not _is_unspaced(text):
        return text, Anchor.WHOLE, phrase.seen.alone == phrase.seen.pages
    return text, Anchor.START, False


def _is_unspaced(text: str) -> bool:
    return width(text) > len(text)


def _id(text: str, language: str | None, ids: set[str]) -> str:
    words = re.findall(r"[a-z0-9]+", unicodedata.normalize("NFKD", text.replace("{n}", "").replace(GAP, "")).lower())
    name = "-".join(words[:_ID_WORDS]) or f"line-{crc32(text.encode()):08x}"
    base = f"{language or 'any'}.mined.{name}"
    return base if base not in ids else f"{base}-{crc32(text.encode()):08x}"


def written(
    proposals: Sequence[Proposal], *, pages: int, sites: int, forgotten: int, language: str | None
) -> Iterator[str]:
    """The lines of a rule file."""
    yield f"# Proposed from {pages} pages of {sites} sites. Review each rule: is it no part of stories, what is its kind,"
    yield "# does it say that the copy is cut? Then fill in near misses; a rule without them does not load."
    yield "# The lines in `matches` are as they were found: for rules to be passed on, write your own."
    if forgotten:
        yield f"# Counts are lower bounds: memory was bounded, and a line can have had up to {forgotten} pages more."
    if language is not None:
        yield f"language = {_text(language)}"
    for proposal in proposals:
        yield ""
        yield from _rule(proposal)


def _rule(proposal: Proposal) -> Iterator[str]:
    rule, seen = proposal.rule, proposal.phrase.seen
    more = " or more" if len(seen.sites) >= MOST_SITES else ""
    yield (
        f"# {seen.pages} pages of {len(seen.sites)}{more} sites; right behind the story {seen.behind},"
        f" as its last words {seen.last}, on copies cut short {seen.cut}, inside stories {seen.inside}"
    )
    if seen.inside:
        yield "# It stands inside stories, too: perhaps it is no artifact."
    yield "[[rule]]"
    yield f"id = {_text(rule.id)}"
    hint = "" if proposal.kind_known else "  # nothing but its place tells its kind"
    if not proposal.kind_known and seen.cut * 2 > seen.pages:
        hint += '; wall, perhaps, with cut = "wall": most of these copies are cut short'
    yield f"kind = {_text(rule.kind.value)}{hint}"
    if rule.anchor is not Anchor.START:
        yield f"anchor = {_text(rule.anchor.value)}"
    if rule.line:
        yield "line = true"
    yield f"phrases = [{', '.join(map(_text, rule.phrases))}]"
    yield "matches = ["
    for example in rule.matches:
        yield f"  {_text(example)},"
    yield "]"
    yield "leaves = []  # fill in: prose with the same words that must stay"


def _text(text: str) -> str:
    """A basic string of TOML."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
