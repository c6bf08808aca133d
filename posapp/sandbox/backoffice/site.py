"""The Sandbox back office in everybody's words."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from posapp.sandbox.backoffice.office import BackOffice, RepeatMode
from posapp.sandbox.backoffice.records import (
    Address,
    Club,
    Customer,
    GiftCard,
    Membership,
    MembershipStatus,
    Product,
)
from posapp.sandbox.backoffice.sales import SalesLine, SalesOrder
from posapp.sandbox.office_site import SeenOrder, SeenPerson, SiteSpec, SoldLine
from posapp.sandbox.ops import OFFICE_WRITES, Op
from posapp.sandbox.world import World

_WORDS = {
    MembershipStatus.ACTIVE: "active",
    MembershipStatus.ON_HOLD: "hold",
    MembershipStatus.CANCELLED: "cancelled",
}


class SandboxSite:
    """Satisfies `posapp.sandbox.office_site.OfficeSite`."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._office: BackOffice = world.backoffice
        self.add_product("W-1", title="Pinot Noir", cents=4_800)

    def values(self, base_url: str) -> Mapping[str, str]:
        """The connection's fields."""
        token = self._world.credentials.backoffice_token
        return {"base_url": base_url, "token": token, "quiet_ms": "60000"}

    def add_person(
        self, *, first_name: str, last_name: str, email: str, phone: str = "", street: str = ""
    ) -> str:
        """A customer."""
        person_id = f"p-{len(self._office.customers) + len(self._office.merges) + 1}"
        billing = Address(line1=street, city="Napa", region="CA", postal="94558", country="US")
        self._office.register(
            Customer(
                person_id,
                email,
                first_name,
                last_name,
                phone or None,
                billing=billing if street else None,
            )
        )
        return person_id

    def change_phone(self, person_id: str, phone: str) -> None:
        """Another number."""
        self._office.register(replace(self._person(person_id), phone=phone))

    def add_type(self, person_id: str, name: str) -> None:
        """A contact type."""
        person = self._person(person_id)
        types = tuple(sorted({*person.contact_types, name}))
        self._office.register(replace(person, contact_types=types))

    def people(self, email: str) -> Sequence[SeenPerson]:
        """The customers with this e-mail."""
        wanted = email.strip().lower()
        people = self._office.customers.records()
        return [_seen(one) for one in people if (one.email or "").lower() == wanted]

    def merge(self, person_id: str, *, into_id: str) -> None:
        """Made one."""
        self._office.merge(person_id, into_id=into_id)

    def add_club(self, name: str) -> str:
        """A club without a percentage."""
        club_id = f"club-{len(self._office.clubs) + 1}"
        self._office.found_club(Club(club_id, name, 0))
        return club_id

    def enrol(self, person_id: str, club_id: str) -> None:
        """An active membership."""
        membership_id = f"s-{len(self._office.memberships) + 1}"
        joined_ms = self._world.clock.told_ms()
        self._office.enrol(Membership(membership_id, person_id, club_id, joined_ms=joined_ms))

    def statuses(self, person_id: str) -> Mapping[str, str]:
        """Standing memberships before ended ones."""
        found: dict[str, str] = {}
        for one in self._office.memberships.records():
            if one.customer_id != person_id:
                continue
            before = found.get(one.club_id, "cancelled")
            if before == "cancelled":
                found[one.club_id] = _WORDS[one.status]
            elif one.stands:
                found[one.club_id] = "double"
        return found

    def add_location(self, location_id: str, title: str, *, hands_over: bool) -> None:
        """A pickup location; of others it knows nothing."""
        if hands_over:
            self._office.locations[location_id] = title

    def add_product(self, sku: str, *, title: str, cents: int) -> None:
        """A bottle."""
        self._office.stock([Product(sku, title, "Bottles", "wine", cents)])

    def add_web_order(
        self, number: str, *, person_id: str, delivery: str, lines: Sequence[SoldLine]
    ) -> str:
        """An order of channel web, paid."""
        self._office.place(self._sale(number, person_id, "web", delivery, lines))
        return f"web-{number}"

    def collect_at(self, order_id: str, location_id: str) -> None:
        """An order's pickup location."""
        kept = self._office.sales.get(order_id)
        assert kept is not None
        self._office.place(replace(kept.record, pickup_location=location_id))

    def add_reservation_order(self, number: str, *, person_id: str) -> None:
        """An order of channel reservation."""
        self._office.place(self._sale(number, person_id, "reservation", "none", ()))

    def ship(self, order_id: str, *, carrier: str, tracking: str) -> None:
        """A parcel."""
        kept = self._office.sales.get(order_id)
        assert kept is not None
        self._office.ship(kept.record.number, carrier=carrier, tracking=tracking)

    def order(self, order_id: str) -> SeenOrder:
        """An order by id."""
        kept = self._office.sales.get(order_id)
        assert kept is not None
        return _seen_order(kept.record)

    def orders_numbered(self, number: str) -> Sequence[SeenOrder]:
        """Orders that a till pushed under this number."""
        orders = self._office.sales.records()
        return [_seen_order(one) for one in orders if one.our_number == number]

    def add_gift_card(self, code: str, *, cents: int) -> None:
        """An active card."""
        self._office.issue(GiftCard(code, cents))

    def _person(self, person_id: str) -> Customer:
        kept = self._office.customers.get(person_id)
        assert kept is not None
        return kept.record

    def _sale(
        self, number: str, person_id: str, channel: str, delivery: str, lines: Sequence[SoldLine]
    ) -> SalesOrder:
        person = self._person(person_id)
        return SalesOrder(
            id=f"{channel}-{number}",
            number=number,
            channel=channel,
            placed_ms=self._world.clock.told_ms(),
            total_cents=sum(line.quantity * line.unit_cents for line in lines),
            fulfilment=delivery,
            customer_id=person_id,
            first_name=person.first_name,
            last_name=person.last_name,
            email=person.email or "",
            phone=person.phone or "",
            lines=tuple(
                SalesLine(line.sku, line.title, str(line.quantity), line.unit_cents)
                for line in lines
            ),
        )


