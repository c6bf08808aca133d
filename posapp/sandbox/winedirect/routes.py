"""Takes an envelope, asks for user and password, counts the minute, and answers as ColdFusion does.

The services for credit cards are not here: whoever asks for one is told that there is none.
"""

from __future__ import annotations

from collections.abc import Mapping

from posapp.sandbox.call import Call
from posapp.sandbox.ledger import Ledger
from posapp.sandbox.message import Request, Response, http_date
from posapp.sandbox.ops import Op
from posapp.sandbox.winedirect.office import PASSWORD, USERNAME, WineDirectOffice
from posapp.sandbox.winedirect.order_writes import OrderWrites, op_of_upsert
from posapp.sandbox.winedirect.people_writes import PeopleWrites
from posapp.sandbox.winedirect.reads import FaultError, Reads, RefusedError
from posapp.sandbox.winedirect.wire import Asked, Writer, asked_of, method_of

PREFIX = "/winedirect/"
_XML = (("Content-Type", "text/xml; charset=utf-8"),)
_OPS = {
    "SearchContacts": Op.CUSTOMER_LIST,
    "SearchShippingAddresses": Op.CUSTOMER_LIST,
    "SearchContactTypes": Op.CUSTOMER_LIST,
    "SearchMergedContacts": Op.MERGE_LIST,
    "SearchClubs": Op.CLUB_LIST,
    "SearchClubMemberships": Op.MEMBERSHIP_LIST,
    "SearchProducts": Op.PRODUCT_LIST,
    "GetProductDetail": Op.PRODUCT_LIST,
    "SearchOrders": Op.SALE_LIST,
    "GetOrderDetail": Op.SALE_LIST,
    "GetGiftCardBalance": Op.GIFT_CARD,
    "UpsertContact": Op.CUSTOMER_UPSERT,
    "AddContactTypeToContact": Op.CUSTOMER_UPSERT,
    "RemoveContactTypeFromContact": Op.CUSTOMER_UPSERT,
    "UpsertClubMembership": Op.CLUBS_SET,
}
_SERVICES = {
    "ContactService": ("SearchContacts", "SearchShippingAddresses", "SearchContactTypes",
                       "SearchMergedContacts", "UpsertContact", "AddContactTypeToContact",
                       "RemoveContactTypeFromContact", "UpsertClubMembership"),
    "ClubMembershipService": ("SearchClubs", "SearchClubMemberships"),
    "ProductService": ("SearchProducts", "GetProductDetail"),
    "OrderService": ("SearchOrders", "GetOrderDetail", "UpsertOrder"),
    "GiftCardService": ("GetGiftCardBalance",),
}  # fmt: skip
_VERSIONS = {"UpsertContact": "V304", "UpsertOrder": "V304", "UpsertClubMembership": "v201",
             "SearchOrders": "V301", "GetOrderDetail": "V301"}  # fmt: skip


class WineDirectMount:
    """Satisfies `posapp.sandbox.mount.Mount`."""

    prefix = PREFIX

    def __init__(self, office: WineDirectOffice, ledger: Ledger) -> None:
        self._office = office
        people = PeopleWrites(office, ledger)
        self._reads = Reads(office)
        self._writes = {
            **people.operations,
            "UpsertOrder": OrderWrites(office, ledger, people).upsert,
        }

    def op_of(self, request: Request) -> Op:
        """By the operation that the envelope names."""
        method = method_of(request.body)
        if method == "UpsertOrder":
            return op_of_upsert(request.body)
        return _OPS.get(method, Op.UNKNOWN)

    def answer(self, call: Call) -> Response:
        """One operation."""
        if self._office.redirects:
            location = f"https://webservices.example{call.request.target}"
            return Response(302, (("Location", location),))
        method = method_of(call.request.body)
        self._office.envelopes.append((method, call.request.body))
        self._office.asked[method] += 1
        asked = asked_of(call.request.body)
        if asked is None or call.request.path != _path(method):
            return Response(404, (("Content-Type", "text/html"),), b"<html>File not found</html>")
        headers = self._rate(call, method)
        if headers is None:
            return self._too_many(call)
        writer = Writer(self._office.style)
        try:
            returned = self._returned(method, asked, call)
        except FaultError as fault:
            return Response(500, (*_XML, *headers), writer.fault(str(fault)))
        body = writer.answer(method, f"http://{_VERSIONS.get(method, 'V300')}", returned)
        if any(one.encode() in body for one in self._office.garbled_over):
            body = self._office.garble(body)
        return Response(200, (*_XML, *headers), body)

    def _returned(self, method: str, asked: Asked, call: Call) -> object:
        is_second = method == "UpsertClubMembership"
        try:
            payload = self._applied(method, asked, call)
        except RefusedError as refused:
            if is_second:
                return [{"isSuccessful": False, "message": refused.message}]
            errors = [{"ErrorCode": refused.code, "ErrorMessage": refused.message}]
            return {"Errors": errors, "IsSuccessful": False, "RecordCount": 0}
        if not isinstance(payload, Mapping):
            return payload
        return {"Errors": [], "IsSuccessful": True, **payload}

    def _applied(self, method: str, asked: Asked, call: Call) -> object:
        if method == "UpsertClubMembership":
            if not _is_known(asked):
                raise FaultError("Invalid username or password.")
            return self._writes[method](asked, call)
        request = asked.part("Request")
        security = None if request is None else request.part("Security")
        if request is None or security is None or not _is_known(security):
            raise RefusedError("InvalidLogin", "Invalid username or password.")
        if method in self._reads.operations:
            return self._reads.operations[method](request, call.as_of_ms)
        return self._writes[method](request, call)

    def _rate(self, call: Call, method: str) -> tuple[tuple[str, str], ...] | None:
        """The headers of a minute, None when it is used up; only reads are counted."""
        limit = self._office.per_minute
        if limit is None or method in self._writes:
            return ()
        used, reset_s = self._office.count_read(call.told_ms)
        if used > limit:
            return None
        return _rate_headers(limit, limit - used, reset_s)

    def _too_many(self, call: Call) -> Response:
        reset_s = (call.told_ms // 60_000 + 1) * 60
        headers = _rate_headers(self._office.per_minute or 0, 0, reset_s)
        dated = ("X-Told", http_date(call.told_ms))
        return Response(429, (*headers, dated), b"Too many requests")


def _is_known(given: Asked) -> bool:
    return (given.text("username"), given.text("password")) == (USERNAME, PASSWORD)


def _path(method: str) -> str:
    service = next((name for name, known in _SERVICES.items() if method in known), "")
    if method == "UpsertClubMembership":
        return f"{PREFIX}v201/contactService.cfc"
    return f"{PREFIX}{_VERSIONS.get(method, 'V300')}/{service}.cfc"


def _rate_headers(limit: int, left: int, reset_s: int) -> tuple[tuple[str, str], ...]:
    return (
        ("x-rate-limit-limit", str(limit)),
        ("x-rate-limit-remaining", str(left)),
        ("x-rate-limit-reset", str(reset_s)),
    )
