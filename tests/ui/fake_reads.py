"""Reads over the in-memory winery, in the order the store promises."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from posapp.domain.balance import BalanceDue, balance_of
from posapp.domain.business_day import to_ms
from posapp.domain.errors import NotFoundError
from posapp.domain.guest import fold
from posapp.domain.outbox import OutboxState
from posapp.domain.party import PartyStatus
from posapp.domain.reservation import Reservation
from posapp.domain.visit import Visit
from posapp.ports.pulls import PullReport, waiting_previews
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
from posapp.ports.walk_ins import WalkInNews
from tests.ui.fake_mappings import FakeMappings
from tests.ui.fake_office import FakeOffice
from tests.ui.fake_people import FakePeople
from tests.ui.fake_tags import FakeTags
from tests.ui.saturday import CURRENCY, DAY, ZONE
from tests.ui.world import World


@dataclass
class FakeReads:
    """Answers from the world, in the order the store promises."""

    world: World

    @property
    def tags(self) -> FakeTags:
        return self.world.tags

    @property
    def mappings(self) -> FakeMappings:
        return self.world.mappings

    @property
    def people(self) -> FakePeople:
        return self.world.people

    @property
    def office(self) -> FakeOffice:
        return self.world.office

    def board(self, day: date) -> list[BoardRow]:
        rows = [self._booked(row) for row in self.world.reservations.values() if row.day == day] + [
            self._local(visit)
            for visit in self.world.visits.values()
            if visit.reservation_key is None and visit.day == day.isoformat()
        ]
        return sorted(rows, key=lambda row: (row.start_ms, row.name, row.key))

    def walk_ins(self, day: date) -> WalkInNews:
        return self.world.walk_ins if day == DAY else WalkInNews()

    def search(self, text: str, *, limit: int) -> list[BoardRow]:
        wanted = fold(text)
        every = [self._booked(row) for row in self.world.reservations.values()]
        every += [self._local(v) for v in self.world.visits.values() if v.reservation_key is None]
        hits = [
            row
            for row in every
            if wanted in fold(f"{row.name} {row.email} {row.phone} {row.confirmation_code}")
        ]
        return sorted(hits, key=lambda row: abs(row.start_ms - self.world.clock.ms))[:limit]

    def reservation(self, key_text: str) -> ReservationSheet:
        if key_text not in self.world.reservations:
            raise NotFoundError("reservation", key_text)
        row = self.world.reservations[key_text]
        visit = self.world.visit_of(key_text)
        orders = [o for o in self.world.orders.values() if visit and o.visit_id == visit.visit_id]
        return ReservationSheet(
            row,
            self.balance(key_text),
            self.world.clubs.get(key_text, ""),
            visit,
            tuple(orders),
            self.world.sync_of(f"reservation:{key_text}"),
        )

    def balance(self, key_text: str) -> BalanceDue:
        paid = self.world.paid_for(key_text)
        return balance_of(self.world.reservations[key_text], paid_here_cents=paid)

    def order(self, order_id: str) -> OrderSheet:
        if order_id not in self.world.orders:
            raise NotFoundError("order", order_id)
        order = self.world.orders[order_id]
        visit = self.world.visits[order.visit_id]
        lines = [line for line in self.world.lines.values() if line.order_id == order_id]
        return OrderSheet(
            order,
            visit,
            visit.name,
            self.world.guests.get(visit.guest_id or ""),
            tuple(sorted(lines, key=lambda line: line.position)),
            self.world.price(order),
            tuple(p for p in self.world.payments.values() if p.order_id == order_id),
            self.world.sync_of(f"order:{order_id}"),
        )

    def order_numbered(self, number: str) -> str | None:
        orders = self.world.orders.values()
        return next((order.order_id for order in orders if order.number == number), None)

    def orders(self, day: date) -> list[OpenOrderRow]:
        rows = []
        for order in self.world.orders.values():
            visit = self.world.visits[order.visit_id]
            total = self.world.price(order).total_cents
            rows.append(
                OpenOrderRow(
                    order.order_id,
                    order.number,
                    visit.visit_id,
                    visit.name,
                    visit.table_name,
                    order.state.value,
                    total,
                    order.currency,
                    order.opened_ms,
                    self.world.sync_of(f"order:{order.order_id}"),
                )
            )
        return sorted(rows, key=lambda row: (row.state == "closed", -row.opened_ms))

    def sales(self, day: date) -> list[SaleRow]:
        return []

    def tiles(self) -> list[Tile]:
        return list(self.world.products)

    def staff(self) -> list[StaffTile]:
        return [
            StaffTile(person.staff_id, person.name, person.role, person.locked_until_ms)
            for person in sorted(self.world.staff, key=lambda person: person.name)
        ]

    def sync_overview(self) -> SyncOverview:
        open_rows = [
            row
            for row in self.world.outbox
            if row.state not in {OutboxState.CONFIRMED, OutboxState.SUPERSEDED}
        ]
        unsent = [row for row in open_rows if row.state is not OutboxState.PARKED]
        return SyncOverview(
            tuple(self.world.sources),
            tuple(self.world.outbox),
            tuple(self.world.quarantine),
            len(unsent),
            len(open_rows) - len(unsent),
            min((row.created_ms for row in unsent), default=None),
            len(waiting_previews(self.world.pulls)),
            to_compare=len(self.people.conflicts()),
            by_hand=len(self.office.tasks()),
        )

    def pulls(self) -> list[PullReport]:
        return list(self.world.pulls)

    def quarantine(self) -> Sequence[QuarantineRow]:
        return list(self.world.quarantine)

    def _booked(self, row: Reservation) -> BoardRow:
        key = row.key.text
        visit = self.world.visit_of(key)
        order = self.world.order_of(visit.visit_id) if visit else None
        return BoardRow(
            key=key,
            source="tock",
            business_id=row.key.business_id,
            start_ms=to_ms(row.starts_at),
            zone=row.zone,
            name=row.name,
            size=visit.party_size if visit and row.is_walk_in else row.party_size,
            party_state=row.party.state,
            party_state_raw=row.party.raw,
            is_cancelled=row.is_cancelled,
            is_walk_in=row.is_walk_in,
            experience=row.experience.name if row.experience else "",
            tables=", ".join(table.name for table in row.tables),
            confirmation_code=row.confirmation_code,
            email=row.patron.email,
            phone=row.patron.phone,
            total_cents=row.money.total_cents,
            paid_cents=row.money.paid_cents,
            due_cents=row.money.due_cents,
            paid_here_cents=self.world.paid_for(key),
            currency=row.money.currency,
            club_name=self.world.clubs.get(key, ""),
            has_dietary_note=any(note.is_dietary for note in row.notes),
            visit_id=visit.visit_id if visit else None,
            visit_state=visit.state if visit else None,
            local_table=visit.table_name if visit else "",
            order_id=order.order_id if order else None,
            order_total_cents=self.world.price(order).total_cents if order else None,
            sync_state=self.world.sync_of(f"order:{order.order_id}") if order else None,
        )

    def _local(self, visit: Visit) -> BoardRow:
        order = self.world.order_of(visit.visit_id)
        return BoardRow(
            key=f"visit:{visit.visit_id}",
            source="local",
            business_id=visit.business_id,
            start_ms=visit.started_ms,
            zone=ZONE,
            name=visit.name,
            size=visit.party_size,
            party_state=PartyStatus.of("SEATED").state,
            party_state_raw="",
            is_cancelled=False,
            is_walk_in=True,
            experience="",
            tables="",
            confirmation_code="",
            email="",
            phone="",
            total_cents=None,
            paid_cents=None,
            due_cents=None,
            paid_here_cents=0,
            currency=CURRENCY,
            club_name="",
            has_dietary_note=False,
            visit_id=visit.visit_id,
            visit_state=visit.state,
            local_table=visit.table_name,
            order_id=order.order_id if order else None,
            order_total_cents=self.world.price(order).total_cents if order else None,
            sync_state=self.world.sync_of(f"order:{order.order_id}") if order else None,
        )
