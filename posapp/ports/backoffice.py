"""The winery's back office as posapp sees it: capabilities declared, writes acknowledged.

An adapter claims only what it can do; the window greys the rest and says why.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from posapp.domain.catalogue import Product
from posapp.domain.club import Club, Membership
from posapp.domain.guest import Guest
from posapp.domain.outbox import Operation, RepeatRule
from posapp.domain.reservation import Quarantined
from posapp.ports.documents import CustomerDocument, OrderDocument


class Kind(StrEnum):
    """Records a back office can be asked for, in the order they are pulled."""

    CLUB = "club"
    PRODUCT = "product"
    CUSTOMER = "customer"
    MEMBERSHIP = "membership"


class Cap(StrEnum):
    """What a back office can do for us."""

    READ_PRODUCT = "read_product"
    READ_CLUB = "read_club"
    READ_CUSTOMER = "read_customer"
    READ_MEMBERSHIP = "read_membership"
    PUSH_ORDER = "push_order"
    WRITE_CUSTOMER = "write_customer"


Record = Club | Product | Guest | Membership


@dataclass(frozen=True, slots=True)
class RecordPage:
    """At most 200 records of one kind; `cursor` is where to resume once they are stored."""

    kind: Kind
    records: tuple[Record | Quarantined, ...]
    cursor: str


@dataclass(frozen=True, slots=True)
class Ack:
    """A write the other side confirmed with our own reference and amount."""

    remote_id: str
    reference: str
    total_cents: int | None = None


@dataclass(frozen=True, slots=True)
class SettingField:
    """One input of an adapter's settings form; a secret goes to the keyring, never to a file."""

    name: str
    label: str
    is_secret: bool = False
    default: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Connection:
    """How to reach one system: plain values by field name, and the secrets among them."""

    values: dict[str, str] = field(default_factory=dict)


class CommerceBackend(Protocol):
    """A winery's back office. Every call may raise ports.failures.Failure."""

    name: str
    caps: frozenset[Cap]

    def repeat_rule(self, operation: Operation) -> RepeatRule:
        """How a second send of `operation` is made safe here."""
        ...

    def check(self) -> None:
        """Prove that the connection works; raises the real reason when it does not."""
        ...

    def changes(self, kind: Kind, *, cursor: str) -> Iterator[RecordPage]:
        """Yield pages of `kind` changed since `cursor` ("" for all)."""
        ...

    def put_order(self, document: OrderDocument, *, key: str) -> Ack:
        """Write one order under `key`."""
        ...

    def find_order(self, number: str) -> Ack | None:
        """The order with our number, or None when the system is sure it has none."""
        ...

    def find_customer(self, email: str) -> Ack | None:
        """The customer with this e-mail, or None when the system is sure it has none."""
        ...

    def put_customer(self, document: CustomerDocument, *, key: str) -> Ack:
        """Create or update one customer, matched by e-mail."""
        ...
