"""Another back office is connected, and the former one again: whose clubs count, what is sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest

from posapp.adapters import backoffice
from posapp.app import Program
from posapp.domain.club_change import ClubChange, ClubChoice
from posapp.domain.errors import DomainError
from posapp.domain.guest import Contact
from posapp.domain.outbox import OutboxState
from posapp.ports.office import PickupStage, Role
from posapp.ports.people import GuestDraft
from posapp.sandbox import office_site
from posapp.sandbox.office_site import OfficeSite, SoldLine
from posapp.sandbox.server.front import SandboxServer
from posapp.sandbox.world import World
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


@pytest.fixture
def town(rig: Rig) -> Iterator[Town]:
    """Ann is in the Estate Reserve of every system, and each has an order for her to collect."""
    world = World(now_ms=rig.clock.now_ms())
    specs = office_site.discover()
    for name in SYSTEMS:
        specs[name].prepare(world, {})
    sites = {name: specs[name].open(world) for name in SYSTEMS}
    for name, site in sites.items():
        person = site.add_person(first_name="Ann", last_name="Lee", email=ANN.email)
        site.enrol(person, site.add_club(ESTATE))
        site.add_club(f"{name} Library")
        site.add_web_order(
            f"{SYSTEMS.index(name) + 1}001", person_id=person, delivery="pickup", lines=[SoldLine()]
        )
    with SandboxServer(world) as server, rig.opened() as program:
        yield Town(rig, program, server, sites)


@pytest.mark.parametrize("second", ["commerce7", "winedirect"])
def test_only_the_connected_systems_clubs_and_pickups_are_live(town: Town, second: str) -> None:
    """The former one's are history with their source; coming back everything is as it was."""
    town.connect("sandbox")
    first = (town.clubs(), town.offered(), town.waiting())
    assert first[0] == {(ESTATE, "sandbox"): True}
    town.connect(second)
    assert town.clubs() == {(ESTATE, second): True, (ESTATE, "sandbox"): False}
    assert {backend for _, backend in town.offered()} == {second}
    assert len(town.waiting()) == 1
    assert town.waiting() != first[2]
    town.connect("sandbox")
    assert town.clubs() == {(ESTATE, "sandbox"): True, (ESTATE, second): False}
    assert (town.offered(), town.waiting()) == first[1:]
    town.disconnect()
    assert (town.offered(), town.waiting()) == ([], [])
    assert set(town.clubs().values()) == {False}
    assert town.states("guest") == []


def only_in(town: Town, name: str, *, email: str = "bo@roe.example") -> str:
    """Bo Roe is a customer of one system alone; returns the id there."""
    return town.sites[name].add_person(first_name="Bo", last_name="Roe", email=email)


def guest_at(town: Town, email: str) -> str:
    """The guest here with this e-mail."""
    found = town.program.reads.people.guest_of(email)
    assert found is not None
    return found


def payloads(town: Town) -> list[str]:
    """All that lies or lay in the outbox for people, oldest first."""
    with town.program.store.write("look", actor=town.program.program_actor) as uow:
        rows = town.program.reads.sync_overview().outbox
        items = [uow.outbox.get(row.item_id) for row in rows if row.remote == "people"]
    return [item.payload for item in sorted(items, key=lambda one: one.seq)]


@pytest.mark.parametrize("second", ["commerce7", "winedirect"])
def test_a_club_is_joined_and_left_where_it_is(town: Town, second: str) -> None:
    """Only in the connected system, by its own ids; the former one is told nothing."""
    town.connect("sandbox")
    [former_ann] = town.sites["sandbox"].people(ANN.email)
    former_library = town.club_id("sandbox Library")
    town.connect(second)
    with pytest.raises(DomainError, match="no longer offered"):
        town.change("x1", join=former_library)
    town.change("x2", join=town.club_id(f"{second} Library"), leave=town.club_id(ESTATE))
    town.read()
    [ann] = town.sites[second].people(ANN.email)
    assert sorted(town.sites[second].statuses(ann.person_id).values()) == ["active", "cancelled"]
    assert list(town.sites["sandbox"].statuses(former_ann.person_id).values()) == ["active"]
    assert town.states("guest") == [OutboxState.CONFIRMED]
    assert not [text for text in payloads(town) if former_ann.person_id in text]
    assert town.tasks() == []


