"""What a person has to do in another system, as lines of the Sync centre, without Qt."""

from __future__ import annotations

from collections.abc import Sequence

from posapp.domain.manual_task import ManualTask, TaskKind
from posapp.ports.backoffice import Cap
from posapp.ports.office import Role
from posapp.ui.desk import Desk, Notice
from posapp.ui.format import DAY_MS, age
from posapp.ui.screens.sync.work import WorkCard, WorkSheet
from posapp.ui.systems import caps_of, system_titles
from posapp.ui.vocabulary import BY_HAND
from posapp.ui.work_lines import Subject, guest_line, order_line, subject_of

_HEADINGS = {
    TaskKind.MARK_PICKUP: "Mark as picked up",
    TaskKind.UNDO_PICKUP: "Take a pickup back",
    TaskKind.ENTER_ORDER: "Enter an order",
    TaskKind.ENTER_CUSTOMER: "Enter a guest",
    TaskKind.CHANGE_CLUBS: "Change clubs",
}
_SHOWN_BY = {
    TaskKind.MARK_PICKUP: (Role.ORDERS, Cap.READ_PICKUP),
    TaskKind.UNDO_PICKUP: (Role.ORDERS, Cap.READ_PICKUP),
    TaskKind.ENTER_ORDER: (Role.ORDERS, Cap.READ_ORDER),
    TaskKind.ENTER_CUSTOMER: (Role.PEOPLE, Cap.READ_CUSTOMER),
    TaskKind.CHANGE_CLUBS: (Role.PEOPLE, Cap.READ_MEMBERSHIP),
}
"""How a system shows by itself that it was done."""


def task_cards(desk: Desk, tasks: Sequence[ManualTask]) -> list[WorkCard]:
    """The lines, oldest first as they were read."""
    return [_card(desk, task) for task in tasks]


def task_sheet(desk: Desk, tasks: Sequence[ManualTask], *, key: str) -> WorkSheet | None:
    """The details of one: what to do, why it is not sent, what happens next."""
    task = _task(tasks, key)
    if task is None:
        return None
    words, system = desk.words, _system(desk, task)
    is_recent = abs(desk.now_ms - task.created_ms) < DAY_MS
    when = words.clock if is_recent else words.day_and_clock
    facts = [
        ("Why by hand", task.reason),
        ("In", system),
        ("Since", f"{when(task.created_ms)}, {age(desk.now_ms - task.created_ms)} ago"),
    ]
    if _closes_itself(desk, task):
        facts.append(("Then", f"It goes away by itself when {system} shows it."))
    return WorkSheet(
        key=key,
        title=_HEADINGS[task.kind],
        state=BY_HAND,
        explanation=task.title,
        facts=tuple(fact for fact in facts if fact[1]),
        can_finish=True,
        about=_about(desk, task),
    )


def _about(desk: Desk, task: ManualTask) -> Subject | None:
    """What is to be entered there; the other tasks say all there is to know."""
    match task.kind:
        case TaskKind.ENTER_CUSTOMER:
            return subject_of(guest_line(task.subject_id))
        case TaskKind.ENTER_ORDER:
            return subject_of(order_line(desk.reads.order_numbered(task.subject_id) or ""))
        case _:
            return None


def finish(desk: Desk, tasks: Sequence[ManualTask], *, key: str) -> None:
    """A person did it there; it can be taken back for a while."""
    task = _task(tasks, key)
    if task is None:
        return
    desk.act.pickups.close_task(key)
    notice = f"Done in {_system(desk, task)}"
    desk.window.notify(Notice(notice, lambda: _reopen(desk, key)))


def _reopen(desk: Desk, key: str) -> None:
    if desk.attempt(lambda: desk.act.pickups.reopen_task(key)):
        desk.window.go("sync", argument=key)


def _task(tasks: Sequence[ManualTask], key: str) -> ManualTask | None:
    return next((task for task in tasks if task.task_id == key), None)


def _card(desk: Desk, task: ManualTask) -> WorkCard:
    parts = (_system(desk, task), f"{age(desk.now_ms - task.created_ms)} old", task.reason)
    detail = " · ".join(part for part in parts if part)
    return WorkCard(task.task_id, task.title, detail, BY_HAND, is_done=False)


def _system(desk: Desk, task: ManualTask) -> str:
    return system_titles(desk)(task.backend) if task.backend else "the back office"


def _closes_itself(desk: Desk, task: ManualTask) -> bool:
    caps, shown_by = caps_of(desk), _SHOWN_BY.get(task.kind)
    if caps is None or shown_by is None:
        return False
    role, cap = shown_by
    return caps.name(role) == task.backend and caps.can(role, cap)
