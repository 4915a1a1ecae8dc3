"""The page for a reader at a terminal: kind and rule in the margin, what is not the story struck out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.style import Style
from rich.table import Table
from rich.text import Text

from crawler.inspecting.summary import Line, head, verdict
from crawler.inspecting.view import Fold, fold, kind_of, pieces, printable
from crawler.items import PAYWALL_FAMILY, Kind, Status

if TYPE_CHECKING:
    from rich.console import Console

    from crawler.items import Article
    from pipelines.draft import Block, Draft

# Of the 256 colours every terminal has, four that stand out from black and from white alike (contrast above
# 4.4 to 1 on either) and that no common colour blindness confuses. The kind is always written beside them.
PAYWALL = Style(color="color(130)")  # orange
DUPLICATE = Style(color="color(163)")  # magenta
FURNITURE = Style(color="color(63)")  # blue
FAINT = Style(color="color(243)")  # grey
ALARM = Style(color="color(163)", bold=True)

_FURNITURE = frozenset(
    {
        Kind.HEADLINE,
        Kind.BYLINE_DATE,
        Kind.PHOTO_CREDIT,
        Kind.TAGS,
        Kind.AUTHOR_BIO,
        Kind.CORRECTION_NOTE,
        Kind.AUDIO_VIDEO,
    }
)
"""What an editor put beside the story; the rest around it belongs to the site."""

_STATUS = {
    Status.COMPLETE: FURNITURE,
    Status.TRUNCATED: PAYWALL,
    Status.EXCERPT: PAYWALL,
    Status.BLOCKED: DUPLICATE,
    Status.NOT_ARTICLE: FAINT,
}

WIDE = 110
"""Columns from which kind and rule stand side by side."""
_INDEX, _KIND, _RULE, _MARGIN = 4, 17, 30, 24
_NAME = 10


def family(kind: Kind | None) -> Style:
    """The colour of a kind; none for the story itself."""
    if kind is Kind.BODY:
        return Style.null()
    if kind is Kind.DUPLICATE_LEAD:
        return DUPLICATE
    if kind in PAYWALL_FAMILY:
        return PAYWALL
    return FURNITURE if kind in _FURNITURE else FAINT


def draw(console: Console, draft: Draft, article: Article, *, everything: bool = False) -> None:
    """Print the page; `everything`: with the runs of blocks far from the story."""
    _draw_head(console, article)
    console.print()
    for shown in draft.blocks if everything else fold(draft.blocks):
        if isinstance(shown, Fold):
            _draw_fold(console, shown)
        else:
            _draw_block(console, shown)
    if not draft.blocks:
        console.print(Text("(no text on this page)", FAINT))
    console.print()
    _draw_verdict(console, draft, article)


def _draw_head(console: Console, article: Article) -> None:
    title, *rest = head(article)
    console.print(Text(printable(title.values[0]), Style(bold=True)))
    url, *about = rest
    console.print(Text(printable(url.values[0]), FAINT), soft_wrap=True)
    if about:
        console.print(Text(" · ".join(printable(line.values[0]) for line in about)))


def _draw_block(console: Console, block: Block) -> None:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=_INDEX, justify="right", style=FAINT)
    index, text = str(block.index), _struck(block)
    marks = [(kind_of(block), block.rule, block.kind)]
    marks += [(f"- {cut.kind.value}", f"  {cut.rule}", cut.kind) for cut in block.cuts]
    if console.width >= WIDE:
        grid.add_column(width=_KIND + 2, overflow="fold")
        grid.add_column(width=_RULE, overflow="fold")
        kinds = Text("\n").join(Text(name, family(kind) or FAINT) for name, _, kind in marks)
        rules = Text("\n").join(Text((rule or "").strip(), FAINT) for _, rule, _ in marks)
        margin: tuple[Text, ...] = (kinds, rules)
    else:
        grid.add_column(width=_MARGIN, overflow="fold")
        lines = [Text(name, family(kind) or FAINT) for name, _, kind in marks]
        for place, (_, rule, _) in reversed(list(enumerate(marks))):
            if rule:
                lines.insert(place + 1, Text(rule, FAINT))
        margin = (Text("\n").join(lines),)
    grid.add_column(ratio=1, overflow="fold")
    grid.add_row(index, *margin, text)
    console.print(grid)


def _struck(block: Block) -> Text:
    if block.kind is not Kind.BODY:
        return Text(printable(block.text), family(block.kind) + Style(strike=block.kind is not None))
    text = Text()
    for piece, cut in pieces(block):
        text.append(piece, None if cut is None else family(cut.kind) + Style(strike=True))
    return text


def _draw_fold(console: Console, run: Fold) -> None:
    kinds = ", ".join(f"{kind} {number}" for kind, number in run.kinds.items())
    text = Text(f"{run.blocks} blocks far from the story: {kinds} (--all shows them)", FAINT)
    console.print(Padding(Text("… ", FAINT) + text, (0, 0, 0, _INDEX - 1)))


def _draw_verdict(console: Console, draft: Draft, article: Article) -> None:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=_NAME, style=FAINT)
    grid.add_column(ratio=1, overflow="fold")
    before = ""
    for line in verdict(draft, article):
        grid.add_row(line.name if line.name != before else "", _verdict_value(line, article))
        before = line.name
    console.print(grid)


def _verdict_value(line: Line, article: Article) -> Text:
    values = [printable(value) for value in line.values if value]
    if line.name == "access":
        status, confidence = values
        colour = _STATUS[article.access.status] if article.access.status else ALARM
        return Text.assemble((status, colour + Style(bold=True)), (f"  confidence {confidence}", FAINT))
    if line.name == "evidence":
        signal, rule, *detail = values
        return Text.assemble((signal, "bold"), (f"  {rule}" if rule != "-" else "", FAINT), "  ", *detail)
    return Text("  ".join(values), ALARM if line.name == "error" else "")
