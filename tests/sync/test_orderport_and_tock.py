"""What is promised between OrderPort and Tock, one test for each, with OrderPort as back office."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from posapp.domain.guest import Contact
from posapp.domain.manual_task import TaskKind
from posapp.domain.payment import Tender, Tendered
from posapp.ports.backoffice import Cap
from posapp.ports.office import Role
from posapp.sandbox.ops import WRITES, Op
from posapp.sandbox.tock.model import Patron, RowKind
from tests.sync.orderport_winery import DINER, ESTATE, LIBRARY, TODAY, Winery


@pytest.fixture
def winery(tmp_path: Path) -> Iterator[Winery]:
    with Winery(tmp_path / "store") as opened:
        yield opened


def test_a_booking_or_an_update_in_tock_arrives_at_once(winery: Winery) -> None:
    """Reservation details are pushed in real time, and are those Tock has."""
    assert winery.on_board(winery.booking).due_cents == 50_00
    winery.tock.edit(winery.booking, lambda old: replace(old, party_size=5))
    late = winery.book(RowKind.RESERVATION, Patron(id=71_002, first_name="Late"))
    winery.exchange()
    assert winery.on_board(winery.booking).size == 5
    assert winery.on_board(late).name == "Late"


def test_join_adds_the_clubs_name(winery: Winery) -> None:
    """Staff let Ann join at OrderPort's till; Tock has the tag after the next round."""
    winery.till.join(winery.ann, winery.estate)
    winery.follow()
    assert winery.tags() == (ESTATE,)


def test_cancel_removes_it(winery: Winery) -> None:
    """The list that is sent no longer has the name."""
    winery.till.join(winery.ann, winery.estate)
    winery.follow()
    winery.till.cancel(winery.ann, winery.estate)
    winery.follow()
    assert winery.tags() == ()


def test_switch_is_one_list(winery: Winery) -> None:
    """The old name goes and the new one comes in one push, never with neither."""
    winery.till.join(winery.ann, winery.estate)
    winery.follow()
    told = winery.told()
    winery.till.switch(winery.ann, old_id=winery.estate, new_id=winery.library)
    winery.follow()
    assert (winery.tags(), winery.told()) == ((LIBRARY,), told + 1)


def test_a_cancellation_on_a_day_to_come_removes_it_on_that_day(winery: Winery) -> None:
    """Until then Ann is a member everywhere."""
    winery.till.join(winery.ann, winery.estate)
    winery.till.cancel(winery.ann, winery.estate, at=winery.till.now() + timedelta(days=2))
    winery.follow()
    assert winery.tags() == (ESTATE,)
    winery.world.clock.advance_ms(3 * 86_400_000)
    winery.follow()
    assert winery.tags() == ()


def test_only_five_things_are_told(winery: Winery) -> None:
    """First name, last name, e-mail, phone and the list of club names."""
    winery.till.join(winery.ann, winery.estate)
    winery.follow()
    profile = winery.profile()
    assert profile is not None
    patron = profile.patron
    assert (patron.first_name, patron.last_name, patron.email) == ("Ann", "Lee", "ann@lee.example")
    assert (patron.phone, profile.tags()) == ("7075550101", (ESTATE,))


def test_the_first_pull_tells_nobody(tmp_path: Path) -> None:
    """Not the whole list of guests is pushed when both are connected; changes from then on are."""
    with Winery(tmp_path / "first") as winery:
        assert winery.told() == 0
        winery.till.join(winery.ann, winery.estate)
        winery.follow()
        for _ in range(3):
            winery.follow()
        assert winery.told() == 1, "what has not changed is not told again"


def test_members_from_before_are_noted_not_told(tmp_path: Path) -> None:
    """A member of years is no news on the first day; leaving is."""
    with Winery(tmp_path / "members", is_member=True) as winery:
        assert winery.told() == 0
        winery.till.cancel(winery.ann, winery.estate)
        winery.follow()
        assert winery.told() == 1
        assert winery.tags() == ()


def test_a_changed_member_is_told_with_the_new_details(winery: Winery) -> None:
    """Updates are pushed when a customer is updated, too."""
    winery.till.join(winery.ann, winery.estate)
    winery.follow()
    told = winery.told()
    winery.till.register(
        first_name="Anna",
        last_name="Lee-Ash",
        email="ann@lee.example",
        phone="7075550199",
        number=winery.ann,
    )
    winery.follow()
    assert winery.told() == told + 1
    document = winery.last_told()
    assert (document.first_name, document.last_name) == ("Anna", "Lee-Ash")
    assert (document.phone, document.tags) == ("7075550199", (ESTATE,))


def test_a_created_customer_who_joins_is_told(winery: Winery) -> None:
    """A person who was made at OrderPort's till a minute ago."""
    bo = winery.till.register(first_name="Bo", last_name="Ek", email="bo@ek.example")
    winery.till.join(bo, winery.library)
    winery.follow()
    assert winery.tags("bo@ek.example") == (LIBRARY,)


def test_a_diner_who_joins_gets_the_tag_on_the_own_profile(winery: Winery) -> None:
    """The guest of a reservation of today, matched by e-mail; staff's tags stay."""
    email = DINER.email or ""
    winery.tock.guests.set_staff_tags(email, ("VIP",), at_ms=winery.world.clock.now_ms())
    number = winery.till.register(first_name="Di", last_name="Ner", email=email.upper())
    winery.till.join(number, winery.estate)
    winery.follow()
    profile = winery.profile(email)
    assert profile is not None
    assert profile.tags() == (ESTATE, "VIP")


