"""A guest entered here who is there already, and one whom somebody changes there meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from posapp.domain.address import Address
from posapp.domain.guest import Contact
from posapp.domain.guest_record import GuestDetails
from posapp.domain.merge import RecordConflict, Side
from posapp.domain.outbox import OPEN_STATES
from posapp.ports.backoffice import Cap, CommerceBackend, Kind
from posapp.ports.office import Role
from posapp.ports.people import GuestDraft
from posapp.sync.drain import BackOfficeOutbound, Drain
from posapp.sync.record_pull import RecordPull
from tests.contracts.conftest import Office, claiming
from tests.support.people_till import edit, sheet
from tests.support.till import PROGRAM, Till

EMAIL = "ann@lee.example"
THEIRS, OURS = "7075550101", "7075550188"


@dataclass(frozen=True)
class Caps:
    """The office does everything for people that it claims."""

    backend: CommerceBackend

    def can(self, role: Role, cap: Cap) -> bool:
        return role is not None and cap in self.backend.caps

    def why_not(self, role: Role, cap: Cap) -> str:
        return "" if self.can(role, cap) else "It has no call for it."

    def title(self, role: Role) -> str:
        return "The Office" if role else ""

    def name(self, role: Role) -> str:
        return self.backend.name if role else ""


@dataclass
class Desk:
    """A till whose people are kept in the office."""

    till: Till
    office: Office

    def __post_init__(self) -> None:
        self.till.open_shop()
        backend = self.office.connect()
        self.till.store.caps = Caps(backend)
        self._drain = Drain("people", BackOfficeOutbound(backend), Random(1), lambda _: None)

    def enter(self, *, phone: str, first_name: str = "Ann") -> None:
        """Staff enter a guest."""
        contact = Contact(first_name, "Lee", EMAIL, phone)
        self.till.act.guests.create("g1", GuestDraft(contact=contact, details=GuestDetails()))

    def send(self) -> None:
        """Everything there is to send."""
        for _ in range(3):
            self.till.clock.advance(300_000)
            self._drain.run(self.till.store, actor=PROGRAM, is_stopping=lambda: False)
        rows = self.till.reads.sync_overview().outbox
        assert [(row.state, row.reason) for row in rows if row.state in OPEN_STATES] == []

    def pull(self) -> None:
        """Everybody who changed there."""
        pull = RecordPull(self.office.connect(), "people", Kind.CUSTOMER, every_ms=0)
        pull.run(self.till.store, actor=PROGRAM, is_stopping=lambda: False)

    def question(self) -> RecordConflict:
        """What a person is asked."""
        [found] = sheet(self.till, "g1").conflicts
        return found

    def phones(self) -> tuple[str, str]:
        """Here and there, digits alone."""
        [there] = self.office.site.people(EMAIL)
        here = sheet(self.till, "g1").record.contact.phone
        return here.replace("-", ""), there.phone.replace("-", "")


@pytest.fixture
def desk(tmp_path: Path, office: Office) -> Iterator[Desk]:
    with Till(tmp_path / "store") as till:
        yield Desk(till, office)


def ann(desk: Desk) -> str:
    """Ann is there."""
    return desk.office.site.add_person(
        first_name="Ann", last_name="Lee", email=EMAIL, phone=THEIRS, street="1 Vine St"
    )


@claiming(Cap.WRITE_CUSTOMER)
def test_a_guest_who_is_there_is_taken_in_and_loses_nothing(desk: Desk) -> None:
    """What is blank here comes from there, without a pull; nothing there is touched."""
    known = ann(desk)
    before = desk.office.site.people(EMAIL)
    desk.enter(phone="")
    desk.send()
    found = sheet(desk.till, "g1")
    assert (found.guest.remote_id, found.conflicts) == (known, ())
    assert found.record.details.billing.line1 == "1 Vine St"
    assert desk.phones() == (THEIRS, THEIRS)
    assert desk.office.site.people(EMAIL) == before


@claiming(Cap.WRITE_CUSTOMER)
@pytest.mark.parametrize("side", list(Side))
def test_what_differs_is_asked_about(desk: Desk, side: Side) -> None:
    """Both numbers stay where they are until a person has chosen; then one stands on both sides."""
    ann(desk)
    desk.enter(phone=OURS)
    desk.send()
    question = desk.question()
    assert [one.name for one in question.fields] == ["phone"]
    assert desk.phones() == (OURS, THEIRS)
    desk.till.act.guests.settle(question.conflict_id, {"phone": side})
    desk.send()
    chosen = OURS if side is Side.OURS else THEIRS
    assert desk.phones() == (chosen, chosen)


@claiming(Cap.WRITE_CUSTOMER)
def test_a_couple_is_not_mixed(desk: Desk) -> None:
    """Another first name under the same address: nothing goes either way."""
    ann(desk)
    before = desk.office.site.people(EMAIL)
    desk.enter(phone="", first_name="Bob")
    for _ in range(2):
        desk.send()
        desk.pull()
    assert {one.name for one in desk.question().fields} >= {"first_name", "phone"}
    assert desk.office.site.people(EMAIL) == before
    assert sheet(desk.till, "g1").record.details.billing == Address()


@claiming(Cap.WRITE_CUSTOMER)
def test_a_change_there_meanwhile_is_met(desk: Desk) -> None:
    """The field is asked about, the rest of the work goes, nothing is parked."""
    known = ann(desk)
    desk.enter(phone=THEIRS)
    desk.send()
    desk.office.site.change_phone(known, "7075550177")
    edit(desk.till, "g1", phone=OURS, last_name="Li")
    desk.send()
    assert [one.name for one in desk.question().fields] == ["phone"]
    assert desk.phones() == (OURS, "7075550177")
    desk.till.act.guests.settle(desk.question().conflict_id, {"phone": Side.OURS})
    desk.send()
    assert desk.phones() == (OURS, OURS)
    assert sheet(desk.till, "g1").record.contact.last_name == "Li"
