"""OrderPort's integrations API: strict about dates, and every error of its own is a 200."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from posapp.sandbox.call import Call
from posapp.sandbox.message import JsonObject, RejectedError, Request, Response, json_response
from posapp.sandbox.ops import Op
from posapp.sandbox.orderport.till import OrderPort

PREFIX = "/orderport/api/Integrations/"
NOT_A_DATE = "String was not recognized as a valid DateTime."
OVERFLOW = "SqlDateTime overflow. Must be between 1/1/1753 12:00:00 AM and 12/31/9999 11:59:59 PM."
NO_CLIENT = "Client was not found."
_TEXT = (("Content-Type", "text/plain; charset=utf-8"),)
_EARLIEST = date(1753, 1, 1)
_OPS = {
    "GetCatalog": Op.PRODUCT_LIST,
    "GetCustomers": Op.CUSTOMER_LIST,
    "GetWineClubsAndMembers": Op.CLUB_LIST,
    "GetOrderData": Op.SALE_LIST,
}


class OrderPortMount:
    """Satisfies `posapp.sandbox.mount.Mount`."""

    prefix = PREFIX

    def __init__(self, till: OrderPort) -> None:
        self._till = till
        self._lists: dict[Op, Callable[[date | None], list[JsonObject]]] = {
            Op.PRODUCT_LIST: till.catalogue,
            Op.CUSTOMER_LIST: till.people,
            Op.CLUB_LIST: till.clubs_and_members,
        }

    def op_of(self, request: Request) -> Op:
        """By the last part of the path; there is nothing but GET."""
        if request.method != "GET":
            return Op.UNKNOWN
        return _OPS.get(request.path.removeprefix(PREFIX), Op.UNKNOWN)

    def answer(self, call: Call) -> Response:
        """A list, or a text that says what is wrong."""
        if call.request.header("x-api-key") != self._till.api_key:
            return Response(401, _TEXT, b"Unauthorized")
        if call.op is Op.UNKNOWN:
            return Response(404, _TEXT, b"")
        if self._till.troubles:
            return Response(200, _TEXT, self._till.troubles.pop(0))
        query = call.request.query()
        if query.get("clientId") != self._till.client_id:
            return _says(NO_CLIENT)
        if call.op is Op.SALE_LIST:
            if "Date" not in query:
                return Response(200, _TEXT, b"")
            day = _read(query["Date"], r"(?P<m>\d\d)-(?P<d>\d\d)-(?P<y>\d{4})")
            return json_response(200, self._till.orders_of(day))
        after = query.get("updatedAfter")
        since = None if after is None else _read(after, r"(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)")
        return json_response(200, self._lists[call.op](since))


def _read(text: str, pattern: str) -> date:
    found = re.fullmatch(pattern, text, re.ASCII)
    if found is None:
        raise RejectedError(_says(NOT_A_DATE))
    try:
        day = date(int(found["y"]), int(found["m"]), int(found["d"]))
    except ValueError:
        raise RejectedError(_says(NOT_A_DATE)) from None
    if day < _EARLIEST:
        raise RejectedError(_says(OVERFLOW))
    return day


def _says(text: str) -> Response:
    return Response(200, _TEXT, text.encode())
