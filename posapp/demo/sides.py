"""What the terminal and the back office each hold of people and web orders, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from posapp.demo.stage import Stage
from posapp.domain.club import MembershipStatus
from posapp.ports.office import PickupStage
from posapp.ports.people import GuestSheet
from posapp.sandbox.backoffice.people import Customer
from posapp.sandbox.backoffice.sales import SalesOrder

_STANDS = {MembershipStatus.ACTIVE: "active", MembershipStatus.HOLD: "on_hold"}
_PHONE_DIGITS = 10

Held = Mapping[str, str]
"""What a side holds, each thing under a name both sides know."""


@dataclass(frozen=True, slots=True)
class Sides:
    """One kind of thing on both sides; `differences` are sentences."""

    what: str
    here: int
    there: int
    differences: tuple[str, ...]

    @property
    def text(self) -> str:
        """Both counts in a line."""
        return f"{self.what}: {self.here} here, {self.there} in the back office"


def compare_sides(stage: Stage) -> list[Sides]:
    """Pickups, parcels, people and memberships, whoever made or changed them on the day."""
    guests = _guests(stage)
    return [
        _compare("handed over today", _collected_here(stage), _collected_there(stage)),
        _compare("waiting to be collected", _waiting_here(stage), _waiting_there(stage)),
        _compare("orders with a parcel", _parcels_here(stage), _parcels_there(stage)),
        _compare("customers", _people_here(guests), _people_there(stage)),
        _compare("memberships", _clubs_here(guests), _clubs_there(stage)),
    ]


def _compare(what: str, here: Held, there: Held) -> Sides:
    return Sides(what, len(here), len(there), tuple(_differences(what, here, there)))


def _differences(what: str, here: Held, there: Held) -> Iterator[str]:
    for name in sorted(here.keys() | there.keys()):
        mine, theirs = here.get(name), there.get(name)
        if mine != theirs:
            yield f"{what}, {name}: {_said(mine)} here, {_said(theirs)} in the back office"


def _said(text: str | None) -> str:
    return "nothing" if text is None else text or "blank"


# --- web orders ----------------------------------------------------------------------------------


def _collected_here(stage: Stage) -> Held:
    rows = stage.program.reads.office.pickups(PickupStage.COLLECTED, day=stage.day.day)
    return {row.order.number: row.pickup.collected_by for row in rows if row.pickup is not None}


def _collected_there(stage: Stage) -> Held:
    midnight_ms = stage.day.ms(0)
    return {
        order.number: order.handed_over.collected_by
        for order in _sales(stage)
        if order.handed_over is not None and order.handed_over.at_ms >= midnight_ms
    }


def _waiting_here(stage: Stage) -> Held:
    rows = stage.program.reads.office.pickups(PickupStage.READY, day=stage.day.day)
    return {row.order.number: row.order.contact.name for row in rows}


def _waiting_there(stage: Stage) -> Held:
    return {
        order.number: f"{order.first_name} {order.last_name}"
        for order in _sales(stage)
        if order.waits_for_pickup
    }


def _parcels_here(stage: Stage) -> Held:
    rows = stage.program.reads.office.pickups(PickupStage.SHIPPING, day=stage.day.day)
    return {
        row.order.number: ", ".join(one.number for one in row.order.tracking)
        for row in rows
        if row.order.tracking
    }


def _parcels_there(stage: Stage) -> Held:
    return {
        order.number: ", ".join(parcel.tracking for parcel in order.parcels)
        for order in _sales(stage)
        if order.parcels
    }


def _sales(stage: Stage) -> tuple[SalesOrder, ...]:
    return stage.day.world.backoffice.sales.records()


# --- people --------------------------------------------------------------------------------------


def _guests(stage: Stage) -> list[GuestSheet]:
    """The guests of everybody the back office knows well enough for one."""
    people = stage.program.reads.people
    found = (people.guest_of(customer.email or "") for customer in _customers(stage))
    return [people.guest(guest_id) for guest_id in found if guest_id is not None]


def _customers(stage: Stage) -> list[Customer]:
    every = stage.day.world.backoffice.customers.records()
    return [one for one in every if one.first_name and one.last_name and one.email]


def _people_here(guests: list[GuestSheet]) -> Held:
    return {
        sheet.guest.email_key: _person(
            sheet.record.contact.name,
            phone=sheet.record.contact.phone,
            street=sheet.record.details.billing.line1,
        )
        for sheet in guests
    }


def _people_there(stage: Stage) -> Held:
    return {
        (one.email or "").casefold(): _person(
            f"{one.first_name} {one.last_name}",
            phone=one.phone or "",
            street=one.billing.line1 if one.billing else "",
        )
        for one in _customers(stage)
    }


def _person(name: str, *, phone: str, street: str) -> str:
    digits = "".join(letter for letter in phone if letter.isdigit())[-_PHONE_DIGITS:]
    return ", ".join(part for part in (name, digits, street) if part)


def _clubs_here(guests: list[GuestSheet]) -> Held:
    return {
        f"{sheet.guest.email_key} in {held.club.name}": _STANDS[held.membership.status]
        for sheet in guests
        for held in sheet.memberships
        if held.membership.status in _STANDS and not held.is_former
    }


def _clubs_there(stage: Stage) -> Held:
    office = stage.day.world.backoffice
    names = {club.id: club.name for club in office.clubs.records()}
    emails = {one.id: (one.email or "").casefold() for one in _customers(stage)}
    return {
        f"{emails[one.customer_id]} in {names[one.club_id]}": one.status.value
        for one in office.memberships.records()
        if one.stands and one.customer_id in emails
    }
