"""Commerce7's tenant in everybody's words."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from posapp.sandbox.commerce7.lists import emails_of, objects
from posapp.sandbox.commerce7.tenant import APP_ID, NAME, SECRET, Tenant
from posapp.sandbox.message import JsonObject
from posapp.sandbox.office_site import SeenOrder, SeenPerson, SiteSpec, SoldLine

_WORDS = {"Active": "active", "On Hold": "hold", "Cancelled": "cancelled"}
_DELIVERY = {"pickup": "Pickup", "ship": "Ship"}


class Commerce7Site:
    """Satisfies `posapp.sandbox.office_site.OfficeSite`."""

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant

    def values(self, base_url: str) -> Mapping[str, str]:
        """The connection's fields."""
        return {
            "tenant": NAME,
            "app_id": APP_ID,
            "secret": SECRET,
            "base_url": f"{base_url}/commerce7/v1",
            "quiet_ms": "60000",
        }

    def add_person(
        self, *, first_name: str, last_name: str, email: str, phone: str = "", street: str = ""
    ) -> str:
        """A customer with one e-mail."""
        made = self._tenant.put(
            "customer",
            firstName=first_name,
            lastName=last_name,
            emails=[{"id": self._tenant.new_id("email"), "email": email}],
            phones=[{"id": self._tenant.new_id("phone"), "phone": phone}] if phone else [],
            tags=[],
        )
        if street:
            self._tenant.put(
                "customer-address",
                customerId=made["id"],
                isDefault=True,
                address=street,
                city="Napa",
                stateCode="CA",
                zipCode="94558",
                countryCode="US",
            )
        return str(made["id"])

    def change_phone(self, person_id: str, phone: str) -> None:
        """The first number of a customer."""
        self._tenant.put("customer", id=person_id, phones=[{"phone": phone}])

    def add_type(self, person_id: str, name: str) -> None:
        """A customer tag."""
        tag = next((row for row in self._tenant.all("tag") if row["title"] == name), None)
        tag = tag or self._tenant.put("tag", title=name)
        held = objects((self._tenant.get("customer", person_id) or {}).get("tags"))
        entry: JsonObject = {"id": tag["id"], "title": name}
        self._tenant.put("customer", id=person_id, tags=[*held, entry])

    def people(self, email: str) -> Sequence[SeenPerson]:
        """The customers with this e-mail."""
        wanted = email.strip().casefold()
        rows = self._tenant.all("customer")
        return [self._seen(row) for row in rows if wanted in emails_of(row)]

    def merge(self, person_id: str, *, into_id: str) -> None:
        """Not told by Commerce7: the one is simply gone."""
        del into_id
        self._tenant.drop("customer", person_id)

    def add_club(self, name: str) -> str:
        """A club by its title."""
        return str(self._tenant.put("club", title=name)["id"])

    def enrol(self, person_id: str, club_id: str) -> None:
        """An active membership."""
        self._tenant.put(
            "club-membership",
            customerId=person_id,
            clubId=club_id,
            status="Active",
            orderDeliveryMethod="Ship",
        )

    def statuses(self, person_id: str) -> Mapping[str, str]:
        """Standing memberships before ended ones."""
        found: dict[str, str] = {}
        for row in self._tenant.all("club-membership"):
            if row.get("customerId") != person_id:
                continue
            club, word = str(row["clubId"]), _WORDS.get(str(row.get("status")), "")
            before = found.get(club, "cancelled")
            stands = {before, word} <= {"active", "hold"}
            found[club] = "double" if stands else word if before == "cancelled" else before
        return found

    def add_location(self, location_id: str, title: str, *, hands_over: bool) -> None:
        """An inventory location."""
        told = {"title": title, "isAPickupLocation": hands_over}
        self._tenant.put("inventory-location", id=location_id, **told)

    def add_product(self, sku: str, *, title: str, cents: int) -> None:
        """A product with one variant."""
        self._tenant.put(
            "product",
            title=title,
            type="Wine",
            adminStatus="Available",
            webStatus="Available",
            variants=[{"sku": sku, "title": title, "price": cents, "taxType": "Wine"}],
        )

    def add_web_order(
        self, number: str, *, person_id: str, delivery: str, lines: Sequence[SoldLine]
    ) -> str:
        """An order of channel Web, paid."""
        customer = self._tenant.get("customer", person_id)
        assert customer is not None
        items: list[JsonObject] = [
            {
                "sku": line.sku,
                "productTitle": line.title,
                "quantity": line.quantity,
                "price": line.unit_cents,
            }
            for line in lines
        ]
        order = self._tenant.web_order(
            int(number), customer=customer, delivery=_DELIVERY[delivery], items=items
        )
        return str(order["id"])

    def collect_at(self, order_id: str, location_id: str) -> None:
        """An order's inventory location."""
        self._tenant.put("order", id=order_id, pickupInventoryLocationId=location_id)

    def add_reservation_order(self, number: str, *, person_id: str) -> None:
        """There is no such order in Commerce7."""

    def ship(self, order_id: str, *, carrier: str, tracking: str) -> None:
        """A parcel."""
        self._tenant.ship(order_id, carrier=carrier, tracking=tracking)

    def order(self, order_id: str) -> SeenOrder:
        """An order by id."""
        found = self._tenant.get("order", order_id)
        assert found is not None
        return _seen_order(found)

    def orders_numbered(self, number: str) -> Sequence[SeenOrder]:
        """Orders that carry our number as theirs from outside."""
        rows = self._tenant.all("order")
        return [_seen_order(row) for row in rows if row.get("externalOrderNumber") == number]

    def add_gift_card(self, code: str, *, cents: int) -> None:
        """An active card."""
        self._tenant.put("gift-card", code=code, balance=cents, status="Active")

    def _seen(self, row: JsonObject) -> SeenPerson:
        addresses = self._tenant.all("customer-address")
        titles = {tag["id"]: str(tag["title"]) for tag in self._tenant.all("tag")}
        phones = [str(one.get("phone")) for one in objects(row.get("phones"))]
        return SeenPerson(
            person_id=str(row["id"]),
            first_name=str(row.get("firstName", "")),
            last_name=str(row.get("lastName", "")),
            emails=tuple(sorted(emails_of(row))),
            phone=phones[0] if phones else "",
            streets=tuple(
                str(one["address"]) for one in addresses if one["customerId"] == row["id"]
            ),
            types=tuple(sorted(titles[tag["id"]] for tag in objects(row.get("tags")))),
        )


def _seen_order(row: JsonObject) -> SeenOrder:
    parts = objects(row.get("fulfillments"))
    by = [part.get("pickedUp") for part in parts if part.get("type") == "Picked Up"]
    is_waiting = row.get("orderDeliveryMethod") == "Pickup"
    return SeenOrder(
        order_id=str(row["id"]),
        total_cents=abs(int(str(row.get("total", 0)))),
        is_refund=row.get("purchaseType") == "Refund",
        is_waiting=is_waiting and row.get("fulfillmentStatus") != "Fulfilled",
        picked_up_by=str(by[-1].get("pickedUpBy", "")) if by and isinstance(by[-1], dict) else "",
        text=json.dumps(row),
    )


SITE = SiteSpec(name="commerce7", open=lambda world: Commerce7Site(world.commerce7))
