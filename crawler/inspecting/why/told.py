"""Everything that is known of why a block is what it is, gathered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from crawler.inspecting.why.attribution import attribute
from crawler.inspecting.why.deciding import Decision, decide
from crawler.inspecting.why.features import plain_name, plain_value
from crawler.inspecting.why.signals import markup_of, roles_of, said_of
from crawler.items import Kind
from pipelines.body import MARGIN
from pipelines.features import NAMES
from pipelines.tidying import tidy

if TYPE_CHECKING:
    from crawler.items import Article
    from pipelines.draft import Block, Draft, Mark

TOP = 10
"""Features that are shown one by one."""


@dataclass(frozen=True, slots=True)
class Matched:
    """A rule that recognised something in the block."""

    mark: Mark
    text: str
    by: str
    """`wording` or `element`."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A feature, and how it moved the model."""

    name: str
    plain: str
    value: str
    by: float
    """Log-odds."""


@dataclass(frozen=True, slots=True)
class Model:
    """What the model said of the block, and why."""

    probability: float
    baseline: float
    """Mean log-odds of the page's blocks."""
    log_odds: float
    others: int
    """Blocks of the page that the baseline is the mean of."""
    top: tuple[Moved, ...]
    """The features that moved it most, from the strongest."""
    rest: float
    """Log-odds that all others add."""
    rest_features: int
    """How many they are."""


@dataclass(frozen=True, slots=True)
class Why:
    """The account of one block."""

    block: Block
    said: str
    """What its rule means, in words."""
    markup: str
    """The element whose markup decided; empty where none did."""
    roles: tuple[str, ...]
    """All that markup says of it."""
    matched: tuple[Matched, ...]
    copy_of: int | None
    copy_rule: str | None
    decision: Decision | None
    """Null where the page broke a stage."""
    model: Model | None
    """Null in the mode without a model, and for a block that it does not look at."""
    unmeasured: str
    """Why the model did not look at it; empty where it did, or where there is none."""
    evidence: tuple[str, ...]
    """Signals of the verdict that this block is the evidence of."""
    record: str
    """Where it is in the record."""
    memory: str
    """What the site's memory made of it; empty where nothing."""


def why(draft: Draft, article: Article, block: Block) -> Why:
    """The account of a block of a page that has gone through all stages."""
    decision = None if draft.error is not None else decide(draft.page, draft.options, block.index)
    marks = draft.marks.get(block.index, [])
    elements = draft.options.matcher.element_ids
    copy = draft.copies.get(block.index)
    model, unmeasured = _model(draft, block, decision)
    return Why(
        block=block,
        said=said_of(block.rule or "", draft.options.matcher),
        markup=markup_of(block, block.rule or ""),
        roles=tuple(roles_of(block)),
        matched=tuple(
            Matched(mark, block.text[mark.start : mark.end], "element" if mark.rule in elements else "wording")
            for mark in marks
        ),
        copy_of=copy.of if copy is not None else None,
        copy_rule=copy.rule if copy is not None else None,
        decision=decision,
        model=model,
        unmeasured=unmeasured,
        evidence=_evidence(article, block, marks),
        record=_record(article, block),
        memory=_memory(block, decision),
    )


def _model(draft: Draft, block: Block, decision: Decision | None) -> tuple[Model | None, str]:
    scored = decision.scored if decision is not None else None
    learned = draft.options.model(plain=draft.page.plain)
    if scored is None or learned is None:
        return None, ""
    if block.index not in scored.span:
        return None, f"it stands more than {MARGIN} blocks from all prose: the model does not look there"
    row = block.index - scored.span.start
    found = attribute(learned, scored.matrix, row)
    order = np.argsort(-np.abs(found.shares), kind="stable")
    top = [int(i) for i in order[:TOP] if found.shares[i]]
    values = scored.matrix[row]
    moved = tuple(
        Moved(NAMES[i], plain_name(NAMES[i]), plain_value(NAMES[i], float(values[i])), float(found.shares[i]))
        for i in top
    )
    rest = float(found.shares.sum()) - sum(float(found.shares[i]) for i in top)
    others = int(np.count_nonzero(found.shares)) - len(top)
    return Model(scored.probability, found.baseline, found.log_odds, found.others, moved, rest, others), ""


def _evidence(article: Article, block: Block, marks: list[Mark]) -> tuple[str, ...]:
    passages = {(mark.rule, block.text[mark.start : mark.end][:200]) for mark in marks}
    return tuple(each.signal for each in article.access.evidence if (each.rule, each.detail) in passages)


def _record(article: Article, block: Block) -> str:
    if article.rights.withheld:
        return "the publisher reserves the text: the record holds none"
    text = tidy(block.text)
    if block.kind is Kind.BODY:
        passages = f", without {_many(len(block.cuts), 'passage')} struck out" if block.cuts else ""
        return f"in the story's text{passages}"
    for artifact in article.artifacts:
        if artifact.offset is None and artifact.text == text:
            return f"an artifact, behind {_many(artifact.after, 'paragraph')}"
    return "in neither text nor artifacts: it stands far from the story"


def _memory(block: Block, decision: Decision | None) -> str:
    if decision is None or (decision.kind, decision.rule) == (block.kind, block.rule):
        return ""
    return f"from {decision.kind} ({decision.rule}) to {block.kind} ({block.rule})"


def _many(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
