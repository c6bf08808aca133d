"""A guest's history out of all systems: newest first, each thing once, with its source and age."""

from dataclasses import replace
from decimal import Decimal

import pytest

from posapp.domain.address import Address
from posapp.domain.club import Club, Membership
from posapp.domain.guest import Contact
from posapp.domain.order import OrderState
from posapp.domain.outbox import Operation, OutboxState
from posapp.domain.pickup import PickupState
from posapp.domain.remote_order import Fulfilment, OrderChannel, RemoteLine, Tracking
from posapp.ports.office import NothingConnected, Role
from posapp.ports.people import EntryKind, TimelineEntry
from posapp.ports.store import Health, HealthState
from posapp.store.store import SqlStore
from tests.store.builders import (
    ANA,
    ELEVEN,
    guest,
    incoming,
    line,
    order,
    reservation_key,
    visit,
    work,
)
from tests.store.office_builders import (
    DAY_MS,
    OFFICE,
    hand_over,
    link,
    parcel,
    person,
    web_order,
)
from tests.store.rows import ingest
from tests.support.clock import SATURDAY_MS

_ELEVEN_MS = int(ELEVEN.timestamp() * 1000)
_UPS = Tracking("1Z999", "UPS", SATURDAY_MS)


def _timeline(store: SqlStore, guest_id: str = "g1", *, limit: int = 50) -> list[TimelineEntry]:
    return list(store.reads.people.timeline(guest_id, limit=limit))


def _titles(store: SqlStore, guest_id: str = "g1") -> list[str]:
    return [entry.title for entry in _timeline(store, guest_id)]


@pytest.fixture
def jordan(store: SqlStore) -> SqlStore:
    """Jordan, known to the back office."""
    with store.write("jordan", actor=ANA) as uow:
        uow.guests.save(guest())
        uow.people.save_link(link())
    return store


def test_a_booking_is_told_as_tock_states_it(jordan: SqlStore) -> None:
    """Experience, party and our table, Tock's own total, and when Tock was last read."""
    ingest(jordan, incoming(1), incoming(2, diner=replace_email("other@example.com")))
    with jordan.write("a", actor=ANA) as uow:
        uow.visits.save(visit(reservation_key=reservation_key(1).text))
        for remote, told_ms in (("tock", 5_000), ("relay", 7_000)):
            uow.feeds.save_health(Health(remote, "", HealthState.LIVE, told_ms))
    assert _timeline(jordan) == [
        TimelineEntry(
            kind=EntryKind.RESERVATION,
            source="tock",
            subject="tock:31415:r:1",
            at_ms=_ELEVEN_MS,
            title="Reserve Flight",
            detail="Party of 2 · Patio 2",
            status="EXPECTED",
            cents=199_00,
            currency="USD",
            as_of_ms=7_000,
        )
    ]


def replace_email(email: str) -> object:
    """Another diner."""
    diner = incoming(1).reservation.diner
    assert diner is not None
    return replace(diner, email=email)


def test_a_guest_identified_at_somebody_elses_booking_was_there(jordan: SqlStore) -> None:
    """The booking shows once, whoever's e-mail it has."""
    ingest(jordan, incoming(1), incoming(2, diner=replace_email("other@example.com")))
    with jordan.write("a", actor=ANA) as uow:
        uow.visits.save(visit(reservation_key=reservation_key(2).text, guest_id="g1"))
        uow.visits.save(visit("v2", reservation_key="tock:31415:r:77", guest_id="g1"))
        uow.visits.save(visit("v3", guest_id="g1", party_size=3))
    found = [(one.kind, one.subject, one.detail) for one in _timeline(jordan)]
    assert sorted(found) == [
        (EntryKind.RESERVATION, "tock:31415:r:1", "Party of 2"),
        (EntryKind.RESERVATION, "tock:31415:r:2", "Party of 2 · Patio 2"),
        (EntryKind.VISIT, "v2", "Party of 4 · Patio 2"),
        (EntryKind.VISIT, "v3", "Party of 3 · Patio 2"),
    ]


