"""Web orders handed over in the tasting room: recorded at once, told behind it, taken back."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest

from posapp.domain.errors import DomainError
from posapp.domain.manual_task import TaskKind
from posapp.domain.outbox import UNDO_MS, Operation, OutboxItem, OutboxState
from posapp.domain.pickup import PickupState
from posapp.domain.remote_order import FulfilmentState
from posapp.ports.documents import PickupDocument, decode
from posapp.ports.failures import NoAnswer, NoProof, Refused
from posapp.ports.office import PickupRow, PickupStage
from posapp.sync.drain import Drain
from posapp.usecases.outbox_work import NotTaken
from tests.support.offices import BACKEND, connect, web_order
from tests.support.remotes import ScriptedOutbound, fails_with
from tests.support.till import PROGRAM, Till

DAY = date(2026, 10, 10)
NO_CALL = "Town Office has no public call for it."


def tell(till: Till, *orders: object) -> None:
    with till.store.write("tell", actor=PROGRAM) as uow:
        for order in orders or (web_order(),):
            uow.office.save_order(order)  # type: ignore[arg-type]


def collect(till: Till, pickup_id: str = "p1", *, by: str = "Jordan Rivera") -> None:
    till.act.pickups.collect(
        pickup_id, backend=BACKEND, order_id="w1", collected_by=by, is_id_checked=True
    )


def work(till: Till) -> list[OutboxItem]:
    with till.store.write("look", actor=PROGRAM) as uow:
        return uow.outbox.of_aggregate(f"pickup:{BACKEND}:w1")


def states(till: Till) -> list[tuple[Operation, OutboxState]]:
    return [(item.operation, item.state) for item in work(till)]


def send(till: Till, outbound: ScriptedOutbound | None = None) -> None:
    """The lane sends what is due."""
    till.clock.advance(UNDO_MS)
    drain = Drain(
        remote="orders",
        outbound=outbound or ScriptedOutbound(),
        jitter=Random(1),
        at_point=lambda _: None,
    )
    drain.run(till.store, actor=PROGRAM, is_stopping=lambda: False)


def row(till: Till) -> PickupRow:
    return till.reads.office.pickup_row(BACKEND, "w1")


def waits(till: Till) -> list[str]:
    return [one.order.remote_id for one in till.reads.office.pickups(PickupStage.READY, day=DAY)]


MARKED, UNMARKED = Operation.MARK_PICKUP, Operation.UNDO_PICKUP
WAITING, CONFIRMED = OutboxState.WAITING, OutboxState.CONFIRMED
SUPERSEDED, UNKNOWN = OutboxState.SUPERSEDED, OutboxState.UNKNOWN


def test_a_hand_over_counts_at_once(till: Till) -> None:
    """Before anything was sent it is on the other tab, with who collected it from whom."""
    connect(till)
    tell(till)
    assert waits(till) == ["w1"]
    collect(till, by="  Kim Rivera ")
    assert waits(till) == []
    [done] = till.reads.office.pickups(PickupStage.COLLECTED, day=DAY)
    assert done.pickup is not None
    assert (done.pickup.collected_by, done.pickup.name) == ("Kim Rivera", "Jordan Rivera")
    assert (done.pickup.staff_id, done.pickup.is_id_checked) == ("ana", True)
    assert (done.sync_state, done.pickup.confirmed_ms) == (WAITING, None)


def test_what_is_sent_says_who_and_what(till: Till) -> None:
    """The whole hand-over, and not before the time of Undo is over."""
    connect(till)
    tell(till)
    collect(till)
    [item] = work(till)
    assert item.not_before_ms == till.clock.now_ms() + UNDO_MS
    document = decode(item.payload, PickupDocument)
    assert (document.order_id, document.number, document.backend) == ("w1", "88w1", BACKEND)
    assert (document.collected_by, document.cashier) == ("Jordan Rivera", "Ana")
    assert (document.location, [line.quantity for line in document.lines]) == ("CELLAR", ["3"])
    assert document.at_ms == till.clock.now_ms()


def test_without_a_name_it_is_the_customers(till: Till) -> None:
    """An empty field means the person who ordered."""
    connect(till)
    tell(till)
    collect(till, by=" ")
    assert row(till).pickup is not None
    assert row(till).pickup.collected_by == "Jordan Rivera"  # type: ignore[union-attr]


@pytest.mark.parametrize("name", ["x" * 201, "4111 1111 1111 1111"])
def test_a_name_that_cannot_be_kept_is_refused_at_its_field(till: Till, name: str) -> None:
    """Neither a novel nor a card number; nothing was handed over then."""
    connect(till)
    tell(till)
    with pytest.raises(DomainError) as refused:
        collect(till, by=name)
    assert refused.value.field == "collected_by"
    assert waits(till) == ["w1"]


def test_the_back_office_agrees(till: Till) -> None:
    """Once it has confirmed, the hand-over says so."""
    connect(till)
    tell(till)
    collect(till)
    send(till)
    assert states(till) == [(MARKED, CONFIRMED)]
    assert row(till).pickup is not None
    assert row(till).pickup.confirmed_ms == till.clock.now_ms()  # type: ignore[union-attr]


def test_ten_taps_are_one_hand_over(till: Till) -> None:
    """The same tap again changes nothing, also after it was confirmed."""
    connect(till)
    tell(till)
    for _ in range(5):
        collect(till)
    send(till)
    for _ in range(5):
        collect(till)
    assert states(till) == [(MARKED, CONFIRMED)]


def test_an_order_is_handed_over_once(till: Till) -> None:
    """Another sheet on the same order is told who has it."""
    connect(till)
    tell(till)
    collect(till)
    with pytest.raises(DomainError, match="already handed over to Jordan Rivera"):
        collect(till, "p2")


def test_an_order_that_waits_no_more_is_refused(till: Till) -> None:
    """It was collected elsewhere; an unknown one is not found."""
    connect(till)
    tell(till, web_order(is_pending_pickup=False))
    with pytest.raises(DomainError, match="does not wait here any more"):
        collect(till)
    with pytest.raises(DomainError, match="not in the store"):
        till.act.pickups.collect(
            "p9", backend=BACKEND, order_id="w9", collected_by="", is_id_checked=True
        )
    assert work(till) == []


def test_undo_in_time_sends_nothing(till: Till) -> None:
    """The unsent work is withdrawn and the order waits again; a second tap changes nothing."""
    connect(till)
    tell(till)
    collect(till)
    for _ in range(3):
        till.act.pickups.undo("p1")
    assert states(till) == [(MARKED, SUPERSEDED)]
    assert waits(till) == ["w1"]
    send(till)
    assert states(till) == [(MARKED, SUPERSEDED)]


def test_undo_after_it_was_sent_tells_the_office(till: Till) -> None:
    """Once, behind the hand-over."""
    connect(till)
    tell(till)
    collect(till)
    send(till)
    for _ in range(3):
        till.act.pickups.undo("p1")
    assert states(till) == [(MARKED, CONFIRMED), (UNMARKED, WAITING)]
    send(till)
    assert states(till) == [(MARKED, CONFIRMED), (UNMARKED, CONFIRMED)]
    assert row(till).pickup is None


def test_undo_of_a_doubt_waits_behind_it(till: Till) -> None:
    """It may have arrived: it is cleared first, and then undone."""
    connect(till)
    tell(till)
    collect(till)
    send(till, ScriptedOutbound(fails_with(NoProof("reset"))))
    assert states(till) == [(MARKED, UNKNOWN)]
    till.act.pickups.undo("p1")
    outbound = ScriptedOutbound()
    till.clock.advance(600_000)
    send(till, outbound)
    assert [item.operation for item in outbound.sent] == [MARKED, UNMARKED]


def test_a_late_word_does_not_confirm_what_was_taken_back(till: Till) -> None:
    """The hand-over stays undone whatever comes of its work."""
    connect(till)
    tell(till)
    collect(till)
    with pytest.raises(NoAnswer):
        send(till, ScriptedOutbound(fails_with(NoAnswer("timed out"))))
    till.act.pickups.undo("p1")
    till.clock.advance(600_000)
    send(till)
    with till.store.write("look", actor=PROGRAM) as uow:
        pickup = uow.office.pickup("p1")
    assert pickup is not None
    assert (pickup.state, pickup.confirmed_ms) == (PickupState.UNDONE, None)


def test_undo_of_refused_work_withdraws_it(till: Till) -> None:
    """What was refused is not there: nothing is to be undone."""
    connect(till)
    tell(till)
    collect(till)
    send(till, ScriptedOutbound(fails_with(Refused("unknown order"))))
    till.act.pickups.undo("p1")
    assert states(till) == [(MARKED, SUPERSEDED)]


def confirmed_and_delisted(till: Till) -> None:
    """Handed over, told, and taken off the list there."""
    connect(till)
    tell(till)
    collect(till)
    send(till)
    tell(till, web_order(is_pending_pickup=False, fulfilment_state=FulfilmentState.DONE))


def test_what_was_taken_back_late_waits_here_at_once(till: Till) -> None:
    """The bottles stand on the shelf, though the office learns of it only later."""
    confirmed_and_delisted(till)
    assert waits(till) == []
    till.act.pickups.undo("p1")
    assert waits(till) == ["w1"]
    assert states(till) == [(MARKED, CONFIRMED), (UNMARKED, WAITING)]


def test_handed_over_again_before_the_undo_was_told_nothing_is(till: Till) -> None:
    """Over there it was handed over all the time; undone once more, that is told."""
    confirmed_and_delisted(till)
    till.act.pickups.undo("p1")
    collect(till, "p2")
    assert states(till) == [(MARKED, CONFIRMED), (UNMARKED, SUPERSEDED)]
    assert (waits(till), row(till).sync_state) == ([], CONFIRMED)
    pickup = row(till).pickup
    assert pickup is not None
    assert pickup.confirmed_ms is not None
    till.act.pickups.undo("p2")
    assert states(till)[2:] == [(UNMARKED, WAITING)]


def test_an_undo_by_hand_is_not_asked_for_any_more_when_handed_over_again(till: Till) -> None:
    """Nor is anybody asked to mark what is marked there."""
    connect(till, mark_pickup=NO_CALL, undo_pickup=NO_CALL)
    tell(till)
    collect(till)
    [task] = till.reads.office.tasks()
    till.act.pickups.close_task(task.task_id)
    till.act.pickups.undo("p1")
    assert waits(till) == ["w1"]
    collect(till, "p2")
    assert till.reads.office.tasks() == []


def test_a_doubt_stands_for_the_hand_over_that_came_again(till: Till) -> None:
    """It may have arrived: undone once more, the office is told."""
    connect(till)
    tell(till)
    collect(till)
    send(till, ScriptedOutbound(fails_with(NoProof("reset"))))
    till.act.pickups.undo("p1")
    collect(till, "p2")
    assert states(till) == [(MARKED, UNKNOWN), (UNMARKED, SUPERSEDED)]
    till.act.pickups.undo("p2")
    assert states(till)[2:] == [(UNMARKED, WAITING)]


def test_the_offices_own_word_says_why_an_order_waits_no_more(till: Till) -> None:
    """A cancelled one was not collected elsewhere."""
    connect(till)
    gone = {"is_pending_pickup": False, "status": "Cancelled"}
    tell(till, web_order(**gone))
    with pytest.raises(DomainError, match="the back office says “Cancelled”"):
        collect(till)
    tell(till, web_order(**gone, fulfilment_state=FulfilmentState.DONE))
    with pytest.raises(DomainError, match="collected elsewhere"):
        collect(till)


def test_handed_over_again_after_undo(till: Till) -> None:
    """With the same sheet or another one, and each undo undoes what stands."""
    connect(till)
    tell(till)
    for _ in range(3):
        collect(till)
        collect(till)
        assert waits(till) == []
        till.act.pickups.undo("p1")
        assert waits(till) == ["w1"]
    collect(till, "p2")
    assert [state for _, state in states(till)] == [SUPERSEDED, SUPERSEDED, SUPERSEDED, WAITING]


def test_an_office_without_a_call_gets_a_task(till: Till) -> None:
    """The hand-over stands here; a person marks it there. Undo in between withdraws the task."""
    connect(till, mark_pickup=NO_CALL, undo_pickup=NO_CALL)
    tell(till)
    collect(till)
    assert work(till) == []
    [task] = till.reads.office.tasks()
    assert task.title == "Mark order 88w1 as picked up in Town Office."
    assert (task.reason, row(till).task_id) == (NO_CALL, task.task_id)
    till.act.pickups.undo("p1")
    assert till.reads.office.tasks() == []
    collect(till, "p2")
    assert [one.task_id for one in till.reads.office.tasks()] == [task.task_id]


def test_undo_of_what_a_person_marked_asks_for_the_opposite(till: Till) -> None:
    """It is marked there by hand, so it is unmarked by hand."""
    connect(till, mark_pickup=NO_CALL, undo_pickup=NO_CALL)
    tell(till)
    collect(till)
    [task] = till.reads.office.tasks()
    till.act.pickups.close_task(task.task_id)
    till.act.pickups.undo("p1")
    [undo] = till.reads.office.tasks()
    assert (undo.kind, undo.title) == (
        TaskKind.UNDO_PICKUP,
        "Mark order 88w1 as not picked up in Town Office.",
    )


def test_an_office_that_only_marks_gets_a_task_for_the_undo(till: Till) -> None:
    """Told by call, taken back by a person."""
    connect(till, undo_pickup=NO_CALL)
    tell(till)
    collect(till)
    send(till)
    till.act.pickups.undo("p1")
    assert states(till) == [(MARKED, CONFIRMED)]
    assert [task.kind for task in till.reads.office.tasks()] == [TaskKind.UNDO_PICKUP]


def test_undo_of_a_doubt_that_became_a_task(till: Till) -> None:
    """It may have arrived before the office stopped taking it: somebody has to look."""
    connect(till)
    tell(till)
    collect(till)
    send(till, ScriptedOutbound(fails_with(NoProof("reset"))))
    connect(till, mark_pickup=NO_CALL, undo_pickup=NO_CALL)
    [item] = work(till)
    document = decode(item.payload, PickupDocument)
    drain = Drain(
        remote="orders",
        outbound=ScriptedOutbound(),
        jitter=Random(1),
        at_point=lambda _: None,
        why_not=lambda _: NotTaken(
            document=document, backend=BACKEND, office="Town Office", reason=NO_CALL
        ),
    )
    till.clock.advance(600_000)
    drain.run(till.store, actor=PROGRAM, is_stopping=lambda: False)
    [task] = till.reads.office.tasks()
    assert task.reason == f"{NO_CALL} It may already be there: look before you enter it."
    till.act.pickups.undo("p1")
    assert [one.kind for one in till.reads.office.tasks()] == [TaskKind.UNDO_PICKUP]


def test_who_is_signed_in_hands_over(till: Till) -> None:
    """Nobody signed in, nothing handed over."""
    connect(till)
    tell(till)
    till.act.sign_out()
    with pytest.raises(DomainError, match="Sign in first"):
        collect(till)
    assert waits(till) == ["w1"]
