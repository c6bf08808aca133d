"""Orders of a back office come in: what waits to be collected, what is ours, what is parked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random

import pytest

from posapp.domain.manual_task import TaskKind, TaskState
from posapp.domain.outbox import UNDO_MS, Operation, OutboxState
from posapp.domain.pickup import Pickup
from posapp.domain.remote_order import (
    Fulfilment,
    FulfilmentState,
    OrderChannel,
    RemoteLine,
    RemoteOrder,
    Tracking,
)
from posapp.domain.reservation import Fault, Quarantined
from posapp.domain.venue import Remote
from posapp.ports.backoffice import Cap, Kind
from posapp.ports.failures import NoProof
from posapp.ports.office import PickupStage
from posapp.sync.drain import BackOfficeOutbound, Drain
from posapp.sync.record_pull import RecordPull
from tests.support.offices import BACKEND, TITLE, TownOffice, connect, web_order
from tests.support.remotes import paid_order
from tests.support.till import PROGRAM, Till

DAY = date(2026, 10, 10)
NO_CALL = "Town Office has no public call for it."
UNREADABLE = Quarantined(BACKEND, f"{BACKEND}:order", '{"id": "?"}', (Fault("$", "no id"),))


@pytest.fixture(autouse=True)
def connected(till: Till) -> None:
    """The town office is connected."""
    connect(till)


def pull(
    till: Till, office: TownOffice, kind: Kind, *, is_stopping: Callable[[], bool] = bool
) -> None:
    """The lane reads records of a kind to their end."""
    stream = RecordPull(office, Remote.ORDERS, kind, 90_000, title=TITLE)
    stream.run(till.store, actor=PROGRAM, is_stopping=is_stopping)


def tell(till: Till, office: TownOffice, kind: Kind, *records: RemoteOrder | Quarantined) -> None:
    """The office has these records of a kind, and is asked for them."""
    office.records[kind] = list(records)
    pull(till, office, kind)


def drain(till: Till, office: TownOffice) -> None:
    """The lane sends what is due."""
    till.clock.advance(UNDO_MS)
    outbound = BackOfficeOutbound(office, title=TITLE, reason_of=lambda _: NO_CALL)
    lane = Drain(
        remote="orders",
        outbound=outbound,
        jitter=Random(1),
        at_point=lambda _: None,
        why_not=outbound.why_not,
    )
    lane.run(till.store, actor=PROGRAM, is_stopping=lambda: False)


def collect(till: Till, order_id: str = "w1") -> None:
    till.act.pickups.collect(
        f"p-{order_id}", backend=BACKEND, order_id=order_id, collected_by="", is_id_checked=True
    )


def waits(till: Till) -> list[str]:
    return [row.order.remote_id for row in till.reads.office.pickups(PickupStage.READY, day=DAY)]


def pickup(till: Till, order_id: str = "w1") -> Pickup:
    with till.store.write("look", actor=PROGRAM) as uow:
        found = uow.office.pickup(f"p-{order_id}")
    assert found is not None
    return found


def order(till: Till, order_id: str = "w1") -> RemoteOrder | None:
    with till.store.write("look", actor=PROGRAM) as uow:
        return uow.office.order(BACKEND, order_id)


@pytest.fixture
def office() -> TownOffice:
    return TownOffice()


def test_the_list_decides_what_waits(till: Till, office: TownOffice) -> None:
    """Over several pages; what it tells no more waits no more."""
    orders = [web_order(f"w{number}") for number in range(5)]
    tell(till, office, Kind.PICKUP, *orders)
    assert sorted(waits(till)) == ["w0", "w1", "w2", "w3", "w4"]
    tell(till, office, Kind.PICKUP, orders[1], orders[4])
    assert sorted(waits(till)) == ["w1", "w4"]
    tell(till, office, Kind.PICKUP)
    assert waits(till) == []


def test_the_list_is_always_read_from_its_beginning(till: Till, office: TownOffice) -> None:
    """It has no resume point; the other kinds have one, kept under the system's name."""
    for _ in range(2):
        pull(till, office, Kind.PICKUP)
        pull(till, office, Kind.ORDER)
    assert office.asked == [
        (Kind.PICKUP, ""),
        (Kind.ORDER, ""),
        (Kind.PICKUP, ""),
        (Kind.ORDER, "1"),
    ]
    other = TownOffice()
    other.name = "city"
    pull(till, other, Kind.ORDER)
    assert other.asked == [(Kind.ORDER, "")]


