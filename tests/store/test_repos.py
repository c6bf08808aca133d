"""What goes into a repository comes out as it was, and only once."""

from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from posapp.domain.catalogue import Product
from posapp.domain.club import Club, MemberDiscount, Membership
from posapp.domain.errors import DomainError, NotFoundError
from posapp.domain.guest import Contact
from posapp.domain.order import OrderState
from posapp.domain.outbox import Operation, OutboxState
from posapp.domain.payment import CardSlip, Tender
from posapp.domain.reservation import Fault, Quarantined
from posapp.domain.staff import Role, Staff
from posapp.domain.tax import TaxLevel
from posapp.domain.visit import VisitState
from posapp.ports.store import Health, HealthState
from posapp.store.store import SqlStore
from tests.store.builders import (
    ANA,
    guest,
    line,
    order,
    payment,
    save_seated_order,
    visit,
    work,
)
from tests.store.conftest import Bench


def _fail_after(_result: object) -> None:
    raise ZeroDivisionError


def test_a_visit_comes_back_as_saved_and_is_found_by_its_booking(store: SqlStore) -> None:
    """Insert, update and look-up; the first time of writing stays."""
    seated = visit(name="Zoë", reservation_key="tock:1:r:9", guest_id="g1")
    with store.write("a", actor=ANA) as uow:
        uow.guests.save(guest())
        assert not uow.visits.exists("v1")
        uow.visits.save(seated)
        assert uow.visits.exists("v1")
    left = replace(seated, state=VisitState.FINISHED, table_name="")
    with store.write("b", actor=ANA) as uow:
        assert uow.visits.get("v1") == seated
        uow.visits.save(left)
    with store.write("c", actor=ANA) as uow:
        assert uow.visits.find_by_reservation("tock:1:r:9") == left
        assert uow.visits.find_by_reservation("tock:1:r:8") is None


def test_an_update_keeps_the_time_of_the_first_writing(bench: Bench, store: SqlStore) -> None:
    """created stays, updated moves."""
    for _ in range(2):
        with store.write("a", actor=ANA) as uow:
            uow.visits.save(visit())
        bench.clock.advance(1_000)
    ((created_ms, updated_ms, terminal_id),) = bench.rows(
        "SELECT created_ms, updated_ms, terminal_id FROM visit"
    )
    assert (updated_ms - created_ms, terminal_id) == (1_000, "T1")


def test_a_booking_has_one_visit(store: SqlStore) -> None:
    """Two visits of one reservation cannot be stored."""
    with store.write("a", actor=ANA) as uow:
        uow.visits.save(visit("v1", reservation_key="tock:1:r:9"))
    with pytest.raises(IntegrityError), store.write("b", actor=ANA) as uow:
        uow.visits.save(visit("v2", reservation_key="tock:1:r:9"))


def test_an_order_comes_back_with_its_lines_in_their_places(store: SqlStore) -> None:
    """Heads and lines, changed and voided, by position."""
    head = order(discount=MemberDiscount("Estate Club", 1_500), tax_level=TaxLevel.INVOICE)
    second, first = line("l2", position=2), line("l1", position=1)
    with store.write("a", actor=ANA) as uow:
        uow.visits.save(visit())
        uow.orders.save(head)
        uow.orders.save_line(second)
        uow.orders.save_line(first)
        uow.orders.save_line(replace(second, is_voided=True, quantity=3))
        assert uow.orders.has_line("l2")
        assert not uow.orders.has_line("l3")
    closed = replace(head, state=OrderState.CLOSED, closed_ms=9, total_cents=0)
    with store.write("b", actor=ANA) as uow:
        assert uow.orders.lines("o1") == [first, replace(second, is_voided=True, quantity=3)]
        assert uow.orders.line("l1") == first
        uow.orders.save(closed)
    with store.write("c", actor=ANA) as uow:
        assert uow.orders.get("o1") == closed
        assert uow.orders.exists("o1")
        assert uow.orders.of_visit("v1") == [closed]


