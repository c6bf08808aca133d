"""WineDirect's office in everybody's words."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from posapp.sandbox.office_site import SeenOrder, SeenPerson, SiteSpec, SoldLine
from posapp.sandbox.winedirect.office import PASSWORD, RESERVATION, USERNAME, WineDirectOffice
from posapp.sandbox.winedirect.records import Contact, Line, Order

_WORDS = {"Active": "active", "On Hold": "hold", "Cancelled": "cancelled"}
_TYPES = ("Trade", "Press")  # a winery's own; a till does not invent others
GUEST_EMAIL = "guest-customer@winery.example"


class WineDirectSite:
    """Satisfies `posapp.sandbox.office_site.OfficeSite`."""

    def __init__(self, office: WineDirectOffice) -> None:
        self._office = office
        for name in _TYPES:
            office.add_type(name)

    def values(self, base_url: str) -> Mapping[str, str]:
        """The connection's fields."""
        return {
            "username": USERNAME,
            "password": PASSWORD,
            "base_url": f"{base_url}/winedirect",
            "guest_email": GUEST_EMAIL,
            "per_minute": "480",
            "quiet_ms": "60000",
        }

    def add_person(
        self, *, first_name: str, last_name: str, email: str, phone: str = "", street: str = ""
    ) -> str:
        """A contact; its own row is its billing address."""
        place = {"Address": street, "City": "Napa", "StateCode": "CA", "ZipCode": "94558"}
        return self._office.register(
            FirstName=first_name,
            LastName=last_name,
            Email=email,
            MainPhone=phone,
            **(place if street else {}),
        )

    def change_phone(self, person_id: str, phone: str) -> None:
        """The main number of a contact."""
        self._office.change(person_id, MainPhone=phone)

    def add_type(self, person_id: str, name: str) -> None:
        """A contact type."""
        self._office.tag(person_id, name)

    def people(self, email: str) -> Sequence[SeenPerson]:
        """The contacts with this e-mail."""
        wanted = email.strip().lower()
        return [_seen(one) for one in self._office.contacts.values() if one.email == wanted]

    def merge(self, person_id: str, *, into_id: str) -> None:
        """Two contacts are made one."""
        self._office.merge(person_id, into_id=into_id)

    def add_club(self, name: str) -> str:
        """A club by its name."""
        return self._office.found_club(name)

    def enrol(self, person_id: str, club_id: str) -> None:
        """An active membership."""
        self._office.enrol(person_id, club_id)

    def statuses(self, person_id: str) -> Mapping[str, str]:
        """Standing memberships before ended ones."""
        found: dict[str, str] = {}
        for one in self._office.memberships.values():
            if one.contact_id != person_id:
                continue
            word, before = _WORDS[one.status], found.get(one.club_id, "cancelled")
            stands = {before, word} <= {"active", "hold"}
            found[one.club_id] = "double" if stands else word if before == "cancelled" else before
        return found

    def add_location(self, location_id: str, title: str, *, hands_over: bool) -> None:
        """Not told by it."""

    def add_product(self, sku: str, *, title: str, cents: int) -> None:
        """A product of one SKU."""
        self._office.stock(sku, title=title, cents=cents)

    def add_web_order(
        self, number: str, *, person_id: str, delivery: str, lines: Sequence[SoldLine]
    ) -> str:
        """An order of type Website."""
        sold = [Line(one.sku, one.title, one.quantity, one.unit_cents) for one in lines]
        ship_to = {"FirstName": "Ann", "LastName": "Lee", "Address": "1 Vine St", "City": "Napa"}
        return self._office.place(
            number,
            contact_id=person_id,
            lines=sold,
            is_pickup=delivery == "pickup",
            ship_to=ship_to if delivery == "ship" else None,
        )

    def collect_at(self, order_id: str, location_id: str) -> None:
        """Not told by it."""

    def add_reservation_order(self, number: str, *, person_id: str) -> None:
        """As Tock's own link writes them."""
        line = Line("", "Reserve tasting", 2, 6_000)
        self._office.place(number, contact_id=person_id, lines=[line], kind=RESERVATION)

    def ship(self, order_id: str, *, carrier: str, tracking: str) -> None:
        """A parcel."""
        self._office.ship(order_id, carrier=carrier, tracking=tracking)

    def order(self, order_id: str) -> SeenOrder:
        """An order by id."""
        return _seen_order(self._office.orders[order_id])

    def orders_numbered(self, number: str) -> Sequence[SeenOrder]:
        """Orders with our number that came from outside."""
        return [_seen_order(order) for order in self._office.numbered(number) if order.is_external]

    def add_gift_card(self, code: str, *, cents: int) -> None:
        """An active card."""
        self._office.issue(code, cents=cents)


def _seen(contact: Contact) -> SeenPerson:
    street = contact.values.get("Address", "")
    return SeenPerson(
        person_id=contact.contact_id,
        first_name=contact.values.get("FirstName", ""),
        last_name=contact.values.get("LastName", ""),
        emails=(contact.email,),
        phone=contact.values.get("MainPhone", ""),
        streets=(street,) if street else (),
        types=tuple(sorted(contact.types)),
    )


def _seen_order(order: Order) -> SeenOrder:
    return SeenOrder(
        order_id=order.order_id,
        total_cents=order.total_cents,
        is_refund=order.transaction == "Refund",
        is_waiting=order.is_pending_pickup,
        text=json.dumps(asdict(order)),
    )


SITE = SiteSpec(
    name="winedirect",
    open=lambda world: WineDirectSite(world.winedirect),
    options={"that marks pickups": {"marks_pickups": "yes"}},
)
