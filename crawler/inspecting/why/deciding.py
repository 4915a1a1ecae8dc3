"""How the body stage came to a block's kind: its steps once more, on a draft of its own, and what-ifs put to them.

No rule is written down here a second time. A step is called as the stage calls it, and its answer for the block before
and after is compared; what it hung on is found by asking again with one thing changed: another probability for this
block, no marks, no links. So the account can't drift from the code, and the chain itself keeps no books.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from crawler.items import Kind
from pipelines import STAGES, Options
from pipelines.body import (
    BodyStage,
    body,
    cuts_of,
    headline_keys,
    measured_span,
    scores_of,
    settle_copies,
    story_of,
)
from pipelines.choosing import scored_body, scored_lines
from pipelines.draft import Draft
from pipelines.endings import first_article, stopped
from pipelines.features import Measured, features
from pipelines.kinds import name_kind
from pipelines.sketch import Sketch

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from crawler.items import Page

_HALVINGS = 14
_CUTS = frozenset({"wall", "counted"})


@dataclass(frozen=True, slots=True)
class Need:
    """The least probability that takes a block into the story, all others being as they are."""

    least: float | None
    """Null: none would."""
    otherwise: tuple[tuple[str, float | None], ...] = ()
    """What it would be with one thing changed, where that makes it another."""


@dataclass(frozen=True, slots=True)
class Step:
    """What one step of the body stage made of the block."""

    where: str
    """The file of `pipelines/` that it stands in."""
    did: str
    """`chose`, `left out`, `dropped`, `added`, `cut`, `named`, `renamed`."""
    detail: str


@dataclass(frozen=True, slots=True)
class Scored:
    """What the model was given and said; the matrix has a row for each block of `span`."""

    probability: float
    matrix: NDArray[np.float32]
    span: range


@dataclass(frozen=True, slots=True)
class Decision:
    """All that led to a block's kind before the site's memory and the verdict."""

    prose: bool
    in_region: bool
    ruled: bool
    """Whether the rules alone take it for the story."""
    by_rules: tuple[Kind | None, str | None]
    """Kind and rule in the mode without a model."""
    scored: Scored | None
    """Null in the mode without a model."""
    need: Need | None
    steps: tuple[Step, ...]
    kind: Kind | None
    rule: str | None


def decide(page: Page, options: Options, index: int) -> Decision:
    """Go through the body stage for one block of a page. Raises what the stage raises on a page that breaks it."""
    draft = _measured(page, options)
    headlines = headline_keys(draft)
    sketch = Sketch.of(draft, headlines)
    scores = scores_of(draft, sketch, headlines)
    steps: list[Step] = []
    need = None
    chosen = sketch.ruled
    if scores is None:
        steps.append(_chose("sketch", index in chosen, "rules alone, without a model"))
    else:
        choose = scored_lines if page.plain else scored_body
        chosen = choose(draft, sketch, scores)
        need = _need(draft, sketch, scores, index, choose)
        steps.append(_chose("choosing", index in chosen, _said(scores[index], need)))
    chosen = _ended(draft, chosen, scores, headlines, index, steps)
    whole = story_of(draft, headlines)
    if (index in whole) is not (index in chosen):
        steps.append(Step("body", "added" if index in whole else "dropped", "by a step of `story_of`"))
        chosen = whole
    name, rule = _named(draft, chosen, headlines, index, steps)
    body(final := _measured(page, options))
    block = final.blocks[index]
    if (block.kind, block.rule) != (name, rule):
        was = f"{name} ({rule})" if name is not None else "undecided"
        steps.append(Step("runs", "renamed", f"from {was} to {block.kind} ({block.rule}), by the company it stands in"))
    body(ruled := _measured(page, replace(options, models=None)))
    return Decision(
        prose=sketch.prose[index],
        in_region=index in sketch.region,
        ruled=index in sketch.ruled,
        by_rules=(ruled.blocks[index].kind, ruled.blocks[index].rule),
        scored=None if scores is None else _scored(draft, sketch, headlines, scores, index),
        need=need,
        steps=tuple(steps),
        kind=block.kind,
        rule=block.rule,
    )


def _measured(page: Page, options: Options) -> Draft:
    """A draft of the page as the body stage gets it."""
    draft = Draft(page, options)
    for stage in STAGES[: STAGES.index(BodyStage)]:
        stage.run(draft)
    return draft


def _scored(draft: Draft, sketch: Sketch, headlines: set[str], scores: Sequence[float], index: int) -> Scored:
    span = measured_span(draft)
    return Scored(float(scores[index]), features(Measured.of(draft, sketch, headlines, span)), span)


def _chose(where: str, taken: bool, detail: str) -> Step:
    return Step(where, "chose" if taken else "left out", detail)


def _said(probability: float, need: Need) -> str:
    if need.least is None:
        return f"probability {probability:.2f}; none would be enough"
    return f"probability {probability:.2f}, {need.least:.2f} needed"


def _need(
    draft: Draft,
    sketch: Sketch,
    scores: Sequence[float],
    index: int,
    choose: Callable[[Draft, Sketch, Sequence[float]], set[int]],
) -> Need:
    """What the choosing rules ask of this block, and what of its company that hangs on."""
    block = draft.blocks[index]

    def least(of: Draft = draft, by: Sketch = sketch, given: Sequence[float] = scores) -> float | None:
        def taken(probability: float) -> bool:
            return index in choose(of, by, [*given[:index], probability, *given[index + 1 :]])

        if not taken(1.0):
            return None
        low, high = 0.0, 1.0
        if taken(low):
            return 0.0
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            low, high = (low, middle) if taken(middle) else (middle, high)
        return round(high, 3)

    def changed(**fields: object) -> Draft:
        other = replace(block, **fields)  # type: ignore[arg-type]
        return replace(draft, blocks=[*draft.blocks[:index], other, *draft.blocks[index + 1 :]])

    unmarked = replace(draft, marks={i: marks for i, marks in draft.marks.items() if i != index})
    alone = [score if i == index else 0.0 for i, score in enumerate(scores)]
    beside = [1.0 if abs(i - index) == 1 else score for i, score in enumerate(scores)]
    opposite = replace(sketch, ruled=sketch.ruled ^ {index})
    what_ifs: list[tuple[str, Draft, Sketch, Sequence[float]]] = [
        ("if the catalogue recognised nothing in it", unmarked, sketch, scores),
        ("if nothing in it were linked", changed(link_chars=0, links=0), sketch, scores),
        ("if its markup said nothing of it", changed(roles=0), sketch, scores),
        (
            "if the rules alone left it out" if index in sketch.ruled else "if the rules alone took it",
            draft,
            opposite,
            scores,
        ),
        ("if its neighbours were surely the story's", draft, sketch, beside),
        ("if the model left out all other blocks", draft, sketch, alone),
    ]
    now = least()
    found = [(name, least(of, by, given)) for name, of, by, given in what_ifs]
    return Need(now, tuple((name, need) for name, need in found if need != now))


def _ended(
    draft: Draft,
    chosen: set[int],
    scores: Sequence[float] | None,
    headlines: set[str],
    index: int,
    steps: list[Step],
) -> set[int]:
    """The story with its end, as `story_of` sets it."""
    if draft.page.plain:
        return chosen
    if scores is not None:
        before, chosen = chosen, stopped(draft, chosen, scores)
        if index in before - chosen:
            steps.append(Step("endings", "dropped", _why_stopped(draft, before, chosen, scores, index)))
    before, chosen = chosen, first_article(draft, chosen, headlines)
    if index in before - chosen:
        last = max(chosen, default=-1)
        title = next((b for b in draft.blocks[last + 1 : index + 1] if b.tag in {"h1", "h2"}), None)
        named = f" {title.index} {_short(title.text)!r}" if title is not None else ""
        steps.append(Step("endings", "dropped", f"the next article's headline{named} ends the story before it"))
    return chosen


def _why_stopped(draft: Draft, before: set[int], after: set[int], scores: Sequence[float], index: int) -> str:
    last = max(after, default=-1)
    unwalled = {i: [m for m in marks if m.cut not in _CUTS] for i, marks in draft.marks.items()}
    if index in stopped(replace(draft, marks=unwalled), before, scores):
        walls = [i for i in range(last + 1, index) if any(m.cut in _CUTS for m in draft.marks.get(i, []))]
        at = f" in block {walls[0]}" if walls else ""
        return f"the story ends at block {last}: a wall stands behind it{at}, and what follows is set in another way"
    return f"the story ends at block {last}, which trails off or breaks off, and what follows is set in another way"


def _named(
    draft: Draft, chosen: set[int], headlines: set[str], index: int, steps: list[Step]
) -> tuple[Kind | None, str | None]:
    """The kind that the block gets before the company it stands in is looked at."""
    block = draft.blocks[index]
    story = set(chosen)
    settle_copies(draft, story)
    if block.kind is not None:
        copy = draft.copies.get(index)
        of = f"repeats block {copy.of}, which stays" if copy is not None else "its repeats stay in its place"
        dropped = "dropped" if index in chosen else "named"
        steps.append(Step("body", dropped, f"{block.kind} ({block.rule}): {of}"))
        return block.kind, block.rule
    if index in story:
        if cuts := cuts_of(block, draft.marks.get(index, [])):
            named = ", ".join(f"{cut.kind} ({cut.rule})" for cut in cuts)
            steps.append(Step("body", "cut", f"{named} out of it; the rest stays the story's"))
        return Kind.BODY, "body"
    kind, rule = name_kind(block, draft, headlines)
    steps.append(Step("kinds", "named", f"{kind} ({rule})"))
    return kind, rule


def _short(text: str) -> str:
    return text if len(text) <= 50 else f"{text[:49]}…"