def test_a_reservation_cannot_be_changed_from_here(winery: Winery) -> None:
    """Seating, selling and taking the balance write nothing at all to Tock; a link opens it."""
    before = winery.tock.book.current(winery.booking)
    key, verbs = winery.on_board(winery.booking).key, winery.program.verbs
    visit_id, order_id = verbs.new_id(), verbs.new_id()
    verbs.seat_reservation(key, visit_id=visit_id, order_id=order_id, table_name="")
    verbs.add_item(order_id, line_id=verbs.new_id(), sku="BTL-PN-23", quantity=1)
    winery.follow()
    assert winery.tock.book.current(winery.booking) == before
    assert winery.told() == 0
    assert verbs.tock_link(key).startswith("https://dashboard.exploretock.com/")


def test_a_balance_due_is_paid_here(winery: Winery) -> None:
    """The payment stands here, and as OrderPort takes no order, staff read what to enter there."""
    key, verbs = winery.on_board(winery.booking).key, winery.program.verbs
    verbs.take_balance(key, payment_id=verbs.new_id(), tendered=Tendered(Tender.CASH, 50_00))
    assert winery.on_board(winery.booking).paid_here_cents == 50_00
    winery.follow()
    (task,) = [
        task for task in winery.program.reads.office.tasks() if task.kind is TaskKind.ENTER_ORDER
    ]
    assert "OrderPort" in task.reason


def test_a_walk_in_gets_an_order_and_a_record_only_if_named(winery: Winery) -> None:
    """The order starts by itself; without first name, last name and e-mail no record is made."""
    verbs = winery.program.verbs
    for contact, is_known in (
        (Contact("Cy"), False),
        (Contact("Cy", "Ode", phone="7075550103"), False),
        (Contact("Cy", "Ode", "cy@ode.example"), True),
    ):
        visit_id, order_id = verbs.new_id(), verbs.new_id()
        verbs.seat_walk_in(
            visit_id=visit_id, order_id=order_id, size=2, table_name="", contact=contact
        )
        verbs.add_item(order_id, line_id=verbs.new_id(), sku="BTL-PN-23", quantity=2)
        assert winery.program.reads.order(order_id).due_cents > 0
        assert (winery.program.reads.people.guest_of("cy@ode.example") is not None) == is_known
    tasks = winery.program.reads.office.tasks()
    assert [task.kind for task in tasks] == [TaskKind.ENTER_CUSTOMER]


def test_a_customer_task_closes_itself_once_orderport_tells_of_the_customer(
    winery: Winery,
) -> None:
    """Staff enter the guest on OrderPort's Account page; nobody ticks anything off."""
    verbs = winery.program.verbs
    verbs.seat_walk_in(
        visit_id=verbs.new_id(),
        order_id=verbs.new_id(),
        size=2,
        table_name="",
        contact=Contact("Cy", "Ode", "cy@ode.example"),
    )
    assert len(winery.program.reads.office.tasks()) == 1
    winery.till.register(first_name="Cy", last_name="Ode", email="cy@ode.example")
    winery.exchange()
    assert winery.program.reads.office.tasks() == []


def test_tocks_changes_of_a_walk_in_do_not_change_the_order(winery: Winery) -> None:
    """Party size and state of the walk-in at Tock are shown as a difference, never applied."""
    key = winery.book(RowKind.WALK_IN, Patron(first_name="Cy"))
    winery.exchange()
    here = winery.on_board(key)
    (order,) = winery.program.reads.orders(TODAY)
    assert order.order_id == here.order_id
    winery.tock.resize(key, 6)
    winery.tock.set_party_state(key, "LEFT")
    winery.exchange()
    assert winery.program.reads.orders(TODAY) == [order]
    sheet = winery.program.reads.reservation(here.key)
    assert (sheet.reservation.party_size, sheet.visit.party_size) == (6, 2)


def test_orderport_is_never_written_to(winery: Winery) -> None:
    """After a day with all of this: only reads, and nothing waits to be sent there."""
    caps = winery.program.desk.caps
    for cap in (Cap.PUSH_ORDER, Cap.WRITE_CUSTOMER, Cap.WRITE_CLUBS, Cap.MARK_PICKUP):
        assert not caps.can(Role.ORDERS, cap)
        assert caps.why_not(Role.ORDERS, cap)
    winery.till.join(winery.ann, winery.estate)
    verbs = winery.program.verbs
    order_id = verbs.new_id()
    verbs.seat_walk_in(
        visit_id=verbs.new_id(), order_id=order_id, size=2, table_name="", contact=Contact()
    )
    verbs.add_item(order_id, line_id=verbs.new_id(), sku="BTL-PN-23", quantity=1)
    due = winery.program.reads.order(order_id).due_cents
    verbs.record_payment(order_id, payment_id=verbs.new_id(), tendered=Tendered(Tender.CASH, due))
    winery.follow()
    traffic = winery.world.traffic
    assert {op for op in WRITES if traffic[op]} == {Op.GUEST_INGEST}
    assert traffic[Op.UNKNOWN] == 0
    assert winery.program.reads.sync_overview().to_send == 0


def test_trouble_at_orderport_leaves_tock_alone(winery: Winery) -> None:
    """A 200 with a text instead of the clubs changes no tag, and the next round catches up."""
    winery.till.join(winery.ann, winery.estate)
    winery.follow()
    winery.till.troubles = [b"SqlDateTime overflow."] * 2
    results = winery.program.engine.run_once()
    assert not all(results.values())
    message = " ".join(one.message for one in winery.program.reads.sync_overview().sources)
    assert "SqlDateTime overflow" in message
    assert winery.tags() == (ESTATE,)
    winery.till.troubles = []
    winery.world.clock.advance_ms(600_000)
    winery.till.cancel(winery.ann, winery.estate)
    winery.follow()
    assert winery.tags() == ()
