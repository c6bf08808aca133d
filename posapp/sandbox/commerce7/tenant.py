"""One Commerce7 tenant: what it holds, as the JSON it would answer with.

Records are plain objects, because that is what its API edits; what a PUT leaves out inside a field
is gone afterwards, as over there.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from datetime import UTC, datetime

from posapp.sandbox.call import Call
from posapp.sandbox.clock import SandboxClock
from posapp.sandbox.ledger import Ledger
from posapp.sandbox.message import JsonObject

APP_ID, SECRET, NAME = "sandbox-app", "sandbox-app-secret", "sandbox-winery"
"""What a client must present; it opens nothing but the sandbox."""


def stamp(moment_ms: int) -> str:
    """A time as Commerce7 writes it."""
    instant = datetime.fromtimestamp(moment_ms / 1_000, tz=UTC)
    return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Tenant:
    """Lists by their names in paths; `put` is how a test or a story fills them."""

    def __init__(self, *, clock: SandboxClock, ledger: Ledger) -> None:
        self.clock = clock
        self.ledger = ledger
        self.knows_skus: set[str] | None = None
        self.lacks_rights: set[str] = set()
        self._lists: dict[str, dict[str, JsonObject]] = {}
        self._made = 0

    def put(self, kind: str, **fields: object) -> JsonObject:
        """Add or change a record; an id is given to a new one."""
        record_id = str(fields.get("id") or self.new_id(kind))
        held = self._lists.setdefault(kind, {})
        now = stamp(self.clock.told_ms())
        record = {"createdAt": now, **held.pop(record_id, {}), **fields}
        held[record_id] = {**record, "id": record_id, "updatedAt": now}
        return held[record_id]

    def get(self, kind: str, record_id: str) -> JsonObject | None:
        """One record."""
        return self._lists.get(kind, {}).get(record_id)

    def drop(self, kind: str, record_id: str) -> bool:
        """Delete one; False when there is none."""
        return self._lists.get(kind, {}).pop(record_id, None) is not None

    def all(self, kind: str) -> list[JsonObject]:
        """All of a kind, the latest changed last."""
        return list(self._lists.get(kind, {}).values())

    def new_id(self, kind: str) -> str:
        """An id nobody has."""
        self._made += 1
        return f"{kind}-{self._made:06}"

    def applied(self, call: Call, *, reference: str, cents: int = 0) -> None:
        """Enter an applied write in the ledger."""
        self.ledger.append(call.entry(reference=reference, cents=cents))

    # -- what a story does over there ---------------------------------------------------------

    def web_order(
        self, number: int, *, customer: JsonObject, delivery: str, items: Iterable[JsonObject]
    ) -> JsonObject:
        """Somebody orders in the web shop."""
        lines = [copy.deepcopy(item) for item in items]
        cents = sum(int(str(line["price"])) * int(str(line["quantity"])) for line in lines)
        return self.put(
            "order",
            orderNumber=number,
            channel="Web",
            purchaseType="Regular",
            orderDeliveryMethod=delivery,
            paymentStatus="Paid",
            fulfillmentStatus="Not Fulfilled",
            shippingStatus="Pending" if delivery == "Ship" else "Not Tracked",
            customerId=customer["id"],
            customer=copy.deepcopy(customer),
            orderPaidDate=stamp(self.clock.now_ms()),
            orderSubmittedDate=stamp(self.clock.now_ms()),
            total=cents,
            totalAfterTip=cents,
            items=lines,
            tenders=[
                {
                    "tenderType": "Credit Card",
                    "chargeType": "Capture",
                    "amountTendered": cents,
                    "cardBrand": "Visa",
                    "maskedCardNumber": "************4242",
                }
            ],
            fulfillments=[],
        )

    def ship(self, order_id: str, *, carrier: str, tracking: str) -> None:
        """The warehouse ships an order."""
        order = self.get("order", order_id)
        assert order is not None
        part = {
            "id": self.new_id("fulfillment"),
            "type": "Shipped",
            "fulfillmentDate": stamp(self.clock.now_ms()),
            "shipped": {"trackingNumbers": [tracking], "carrier": carrier},
        }
        parts = order.get("fulfillments")
        held = list(parts) if isinstance(parts, list) else []
        self.put(
            "order",
            id=order_id,
            fulfillments=[*held, part],
            fulfillmentStatus="Fulfilled",
            shippingStatus="In Transit",
        )
