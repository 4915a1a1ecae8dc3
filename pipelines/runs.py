"""What blocks between and behind the paragraphs are, by the company they stand in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.items import PAYWALL_FAMILY, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipelines.draft import Block, Draft

INLINE_LINKS = 3
"""So many links to other stories between two paragraphs are pointers; more are a list."""
HEADLINE_LINE, INLINE_LINES = 30, 10
"""Characters that make a linked line a headline, and lines that all pointers between two paragraphs have at most."""
LIST_LINES = 3
"""Lines like headlines that make a list of other stories, where nothing links them."""
OPENED = 15
"""Blocks behind a heading such as "Most read" or "Comments" that can belong to it."""
HEADLINE_CHARS = 15, 160

_BY_SHAPE = "shape."


def settle_runs(draft: Draft) -> None:
    """Correct the kinds of blocks that markup and wording tell nothing of, run by run."""
    story = [b.index for b in draft.blocks if b.kind is Kind.BODY]
    first, last = (story[0], story[-1]) if story else (len(draft.blocks), -1)
    for run in _runs(draft.blocks):
        _belong_to_heading(run, draft)
        if first < run[0].index < last:
            _point_elsewhere(run)
        if run[0].index > first:
            _list_headlines(run)
        _between_alike(run)


def _runs(blocks: list[Block]) -> Iterator[list[Block]]:
    """Maximal runs of blocks that are not the story."""
    run: list[Block] = []
    for block in blocks:
        if block.kind is not Kind.BODY:
            run.append(block)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _tells_little(block: Block) -> bool:
    return block.rule is not None and block.rule.startswith(_BY_SHAPE)


def _belong_to_heading(run: list[Block], draft: Draft) -> None:
    opened: tuple[Kind, str] | None = None
    left = 0
    for block in run:
        rule = draft.options.matcher.by_id.get(block.rule or "")
        if rule is not None:
            opened = (rule.kind, rule.id) if rule.opens else None
            left = OPENED
        elif opened is not None and left and _tells_little(block) and block.kind is not Kind.BYLINE_DATE:
            kind = Kind.READER_COMMENT if opened[0] is Kind.COMMENT_GATE else opened[0]
            block.kind, block.rule = kind, f"below {opened[1]}"
            left -= 1


def _point_elsewhere(run: list[Block]) -> None:
    links = [b for b in run if b.kind is Kind.RELATED_HEADLINES or b.rule == "shape.short-link"]
    # One pointer can be a card of several lines: kicker, headline, author.
    headlines = {b.key for b in links if len(b.text) >= HEADLINE_LINE}
    if len(headlines) <= INLINE_LINKS and len(run) <= INLINE_LINES:
        for block in links:
            block.kind, block.rule = Kind.READ_MORE_LINK, "shape.link-between-paragraphs"


def _list_headlines(run: list[Block]) -> None:
    group: list[Block] = []
    for block in [*run, None]:
        if block is not None and _tells_little(block) and _like_headline(block):
            group.append(block)
            continue
        if len(group) >= LIST_LINES:
            for one in group:
                one.kind, one.rule = Kind.RELATED_HEADLINES, "shape.headline-run"
        group = []


def _between_alike(run: list[Block]) -> None:
    """A line that tells little between two of one offer is a line of that offer."""
    for before, block, behind in zip(run, run[1:], run[2:], strict=False):
        same = before.kind is behind.kind and before.kind in PAYWALL_FAMILY - {Kind.DUPLICATE_LEAD, Kind.READ_MORE_LINK}
        if same and _tells_little(block):
            block.kind, block.rule = before.kind, "shape.between-alike"


def _like_headline(block: Block) -> bool:
    low, high = HEADLINE_CHARS
    return (
        block.kind is Kind.BOILERPLATE and low <= len(block.text) <= high and not block.text.endswith((".", ":", "。"))
    )
