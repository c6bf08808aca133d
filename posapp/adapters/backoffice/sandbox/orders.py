"""Orders pushed to the sandbox, and hand-overs of those to be collected."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
from msgspec import Struct

from posapp.adapters.backoffice.sandbox.bodies import order_body, pickup_body
from posapp.adapters.backoffice.sandbox.sales import WireSale
from posapp.adapters.backoffice.sandbox.wire import TITLE, Page, SandboxWire
from posapp.ports.backoffice import Ack
from posapp.ports.documents import OrderDocument, PickupDocument
from posapp.ports.failures import NoProof, Refused


class _Order(Struct, frozen=True):
    id: str
    number: str
    total_cents: int


class _Orders(Struct, frozen=True):
    items: list[_Order]


class _Existing(Struct, frozen=True):
    order: _Order


class _Collected(Struct, frozen=True):
    order_id: str
    pickup_id: str


@dataclass(frozen=True, slots=True)
class Orders:
    """The write of an order and its look-up."""

    wire: SandboxWire

    def put(self, document: OrderDocument, key: str) -> Ack:
        """Create the order; an order already there under our number counts if the totals agree."""
        answer = self.wire.write("POST", "/orders", order_body(document), key=key)
        if answer.status != 409:
            return _ack(answer.read(_Order), document)
        found = answer.read(_Existing).order
        if found.number != document.number or found.total_cents != document.total_cents:
            message = f"{TITLE} holds another order {document.number}, with a different total."
            raise Refused(message)
        return _ack(found, document)

    def find(self, document: OrderDocument) -> Ack | None:
        """Look an order up by our number; Refused when there is more than one."""
        number = document.number
        found = self.wire.get("/orders", number=number).read(_Orders).items
        if any(order.number != number for order in found):
            raise NoProof(f"{TITLE} answered about other orders than the one asked for.")
        if len(found) > 1:
            raise Refused(f"{TITLE} holds order {number} {len(found)} times. Void one there.")
        return Ack(found[0].id, number, found[0].total_cents) if found else None


def _ack(order: _Order, document: OrderDocument) -> Ack:
    if order.number != document.number or order.total_cents != document.total_cents:
        raise NoProof(f"{TITLE} answered about another order or amount.")
    return Ack(order.id, order.number, order.total_cents)


@dataclass(frozen=True, slots=True)
class HandOvers:
    """Marking an order as picked up, taking that back, and their look-ups."""

    wire: SandboxWire

    def mark(self, document: PickupDocument, key: str) -> Ack:
        """Tell who collected it and when; Refused when somebody else has it already."""
        return self._tell("/pickups", document, key)

    def undo(self, document: PickupDocument, key: str) -> Ack:
        """It was not handed over after all."""
        return self._tell("/pickups/undo", document, key)

    def find_mark(self, document: PickupDocument) -> Ack | None:
        """The order, once it says that it was collected under our id."""
        held = self._held_by(document)
        return Ack(document.order_id, document.pickup_id) if held == document.pickup_id else None

    def find_undo(self, document: PickupDocument) -> Ack | None:
        """The order, once it no longer says so."""
        held = self._held_by(document)
        return None if held == document.pickup_id else Ack(document.order_id, document.pickup_id)

    def _tell(self, path: str, document: PickupDocument, key: str) -> Ack:
        answer = self.wire.write("POST", path, pickup_body(document), key=key)
        ack = Ack(document.order_id, document.pickup_id)
        if answer.status == 409:
            return ack
        told = answer.read(_Collected)
        if told != _Collected(document.order_id, document.pickup_id):
            raise NoProof(f"{TITLE} answered about another order.")
        return ack

    def _held_by(self, document: PickupDocument) -> str:
        answer = self.wire.get("/sales", id=document.order_id)
        rows = answer.read(Page).items
        try:
            found = [msgspec.convert(row, WireSale) for row in rows]
        except msgspec.ValidationError:
            raise answer.unreadable() from None
        if any(one.id != document.order_id for one in found):
            raise NoProof(f"{TITLE} answered about another order.")
        if not found:
            raise Refused(f"{TITLE} has no order {document.number} any more.")
        return found[0].picked_up.pickup_id if found[0].picked_up else ""
