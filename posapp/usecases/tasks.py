"""Work that a person does in another system: filed, done, done after all not, done by itself.

There is one task for each kind and subject; one that was closed is opened again when its work
comes again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from posapp.domain.changes import Topic
from posapp.domain.errors import DomainError
from posapp.domain.journal import JournalEntry, Verb
from posapp.domain.manual_task import ManualTask, TaskKind, TaskState
from posapp.domain.outbox import Operation
from posapp.ports.documents import (
    ClubsDocument,
    CustomerDocument,
    Document,
    OrderDocument,
    PickupDocument,
)
from posapp.ports.store import UnitOfWork
from posapp.usecases.task_words import TASK_OF_OPERATION, task_title


@dataclass(frozen=True, slots=True)
class CloseTask:
    """A person did it in the other system."""

    task_id: str


@dataclass(frozen=True, slots=True)
class ReopenTask:
    """It was not done after all."""

    task_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskToFile:
    """What a task is about. `backend` is the office's name and `office` its title."""

    operation: Operation
    document: Document
    subject_id: str
    backend: str
    office: str
    reason: str


def file_task(work: TaskToFile, *, uow: UnitOfWork) -> ManualTask:
    """Ask a person to do this work; a task about the same subject is opened again."""
    kind = TASK_OF_OPERATION[work.operation]
    subject_id = task_subject(work.document, subject_id=work.subject_id)
    known = uow.office.task_about(kind, subject_id)
    is_open = known is not None and known.state is TaskState.OPEN
    task = ManualTask(
        task_id=uow.new_id() if known is None else known.task_id,
        backend=work.backend,
        kind=kind,
        subject_id=subject_id,
        title=task_title(work.operation, work.document, office=work.office),
        reason=work.reason,
        created_ms=known.created_ms if known is not None and is_open else uow.now_ms,
    )
    if task != known:
        uow.office.save_task(task)
        uow.record(JournalEntry(Verb.TASK_FILED, task.task_id, after={"kind": kind.value}))
        uow.touch(Topic.TASKS)
    return task


def task_subject(document: Document, *, subject_id: str) -> str:
    """What a task is about, so that what the other system shows finds it again.

    An order is shown there under our number; a hand-over is of the order it is about, whoever
    collects it; a record is of its guest, however often it is changed; clubs are of the change, in
    whosever name it is sent.
    """
    match document:
        case OrderDocument():
            return document.number
        case PickupDocument():
            return pickup_subject(document.backend, document.order_id)
        case CustomerDocument():
            return document.guest_id
        case ClubsDocument():
            return document.change_id
        case _:
            return subject_id


def pickup_subject(backend: str, order_id: str) -> str:
    """What the tasks about handing an order of a back office over are about."""
    return f"{backend}:{order_id}"


def close_task(command: CloseTask, *, uow: UnitOfWork) -> None:
    """A person's word; a repeat changes nothing."""
    task = uow.office.task(command.task_id)
    if task.state is TaskState.DONE:
        return
    if task.state is TaskState.WITHDRAWN:
        raise DomainError("withdrawn", "Nothing is left to do here: it was taken back.")
    _end(task, TaskState.DONE, uow=uow, by=uow.actor.staff_id)


def reopen_task(command: ReopenTask, *, uow: UnitOfWork) -> None:
    """Undo of closing; only what a person closed is opened by a person."""
    task = uow.office.task(command.task_id)
    if task.state is TaskState.OPEN:
        return
    if task.state is TaskState.WITHDRAWN or not task.closed_by:
        raise DomainError("settled", "Nothing is left to do here.")
    opened = replace(task, state=TaskState.OPEN, closed_ms=None, closed_by="")
    uow.office.save_task(opened)
    uow.record(JournalEntry(Verb.TASK_FILED, task.task_id, before={"state": task.state.value}))
    uow.touch(Topic.TASKS)


def close_by_system(kind: TaskKind, subject_id: str, *, uow: UnitOfWork, reason: str) -> bool:
    """The other system shows that it is done: `reason` says what; False when nothing was open."""
    task = uow.office.task_about(kind, subject_id)
    if task is None or task.state is not TaskState.OPEN:
        return False
    _end(replace(task, reason=reason), TaskState.DONE, uow=uow, by="")
    return True


def withdraw_task(kind: TaskKind, subject_id: str, *, uow: UnitOfWork) -> bool:
    """What it asks for was taken back; False when nobody was asked."""
    task = uow.office.task_about(kind, subject_id)
    if task is None or task.state is not TaskState.OPEN:
        return False
    _end(task, TaskState.WITHDRAWN, uow=uow, by=uow.actor.staff_id)
    return True


def _end(task: ManualTask, state: TaskState, *, uow: UnitOfWork, by: str) -> None:
    uow.office.save_task(replace(task, state=state, closed_ms=uow.now_ms, closed_by=by))
    uow.record(JournalEntry(Verb.TASK_CLOSED, task.task_id, after={"state": state.value}))
    uow.touch(Topic.TASKS)
