"""Stage 7: lines that stand on many articles of one site are its furniture, whatever their language.

What the body stage took for the story is compared with the site's articles so far; `standing` says which of its lines
go. Nothing else of the page changes. Then the page's lines are remembered for the articles that come after it, unless
the publisher reserves the text: of such a page nothing is kept, not even hashes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy.exceptions import UsageError

from crawler.items import Kind
from crawler.state.database import StateError
from crawler.state.lines import Known, Lines, Sighting, Stand
from crawler.state.store import State
from pipelines.body import headline_keys
from pipelines.draft import Draft
from pipelines.keys import key
from pipelines.kinds import name_kind
from pipelines.normalize import BEFORE, BEHIND
from pipelines.roles import Role
from pipelines.stage import Stage
from pipelines.standing import Line, New, judge, same_story
from pipelines.urls import article_id, canonical, is_front_page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrapy.crawler import Crawler

RULE = "site.memory"
MOST_ON_PAGE = 1_000
"""Lines of a page that are looked at; further ones count as new."""
COMMIT_EVERY = 100
"""Articles after which a file of lines is committed."""

_OTHERS_WORDS = frozenset({Kind.HEADLINE, Kind.RELATED_HEADLINES, Kind.READ_MORE_LINK, Kind.READER_COMMENT})
"""Kinds of lines that can be another article's own words."""
_FAR = int(Role.HIDDEN | Role.NAV)
_FIGURE = int(Role.FIGURE)
"""Says that a line is about a picture; one that comes back with every article is about none."""


def furniture(draft: Draft) -> Draft:
    """Take the site's furniture out of the story, and remember the page's lines. Without a memory, nothing happens."""
    memory, site = draft.options.memory, site_of(draft)
    status = draft.page.http_status
    if memory is None or site is None or (status is not None and status >= 400):
        return draft
    lines = lines_of(draft)
    article = article_id(draft.metadata.canonical_url or canonical(draft.page.url))
    known = of_others(memory.look(site, article, {each.hash for each in lines if each.hash is not None}))
    for line in lines:
        line.before = None if line.hash is None else known.lines.get(line.hash)
    story = [line for line in lines if line.block.kind is Kind.BODY]
    headlines = headline_keys(draft)
    going = judge(story, known, [*headlines, key(draft.metadata.description or "")])
    fresh = not draft.grounds and any(line.before is None and line.prose for line in story)
    if fresh and not known.counted and not is_front_page(draft.page.url) and not same_story(story, known):
        # Nothing was taken off what is known: this article is not among those counted.
        memory.count(site, article, stands_of(lines, story), known)
    gone = {line.block.index for line in going}
    # What is said of lines that stay in the story as well, says nothing of those that go.
    shared = _FIGURE
    for line in story:
        shared |= 0 if line.block.index in gone else line.block.roles
    for line in going:
        block = line.block
        block.kind, _ = name_kind(replace(block, roles=block.roles & ~shared), draft, headlines)
        block.rule, block.cuts = RULE, []
    return draft


def site_of(draft: Draft) -> str | None:
    """What lines are remembered for: a host, and a language on it. Null for an address without a host."""
    try:
        host = urlsplit(draft.page.url).hostname
    except ValueError:
        return None
    return f"{host.removeprefix('www.')} {draft.metadata.language or ''}" if host else None


def lines_of(draft: Draft) -> list[Line]:
    """The story's lines, and those around it that could be taken for the story on another page."""
    story = [block.index for block in draft.blocks if block.kind is Kind.BODY]
    if not story:
        return []
    near = draft.blocks[max(0, story[0] - BEFORE) : story[-1] + BEHIND + 1]
    lines = [
        Line.of(block)
        for block in near
        if block.kind is Kind.BODY or (block.kind not in _OTHERS_WORDS and not block.roles & _FAR)
    ]
    for line in lines[MOST_ON_PAGE:]:
        line.hash = None
    return lines


def of_others(known: Known) -> Known:
    """What articles other than this one have shown, where this one may be among those counted."""
    if not known.counted:
        return known
    lines = {
        line: Sighting(each.seen - 1, max(0, each.taken - 1), each.first, each.place)
        for line, each in known.lines.items()
        if each.seen > 1
    }
    return replace(known, articles=known.articles - 1, lines=lines)


def stands_of(lines: Sequence[Line], story: Sequence[Line]) -> dict[int, Stand]:
    """The lines of a page as they are to be remembered, by hash: where they stand in what no other article had."""
    new = New.of([line for line in story if line.before is None])
    taken = {line.hash for line in story}
    return {
        line.hash: Stand(new.place(line.block.index), line.hash in taken, line.weight)
        for line in lines
        if line.hash is not None
    }


def read_choice(value: Any, setting: str = "COPYDESK_SITE_MEMORY") -> bool | str:
    """What a setting of a memory says: on, off, or a file of its own. Raises `UsageError` for anything else."""
    text = "" if value is None else str(value).strip()
    if text.lower() in {"true", "1", "yes", "on"}:
        return True
    if text.lower() in {"", "false", "0", "no", "off", "none"}:
        return False
    # A mistyped word is no name of a file.
    if "/" not in text and "." not in text:
        raise UsageError(f"{setting}={text}: not True, False or the path of a file")
    return text


class FurnitureStage(Stage):
    """`furniture` as an item pipeline.

    Lines are remembered in the file that `COPYDESK_SITE_MEMORY` names; else in the spider's `state`, which commits them
    with its records; else for this run. Stats: `copydesk/site_memory/lines` (taken out) and `.../articles` (of how many).
    """

    name = "furniture"
    run = furniture

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        # A project that does not know the setting has not switched it off; one that says None has.
        known = "COPYDESK_SITE_MEMORY" in crawler.settings
        choice = read_choice(crawler.settings["COPYDESK_SITE_MEMORY"] if known else True)
        self.file: State | None = None
        self.lines: Lines | None = None
        self.uncommitted = 0
        given = getattr(crawler.spider, "state", None)
        if isinstance(choice, str):
            try:
                self.file = State.open(choice)
            except StateError as error:
                raise UsageError(f"COPYDESK_SITE_MEMORY can't be used: {error}") from error
            self.lines = Lines(self.file.connection)
        elif choice:
            self.lines = Lines(given.connection) if isinstance(given, State) else Lines.in_memory()

    def process_item(self, item: Any) -> Any:
        if not isinstance(item, Draft) or self.lines is None:
            return super().process_item(item)
        item.options = replace(item.options, memory=self.lines)
        result = super().process_item(item)
        gone = sum(block.rule == RULE for block in item.blocks)
        if gone and self.crawler.stats is not None:
            self.crawler.stats.inc_value("copydesk/site_memory/articles")
            self.crawler.stats.inc_value("copydesk/site_memory/lines", gone)
        self.uncommitted += 1
        if self.file is not None and self.uncommitted >= COMMIT_EVERY:
            self.file.commit()
            self.uncommitted = 0
        return result

    def close_spider(self) -> None:
        if self.file is not None:
            self.file.commit()
            self.file.close()
