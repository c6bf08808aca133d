"""What screens read: exact rows, in order, in one statement per kind and never one per row."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from posapp.domain.catalogue import Product
from posapp.domain.club import Club, MemberDiscount, Membership
from posapp.domain.errors import NotFoundError
from posapp.domain.guest import Contact
from posapp.domain.ids import ReservationKind
from posapp.domain.order import OrderState
from posapp.domain.outbox import OutboxState
from posapp.domain.party import PartyState, PartyStatus
from posapp.domain.reservation import BookedItem, Fault, Note, Patron, Quarantined, Table, TockMoney
from posapp.domain.staff import Role, Staff
from posapp.domain.visit import VisitState
from posapp.ports.reads import BoardRow, OpenOrderRow, SaleRow, StaffTile, Tile
from posapp.ports.store import Health, HealthState
from posapp.store.files import companions
from posapp.store.reads.board import _BOOKED_ON, _IN_ROOM_ON, read_board
from posapp.store.reads.fast import open_reads
from posapp.store.reads.run import Row, Run
from posapp.store.store import SqlStore
from tests.store.builders import (
    ANA,
    ELEVEN,
    ZONE,
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
from tests.store.conftest import Bench, decode
from tests.support.clock import SATURDAY_MS

TODAY = date(2026, 10, 10)
BOOKED = BoardRow(
    key="tock:31415:r:1",
    source="tock",
    business_id="31415",
    start_ms=1_791_655_200_000,
    zone=ZONE,
    name="Jordan Rivera",
    size=2,
    party_state=PartyState.EXPECTED,
    party_state_raw="EXPECTED",
    is_cancelled=False,
    is_walk_in=False,
    experience="Reserve Flight",
    tables="",
    confirmation_code="TK1",
    email="jordan@example.com",
    phone="(707) 555-0100",
    total_cents=199_00,
    paid_cents=149_00,
    due_cents=50_00,
    paid_here_cents=0,
    currency="USD",
    club_name="",
    has_dietary_note=False,
    visit_id=None,
    visit_state=None,
    local_table="",
    order_id=None,
    order_total_cents=None,
    sync_state=None,
)


class CountedRun:
    """A run that counts its statements."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self.count = 0

    def __call__(self, sql: str, values: Mapping[str, object]) -> list[Row]:
        self.count += 1
        return self._run(sql, values)


def _ingest(store: SqlStore, *rows: object) -> None:
    with store.write("ingest", actor=ANA) as uow:
        uow.reservations.save(rows)  # type: ignore[arg-type]


def test_an_untouched_booking_is_shown_as_tock_states_it(store: SqlStore) -> None:
    """Nothing of ours is on it, and absent money stays absent."""
    bare = incoming(
        2,
        money=TockMoney("EUR"),
        experience=None,
        diner=None,
        confirmation_code="",
        starts_at=ELEVEN + timedelta(hours=1),
        party=PartyStatus.of("ON_PATIO"),
        tables=(Table("1", "T1"), Table("2", "T2")),
        notes=(Note("nuts", "BOOKING_DIETARY_NOTE"),),
    )
    _ingest(store, incoming(1), bare)
    first, second = store.reads.board(TODAY)
    assert first == BOOKED
    assert second == replace(
        BOOKED,
        key="tock:31415:r:2",
        start_ms=BOOKED.start_ms + 3_600_000,
        name="No name",
        party_state=PartyState.UNKNOWN,
        party_state_raw="ON_PATIO",
        experience="",
        tables="T1, T2",
        confirmation_code="",
        email="",
        phone="",
        total_cents=None,
        paid_cents=None,
        due_cents=None,
        currency="EUR",
        has_dietary_note=True,
    )


