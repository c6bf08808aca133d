"""OrderPort as a back office: what it lets others read, and the form it is connected with.

It owns its till and takes no word from any other, so nothing is ever sent: staff do it there, and
what they do there arrives here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from posapp.adapters.backoffice.orderport.client import TITLE, Access, OrderPortClient
from posapp.adapters.backoffice.orderport.pulls import Pulls
from posapp.adapters.backoffice.orderport.records import NAME, Decoder
from posapp.adapters.backoffice.spec import BackendSpec, OpenDoor, door_policy
from posapp.adapters.http import HttpDoor
from posapp.domain.business_day import zone_of
from posapp.domain.errors import DomainError
from posapp.domain.outbox import Operation
from posapp.ports.backoffice import (
    Cap,
    Connection,
    CustomerRecord,
    GiftCardBalance,
    Kind,
    PickupLocation,
    RecordPage,
    SettingField,
    Write,
)
from posapp.ports.clock import Clock
from posapp.ports.failures import Refused

URL = "https://integrations-api.orderport.net"
CAPS = frozenset(
    {
        Cap.READ_PRODUCT,
        Cap.READ_CLUB,
        Cap.READ_CUSTOMER,
        Cap.READ_MEMBERSHIP,
        Cap.READ_ORDER,
    }
)
WHY_NOT = {
    Cap.READ_MERGE: "OrderPort does not tell which customers were made one.",
    Cap.READ_PICKUP: "OrderPort does not tell what waits to be collected; its own till lists it.",
    Cap.PRICE_LEVELS: "OrderPort's catalogue tells the retail price only.",
    Cap.TRACKING: "OrderPort does not tell parcel numbers; look the order up in OrderPort.",
    Cap.PUSH_ORDER: (
        "OrderPort takes orders only from its own till: enter there what was sold here, "
        "under the same guest."
    ),
    Cap.WRITE_CUSTOMER: (
        "OrderPort takes customers only from its own till and web store: enter the guest on the "
        "Account page there."
    ),
    Cap.WRITE_CLUBS: (
        "OrderPort changes clubs only in its own till: join or cancel on the Club page there, and "
        "this till and Tock follow by themselves."
    ),
    Cap.MARK_PICKUP: (
        "OrderPort releases orders only in its own till: release it from the customer's card there."
    ),
    Cap.UNDO_PICKUP: "OrderPort takes this only in its own till: correct the release there.",
    Cap.SEARCH_CUSTOMER: (
        "OrderPort cannot be searched from here; guests are searched as they were read last."
    ),
    Cap.PICKUP_LOCATIONS: "OrderPort does not tell where orders are collected.",
    Cap.GIFT_CARD: (
        "OrderPort does not tell balances; ask for Gift Card Balance on the Manage page there."
    ),
}
_LEAST_PER_MINUTE = 8
"""A round takes five questions; fewer than this and missed days would never be caught up."""


class OrderPortBackend:
    """CommerceBackend over one client of OrderPort."""

    name = NAME
    caps = CAPS

    def __init__(self, door: HttpDoor, access: Access, *, clock: Clock) -> None:
        self._client = OrderPortClient(door, access, clock=clock)
        self._pulls = Pulls(
            client=self._client,
            decoder=Decoder(access.zone, access.currency),
            clock=clock,
            zone=access.zone,
            first_days=access.first_days,
        )
        self.writes: Mapping[Operation, Write] = {}

    def check(self) -> None:
        """Ask who changed today: it takes the address, the key and the client's number."""
        self._client.rows("GetCustomers", updatedAfter=self._pulls.today().isoformat())

    def changes(self, kind: Kind, *, cursor: str) -> Iterator[RecordPage]:
        """Pages of at most 200 records; Refused for what OrderPort does not tell."""
        return self._pulls.pages(kind, cursor=cursor)

    def search_customers(self, words: str) -> tuple[CustomerRecord, ...]:
        """Not offered."""
        del words
        raise Refused(WHY_NOT[Cap.SEARCH_CUSTOMER])

    def gift_card(self, code: str) -> GiftCardBalance | None:
        """Not offered."""
        del code
        raise Refused(WHY_NOT[Cap.GIFT_CARD])

    def pickup_locations(self) -> tuple[PickupLocation, ...]:
        """Not offered."""
        raise Refused(WHY_NOT[Cap.PICKUP_LOCATIONS])


def _make(connection: Connection, open_door: OpenDoor) -> OrderPortBackend:
    values = BACKEND.values_of(connection)
    address = values["base_url"].strip()
    policy = door_policy(address, peer=TITLE)
    if not (values["client_id"].strip().isascii() and values["client_id"].strip().isdigit()):
        message = "Enter the client number that OrderPort gave the winery."
        raise DomainError("bad_number", message, field="client_id")
    try:
        zone_of(values["zone"].strip())
    except DomainError as error:
        raise DomainError(error.code, error.message, field="zone") from error
    door = open_door(policy)
    access = Access(
        url=address,
        client_id=values["client_id"].strip(),
        api_key=values["api_key"].strip(),
        zone=values["zone"].strip(),
        currency=values["currency"].strip().upper() or "USD",
        per_minute=_whole(values, "per_minute", least=_LEAST_PER_MINUTE, most=600),
        first_days=_whole(values, "first_days", least=1, most=366),
    )
    return OrderPortBackend(door, access, clock=door.clock)


def _whole(values: Mapping[str, str], name: str, *, least: int, most: int) -> int:
    text = values[name].strip()
    if not (text.isascii() and text.isdigit()) or not least <= int(text[:12]) <= most:
        message = f"Enter a whole number from {least} to {most}."
        raise DomainError("bad_number", message, field=name)
    return int(text)


BACKEND = BackendSpec(
    name=NAME,
    title=TITLE,
    fields=(
        SettingField(
            "client_id", "Client number", hint="OrderPort's number of the winery", is_account=True
        ),
        SettingField("api_key", "API key", is_secret=True, hint="OrderPort gives it on request"),
        SettingField("zone", "Time zone", default="America/Los_Angeles", hint="the winery's"),
        SettingField("currency", "Currency", default="USD"),
        SettingField(
            "first_days", "Days of orders at first", default="7", hint="one question each"
        ),
        SettingField(
            "per_minute", "Questions a minute", default="12", hint="OrderPort names no limit"
        ),
        SettingField("base_url", "Address", default=URL, is_account=True),
    ),
    caps=CAPS,
    make=_make,
    why_not=WHY_NOT,
)
