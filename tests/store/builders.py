"""Values for store tests, each with the one thing the test is about as an argument."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from posapp.domain.club import MemberDiscount
from posapp.domain.guest import Contact, Guest
from posapp.domain.ids import ReservationKey, ReservationKind
from posapp.domain.journal import Actor
from posapp.domain.order import LineItem, Order, OrderState
from posapp.domain.outbox import Operation, OutboxItem, OutboxState
from posapp.domain.party import PartyStatus
from posapp.domain.payment import Payment, Tender
from posapp.domain.reservation import BookedItem, Channel, Patron, Reservation, TockMoney, Version
from posapp.domain.tax import TaxLevel
from posapp.domain.visit import Visit, VisitState
from posapp.ports.reservations import IncomingReservation
from posapp.ports.store import UnitOfWork
from tests.support.clock import SATURDAY_MS

DAY = "2026-10-10"
ZONE = "America/Los_Angeles"
ANA = Actor("ana", "T1")
ELEVEN = datetime(2026, 10, 10, 18, tzinfo=UTC)
"""Eleven in the morning in California."""


def reservation_key(number: int | str = 1) -> ReservationKey:
    return ReservationKey("tock", "31415", ReservationKind.RESERVATION, str(number))


def reservation(number: int | str = 1, **changes: Any) -> Reservation:
    fields: dict[str, Any] = {
        "key": reservation_key(number),
        "version": Version(1_000, 1, Channel.FEED, 5, f"digest-{number}"),
        "starts_at": ELEVEN,
        "zone": ZONE,
        "party_size": 2,
        "party": PartyStatus.of("EXPECTED"),
        "diner": Patron("7", "Jordan", "Rivera", "jordan@example.com", "(707) 555-0100"),
        "experience": BookedItem("5", "Reserve Flight"),
        "confirmation_code": f"TK{number}",
        "money": TockMoney("USD", total_cents=199_00, paid_cents=149_00, due_cents=50_00),
    }
    return Reservation(**{**fields, **changes})


def incoming(number: int | str = 1, **changes: Any) -> IncomingReservation:
    return IncomingReservation(reservation(number, **changes), f'{{"id":"{number}"}}')


def visit(visit_id: str = "v1", **changes: Any) -> Visit:
    fields: dict[str, Any] = {
        "business_id": "31415",
        "day": DAY,
        "state": VisitState.SEATED,
        "name": "",
        "party_size": 4,
        "table_name": "Patio 2",
        "started_ms": SATURDAY_MS,
    }
    return Visit(visit_id, **{**fields, **changes})


def order(order_id: str = "o1", *, number: str = "T1-000001", **changes: Any) -> Order:
    fields: dict[str, Any] = {
        "visit_id": "v1",
        "state": OrderState.OPEN,
        "currency": "USD",
        "tax_level": TaxLevel.ITEM,
        "discount": MemberDiscount(),
        "opened_ms": SATURDAY_MS,
    }
    return Order(order_id, number, **{**fields, **changes})


def line(line_id: str = "l1", **changes: Any) -> LineItem:
    fields: dict[str, Any] = {
        "order_id": "o1",
        "sku": "PINOT",
        "title": "2021 Pinot Noir",
        "unit_cents": 48_00,
        "quantity": 2,
        "tax_rate_ppm": 82_500,
        "position": 1,
    }
    return LineItem(line_id, **{**fields, **changes})


def payment(payment_id: str = "p1", **changes: Any) -> Payment:
    fields: dict[str, Any] = {
        "tender": Tender.CASH,
        "cents": 100_00,
        "currency": "USD",
        "tendered_cents": 120_00,
        "taken_ms": SATURDAY_MS,
        "staff_id": "ana",
    }
    if not {"order_id", "reservation_key"} & changes.keys():
        fields["order_id"] = "o1"
    return Payment(payment_id, **{**fields, **changes})


def guest(guest_id: str = "g1", **changes: Any) -> Guest:
    fields: dict[str, Any] = {
        "contact": Contact("Jordan", "Rivera", "Jordan@Example.com", "707 555 0100"),
        "source": "sandbox",
        "remote_id": "c-1",
    }
    return Guest(guest_id, **{**fields, **changes})


def work(item_id: str = "w1", **changes: Any) -> OutboxItem:
    fields: dict[str, Any] = {
        "seq": 0,
        "remote": "sandbox",
        "aggregate": "order:o1",
        "operation": Operation.PUT_ORDER,
        "subject_id": "o1",
        "payload": '{"number":"T1-000001"}',
        "title": "Order T1-000001",
        "state": OutboxState.WAITING,
        "created_ms": SATURDAY_MS,
        "not_before_ms": SATURDAY_MS,
    }
    return OutboxItem(item_id=item_id, **{**fields, **changes})


def save_seated_order(uow: UnitOfWork, number: int = 1) -> None:
    """Visit `v<n>`, order `o<n>` with its own number, one line: what a payment needs."""
    uow.visits.save(visit(f"v{number}", name=f"Party {number}"))
    uow.orders.save(order(f"o{number}", number=uow.orders.next_number(), visit_id=f"v{number}"))
    uow.orders.save_line(line(f"l{number}", order_id=f"o{number}"))
