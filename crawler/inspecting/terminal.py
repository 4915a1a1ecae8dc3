"""The page for a reader at a terminal: kind and rule in the margin, what is not the story struck out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.style import Style
from rich.text import Text

from crawler.inspecting.laying import LONGEST_LINE, NARROW, WIDE, columns, gauge, glyphs
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
BOLD = Style(bold=True)

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
_ENDS = {
    Status.TRUNCATED: "the copy ends here, the story does not",
    Status.EXCERPT: "the excerpt ends here, the story goes on elsewhere",
}

_INDEX, _BAR, _KIND, _RULE, _BOTH = 4, 2, 19, 31, 27
_NAME, _GAUGE = 12, 20


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
    last = max((block.index for block in draft.blocks if block.kind is Kind.BODY), default=-1)
    before: Block | Fold | None = None
    for shown in draft.blocks if everything else fold(draft.blocks):
        if _parted(before, shown):
            console.print()
        if isinstance(shown, Fold):
            _draw_fold(console, shown)
        else:
            _draw_block(console, shown, before)
            if shown.index == last and article.access.status in _ENDS:
                _draw_end(console, article.access.status)
        before = shown
    if not draft.blocks:
        console.print(Text("(no text on this page)", FAINT))
    console.print()
    _draw_verdict(console, draft, article)


def _parted(before: Block | Fold | None, shown: Block | Fold) -> bool:
    """Whether a blank line stands between two: paragraphs stand apart, from one another and from what is around them."""
    return before is not None and (_is_story(before) or _is_story(shown))


def _is_story(shown: Block | Fold) -> bool:
    return not isinstance(shown, Fold) and shown.kind is Kind.BODY


def _draw_head(console: Console, article: Article) -> None:
    title, *rest = head(article)
    console.print(Text(printable(title.values[0]), BOLD))
    url, *about = rest
    console.print(Text(printable(url.values[0]), FAINT), soft_wrap=True)
    if about:
        dot = f" {glyphs(console).dot} "
        console.print(Text(dot.join(_about(line) for line in about if not _says_no_more(line, article))))


def _about(line: Line) -> str:
    value = printable(line.values[0])
    return f"changed {value}" if line.name == "modified" else value


def _says_no_more(line: Line, article: Article) -> bool:
    return line.name == "modified" and article.modified == article.published


def _draw_block(console: Console, block: Block, before: Block | Fold | None) -> None:
    colour = family(block.kind)
    # What is the story stands plain.
    bar = Text("" if block.kind is Kind.BODY else glyphs(console).bar, colour)
    index = Text(f"{block.index:>{_INDEX - 1}}", FAINT)
    room = console.width - _INDEX - _BAR
    if console.width < NARROW:
        if not _goes_on(before, block):
            label = Text(kind_of(block), colour or FAINT)
            if block.rule and block.kind is not Kind.BODY:
                label.append(f"  {block.rule}", FAINT)
            columns(console, [([index], _INDEX), (bar, _BAR)], label, room)
            index = Text()
        text = _struck(block)
        columns(console, [([index], _INDEX), (bar, _BAR)], text, room)
        for cut in block.cuts:
            label = Text.assemble((f"- {cut.kind.value}", family(cut.kind)), (f"  {cut.rule}", FAINT))
            columns(console, [([Text()], _INDEX), (bar, _BAR)], label, room)
        return
    kinds, rules = _margin(block, before)
    if console.width >= WIDE:
        margin = [(kinds, _KIND), (rules, _RULE)]
    else:
        margin = [([line for pair in zip(kinds, rules, strict=True) for line in pair if line.plain], _BOTH)]
    room = min(LONGEST_LINE, room - sum(size for _, size in margin))
    text = _struck(block)
    columns(console, [([index], _INDEX), (bar, _BAR), *margin], text, room)


def _margin(block: Block, before: Block | Fold | None) -> tuple[list[Text], list[Text]]:
    """Kind and rule of a block, and of each passage struck out in it; nothing where they are those of the block above."""
    if _goes_on(before, block):
        return [Text()], [Text()]
    rule = "" if block.kind is Kind.BODY and block.rule == "body" else block.rule or ""
    kinds, rules = [Text(kind_of(block), family(block.kind) or FAINT)], [Text(rule, FAINT)]
    for cut in block.cuts:
        kinds.append(Text(f"- {cut.kind.value}", family(cut.kind)))
        rules.append(Text(cut.rule, FAINT))
    return kinds, rules


def _goes_on(before: Block | Fold | None, block: Block) -> bool:
    return (
        before is not None
        and not isinstance(before, Fold)
        and (before.kind, before.rule) == (block.kind, block.rule)
        and not block.cuts
    )


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
    more = Text(f"{glyphs(console).more:>{_INDEX - 1}}", FAINT)
    columns(console, [([more], _INDEX + _BAR)], text, console.width - _INDEX - _BAR)


def _draw_end(console: Console, status: Status | None) -> None:
    """The line where a cut copy stops."""
    if status is None:
        return
    width = min(console.width, _INDEX + _BAR + _KIND + _RULE + LONGEST_LINE)
    rule = glyphs(console).rule
    said = f" {_ENDS[status]} "
    console.print()
    console.print(Text(f"{rule * 3}{said}".ljust(width, rule)[:width], _STATUS[status]), no_wrap=True)


def _draw_verdict(console: Console, draft: Draft, article: Article) -> None:
    marks = glyphs(console)
    console.print(Text(marks.rule * min(console.width, LONGEST_LINE), FAINT), no_wrap=True)
    before = ""
    for line in verdict(draft, article):
        name = Text(line.name if line.name != before else "", FAINT)
        value = _verdict_value(console, line, article)
        columns(console, [([name], _NAME)], value, min(console.width, WIDE) - _NAME)
        before = line.name


def _verdict_value(console: Console, line: Line, article: Article) -> Text:
    marks = glyphs(console)
    values = [printable(value) for value in line.values if value]
    if line.name == "access":
        status, confidence = values
        colour = _STATUS[article.access.status] if article.access.status else ALARM
        return Text.assemble((status, colour + BOLD), (f"  confidence {confidence}", FAINT))
    if line.name == "words" and article.access.expected_words:
        colour = _STATUS[article.access.status] if article.access.status else FAINT
        bar = gauge(article.words / article.access.expected_words, _GAUGE, marks)
        return Text.assemble((bar, colour), "  ", values[0])
    if line.name == "struck out" and article.artifacts:
        return _by_kind(article)
    if line.name == "evidence":
        signal, rule, *detail = values
        return Text.assemble((signal, BOLD), (f"  {rule}" if rule != "-" else "", FAINT), "  ", *detail)
    return Text("  ".join(values), ALARM if line.name == "error" else "")


def _by_kind(article: Article) -> Text:
    """The kinds that were struck out, the paywall's family first, each in its colour."""
    numbers: dict[Kind, int] = {}
    for artifact in article.artifacts:
        numbers[artifact.kind] = numbers.get(artifact.kind, 0) + 1
    order = sorted(numbers, key=lambda kind: (kind not in PAYWALL_FAMILY, kind not in _FURNITURE, -numbers[kind]))
    return Text(", ").join(Text(f"{kind.value} {numbers[kind]}", family(kind)) for kind in order)