def test_a_guest_of_the_former_system_is_entered_in_the_new_one_first(town: Town) -> None:
    """Without the former one's id; then the club is joined there."""
    former_id = only_in(town, "sandbox")
    town.connect("sandbox")
    guest_id = guest_at(town, "bo@roe.example")
    town.connect("commerce7")
    change = ClubChange(
        change_id="x1", guest_id=guest_id, join=(ClubChoice(town.club_id("commerce7 Library")),)
    )
    town.program.verbs.guests.change_clubs(change)
    town.read()
    [bo] = town.sites["commerce7"].people("bo@roe.example")
    assert list(town.sites["commerce7"].statuses(bo.person_id).values()) == ["active"]
    assert town.states("guest") == [OutboxState.CONFIRMED] * 2
    assert not [text for text in payloads(town) if former_id in text]
    links = {one.backend for one in town.program.reads.people.guest(guest_id).links}
    assert links == {"sandbox", "commerce7"}


def test_an_edit_while_nothing_is_connected_names_whose_record_it_is(town: Town) -> None:
    """The next system is not told of it by the former one's id; a person is asked."""
    former_id = only_in(town, "sandbox")
    town.connect("sandbox")
    guest_id = guest_at(town, "bo@roe.example")
    town.disconnect()
    record = town.program.reads.people.guest(guest_id).record
    contact = Contact("Bo", "Roe", "bo@roe.example", "7075550123")
    draft = GuestDraft(contact=contact, details=record.details)
    town.program.verbs.guests.edit(guest_id, draft)
    town.connect("commerce7")
    assert town.sites["commerce7"].people("bo@roe.example") == []
    assert former_id in "".join(payloads(town))
    assert town.states("guest") == [OutboxState.SUPERSEDED]
    assert [title.startswith("Change the record of Bo Roe") for title in town.tasks()] == [True]


def test_a_new_guest_queued_for_the_former_system_is_told_to_the_next_one(town: Town) -> None:
    """Nothing of it was sent: it is that system's guest, once, and nobody else's."""
    town.connect("sandbox")
    contact = Contact("Bo", "Roe", "bo@roe.example")
    guest_id = town.program.verbs.new_id()
    town.program.verbs.guests.create(guest_id, GuestDraft(contact=contact))
    town.connect("commerce7")
    assert len(town.sites["commerce7"].people("bo@roe.example")) == 1
    assert town.sites["sandbox"].people("bo@roe.example") == []
    [link] = town.program.reads.people.guest(guest_id).links
    assert link.backend == "commerce7"
    town.connect("sandbox")
    phone = Contact("Bo", "Roe", "bo@roe.example", "7075550123")
    town.program.verbs.guests.edit(guest_id, GuestDraft(contact=phone))
    town.read()
    assert len(town.sites["sandbox"].people("bo@roe.example")) == 1
    assert not [text for text in payloads(town)[-1:] if link.remote_id in text]


def test_a_hand_over_is_told_to_whose_order_it_is(town: Town) -> None:
    """What is unsent becomes a task; nothing of the former list is handed over any more."""
    town.connect("sandbox")
    [row] = town.program.reads.office.pickups(PickupStage.READY, day=DAY)
    order = row.order

    def collect(pickup_id: str) -> None:
        town.program.verbs.pickups.collect(
            pickup_id,
            backend="sandbox",
            order_id=order.remote_id,
            collected_by="Jo",
            is_id_checked=True,
        )

    collect("k1")
    town.connect("commerce7")
    assert town.states("pickup") == [OutboxState.SUPERSEDED]
    assert [title for title in town.tasks() if "picked up" in title]
    town.program.verbs.pickups.undo("k1")
    with pytest.raises(DomainError, match="not connected any more"):
        collect("k2")
    town.connect("sandbox")
    collect("k3")
    town.read()
    assert not town.sites["sandbox"].order(order.remote_id).is_waiting
