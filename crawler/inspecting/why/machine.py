"""The account of a block for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crawler.inspecting.why.deciding import Decision
    from crawler.inspecting.why.told import Model, Why


def machine(told: Why) -> dict[str, Any]:
    """`{index, kind, rule, means, text, tag, markup, rules, copy, rules_alone, model, need, steps, evidence, record}`.

    `model.baseline`, all of `model.features` and `model.rest` add up to `model.log_odds`. What is not known is null.
    """
    block, decision = told.block, told.decision
    return {
        "index": block.index,
        "kind": block.kind,
        "rule": block.rule,
        "means": told.said or None,
        "text": block.text,
        "tag": block.tag,
        "markup": {"roles": list(told.roles), "element": told.markup or None},
        "rules": [
            {
                "rule": found.mark.rule,
                "kind": found.mark.kind,
                "cut": found.mark.cut,
                "wall": found.mark.wall,
                "by": found.by,
                "start": found.mark.start,
                "end": found.mark.end,
                "text": found.text,
            }
            for found in told.matched
        ],
        "copy": None if told.copy_of is None else {"of": told.copy_of, "rule": told.copy_rule},
        "rules_alone": None if decision is None else _rules_alone(decision),
        "model": None if told.model is None else _model(told.model),
        "need": None if decision is None or decision.need is None else _need(decision),
        "steps": None
        if decision is None
        else [{"where": step.where, "did": step.did, "detail": step.detail} for step in decision.steps],
        "memory": told.memory or None,
        "evidence": list(told.evidence),
        "record": told.record,
    }


def _rules_alone(decision: Decision) -> dict[str, Any]:
    kind, rule = decision.by_rules
    return {
        "kind": kind,
        "rule": rule,
        "prose": decision.prose,
        "in_region": decision.in_region,
        "story": decision.ruled,
    }


def _model(model: Model) -> dict[str, Any]:
    return {
        "probability": model.probability,
        "log_odds": model.log_odds,
        "baseline": model.baseline,
        "others": model.others,
        "features": [
            {"name": moved.name, "plain": moved.plain, "value": moved.value, "by": moved.by} for moved in model.top
        ],
        "rest": model.rest,
        "rest_features": model.rest_features,
    }


def _need(decision: Decision) -> dict[str, Any]:
    assert decision.need is not None  # noqa: S101 - asked before
    return {
        "least": decision.need.least,
        "otherwise": [{"if": name.removeprefix("if "), "least": need} for name, need in decision.need.otherwise],
    }
