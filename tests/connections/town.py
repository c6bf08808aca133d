"""A terminal beside several back offices, to be connected to one after the other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from posapp.adapters import backoffice
from posapp.app import Program
from posapp.domain.club_change import ClubChange, ClubChoice
from posapp.domain.guest import Contact
from posapp.domain.outbox import OutboxState
from posapp.ports.office import PickupStage, Role
from posapp.sandbox.office_site import OfficeSite
from posapp.sandbox.server.front import SandboxServer
from tests.connections.rig import Rig

ANN = Contact("Ann", "Lee", "ann@lee.example")
DAY = date(2026, 10, 10)
ESTATE = "Estate Reserve"
SYSTEMS = ("sandbox", "commerce7", "winedirect")


@dataclass
class Town:
    """A terminal, and what stands in each system it may be connected to."""

    rig: Rig
    program: Program
    server: SandboxServer
    sites: dict[str, OfficeSite]

    def connect(self, name: str, *, role: Role = Role.ORDERS) -> None:
        """A manager connects a system, and it is read."""
        spec = backoffice.discover()[name]
        given = self.sites[name].values(self.server.base_url)
        secret = {one.name for one in spec.fields if one.is_secret}
        self.program.verbs.connections.connect(
            role,
            name,
            values={key: text for key, text in given.items() if key not in secret},
            secrets={key: text for key, text in given.items() if key in secret},
        )
        self.read()

    def disconnect(self) -> None:
        """Nothing is connected any more."""
        self.program.verbs.connections.disconnect(Role.ORDERS)

    def read(self) -> None:
        """Everything is pulled and sent, undo having run out."""
        for _ in range(3):
            self.rig.clock.advance(310_000)
            self.program.engine.run_once()

    @property
    def ann(self) -> str:
        """Her id here."""
        found = self.program.reads.people.guest_of(ANN.email)
        assert found is not None
        return found

    def clubs(self) -> dict[tuple[str, str], bool]:
        """Ann's clubs by name and system; True for one that counts."""
        held = self.program.reads.people.guest(self.ann).memberships
        return {
            (one.club.name, one.membership.backend): not one.is_former
            for one in held
            if one.membership.is_active
        }

    def offered(self) -> list[tuple[str, str]]:
        """What the join form shows."""
        return [(one.name, one.backend) for one in self.program.reads.people.clubs()]

    def waiting(self) -> list[str]:
        """The numbers on the pickup list."""
        found = self.program.reads.office.pickups(PickupStage.READY, day=DAY)
        return [row.order.number for row in found]

    def change(self, change_id: str, *, join: str = "", leave: str = "") -> None:
        """Staff change Ann's clubs."""
        change = ClubChange(
            change_id=change_id,
            guest_id=self.ann,
            join=(ClubChoice(join),) if join else (),
            leave=(leave,) if leave else (),
        )
        self.program.verbs.guests.change_clubs(change)

    def club_id(self, name: str) -> str:
        """The id of a club of the connected system."""
        [found] = [one for one in self.program.reads.people.clubs() if one.name == name]
        return found.club_id

    def tasks(self) -> list[str]:
        """What a person is asked to do."""
        return [task.title for task in self.program.reads.office.tasks()]

    def states(self, about: str) -> list[OutboxState]:
        """Where the work about guests, orders or pickups stands."""
        rows = self.program.reads.sync_overview().outbox
        return [row.state for row in rows if row.aggregate.startswith(f"{about}:")]


def guest_at(town: Town, email: str) -> str:
    """The guest here with this e-mail."""
    found = town.program.reads.people.guest_of(email)
    assert found is not None
    return found
