"""The detail sheets and the short lists, exactly as they are stored."""

from datetime import UTC, datetime

import pytest

from posapp.domain.catalogue import Product
from posapp.domain.club import MemberDiscount
from posapp.domain.errors import NotFoundError
from posapp.domain.manual_task import TaskState
from posapp.domain.merge import ConflictState
from posapp.domain.order import OrderState
from posapp.domain.outbox import OutboxState
from posapp.domain.reservation import Fault, Quarantined
from posapp.domain.staff import Role, Staff
from posapp.ports.reads import OpenOrderRow, SaleRow, StaffTile, Tile
from posapp.ports.store import Health, HealthState
from posapp.store.store import SqlStore
from tests.store.builders import (
    ANA,
    guest,
    incoming,
    line,
    order,
    payment,
    reservation_key,
    save_seated_order,
    visit,
    work,
)
from tests.store.conftest import Bench
from tests.store.office_builders import conflict, task
from tests.store.rows import BOOKED, TODAY, ingest


def test_a_reservation_sheet_has_the_whole_booking(store: SqlStore) -> None:
    """Decoded from its raw text, with the numbers of its balance, its visit and its orders."""
    ingest(store, incoming(1))
    with store.write("seat", actor=ANA) as uow:
        uow.visits.save(visit(reservation_key=BOOKED.key))
        uow.orders.save(order("o1"))
        uow.orders.save(order("o2", number="T1-000002", opened_ms=1))
        uow.payments.add(payment("p1", cents=20_00, reservation_key=BOOKED.key))
        uow.outbox.add(work(subject_id="p1"))
    sheet = store.reads.reservation(BOOKED.key)
    assert sheet.reservation.visit_tags == ("read again from FEED",)
    balance = sheet.balance
    assert (balance.due_in_tock_cents, balance.paid_here_cents) == (50_00, 20_00)
    assert sheet.visit == visit(reservation_key=BOOKED.key)
    assert [found.order_id for found in sheet.orders] == ["o2", "o1"]
    assert (sheet.club_name, sheet.sync_state) == ("", OutboxState.WAITING)
    with pytest.raises(NotFoundError):
        store.reads.reservation("tock:31415:r:404")


def test_an_untouched_reservation_has_an_empty_sheet(store: SqlStore) -> None:
    """No visit, no orders, nothing to send."""
    ingest(store, incoming(1))
    sheet = store.reads.reservation(reservation_key(1).text)
    assert (sheet.visit, sheet.orders, sheet.sync_state) == (None, (), None)


def test_an_order_sheet_has_lines_price_and_payments(store: SqlStore) -> None:
    """The price is the domain's, to the cent; the name is the guest's when there is one."""
    with store.write("seat", actor=ANA) as uow:
        uow.guests.save(guest())
        uow.visits.save(visit(guest_id="g1", name="Jo"))
        uow.orders.save(order(discount=MemberDiscount("Estate", 1_000)))
        uow.orders.save_line(line("l2", position=2, is_voided=True))
        uow.orders.save_line(line("l1", position=1))
        uow.payments.add(payment("p1", cents=10_00))
        uow.payments.add(payment("p2", cents=20_00))
    sheet = store.reads.order("o1")
    assert sheet.order == order(discount=MemberDiscount("Estate", 1_000))
    assert sheet.visit.visit_id == "v1"
    assert sheet.guest_name == "Jordan Rivera"
    assert [found.line_id for found in sheet.lines] == ["l1", "l2"]
    assert (sheet.price.discount_cents, sheet.price.total_cents) == (9_60, 93_53)
    assert (sheet.paid_cents, sheet.due_cents) == (30_00, 63_53)
    assert [found.payment_id for found in sheet.payments] == ["p1", "p2"]
    assert sheet.sync_state is None
    with pytest.raises(NotFoundError):
        store.reads.order("o404")


