"""OrderPort in everybody's words; what can only be written is not done."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from posapp.sandbox.message import JsonObject
from posapp.sandbox.office_site import SeenOrder, SeenPerson, SiteSpec, SoldLine
from posapp.sandbox.orderport.till import OrderPort


class OrderPortSite:
    """Satisfies `posapp.sandbox.office_site.OfficeSite`."""

    def __init__(self, till: OrderPort) -> None:
        self._till = till

    def values(self, base_url: str) -> Mapping[str, str]:
        """The connection's fields."""
        return {
            "base_url": f"{base_url}/orderport",
            "client_id": self._till.client_id,
            "api_key": self._till.api_key,
        }

    def add_person(
        self, *, first_name: str, last_name: str, email: str, phone: str = "", street: str = ""
    ) -> str:
        """A customer; OrderPort tells no address of one."""
        del street
        number = self._till.register(
            first_name=first_name, last_name=last_name, email=email, phone=phone
        )
        return str(number)

    def change_phone(self, person_id: str, phone: str) -> None:
        """Another number."""
        row = self._till.customers[int(person_id)].row
        self._till.register(
            first_name=str(row["firstName"]),
            last_name=str(row["lastName"]),
            email=str(row["email"]),
            phone=phone,
            number=int(person_id),
        )

    def add_type(self, person_id: str, name: str) -> None:
        """There are none in its API."""

    def people(self, email: str) -> Sequence[SeenPerson]:
        """The customers with this e-mail."""
        rows = [one.row for one in self._till.customers.values()]
        return [_seen(row) for row in rows if str(row["email"]).lower() == email.strip().lower()]

    def merge(self, person_id: str, *, into_id: str) -> None:
        """Not told: the one is simply gone."""
        del into_id
        del self._till.customers[int(person_id)]

    def add_club(self, name: str) -> str:
        """A club."""
        return str(self._till.found_club(name))

    def enrol(self, person_id: str, club_id: str) -> None:
        """A member."""
        self._till.join(int(person_id), int(club_id))

    def statuses(self, person_id: str) -> Mapping[str, str]:
        """By club, the latest word."""
        return {
            str(one.club_id): "active" if one.cancelled is None else "cancelled"
            for one in self._till.members
            if one.number == int(person_id)
        }

    def add_location(self, location_id: str, title: str, *, hands_over: bool) -> None:
        """Not told by it."""

    def add_product(self, sku: str, *, title: str, cents: int) -> None:
        """A wine."""
        self._till.stock(sku, title=title, dollars=cents / 100)

    def add_web_order(
        self, number: str, *, person_id: str, delivery: str, lines: Sequence[SoldLine]
    ) -> str:
        """An order of today; how it reaches the guest is not told."""
        del delivery
        person = self._till.customers[int(person_id)].row
        total = sum(line.quantity * line.unit_cents for line in lines) / 100
        self._till.sell(
            {
                "orderNumber": int(number),
                "customerNumber": int(person_id),
                "saleLocation": "Web Store",
                "orderSource": "Web",
                "customerClass": "Retail",
                "billAddress": {
                    "firstName": person["firstName"],
                    "lastName": person["lastName"],
                    "email": person["email"],
                },
                "lineItems": [_line(line) for line in lines],
                "subTotal": total,
                "totalDiscount": 0.0,
                "totalShipAndHandlingCost": 0.0,
                "totalCost": total,
            }
        )
        return number

    def collect_at(self, order_id: str, location_id: str) -> None:
        """Not told by it."""

    def add_reservation_order(self, number: str, *, person_id: str) -> None:
        """Bookings are not among its orders."""

    def ship(self, order_id: str, *, carrier: str, tracking: str) -> None:
        """Not told."""

    def order(self, order_id: str) -> SeenOrder:
        """An order by its number."""
        row = next(row for _, row in self._till.orders if str(row["orderNumber"]) == order_id)
        cents = round(float(str(row["totalCost"])) * 100)
        return SeenOrder(order_id=order_id, total_cents=cents, text=json.dumps(row))

    def orders_numbered(self, number: str) -> Sequence[SeenOrder]:
        """None: it takes no order from outside."""
        del number
        return ()

    def add_gift_card(self, code: str, *, cents: int) -> None:
        """Not in its API."""


def _line(line: SoldLine) -> JsonObject:
    return {
        "oPSKU": line.sku,
        "productTitle": line.title,
        "productType": "Wine",
        "qty": line.quantity,
        "unitPrice": line.unit_cents / 100,
        "totalDiscount": 0.0,
        "extendedCost": line.quantity * line.unit_cents / 100,
    }


def _seen(row: JsonObject) -> SeenPerson:
    return SeenPerson(
        person_id=str(row["customerNumber"]),
        first_name=str(row["firstName"]),
        last_name=str(row["lastName"]),
        emails=(str(row["email"]),),
        phone=str(row.get("phone", "")),
    )


SITE = SiteSpec(name="orderport", open=lambda world: OrderPortSite(world.orderport))
