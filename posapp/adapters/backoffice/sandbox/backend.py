"""What the sandbox's back office can do, how its repeats are made safe, and its settings.

Which way is a setting, so that the rules of all real systems can be tried against one server.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from posapp.adapters.backoffice.reading import clean
from posapp.adapters.backoffice.sandbox.bodies import gift_card_body
from posapp.adapters.backoffice.sandbox.cursor import PullCursor
from posapp.adapters.backoffice.sandbox.orders import HandOvers, Orders
from posapp.adapters.backoffice.sandbox.people import Clubs, Customers
from posapp.adapters.backoffice.sandbox.records import (
    PATHS,
    WireCustomer,
    customer_of,
    decode_record,
)
from posapp.adapters.backoffice.sandbox.wire import TITLE, Page, SandboxWire
from posapp.adapters.backoffice.spec import BackendSpec, OpenDoor
from posapp.adapters.http import LOOPBACK, DoorPolicy, HttpDoor, Limits
from posapp.domain.errors import DomainError
from posapp.domain.outbox import Operation, Repeat, RepeatRule
from posapp.ports.backoffice import (
    CAP_OF_OPERATION,
    Ack,
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
from posapp.ports.failures import NoProof, Refused

PAGE_RECORDS = 200
MAX_PAGES = 5_000
"""Pages of one pull, a million records; a longer list goes on where it stopped."""

CAPS = frozenset(Cap)
Put = Callable[[Any, str], Ack]
Find = Callable[[Any], Ack | None]
_NOT_FOUND = frozenset({404})
_NO, _YES = "no", "yes"


class RepeatMode(StrEnum):
    """The sandbox's modes, as its own settings name them."""

    KEY = "key"
    NATURAL_KEY = "natural_key"
    LOOKUP = "lookup"
    NONE = "none"


_REPEATS = {
    RepeatMode.KEY: Repeat.KEY,
    RepeatMode.NATURAL_KEY: Repeat.NATURAL_KEY,
    RepeatMode.LOOKUP: Repeat.LOOKUP,
    RepeatMode.NONE: Repeat.HUMAN,
}


class _GiftCard(Struct, frozen=True):
    code: str
    cents: int
    currency: str
    active: bool = True


class _Location(Struct, frozen=True):
    id: str
    title: str = ""


class SandboxBackend:
    """CommerceBackend over the sandbox's wire."""

    name = "sandbox"

    def __init__(
        self,
        door: HttpDoor,
        *,
        base_url: str,
        token: str,
        mode: RepeatMode = RepeatMode.KEY,
        quiet_ms: int = 120_000,
        undoes_pickups: bool = True,
        pickup_location: str = "",
        limits: Limits | None = None,
    ) -> None:
        self._wire = SandboxWire(door, base_url=base_url, token=token, limits=limits)
        self._mode = mode
        self._quiet_ms = quiet_ms
        self._pickup_location = pickup_location
        self.caps = CAPS if undoes_pickups else CAPS - {Cap.UNDO_PICKUP}
        self.writes = self._writes()

    def repeat_rule(self, operation: Operation) -> RepeatRule:
        """As the mode says. A customer's fields are a state wherever the e-mail is a key there."""
        how = _REPEATS[self._mode]
        if operation is Operation.PUT_CUSTOMER and how in {Repeat.KEY, Repeat.NATURAL_KEY}:
            how = Repeat.STATE
        can_look_up = self._mode is not RepeatMode.NONE
        return RepeatRule(how, quiet_ms=self._quiet_ms, can_look_up=can_look_up)

    def check(self) -> None:
        """Ask for one club with the token."""
        self._wire.get("/clubs", limit="1").read(Page)

    def changes(self, kind: Kind, *, cursor: str) -> Iterator[RecordPage]:
        """Pages in order of change; a record that cannot be read is quarantined, not the page."""
        is_whole = kind is Kind.PICKUP
        pull = PullCursor() if is_whole else PullCursor.parse(cursor)
        given: set[str] = set()
        while True:
            page = self._page(kind, pull)
            if page.next is not None:
                if page.next in given or len(given) >= MAX_PAGES:
                    raise NoProof(f"{TITLE} sends its list of {kind} records without end.")
                given.add(page.next)
            rows = pull.unseen(page.items)
            decoded = (decode_record(kind, row, source=self.name) for row in rows)
            records = tuple(record for record in decoded if record is not None)
            following = pull.after(page.items, next_page=page.next)
            if is_whole:
                yield RecordPage(kind, records, "", is_last=page.next is None)
            elif records or following != pull:
                yield RecordPage(kind, records, following.text)
            if page.next is None:
                return
            pull = following

    def search_customers(self, words: str) -> tuple[CustomerRecord, ...]:
        """At most 20 people, by the beginnings of words and the digits of a phone."""
        if not words.strip():
            return ()
        answer = self._wire.get("/customers/search", words=words)
        try:
            found = [msgspec.convert(row, WireCustomer) for row in answer.read(Page).items]
        except msgspec.ValidationError:
            raise answer.unreadable() from None
        return tuple(customer_of(one) for one in found)

    def gift_card(self, code: str) -> GiftCardBalance | None:
        """The balance, None for a card the sandbox says it has not."""
        wanted = code.strip()
        if not wanted:
            return None
        answer = self._wire.ask("/gift-cards/balance", gift_card_body(wanted), accept=_NOT_FOUND)
        if answer.status == 404:
            if answer.error().code != "unknown_card":
                raise Refused(f"{TITLE} has no gift cards.")
            return None
        found = answer.read(_GiftCard)
        if found.code != wanted:
            raise NoProof(f"{TITLE} answered about another gift card.")
        return GiftCardBalance(wanted[-4:], found.cents, found.currency, found.active)

    def pickup_locations(self) -> tuple[PickupLocation, ...]:
        """All of them."""
        answer = self._wire.get("/pickup-locations")
        try:
            found = [msgspec.convert(row, _Location) for row in answer.read(Page).items]
        except msgspec.ValidationError:
            raise answer.unreadable() from None
        return tuple(PickupLocation(one.id, clean(one.title) or one.id) for one in found)

    def _writes(self) -> Mapping[Operation, Write]:
        orders, hand_overs = Orders(self._wire), HandOvers(self._wire)
        customers = Customers(self._wire)
        clubs = Clubs(self._wire, customers, self._pickup_location)
        ways: Mapping[Operation, tuple[Put, Find]] = {
            Operation.PUT_ORDER: (orders.put, orders.find),
            Operation.PUT_CUSTOMER: (customers.put, customers.find),
            Operation.SET_CLUBS: (clubs.put, clubs.find),
            Operation.MARK_PICKUP: (hand_overs.mark, hand_overs.find_mark),
            Operation.UNDO_PICKUP: (hand_overs.undo, hand_overs.find_undo),
        }
        can_look_up = self._mode is not RepeatMode.NONE
        return {
            operation: Write(self.repeat_rule(operation), put, find if can_look_up else None)
            for operation, (put, find) in ways.items()
            if CAP_OF_OPERATION[operation] in self.caps
        }

    def _page(self, kind: Kind, pull: PullCursor) -> Page:
        try:
            return self._list(kind, pull)
        except Refused:
            if not pull.page:
                raise
        # The middle of a pull was forgotten over there; its start is still known here.
        return self._list(kind, pull.restarted())

    def _list(self, kind: Kind, pull: PullCursor) -> Page:
        here = {"location": self._pickup_location} if kind is Kind.PICKUP else {}
        answer = self._wire.get(PATHS[kind], **pull.query(), **here, limit=str(PAGE_RECORDS))
        return answer.read(Page)