def test_a_seated_booking_shows_what_happened_here(store: SqlStore) -> None:
    """Visit, newest open order with its price, money taken here, best club, state of the work."""
    _ingest(store, incoming(1))
    with store.write("seat", actor=ANA) as uow:
        for number, bp in ((1, 1_000), (2, 2_000)):
            uow.guests.save_club(Club(f"k{number}", f"Club {number}", bp))
            uow.guests.save_membership(Membership(f"m{number}", f"k{number}", "c-1", True))
        uow.guests.save(guest())
        uow.visits.save(visit(reservation_key=BOOKED.key))
        closed = order("o1", state=OrderState.CLOSED, closed_ms=1, total_cents=7)
        uow.orders.save(closed)
        uow.orders.save(
            order("o2", number="T1-000002", discount=MemberDiscount("Club 2", 2_000), opened_ms=1)
        )
        uow.orders.save_line(line(order_id="o2"))
        uow.orders.save_line(line("l2", order_id="o2", is_voided=True))
        uow.payments.add(payment("p1", cents=20_00, reservation_key=BOOKED.key))
        uow.payments.add(payment("p2", cents=1_00, order_id="o2"))
        uow.outbox.add(work("w1", subject_id="p1", aggregate="r", state=OutboxState.PARKED))
        uow.outbox.add(work("w2", subject_id="o2", state=OutboxState.CONFIRMED))
    assert store.reads.board(TODAY) == [
        replace(
            BOOKED,
            paid_here_cents=20_00,
            club_name="Club 2",
            visit_id="v1",
            visit_state=VisitState.SEATED,
            local_table="Patio 2",
            order_id="o2",
            order_total_cents=83_14,
            sync_state=OutboxState.PARKED,
        )
    ]


def test_a_walk_in_stands_on_the_board_among_the_bookings(store: SqlStore) -> None:
    """By the time it came; its money is what was paid on its orders."""
    _ingest(store, incoming(1))
    with store.write("seat", actor=ANA) as uow:
        uow.guests.save(guest(remote_id=""))
        uow.visits.save(visit(guest_id="g1", name="Zoë"))
        uow.orders.save(order(state=OrderState.CLOSED, closed_ms=1, total_cents=96_00))
        uow.payments.add(payment(cents=96_00))
        uow.visits.save(visit("v2", started_ms=BOOKED.start_ms + 1, state=VisitState.FINISHED))
    walk_in, booked, nameless = store.reads.board(TODAY)
    assert booked == BOOKED
    assert walk_in == replace(
        BOOKED,
        key="visit:v1",
        source="posapp",
        start_ms=SATURDAY_MS,
        name="Zoë",
        size=4,
        party_state=PartyState.SEATED,
        party_state_raw="",
        is_walk_in=True,
        experience="",
        confirmation_code="",
        email="Jordan@Example.com",
        phone="707 555 0100",
        total_cents=None,
        paid_cents=None,
        due_cents=None,
        paid_here_cents=96_00,
        visit_id="v1",
        visit_state=VisitState.SEATED,
        local_table="Patio 2",
        order_id="o1",
        order_total_cents=96_00,
    )
    assert (nameless.name, nameless.party_state) == ("Walk-in", PartyState.FINISHED)
    assert (nameless.currency, nameless.order_id) == ("", None)


def test_the_board_holds_one_business_day_of_visits(store: SqlStore) -> None:
    """Pick-up and delivery are no parties; other days are other boards."""
    tomorrow = ELEVEN + timedelta(days=1)
    _ingest(
        store,
        incoming(1),
        incoming(2, experience=BookedItem("5", "Six pack", variety="PICKUP")),
        incoming(3, experience=BookedItem("5", "Six pack", variety="DELIVERY")),
        incoming(4, starts_at=tomorrow),
    )
    assert [row.key for row in store.reads.board(TODAY)] == [BOOKED.key]
    assert [row.key for row in store.reads.board(date(2026, 10, 11))] == ["tock:31415:r:4"]
    assert store.reads.board(date(2026, 10, 12)) == []


def test_a_party_in_the_room_stays_when_tock_moves_its_booking(store: SqlStore) -> None:
    """It stands on both days: where it sits, and where Tock now says it is booked."""
    _ingest(store, incoming(1, starts_at=ELEVEN + timedelta(days=1)))
    with store.write("seat", actor=ANA) as uow:
        uow.visits.save(visit(reservation_key=BOOKED.key))
        uow.visits.save(visit("v2", reservation_key="tock:31415:r:404"))
    assert [(row.key, row.visit_id) for row in store.reads.board(TODAY)] == [
        ("visit:v2", "v2"),
        (BOOKED.key, "v1"),
    ]
    assert [row.key for row in store.reads.board(date(2026, 10, 11))] == [BOOKED.key]