def _seen(person: Customer) -> SeenPerson:
    addresses = [person.billing] if person.billing else []
    addresses += [one.address for one in person.shipping]
    return SeenPerson(
        person_id=person.id,
        first_name=person.first_name,
        last_name=person.last_name,
        emails=(person.email,) if person.email else (),
        phone=person.phone or "",
        streets=tuple(dict.fromkeys(one.line1 for one in addresses)),
        types=person.contact_types,
    )


def _seen_order(order: SalesOrder) -> SeenOrder:
    return SeenOrder(
        order_id=order.id,
        total_cents=order.total_cents,
        is_refund=order.is_refund,
        is_waiting=order.waits_for_pickup,
        picked_up_by=order.handed_over.collected_by if order.handed_over else "",
        text=json.dumps(order.wire()),
    )


def _prepare(world: World, values: Mapping[str, str]) -> None:
    """The office protects itself from repeats in the way the connection counts on."""
    mode = RepeatMode(values.get("repeat_mode", RepeatMode.KEY))
    for op in OFFICE_WRITES:
        world.backoffice.set_mode(op, mode)
    if mode in {RepeatMode.KEY, RepeatMode.LOOKUP}:  # a customer is written by e-mail
        world.backoffice.set_mode(Op.CUSTOMER_UPSERT, RepeatMode.NATURAL_KEY)


SITE = SiteSpec(
    name="sandbox",
    open=SandboxSite,
    prepare=_prepare,
    options={
        "by natural keys": {"repeat_mode": "natural_key"},
        "looked up": {"repeat_mode": "lookup"},
        "no undo of a pickup": {"undoes_pickups": "no"},
    },
)
