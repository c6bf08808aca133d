"""The Saturday's orders to collect and to ship: the same by seed, and nobody who has a booking."""

import pytest

from posapp.sandbox.backoffice.records import MembershipStatus
from posapp.sandbox.harvest import saturday
from posapp.sandbox.harvest.story import SeatWalkIn


def sales(day):
    return [order.wire() for order in day.world.backoffice.sales.records()]


def waiting(day):
    orders = day.world.backoffice.sales.records()
    return {order.number for order in orders if order.waits_for_pickup}


def recent(day):
    """Without what regulars bought before."""
    since_ms = day.ms(0) - 14 * 86_400_000
    return [one for one in day.world.backoffice.sales.records() if one.placed_ms >= since_ms]


def test_regulars_have_a_past(day):
    """Carried out, collected and sent, each of them settled long ago."""
    past = {one.id: one for one in day.world.backoffice.sales.records()}
    for one in recent(day):
        del past[one.id]
    regulars = {one.customer_id for one in past.values()}
    assert len(regulars) == 7
    for customer_id in regulars:
        mine = [one for one in past.values() if one.customer_id == customer_id]
        assert {one.fulfilment for one in mine} == {"carry_out", "pickup", "ship"}
        assert {one.fulfilment_status for one in mine} == {"done"}


@pytest.fixture
def day():
    return saturday(7)


def test_the_same_seed_places_the_same_orders(day):
    """Down to the last digit of a card; another seed places others."""
    assert sales(day) == sales(saturday(7)) != sales(saturday(8))


def test_the_morning_has_every_sort(day):
    """To collect, collected, shipped, to ship, of a club, and what Tock wrote there itself."""
    orders = recent(day)
    assert len(waiting(day)) == 6
    assert {order.channel for order in orders} == {"web", "club", "reservation"}
    assert sum(order.handed_over is not None for order in orders) == 1
    shipping = [order for order in orders if order.fulfilment == "ship"]
    assert [bool(order.parcels) for order in shipping].count(True) == 4
    assert [bool(order.parcels) for order in shipping].count(False) == 3
    held = [
        one
        for one in day.world.backoffice.memberships.records()
        if one.hold_until_ms is not None and one.status is MembershipStatus.ON_HOLD
    ]
    assert len(held) == 2


def test_the_day_brings_an_order_a_parcel_and_a_merge(day):
    """All three become known while the counter works."""
    morning = waiting(day)
    customers = len(day.world.backoffice.customers)
    sent = sum(bool(order.parcels) for order in day.world.backoffice.sales.records())
    day.advance_to(13 * 60)
    assert len(waiting(day) - morning) == 1
    shipped = [order for order in day.world.backoffice.sales.records() if order.parcels]
    assert len(shipped) == sent + 1
    (merge,) = day.world.backoffice.merges.records()
    assert day.world.backoffice.standing_id(merge.id) == merge.into_id
    assert len(day.world.backoffice.customers) == customers - 1


def test_nobody_of_them_has_a_booking_or_walks_in(day):
    """The tastings' people, clubs and figures are what they were without the web store."""
    office = day.world.backoffice
    buyers = {one.email for one in office.customers.records() if one.id.startswith("w-")}
    guests = {party.diner.email for party in day.parties}
    guests |= {step.email for step in day.story if isinstance(step, SeatWalkIn)}
    assert buyers
    assert not buyers & guests
    assert not buyers & set(day.expected.tags)
    assert office.orders() == ()
