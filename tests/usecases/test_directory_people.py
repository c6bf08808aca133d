"""People of the directory: who becomes a guest, with what, and whose record is left alone."""

from __future__ import annotations

from posapp.domain.guest import Contact, Guest
from posapp.domain.origin import DirectoryPerson, GuestDefaults, GuestOrigin
from posapp.usecases.ingest_profiles import ingest_profiles
from posapp.usecases.ingest_reservations import IngestCounts
from tests.support.till import PROGRAM, Till

DEFAULTS = GuestDefaults("Tock", "Visitor", "B")


def person(email: str, *, opt_in: bool | None = None, **changes: str) -> DirectoryPerson:
    contact = Contact(changes.get("first", "Ana"), changes.get("last", "Gray"), email, "7075550100")
    return DirectoryPerson(contact, "+1 US", opt_in)


def take(till: Till, *people: DirectoryPerson) -> IngestCounts:
    with till.store.write("people", actor=PROGRAM) as uow:
        return ingest_profiles(people, uow=uow, defaults=DEFAULTS)


def origin(till: Till, email: str) -> GuestOrigin | None:
    return till.reads.mappings.origin(email)


def test_an_unknown_address_becomes_a_guest_with_the_defaults(till: Till) -> None:
    """Marked as imported, with the three defaults, the country code and the consent."""
    assert take(till, person("a@b.example", opt_in=False)) == IngestCounts(read=1, new=1)
    found = origin(till, "A@B.example")
    assert found is not None
    assert (found.defaults, found.is_imported, found.opt_in) == (DEFAULTS, True, False)
    assert found.phone_country_code == "+1 US"


def test_one_address_in_any_case_is_one_guest(till: Till) -> None:
    """On one page and on the next; the consent told last counts."""
    counts = take(till, person("a@b.example"), person(" A@B.Example ", opt_in=True))
    assert counts == IngestCounts(read=2, new=1, changed=1)
    assert take(till, person("A@B.EXAMPLE")) == IngestCounts(read=1, unchanged=1)
    found = origin(till, "a@b.example")
    assert found is not None
    assert found.opt_in is True  # the directory's silence takes nothing back


def test_a_known_guest_keeps_everything_but_the_consent(till: Till) -> None:
    """Name, phone and source stay as the back office has them; consent is noted beside."""
    known = Guest("g1", Contact("Anna", "Grey", "a@b.example", "1"), "office", "c-9")
    with till.store.write("office", actor=PROGRAM) as uow:
        uow.guests.save(known)
    assert take(till, person("A@b.example", opt_in=True)) == IngestCounts(read=1, changed=1)
    with till.store.write("look", actor=PROGRAM) as uow:
        assert uow.guests.get("g1") == known
    found = origin(till, "a@b.example")
    assert found == GuestOrigin("g1", opt_in=True)
    assert not found.is_imported


def test_only_identified_people_with_a_real_address_become_guests(till: Till) -> None:
    """First name, last name and an address that is one: two people of "n/a" are not one guest."""
    counts = take(
        till,
        person("", first="No", last="Mail"),
        person("x@b.example", first=""),
        person("y@b.example", last=" "),
        person("n/a"),
        person("4111 1111 1111 1111"),
    )
    assert counts == IngestCounts(read=5, unchanged=5)


def test_nobody_is_pushed_anywhere(till: Till) -> None:
    """A first import may hold thousands: no customer is sent to the back office."""
    take(till, *(person(f"g{number}@b.example") for number in range(5)))
    overview = till.reads.sync_overview()
    assert overview.outbox == ()
    assert overview.to_send == 0
