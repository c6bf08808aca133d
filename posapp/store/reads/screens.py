"""Every read of ports.reads, each on one snapshot of the store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property

from posapp.ports.clock import Clock
from posapp.ports.csv_rows import ListingReads
from posapp.ports.mappings import MappingReads
from posapp.ports.office import OfficeReads
from posapp.ports.people import PeopleReads
from posapp.ports.pulls import PullReport
from posapp.ports.reads import (
    BoardRow,
    OpenOrderRow,
    OrderSheet,
    QuarantineRow,
    ReservationSheet,
    SaleRow,
    StaffTile,
    SyncOverview,
    Tile,
)
from posapp.ports.tags import TagReads
from posapp.ports.walk_ins import WalkInNews
from posapp.store.decoding import Decode
from posapp.store.offices import Offices
from posapp.store.reads import board, lists, pulls, sales, search, sheets, walk_ins
from posapp.store.reads.mappings import SqlMappingReads
from posapp.store.reads.run import ReadConnections
from posapp.store.reads.tags import SqlTagReads


class ScreenReads:
    """Satisfies ports.reads.Reads. `zone` is the business's, for parties without a booking."""

    def __init__(
        self,
        connections: ReadConnections,
        *,
        decode: Decode,
        clock: Clock,
        zone: str,
        offices: Offices,
    ) -> None:
        self.mappings: MappingReads = SqlMappingReads(connections)
        self.tags: TagReads = SqlTagReads(connections, offices=offices)
        self._connections = connections
        self._decode = decode
        self._clock = clock
        self._zone = zone
        self._offices = offices

    @property
    def _people(self) -> str:
        return self._offices.people

    @cached_property
    def people(self) -> PeopleReads:
        """Guests, their clubs and their history; loaded at first use: no board needs them."""
        from posapp.store.reads.people import SqlPeopleReads  # noqa: PLC0415

        return SqlPeopleReads(self._connections, offices=self._offices)

    @cached_property
    def listing(self) -> ListingReads:
        """Everything of a kind for a file; no screen needs it."""
        from posapp.store.reads.listing import SqlListing  # noqa: PLC0415

        return SqlListing(self._connections, offices=self._offices)

    @cached_property
    def office(self) -> OfficeReads:
        """Web orders, pickups and tasks; loaded at first use as well."""
        from posapp.store.reads.office import SqlOfficeReads  # noqa: PLC0415

        return SqlOfficeReads(
            self._connections, offices=self._offices, clock=self._clock, zone=self._zone
        )

    def board(self, day: date) -> list[BoardRow]:
        """The parties of a business day in board order: time, then name, then key."""
        with self._connections.snapshot() as run:
            return board.read_board(run, day, zone=self._zone, office=self._people)

    def walk_ins(self, day: date) -> WalkInNews:
        """What Tock says otherwise of a day's walk-ins, and which records may be one party's."""
        with self._connections.snapshot() as run:
            return walk_ins.read_walk_ins(run, day)

    def search(self, text: str, *, limit: int) -> list[BoardRow]:
        """Parties of any day by folded name, e-mail, phone or code, nearest to today first."""
        with self._connections.snapshot() as run:
            return search.read_search(
                run,
                text,
                limit=limit,
                now_ms=self._clock.now_ms(),
                zone=self._zone,
                office=self._people,
            )

    def reservation(self, key_text: str) -> ReservationSheet:
        """One reservation; raises NotFoundError."""
        with self._connections.snapshot() as run:
            return sheets.read_reservation(
                run, key_text, decode=self._decode, zone=self._zone, office=self._people
            )

    def order(self, order_id: str) -> OrderSheet:
        """One order; raises NotFoundError."""
        with self._connections.snapshot() as run:
            return sheets.read_order(run, order_id)

    def order_numbered(self, number: str) -> str | None:
        """The id of the order with this number of ours, None where there is none."""
        with self._connections.snapshot() as run:
            found = run("SELECT id FROM sales_order WHERE number = :number", {"number": number})
        return str(found[0][0]) if found else None

    def orders(self, day: date) -> list[OpenOrderRow]:
        """The orders opened on a business day, open ones first, then newest first."""
        with self._connections.snapshot() as run:
            return sheets.read_orders(run, day)

    def sales(self, day: date) -> list[SaleRow]:
        """The orders closed and balances taken that were begun on a business day, by number."""
        with self._connections.snapshot() as run:
            return sales.read_sales(run, day, zone=self._zone)

    def tiles(self) -> list[Tile]:
        """Active products by category, position and title."""
        with self._connections.snapshot() as run:
            return lists.read_tiles(run)

    def staff(self) -> list[StaffTile]:
        """Who may sign in, by name."""
        with self._connections.snapshot() as run:
            return lists.read_staff(run)

    def sync_overview(self) -> SyncOverview:
        """The state of every source and every piece of work."""
        with self._connections.snapshot() as run:
            return lists.read_sync_overview(run)

    def quarantine(self) -> Sequence[QuarantineRow]:
        """Everything that could not be read, newest first."""
        with self._connections.snapshot() as run:
            return lists.read_quarantine(run)

    def pulls(self) -> list[PullReport]:
        """The reports of pulls that are kept, the latest first."""
        with self._connections.snapshot() as run:
            return pulls.read_pulls(run)

    def close(self) -> None:
        """Close the connections."""
        self._connections.close()
