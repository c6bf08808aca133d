"""A back office's orders, what is handed over here, and what a person must do there."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from posapp.domain.manual_task import ManualTask, TaskKind
from posapp.domain.outbox import OutboxState
from posapp.domain.pickup import Pickup
from posapp.domain.remote_order import RemoteOrder
from posapp.ports.backoffice import Cap, SettingField


class OfficeRepo(Protocol):
    """Orders of back offices, pickups and tasks."""

    def order(self, backend: str, remote_id: str) -> RemoteOrder | None:
        """An order as last told, if it is known."""
        ...

    def save_order(self, order: RemoteOrder) -> bool:
        """Insert or update; False when nothing changed."""
        ...

    def leave(self, backend: str, *, former: str) -> None:
        """All that an account of an office told of orders is a former office's from now on."""
        ...

    def pending(self, backend: str) -> frozenset[str]:
        """The ids of the orders that wait to be collected, as last told."""
        ...

    def settle_pending(self, backend: str, remote_ids: Collection[str]) -> None:
        """These do not wait any more: the back office no longer lists them."""
        ...

    def pickup(self, pickup_id: str) -> Pickup | None:
        """A pickup, if there is one."""
        ...

    def pickup_of(self, backend: str, remote_order_id: str) -> Pickup | None:
        """The pickup of an order that stands, if there is one."""
        ...

    def save_pickup(self, pickup: Pickup) -> None:
        """Insert or update."""
        ...

    def task(self, task_id: str) -> ManualTask:
        """The task; raises NotFoundError."""
        ...

    def task_about(self, kind: TaskKind, subject_id: str) -> ManualTask | None:
        """The task about this subject, in whatever state."""
        ...

    def save_task(self, task: ManualTask) -> None:
        """Insert or update."""
        ...


class PickupStage(StrEnum):
    """The tabs of the pickup screen."""

    READY = "ready"
    COLLECTED = "collected"
    SHIPPING = "shipping"


@dataclass(frozen=True, slots=True, kw_only=True)
class PickupRow:
    """An order on the pickup screen with what happened to it here.

    `bottles` counts whole lines' quantities; `waiting_days` are days since it was placed;
    `sync_state` is of the hand-over, None before it; `task_id` the open task about it, if any.
    """

    order: RemoteOrder
    guest_id: str | None
    bottles: int
    waiting_days: int
    pickup: Pickup | None = None
    sync_state: OutboxState | None = None
    sync_reason: str = ""
    task_id: str | None = None
    as_of_ms: int | None = None


@dataclass(frozen=True, slots=True)
class PickupCounts:
    """The numbers on the tabs."""

    ready: int = 0
    collected: int = 0
    shipping: int = 0


class OfficeReads(Protocol):
    """What the pickup screen and the task list ask."""

    def pickups(self, stage: PickupStage, *, day: date, words: str = "") -> Sequence[PickupRow]:
        """Orders of a stage: what waits longest first, what is done the latest first.

        `day` is the business day: COLLECTED is of it, days are counted to it.
        """
        ...

    def pickup_counts(self, *, day: date) -> PickupCounts:
        """How many there are of each."""
        ...

    def pickup_row(self, backend: str, remote_order_id: str) -> PickupRow:
        """One of them; raises NotFoundError."""
        ...

    def tasks(self) -> Sequence[ManualTask]:
        """Open tasks, oldest first."""
        ...


class Role(StrEnum):
    """What a back office is connected for. ORDERS does PEOPLE too while nobody else does."""

    ORDERS = "orders"
    PEOPLE = "people"


@dataclass(frozen=True, slots=True, kw_only=True)
class BackendOffer:
    """A system that can be connected: its form and what it could do.

    `why_not` says for each capability it lacks why, as a sentence for staff. One without any may
    go by files instead.
    """

    name: str
    title: str
    fields: tuple[SettingField, ...]
    caps: frozenset[Cap]
    why_not: Mapping[Cap, str]
    goes_by_files: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleState:
    """What a role is connected to: `backend` "" for nothing.

    `values` are the plain settings; `kept_secrets` the names of the secrets that are there, never
    the secrets. `caps` are what the connection can do as it is set up.
    """

    role: Role
    backend: str = ""
    values: Mapping[str, str]
    kept_secrets: frozenset[str] = frozenset()
    caps: frozenset[Cap] = frozenset()
    trouble: str = ""


class OfficeCaps(Protocol):
    """What the connected back offices can do, for use cases and screens."""

    def can(self, role: Role, cap: Cap) -> bool:
        """True when the system of this role claims it."""
        ...

    def why_not(self, role: Role, cap: Cap) -> str:
        """Why it cannot, as a sentence; "" when it can."""
        ...

    def title(self, role: Role) -> str:
        """The system's title, "" when none can be asked."""
        ...

    def name(self, role: Role) -> str:
        """The system's name, "" when none is chosen; one may be chosen and not to be used yet."""
        ...


class NothingConnected:
    """Satisfies OfficeCaps while no back office is connected: work is queued and waits for one."""

    def can(self, role: Role, cap: Cap) -> bool:  # noqa: ARG002
        """Always: what the office to come can do is not known yet."""
        return True

    def why_not(self, role: Role, cap: Cap) -> str:  # noqa: ARG002
        """Nothing speaks against it."""
        return ""

    def title(self, role: Role) -> str:  # noqa: ARG002
        """None."""
        return ""

    def name(self, role: Role) -> str:  # noqa: ARG002
        """None."""
        return ""
