"""Stage 9: the draft becomes the record."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from crawler.items import PAYWALL_FAMILY, SCHEMA, Access, Article, Artifact, Kind, Rights, Story
from pipelines.fields.language import language_of
from pipelines.layout import BREAK, patches, rebuilt_lines
from pipelines.rights import withhold
from pipelines.roles import Role
from pipelines.sentences import count_words
from pipelines.stage import Stage
from pipelines.tidying import tidy
from pipelines.urls import article_id, canonical, site

if TYPE_CHECKING:
    from crawler.items import Page
    from pipelines.draft import Block, Draft

BEFORE, BEHIND = 12, 25
"""Blocks before the first and behind the last paragraph that belong to the story's region."""

_NEVER_KEPT = int(Role.NAV | Role.HIDDEN)


@dataclass(slots=True)
class Gathered:
    """The story's paragraphs and all that stood between them, in the page's order."""

    paragraphs: list[str] = field(default_factory=list)
    artifacts: list[Artifact] = field(default_factory=list)


def normalize(draft: Draft) -> Article:
    """The article record of a draft whose stages have all run; without its text where there are grounds for that."""
    gathered = gather(draft)
    text = BREAK.join(gathered.paragraphs)
    article = _record(draft, gathered, text)
    return withhold(article, draft.grounds) if draft.grounds else article


def _record(draft: Draft, gathered: Gathered, text: str) -> Article:
    page, found = draft.page, draft.metadata
    address = found.canonical_url or canonical(page.url)
    return Article(
        schema=SCHEMA,
        id=article_id(address),
        url=page.url,
        canonical_url=address,
        site=site(page.url),
        title=_clean(found.title),
        authors=[a for value in found.authors if (a := tidy(value))],
        published=found.published,
        modified=found.modified,
        language=language_of(text, found.language, (block.text for block in draft.blocks)),
        section=_clean(found.section),
        tags=[t for value in found.tags if (t := tidy(value))],
        description=_clean(found.description),
        image=_clean(found.image),
        publisher=_clean(found.publisher),
        text=text,
        words=count_words(text),
        access=draft.access,
        artifacts=gathered.artifacts,
        story=Story(original=found.original_url),
        rights=draft.rights,
        fetched=page.fetched,
        http_status=page.http_status,
        source=page.source,
        text_hash=hashlib.sha256(text.encode("utf-8", "replace")).hexdigest() if text else None,
        layout=patches(page.body.split("\n"), rebuilt_lines(gathered.paragraphs, gathered.artifacts))
        if page.plain
        else None,
        error=draft.error,
    )


def _clean(value: str | None) -> str | None:
    return tidy(value) or None if value else None


def gather(draft: Draft) -> Gathered:
    """Part the blocks into the story's paragraphs and the artifacts that are kept."""
    story = [b.index for b in draft.blocks if b.kind is Kind.BODY]
    low = story[0] - BEFORE if story else 0
    high = story[-1] + BEHIND if story else len(draft.blocks)
    out = Gathered()
    previous = -2
    for block in draft.blocks:
        if block.kind is Kind.BODY:
            soft = block.soft and previous == block.index - 1 and not draft.page.plain
            _add_story(out, block, soft=soft)
            previous = block.index
        elif draft.page.plain or _is_kept(block, low, high):
            text = tidy(block.text)
            if text or draft.page.plain:
                out.artifacts.append(
                    Artifact(block.kind or Kind.BOILERPLATE, block.rule or "none", text, len(out.paragraphs))
                )
    return out


def _is_kept(block: Block, low: int, high: int) -> bool:
    if block.kind in PAYWALL_FAMILY:
        return True
    return low <= block.index <= high and not block.roles & _NEVER_KEPT


def _add_story(out: Gathered, block: Block, *, soft: bool) -> None:
    base = ""
    if soft and out.paragraphs:
        base = out.paragraphs.pop() + "\n"
    number = len(out.paragraphs)
    kept = base
    inside: list[Artifact] = []
    at = 0
    for mark in block.cuts:
        kept = _joined(kept, tidy(block.text[at : mark.start]))
        offset = len(kept)
        inside.append(
            Artifact(mark.kind, mark.rule, tidy(block.text[mark.start : mark.end]), number + bool(offset), offset)
        )
        at = mark.end
    kept = _joined(kept, tidy(block.text[at:]))
    if not kept:
        # Nothing of the story was left in it: its passages are artifacts of their own.
        text = tidy(block.text)
        out.artifacts.append(
            Artifact(inside[0].kind, inside[0].rule, text, number)
            if inside
            else Artifact(Kind.BOILERPLATE, "empty", text, number)
        )
        return
    out.paragraphs.append(kept)
    out.artifacts += inside


def _joined(kept: str, more: str) -> str:
    if not more:
        return kept
    return kept + more if not kept or kept.endswith("\n") else f"{kept} {more}"


def broken(draft: Draft) -> Article:
    """The record of a page that this stage itself broke on: nothing of it is lost but what it could not make."""
    return replace(blank(draft.page), rights=draft.rights, error=draft.error)


def blank(page: Page) -> Article:
    """A record that says of a page only what came with it."""
    return Article(
        schema=SCHEMA,
        id=article_id(canonical(page.url)),
        url=page.url,
        canonical_url=None,
        site=None,
        title=None,
        authors=[],
        published=None,
        modified=None,
        language=None,
        section=None,
        tags=[],
        description=None,
        image=None,
        publisher=None,
        text="",
        words=0,
        access=Access(),
        artifacts=[],
        story=Story(),
        rights=Rights(),
        fetched=page.fetched,
        http_status=page.http_status,
        source=page.source,
        text_hash=None,
    )


class NormalizeStage(Stage):
    """`normalize` as an item pipeline."""

    name = "normalize"
    run = normalize
    fallback = broken
