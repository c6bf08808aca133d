"""The back office's stories of the Saturday: seeded, possible to play, and with an exact result."""

from __future__ import annotations

from dataclasses import replace

import pytest

from posapp.sandbox.backoffice.sales import HandOver
from posapp.sandbox.harvest import HarvestDay, errands, saturday
from posapp.sandbox.harvest.errands import Errand
from posapp.sandbox.harvest.office_day import (
    CHANGED_THERE_MINUTE,
    PARCEL_MINUTE,
    SHIPS,
)
from posapp.sandbox.harvest.times import OUTAGE_FROM, OUTAGE_TO
from posapp.sandbox.oracle import tags_not_followed

SEEDS = [7, 11]


@pytest.fixture(params=SEEDS)
def day(request: pytest.FixtureRequest) -> HarvestDay:
    """A Saturday at eight in the morning."""
    return saturday(request.param)


def steps(day: HarvestDay) -> list[Errand]:
    """The steps that belong to no tasting."""
    return [step for step in day.story if isinstance(step, Errand)]


def one(day: HarvestDay, kind: type[Errand]) -> Errand:
    """The only step of a kind."""
    [found] = [step for step in day.story if isinstance(step, kind)]
    return found


def test_every_story_is_played_on_every_seed(day: HarvestDay) -> None:
    """Each kind of errand is there, and the same seed tells the same."""
    assert {type(step) for step in steps(day)} == set(Errand.__args__)
    assert steps(day) == steps(saturday(day.seed)) != steps(saturday(day.seed + 1))


def test_everybody_is_a_customer_who_has_no_booking(day: HarvestDay) -> None:
    """Whom a step names is known over there with all that a guest needs, each once."""
    known = {customer.email: customer for customer in day.world.backoffice.customers.records()}
    named = {step.email for step in steps(day) if hasattr(step, "email")}
    assert len(named) == 5
    for email in named:
        assert known[email].first_name
        assert known[email].last_name
        assert known[email].billing is not None
    assert not named & {party.diner.email for party in day.parties}


def test_what_is_handed_over_waits_there_at_the_time(day: HarvestDay) -> None:
    """Also the order of the day, and the one that was put back after it went to the wrong one."""
    office = day.world.backoffice
    numbers = []
    for step in steps(day):
        day.advance_to(step.minute)
        if isinstance(step, errands.PutBack):
            office.put_back(step.order_id)
        if isinstance(step, errands.HandOver):
            kept = office.sales.get(step.order_id)
            assert kept is not None
            assert kept.record.waits_for_pickup
            made = HandOver(f"at {step.minute}", "Somebody", day.ms(step.minute))
            office.place(replace(kept.record, hand_overs=(*kept.record.hand_overs, made)))
            numbers.append(kept.record.number)
    assert set(numbers) == day.expected.hand_overs
    assert len(numbers) == len(day.expected.hand_overs) + 1


def test_the_parcel_is_sent_once_the_order_is_there(day: HarvestDay) -> None:
    """The warehouse ships what was sold for shipment here, whatever its number over there."""
    office = day.world.backoffice
    start = one(day, errands.StartOrder)
    assert isinstance(start, errands.StartOrder)
    day.advance_to(start.minute + 5)
    sold = next(order for order in office.sales.records() if order.fulfilment == "ship")
    ours = replace(sold, id="o-1", number="70001", our_number="T1-1", email=start.email, parcels=())
    office.place(ours)
    day.advance_to(PARCEL_MINUTE)
    [parcel] = office.sale_numbered("T1-1").parcels
    assert parcel.tracking
    mail = one(day, errands.MailParcel)
    assert mail.minute > PARCEL_MINUTE
    assert {start.email} == day.expected.mails
    assert SHIPS in {sale.visit for sale in day.expected.sales}


def test_both_sides_change_a_guest_while_the_line_is_dead(day: HarvestDay) -> None:
    """Neither can hear of the other before the choice is possible."""
    change = one(day, errands.ChangeGuest)
    assert isinstance(change, errands.ChangeGuest)
    choose = one(day, errands.Choose)
    assert OUTAGE_FROM < change.minute < CHANGED_THERE_MINUTE < OUTAGE_TO < choose.minute
    before = day.world.backoffice.customer_by_email(change.email)
    day.advance_to(CHANGED_THERE_MINUTE)
    after = day.world.backoffice.customer_by_email(change.email)
    assert before is not None
    assert after is not None
    assert len({before.record.phone, after.record.phone, change.phone}) == 3
    [agreed] = day.expected.agreed
    assert (agreed.email, agreed.phone) == (change.email, change.phone)
    assert after.record.billing is not None
    assert agreed.street == after.record.billing.line1 != change.street


def test_tock_must_follow_every_change_of_clubs_made_here(day: HarvestDay) -> None:
    """Nobody's tags are right by themselves: whoever is told nothing of them has none."""
    assert len(day.expected.tags_from_here) == 3
    assert all(day.expected.tags_from_here.values())
    assert set(day.expected.tags_from_here) <= set(tags_not_followed(day.expected, day.world))
