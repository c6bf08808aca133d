"""Commerce7's lists: fifty to a page, filters as documented, and cursors that outlive a change."""

from __future__ import annotations

import re

from posapp.sandbox.commerce7.tenant import Tenant
from posapp.sandbox.message import JsonObject, RejectedError, Response, json_response

PAGE = 50
PLURAL = {
    "club": "clubs",
    "product": "products",
    "customer": "customers",
    "customer-address": "customerAddresses",
    "club-membership": "clubMemberships",
    "order": "orders",
    "tag": "tags",
    "gift-card": "giftCards",
    "inventory-location": "inventoryLocations",
}
_FILTERS = ("orderDeliveryMethod", "fulfillmentStatus", "channel", "customerId", "clubId")
_DATES = ("updatedAt", "createdAt", "orderPaidDate", "orderSubmittedDate")
_STARTS = "start"


def refuse(status: int, message: str, *, field: str = "") -> RejectedError:
    """An error in Commerce7's form."""
    errors = [{"field": field, "message": message}] if field else []
    body = {"statusCode": status, "type": "error", "message": message, "errors": errors}
    return RejectedError(json_response(status, body))


def listed(tenant: Tenant, kind: str, query: dict[str, str]) -> Response:
    """A page of records, by number or by cursor."""
    rows = [row for row in tenant.all(kind) if _matches(row, kind, query)]
    key = PLURAL[kind]
    if "cursor" not in query:
        page = max(1, int(query.get("page", "1") or "1"))
        shown = rows[(page - 1) * PAGE : page * PAGE]
        return json_response(200, {key: shown, "total": len(rows)})
    start = _place(rows, query["cursor"])
    shown = rows[start : start + PAGE]
    body: JsonObject = {key: shown}
    if start + PAGE < len(rows):
        body["cursor"] = f"after:{shown[-1]['updatedAt']}:{shown[-1]['id']}"
    return json_response(200, body)


def objects(value: object) -> list[JsonObject]:
    """The objects of a list."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def emails_of(row: JsonObject) -> set[str]:
    """All addresses of a customer, folded."""
    return {str(one.get("email", "")).strip().casefold() for one in objects(row.get("emails"))}


def _place(rows: list[JsonObject], cursor: str) -> int:
    """Where a page begins: after the row the cursor names, or after its time when that moved on."""
    if cursor == _STARTS:
        return 0
    found = re.fullmatch(r"after:(.+Z):(.+)", cursor)
    if found is None:
        raise refuse(400, "cursor is invalid", field="cursor")
    for at, row in enumerate(rows):
        if row["id"] == found[2] and row["updatedAt"] == found[1]:
            return at + 1
    later = [at for at, row in enumerate(rows) if str(row["updatedAt"]) > found[1]]
    return later[0] if later else len(rows)


def _matches(row: JsonObject, kind: str, query: dict[str, str]) -> bool:
    for name in _FILTERS:
        if name in query and str(row.get(name)) != query[name]:
            return False
    if not all(_in_span(str(row.get(name, "")), query[name]) for name in _DATES if name in query):
        return False
    words = query.get("q", "").strip().casefold()
    if not words:
        return True
    if kind == "gift-card":
        return words in str(row.get("code", "")).casefold()
    phones = "".join(str(one.get("phone", "")) for one in objects(row.get("phones")))
    names = f"{row.get('firstName', '')} {row.get('lastName', '')}".casefold()
    return words in names or words in phones or any(words in one for one in emails_of(row))


def _in_span(value: str, wanted: str) -> bool:
    word, _, bound = wanted.partition(":")
    match word:
        case "gte":
            return value >= bound
        case "gt":
            return value > bound
        case "lte":
            return value <= bound
        case "lt":
            return value < bound
        case "btw":
            first, _, last = bound.partition("|")
            return first <= value <= last
        case _:
            raise refuse(400, "date filter is invalid")