def test_board_order_is_time_then_name_then_key(store: SqlStore) -> None:
    """Names compare without case and accents."""
    names = ["zoe", "Émile", "Abel", "Émile", "amy"]
    _ingest(store, *(incoming(n, diner=Patron(last_name=name)) for n, name in enumerate(names)))
    _ingest(store, incoming(9, starts_at=ELEVEN - timedelta(minutes=1)))
    found = [(row.name, row.key[-1]) for row in store.reads.board(TODAY)]
    assert found == [
        ("Jordan Rivera", "9"),
        ("Abel", "2"),
        ("amy", "4"),
        ("Émile", "1"),
        ("Émile", "3"),
        ("zoe", "0"),
    ]


def test_the_board_asks_as_often_for_many_rows_as_for_few(bench: Bench, store: SqlStore) -> None:
    """Three statements, whatever the day holds."""
    asked: list[int] = []
    for count in (3, 60):
        with store.write("fill", actor=ANA) as uow:
            uow.reservations.save([incoming(number) for number in range(count)])
            for number in range(count):
                if not uow.visits.exists(f"v{number}"):
                    save_seated_order(uow, number)
        with store.reads._connections.snapshot() as run:
            counted = CountedRun(run)
            read_board(counted, TODAY, zone=ZONE)
            asked.append(counted.count)
    assert asked == [3, 3]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("rivera", {1}),
        ("RIV", {1}),
        ("jor", {1}),
        ("jordan riv", {1}),
        ("ri", {1}),
        ("jo", {1, 3}),
        ("angstrom", {2}),
        ("Ångström", {2}),
        ("zoe", {2}),
        ("zo an", {2}),
        ("707-555-0100", {1}),
        ("(707) 555 0100", {1}),
        ("0142", {2}),
        ("owner@else.org", {2}),
        ("TK2", {2}),
        ("tk", {1, 2, 3}),
        ("100%", set()),
        ("_iver", set()),
        ('riv" OR "zoe', set()),
        ("'", set()),
        ("rivera zoe", set()),
        ("   ", set()),
        ("", set()),
        ("()", set()),
        ("joan of", {3}),
    ],
)
def test_a_party_is_found_by_what_staff_type(store: SqlStore, text: str, found: set[int]) -> None:
    """Names without accents, parts of words, phones however typed; nothing is an operator."""
    owner = Patron("8", "Owen", "Else", "Owner@Else.org", "+1 707 555 0142")
    _ingest(
        store,
        incoming(1),
        incoming(2, diner=Patron("7", "Zoë", "Ångström"), owner=owner),
        incoming(3, diner=Patron("9", "Joan of", "Arc")),
        incoming(
            4, diner=Patron("9", "Pick", "Up"), experience=BookedItem("5", "x", variety="PICKUP")
        ),
    )
    assert {int(row.key[-1]) for row in store.reads.search(text, limit=10)} == found


def test_hits_come_nearest_to_now_first(bench: Bench, store: SqlStore) -> None:
    """Yesterday before next month; walk-ins among them; no more than asked for."""
    _ingest(store, *(incoming(n, starts_at=ELEVEN + timedelta(days=n * n)) for n in (7, 0, 30, 2)))
    _ingest(store, incoming(5, starts_at=ELEVEN - timedelta(days=1)))
    with store.write("seat", actor=ANA) as uow:
        uow.visits.save(visit(name="Maria Rivera"))
        uow.visits.save(visit("v2", name="Old Rivera", started_ms=1))
    found = [row.key for row in store.reads.search("rivera", limit=6)]
    assert found == [
        "visit:v1",
        "tock:31415:r:0",
        "tock:31415:r:5",
        "tock:31415:r:2",
        "tock:31415:r:7",
        "tock:31415:r:30",
    ]
    assert len(store.reads.search("rivera", limit=2)) == 2
    assert store.reads.search("rivera", limit=1)[0].name == "Maria Rivera"