def _make(connection: Connection, open_door: OpenDoor) -> SandboxBackend:
    values = BACKEND.values_of(connection)
    if not _is_sandbox(values["base_url"]):
        message = "The sandbox runs on this machine only: http://127.0.0.1 and a port."
        raise DomainError("bad_address", message, field="base_url")
    if not values["token"].strip():
        raise DomainError("missing", "Enter the token.", field="token")
    if values["repeat_mode"] not in set(RepeatMode):
        message = f"Use one of {', '.join(RepeatMode)}."
        raise DomainError("bad_repeat_mode", message, field="repeat_mode")
    if not (values["quiet_ms"].isascii() and values["quiet_ms"].isdigit()):
        raise DomainError("bad_quiet_ms", "Enter whole milliseconds.", field="quiet_ms")
    if values["undoes_pickups"] not in (_NO, _YES):
        raise DomainError("bad_choice", "Use yes or no.", field="undoes_pickups")
    policy = DoorPolicy(peer=TITLE, hosts=frozenset(), allow_loopback_http=True)
    return SandboxBackend(
        open_door(policy),
        base_url=values["base_url"],
        token=values["token"],
        mode=RepeatMode(values["repeat_mode"]),
        quiet_ms=int(values["quiet_ms"]),
        undoes_pickups=values["undoes_pickups"] == _YES,
        pickup_location=values["pickup_location"].strip(),
    )


def _is_sandbox(address: str) -> bool:
    try:
        url = urlsplit(address)
    except ValueError:  # a bracket that does not close
        return False
    return url.scheme == "http" and url.hostname in LOOPBACK


BACKEND = BackendSpec(
    name=SandboxBackend.name,
    title=TITLE,
    fields=(
        SettingField(
            "base_url", "Address", hint="http://127.0.0.1 and the sandbox's port", is_account=True
        ),
        SettingField("token", "Token", is_secret=True),
        SettingField(
            "pickup_location",
            "Pickup location of this tasting room",
            hint="empty: all locations",
            lists=Cap.PICKUP_LOCATIONS,
        ),
        SettingField("repeat_mode", "How repeats are made safe", default=RepeatMode.KEY),
        SettingField("quiet_ms", "Wait before a look-up, in ms", default="120000"),
        SettingField("undoes_pickups", "Take hand-overs back", default=_YES, choices=(_NO, _YES)),
    ),
    caps=CAPS,
    make=_make,
    why_not={Cap.UNDO_PICKUP: f"{TITLE} has no call that takes a hand-over back."},
)
