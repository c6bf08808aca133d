"""The winery's back office as posapp sees it: capabilities declared, writes acknowledged.

An adapter claims only what it can do; the window greys the rest and says why, and what would have
been sent becomes a task for a person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from posapp.domain.catalogue import Product
from posapp.domain.club import Club, Membership
from posapp.domain.guest_record import GuestRecord
from posapp.domain.outbox import Operation, RepeatRule
from posapp.domain.remote_order import RemoteOrder
from posapp.domain.reservation import Quarantined


class Kind(StrEnum):
    """Records a back office can be asked for, in the order they are pulled.

    MERGE: customers that were made one there. PICKUP: every order that waits to be collected, all
    of them each time, so that one which is no longer told is no longer waiting.
    """

    CLUB = "club"
    PRODUCT = "product"
    CUSTOMER = "customer"
    MERGE = "merge"
    MEMBERSHIP = "membership"
    ORDER = "order"
    PICKUP = "pickup"


class Cap(StrEnum):
    """What a back office can do for us."""

    READ_PRODUCT = "read_product"
    READ_CLUB = "read_club"
    READ_CUSTOMER = "read_customer"
    READ_MERGE = "read_merge"
    READ_MEMBERSHIP = "read_membership"
    READ_ORDER = "read_order"
    READ_PICKUP = "read_pickup"
    PRICE_LEVELS = "price_levels"
    TRACKING = "tracking"
    PUSH_ORDER = "push_order"
    WRITE_CUSTOMER = "write_customer"
    WRITE_CLUBS = "write_clubs"
    MARK_PICKUP = "mark_pickup"
    UNDO_PICKUP = "undo_pickup"
    SEARCH_CUSTOMER = "search_customer"
    GIFT_CARD = "gift_card"
    PICKUP_LOCATIONS = "pickup_locations"


CAP_OF_KIND: Mapping[Kind, Cap] = {
    Kind.CLUB: Cap.READ_CLUB,
    Kind.PRODUCT: Cap.READ_PRODUCT,
    Kind.CUSTOMER: Cap.READ_CUSTOMER,
    Kind.MERGE: Cap.READ_MERGE,
    Kind.MEMBERSHIP: Cap.READ_MEMBERSHIP,
    Kind.ORDER: Cap.READ_ORDER,
    Kind.PICKUP: Cap.READ_PICKUP,
}
CAP_OF_OPERATION: Mapping[Operation, Cap] = {
    Operation.PUT_ORDER: Cap.PUSH_ORDER,
    Operation.PUT_CUSTOMER: Cap.WRITE_CUSTOMER,
    Operation.SET_CLUBS: Cap.WRITE_CLUBS,
    Operation.MARK_PICKUP: Cap.MARK_PICKUP,
    Operation.UNDO_PICKUP: Cap.UNDO_PICKUP,
}
"""What it takes to send; Tock's tags go through `ports.guests.GuestSink`."""


@dataclass(frozen=True, slots=True)
class CustomerRecord:
    """A person there. `our_id` is our guest's id where the system keeps one beside its own.

    `modified_ms` is by the other side's clock: it is shown, never compared with ours. `tells` are
    the kinds of field that the system shows of anybody, all of them where it is empty: of the
    others the record says nothing.
    """

    remote_id: str
    record: GuestRecord
    our_id: str = ""
    modified_ms: int | None = None
    tells: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class MergedCustomer:
    """The person `remote_id` is now `into_id`: whoever was linked to the one is the other."""

    remote_id: str
    into_id: str


Record = Club | Product | CustomerRecord | MergedCustomer | Membership | RemoteOrder


@dataclass(frozen=True, slots=True)
class RecordPage:
    """At most 200 records of one kind; `cursor` is where to resume once they are stored.

    `is_last` ends a whole list (Kind.PICKUP): what none of its pages told is not waiting any more.
    """

    kind: Kind
    records: tuple[Record | Quarantined, ...]
    cursor: str
    is_last: bool = False


@dataclass(frozen=True, slots=True)
class Ack:
    """A write the other side confirmed with our own reference and amount."""

    remote_id: str
    reference: str
    total_cents: int | None = None


@dataclass(frozen=True, slots=True)
class GiftCardBalance:
    """What is left on a gift card; `shown` is how it may be shown: its last four characters."""

    shown: str
    cents: int
    currency: str
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class PickupLocation:
    """A place where orders are collected, by the system's own id; `title` is what staff call it."""

    location_id: str
    title: str


@dataclass(frozen=True, slots=True)
class SettingField:
    """One input of an adapter's settings form; a secret goes to the keyring, never to a file.

    `choices` makes it a choice of these words; yes-or-no is a choice of "no" and "yes". `lists`
    names the capability whose answer offers values to a text that may also be typed. `is_account`
    is of what tells one account from another: ids of the one mean something else in the other.
    """

    name: str
    label: str
    is_secret: bool = False
    default: str = ""
    hint: str = ""
    choices: tuple[str, ...] = ()
    lists: Cap | None = None
    is_account: bool = False


@dataclass(frozen=True, slots=True)
class Connection:
    """How to reach one system: plain values by field name, and the secrets among them."""

    values: dict[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Write:
    """One kind of write. `put(document, key)` sends a document of `ports.documents` under a key;

    `find(document)` tells what is there of it, None when the system is sure that nothing is. Both
    may raise ports.failures.Failure. `find` is None where nothing can be looked up.
    """

    rule: RepeatRule
    put: Callable[[Any, str], Ack]
    find: Callable[[Any], Ack | None] | None = None


class CommerceBackend(Protocol):
    """A winery's back office. Every call may raise ports.failures.Failure.

    `caps` is what this connection can do as it is set up; a write is claimed by its place in
    `writes`, and nothing else sends it.
    """

    name: str
    caps: frozenset[Cap]
    writes: Mapping[Operation, Write]

    def check(self) -> None:
        """Prove that the connection works; raises the real reason when it does not."""
        ...

    def changes(self, kind: Kind, *, cursor: str) -> Iterator[RecordPage]:
        """Yield pages of `kind` changed since `cursor` ("" for all)."""
        ...

    def search_customers(self, words: str) -> tuple[CustomerRecord, ...]:
        """At most 20 people found by e-mail, name or phone (Cap.SEARCH_CUSTOMER)."""
        ...

    def gift_card(self, code: str) -> GiftCardBalance | None:
        """The balance of a gift card, None for one the system is sure it has not (Cap.GIFT_CARD).

        The code is not kept and not logged.
        """
        ...

    def pickup_locations(self) -> tuple[PickupLocation, ...]:
        """Where orders can be collected (Cap.PICKUP_LOCATIONS)."""
        ...
