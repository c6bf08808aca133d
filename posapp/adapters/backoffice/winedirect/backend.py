"""WineDirect Classic as a back office: contacts, clubs, orders and products both ways.

No public call marks a web order as picked up and none undoes it: staff do it in WineDirect, and the
task closes itself when the order is no longer listed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TypeVar

from posapp.adapters.backoffice.spec import BackendSpec, OpenDoor
from posapp.adapters.backoffice.winedirect.clubs import Clubs
from posapp.adapters.backoffice.winedirect.contacts import Contacts
from posapp.adapters.backoffice.winedirect.fields import BadFieldError, cents, flag
from posapp.adapters.backoffice.winedirect.order_records import BACKEND as NAME
from posapp.adapters.backoffice.winedirect.orders import Orders
from posapp.adapters.backoffice.winedirect.pulls import Pulls
from posapp.adapters.backoffice.winedirect.service import (
    GIFT_CARD_BALANCE,
    SEARCH_TYPES,
    TITLE,
    RowRefused,
    WineDirectService,
)
from posapp.adapters.backoffice.winedirect.setting import FIELDS, WineryChoice, choice_of
from posapp.adapters.http import DoorPolicy, HttpDoor, Limits
from posapp.domain.outbox import Operation, Repeat, RepeatRule
from posapp.ports.backoffice import (
    Ack,
    Cap,
    Connection,
    CustomerRecord,
    GiftCardBalance,
    Kind,
    PickupLocation,
    RecordPage,
    Write,
)
from posapp.ports.failures import NoProof, Refused

CAPS = frozenset(Cap) - {Cap.UNDO_PICKUP, Cap.PICKUP_LOCATIONS}
WHY_NOT: Mapping[Cap, str] = {
    Cap.MARK_PICKUP: (
        "WineDirect has no public call for it. The order is recorded here; mark it as picked up in"
        " WineDirect's admin panel, and the task closes itself."
    ),
    Cap.UNDO_PICKUP: (
        "WineDirect has no public call for it. Open the order in WineDirect's admin panel and take"
        " its pickup back there."
    ),
    Cap.PICKUP_LOCATIONS: (
        "WineDirect has no public call for it. Enter the location's code as it stands in its admin"
        " panel."
    ),
}
_BALANCES = ("Balance", "CurrentBalance", "GiftCardBalance")
_LAST_SHOWN = 4
_DocumentT = TypeVar("_DocumentT")
_NO_CARD = ("not found", "no gift card", "does not exist", "invalid code", "could not be found")


class WineDirectBackend:
    """CommerceBackend over WineDirect's SOAP services."""

    name = NAME

    def __init__(
        self, door: HttpDoor, choice: WineryChoice, *, limits: Limits | None = None
    ) -> None:
        self._service = WineDirectService(door, choice, limits=limits)
        self._pulls = Pulls(self._service)
        self._contacts = Contacts(self._service)
        clubs = Clubs(self._service, self._contacts)
        orders = Orders(self._service, self._contacts)
        by_number = RepeatRule(Repeat.NATURAL_KEY, can_look_up=True)
        whole = RepeatRule(Repeat.STATE, quiet_ms=choice.quiet_ms, can_look_up=True)
        looked_up = RepeatRule(Repeat.LOOKUP, quiet_ms=choice.quiet_ms, can_look_up=True)
        writes: dict[Operation, Write] = {
            Operation.PUT_ORDER: _write(by_number, orders.put, orders.find),
            Operation.PUT_CUSTOMER: _write(whole, self._contacts.put, self._contacts.look_up),
            Operation.SET_CLUBS: _write(looked_up, clubs.put, clubs.find),
        }
        self.caps = CAPS - {Cap.MARK_PICKUP}
        if choice.marks_pickups:
            self.caps = CAPS
            writes[Operation.MARK_PICKUP] = _write(
                looked_up, orders.mark_picked_up, orders.find_picked_up
            )
        self.writes: Mapping[Operation, Write] = writes

    def check(self) -> None:
        """Ask for one contact type: it takes the address, the user and the password."""
        self._service.ask(SEARCH_TYPES, [("MaxRows", "1"), ("Page", "1")])

    def changes(self, kind: Kind, *, cursor: str) -> Iterator[RecordPage]:
        """Pages of at most 100 records, each with where to resume."""
        return self._pulls.pages(kind, cursor=cursor)

    def search_customers(self, words: str) -> tuple[CustomerRecord, ...]:
        """People by e-mail, name or phone, with their billing address only."""
        with _readable():
            return self._contacts.search(words)

    def gift_card(self, code: str) -> GiftCardBalance | None:
        """The balance of the card with this code, or with this as its number."""
        wanted = code.strip()
        for name in ("Code", "CardNumber"):
            try:
                node = self._service.ask(GIFT_CARD_BALANCE, [(name, wanted)]).node
            except RowRefused as refused:
                if any(word in refused.said.lower() for word in _NO_CARD):
                    continue
                raise
            try:
                told = next((one for one in _BALANCES if node.value(one) is not None), "")
                left = cents(node, told)
                is_active = node.value("IsActive") is None or flag(node, "IsActive")
            except BadFieldError:
                left, is_active = None, False
            if left is None:
                raise NoProof(f"{TITLE} does not tell the balance of this card.")
            shown = f"•••• {wanted[-_LAST_SHOWN:]}" if len(wanted) > _LAST_SHOWN else "••••"
            return GiftCardBalance(shown, left, self._service.choice.currency, is_active)
        return None

    def pickup_locations(self) -> tuple[PickupLocation, ...]:
        """Not offered: codes are typed."""
        raise Refused(WHY_NOT[Cap.PICKUP_LOCATIONS])


@contextmanager
def _readable() -> Iterator[None]:
    """A value nobody can read proves nothing about what was asked."""
    try:
        yield
    except BadFieldError as error:
        message = f"{TITLE} answered with something posapp cannot read: {error.path}."
        raise NoProof(message, detail=error.message) from None


def _write(
    rule: RepeatRule,
    put: Callable[[_DocumentT, str], Ack],
    find: Callable[[_DocumentT], Ack | None],
) -> Write:
    def readable_put(document: _DocumentT, key: str) -> Ack:
        with _readable():
            return put(document, key)

    def readable_find(document: _DocumentT) -> Ack | None:
        with _readable():
            return find(document)

    return Write(rule, readable_put, readable_find)


def make(connection: Connection, open_door: OpenDoor) -> WineDirectBackend:
    """The backend of a connection; DomainError on the field that cannot be right."""
    choice = choice_of(connection.values)
    policy = DoorPolicy(
        peer=TITLE,
        hosts=frozenset({choice.host}),
        allow_loopback_http=choice.is_sandbox,
    )
    return WineDirectBackend(open_door(policy), choice)


BACKEND = BackendSpec(name=NAME, title=TITLE, fields=FIELDS, caps=CAPS, why_not=WHY_NOT, make=make)
