"""Orders at Commerce7: ours recorded there, web orders handed over here.

It knows no idempotency keys, but an order's number is unique there, so a second POST is harmless.
A hand-over is looked up before it is written, and again before it is repeated.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from posapp.adapters.backoffice.commerce7 import bodies, wire
from posapp.adapters.backoffice.commerce7.client import REFUSALS, TITLE, Client, require_seen
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
        params = {"orderPaidDate": f"btw:{iso_utc(first)}|{iso_utc(last)}", "cursor": "start"}
        ours: list[RemoteOrder] = []
        while params["cursor"]:
            answer = self.client.get("/order", **params)
            rows = self.client.rows(answer, "orders", object)
            found = [self.decoder.order(row) for row in rows]
            ours += [
                order
                for order in found
                if isinstance(order, RemoteOrder) and order.our_number == document.number
            ]
            following = answer.get("cursor")
            is_new = isinstance(following, str) and following != params["cursor"]
            params["cursor"] = following if is_new else ""  # type: ignore[assignment]
        if len(ours) > 1:
            raise Refused(f"{TITLE} holds order {document.number} {len(ours)} times.")
        return Ack(ours[0].remote_id, document.number, abs(ours[0].total_cents)) if ours else None

    def mark_picked_up(self, document: PickupDocument, key: str) -> Ack:
        """Fulfil all that is left of an order, unless somebody did."""
        held = self.find_picked_up(document)
        if held is not None:
            return held
        path = f"/order/{document.order_id}/fulfillment/all"
        self.client.change("POST", path, bodies.pickup_body(document))
        del key
        return require_seen(self.find_picked_up(document))

    def find_picked_up(self, document: PickupDocument) -> Ack | None:
        """The order if nothing of it waits any more."""
        order = self._taken(self.client.get(f"/order/{document.order_id}"))
        is_done = order.fulfilment_state is FulfilmentState.DONE
        return Ack(order.remote_id, document.number) if is_done else None

    def undo_pickup(self, document: PickupDocument, key: str) -> Ack:
        """Take every hand-over of the order back; parcels stay parcels."""
        del key
        answer = self.client.get(f"/order/{document.order_id}")
        try:
            order = msgspec.convert(answer, wire.Order)
        except msgspec.ValidationError:
            raise NoProof(f"{TITLE} answered something else than the order.") from None
        for part in order.fulfillments or ():
            if (part.type or "").strip().lower() == _PICKED_UP:
                path = f"/order/{document.order_id}/fulfillment/{part.id}"
                self.client.change("DELETE", path, None)
        return require_seen(self.find_waiting(document))

    def find_waiting(self, document: PickupDocument) -> Ack | None:
        """The order if it waits again."""
        order = self._taken(self.client.get(f"/order/{document.order_id}"))
        return Ack(order.remote_id, document.number) if order.is_pending_pickup else None

    def _taken(self, row: object) -> RemoteOrder:
        order = self.decoder.order(row)
        if not isinstance(order, RemoteOrder):
            raise NoProof(f"{TITLE} answered something else than the order.")
        return order
