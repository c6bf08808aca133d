"""A back office in memory, as an adapter would show it, and what a connected one can do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from posapp.domain.guest import Contact
from posapp.domain.outbox import Operation, Repeat, RepeatRule
from posapp.domain.remote_order import (
    Fulfilment,
    FulfilmentState,
    OrderChannel,
    RemoteLine,
    RemoteOrder,
)
from posapp.domain.reservation import Quarantined
from posapp.ports.backoffice import (
    Ack,
    Cap,
    CustomerRecord,
    GiftCardBalance,
    Kind,
    PickupLocation,
    Record,
    RecordPage,
    Write,
)
from posapp.ports.documents import Document
from posapp.ports.office import Role
from tests.support.clock import SATURDAY_MS
from tests.support.till import Till

BACKEND, TITLE = "town", "Town Office"


def web_order(remote_id: str = "w1", **changes: object) -> RemoteOrder:
    """A web order that waits for Jordan Rivera at the counter."""
    values: dict[str, object] = {
        "backend": BACKEND,
        "remote_id": remote_id,
        "number": f"88{remote_id}",
        "channel": OrderChannel.WEB,
        "placed_ms": SATURDAY_MS - 86_400_000,
        "currency": "USD",
        "total_cents": 144_00,
        "fulfilment": Fulfilment.PICKUP,
        "fulfilment_state": FulfilmentState.PENDING,
        "is_pending_pickup": True,
        "pickup_location": "CELLAR",
        "contact": Contact("Jordan", "Rivera", "jordan@rivera.example"),
        "lines": (RemoteLine("PINOT", "2021 Pinot Noir", Decimal(3), 48_00),),
    }
    return RemoteOrder(**{**values, **changes})  # type: ignore[arg-type]


@dataclass
class TownCaps:
    """One office for both roles; `lacks` says why it cannot do something."""

    lacks: Mapping[Cap, str] = field(default_factory=dict)
    backend: str = BACKEND
    office: str = TITLE

    def can(self, role: Role, cap: Cap) -> bool:
        return cap not in self.lacks

    def why_not(self, role: Role, cap: Cap) -> str:
        return self.lacks.get(cap, "")

    def title(self, role: Role) -> str:
        return self.office

    def name(self, role: Role) -> str:
        return self.backend


def connect(till: Till, **lacks: str) -> TownCaps:
    """The till is connected to the town office, which lacks these capabilities for a reason."""
    caps = TownCaps({Cap(name): reason for name, reason in lacks.items()})
    till.store.caps = caps
    return caps


class TownOffice:
    """Satisfies CommerceBackend: it tells what `records` hold and takes what it claims."""

    name = BACKEND

    def __init__(self, *, claims: frozenset[Operation] = frozenset(Operation)) -> None:
        self.caps = frozenset(Cap)
        self.locations: tuple[PickupLocation, ...] = ()
        self.records: dict[Kind, list[Record | Quarantined]] = {}
        self.asked: list[tuple[Kind, str]] = []
        self.taken: list[Document] = []
        self.page_records = 2
        rule = RepeatRule(Repeat.NATURAL_KEY)
        self.writes = {one: Write(rule, self._put, lambda _: None) for one in claims}

    def _put(self, document: Document, key: str) -> Ack:
        self.taken.append(document)
        return Ack(remote_id=f"r-{len(self.taken)}", reference=key)

    def check(self) -> None:
        """It is there."""

    def changes(self, kind: Kind, *, cursor: str) -> Iterator[RecordPage]:
        self.asked.append((kind, cursor))
        told = self.records.get(kind, [])
        pages = [
            told[first : first + self.page_records]
            for first in range(0, max(len(told), 1), self.page_records)
        ]
        for number, page in enumerate(pages, start=1):
            is_last = kind is Kind.PICKUP and number == len(pages)
            yield RecordPage(kind, tuple(page), str(number), is_last=is_last)

    def search_customers(self, words: str) -> tuple[CustomerRecord, ...]:
        return ()

    def gift_card(self, code: str) -> GiftCardBalance | None:
        return None

    def pickup_locations(self) -> tuple[PickupLocation, ...]:
        return self.locations
