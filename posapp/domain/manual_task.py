"""Work that only a person can do in another system, because it offers no call for it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class TaskKind(StrEnum):
    """What is to be done there; the subject is what the task is about, one task for each."""

    MARK_PICKUP = "mark_pickup"
    UNDO_PICKUP = "undo_pickup"
    ENTER_ORDER = "enter_order"
    ENTER_CUSTOMER = "enter_customer"
    CHANGE_CLUBS = "change_clubs"


class TaskState(StrEnum):
    """DONE by a person's word or the system's; WITHDRAWN when nothing is left to do."""

    OPEN = "open"
    DONE = "done"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class ManualTask:
    """One task. `reason` says why it is not sent; `closed_by` is a staff id, "" for the system.

    `created_ms` is when it was asked for, the last time if it was over in between.
    """

    task_id: str
    backend: str
    kind: TaskKind
    subject_id: str
    title: str
    reason: str
    created_ms: int
    state: TaskState = TaskState.OPEN
    closed_ms: int | None = None
    closed_by: str = ""
