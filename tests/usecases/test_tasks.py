"""What a connected office does not take is a person's work: asked for once, with the reason."""

from __future__ import annotations

import pytest

from posapp.domain.errors import DomainError
from posapp.domain.manual_task import ManualTask, TaskKind, TaskState
from posapp.domain.outbox import Operation
from posapp.ports.documents import CustomerDocument
from posapp.usecases.enqueue import enqueue
from posapp.usecases.tasks import close_by_system, withdraw_task
from tests.support.offices import connect
from tests.support.remotes import paid_order
from tests.support.till import PROGRAM, Till

READS_ONLY = "The office's interface only reads."
ANN = {"first_name": "Ann", "last_name": "Lee", "email": "ann@lee.example"}


def customer(guest_id: str = "g1", *, last_name: str = "Lee") -> CustomerDocument:
    return CustomerDocument(
        guest_id=guest_id, first_name="Ann", last_name=last_name, email="ann@lee.example"
    )


def push(till: Till, document: CustomerDocument) -> bool:
    """The customer is to be told; True when it was queued."""
    with till.store.write("push", actor=PROGRAM) as uow:
        return enqueue(
            document,
            uow=uow,
            operation=Operation.PUT_CUSTOMER,
            aggregate=f"guest:{document.guest_id}",
            subject_id=document.guest_id,
            title="Customer Ann Lee",
        )


def task_about(till: Till, kind: TaskKind, subject_id: str) -> ManualTask | None:
    with till.store.write("look", actor=PROGRAM) as uow:
        return uow.office.task_about(kind, subject_id)


def open_titles(till: Till) -> list[str]:
    return [task.title for task in till.reads.office.tasks()]


def test_nothing_is_queued_that_the_office_does_not_take(till: Till) -> None:
    """An order becomes a task with the office's reason; the sale itself is as any other."""
    connect(till, push_order=READS_ONLY)
    paid_order(till)
    assert [row for row in till.reads.sync_overview().outbox if row.remote == "orders"] == []
    [task] = till.reads.office.tasks()
    assert task.title == "Enter order T1-000001 of Walk-in in Town Office."
    assert (task.reason, task.kind, task.backend) == (READS_ONLY, TaskKind.ENTER_ORDER, "town")
    assert task.subject_id == "T1-000001"


def test_while_nothing_is_connected_work_waits(till: Till) -> None:
    """What the office to come can do is not known: it is queued."""
    assert push(till, customer())
    assert till.reads.office.tasks() == []


def test_only_what_is_lacking_becomes_a_task(till: Till) -> None:
    """Customers are queued although orders are not."""
    connect(till, push_order=READS_ONLY)
    assert push(till, customer())
    assert open_titles(till) == []


def test_one_task_for_a_subject(till: Till) -> None:
    """The same guest is asked for once, as he or she is now; another guest is another task."""
    connect(till, write_customer=READS_ONLY)
    assert not push(till, customer())
    push(till, customer(last_name="Lee-Park"))
    push(till, customer("g2"))
    assert open_titles(till) == [
        "Enter Ann Lee-Park (ann@lee.example) as a customer in Town Office.",
        "Enter Ann Lee (ann@lee.example) as a customer in Town Office.",
    ]


@pytest.mark.parametrize("closing", ["withdrawn", "done", "shown"])
def test_work_that_comes_again_opens_its_task_again(till: Till, closing: str) -> None:
    """Whether it was taken back, done by a person or shown by the office."""
    connect(till, write_customer=READS_ONLY)
    push(till, customer())
    [task] = till.reads.office.tasks()
    if closing == "done":
        till.act.pickups.close_task(task.task_id)
    else:
        with till.store.write("end", actor=PROGRAM) as uow:
            if closing == "withdrawn":
                assert withdraw_task(TaskKind.ENTER_CUSTOMER, "g1", uow=uow)
            else:
                assert close_by_system(TaskKind.ENTER_CUSTOMER, "g1", uow=uow, reason="There.")
    assert till.reads.office.tasks() == []
    push(till, customer())
    assert till.reads.office.tasks() == [task]


def test_a_person_closes_and_opens_a_task(till: Till) -> None:
    """Taps repeat safely; who closed it is kept, and opening it again forgets that."""
    connect(till, write_customer=READS_ONLY)
    push(till, customer())
    [task] = till.reads.office.tasks()
    for _ in range(2):
        till.act.pickups.close_task(task.task_id)
    closed = task_about(till, TaskKind.ENTER_CUSTOMER, "g1")
    assert closed is not None
    assert (closed.state, closed.closed_by) == (TaskState.DONE, "ana")
    for _ in range(2):
        till.act.pickups.reopen_task(task.task_id)
    assert till.reads.office.tasks() == [task]


def test_what_needs_nobody_is_not_opened_by_hand(till: Till) -> None:
    """Neither what was taken back nor what the office itself shows."""
    connect(till, write_customer=READS_ONLY)
    for guest_id in ("g1", "g2"):
        push(till, customer(guest_id))
    taken_back, shown = till.reads.office.tasks()
    with till.store.write("end", actor=PROGRAM) as uow:
        withdraw_task(TaskKind.ENTER_CUSTOMER, taken_back.subject_id, uow=uow)
        close_by_system(TaskKind.ENTER_CUSTOMER, shown.subject_id, uow=uow, reason="It is there.")
    for task in (taken_back, shown):
        with pytest.raises(DomainError, match="Nothing is left to do"):
            till.act.pickups.reopen_task(task.task_id)
    with pytest.raises(DomainError, match="Nothing is left to do"):
        till.act.pickups.close_task(taken_back.task_id)
    kept = task_about(till, TaskKind.ENTER_CUSTOMER, shown.subject_id)
    assert kept is not None
    assert (kept.state, kept.reason, kept.closed_by) == (TaskState.DONE, "It is there.", "")


def test_a_task_is_closed_by_the_system_once(till: Till) -> None:
    """There is nothing to close where nobody was asked, or twice."""
    connect(till, write_customer=READS_ONLY)
    push(till, customer())
    with till.store.write("end", actor=PROGRAM) as uow:
        assert not close_by_system(TaskKind.ENTER_ORDER, "g1", uow=uow, reason="There.")
        assert close_by_system(TaskKind.ENTER_CUSTOMER, "g1", uow=uow, reason="There.")
        assert not close_by_system(TaskKind.ENTER_CUSTOMER, "g1", uow=uow, reason="There.")
        assert not withdraw_task(TaskKind.ENTER_CUSTOMER, "g1", uow=uow)
