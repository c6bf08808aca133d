"""Commerce7's REST as far as a till uses it, strict where the real one is."""

from __future__ import annotations

import base64
import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from posapp.sandbox.call import Call
from posapp.sandbox.commerce7.lists import PLURAL, emails_of, listed, objects, refuse
from posapp.sandbox.commerce7.tenant import APP_ID, NAME, SECRET, Tenant, stamp
from posapp.sandbox.message import (
    JsonObject,
    Request,
    Response,
    json_response,
    parse_object,
)
from posapp.sandbox.ops import Op

PREFIX = "/commerce7/v1/"
PER_MINUTE, MINUTE_MS = 100, 60_000
MAX_NUMBER = 2_147_483_647
_LIST_OPS = {
    "club": Op.CLUB_LIST,
    "product": Op.PRODUCT_LIST,
    "customer": Op.CUSTOMER_LIST,
    "club-membership": Op.MEMBERSHIP_LIST,
    "order": Op.SALE_LIST,
    "gift-card": Op.GIFT_CARD,
}


@dataclass(frozen=True, slots=True)
class _Route:
    method: str
    path: re.Pattern[str]
    op: Op
    answer: Callable[[Call, tuple[str, ...]], Response]


class Commerce7Mount:
    """Requests below the prefix."""

    prefix = PREFIX

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant
        self._counted: deque[int] = deque()
        words = f"{APP_ID}:{SECRET}".encode()
        self._word = f"Basic {base64.b64encode(words).decode()}"
        one = r"([^/]+)"
        table: list[tuple[str, str, Op, Callable[[Call, tuple[str, ...]], Response]]] = [
            ("POST", "order", Op.ORDER_CREATE, self._create_order),
            ("POST", f"order/{one}/fulfillment/all", Op.PICKUP_MARK, self._fulfil),
            ("DELETE", f"order/{one}/fulfillment/{one}", Op.PICKUP_UNDO, self._unfulfil),
            ("POST", "customer", Op.CUSTOMER_UPSERT, self._create_customer),
            ("PUT", f"customer/{one}", Op.CUSTOMER_UPSERT, self._change_customer),
            ("GET", f"customer/{one}/address", Op.CUSTOMER_LIST, self._addresses),
            ("POST", f"customer/{one}/address", Op.CUSTOMER_UPSERT, self._add_address),
            ("PUT", f"customer/{one}/address/{one}", Op.CUSTOMER_UPSERT, self._change_address),
            ("DELETE", f"customer/{one}/address/{one}", Op.CUSTOMER_UPSERT, self._drop_address),
            ("GET", "tag/customer", Op.CUSTOMER_LIST, self._tags),
            ("POST", "tag/customer", Op.CUSTOMER_UPSERT, self._create_tag),
            ("POST", "club-membership", Op.CLUBS_SET, self._join),
            ("PUT", f"club-membership/{one}", Op.CLUBS_SET, self._change_membership),
        ]
        self._routes = [
            _Route(method, re.compile(path), op, answer) for method, path, op, answer in table
        ]

    def op_of(self, request: Request) -> Op:
        """What is asked, in everybody's words."""
        route, _ = self._route(request)
        if route is not None:
            return route.op
        kind = request.path.removeprefix(PREFIX).split("/")[0]
        return _LIST_OPS.get(kind, Op.CLUB_LIST)

    def answer(self, call: Call) -> Response:
        """Check who asks and how often, then do it."""
        request = call.request
        is_known = request.header("authorization") == self._word
        if not is_known or request.header("tenant") != NAME:
            raise refuse(401, "Unauthorized")
        if request.path.removeprefix(PREFIX).split("/")[0] in self._tenant.lacks_rights:
            raise refuse(403, "Forbidden")
        query = request.query()
        if "cursor" not in query:
            self._count(call)
        route, parts = self._route(request)
        if route is not None:
            return route.answer(call, parts)
        if request.method != "GET":
            raise refuse(404, "Not found")
        kind, _, record_id = request.path.removeprefix(PREFIX).partition("/")
        if kind not in PLURAL:
            raise refuse(404, "Not found")
        if record_id:
            return json_response(200, self._held(kind, record_id))
        return listed(self._tenant, kind, query)

    def _route(self, request: Request) -> tuple[_Route | None, tuple[str, ...]]:
        path = request.path.removeprefix(PREFIX)
        for route in self._routes:
            found = route.path.fullmatch(path)
            if found and route.method == request.method:
                return route, found.groups()
        return None, ()

    def _count(self, call: Call) -> None:
        while self._counted and call.now_ms - self._counted[0] >= MINUTE_MS:
            self._counted.popleft()
        if len(self._counted) >= PER_MINUTE:
            raise refuse(429, "Too many requests")
        self._counted.append(call.now_ms)

    # -- reading ----------------------------------------------------------------------------

    def _addresses(self, call: Call, parts: tuple[str, ...]) -> Response:
        del call
        self._held("customer", parts[0])
        rows = self._tenant.all("customer-address")
        found = [row for row in rows if row.get("customerId") == parts[0]]
        return json_response(200, {"customerAddresses": found, "total": len(found)})

    def _tags(self, call: Call, parts: tuple[str, ...]) -> Response:
        del call, parts
        rows = self._tenant.all("tag")
        return json_response(200, {"tags": rows, "total": len(rows)})

    def _held(self, kind: str, record_id: str) -> JsonObject:
        found = self._tenant.get(kind, record_id)
        if found is None:
            raise refuse(404, f"{kind} not found")
        return found

    # -- orders -----------------------------------------------------------------------------

    def _create_order(self, call: Call, parts: tuple[str, ...]) -> Response:
        del parts
        body = parse_object(call.request)
        number = body.get("orderNumber")
        if not isinstance(number, int) or not 0 < number <= MAX_NUMBER:
            raise refuse(422, "orderNumber must be a whole number", field="orderNumber")
        if any(row.get("orderNumber") == number for row in self._tenant.all("order")):
            raise refuse(422, "Order number already exists", field="orderNumber")
        skus = self._tenant.knows_skus
        for item in objects(body.get("items")):
            if skus is not None and item.get("sku") not in skus:
                raise refuse(422, f"SKU {item.get('sku')} does not exist", field="items[0].sku")
        if body.get("customerId") is not None:
            self._held("customer", str(body["customerId"]))
        is_shipped = body.get("orderDeliveryMethod") == "Ship"
        order = self._tenant.put(
            "order",
            **body,
            fulfillmentStatus="Not Fulfilled" if is_shipped else "Fulfilled",
            shippingStatus="Pending" if is_shipped else "Not Tracked",
            fulfillments=[],
        )
        cents = int(str(body.get("total", 0)))
        reference = str(body.get("externalOrderNumber") or number)
        self._tenant.applied(call, reference=reference, cents=cents)
        return json_response(200, order)

    def _fulfil(self, call: Call, parts: tuple[str, ...]) -> Response:
        order, body = self._held("order", parts[0]), parse_object(call.request)
        if order.get("fulfillmentStatus") == "Fulfilled":
            raise refuse(422, "Order is already fulfilled")
        part = {
            "id": self._tenant.new_id("fulfillment"),
            "type": body.get("type"),
            "fulfillmentDate": body.get("fulfillmentDate"),
            "pickedUp": body.get("pickedUp"),
        }
        held = objects(order.get("fulfillments"))
        changed = self._tenant.put(
            "order", id=parts[0], fulfillments=[*held, part], fulfillmentStatus="Fulfilled"
        )
        self._tenant.applied(call, reference=parts[0])
        return json_response(200, changed)

    def _unfulfil(self, call: Call, parts: tuple[str, ...]) -> Response:
        order = self._held("order", parts[0])
        held = objects(order.get("fulfillments"))
        left = [part for part in held if part.get("id") != parts[1]]
        if len(left) == len(held):
            raise refuse(404, "fulfillment not found")
        self._tenant.put("order", id=parts[0], fulfillments=left, fulfillmentStatus="Not Fulfilled")
        self._tenant.applied(call, reference=parts[0])
        return json_response(200, {})

    # -- people -----------------------------------------------------------------------------

    def _create_customer(self, call: Call, parts: tuple[str, ...]) -> Response:
        del parts
        body = parse_object(call.request)
        self._require_unique(body, but="")
        made = self._tenant.put("customer", **{"tags": [], "phones": [], **self._titled(body)})
        self._note_person(call, made)
        return json_response(200, made)

    def _change_customer(self, call: Call, parts: tuple[str, ...]) -> Response:
        self._held("customer", parts[0])
        body = parse_object(call.request)
        if "emails" in body:
            self._require_unique(body, but=parts[0])
        changed = self._tenant.put("customer", **{**self._titled(body), "id": parts[0]})
        self._note_person(call, changed)
        return json_response(200, changed)

    def _titled(self, body: JsonObject) -> JsonObject:
        """Tags are sent by id and stand with their titles."""
        if "tags" not in body:
            return body
        ids = [str(one.get("id")) for one in objects(body["tags"])]
        found = [self._held("tag", tag_id) for tag_id in ids]
        return {**body, "tags": [{"id": tag["id"], "title": tag["title"]} for tag in found]}

    def _require_unique(self, body: JsonObject, *, but: str) -> None:
        wanted = emails_of(body)
        if not wanted:
            raise refuse(422, "emails must not be empty", field="emails")
        for row in self._tenant.all("customer"):
            if row["id"] != but and emails_of(row) & wanted:
                raise refuse(422, "Email is already in use", field="emails[0].email")

    def _note_person(self, call: Call, row: JsonObject) -> None:
        self._tenant.applied(call, reference=min(emails_of(row), default=""))

    def _add_address(self, call: Call, parts: tuple[str, ...]) -> Response:
        self._held("customer", parts[0])
        body = {**parse_object(call.request), "customerId": parts[0]}
        return self._kept_address(call, body)

    def _change_address(self, call: Call, parts: tuple[str, ...]) -> Response:
        self._held("customer-address", parts[1])
        return self._kept_address(call, {**parse_object(call.request), "id": parts[1]})

    def _kept_address(self, call: Call, body: JsonObject) -> Response:
        kept = self._tenant.put("customer-address", **body)
        if kept.get("isDefault"):
            for row in self._tenant.all("customer-address"):
                if row is not kept and row.get("customerId") == kept.get("customerId"):
                    row["isDefault"] = False
        self._tenant.applied(call, reference=str(kept["id"]))
        return json_response(200, kept)

    def _drop_address(self, call: Call, parts: tuple[str, ...]) -> Response:
        if not self._tenant.drop("customer-address", parts[1]):
            raise refuse(404, "address not found")
        self._tenant.applied(call, reference=parts[1])
        return json_response(200, {})

    def _create_tag(self, call: Call, parts: tuple[str, ...]) -> Response:
        del parts
        title = str(parse_object(call.request).get("title", ""))
        if any(row.get("title") == title for row in self._tenant.all("tag")):
            raise refuse(422, "Tag already exists", field="title")
        made = self._tenant.put("tag", title=title)
        self._tenant.applied(call, reference=f"tag {title}")
        return json_response(200, made)

    # -- clubs ------------------------------------------------------------------------------

    def _join(self, call: Call, parts: tuple[str, ...]) -> Response:
        del parts
        body = parse_object(call.request)
        self._held("customer", str(body.get("customerId")))
        self._held("club", str(body.get("clubId")))
        made = self._tenant.put("club-membership", **{**body, "status": "Active"})
        self._note_membership(call, made, "join")
        return json_response(200, made)

    def _change_membership(self, call: Call, parts: tuple[str, ...]) -> Response:
        held = self._held("club-membership", parts[0])
        body = parse_object(call.request)
        status, now = held.get("status"), stamp(call.now_ms)
        if body.get("cancelDate"):
            status = "Cancelled"
        elif "onHoldStartDate" in body:
            status = "On Hold"
        elif str(body.get("onHoldUntilDate") or "9") <= now:
            status = "Active"
        changed = self._tenant.put("club-membership", **{**body, "id": parts[0], "status": status})
        self._note_membership(call, changed, str(status))
        return json_response(200, changed)

    def _note_membership(self, call: Call, row: JsonObject, word: str) -> None:
        self._tenant.applied(call, reference=f"{row['customerId']} {row['clubId']} {word}")