def test_an_order_of_a_nameless_party_is_named_after_the_visit(store: SqlStore) -> None:
    """Without a guest the visit's own name."""
    with store.write("seat", actor=ANA) as uow:
        save_seated_order(uow)
    assert store.reads.order("o1").guest_name == "Party 1"


def test_an_order_is_found_by_its_number(store: SqlStore) -> None:
    """A number of another system is nobody's here."""
    with store.write("seat", actor=ANA) as uow:
        uow.visits.save(visit())
        uow.orders.save(order("o1"))
        uow.orders.save(order("o2", number="T1-000002"))
    assert store.reads.order_numbered("T1-000002") == "o2"
    assert store.reads.order_numbered("8842") is None


def test_the_orders_of_a_day_begin_with_the_open_ones(store: SqlStore) -> None:
    """Then newest first; an open one has its price of now."""
    with store.write("seat", actor=ANA) as uow:
        uow.visits.save(visit(name="Zoë"))
        uow.visits.save(visit("v2", day="2026-10-11"))
        done = order("o1", state=OrderState.CLOSED, closed_ms=9, total_cents=5_00)
        uow.orders.save(done)
        uow.orders.save(order("o2", number="T1-000002", opened_ms=1))
        uow.orders.save(order("o3", number="T1-000003", opened_ms=2))
        uow.orders.save(order("o4", number="T1-000004", visit_id="v2"))
        uow.orders.save_line(line(order_id="o2", tax_rate_ppm=0))
        uow.outbox.add(work(state=OutboxState.UNKNOWN))
    newest, older, closed = store.reads.orders(TODAY)
    assert newest == OpenOrderRow(
        "o3", "T1-000003", "v1", "Zoë", "Patio 2", "open", 0, "USD", 2, None
    )
    assert (older.order_id, older.total_cents) == ("o2", 96_00)
    assert (closed.order_id, closed.state, closed.total_cents) == ("o1", "closed", 5_00)
    assert closed.sync_state is OutboxState.UNKNOWN


def test_the_sales_of_a_day_are_orders_and_balances_with_their_payments(store: SqlStore) -> None:
    """By number; a payment that nothing reports has no number and no state."""
    late = int(datetime(2026, 10, 11, 6, 59, tzinfo=UTC).timestamp()) * 1_000
    with store.write("day", actor=ANA) as uow:
        uow.visits.save(visit())
        uow.orders.save(order(state=OrderState.CLOSED, closed_ms=9, total_cents=5_00))
        uow.orders.save(order("o2", number="T1-000003"))
        uow.payments.add(payment("p1", cents=2_00))
        uow.payments.add(payment("p2", cents=3_00))
        uow.payments.add(payment("p3", order_id="o2"))
        uow.payments.add(payment("p4", reservation_key="tock:1:r:1", cents=9_00, taken_ms=late))
        uow.payments.add(payment("p5", reservation_key="tock:1:r:1", taken_ms=late + 60_000))
        uow.payments.add(payment("p6", reservation_key="tock:1:r:1"))
        uow.outbox.add(work("w1"))
        balance = work("w2", subject_id="p4", aggregate="r", payload='{"number":"T1-000002"}')
        uow.outbox.add(balance)
    assert store.reads.sales(TODAY) == [
        SaleRow("", "balance", 100_00, (("p6", 100_00),), None),
        SaleRow("T1-000001", "sale", 5_00, (("p1", 2_00), ("p2", 3_00)), OutboxState.WAITING),
        SaleRow("T1-000002", "balance", 9_00, (("p4", 9_00),), OutboxState.WAITING),
    ]


