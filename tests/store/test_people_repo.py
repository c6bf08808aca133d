"""Guests' details, their links to back offices, conflicts; and two guests who become one."""

from dataclasses import replace

import pytest

from posapp.domain.address import Address
from posapp.domain.club import Club, Membership, MembershipStatus
from posapp.domain.errors import NotFoundError
from posapp.domain.guest import Contact
from posapp.domain.guest_record import GuestDetails, ShippingAddress
from posapp.domain.journal import JournalEntry, Verb
from posapp.domain.manual_task import TaskKind, TaskState
from posapp.domain.merge import ConflictState, Side
from posapp.domain.origin import GuestDefaults, GuestOrigin
from posapp.store.store import SqlStore
from tests.store.builders import ANA, guest, payment, save_seated_order, visit, work
from tests.store.conftest import Bench
from tests.store.office_builders import OFFICE, conflict, link, person, task

_HOME = Address("1 Main St", "", "Napa", "CA", "94558", "US")
_KNOWN = GuestDetails(
    company="Rivera LLC",
    birth_date="1980-02-29",
    billing=_HOME,
    shipping=(ShippingAddress(replace(_HOME, line1="Dock 2"), "a-1", is_primary=True),),
    contact_types=("Friends", "Trade"),
)


def test_details_come_back_as_saved_and_are_blank_before(store: SqlStore) -> None:
    """Addresses, types and all; a change replaces them."""
    with store.write("a", actor=ANA) as uow:
        uow.guests.save(guest())
        assert uow.people.details("g1") == GuestDetails()
        uow.people.save_details("g1", _KNOWN)
    with store.write("b", actor=ANA) as uow:
        assert uow.people.details("g1") == _KNOWN
        uow.people.save_details("g1", replace(_KNOWN, shipping=()))
    with store.write("c", actor=ANA) as uow:
        assert uow.people.details("g1") == replace(_KNOWN, shipping=())


def test_a_link_is_found_by_its_record_and_by_its_guest(store: SqlStore) -> None:
    """The same id at another system is another record; what was told waits in the link."""
    told = link(told={"phone": "707"}, modified_ms=5, seen_ms=6)
    merged = link("c-0", into_id="c-1")
    other = link(backend="commerce7", guest_id="g2")
    with store.write("a", actor=ANA) as uow:
        for one in (told, merged, other):
            uow.people.save_link(one)
    with store.write("b", actor=ANA) as uow:
        assert uow.people.link(OFFICE, "c-1") == told
        assert uow.people.link("commerce7", "c-1") == other
        assert uow.people.link(OFFICE, "c-9") is None
        assert uow.people.links_of("g1") == [merged, told]
        uow.people.save_link(replace(told, told={}, base={"phone": "707"}))
    with store.write("c", actor=ANA) as uow:
        assert uow.people.link(OFFICE, "c-1") == replace(told, told={}, base={"phone": "707"})


def test_the_open_conflict_of_a_guest_is_the_one_that_waits(store: SqlStore) -> None:
    """A choice is kept with what was there before it."""
    settled = conflict(
        state=ConflictState.SETTLED,
        choices={"phone": Side.THEIRS},
        before={"phone": "2"},
        settled_ms=8,
        settled_by="ana",
    )
    with store.write("a", actor=ANA) as uow:
        uow.people.save_conflict(conflict())
        uow.people.save_conflict(conflict("x2", backend="commerce7"))
        assert uow.people.open_conflict("g1", backend=OFFICE) == conflict()
        uow.people.save_conflict(settled)
    with store.write("b", actor=ANA) as uow:
        assert uow.people.open_conflict("g1", backend=OFFICE) is None
        assert uow.people.open_conflict("g2", backend="commerce7") is None
        assert uow.people.conflict("x1") == settled
        with pytest.raises(NotFoundError):
            uow.people.conflict("x9")


def test_a_membership_keeps_when_and_how(store: SqlStore) -> None:
    """Status, dates, fulfilment and pickup place, also for tags and for a person's list."""
    held = Membership(
        "m1", "club", "c-1", is_active=False, status=MembershipStatus.HOLD,
        joined_ms=5, cancelled_ms=None, fulfilment="pickup", pickup_location="Cellar",
        backend=OFFICE,
    )  # fmt: skip
    with store.write("a", actor=ANA) as uow:
        uow.guests.save_membership(held)
        uow.guests.save_membership(Membership("m2", "club", "c-1", is_active=True, backend=OFFICE))
    with store.write("b", actor=ANA) as uow:
        assert uow.tags.membership("m1", backend=OFFICE) == held
        assert uow.tags.memberships_of("c-1", backend=OFFICE) == [
            held,
            Membership("m2", "club", "c-1", is_active=True, backend=OFFICE),
        ]


def _two_guests(store: SqlStore) -> None:
    """Jordan twice: once as the back office knows him, once as entered here, with a history."""
    with store.write("two", actor=ANA) as uow:
        uow.guests.save(guest("g1"))
        uow.guests.save(person("g2", "J.", "Rivera", "jr@work.example", "707 555 0199"))
        save_seated_order(uow)
        uow.visits.save(visit("v1", guest_id="g2"))
        uow.payments.add(payment())
        uow.outbox.add(work(aggregate="guest:g2", subject_id="g2"))
        uow.people.save_details("g2", _KNOWN)
        uow.people.save_link(link("c-2", "g2"))
        uow.people.save_conflict(conflict("x2", "g2"))
        uow.guests.save_club(Club("club", "Library", backend="sandbox"))
        place = Membership("here:m", "club", "here:g2", is_active=True, backend="sandbox")
        uow.guests.save_membership(place)
        uow.office.save_task(task(kind=TaskKind.ENTER_CUSTOMER, subject_id="g2"))
        uow.origins.save(GuestOrigin("g2", "1", GuestDefaults("Tock"), opt_in=True))
        uow.record(JournalEntry(Verb.GUEST_IDENTIFIED, "v1", after={"guest_id": "g2"}))