def test_order_numbers_are_never_given_twice(store: SqlStore) -> None:
    """Not after a deleted order, not after a unit that failed in between committed ones."""
    with store.write("a", actor=ANA) as uow:
        numbers = [uow.orders.next_number(), uow.orders.next_number()]
    with pytest.raises(ZeroDivisionError), store.write("b", actor=ANA) as uow:
        _fail_after(uow.orders.next_number())
    with store.write("c", actor=ANA) as uow:
        uow.visits.save(visit())
        uow.orders.save(order(number=uow.orders.next_number()))
    with store.write("d", actor=ANA) as uow:
        uow.orders.delete("o1")
        numbers += ["T1-000003", uow.orders.next_number()]
    assert numbers == ["T1-000001", "T1-000002", "T1-000003", "T1-000004"]


def test_an_undone_order_goes_with_its_lines_and_then_its_visit(store: SqlStore) -> None:
    """Undo leaves nothing behind."""
    with store.write("a", actor=ANA) as uow:
        save_seated_order(uow)
    with store.write("b", actor=ANA) as uow:
        uow.orders.delete("o1")
        uow.visits.delete("v1")
    with store.write("c", actor=ANA) as uow:
        assert not uow.orders.exists("o1")
        assert uow.orders.lines("o1") == []
        assert not uow.visits.exists("v1")


def test_an_order_with_a_payment_cannot_be_undone(store: SqlStore) -> None:
    """Nor can a closed one."""
    with store.write("a", actor=ANA) as uow:
        save_seated_order(uow)
        uow.payments.add(payment())
    with (
        pytest.raises(DomainError, match="cannot be taken back"),
        store.write("b", actor=ANA) as uow,
    ):
        uow.orders.delete("o1")


@pytest.mark.parametrize(
    "subject",
    [
        {"order_id": "o1"},
        {
            "order_id": "o1",
            "tender": Tender.CARD,
            "tendered_cents": 100_00,
            "slip": CardSlip("Visa", "4242", "A17"),
        },
        {"reservation_key": "tock:31415:r:9"},
    ],
)
def test_a_payment_comes_back_as_taken(store: SqlStore, subject: dict[str, object]) -> None:
    """Cash, card and balance; listed with its order or its reservation."""
    taken = payment(**subject)
    with store.write("a", actor=ANA) as uow:
        save_seated_order(uow)
        assert not uow.payments.exists("p1")
        uow.payments.add(taken)
    with store.write("b", actor=ANA) as uow:
        assert uow.payments.exists("p1")
        of_order = uow.payments.of_order("o1")
        of_reservation = uow.payments.of_reservation("tock:31415:r:9")
    assert of_order + of_reservation == [taken]


def test_the_same_payment_is_stored_once(bench: Bench, store: SqlStore) -> None:
    """A second row of one id is refused by the database."""
    with store.write("a", actor=ANA) as uow:
        save_seated_order(uow)
        uow.payments.add(payment())
    with pytest.raises(IntegrityError), store.write("b", actor=ANA) as uow:
        uow.payments.add(payment())
    assert bench.rows("SELECT count(*) FROM payment") == [(1,)]


def test_a_guest_is_found_by_the_folded_address_and_by_the_remote_id(store: SqlStore) -> None:
    """Of two with one address, the one the back office knows."""
    local = guest("g0", source="walk-in", remote_id="")
    known = guest("g1")
    with store.write("a", actor=ANA) as uow:
        uow.guests.save(local)
        assert uow.guests.find_by_email("jordan@example.com") == local
        uow.guests.save(known)
        assert uow.guests.find_by_email("jordan@example.com") == known
        assert uow.guests.find_by_email("nobody@example.com") is None
        assert uow.guests.find_by_remote("sandbox", "c-1") == known
        assert uow.guests.find_by_remote("other", "c-1") is None
        assert uow.guests.get("g0") == local


