"""How an order leaves, without Qt: carried out, or shipped to one of the guest's places."""

from __future__ import annotations

from dataclasses import dataclass, field

from posapp.domain.address import Address
from posapp.domain.errors import NotFoundError
from posapp.domain.order import Order
from posapp.domain.remote_order import Fulfilment
from posapp.ports.backoffice import Cap
from posapp.ports.office import Role
from posapp.ports.reads import OrderSheet
from posapp.ui.desk import Desk, Notice
from posapp.ui.systems import caps_of, office_title

CARRY_OUT, OTHER = "carry_out", "other"
_CARRIED = "Carried out"
_NEEDED = (Cap.PUSH_ORDER, Cap.TRACKING)
"""What it takes of a back office: it learns of the order, and tells the parcel's number."""


@dataclass(frozen=True, slots=True)
class ShipChoice:
    """A way to leave; one that cannot be taken says why in `refusal`."""

    key: str
    title: str
    note: str
    is_on: bool
    refusal: str = ""


@dataclass(slots=True)
class ShippingPresenter:
    """The choices of one order, from opening the form to Undo."""

    desk: Desk
    _order: Order | None = None
    _places: list[Address] = field(default_factory=list)

    def open(self, sheet: OrderSheet) -> None:
        """Begin with the guest's addresses, those for parcels first."""
        self._order = sheet.order
        self._places = []
        guest_id = sheet.visit.guest_id
        if guest_id is None:
            return
        try:
            details = self.desk.reads.people.guest(guest_id).record.details
        except NotFoundError:
            return
        ordered = sorted(details.shipping, key=lambda one: not one.is_primary)
        known = [*(one.address for one in ordered), details.billing, sheet.order.ship_to]
        self._places = list(dict.fromkeys(one for one in known if not one.is_blank))

    @property
    def country(self) -> str:
        """The winery's country in two letters, as its locale names it, "" when it names none."""
        return self.desk.words.locale.replace("-", "_").partition("_")[2]

    def refusal(self) -> str:
        """Why the back office ships nothing sold here, "" when it does.

        While none is connected the order waits for one, as everything does.
        """
        caps = caps_of(self.desk)
        reasons = (caps.why_not(Role.ORDERS, cap) for cap in _NEEDED) if caps else ()
        return next((reason for reason in reasons if reason), "")

    def choices(self) -> list[ShipChoice]:
        """Carried out first, then every place."""
        order = self._order
        if order is None:
            return []
        ships = order.fulfilment is Fulfilment.SHIP
        found = [ShipChoice(CARRY_OUT, _CARRIED, "The guest takes it along", is_on=not ships)]
        for at, place in enumerate(self._places):
            first, *rest = place.lines
            refusal = "" if place.can_ship else "Needs street, city and ZIP code"
            if self.refusal():
                refusal = f"Not with {office_title(self.desk, Role.ORDERS)}"
            is_on = ships and place == order.ship_to
            found.append(ShipChoice(str(at), first, ", ".join(rest), is_on, refusal))
        return found

    def choose(self, key: str) -> None:
        """Take a choice, and offer the way back."""
        self.ship_to(None if key == CARRY_OUT else self._places[int(key)])

    def ship_to(self, place: Address | None) -> None:
        """Let it ship to a place, or be carried out; raises DomainError at `ship_to`."""
        order = self._order
        if order is None:
            return
        act, order_id = self.desk.act.guests, order.order_id
        ships = order.fulfilment is Fulfilment.SHIP and not order.needs_address
        before = order.ship_to if ships else None
        act.ship_order(order_id, place)

        def undo() -> None:
            if self.desk.attempt(lambda: act.ship_order(order_id, before)):
                self.desk.window.go("order", argument=order_id)

        self.desk.window.notify(Notice(f"Ships to {_town(place)}" if place else _CARRIED, undo))


def ship_words(order: Order) -> tuple[str, str]:
    """How an order leaves, for its button, and where to as the bill says it."""
    if order.fulfilment is not Fulfilment.SHIP:
        return _CARRIED, ""
    if order.needs_address:
        return "Ships", "Ships, and needs an address"
    return "Ships", f"Ships to {', '.join(order.ship_to.lines)}"


def _town(place: Address) -> str:
    return place.city or next(iter(place.lines), "an address")