def test_half_a_list_takes_nobody_off(till: Till, office: TownOffice) -> None:
    """Neither one that broke off nor one with a row that could have been any order."""
    orders = [web_order(f"w{number}") for number in range(4)]
    tell(till, office, Kind.PICKUP, *orders)

    class Broken(TownOffice):
        def changes(self, kind: Kind, *, cursor: str):  # type: ignore[no-untyped-def]
            yield from list(super().changes(kind, cursor=cursor))[:1]
            raise NoProof("cut off")

    broken = Broken()
    broken.records[Kind.PICKUP] = list(orders)
    with pytest.raises(NoProof):
        pull(till, broken, Kind.PICKUP)
    tell(till, office, Kind.PICKUP, orders[0], UNREADABLE)
    assert len(waits(till)) == 4
    tell(till, office, Kind.PICKUP, orders[0])
    assert waits(till) == ["w0"]


def test_a_bad_row_whose_id_is_told_keeps_itself_on_the_list_alone(
    till: Till, office: TownOffice
) -> None:
    """It waits, whatever else of it cannot be read; who is not told any more waits no more."""
    tell(till, office, Kind.PICKUP, *(web_order(f"w{number}") for number in range(4)))
    spoilt = replace(UNREADABLE, raw='{"id": "w1"}', remote_id="w1")
    tell(till, office, Kind.PICKUP, web_order("w0"), spoilt)
    assert sorted(waits(till)) == ["w0", "w1"]
    [row] = till.reads.sync_overview().quarantine
    assert "w1" in row.raw


def test_one_bad_row_is_parked_alone(till: Till, office: TownOffice) -> None:
    """With its reason; the orders beside it are stored."""
    tell(till, office, Kind.ORDER, web_order("w1"), UNREADABLE, web_order("w2"))
    assert order(till, "w1") is not None
    assert order(till, "w2") is not None
    [row] = till.reads.sync_overview().quarantine
    assert [fault.message for fault in row.faults] == ["no id"]


def test_an_unknown_product_is_no_reason_to_lose_an_order(till: Till, office: TownOffice) -> None:
    """It is shown as it is told."""
    lines = (RemoteLine("NOT-HERE", "Magnum from before", Decimal("0.5"), 90_00),)
    tell(till, office, Kind.ORDER, web_order(lines=lines))
    found = order(till)
    assert found is not None
    assert found.lines == lines
    assert waits(till) == ["w1"]


def test_what_tock_wrote_there_is_no_order(till: Till, office: TownOffice) -> None:
    """Neither in the orders nor in the list."""
    booking = web_order(channel=OrderChannel.RESERVATION)
    tell(till, office, Kind.ORDER, booking)
    tell(till, office, Kind.PICKUP, booking)
    assert order(till) is None
    assert waits(till) == []


def test_an_order_collected_elsewhere_leaves_the_board(till: Till, office: TownOffice) -> None:
    """By the list, or by the order itself, which is over; an order that only lags does not."""
    tell(till, office, Kind.PICKUP, web_order("w1"), web_order("w2"), web_order("w3"))
    tell(
        till,
        office,
        Kind.ORDER,
        web_order("w1", is_pending_pickup=False, status="Paid"),
        web_order("w2", is_pending_pickup=False, fulfilment_state=FulfilmentState.DONE),
    )
    assert sorted(waits(till)) == ["w1", "w3"]
    tell(till, office, Kind.PICKUP, web_order("w3"))
    assert waits(till) == ["w3"]


def test_without_a_list_the_orders_decide(till: Till, office: TownOffice) -> None:
    """An office that lists nothing tells it with each order."""
    office.caps -= {Cap.READ_PICKUP}
    tell(till, office, Kind.ORDER, web_order())
    collect(till)
    tell(till, office, Kind.ORDER, web_order(is_pending_pickup=False))
    assert waits(till) == []
    assert pickup(till).confirmed_ms == till.clock.now_ms()


