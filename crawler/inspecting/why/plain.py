"""The account of a block for `grep`, `cut` and `awk`: one signal a line, its name first, divided by tabs.

    block	16	meter_notice	en.meter.left	its wording
    rule	en.meter.left	meter_notice	wall	0-25	wording	You have 2 articles left.
    model	0.0146	-4.2147	-5.7007	42
    feature	-0.9432	mark_share	100%	share that the catalogue recognises
    step	choosing	left out	probability 0.01; none would be enough

docs/inspect.md says what stands in each column.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.inspecting.view import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.inspecting.why.told import Why


def plain(told: Why) -> Iterator[str]:
    """The lines, without their line ends."""
    for values in _rows(told):
        yield "\t".join(printable(str(value)) for value in values)


def _rows(told: Why) -> Iterator[tuple[object, ...]]:
    block, decision, model = told.block, told.decision, told.model
    yield "block", block.index, block.kind or "undecided", block.rule or "-", told.said or "-"
    yield "text", block.text
    yield "markup", block.tag, ", ".join(told.roles) or "-", told.markup or "-"
    for found in told.matched:
        mark = found.mark
        yield "rule", mark.rule, mark.kind, mark.cut, f"{mark.start}-{mark.end}", found.by, found.text
    if told.copy_of is not None:
        yield "copy", told.copy_of, told.copy_rule
    if decision is None:
        yield "error", "the page broke a stage: what decided can't be told"
        return
    kind, rule = decision.by_rules
    flags = (decision.prose, decision.in_region, decision.ruled)
    yield "rules", kind, rule or "-", *("yes" if flag else "no" for flag in flags)
    if model is not None:
        yield "model", f"{model.probability:.4f}", f"{model.log_odds:.4f}", f"{model.baseline:.4f}", model.others
        for moved in model.top:
            yield "feature", f"{moved.by:+.4f}", moved.name, moved.value, moved.plain
        yield "rest", f"{model.rest:+.4f}", model.rest_features
    elif told.unmeasured:
        yield "unmeasured", told.unmeasured
    if decision.need is not None:
        yield "need", least(decision.need.least), "as it is"
        for name, need in decision.need.otherwise:
            yield "need", least(need), name
    for step in decision.steps:
        yield "step", step.where, step.did, step.detail
    if told.memory:
        yield "step", "furniture", "renamed", told.memory
    for signal in told.evidence:
        yield "evidence", signal
    yield "record", told.record


def least(need: float | None) -> str:
    """A least probability: `none` where none is enough."""
    return "none" if need is None else f"{need:.2f}"
