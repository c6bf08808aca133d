"""What a file of customers or orders carries to and from the use cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from posapp.domain.guest import Contact
from posapp.domain.guest_record import GuestDetails
from posapp.domain.origin import GuestDefaults
from posapp.ports.backoffice import CustomerRecord
from posapp.ports.reads import OrderSheet


@dataclass(frozen=True, slots=True)
class ImportedCustomer:
    """A customer as a file tells of one.

    `tells` are the fields the file has a column for, by name or by the beginning of it; of all
    others nothing is said. `clubs` are all the person's clubs by name, None when it does not tell;
    `origin` is the row, as staff find it.
    """

    customer: CustomerRecord
    tells: frozenset[str] = frozenset()
    defaults: GuestDefaults = field(default_factory=GuestDefaults)
    opt_in: bool | None = None
    clubs: tuple[str, ...] | None = None
    origin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedGuest:
    """A guest with all that a file tells of one; `clubs` are names, sorted."""

    guest_id: str
    contact: Contact
    details: GuestDetails
    source: str
    remote_id: str
    defaults: GuestDefaults
    opt_in: bool | None
    clubs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sold:
    """A closed order with the moment it was closed at."""

    closed_ms: int
    sheet: OrderSheet


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBalance:
    """A reservation's balance taken here; `seq` orders payments."""

    seq: int
    number: str
    taken_ms: int
    cents: int
    currency: str
    tender: str
    card_brand: str
    card_last4: str


class ListingReads(Protocol):
    """Everything of a kind, page by page, for a file."""

    def guests(self, *, after_id: str, since_ms: int, limit: int) -> Sequence[ListedGuest]:
        """Guests by id that changed at `since_ms` or later."""
        ...

    def sold(self, *, after: tuple[int, str], since_ms: int, limit: int) -> Sequence[Sold]:
        """Closed orders by time and id."""
        ...

    def balances(self, *, after: int, since_ms: int, limit: int) -> Sequence[TakenBalance]:
        """Balances taken, by the payment's number."""
        ...
