"""A back office of the world in everybody's words, so that one suite can try every adapter.

A system's folder holds `site.py` with `SITE`, found without an edit elsewhere. What a system does
not know is simply not done: an adapter that claims no capability is not asked about it.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from posapp.sandbox.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenPerson:
    """A customer as it stands over there; `streets` are the first lines of its addresses."""

    person_id: str
    first_name: str
    last_name: str
    emails: tuple[str, ...]
    phone: str = ""
    streets: tuple[str, ...] = ()
    types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenOrder:
    """An order as it stands over there; `text` is all of it, to search for what must not be."""

    order_id: str
    total_cents: int
    is_refund: bool = False
    is_waiting: bool = False
    picked_up_by: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class SoldLine:
    """A line of a web order."""

    sku: str = "W-1"
    title: str = "Pinot Noir"
    quantity: int = 6
    unit_cents: int = 4_800


class OfficeSite(Protocol):
    """What a test or a story does over there, and what it sees of it. Ids are the system's own."""

    def values(self, base_url: str) -> Mapping[str, str]:
        """The connection's fields, secrets included, for a server at this address."""
        ...

    def add_person(
        self, *, first_name: str, last_name: str, email: str, phone: str = "", street: str = ""
    ) -> str:
        """A customer is entered; `street` is of the address that is billed."""
        ...

    def change_phone(self, person_id: str, phone: str) -> None:
        """Somebody changes a customer over there."""
        ...

    def add_type(self, person_id: str, name: str) -> None:
        """Somebody gives a customer a contact type."""
        ...

    def people(self, email: str) -> Sequence[SeenPerson]:
        """The customers with this e-mail; more than one is a double."""
        ...

    def merge(self, person_id: str, *, into_id: str) -> None:
        """Two customers are made one."""
        ...

    def add_club(self, name: str) -> str:
        """A wine club."""
        ...

    def enrol(self, person_id: str, club_id: str) -> None:
        """A customer joins over there."""
        ...

    def statuses(self, person_id: str) -> Mapping[str, str]:
        """By club: "active", "hold" or "cancelled"; twice in a club is "double"."""
        ...

    def add_location(self, location_id: str, title: str, *, hands_over: bool) -> None:
        """A place with stock; some of them hand orders over."""
        ...

    def add_product(self, sku: str, *, title: str, cents: int) -> None:
        """Something to sell."""
        ...

    def add_web_order(
        self, number: str, *, person_id: str, delivery: str, lines: Sequence[SoldLine]
    ) -> str:
        """A guest orders in the web shop; `delivery` is "pickup" or "ship"."""
        ...

    def collect_at(self, order_id: str, location_id: str) -> None:
        """An order is to be collected at this location."""
        ...

    def add_reservation_order(self, number: str, *, person_id: str) -> None:
        """Tock's own link writes a booking as an order, where a system has such."""
        ...

    def ship(self, order_id: str, *, carrier: str, tracking: str) -> None:
        """The warehouse sends a parcel."""
        ...

    def order(self, order_id: str) -> SeenOrder:
        """An order by the system's id."""
        ...

    def orders_numbered(self, number: str) -> Sequence[SeenOrder]:
        """The orders pushed under our number; more than one is a double."""
        ...

    def add_gift_card(self, code: str, *, cents: int) -> None:
        """A gift card."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteSpec:
    """How a system is found: its adapter's name and its site in a world.

    `options` are further values of the connection worth trying, each by a name for the report;
    `prepare` makes the far side fit them.
    """

    name: str
    open: Callable[[World], OfficeSite]
    options: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    prepare: Callable[[World, Mapping[str, str]], None] = lambda _world, _values: None


def discover() -> dict[str, SiteSpec]:
    """The sites of all systems by their adapters' names."""
    home = importlib.import_module("posapp.sandbox")
    found = {}
    for entry in sorted(pkgutil.iter_modules(home.__path__), key=lambda one: one.name):
        if not entry.ispkg:
            continue
        name = f"{home.__name__}.{entry.name}"
        parts = {one.name for one in pkgutil.iter_modules(importlib.import_module(name).__path__)}
        if "site" in parts:
            spec = importlib.import_module(f"{name}.site").SITE
            found[spec.name] = spec
    return found