def test_an_order_that_comes_back_is_told_once_with_its_parcels(jordan: SqlStore) -> None:
    """Our own order, told again by the office under our number, brings its tracking along."""
    with jordan.write("a", actor=ANA) as uow:
        uow.visits.save(visit(guest_id="g1"))
        closed = order(state=OrderState.CLOSED, closed_ms=9, total_cents=104_00)
        uow.orders.save(closed)
        for number in range(1, 5):
            uow.orders.save_line(line(f"l{number}", position=number, is_voided=number == 2))
        uow.outbox.add(work(state=OutboxState.CONFIRMED))
        uow.office.save_order(parcel("s1", our_number="T1-000001", tracking=(_UPS,)))
        uow.office.save_order(parcel("s2", placed_ms=SATURDAY_MS - DAY_MS))
        seen_ms = uow.now_ms
    entries = [one for one in _timeline(jordan) if one.kind is not EntryKind.VISIT]
    assert [entry.title for entry in entries] == ["Order T1-000001", "Order 88s2"]
    assert entries[0] == TimelineEntry(
        kind=EntryKind.ORDER,
        source="posapp",
        subject="o1",
        at_ms=SATURDAY_MS,
        title="Order T1-000001",
        detail="2 × 2021 Pinot Noir, 2 × 2021 Pinot Noir and 1 more",
        status="shipped",
        cents=104_00,
        currency="USD",
        tracking=(_UPS,),
        as_of_ms=seen_ms,
        told_again_by="winedirect",
        sync_state=OutboxState.CONFIRMED,
    )


@pytest.mark.parametrize(("city", "detail"), [("Chicago", "ships to Chicago"), ("", "ships")])
def test_an_order_that_is_to_be_shipped_says_where(
    jordan: SqlStore, city: str, detail: str
) -> None:
    """Before any back office has told of it."""
    with jordan.write("a", actor=ANA) as uow:
        uow.visits.save(visit(guest_id="g1"))
        uow.orders.save(order(fulfilment=Fulfilment.SHIP, ship_to=Address(city=city)))
    assert [one.detail for one in _timeline(jordan) if one.kind is EntryKind.ORDER] == [detail]


def test_an_open_order_is_worth_what_is_on_it(jordan: SqlStore) -> None:
    """Two bottles at 48 dollars with tax; an order of the booker's own party counts too."""
    ingest(jordan, incoming(1))
    with jordan.write("a", actor=ANA) as uow:
        uow.visits.save(visit(reservation_key=reservation_key(1).text))
        uow.orders.save(order())
        uow.orders.save_line(line())
    (entry,) = [one for one in _timeline(jordan) if one.kind is EntryKind.ORDER]
    assert (entry.cents, entry.status, entry.sync_state) == (103_92, "open", None)


def test_orders_of_the_office_are_whose_record_or_else_whose_email(jordan: SqlStore) -> None:
    """A couple with one address: an order that names the other's record is not this one's."""
    with jordan.write("a", actor=ANA) as uow:
        uow.guests.save(person("g2", "Kim", "Rivera", "jordan@example.com"))
        uow.people.save_link(link("c-2", "g2"))
        uow.people.save_link(link("c-3", ""))
        for number, customer_id in enumerate(("c-1", "c-2", "", "c-3")):
            told = web_order(f"r{number}", customer_id=customer_id, placed_ms=number)
            uow.office.save_order(told)
        booked = web_order("r9", channel=OrderChannel.RESERVATION)
        uow.office.save_order(booked)
    assert _titles(jordan, "g1") == ["Order 88r3", "Order 88r2", "Order 88r0"]
    assert _titles(jordan, "g2") == ["Order 88r3", "Order 88r2", "Order 88r1"]


def test_what_an_order_says_of_itself(jordan: SqlStore) -> None:
    """Waiting, collected, shipped by any line, refunded, a club's; fractions as they are sold."""
    glass = RemoteLine("GLASS", "Glass", Decimal("0.5"), 9_00)
    boxed = RemoteLine("BOX", "Box", Decimal("2.0"), 9_00, tracking="1Z1")
    told = (
        web_order("r1", placed_ms=5),
        web_order("r2", placed_ms=4, is_pending_pickup=False, picked_up_ms=99, picked_up_by="Al"),
        parcel("r3", placed_ms=3, lines=(glass, boxed, boxed)),
        web_order("r4", placed_ms=2, is_refund=True, is_pending_pickup=False, status="done"),
        web_order("r5", placed_ms=1, channel=OrderChannel.CLUB, is_pending_pickup=False),
    )
    with jordan.write("a", actor=ANA) as uow:
        for one in told:
            uow.office.save_order(one)
    entries = _timeline(jordan)
    assert [(one.title, one.status, one.cents) for one in entries] == [
        ("Collected 88r2", "collected", None),
        ("Order 88r1", "ready", 144_00),
        ("Order 88r2", "collected", 144_00),
        ("Order 88r3", "shipped", 144_00),
        ("Refund 88r4", "done", -144_00),
        ("Club order 88r5", "", 144_00),
    ]
    assert entries[0].detail == "by Al"
    assert entries[3].detail == "0.5 × Glass, 2 × Box and 1 more"
    assert entries[3].tracking == (Tracking("1Z1"),)
    assert {one.source for one in entries} == {OFFICE}


