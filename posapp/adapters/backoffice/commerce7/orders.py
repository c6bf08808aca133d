"""Orders at Commerce7: ours recorded there, web orders handed over here.

It knows no idempotency keys, but an order's number is unique there, so a second POST is harmless.
A hand-over is looked up before it is written, and again before it is repeated.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import msgspec

from posapp.adapters.backoffice.commerce7 import bodies, wire
from posapp.adapters.backoffice.commerce7.client import (
    REFUSALS,
    TITLE,
    Client,
    Json,
    require_seen,
)
from posapp.adapters.backoffice.commerce7.people import People
from posapp.adapters.backoffice.commerce7.records import Decoder
from posapp.adapters.backoffice.reading import iso_utc
from posapp.domain.remote_order import FulfilmentState, RemoteOrder
from posapp.ports.backoffice import Ack
from posapp.ports.documents import OrderDocument, PickupDocument
from posapp.ports.failures import NoProof, Refused

_DAY_MS = 86_400_000
_PICKED_UP = "picked up"


@dataclass(frozen=True, slots=True)
class Orders:
    """The writes about orders, each with its look-up."""

    client: Client
    decoder: Decoder
    people: People
    number_base: int

    def put(self, document: OrderDocument, key: str) -> Ack:
        """Record an order that was paid here; a number that is taken is ours or somebody's."""
        del key
        known = document.customer and self.people.by_email(document.customer.email)
        body = bodies.order_body(
            document, base=self.number_base, customer_id=known.id if known else ""
        )
        answer = self.client.try_to("POST", "/order", body)
        if answer.status in REFUSALS:
            held = self.find(document)
            if held is None:
                raise self.client.refusal(answer)
            if held.total_cents != document.total_cents:
                message = f"{TITLE} holds another order {document.number}, with a different total."
                raise Refused(message)
            return held
        order = self._taken(self.client.read(answer, object))
        if order.our_number != document.number or abs(order.total_cents) != document.total_cents:
            raise NoProof(f"{TITLE} answered about another order or amount.")
        return Ack(order.remote_id, document.number, document.total_cents)

    def find(self, document: OrderDocument) -> Ack | None:
        """Look among the orders paid about then for the one that carries our number."""
        first, last = max(0, document.placed_ms - _DAY_MS), document.placed_ms + _DAY_MS
        span = {"orderPaidDate": f"btw:{iso_utc(first)}|{iso_utc(last)}"}
        pages = self.client.pages("/order", "orders", first="start", params=span)
        found = (self.decoder.order(row) for rows, _ in pages for row in rows)
        ours = [
            order
            for order in found
            if isinstance(order, RemoteOrder) and order.our_number == document.number
        ]
        if len(ours) > 1:
            raise Refused(f"{TITLE} holds order {document.number} {len(ours)} times.")
        return Ack(ours[0].remote_id, document.number, abs(ours[0].total_cents)) if ours else None

    def mark_picked_up(self, document: PickupDocument, key: str) -> Ack:
        """Fulfil all that is left of an order, unless somebody did."""
        held = self.find_picked_up(document)
        if held is not None:
            return held
        del key
        path = f"/order/{document.order_id}/fulfillment/all"
        return self._change(
            "POST", path, bodies.pickup_body(document), seen=partial(self.find_picked_up, document)
        )

    def find_picked_up(self, document: PickupDocument) -> Ack | None:
        """The order if nothing of it waits any more."""
        order = self._taken(self.client.get(f"/order/{document.order_id}"))
        is_done = order.fulfilment_state is FulfilmentState.DONE
        return Ack(order.remote_id, document.number) if is_done else None

    def undo_pickup(self, document: PickupDocument, key: str) -> Ack:
        """Take every hand-over of the order back; parcels stay parcels."""
        del key
        for part in self._parts(document):
            if (part.type or "").strip().lower() == _PICKED_UP:
                path = f"/order/{document.order_id}/fulfillment/{part.id}"
                self._change("DELETE", path, None, seen=partial(self._without, document, part.id))
        return require_seen(self.find_waiting(document))

    def find_waiting(self, document: PickupDocument) -> Ack | None:
        """The order if it waits again."""
        order = self._taken(self.client.get(f"/order/{document.order_id}"))
        return Ack(order.remote_id, document.number) if order.is_pending_pickup else None

    def _change(
        self, method: str, path: str, body: Json | None, *, seen: Callable[[], Ack | None]
    ) -> Ack:
        """Write and look; a no counts only while the order is not as wanted: others may have been
        faster, or this may be a late repeat of our own.
        """
        answer = self.client.try_to(method, path, body)
        if answer.status not in REFUSALS:
            self.client.read(answer, Json)
            return require_seen(seen())
        ack = seen()
        if ack is None:
            raise self.client.refusal(answer)
        return ack

    def _without(self, document: PickupDocument, part_id: str) -> Ack | None:
        """The order if it has this part no more."""
        is_gone = all(part.id != part_id for part in self._parts(document))
        return Ack(document.order_id, document.number) if is_gone else None

    def _parts(self, document: PickupDocument) -> Sequence[wire.Fulfillment]:
        answer = self.client.get(f"/order/{document.order_id}")
        try:
            return msgspec.convert(answer, wire.Order).fulfillments or ()
        except msgspec.ValidationError:
            raise NoProof(f"{TITLE} answered something else than the order.") from None

    def _taken(self, row: object) -> RemoteOrder:
        order = self.decoder.order(row)
        if not isinstance(order, RemoteOrder):
            raise NoProof(f"{TITLE} answered something else than the order.")
        return order
