"""Bookings as Tock's own guests make them, and members of the back office's clubs."""

from __future__ import annotations

import json
from typing import Any

from posapp.adapters.tock.decode import decode_reservation
from posapp.app import Program
from posapp.demo.stage import Stage, key_text
from posapp.domain.reservation import Channel
from posapp.ports.reservations import IncomingReservation, ReservationPage
from posapp.sandbox.backoffice.records import Customer, Membership, MembershipStatus
from posapp.sandbox.products import CLUBS
from posapp.sandbox.tock.model import Experience, Money, Note, Patron, Row, RowKind, Table
from posapp.usecases.ingest_reservations import ingest_reservations
from tests.support.till import wire_row

_DAY_MS = 86_400_000
ESTATE = CLUBS[0]
"""The club of ten percent."""


def book(
    stage: Stage,
    *,
    minute: int,
    days_off: int = 0,
    first_name: str = "Jordan",
    last_name: str = "Rivera",
    email: str = "jordan.rivera@example.org",
    size: int = 4,
    due_cents: int = 0,
    table: str = "",
    note: str = "",
    experience: str = "Reserve Flight",
) -> str:
    """A guest books at Tock; the news is on its way. Returns the terminal's name for the row."""
    tock, now_ms = stage.day.world.tock, stage.day.world.clock.now_ms()
    patron = Patron(
        id=71_000 + minute,
        email=email,
        first_name=first_name,
        last_name=last_name,
        phone="7075550142",
    )
    paid = 149_00
    row = Row(
        key=tock.new_key(RowKind.RESERVATION),
        service_ms=stage.day.ms(minute) + days_off * _DAY_MS,
        party_size=size,
        owner=patron,
        diner=patron,
        created_ms=now_ms,
        updated_ms=now_ms,
        version_id=1,
        confirmation_code=tock.new_code(),
        experience=Experience(702, experience, 60_00, "PREPAID"),
        money=Money(paid + due_cents, paid + due_cents, paid, due_cents),
        tables=(Table(9_001, table, "Terrace"),) if table else (),
        notes=(Note("BOOKING_GENERAL_NOTE", note),) if note else (),
    )
    return key_text(tock.add(row))


def enrol(stage: Stage, *, email: str) -> None:
    """A person with this e-mail is in the Estate Club."""
    office = stage.day.world.backoffice
    office.register(Customer("c-journey", email, "Jordan", "Rivera", "7075550142"))
    office.enrol(Membership("m-journey", "c-journey", ESTATE.id, MembershipStatus.ACTIVE))


def tell(program: Program, number: int, **changes: Any) -> str:
    """News of a booking where there is no network; returns its name."""
    decoded = decode_reservation(
        json.dumps(wire_row(number, **changes)), source="tock", channel=Channel.FEED, origin="test"
    )
    assert isinstance(decoded, IncomingReservation), decoded
    with program.store.write("tell", actor=program.program_actor) as uow:
        page = ReservationPage((decoded,), "")
        ingest_reservations(page, uow=uow, remote="tock", stream="feed")
    return decoded.reservation.key.text
