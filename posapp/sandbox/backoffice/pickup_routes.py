"""Orders that wait to be collected: listed, marked as picked up, and given back.

A hand-over names itself by the till's id for it; an order collected already is not given out again
to somebody else.
"""

from __future__ import annotations

from dataclasses import replace

from posapp.sandbox.backoffice.desk import Desk
from posapp.sandbox.backoffice.office import RepeatMode
from posapp.sandbox.backoffice.sales import HandOver, SalesOrder
from posapp.sandbox.backoffice.validation import cents, rejected, text
from posapp.sandbox.call import Call
from posapp.sandbox.message import (
    JsonObject,
    Response,
    error_response,
    json_response,
    parse_object,
)


class PickupRoutes:
    """Requests in, answers out; every applied write is entered in the ledger."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._office = desk.office

    def waiting(self, call: Call) -> Response:
        """GET /pickups: what waits now, at one location or everywhere."""
        location = call.request.query().get("location", "")
        return self._desk.listed(
            call,
            self._office.sales,
            only=lambda one: (
                one.waits_for_pickup and (not location or one.pickup_location == location)
            ),
        )

    def locations(self, call: Call) -> Response:
        """GET /pickup-locations."""
        self._desk.require_token(call)
        named = self._office.locations.items()
        items = [{"id": location_id, "title": title} for location_id, title in named]
        return json_response(200, {"items": items, "next": None})

    def mark(self, call: Call) -> Response:
        """POST /pickups."""
        return self._desk.write(call, self._mark)

    def undo(self, call: Call) -> Response:
        """POST /pickups/undo."""
        return self._desk.write(call, self._undo)

    def _mark(self, call: Call) -> Response:
        body = parse_object(call.request)
        order, pickup_id = self._order(body), text(body, "pickup_id", path="pickup_id")
        made = HandOver(
            pickup_id,
            text(body, "collected_by", path="collected_by"),
            cents(body, "at_ms", path="at_ms"),
            str(body.get("cashier") or ""),
        )
        standing = order.handed_over
        if standing is not None and standing.pickup_id != pickup_id:
            message = f"collected already, by {standing.collected_by}"
            return error_response(409, "collected", message=message)
        if self._desk.seen_before(call, pickup_id):
            return error_response(409, "exists", message="this hand-over is known")
        if standing is not None and self._is_careful(call):
            return json_response(200, _answer(order, made))
        self._put(replace(order, hand_overs=(*order.hand_overs, made)), call)
        self._desk.enter(call, reference=pickup_id)
        return json_response(200, _answer(order, made))

    def _undo(self, call: Call) -> Response:
        body = parse_object(call.request)
        order, pickup_id = self._order(body), text(body, "pickup_id", path="pickup_id")
        standing = order.handed_over
        if standing is not None and standing.pickup_id != pickup_id:
            message = f"somebody else has it: {standing.collected_by}"
            return error_response(409, "collected", message=message)
        if self._desk.seen_before(call, pickup_id):
            return error_response(409, "exists", message="this was given back")
        hand_overs = tuple(
            replace(one, is_undone=True) if one.pickup_id == pickup_id else one
            for one in order.hand_overs
        )
        self._put(replace(order, hand_overs=hand_overs), call)
        self._desk.enter(call, reference=pickup_id)
        return json_response(200, {"order_id": order.id, "pickup_id": pickup_id})

    def _order(self, body: JsonObject) -> SalesOrder:
        kept = self._office.sales.get(text(body, "order_id", path="order_id"))
        if kept is None or kept.record.fulfilment != "pickup":
            raise rejected("unknown_order", path="order_id", message="no such order to collect")
        return kept.record

    def _is_careful(self, call: Call) -> bool:
        return self._office.mode(call.op) in {RepeatMode.KEY, RepeatMode.NATURAL_KEY}

    def _put(self, order: SalesOrder, call: Call) -> None:
        self._office.sales.put(order, at_ms=call.now_ms, told_ms=call.told_ms)


def _answer(order: SalesOrder, made: HandOver) -> JsonObject:
    return {"order_id": order.id, "pickup_id": made.pickup_id}