def test_tiles_are_the_active_products_in_their_places(store: SqlStore) -> None:
    """A category stands where its first product does; within it by position and title."""
    with store.write("stock", actor=ANA) as uow:
        uow.products.save(
            [
                Product("F", "Flight", "Tastings", "wine", 35_00, "USD", position=1),
                Product("C", "Cheese", "Retail", "food", 18_00, "USD", position=9),
                Product("P2", "Pinot", "Bottles", "wine", 48_00, "USD", position=3),
                Product("P1", "Syrah", "Bottles", "wine", 44_00, "USD", position=2),
                Product("P0", "Merlot", "Bottles", "wine", 30_00, "USD", is_active=False),
            ]
        )
    assert store.reads.tiles() == [
        Tile("F", "Flight", "Tastings", 35_00, "USD"),
        Tile("P1", "Syrah", "Bottles", 44_00, "USD"),
        Tile("P2", "Pinot", "Bottles", 48_00, "USD"),
        Tile("C", "Cheese", "Retail", 18_00, "USD"),
    ]


def test_the_lock_screen_shows_who_may_sign_in(store: SqlStore) -> None:
    """Active people by name, with their lock-out."""
    with store.write("staff", actor=ANA) as uow:
        uow.staff.save(Staff("s1", "Zoë", Role.MANAGER, "h", locked_until_ms=9))
        uow.staff.save(Staff("s2", "Ana", Role.SELLER, "h"))
        uow.staff.save(Staff("s3", "Bob", Role.SELLER, "h", is_active=False))
    assert store.reads.staff() == [
        StaffTile("s2", "Ana", Role.SELLER, 0),
        StaffTile("s1", "Zoë", Role.MANAGER, 9),
    ]


def test_the_sync_centre_lists_everything_with_its_state(store: SqlStore) -> None:
    """Open work oldest first, then the latest sent; counts, age, sources and quarantine."""
    states = [
        OutboxState.CONFIRMED,
        OutboxState.WAITING,
        OutboxState.PARKED,
        OutboxState.SUPERSEDED,
        OutboxState.UNKNOWN,
    ]
    tock, sandbox = (
        Health("tock", "Tock", HealthState.LIVE, 5),
        Health("s", "Box", HealthState.NEVER),
    )
    with store.write("fill", actor=ANA) as uow:
        for number, state in enumerate(states):
            uow.outbox.add(
                work(f"w{number}", subject_id=f"o{number}", state=state, created_ms=100 + number)
            )
        uow.feeds.save_health(tock)
        uow.feeds.save_health(sandbox)
        uow.feeds.quarantine(Quarantined("tock", "f.json", "{", (Fault("$.id", "missing"),)))
    overview = store.reads.sync_overview()
    assert [row.item_id for row in overview.outbox] == ["w1", "w2", "w4", "w3", "w0"]
    assert (overview.to_send, overview.need_attention, overview.oldest_unsent_ms) == (2, 1, 101)
    assert overview.sources == (sandbox, tock)
    assert [row.faults for row in overview.quarantine] == [(Fault("$.id", "missing"),)]


def test_the_sync_overview_counts_what_waits_for_a_person(store: SqlStore) -> None:
    """Records that differ and tasks, of each those only that are still open."""
    assert (store.reads.sync_overview().to_compare, store.reads.sync_overview().by_hand) == (0, 0)
    with store.write("fill", actor=ANA) as uow:
        uow.people.save_conflict(conflict())
        uow.people.save_conflict(conflict("x0", state=ConflictState.SETTLED))
        for number, state in enumerate(TaskState):
            uow.office.save_task(task(f"t{number}", subject_id=f"s{number}", state=state))
    overview = store.reads.sync_overview()
    assert (overview.to_compare, overview.by_hand) == (1, 1)


def test_quarantine_is_newest_first_with_its_raw_text(bench: Bench, store: SqlStore) -> None:
    """Every fault with its path."""
    for raw in ("first", "second"):
        with store.write("import", actor=ANA) as uow:
            uow.feeds.quarantine(Quarantined("tock", "f", raw, (Fault("$[0].a", "b"),)))
        bench.clock.advance(1)
    newest, oldest = store.reads.quarantine()
    assert (newest.raw, oldest.raw) == ("second", "first")
    assert (newest.source, newest.origin, newest.faults) == ("tock", "f", (Fault("$[0].a", "b"),))