def test_a_hand_over_here_is_an_entry_with_its_state(jordan: SqlStore) -> None:
    """One that was taken back is none."""
    with jordan.write("a", actor=ANA) as uow:
        uow.office.save_order(web_order())
        uow.office.save_pickup(hand_over("k0", state=PickupState.UNDONE, undone_ms=1))
        uow.office.save_pickup(hand_over("k1"))
        uow.outbox.add(
            work(
                aggregate=f"pickup:{OFFICE}:r1",
                subject_id="k1",
                operation=Operation.MARK_PICKUP,
                state=OutboxState.SENDING,
                lease_until_ms=1,
            )
        )
    picked, ordered = _timeline(jordan)
    assert (picked.kind, picked.subject, picked.at_ms) == (EntryKind.PICKUP, "k1", SATURDAY_MS)
    assert (picked.title, picked.detail, picked.source) == ("Collected 88r1", "by Jo", "posapp")
    assert (picked.sync_state, ordered.status) == (OutboxState.SENDING, "collected")


def test_clubs_joined_and_left_are_part_of_it(jordan: SqlStore) -> None:
    """Told by the people's office; what has no date is not told."""
    with jordan.write("a", actor=ANA) as uow:
        uow.guests.save_club(Club("a", "Reserve", backend="sandbox"))
        for membership in (
            Membership("m1", "a", "c-1", is_active=False, joined_ms=5, cancelled_ms=9),
            Membership("m2", "b", "c-1", is_active=True),
        ):
            uow.guests.save_membership(replace(membership, backend="sandbox"))
    found = [(one.title, one.at_ms, one.status, one.source) for one in _timeline(jordan)]
    assert found == [
        ("Left Reserve", 9, "ended", "sandbox"),
        ("Joined Reserve", 5, "ended", "sandbox"),
    ]


def test_two_guests_who_became_one_have_one_history(jordan: SqlStore) -> None:
    """What was booked and ordered under either e-mail."""
    ingest(jordan, incoming(1), incoming(2, diner=replace_email("jr@work.example")))
    with jordan.write("a", actor=ANA) as uow:
        uow.guests.save(person("g2", "J.", "Rivera", "jr@work.example"))
        mail = Contact("J.", "Rivera", "jr@work.example")
        uow.office.save_order(web_order(customer_id="", contact=mail))
        uow.people.move("g2", into_id="g1")
    assert _titles(jordan, "g1") == ["Reserve Flight", "Reserve Flight", "Order 88r1"]
    assert _titles(jordan, "g2") == _titles(jordan, "g1")
    assert _timeline(jordan, "nobody") == []


def test_only_the_newest_are_told(jordan: SqlStore) -> None:
    """As many as are asked for, over all systems."""
    ingest(jordan, incoming(1))
    with jordan.write("a", actor=ANA) as uow:
        for number in range(9):
            uow.office.save_order(web_order(f"r{number}", placed_ms=_ELEVEN_MS + number - 1))
    found = _timeline(jordan, limit=3)
    assert [entry.title for entry in found] == ["Order 88r8", "Order 88r7", "Order 88r6"]


class _Connected(NothingConnected):
    """One office that is both."""

    def name(self, role: Role) -> str:
        return OFFICE


def test_an_order_is_as_old_as_the_last_time_its_office_was_read(jordan: SqlStore) -> None:
    """The office that is connected was read since; of another one only what it told is known."""
    with jordan.write("a", actor=ANA) as uow:
        uow.office.save_order(web_order("r1"))
        uow.office.save_order(web_order("r2", backend="former", customer_id=""))
        later_ms = uow.now_ms + 60_000
        uow.feeds.save_health(Health("orders", "WineDirect", HealthState.LIVE, later_ms))
        seen_ms = uow.now_ms
    assert {one.as_of_ms for one in _timeline(jordan)} == {seen_ms}
    jordan.caps = _Connected()
    ages = {one.source: one.as_of_ms for one in _timeline(jordan)}
    assert ages == {OFFICE: later_ms, "former": seen_ms}
