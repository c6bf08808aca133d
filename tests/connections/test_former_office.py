"""Another back office is connected, and the former one again: whose clubs count, what is sent."""

from __future__ import annotations

import pytest

from posapp.domain.club_change import ClubChange, ClubChoice
from posapp.domain.errors import DomainError
from posapp.domain.guest import Contact
from posapp.domain.outbox import OutboxState
from posapp.ports.office import PickupStage
from posapp.ports.people import GuestDraft
from tests.connections.town import ANN, DAY, ESTATE, Town, guest_at


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