def test_everything_of_one_guest_becomes_anothers(bench: Bench, store: SqlStore) -> None:
    """Visits, links, conflicts, tasks, details, origin, memberships; the row stays and says so."""
    _two_guests(store)
    written = bench.rows("SELECT * FROM journal"), bench.rows("SELECT * FROM payment")
    with store.write("move", actor=ANA) as uow:
        uow.people.move("g2", into_id="g1")
    with store.write("look", actor=ANA) as uow:
        assert uow.visits.get("v1").guest_id == "g1"
        assert uow.people.links_of("g1") == [link("c-2", "g1")]
        assert uow.people.conflict("x2").guest_id == "g1"
        assert uow.people.details("g1") == _KNOWN
        assert uow.people.details("g2") == GuestDetails()
        assert uow.office.task("t1").subject_id == "g1"
        assert uow.tags.memberships_of("c-1", backend="sandbox")[0].membership_id == "here:m"
        assert uow.origins.get("g1") == GuestOrigin("g1", "1", GuestDefaults("Tock"))
        assert uow.origins.get("g2") is None
        assert uow.guests.get("g2").contact.email == "jr@work.example"
        assert uow.people.standing("g2") == "g1"
        assert uow.people.standing("g1") == "g1"
        assert uow.outbox.has_open("guest:g2")
    assert written == (bench.rows("SELECT * FROM journal"), bench.rows("SELECT * FROM payment"))


def test_what_the_other_guest_has_stays(store: SqlStore) -> None:
    """Only blanks are filled, and nothing is asked for twice."""
    _two_guests(store)
    with store.write("more", actor=ANA) as uow:
        uow.people.save_details("g1", GuestDetails(company="Own", contact_types=("VIP",)))
        uow.origins.save(GuestOrigin("g1", "", GuestDefaults("", "Member"), is_imported=True))
        uow.office.save_task(task("t2", kind=TaskKind.ENTER_CUSTOMER, subject_id="g1"))
        uow.people.move("g2", into_id="g1")
    with store.write("look", actor=ANA) as uow:
        expected = replace(_KNOWN, company="Own", contact_types=("VIP",))
        assert uow.people.details("g1") == expected
        assert uow.origins.get("g1") == GuestOrigin(
            "g1", "1", GuestDefaults("Tock", "Member"), is_imported=True
        )
        # Two tasks about one guest would be one too many.
        assert uow.office.task("t1").state is TaskState.WITHDRAWN
        assert uow.office.task("t2").state is TaskState.OPEN


@pytest.mark.parametrize(
    ("kept", "gone", "after"),
    [(None, True, None), (None, False, False), (True, False, True), (False, True, False)],
)
def test_consent_is_of_one_address(
    store: SqlStore, kept: bool | None, gone: bool | None, after: bool | None
) -> None:
    """A yes given for the other address is none for this one; a no stays a no."""
    with store.write("a", actor=ANA) as uow:
        uow.guests.save(person("g1", "Ann", "Lee", "ann@lee.example"))
        uow.guests.save(person("g2", "Ann", "Lee", "ann@other.example"))
        uow.origins.save(GuestOrigin("g1", opt_in=kept))
        uow.origins.save(GuestOrigin("g2", opt_in=gone))
        uow.people.move("g2", into_id="g1")
    with store.write("b", actor=ANA) as uow:
        assert uow.origins.get("g1") == GuestOrigin("g1", opt_in=after)


def test_a_guest_made_one_with_a_merged_one_ends_where_that_ended(store: SqlStore) -> None:
    """Three records of one person; a search by e-mail prefers the one that stands."""
    with store.write("a", actor=ANA) as uow:
        uow.guests.save(person("g1", "Ann", "Lee", "ann@lee.example"))
        uow.guests.save(person("g2", "Ann", "Lee", "ann@lee.example"))
        uow.guests.save(person("g3", "Ann", "Lee", "ann@other.example"))
        uow.people.move("g1", into_id="g2")
        uow.people.move("g2", into_id="g3")
        uow.people.move("g3", into_id="g3")
    with store.write("b", actor=ANA) as uow:
        assert [uow.people.standing(one) for one in ("g1", "g2", "g3", "g9")] == ["g3"] * 3 + ["g9"]
        uow.guests.save(person("g4", "Bo", "Lee", "ann@lee.example"))
        found = uow.guests.find_by_email("ann@lee.example")
        assert found is not None
        assert found.guest_id == "g4"
        # Saving a merged guest's record anew does not make it stand again.
        uow.guests.save(person("g1", "Ann", "Leigh", "ann@lee.example"))
        assert uow.people.standing("g1") == "g3"


def test_a_saved_guest_can_be_found_by_folded_name_and_digits(
    bench: Bench, store: SqlStore
) -> None:
    """What the search looks in is written with the guest."""
    contact = Contact("José", "Ñandú", "j@x.example", "+1 (707) 555-0100")
    with store.write("a", actor=ANA) as uow:
        uow.guests.save(guest(contact=contact))
    found = bench.rows(
        "SELECT folded_name, folded_last_name, phone_digits, phone_reversed FROM guest"
    )
    assert found == [("jose nandu", "nandu", "17075550100", "00105557071")]