@pytest.mark.parametrize(
    "contact",
    [
        Contact("", "Rivera", "j@example.com"),
        Contact("Jordan", "  ", "j@example.com"),
        Contact("Jordan", "Rivera", " "),
    ],
)
def test_a_guest_without_all_three_is_refused(store: SqlStore, contact: Contact) -> None:
    """No customer record without first name, last name and e-mail, whoever asks."""
    with pytest.raises(IntegrityError, match="identified"), store.write("a", actor=ANA) as uow:
        uow.guests.save(guest(contact=contact))


def place(number: int, person: str, *, is_active: bool) -> Membership:
    """A place in a club of the sandbox."""
    return Membership(f"m{number}", f"club-{number}", person, is_active, backend="sandbox")


def test_clubs_are_those_of_active_memberships(store: SqlStore) -> None:
    """By address, over all records of the person; a membership may come before its club."""
    with store.write("a", actor=ANA) as uow:
        for number, person, is_active in ((1, "c-1", True), (2, "c-1", False), (3, "c-9", True)):
            uow.guests.save_membership(place(number, person, is_active=is_active))
        for number in (1, 2, 3):
            uow.guests.save_club(
                Club(f"club-{number}", f"Club {number}", number * 500, backend="sandbox")
            )
        uow.guests.save(guest())
        assert uow.guests.clubs_of("jordan@example.com", office="") == [
            Club("club-1", "Club 1", 500, backend="sandbox")
        ]
        uow.guests.save_membership(place(2, "c-1", is_active=True))
        assert len(uow.guests.clubs_of("jordan@example.com", office="sandbox")) == 2
        assert uow.guests.clubs_of("jordan@example.com", office="winedirect") == []
        assert uow.guests.clubs_of("", office="") == []


def test_products_come_back_as_listed(store: SqlStore) -> None:
    """Inserted, then brought up to date."""
    flight = Product("FLIGHT", "Estate flight", "Flights", "wine", 35_00, "USD", position=1)
    with store.write("a", actor=ANA) as uow:
        uow.products.save([flight, replace(flight, sku="OLD", is_active=False)])
        uow.products.save([replace(flight, price_cents=40_00)])
        assert uow.products.get("FLIGHT") == replace(flight, price_cents=40_00)
        assert not uow.products.get("OLD").is_active


def test_staff_come_back_by_name(store: SqlStore) -> None:
    """Hash, tries and lock-out are kept."""
    zoe = Staff("s1", "Zoë", Role.MANAGER, "hash", failed_tries=2, locked_until_ms=7)
    ana = Staff("s2", "Ana", Role.SELLER, "hash", is_active=False)
    with store.write("a", actor=ANA) as uow:
        uow.staff.save(replace(zoe, failed_tries=0))
        uow.staff.save(zoe)
        uow.staff.save(ana)
        assert uow.staff.get("s1") == zoe
        assert uow.staff.all() == [ana, zoe]


def test_work_is_stored_once_and_goes_first_in_first_out_per_aggregate(store: SqlStore) -> None:
    """A parked item holds back its own aggregate only; the next due is the oldest of the others."""
    with store.write("a", actor=ANA) as uow:
        uow.outbox.add(work("w1", state=OutboxState.PARKED))
        uow.outbox.add(work("w2", subject_id="o2"))
        uow.outbox.add(work("w3", aggregate="order:o3", subject_id="o3", not_before_ms=500))
        uow.outbox.add(work("w4", aggregate="order:o3", subject_id="o3"))
        uow.outbox.add(work("w5", remote="tock", aggregate="guest:g1", subject_id="g1"))
        assert uow.outbox.next_due("sandbox", now_ms=499) is None
        due = uow.outbox.next_due("sandbox", now_ms=500)
        assert due is not None
        assert (due.item_id, due.seq) == ("w3", 3)
        assert uow.outbox.has_open("order:o1")
        with pytest.raises(NotFoundError):
            uow.outbox.get("w4")


