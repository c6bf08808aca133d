"""A quiet Saturday morning and the back offices of the winery: which are connected, and to what.

Nothing is booked and nobody is known, so that what a test sees over there it has done itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pytest
from PySide6.QtWidgets import QLineEdit

from posapp.adapters import backoffice
from posapp.app import Program
from posapp.demo.stage import Stage
from posapp.domain.outbox import OutboxState
from posapp.domain.venue import Remote
from posapp.ports.backoffice import Cap
from posapp.ports.office import Role
from posapp.ports.people import GuestDraft
from posapp.ports.reads import OutboxRow
from posapp.sandbox import office_site
from posapp.sandbox.faults.plan import FaultPlan
from posapp.sandbox.harvest import HarvestDay
from posapp.sandbox.harvest.day import HARVEST_SATURDAY
from posapp.sandbox.harvest.expected import Expected
from posapp.sandbox.harvest.times import LocalDay
from posapp.sandbox.office_site import OfficeSite
from posapp.sandbox.world import World
from posapp.ui.screens.guests.history import EntryCard
from posapp.ui.widgets.keyed_model import ITEM_ROLE
from tests.journeys.terminal import MINUTE_MS, SECOND_MS, Connected

PULL_MS = 301 * SECOND_MS
"""Longer than a back office is let alone."""
PICKUP_MS = 91 * SECOND_MS
"""Longer than its list of pickups is."""
BEFORE_UNDO_ENDS_MS = 5 * SECOND_MS
OFFICES = frozenset((Remote.ORDERS, Remote.PEOPLE))
_ROUNDS = 8


@dataclass(frozen=True)
class Winery:
    """Which system does what; `values` are of the one for orders, people "" the same one."""

    orders: str
    people: str = ""
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """For the report."""
        parts = (self.orders, self.people, *(f"{key} {text}" for key, text in self.values.items()))
        return " ".join(part for part in parts if part)


SANDBOX, COMMERCE7 = Winery("sandbox"), Winery("commerce7")
WINEDIRECT = Winery("winedirect")
MARKING = Winery("winedirect", values={"marks_pickups": "yes"})
EVERY = (SANDBOX, COMMERCE7, MARKING)
"""Those that take every write that a till has."""


def wineries(*chosen: Winery) -> pytest.MarkDecorator:
    """The test runs in each of these."""
    ids = [one.name for one in chosen]
    return pytest.mark.parametrize("office", chosen, ids=ids, indirect=True)


def quiet_day(seed: int, *, minute: int) -> HarvestDay:
    """A day on which nothing happens, at a minute of it."""
    now_ms = LocalDay(HARVEST_SATURDAY).ms(minute)
    world = World(seed, now_ms=now_ms)
    nothing = Expected((), (), frozenset())
    return HarvestDay(seed, HARVEST_SATURDAY, world, FaultPlan(), (), (), (), nothing)


def connect(made: Stage, winery: Winery) -> dict[Role, OfficeSite]:
    """Connect what the winery uses, as a manager would; the far side of each role."""
    sites = {}
    for role, name in ((Role.ORDERS, winery.orders), (Role.PEOPLE, winery.people)):
        if name:
            values = winery.values if role is Role.ORDERS else {}
            sites[role] = _connect(made, role, name, values=values)
    return {Role.PEOPLE: sites[Role.ORDERS], **sites}


def _connect(made: Stage, role: Role, name: str, *, values: Mapping[str, str]) -> OfficeSite:
    spec, found = backoffice.discover()[name], office_site.discover()[name]
    found.prepare(made.day.world, values)
    site = found.open(made.day.world)
    given = {**site.values(made.server.base_url), **values}
    secret = {one.name for one in spec.fields if one.is_secret}
    made.program.desk.connect(
        role,
        name,
        values={key: text for key, text in given.items() if key not in secret},
        secrets={key: text for key, text in given.items() if key in secret},
        actor=made.program.program_actor,
    )
    return site


@dataclass
class OfficeTerminal(Connected):
    """A terminal whose back offices a test can look into. `site` has the orders, `there` people."""

    site: OfficeSite = field(kw_only=True)
    there: OfficeSite = field(kw_only=True)

    @property
    def name(self) -> str:
        """The system that has the orders."""
        return str(self.program.desk.caps.name(Role.ORDERS))

    @property
    def title(self) -> str:
        """What staff call it."""
        return str(self.program.desk.caps.title(Role.ORDERS))

    def can(self, cap: Cap, role: Role = Role.ORDERS) -> bool:
        """True when the connected office claims it."""
        return bool(self.program.desk.caps.can(role, cap))

    def work(self, about: str) -> list[OutboxRow]:
        """The outbox items of "pickup", "guest" or "order", oldest first."""
        rows = self.program.reads.sync_overview().outbox
        found = [row for row in rows if row.remote in OFFICES]
        found = [row for row in found if row.aggregate.startswith(f"{about}:")]
        return sorted(found, key=lambda row: row.item_id)

    def states(self, about: str) -> list[OutboxState]:
        """Where they stand."""
        return [row.state for row in self.work(about)]

    @property
    def tasks(self) -> list[str]:
        """What a person must still do elsewhere."""
        return [task.title for task in self.program.reads.office.tasks()]

    @property
    def counts(self) -> tuple[int, int, int]:
        """How many orders wait, were collected today, and ship."""
        found = self.program.reads.office.pickup_counts(day=self.today())
        return found.ready, found.collected, found.shipping

    def typed(self, name: str) -> str:
        """What stands in an input."""
        edit = self.widget(name)
        assert isinstance(edit, QLineEdit)
        return edit.text()

    def pull(self, *, after_ms: int = PULL_MS) -> None:
        """Let everything be read anew."""
        self.pass_time(after_ms)

    def pass_until(self, condition: Callable[[], bool], what: str) -> None:
        """Let time pass until it is so, at most some minutes of the world's."""
        for _ in range(_ROUNDS):
            if condition():
                return
            self.pass_time(MINUTE_MS)
        assert condition(), what

    def send_everything(self) -> None:
        """Let the undo time pass and all work be confirmed, whichever office it is for."""
        self.pass_time(10 * SECOND_MS)
        self.pass_until(
            lambda: not self.program.reads.sync_overview().to_send, "everything is sent"
        )

    def guest_id(self, email: str) -> str:
        """The guest here with this e-mail."""
        found = self.program.reads.people.guests(email, limit=5)
        assert len(found) == 1, found
        return str(found[0].guest_id)

    def open_guest(self, email: str) -> str:
        """Go to a guest's profile by touch."""
        guest_id = self.guest_id(email)
        self.tap("rail.guests")
        if self.shows("profile.back"):
            self.tap("profile.back")
        self.tap_row("guests.list", guest_id)
        assert self.shows("profile.edit")
        return guest_id

    def entries(self, title: str) -> list[EntryCard]:
        """The entries of the profile's timeline that are called so."""
        model = self.list_of("timeline.list").model()
        cards = [model.index(row, 0).data(ITEM_ROLE) for row in range(model.rowCount())]
        return [card for card in cards if card.title == title]


def new_guest(terminal: OfficeTerminal, draft: GuestDraft) -> str:
    """Somebody is entered here and known over there."""
    program: Program = terminal.program
    guest_id = program.verbs.new_id()
    program.verbs.guests.create(guest_id, draft)
    terminal.send_everything()
    return guest_id