def test_our_own_order_comes_back_with_its_parcel(till: Till, office: TownOffice) -> None:
    """Known by our number; a parcel that comes later is stored too."""
    ours = web_order(
        our_number="T1-000001",
        channel=OrderChannel.POS,
        fulfilment=Fulfilment.SHIP,
        is_pending_pickup=False,
    )
    tell(till, office, Kind.ORDER, ours)
    shipped = replace(ours, tracking=(Tracking("1Z999", "UPS"),))
    till.commits.clear()
    tell(till, office, Kind.ORDER, shipped)
    [row] = till.reads.office.pickups(PickupStage.SHIPPING, day=DAY)
    assert [parcel.number for parcel in row.order.tracking] == ["1Z999"]
    assert till.commits
    till.commits.clear()
    tell(till, office, Kind.ORDER, shipped)
    assert not till.commits


def test_an_order_entered_by_hand_closes_its_task(till: Till, office: TownOffice) -> None:
    """The office shows our number; another order's does not close it."""
    connect(till, push_order=NO_CALL)
    paid_order(till)
    tell(till, office, Kind.ORDER, web_order(our_number="T1-000009"))
    assert len(till.reads.office.tasks()) == 1
    tell(till, office, Kind.ORDER, web_order("w2", our_number="T1-000001"))
    assert till.reads.office.tasks() == []
    with till.store.write("look", actor=PROGRAM) as uow:
        task = uow.office.task_about(TaskKind.ENTER_ORDER, "T1-000001")
    assert task is not None
    assert (task.state, task.reason) == (TaskState.DONE, "Town Office shows it.")


def test_a_marked_order_closes_its_task(till: Till, office: TownOffice) -> None:
    """No longer listed: the office agrees with what was handed over here."""
    connect(till, mark_pickup=NO_CALL, undo_pickup=NO_CALL)
    tell(till, office, Kind.PICKUP, web_order())
    collect(till)
    tell(till, office, Kind.PICKUP, web_order())
    assert len(till.reads.office.tasks()) == 1
    assert pickup(till).confirmed_ms is None
    till.clock.advance(60_000)
    tell(till, office, Kind.PICKUP)
    assert till.reads.office.tasks() == []
    assert pickup(till).confirmed_ms == till.clock.now_ms()
    with till.store.write("look", actor=PROGRAM) as uow:
        task = uow.office.task_about(TaskKind.MARK_PICKUP, f"{BACKEND}:w1")
    assert task is not None
    assert (task.state, task.reason) == (TaskState.DONE, "Town Office no longer lists it.")


def test_a_hand_over_taken_back_by_hand_closes_its_task(till: Till, office: TownOffice) -> None:
    """Listed again: nothing is left to undo."""
    connect(till, mark_pickup=NO_CALL, undo_pickup=NO_CALL)
    tell(till, office, Kind.PICKUP, web_order())
    collect(till)
    tell(till, office, Kind.PICKUP)
    till.act.pickups.undo("p-w1")
    assert [task.kind for task in till.reads.office.tasks()] == [TaskKind.UNDO_PICKUP]
    tell(till, office, Kind.PICKUP, web_order())
    assert till.reads.office.tasks() == []
    assert waits(till) == ["w1"]


@pytest.mark.parametrize("state", [OutboxState.WAITING, OutboxState.PARKED])
def test_what_is_done_there_is_not_sent_any_more(
    till: Till, office: TownOffice, state: OutboxState
) -> None:
    """Somebody marked it there before we did."""
    connect(till)
    tell(till, office, Kind.PICKUP, web_order())
    collect(till)
    if state is OutboxState.PARKED:
        [row] = till.reads.sync_overview().outbox
        till.act.park_item(row.item_id)
    tell(till, office, Kind.PICKUP)
    drain(till, office)
    assert office.taken == []
    [row] = till.reads.sync_overview().outbox
    assert (row.state, row.reason) == (OutboxState.SUPERSEDED, "Town Office no longer lists it.")
    assert pickup(till).confirmed_ms is not None


