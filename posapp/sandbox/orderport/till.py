"""What OrderPort holds: products, customers, clubs with their members, orders by day.

Staff change it here only: its integrations API can be read and nothing more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from posapp.sandbox.clock import SandboxClock
from posapp.sandbox.message import JsonObject

ZONE = "America/Los_Angeles"


@dataclass(frozen=True, slots=True)
class Stamped:
    """A row and the day it was changed on."""

    row: JsonObject
    changed: date


@dataclass(frozen=True, slots=True)
class Member:
    """A customer's place in a club; dates are local, `cancelled` None while it stands."""

    member_id: int
    club_id: int
    number: int
    joined: datetime
    cancelled: datetime | None = None


@dataclass(slots=True)
class OrderPort:
    """One client of OrderPort. Money is in dollars there, times are the winery's own."""

    clock: SandboxClock
    client_id: str = "4711"
    api_key: str = "sandbox-orderport-key"
    customers: dict[int, Stamped] = field(default_factory=dict)
    products: dict[str, Stamped] = field(default_factory=dict)
    clubs: dict[int, str] = field(default_factory=dict)
    members: list[Member] = field(default_factory=list)
    orders: list[tuple[date, JsonObject]] = field(default_factory=list)
    troubles: list[bytes] = field(default_factory=list)
    """Bodies that the next calls are answered with, status 200 as always."""
    _changed_members: dict[int, date] = field(default_factory=dict)

    def now(self) -> datetime:
        """The winery's wall clock, without a zone, as OrderPort writes it."""
        instant = datetime.fromtimestamp(self.clock.told_ms() / 1_000, tz=ZoneInfo(ZONE))
        return instant.replace(tzinfo=None)

    def register(
        self, *, first_name: str, last_name: str, email: str, phone: str = "", number: int = 0
    ) -> int:
        """Enter a customer, or change the one with this number; returns the number."""
        with self.clock.lock:
            number = number or 9001 + len(self.customers)
            row: JsonObject = {
                "customerUuid": f"00000000-0000-4000-8000-{number:012d}",
                "customerNumber": number,
                "clientId": int(self.client_id),
                "email": email,
                "firstName": first_name,
                "lastName": last_name,
            }
            if phone:
                row["phone"] = phone
            self.customers[number] = Stamped(row, self.now().date())
            return number

    def stock(self, sku: str, *, title: str, dollars: object, kind: str = "Wine") -> None:
        """Put a product into the catalogue; `dollars` as the wire shows them."""
        row: JsonObject = {
            "opsku": sku,
            "title": title,
            "retailPrice": dollars,
            "productType": kind,
        }
        self.products[sku] = Stamped(row, self.now().date())

    def found_club(self, name: str) -> int:
        """A wine club; returns its id."""
        club_id = 31 + len(self.clubs)
        self.clubs[club_id] = name
        return club_id

    def join(self, number: int, club_id: int) -> None:
        """A customer joins."""
        with self.clock.lock:
            member_id = 501 + len(self.members)
            self.members.append(Member(member_id, club_id, number, self.now()))
            self._changed_members[member_id] = self.now().date()

    def cancel(self, number: int, club_id: int, *, at: datetime | None = None) -> None:
        """A customer leaves, now or on a day to come; KeyError for one who is not in."""
        with self.clock.lock:
            for place, member in enumerate(self.members):
                is_it = (member.number, member.club_id) == (number, club_id)
                if is_it and member.cancelled is None:
                    self.members[place] = replace(member, cancelled=at or self.now())
                    self._changed_members[member.member_id] = self.now().date()
                    return
        raise KeyError((number, club_id))

    def switch(self, number: int, *, old_id: int, new_id: int) -> None:
        """Out of one club and into another, as OrderPort's till does it: at once."""
        with self.clock.lock:
            self.cancel(number, old_id)
            self.join(number, new_id)

    def sell(self, order: JsonObject) -> None:
        """An order of now, or of its `saleDate` when it has one."""
        with self.clock.lock:
            sold = str(order.get("saleDate") or self.now().isoformat(timespec="seconds"))
            self.orders.append((date.fromisoformat(sold[:10]), {"saleDate": sold, **order}))

    def catalogue(self, since: date | None) -> list[JsonObject]:
        """GetCatalog."""
        return _since(self.products.values(), since)

    def people(self, since: date | None) -> list[JsonObject]:
        """GetCustomers."""
        return _since(self.customers.values(), since)

    def clubs_and_members(self, since: date | None) -> list[JsonObject]:
        """GetWineClubsAndMembers: every club, and the members that changed since."""
        return [
            {
                "id": club_id,
                "clubName": name,
                "members": [
                    self._member(one)
                    for one in self.members
                    if one.club_id == club_id
                    and (since is None or self._changed_members[one.member_id] >= since)
                ],
            }
            for club_id, name in self.clubs.items()
        ]

    def orders_of(self, day: date) -> list[JsonObject]:
        """GetOrderData."""
        return [row for sold, row in self.orders if sold == day]

    def _member(self, member: Member) -> JsonObject:
        customer = self.customers[member.number].row
        cancelled = member.cancelled.isoformat(timespec="seconds") if member.cancelled else None
        return {
            "id": member.member_id,
            "signUpDate": member.joined.isoformat(timespec="seconds"),
            "cancelDate": cancelled,
            "customerInfo": {
                "customerNumber": member.number,
                "email": customer["email"],
                "firstName": customer["firstName"],
                "lastName": customer["lastName"],
            },
        }


def _since(rows: Iterable[Stamped], since: date | None) -> list[JsonObject]:
    return [one.row for one in rows if since is None or one.changed >= since]
