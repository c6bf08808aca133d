"""A fault plan as JSON and back: {"match":{"op":"order.create","nth":3},"fault":"late_apply"}.

A bare list holds only rules; the full form is an object with rules, outages and chance.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from posapp.sandbox.faults.kinds import Fault, FaultKind
from posapp.sandbox.faults.plan import Chance, FaultPlan, Outage, Rule
from posapp.sandbox.message import JsonObject
from posapp.sandbox.ops import Op, Surface


def to_json(plan: FaultPlan) -> str:
    """The plan's schedule as text; what has fired is not part of it."""
    body: JsonObject = {
        "rules": [_rule_out(rule) for rule in plan.rules],
        "outages": [_outage_out(outage) for outage in plan.outages],
    }
    if plan.chance is not None:
        chance = plan.chance
        body["chance"] = {
            "seed": chance.seed,
            "p": chance.p,
            "kinds": [kind.value for kind in chance.kinds],
            "late_s": chance.late_s,
        }
    return json.dumps(body, indent=1)


def from_json(text: str) -> FaultPlan:
    """The plan that `to_json` wrote, or a bare list of rules; ValueError or KeyError if neither."""
    value = json.loads(text)
    if isinstance(value, list):
        return FaultPlan([_rule_in(item) for item in value])
    chance = value.get("chance")
    return FaultPlan(
        [_rule_in(item) for item in value.get("rules", ())],
        outages=[_outage_in(item) for item in value.get("outages", ())],
        chance=None
        if chance is None
        else Chance(
            seed=chance["seed"],
            p=chance["p"],
            kinds=tuple(FaultKind(kind) for kind in chance["kinds"]),
            late_s=chance["late_s"],
        ),
    )


def _fault_out(fault: Fault) -> JsonObject:
    fields = {"d": fault.d, "applied": fault.applied, "size": fault.size}
    set_fields = {name: value for name, value in fields.items() if value is not None}
    return {"fault": fault.kind.value, **set_fields}


def _fault_in(item: Mapping[str, Any]) -> Fault:
    return Fault(
        FaultKind(item["fault"]),
        d=item.get("d"),
        applied=item.get("applied"),
        size=item.get("size"),
    )


def _rule_out(rule: Rule) -> JsonObject:
    match: JsonObject = {}
    if rule.op is not None:
        match["op"] = rule.op.value
    if rule.nth is not None:
        match["nth"] = rule.nth
    if rule.times != 1:
        match["times"] = rule.times
    return {"match": match, **_fault_out(rule.fault)}


def _rule_in(item: Mapping[str, Any]) -> Rule:
    match = item.get("match", {})
    return Rule(
        _fault_in(item),
        op=Op(match["op"]) if "op" in match else None,
        nth=match.get("nth"),
        times=match.get("times", 1),
    )


def _outage_out(outage: Outage) -> JsonObject:
    return {
        "from_ms": outage.from_ms,
        "to_ms": outage.to_ms,
        "surface": outage.surface.value if outage.surface else None,
        **_fault_out(outage.fault),
    }


def _outage_in(item: Mapping[str, Any]) -> Outage:
    surface = item.get("surface")
    return Outage(
        from_ms=item["from_ms"],
        to_ms=item["to_ms"],
        fault=_fault_in(item),
        surface=None if surface is None else Surface(surface),
    )
