"""The account of a block for a reader at a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.style import Style
from rich.text import Text

from crawler.inspecting.laying import LONGEST_LINE, NARROW, columns, glyphs
from crawler.inspecting.terminal import ALARM, BOLD, FAINT, FURNITURE, PAYWALL, family
from crawler.inspecting.view import kind_of, printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from crawler.inspecting.why.told import Matched, Model, Why
    from pipelines.draft import Block

AROUND = 2
"""Blocks before and behind that are shown with it."""
_INDENT = 2
_VALUE, _SHARE, _HALF = 14, 8, 10
_WHERE, _DID = 14, 11
_FOR, _AGAINST = FURNITURE, PAYWALL


def draw(console: Console, told: Why, blocks: Sequence[Block]) -> None:
    """Print the account of a block of these blocks."""
    _draw_title(console, told)
    _draw_around(console, told.block, blocks)
    _head(console, "markup", f"<{told.block.tag}>" if told.block.tag != "line" else "plain text has none")
    if told.roles:
        _say(console, Text(f"says: {', '.join(told.roles)}"))
    if told.markup:
        _say(console, Text(f"from {printable(told.markup)}", FAINT))
    _draw_rules(console, told)
    decision = told.decision
    if decision is None:
        _say(console, Text("The page broke a stage: what decided can't be told.", ALARM))
        return
    kind, rule = decision.by_rules
    _head(console, "rules alone", "what COPYDESK_BODY_MODEL=none would say")
    flags = (
        ("reads like prose", decision.prose),
        ("in the container with nearly all prose", decision.in_region),
        ("the story", decision.ruled),
    )
    dot = f" {glyphs(console).dot} "
    _say(console, Text(dot.join(f"{name}: {'yes' if is_so else 'no'}" for name, is_so in flags)))
    _say(console, Text.assemble(f"{glyphs(console).arrow} ", (f"{kind}", family(kind) + BOLD), (f"  {rule}", FAINT)))
    if told.model is not None:
        _draw_model(console, told.model)
    elif told.unmeasured:
        _head(console, "the model", "")
        _say(console, Text(told.unmeasured))
    _draw_decision(console, told)


def _draw_title(console: Console, told: Why) -> None:
    block = told.block
    title = Text.assemble(
        (f"Block {block.index}  ", BOLD),
        (kind_of(block), family(block.kind) + BOLD),
        (f"  {block.rule or ''}", FAINT),
    )
    if told.said:
        title.append(f"  {told.said}")
    console.print(title)
    console.print()


def _draw_around(console: Console, block: Block, blocks: Sequence[Block]) -> None:
    marks = glyphs(console)
    for near in blocks[max(0, block.index - AROUND) : block.index + AROUND + 1]:
        here = near.index == block.index
        pointer = Text(f"{marks.here if here else ' '}{near.index:>4} ", FAINT)
        room = min(console.width - 8, LONGEST_LINE)
        text = Text(printable(near.text), BOLD if here else FAINT)
        if not here:
            text.truncate(room, overflow="ellipsis")
        _beside(console, pointer, Text(marks.bar, family(near.kind)), text, room)


def _beside(console: Console, pointer: Text, bar: Text, text: Text, room: int) -> None:
    columns(console, [([pointer], 6), (bar, 2)], text, room)


def _draw_rules(console: Console, told: Why) -> None:
    number = len(told.matched)
    _head(console, "catalogue", f"{number} rule{'' if number == 1 else 's'}" if number else "recognises nothing")
    for found in told.matched:
        _draw_rule(console, told.block, found)
    if told.copy_of is not None:
        _head(console, "copies", f"of block {told.copy_of}  {told.copy_rule}")


def _draw_rule(console: Console, block: Block, found: Matched) -> None:
    mark = found.mark
    said = Text.assemble((mark.rule, BOLD), "  ", (mark.kind.value, family(mark.kind)))
    if mark.cut != "none":
        said.append(f"  cut: {mark.cut}")
    if mark.wall is not None:
        said.append(f"  wall: {mark.wall}")
    said.append(f"  by its {found.by}", FAINT)
    _say(console, said)
    whole = mark.end - mark.start >= len(block.text)
    place = "all of it" if whole else f"characters {mark.start}-{mark.end} of {len(block.text)}"
    _say(console, Text(place, FAINT) if whole else Text.assemble((f"{place}  ", FAINT), printable(found.text)), 2)


def _draw_model(console: Console, model: Model) -> None:
    _head(console, "the model", f"{model.probability:.2f} likely the story's")
    narrow = console.width < NARROW
    bars = 0 if narrow else 2 * _HALF + 1
    room = min(console.width, LONGEST_LINE) - _INDENT - _VALUE - _SHARE - bars - 2
    strongest = max((abs(moved.by) for moved in model.top), default=1.0)
    marks = glyphs(console)
    if not narrow:
        left = " " * (_INDENT + room + 1 + _VALUE + _SHARE + 1)
        legend = Text.assemble(left, ("against".rjust(_HALF), _AGAINST), " ", ("for it", _FOR))
        console.print(legend, no_wrap=True)
    _row(console, f"the mean of {model.others} blocks of this page", "", model.baseline, None, room, FAINT)
    for moved in model.top:
        bar = None if narrow else _diverging(moved.by / strongest, marks.full, marks.axis)
        _row(console, moved.plain, moved.value, moved.by, bar, room)
    _row(console, f"{model.rest_features} more features", "", model.rest, None, room, FAINT)
    console.print(Text(" " * _INDENT + marks.rule * (room + 1 + _VALUE + _SHARE), FAINT), no_wrap=True)
    _row(console, f"log-odds; as a probability {model.probability:.4f}", "", model.log_odds, None, room, BOLD)


def _row(
    console: Console, name: str, value: str, share: float, bar: Text | None, room: int, style: Style | None = None
) -> None:
    style = style or Style.null()
    names = Text(name, style).wrap(console, max(1, room), overflow="fold")
    for place, part in enumerate(names):
        line = Text(" " * _INDENT)
        part.truncate(room, pad=True)
        line.append_text(part)
        if place == 0:
            line.append(f" {value:>{_VALUE}}{share:>+{_SHARE}.2f}", style)
            if bar is not None:
                line.append(" ")
                line.append_text(bar)
        line.rstrip()
        console.print(line, no_wrap=True, crop=False)


def _diverging(share: float, full: str, axis: str) -> Text:
    """A bar from the middle: to the left against the story, to the right for it."""
    size = round(abs(share) * _HALF)
    left = (full * size).rjust(_HALF) if share < 0 else " " * _HALF
    right = full * size if share > 0 else ""
    return Text.assemble((left, _AGAINST), (axis, FAINT), (right, _FOR))


def _draw_decision(console: Console, told: Why) -> None:
    decision = told.decision
    if decision is None:
        return
    _head(console, "what decided", "")
    need = decision.need
    for step in decision.steps:
        _step(console, f"{step.where}.py", step.did, step.detail)
        if step.where == "choosing" and need is not None:
            for name, least in need.otherwise:
                asked = "none would be enough" if least is None else f"{least:.2f} needed"
                _step(console, "", "", f"{asked} {name}", FAINT)
    if told.memory:
        _step(console, "furniture.py", "renamed", told.memory)
    if told.evidence:
        _step(console, "access.py", "proved", f"evidence of the verdict: {', '.join(told.evidence)}")
    _step(console, "normalize.py", "wrote", told.record)


def _step(console: Console, where: str, did: str, detail: str, style: Style | None = None) -> None:
    left = [([Text()], _INDENT), ([Text(where, FAINT)], _WHERE), ([Text(did, BOLD)], _DID)]
    room = min(console.width, LONGEST_LINE) - _INDENT - _WHERE - _DID
    text = Text(printable(detail), style or "")
    if console.width < NARROW:
        _say(console, Text.assemble((f"{where} ", FAINT), (f"{did} " if did else "", BOLD), text))
    else:
        columns(console, left, text, room)


def _head(console: Console, name: str, said: str) -> None:
    console.print()
    console.print(Text.assemble((name.upper(), BOLD), (f"  {said}" if said else "", FAINT)))


def _say(console: Console, text: Text, more: int = 0) -> None:
    columns(console, [([Text()], _INDENT + more)], text, min(console.width, LONGEST_LINE) - _INDENT - more)
