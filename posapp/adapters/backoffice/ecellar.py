"""eCELLAR among the systems that could be connected, so that its form can say why it cannot be.

It has no public API; its customers and orders go both ways as files (`posapp.adapters.ecellar`).
"""

from __future__ import annotations

from typing import NoReturn

from posapp.adapters.backoffice.spec import BackendSpec, OpenDoor
from posapp.domain.errors import DomainError
from posapp.ports.backoffice import Cap, Connection

_NO_API = "eCELLAR offers no public connection"
_IN = "“Import a file” takes in its CSV file"
_OUT = "“Export a file” writes"
WHY_NOT = {
    Cap.READ_PRODUCT: f"{_NO_API}; its price list is kept there.",
    Cap.READ_CLUB: f"{_NO_API}; {_IN} of customers with their clubs.",
    Cap.READ_CUSTOMER: f"{_NO_API}; {_IN} of customers.",
    Cap.READ_MERGE: f"{_NO_API}; it does not tell which customers were made one.",
    Cap.READ_MEMBERSHIP: f"{_NO_API}; {_IN} of customers with their clubs.",
    Cap.READ_ORDER: f"{_NO_API}; {_IN} of orders.",
    Cap.READ_PICKUP: f"{_NO_API}; what waits to be collected is listed in eCELLAR only.",
    Cap.PRICE_LEVELS: f"{_NO_API}; its price levels are kept there.",
    Cap.TRACKING: f"{_NO_API}; look the order up in eCELLAR for its parcel number.",
    Cap.PUSH_ORDER: f"{_NO_API}; {_OUT} what was sold here for it.",
    Cap.WRITE_CUSTOMER: f"{_NO_API}; {_OUT} the guests for it.",
    Cap.WRITE_CLUBS: f"{_NO_API}; change the membership in eCELLAR, then import its customers.",
    Cap.MARK_PICKUP: f"{_NO_API}; process the pickup in eCELLAR.",
    Cap.UNDO_PICKUP: f"{_NO_API}; correct the pickup in eCELLAR.",
    Cap.SEARCH_CUSTOMER: f"{_NO_API}; guests are searched as they were imported last.",
    Cap.PICKUP_LOCATIONS: f"{_NO_API}; its locations are kept there.",
    Cap.GIFT_CARD: f"{_NO_API}; look the card up in eCELLAR.",
}


def _make(connection: Connection, open_door: OpenDoor) -> NoReturn:
    del connection, open_door
    message = (
        f"{_NO_API}, so nothing can be connected. Its customers and orders go both ways as files:"
        " in the window under Connections, or with `posapp import ecellar FILE`."
    )
    raise DomainError("no_connection", message, field="backend")


BACKEND = BackendSpec(
    name="ecellar",
    title="eCELLAR",
    fields=(),
    caps=frozenset(),
    make=_make,
    why_not=WHY_NOT,
    goes_by_files=True,
)
