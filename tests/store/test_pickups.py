"""The pickup screen's rows: what waits, what was handed over, what ships; and the tasks."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from posapp.domain.errors import NotFoundError
from posapp.domain.guest import Contact
from posapp.domain.manual_task import TaskKind, TaskState
from posapp.domain.outbox import Operation, OutboxState
from posapp.domain.pickup import PickupState
from posapp.domain.remote_order import FulfilmentState, RemoteLine, Tracking
from posapp.ports.office import PickupCounts, PickupRow, PickupStage
from posapp.store.store import SqlStore
from tests.store.builders import ANA, guest, work
from tests.store.conftest import Bench
from tests.store.office_builders import (
    DAY_MS,
    OFFICE,
    hand_over,
    link,
    parcel,
    person,
    task,
    web_order,
)
from tests.support.clock import SATURDAY_MS
from tests.support.offices import TownCaps


@pytest.fixture(autouse=True)
def connected(store: SqlStore) -> None:
    """The office is connected."""
    store.caps = TownCaps(backend=OFFICE)


_SATURDAY = date(2026, 10, 10)
_MIDNIGHT_MS = 1_791_615_600_000
"""When Saturday begins in California."""


def _ids(
    store: SqlStore, stage: PickupStage, *, words: str = "", day: date = _SATURDAY
) -> list[str]:
    rows = store.reads.office.pickups(stage, day=day, words=words)
    return [row.order.remote_id for row in rows]


def test_ready_is_what_the_office_lists_and_nobody_handed_over(store: SqlStore) -> None:
    """The longest waiting first; one whose hand-over was taken back waits again."""
    with store.write("a", actor=ANA) as uow:
        for number, days in enumerate((1, 30, 7, 9, 2)):
            placed_ms = SATURDAY_MS - days * DAY_MS
            uow.office.save_order(web_order(f"r{number}", placed_ms=placed_ms))
        uow.office.save_pickup(hand_over("k2", remote_order_id="r2"))
        undone = hand_over("k3", remote_order_id="r3", state=PickupState.UNDONE, undone_ms=1)
        uow.office.save_pickup(undone)
        uow.office.settle_pending(OFFICE, ["r4"])
    assert _ids(store, PickupStage.READY) == ["r1", "r3", "r0"]
    assert _ids(store, PickupStage.COLLECTED) == ["r2"]
    assert store.reads.office.pickup_counts(day=_SATURDAY) == PickupCounts(3, 1, 0)


def test_what_a_former_office_listed_is_not_live(store: SqlStore) -> None:
    """It may be collected or shipped long since; what was handed over or went stays to be seen."""
    shipped = Tracking("UPS", "1Z9", shipped_ms=SATURDAY_MS - DAY_MS)
    with store.write("a", actor=ANA) as uow:
        for number in (1, 2):
            uow.office.save_order(web_order(f"r{number}"))
        uow.office.save_pickup(hand_over("k2", remote_order_id="r2"))
        uow.office.save_order(parcel("s1"))
        uow.office.save_order(parcel("s2", tracking=(shipped,)))
    live = PickupCounts(1, 1, 2)
    for backend, counts in ((OFFICE, live), ("commerce7", PickupCounts(0, 1, 1)), (OFFICE, live)):
        store.caps = TownCaps(backend=backend)
        assert store.reads.office.pickup_counts(day=_SATURDAY) == counts
        assert len(_ids(store, PickupStage.READY)) == counts.ready
        assert len(_ids(store, PickupStage.SHIPPING)) == counts.shipping


def test_a_row_says_all_that_is_shown(store: SqlStore) -> None:
    """Whole bottles, days waited, whose it is, what became of the hand-over, and the open task."""
    lines = (
        RemoteLine("PINOT", "Pinot", Decimal("6.0"), 1),
        RemoteLine("FEE", "Fee", Decimal("0.5"), 1),
        RemoteLine("CAB", "Cab", Decimal(2), 1),
    )
    told = web_order(lines=lines, placed_ms=SATURDAY_MS - 8 * DAY_MS - DAY_MS // 2)
    with store.write("a", actor=ANA) as uow:
        uow.guests.save(guest())
        uow.people.save_link(link())
        uow.office.save_order(told)
        uow.office.save_pickup(hand_over())
        uow.office.save_task(task())
        for number, state in enumerate((OutboxState.CONFIRMED, OutboxState.PARKED)):
            uow.outbox.add(
                work(f"w{number}", aggregate=f"pickup:{OFFICE}:r1", subject_id=f"k{number}",
                     operation=Operation.MARK_PICKUP, state=state, reason=f"Reason {number}")
            )  # fmt: skip
        seen_ms = uow.now_ms
    expected = PickupRow(
        order=told,
        guest_id="g1",
        bottles=8,
        waiting_days=9,
        pickup=hand_over(),
        sync_state=OutboxState.PARKED,
        sync_reason="Reason 1",
        task_id="t1",
        as_of_ms=seen_ms,
    )
    assert store.reads.office.pickup_row(OFFICE, "r1") == expected
    assert store.reads.office.pickups(PickupStage.COLLECTED, day=_SATURDAY) == [expected]
    with pytest.raises(NotFoundError):
        store.reads.office.pickup_row("commerce7", "r1")


def test_an_order_is_of_the_guest_it_names_or_of_its_email(store: SqlStore) -> None:
    """Also when that guest was made one with another; of nobody when it has neither."""
    with store.write("a", actor=ANA) as uow:
        uow.guests.save(guest("g1"))
        uow.guests.save(person("g2", "Kim", "Lee", "kim@lee.example"))
        uow.guests.save(person("g3", "Kim", "Lee", "kim@work.example"))
        uow.people.save_link(link("c-2", "g2"))
        uow.people.save_link(link("c-9", ""))
        uow.people.move("g3", into_id="g2")
        orders = (
            web_order("r1", customer_id="c-2", placed_ms=1),
            web_order("r2", customer_id="c-9", placed_ms=2),
            web_order("r3", customer_id="", contact=Contact(email="kim@work.example"), placed_ms=3),
            web_order("r4", customer_id="", contact=Contact("No", "Mail"), placed_ms=4),
        )
        for one in orders:
            uow.office.save_order(one)
    rows = store.reads.office.pickups(PickupStage.READY, day=_SATURDAY)
    assert [row.guest_id for row in rows] == ["g2", "g1", "g2", None]


def test_a_day_of_hand_overs_begins_and_ends_at_the_businesss_midnight(store: SqlStore) -> None:
    """In California, wherever the machine is; the latest first."""
    times = {"k0": _MIDNIGHT_MS - 1, "k1": _MIDNIGHT_MS, "k2": _MIDNIGHT_MS + DAY_MS - 1}
    with store.write("a", actor=ANA) as uow:
        for number, (pickup_id, at_ms) in enumerate(times.items()):
            uow.office.save_order(web_order(f"r{number}"))
            uow.office.save_pickup(hand_over(pickup_id, remote_order_id=f"r{number}", at_ms=at_ms))
    assert _ids(store, PickupStage.COLLECTED) == ["r2", "r1"]
    assert _ids(store, PickupStage.COLLECTED, day=date(2026, 10, 9)) == ["r0"]
    assert store.reads.office.pickup_counts(day=date(2026, 10, 9)).collected == 1


def test_shipping_is_what_is_to_go_and_what_went_in_sixty_days(store: SqlStore) -> None:
    """What waits first, the oldest first; then what left, the latest first."""
    done, gone = FulfilmentState.DONE, Tracking("1Z", "UPS")

    def shipped(remote_id: str, days: int) -> None:
        told = replace(gone, shipped_ms=SATURDAY_MS - days * DAY_MS)
        orders.append(parcel(remote_id, fulfilment_state=done, tracking=(told,)))

    orders = [
        parcel("new", placed_ms=SATURDAY_MS),
        parcel("old", placed_ms=SATURDAY_MS - 90 * DAY_MS),
        parcel("refund", is_refund=True),
        parcel("no-number", fulfilment_state=done),
        web_order("to-collect"),
        parcel("undated", fulfilment_state=done, tracking=(gone,), modified_ms=SATURDAY_MS - 1),
    ]
    shipped("far", 61)
    shipped("near", 59)
    shipped("last", 1)
    with store.write("a", actor=ANA) as uow:
        for one in orders:
            uow.office.save_order(one)
    assert _ids(store, PickupStage.SHIPPING) == ["old", "new", "undated", "last", "near"]
    assert store.reads.office.pickup_counts(day=_SATURDAY) == PickupCounts(1, 0, 5)


def test_words_find_an_order_by_its_name_or_numbers(store: SqlStore) -> None:
    """Folded, every word; what a scanner reads is the number."""
    with store.write("a", actor=ANA) as uow:
        uow.office.save_order(web_order("r1", contact=Contact("José", "Ñandú")))
        uow.office.save_order(web_order("r2", our_number="T1-000042"))
    assert _ids(store, PickupStage.READY, words="nandu jos") == ["r1"]
    assert _ids(store, PickupStage.READY, words="88r2") == ["r2"]
    assert _ids(store, PickupStage.READY, words="T1-000042") == ["r2"]
    assert _ids(store, PickupStage.READY, words="jordan@example") == ["r2"]
    assert _ids(store, PickupStage.READY, words="nandu 88r2") == []


def test_the_open_task_about_an_order_is_in_its_row(store: SqlStore) -> None:
    """A closed one or another office's is not."""
    subject = f"{OFFICE}:r1"
    with store.write("a", actor=ANA) as uow:
        uow.office.save_order(web_order())
        uow.office.save_pickup(hand_over())
        closed = task("t0", subject_id=subject, state=TaskState.DONE, closed_ms=1)
        uow.office.save_task(closed)
    assert store.reads.office.pickup_row(OFFICE, "r1").task_id is None
    with store.write("b", actor=ANA) as uow:
        undo = task("t1", kind=TaskKind.UNDO_PICKUP, subject_id=subject)
        uow.office.save_task(undo)
    assert store.reads.office.pickup_row(OFFICE, "r1").task_id == "t1"
    with store.write("c", actor=ANA) as uow:
        uow.office.save_task(replace(undo, backend="commerce7"))
    assert store.reads.office.pickup_row(OFFICE, "r1").task_id is None


def test_open_tasks_are_listed_oldest_first(store: SqlStore) -> None:
    """What is done or taken back is not."""
    done = task("t3", subject_id="c", state=TaskState.WITHDRAWN)
    tasks = [task("t1", created_ms=2), task("t2", subject_id="b", created_ms=1), done]
    with store.write("a", actor=ANA) as uow:
        for one in tasks:
            uow.office.save_task(one)
    assert store.reads.office.tasks() == [tasks[1], tasks[0]]


def test_the_tabs_are_read_on_their_indexes(bench: Bench, store: SqlStore) -> None:
    """Years of orders do not slow them down."""
    for where, index in (
        ("is_pending_pickup = 1", "ix_remote_order_pending"),
        (
            "fulfilment = 'ship' AND fulfilment_state = 'done' AND shipped_ms > 5",
            "ix_remote_order_shipping",
        ),
    ):
        plan = bench.rows(f"EXPLAIN QUERY PLAN SELECT document FROM remote_order WHERE {where}")
        assert index in str(plan)
    plan = bench.rows("EXPLAIN QUERY PLAN SELECT id FROM pickup WHERE at_ms > 5 AND at_ms < 9")
    assert "ix_pickup_at_ms" in str(plan)
