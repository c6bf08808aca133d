"""Another account of the same system: its ids are other people's, other clubs', other orders'."""

from __future__ import annotations

import pytest

from posapp.app import Program
from posapp.domain.club import Membership
from posapp.domain.guest import Contact
from posapp.domain.guest_record import GuestRecord
from posapp.domain.outbox import OutboxState
from posapp.ports.backoffice import CustomerRecord
from posapp.ports.office import PickupStage, Role
from posapp.ports.people import GuestDraft
from posapp.sandbox.server.front import SandboxServer
from posapp.usecases.ingest_people import ingest_people
from tests.connections.rig import Rig, connect, sandbox
from tests.connections.town import DAY

ANN = Contact("Ann", "Lee", "ann@lee.example", "1")
CARL = Contact("Carl", "Orff", "carl@orff.example", "7")


def told(program: Program, contact: Contact) -> str:
    """The account tells of its first customer, who is in its first club; returns the guest."""
    person = CustomerRecord("1001", GuestRecord(contact))
    place = Membership("1", "k1", "1001", is_active=True)
    with program.store.write("pull", actor=program.program_actor) as uow:
        ingest_people([person, place], uow=uow, source="sandbox")
    found = program.reads.people.guest_of(contact.email)
    assert found is not None
    return found


@pytest.mark.parametrize("is_disconnected_first", [False, True])
def test_the_same_number_is_somebody_else(
    rig: Rig, office: SandboxServer, second: SandboxServer, *, is_disconnected_first: bool
) -> None:
    """Ann stays who she is, in no club of the new account, and is known there by no number."""
    with rig.opened() as program:
        connect(program, office.base_url)
        ann = told(program, ANN)
        if is_disconnected_first:
            program.verbs.connections.disconnect(Role.ORDERS)
        connect(program, second.base_url)
        carl = told(program, CARL)
        assert carl != ann
        sheet = program.reads.people.guest(ann)
        assert sheet.record.contact == ANN
        assert [one.is_former for one in sheet.memberships] == [True]
        assert sheet.guest.source != "sandbox"
        [place] = program.reads.people.guest(carl).memberships
        assert not place.is_former


def test_settings_that_name_another_account(
    rig: Rig, office: SandboxServer, second: SandboxServer
) -> None:
    """It is noticed at the next start, also where nobody connects anything in the window."""
    with rig.opened(orders=sandbox(office.base_url)) as program:
        ann = told(program, ANN)
    with rig.opened(orders=sandbox(second.base_url)) as program:
        assert told(program, CARL) != ann
        assert program.reads.people.guest(ann).record.contact == ANN


def test_work_that_names_the_last_account_is_a_persons(
    rig: Rig, office: SandboxServer, second: SandboxServer
) -> None:
    """The new account is told nothing by a number that it did not give."""
    with rig.opened() as program:
        connect(program, office.base_url)
        ann = told(program, ANN)
        draft = GuestDraft(contact=Contact("Ann", "Lee", ANN.email, "7075550123"))
        program.verbs.guests.edit(ann, draft)
        connect(program, second.base_url)
        rig.clock.advance(310_000)
        program.engine.run_once()
        rows = program.reads.sync_overview().outbox
        assert [row.state for row in rows] == [OutboxState.SUPERSEDED]
        [task] = program.reads.office.tasks()
        assert "another account" in task.reason


def test_orders_of_the_last_account_are_not_handed_over(
    rig: Rig, office: SandboxServer, second: SandboxServer
) -> None:
    """One that waits there is not the one with its number here; each list has its own."""

    def waiting(program: Program) -> list[str]:
        found = program.reads.office.pickups(PickupStage.READY, day=DAY)
        return [row.order.number for row in found]

    with rig.opened() as program:
        connect(program, office.base_url)
        program.engine.run_once()
        [row] = program.reads.office.pickups(PickupStage.READY, day=DAY)
        program.verbs.pickups.collect(
            "p1",
            backend="sandbox",
            order_id=row.order.remote_id,
            collected_by="Jo",
            is_id_checked=True,
        )
        assert waiting(program) == []
        connect(program, second.base_url)
        program.engine.run_once()
        assert waiting(program) == ["W-1"]
        assert len(program.reads.office.tasks()) == 1


def test_the_same_account_stays_the_same(rig: Rig, office: SandboxServer) -> None:
    """Whatever else of its settings is changed, or whether it was away for a while."""
    with rig.opened() as program:
        connect(program, office.base_url)
        ann = told(program, ANN)
        program.verbs.connections.disconnect(Role.ORDERS)
        connect(program, f"{office.base_url}/")
        assert program.reads.people.guest(ann).guest.source == "sandbox"
    with rig.opened() as program:
        assert program.reads.people.guest(ann).guest.source == "sandbox"