def test_the_office_takes_a_hand_over(till: Till, office: TownOffice) -> None:
    """Sent, confirmed, and the list agrees afterwards."""
    connect(till)
    tell(till, office, Kind.PICKUP, web_order())
    collect(till)
    drain(till, office)
    confirmed_ms = pickup(till).confirmed_ms
    assert confirmed_ms == till.clock.now_ms()
    till.clock.advance(60_000)
    tell(till, office, Kind.PICKUP)
    assert pickup(till).confirmed_ms == confirmed_ms


def test_work_the_office_takes_no_more_becomes_a_task(till: Till, office: TownOffice) -> None:
    """Queued while it could be sent; the lane meets it, nothing is lost and nothing raised."""
    connect(till)
    paid_order(till)
    tell(till, office, Kind.PICKUP, web_order())
    collect(till)
    lesser = TownOffice(claims=frozenset({Operation.PUT_ORDER}))
    drain(till, lesser)
    assert len(lesser.taken) == 1
    [task] = till.reads.office.tasks()
    assert (task.kind, task.reason) == (TaskKind.MARK_PICKUP, NO_CALL)
    states = {row.aggregate: row.state for row in till.reads.sync_overview().outbox}
    assert states[f"pickup:{BACKEND}:w1"] is OutboxState.SUPERSEDED


def test_work_about_another_systems_record_becomes_a_task(till: Till, office: TownOffice) -> None:
    """An order id of one system is never told to another."""
    connect(till)
    tell(till, office, Kind.PICKUP, web_order())
    collect(till)
    other = TownOffice()
    other.name = "city"
    drain(till, other)
    assert other.taken == []
    [task] = till.reads.office.tasks()
    assert (task.backend, "town, which is not connected" in task.reason) == (BACKEND, True)


def test_a_page_fetched_while_the_lane_ends_is_not_stored(till: Till, office: TownOffice) -> None:
    """Nor is its resume point: whoever comes after fetches it."""
    office.records[Kind.ORDER] = [web_order()]
    pull(till, office, Kind.ORDER, is_stopping=lambda: True)
    assert order(till) is None
    pull(till, office, Kind.ORDER)
    assert office.asked[-1] == (Kind.ORDER, "")
    assert order(till) is not None


def test_the_list_takes_off_nothing_whose_undo_it_has_not_heard_of(
    till: Till, office: TownOffice
) -> None:
    """Taken back here, it waits here; once the office was told, its list decides again."""
    tell(till, office, Kind.PICKUP, web_order())
    collect(till)
    drain(till, office)
    tell(till, office, Kind.PICKUP)
    till.act.pickups.undo("p-w1")
    done = web_order(is_pending_pickup=False, fulfilment_state=FulfilmentState.DONE)
    tell(till, office, Kind.ORDER, done)
    tell(till, office, Kind.PICKUP)
    assert waits(till) == ["w1"]
    drain(till, office)
    tell(till, office, Kind.PICKUP)
    assert waits(till) == []


def test_what_may_be_taken_back_there_is_told_again_after_it(
    till: Till, office: TownOffice
) -> None:
    """An undo in doubt is no agreement to the hand-over that came after it."""
    tell(till, office, Kind.PICKUP, web_order())
    collect(till)
    drain(till, office)
    till.act.pickups.undo("p-w1")
    till.clock.advance(UNDO_MS)
    with till.store.write("doubt", actor=PROGRAM) as uow:
        [_, undo] = uow.outbox.of_aggregate(f"pickup:{BACKEND}:w1")
        uow.outbox.save(replace(undo, state=OutboxState.UNKNOWN, is_in_doubt=True))
    till.act.pickups.collect(
        "p2", backend=BACKEND, order_id="w1", collected_by="", is_id_checked=True
    )
    tell(till, office, Kind.PICKUP)
    with till.store.write("look", actor=PROGRAM) as uow:
        states = [one.state for one in uow.outbox.of_aggregate(f"pickup:{BACKEND}:w1")]
    assert states[1:] == [OutboxState.UNKNOWN, OutboxState.WAITING]