def test_a_reservation_sheet_has_the_whole_booking(store: SqlStore) -> None:
    """Decoded from its raw text, with the numbers of its balance, its visit and its orders."""
    _ingest(store, incoming(1))
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
    _ingest(store, incoming(1))
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
    """By category, position and title."""
    with store.write("stock", actor=ANA) as uow:
        uow.products.save(
            [
                Product("C", "Cheese", "Retail", "food", 18_00, "USD"),
                Product("P2", "Pinot", "Bottles", "wine", 48_00, "USD", position=2),
                Product("P1", "Syrah", "Bottles", "wine", 44_00, "USD", position=1),
                Product("P0", "Merlot", "Bottles", "wine", 30_00, "USD", is_active=False),
            ]
        )
    assert store.reads.tiles() == [
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


def test_quarantine_is_newest_first_with_its_raw_text(bench: Bench, store: SqlStore) -> None:
    """Every fault with its path."""
    for raw in ("first", "second"):
        with store.write("import", actor=ANA) as uow:
            uow.feeds.quarantine(Quarantined("tock", "f", raw, (Fault("$[0].a", "b"),)))
        bench.clock.advance(1)
    newest, oldest = store.reads.quarantine()
    assert (newest.raw, oldest.raw) == ("second", "first")
    assert (newest.source, newest.origin, newest.faults) == ("tock", "f", (Fault("$[0].a", "b"),))


def test_the_first_board_is_the_same_through_the_driver_alone(
    bench: Bench, store: SqlStore
) -> None:
    """The same rows before SQLAlchemy is loaded, while the store is open elsewhere."""
    _ingest(store, incoming(1))
    with store.write("seat", actor=ANA) as uow:
        uow.visits.save(visit(name="Zoë"))
    reads = open_reads(bench.directory, decode=decode, clock=bench.clock, zone=ZONE)
    assert reads.board(TODAY) == store.reads.board(TODAY)
    assert reads.reservation(BOOKED.key) == store.reads.reservation(BOOKED.key)
    reads.close()


def test_the_board_uses_its_index(store: SqlStore) -> None:
    """No scan of a table, however many years are in it."""
    with store.reads._connections.snapshot() as run:
        for sql in (_BOOKED_ON, _IN_ROOM_ON):
            plan = [row[3] for row in run(f"EXPLAIN QUERY PLAN {sql}", {"day": "2026-10-10"})]
            assert not [step for step in plan if step.startswith("SCAN") and "CONSTANT" not in step]


def test_a_closed_store_is_one_file(bench: Bench, store: SqlStore) -> None:
    """Its WAL is folded in at the end, so that it can be copied as it lies there."""
    with store.write("seat", actor=ANA) as uow:
        save_seated_order(uow)
    assert len(store.reads.board(TODAY)) == 1
    store.close()
    assert [path.name for path in companions(bench.files.database)] == ["store.db"]


def test_a_contact_of_an_identified_walk_in_is_found(store: SqlStore) -> None:
    """By the name of its visit."""
    with store.write("seat", actor=ANA) as uow:
        uow.guests.save(guest(contact=Contact("Zoë", "Ångström", "z@example.com")))
        uow.visits.save(visit(guest_id="g1", name="Zoë Ångström"))
    (row,) = store.reads.search("angstrom", limit=5)
    assert (row.key, row.email) == ("visit:v1", "z@example.com")


def test_walk_ins_of_tock_have_their_own_kind(store: SqlStore) -> None:
    """A Tock walk-in is told apart from a booking of the same number."""
    key = replace(reservation_key(1), kind=ReservationKind.WALK_IN)
    _ingest(store, incoming(1), incoming(1, key=key, diner=None))
    assert [(row.name, row.is_walk_in) for row in store.reads.board(TODAY)] == [
        ("Jordan Rivera", False),
        ("Walk-in", True),
    ]
