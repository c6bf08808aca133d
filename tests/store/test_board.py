"""The board: exact rows, in order, in three statements however many rows there are."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from posapp.domain.club import Club, MemberDiscount, Membership
from posapp.domain.guest import Contact
from posapp.domain.ids import ReservationKind
from posapp.domain.order import OrderState
from posapp.domain.outbox import OutboxState
from posapp.domain.party import PartyState, PartyStatus
from posapp.domain.reservation import BookedItem, Note, Patron, Table, TockMoney
from posapp.domain.visit import VisitState
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
from tests.store.rows import BOOKED, TODAY, ingest
from tests.support.clock import SATURDAY_MS


class CountedRun:
    """A run that counts its statements."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self.count = 0

    def __call__(self, sql: str, values: Mapping[str, object]) -> list[Row]:
        self.count += 1
        return self._run(sql, values)


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
    ingest(store, incoming(1), bare)
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
    ingest(store, incoming(1))
    with store.write("seat", actor=ANA) as uow:
        for number, bp in ((1, 1_000), (2, 2_000)):
            uow.guests.save_club(Club(f"k{number}", f"Club {number}", bp, backend="sandbox"))
            place = Membership(f"m{number}", f"k{number}", "c-1", True, backend="sandbox")
            uow.guests.save_membership(place)
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
    ingest(store, incoming(1))
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
    ingest(
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
    ingest(store, incoming(1, starts_at=ELEVEN + timedelta(days=1)))
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
    ingest(store, *(incoming(n, diner=Patron(last_name=name)) for n, name in enumerate(names)))
    ingest(store, incoming(9, starts_at=ELEVEN - timedelta(minutes=1)))
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
            read_board(counted, TODAY, zone=ZONE, office="")
            asked.append(counted.count)
    assert asked == [3, 3]


def test_the_first_board_is_the_same_through_the_driver_alone(
    bench: Bench, store: SqlStore
) -> None:
    """The same rows before SQLAlchemy is loaded, while the store is open elsewhere."""
    ingest(store, incoming(1))
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
            values = {"day": "2026-10-10", "office": "sandbox"}
            plan = [row[3] for row in run(f"EXPLAIN QUERY PLAN {sql}", values)]
            assert not [step for step in plan if step.startswith("SCAN") and "CONSTANT" not in step]


def test_a_closed_store_is_one_file(bench: Bench, store: SqlStore) -> None:
    """Its WAL is folded in at the end, so that it can be copied as it lies there."""
    with store.write("seat", actor=ANA) as uow:
        save_seated_order(uow)
    assert len(store.reads.board(TODAY)) == 1
    store.close()
    assert [path.name for path in companions(bench.files.database)] == ["store.db"]


def test_walk_ins_of_tock_have_their_own_kind(store: SqlStore) -> None:
    """A Tock walk-in is told apart from a booking of the same number."""
    key = replace(reservation_key(1), kind=ReservationKind.WALK_IN)
    ingest(store, incoming(1), incoming(1, key=key, diner=None))
    assert [(row.name, row.is_walk_in) for row in store.reads.board(TODAY)] == [
        ("Jordan Rivera", False),
        ("Walk-in", True),
    ]


def test_a_club_shows_by_an_email_of_before_and_as_soon_as_it_is_joined(store: SqlStore) -> None:
    """The booker was made one with another record; and a place entered here counts at once."""
    ingest(store, incoming(1))
    with store.write("a", actor=ANA) as uow:
        uow.guests.save(guest("g1", source="posapp", remote_id=""))
        uow.guests.save_club(Club("k1", "Library", 500, backend="sandbox"))
        place = Membership("here:m", "k1", "here:g1", is_active=True, backend="sandbox")
        uow.guests.save_membership(place)
    assert store.reads.board(TODAY)[0].club_name == "Library"
    with store.write("b", actor=ANA) as uow:
        contact = Contact("Jo", "Rivera", "jo@work.example")
        uow.guests.save(guest("g2", contact=contact, remote_id="c-2"))
        uow.people.move("g1", into_id="g2")
    assert store.reads.board(TODAY)[0].club_name == "Library"