@pytest.mark.parametrize(
    ("state", "is_next"),
    [
        (OutboxState.WAITING, False),
        (OutboxState.SENDING, False),
        (OutboxState.UNKNOWN, False),
        (OutboxState.PARKED, False),
        (OutboxState.CONFIRMED, True),
        (OutboxState.SUPERSEDED, True),
    ],
)
def test_only_work_that_is_over_lets_the_next_pass(
    store: SqlStore, state: OutboxState, is_next: bool
) -> None:
    """Open work of the same aggregate holds the later back, in whatever state it is."""
    first = work("w1", not_before_ms=10**15, lease_until_ms=1, state=state)
    with store.write("a", actor=ANA) as uow:
        uow.outbox.add(first)
        uow.outbox.add(work("w2", operation=Operation.PUT_CUSTOMER))
        due = uow.outbox.next_due("sandbox", now_ms=2 * 10**12)
        assert (due is not None and due.item_id == "w2") is is_next
        assert uow.outbox.has_open("order:o1")
        assert not uow.outbox.has_open("order:o9")


def test_work_keeps_its_text_and_changes_its_state(store: SqlStore) -> None:
    """A claim, its lease and its end."""
    with store.write("a", actor=ANA) as uow:
        uow.outbox.add(work())
        added = uow.outbox.get("w1")
        assert added == work(seq=1)
        sending = replace(
            added,
            state=OutboxState.SENDING,
            attempts=1,
            first_sent_ms=5,
            lease_until_ms=100,
            is_in_doubt=True,
            reason="why",
        )
        uow.outbox.save(sending)
        assert uow.outbox.expired(now_ms=99) == []
        assert uow.outbox.expired(now_ms=100) == [sending]
        done = replace(sending, state=OutboxState.CONFIRMED, lease_until_ms=None, remote_id="r-1")
        uow.outbox.save(done)
    with store.write("b", actor=ANA) as uow:
        assert uow.outbox.get("w1") == done
        assert not uow.outbox.has_open("order:o1")


def test_a_feed_resumes_where_its_page_was_stored(store: SqlStore) -> None:
    """ "" before the first page; one cursor for each stream."""
    with store.write("a", actor=ANA) as uow:
        assert uow.feeds.cursor("tock", "feed") == ""
        uow.feeds.save_cursor("tock", "feed", "f1")
        uow.feeds.save_cursor("tock", "feed", "f2")
        uow.feeds.save_cursor("tock", "export", "e1")
        assert uow.feeds.cursor("tock", "feed") == "f2"


def test_an_unreadable_row_is_kept_once(bench: Bench, store: SqlStore) -> None:
    """By its raw text, also one with half a surrogate pair in it."""
    bad = Quarantined("tock", "file.json", '{"a":"\ud800"}', (Fault("$.a", "no text"),))
    with store.write("a", actor=ANA) as uow:
        assert uow.feeds.quarantine(bad)
        assert not uow.feeds.quarantine(replace(bad, origin="again.json"))
        assert uow.feeds.quarantine(replace(bad, raw="{"))
    assert bench.rows("SELECT raw FROM quarantine ORDER BY id") == [('{"a":"\\ud800"}',), ("{",)]


def test_health_is_the_last_known_condition(store: SqlStore) -> None:
    """Inserted, then brought up to date; times may be missing."""
    never = Health("tock", "Tock", HealthState.NEVER)
    failing = Health("tock", "Tock", HealthState.FAILING, 1, 2, 3, 4, 5, "no route")
    with store.write("a", actor=ANA) as uow:
        assert uow.feeds.health("tock") is None
        uow.feeds.save_health(never)
        assert uow.feeds.health("tock") == never
        uow.feeds.save_health(failing)
        assert uow.feeds.health("tock") == failing


def test_what_is_not_there_is_named(store: SqlStore) -> None:
    """Every look-up by id says what it looked for."""
    with store.write("a", actor=ANA) as uow:
        for get in (
            uow.visits.get,
            uow.visits.delete,
            uow.orders.get,
            uow.orders.line,
            uow.orders.delete,
            uow.guests.get,
            uow.products.get,
            uow.outbox.get,
            uow.staff.get,
        ):
            with pytest.raises(NotFoundError) as caught:
                get("gone")
            assert caught.value.record_id == "gone"
