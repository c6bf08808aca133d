"""The demo's end: both sides are laid side by side, and whatever differs is named."""

from __future__ import annotations

from dataclasses import replace

from posapp.demo.sides import compare_sides
from posapp.sandbox.backoffice.people import MembershipStatus
from posapp.sandbox.backoffice.sales import HandOver
from tests.journeys.office import PULL_MS
from tests.journeys.terminal import Connected

TRACKING = "1Z999AA10123456784"


def _differences(connected: Connected) -> list[str]:
    return [line for one in compare_sides(connected.stage) for line in one.differences]


def test_both_sides_agree_once_all_is_read(connected: Connected) -> None:
    """There is something of each kind, here as there."""
    sides = compare_sides(connected.stage)
    assert _differences(connected) == []
    assert {one.what: one.here for one in sides} == {one.what: one.there for one in sides}
    assert all(one.here for one in sides if one.what != "handed over today")


def test_what_only_one_side_knows_is_named(connected: Connected) -> None:
    """A hand-over, a parcel, a phone number, a club: each by what it is; read, it is gone."""
    office = connected.world.backoffice
    waiting = next(one for one in office.sales.records() if one.waits_for_pickup)
    now_ms = connected.world.clock.now_ms()
    office.place(replace(waiting, hand_overs=(HandOver("there", "Somebody Else", now_ms),)))
    unsent = next(
        one for one in office.sales.records() if one.fulfilment == "ship" and not one.parcels
    )
    office.ship(unsent.number, carrier="UPS", tracking=TRACKING)
    ordered = office.customers.get(waiting.customer_id).record
    office.register(replace(ordered, phone="7075550199"))
    member = next(one for one in office.memberships.records() if one.id.startswith("m-w-"))
    office.enrol(replace(member, status=MembershipStatus.ON_HOLD))
    found = "\n".join(_differences(connected))
    name = f"{waiting.first_name} {waiting.last_name}"
    assert f"waiting to be collected, {waiting.number}: {name} here, nothing in the" in found
    assert f"handed over today, {waiting.number}: nothing here, Somebody Else in the" in found
    assert f"orders with a parcel, {unsent.number}: nothing here, {TRACKING} in the" in found
    assert f"customers, {ordered.email}: {name}, " in found
    assert f"{name}, 7075550199" in found
    assert "active here, on_hold in the back office" in found
    assert found.count("\n") == 4
    connected.pass_time(PULL_MS)
    left = _differences(connected)
    assert [line.partition(",")[0] for line in left] == ["handed over today"], left
