"""A till on a real store in a temporary folder, without window or network."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Self

from posapp.adapters.tock.decode import decode_reservation, decode_stored
from posapp.csv_files import CsvFiles
from posapp.domain.catalogue import Product
from posapp.domain.changes import Changes
from posapp.domain.journal import Actor
from posapp.domain.origin import GuestDefaults
from posapp.domain.reservation import Channel
from posapp.domain.staff import Role, Staff
from posapp.domain.tax import TaxLevel, TaxRules
from posapp.domain.venue import Venue
from posapp.ports.reservations import IncomingReservation, ReservationPage
from posapp.store.opening import open_store
from posapp.sync.file_job import FileJobs
from posapp.terminal import Terminal, TerminalParts
from posapp.usecases.ingest_reservations import IngestCounts, ingest_reservations
from tests.support.clock import SATURDAY_MS, CountingIds, ManualClock
from tests.support.desks import EmptyDesk
from tests.support.stores import new_store

BUSINESS = "31415"
ZONE = "America/Los_Angeles"
VENUE = Venue(
    business_id=BUSINESS,
    name="Estate Winery",
    zone=ZONE,
    currency="USD",
    tax=TaxRules(TaxLevel.ITEM, {"wine": 82_500, "food": 0}),
)
PROGRAM = Actor("", "T1")
PRODUCTS = (
    Product("FLIGHT", "Estate flight", "Flights", "wine", 35_00, "USD", position=1),
    Product("PINOT", "2021 Pinot Noir", "Bottles", "wine", 48_00, "USD", position=2),
    Product("CHEESE", "Cheese board", "Retail", "food", 18_00, "USD", position=3),
    Product("OLD", "2009 Merlot", "Bottles", "wine", 30_00, "USD", is_active=False),
)


def wire_row(number: int, **changes: Any) -> dict[str, Any]:
    """A Tock row of the Saturday at 11:00, as the feed would carry it."""
    row: dict[str, Any] = {
        "id": number,
        "business": {"id": BUSINESS, "currencyCode": "USD", "timeZone": ZONE, "name": "Estate"},
        "dateTime": "2026-10-10T11:00",
        "serviceDateTimestamp": 1_791_655_200_000,
        "lastUpdatedTimestamp": SATURDAY_MS,
        "sequenceId": 1,
        "versionId": 1,
        "partySize": 2,
        "partyState": "EXPECTED",
        "isCancelled": False,
        "dinerPatron": {"id": 7, "firstName": "Jordan", "lastName": "Rivera"},
        "experience": {"id": 5, "name": "Reserve Flight", "amountCents": 5000},
        "confirmationCode": f"TK{number:06d}",
        "totalPriceCents": 199_00,
        "netAmountPaidCents": 149_00,
        "amountDueCents": 50_00,
        "payment": [],
        "refund": [],
        "note": [],
        "table": [],
    }
    row.update(changes)
    return {name: value for name, value in row.items() if value is not None}


class Till:
    """Store, verbs and a signed-in seller; a first start, too, takes no migration."""

    def __init__(
        self,
        directory: Path,
        *,
        clock: ManualClock | None = None,
        ids: CountingIds | None = None,
        venue: Venue = VENUE,
        at_point: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.directory = directory
        self.clock = clock or ManualClock()
        self.ids = ids or CountingIds(self.clock)
        self.commits: list[Changes] = []
        if not directory.exists():
            new_store().lay(directory)
            self.ids.new_id()  # the store's own
        self.store = open_store(
            directory,
            clock=self.clock,
            ids=self.ids,
            terminal_id="T1",
            decode=decode_stored,
            zone=venue.zone,
            on_commit=self.commits.append,
            at_point=at_point,
        )
        self.reads = self.store.reads
        self.act = Terminal(
            TerminalParts(
                store=self.store,
                reads=self.reads,
                clock=self.clock,
                ids=self.ids,
                venue=venue,
                terminal_id="T1",
                verify_pin=lambda kept, pin: kept == f"hash of {pin}",
                ask_lanes=lambda: None,
                desk=EmptyDesk(),
                files=CsvFiles(
                    store=self.store,
                    listing=self.reads.listing,
                    venue=venue,
                    defaults=GuestDefaults(),
                    keeper=str,
                ),
                jobs=FileJobs(on_news=lambda: None),
            )
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.store.close()

    def open_shop(self) -> None:
        """Products on the shelf and Ana at the till."""
        self.stock_shop()
        self.sign_in()

    def stock_shop(self) -> None:
        """Products on the shelf, and Ana is known."""
        with self.store.write("setup", actor=PROGRAM) as uow:
            uow.products.save(PRODUCTS)
            uow.staff.save(Staff("ana", "Ana", Role.SELLER, "hash of 1234"))

    def sign_in(self) -> None:
        """Ana signs in."""
        assert self.act.sign_in("ana", "1234").staff is not None

    def tell(self, *rows: dict[str, Any], channel: Channel = Channel.FEED) -> IngestCounts:
        """News from Tock, through the real decoder."""
        return self.tell_bodies([(channel, json.dumps(row)) for row in rows])

    def tell_bodies(self, news: Sequence[tuple[Channel, str]]) -> IngestCounts:
        """The same for bodies as they came over a channel each."""
        decoded = tuple(
            decode_reservation(body, source="tock", channel=channel, origin="test")
            for channel, body in news
        )
        with self.store.write("tell", actor=PROGRAM) as uow:
            return ingest_reservations(
                ReservationPage(decoded, "c"), uow=uow, remote="tock", stream="feed"
            )

    def booking(self, number: int, **changes: Any) -> str:
        """A reservation in the store; returns its key text."""
        row = wire_row(number, **changes)
        decoded = decode_reservation(
            json.dumps(row), source="tock", channel=Channel.FEED, origin="test"
        )
        assert isinstance(decoded, IncomingReservation), decoded
        self.tell(row)
        return decoded.reservation.key.text

    def seat(self, size: int = 2, **contact: str) -> tuple[str, str]:
        """A walk-in at a table; returns (visit id, order id)."""
        from posapp.domain.guest import Contact

        visit_id, order_id = self.act.new_id(), self.act.new_id()
        self.act.seat_walk_in(
            visit_id=visit_id,
            order_id=order_id,
            size=size,
            table_name="",
            contact=Contact(**contact),
        )
        return visit_id, order_id

    def sell(self, order_id: str, sku: str, quantity: int = 1) -> str:
        """A product on an order; returns the line id."""
        line_id = self.act.new_id()
        self.act.add_item(order_id, line_id=line_id, sku=sku, quantity=quantity)
        return line_id
