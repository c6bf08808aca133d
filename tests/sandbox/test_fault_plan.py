"""Fault plans: what meets which request, the same every time, and as JSON and back."""

import json

import pytest

from posapp.sandbox.faults.kinds import NEEDS_A_PERSON, Fault, FaultKind
from posapp.sandbox.faults.plan import FaultPlan, Outage, Rule
from posapp.sandbox.faults.plan_json import from_json, to_json
from posapp.sandbox.ops import WRITES, Op, Surface

K = FaultKind


def kinds(plan, op, count=50, now_ms=0):
    """What the next requests of an operation meet."""
    faults = (plan.choose(op, now_ms=now_ms) for _ in range(count))
    return [fault and fault.kind for fault in faults]


def test_a_rule_meets_the_nth_request_of_its_operation():
    """Other operations do not count; `times` stretches it; without `nth` it is every request."""
    plan = FaultPlan(
        [
            Rule(Fault(K.FAIL_AFTER), op=Op.ORDER_CREATE, nth=3),
            Rule(Fault(K.STALL), op=Op.FEED, nth=1, times=2),
            Rule(Fault(K.FORBIDDEN), op=Op.CLUB_LIST),
        ]
    )
    assert kinds(plan, Op.FEED, 3) == [K.STALL, K.STALL, None]
    assert kinds(plan, Op.ORDER_CREATE, 4) == [None, None, K.FAIL_AFTER, None]
    assert kinds(plan, Op.CLUB_LIST, 2) == [K.FORBIDDEN] * 2
    assert [(one.op, one.nth) for one in plan.fired][:3] == [
        (Op.FEED, 1),
        (Op.FEED, 2),
        (Op.ORDER_CREATE, 3),
    ]


def test_an_injected_fault_meets_the_next_request():
    """Injection counts from now on, for one operation or for whatever comes."""
    plan = FaultPlan()
    kinds(plan, Op.FEED, 5)
    plan.inject(Fault(K.STALL), op=Op.FEED, times=2)
    assert kinds(plan, Op.FEED, 3) == [K.STALL, K.STALL, None]
    plan.inject(Fault(K.FORBIDDEN))
    assert kinds(plan, Op.CLUB_LIST, 2) == [K.FORBIDDEN, None]


def test_chance_is_the_same_for_the_same_seed_whatever_the_order():
    """The nth request of an operation meets the same fault however threads interleave."""
    one, two = FaultPlan.random(4, 0.4), FaultPlan.random(4, 0.4)
    orders = kinds(one, Op.ORDER_CREATE)
    feed = kinds(one, Op.FEED)
    assert kinds(two, Op.FEED) == feed
    assert kinds(two, Op.ORDER_CREATE) == orders
    assert kinds(FaultPlan.random(5, 0.4), Op.ORDER_CREATE) != orders
    assert 8 <= sum(kind is not None for kind in orders) <= 32


def test_chance_deals_only_what_suits_and_heals():
    """Reads do not meet late application, writes no stale reads, and nobody is parked by chance."""
    plan = FaultPlan.random(9, 1.0)
    reads = set(kinds(plan, Op.FEED, 400))
    writes = set(kinds(plan, Op.ORDER_CREATE, 400))
    assert K.STALE_READ in reads - writes
    assert {K.LATE_APPLY, K.APPLY_TWICE, K.IN_USE} <= writes - reads
    assert not (reads | writes) & NEEDS_A_PERSON
    plan.heal()
    assert kinds(plan, Op.FEED, 10) == [None] * 10
    assert len(plan.fired) == 800


def test_a_standing_outage_covers_its_time_and_its_remote():
    """Before, after and elsewhere nothing happens; an outage may be other than refusal."""
    plan = FaultPlan(
        outages=[
            Outage(100, 200, surface=Surface.RELAY),
            Outage(300, None, Fault(K.UNAVAILABLE_HTML), Surface.TOCK),
        ]
    )
    assert kinds(plan, Op.FEED, 1, now_ms=99) == [None]
    assert kinds(plan, Op.FEED, 1, now_ms=100) == [K.REFUSE]
    assert kinds(plan, Op.ORDER_CREATE, 1, now_ms=150) == [None]
    assert kinds(plan, Op.FEED, 1, now_ms=200) == [None]
    assert kinds(plan, Op.EXPORT_URLS, 1, now_ms=10_000) == [K.UNAVAILABLE_HTML]
    assert plan.is_refusing([Surface.RELAY], now_ms=150)
    assert not plan.is_refusing([Surface.RELAY, Surface.TOCK], now_ms=150)
    assert not plan.is_refusing([Surface.TOCK], now_ms=400)


def test_plans_survive_json():
    """A plan read back deals the same faults."""
    plan = FaultPlan(
        [
            Rule(Fault(K.LATE_APPLY, d=5), op=Op.ORDER_CREATE, nth=3),
            Rule(Fault(K.STALL, applied=False), nth=2, times=4),
            Rule(Fault(K.HUGE_BODY, size=10), op=Op.FEED),
        ],
        outages=[Outage(1, 2), Outage(3, None, Fault(K.FORBIDDEN), Surface.BACK_OFFICE)],
        chance=FaultPlan.random(3, 0.5).chance,
    )
    text = to_json(plan)
    again = from_json(text)
    assert (again.rules, again.outages, again.chance) == (plan.rules, plan.outages, plan.chance)
    assert to_json(again) == text
    assert json.loads(text)["rules"][0] == {
        "match": {"op": "order.create", "nth": 3},
        "fault": "late_apply",
        "d": 5,
    }


def test_a_bare_list_is_a_plan():
    """The short hand-written form."""
    plan = from_json('[{"match":{"op":"order.create","nth":1},"fault":"reset_after"}]')
    assert kinds(plan, Op.ORDER_CREATE, 2) == [K.RESET_AFTER, None]
    with pytest.raises(ValueError, match="no_such"):
        from_json('[{"match":{},"fault":"no_such"}]')


def test_generated_plans_are_lists_that_can_be_kept():
    """A seed gives a written schedule for the writes, the same each time and through JSON."""
    plan = FaultPlan.generated(8, count=30)
    assert plan.rules == FaultPlan.generated(8, count=30).rules
    assert plan.rules != FaultPlan.generated(9, count=30).rules
    assert from_json(to_json(plan)).rules == plan.rules
    assert {rule.op for rule in plan.rules} == set(WRITES)
