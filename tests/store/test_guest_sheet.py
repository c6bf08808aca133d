"""Everything the profile shows of one guest."""

from dataclasses import replace

import pytest

from posapp.domain.club import Club, Membership, MembershipStatus
from posapp.domain.club_tags import GuestTagState, TagList, aggregate_of
from posapp.domain.errors import NotFoundError
from posapp.domain.guest_record import GuestDetails, GuestRecord
from posapp.domain.merge import ConflictState
from posapp.domain.origin import GuestDefaults, GuestOrigin
from posapp.domain.outbox import Operation, OutboxState
from posapp.ports.documents import ClubDocument, ClubsDocument, GuestTagsDocument, encode
from posapp.ports.people import HeldMembership
from posapp.store.store import SqlStore
from tests.store.builders import ANA, guest, work
from tests.store.office_builders import OFFICE, conflict, link, person
from tests.support.clock import SATURDAY_MS
from tests.support.offices import TownCaps

_RESERVE = Club("a", "Reserve", 1_000, "sandbox")
_LIBRARY = Club("b", "Library", 500, "sandbox")


def _clubs_work(item_id: str, state: OutboxState, *, join: Club, leave: Club | None = None) -> str:
    clubs = [ClubDocument(club_id=one.club_id, name=one.name) for one in (join, leave) if one]
    return encode(
        ClubsDocument(
            change_id=item_id,
            guest_id="g1",
            customer_id="c-1",
            email="e",
            first_name="f",
            last_name="l",
            at_ms=1,
            join=tuple(clubs[:1]),
            leave=tuple(clubs[1:]),
            backend="sandbox",
        )
    )


def _tags(*tags: str) -> str:
    return encode(
        GuestTagsDocument(
            email="jordan@example.com",
            first_name="Jordan",
            last_name="Rivera",
            phone="",
            phone_country_code="",
            tags=tags,
            managed=tags,
        )
    )


def test_a_guest_comes_with_everything_known(store: SqlStore) -> None:
    """Record, origin, links with the merged ones last, and the conflicts that wait."""
    details = GuestDetails(company="Rivera LLC", contact_types=("VIP",))
    origin = GuestOrigin("g1", "1", GuestDefaults("Tock", "Retail"), is_imported=True, opt_in=False)
    with store.write("a", actor=ANA) as uow:
        uow.guests.save(guest())
        uow.people.save_details("g1", details)
        uow.origins.save(origin)
        for one in (link("c-0", into_id="c-1"), link("c-1")):
            uow.people.save_link(one)
        uow.people.save_conflict(conflict("x2", created_ms=2))
        uow.people.save_conflict(conflict("x1", created_ms=1))
        uow.people.save_conflict(conflict("x0", state=ConflictState.SETTLED))
    sheet = store.reads.people.guest("g1")
    assert sheet.guest == guest()
    assert sheet.record == GuestRecord(guest().contact, details)
    assert sheet.origin == origin
    assert sheet.links == (link("c-1"), link("c-0", into_id="c-1"))
    assert [one.conflict_id for one in sheet.conflicts] == ["x1", "x2"]
    assert (sheet.lookalikes, sheet.tags_sent, sheet.tags_due) == ((), None, None)
    assert (sheet.sync_state, sheet.sync_reason) == (None, "")
    (row,) = [one for one in store.reads.people.conflicts() if one.conflict.conflict_id == "x1"]
    assert (row.name, row.email) == ("Jordan Rivera", "Jordan@Example.com")
    with pytest.raises(NotFoundError):
        store.reads.people.guest("g9")


def test_memberships_say_how_far_a_change_of_them_is(store: SqlStore) -> None:
    """The latest work that names the club, less superseded ones; a club not told yet is its id."""
    store.caps = TownCaps(backend="sandbox")
    held, left, early = (
        replace(one, backend="sandbox")
        for one in (
            Membership("m1", "a", "c-1", True, MembershipStatus.ACTIVE, joined_ms=5),
            Membership("m2", "b", "c-1", False, MembershipStatus.CANCELLED),
            Membership("m3", "untold", "c-1", is_active=True),
        )
    )
    with store.write("a", actor=ANA) as uow:
        uow.guests.save(guest())
        for club in (_RESERVE, _LIBRARY):
            uow.guests.save_club(club)
        for one in (held, left, early):
            uow.guests.save_membership(one)
        states = {
            "w1": (OutboxState.CONFIRMED, _RESERVE, None),
            "w2": (OutboxState.WAITING, _RESERVE, _LIBRARY),
            "w3": (OutboxState.SUPERSEDED, _LIBRARY, None),
        }
        for item_id, (state, join, leave) in states.items():
            uow.outbox.add(
                work(
                    item_id,
                    aggregate="guest:g1",
                    operation=Operation.SET_CLUBS,
                    subject_id=item_id,
                    state=state,
                    payload=_clubs_work(item_id, state, join=join, leave=leave),
                )
            )
    assert store.reads.people.guest("g1").memberships == (
        HeldMembership(held, _RESERVE, OutboxState.WAITING, as_of_ms=SATURDAY_MS),
        HeldMembership(early, Club("untold", "untold", 0, "sandbox"), as_of_ms=SATURDAY_MS),
        HeldMembership(left, _LIBRARY, OutboxState.WAITING, as_of_ms=SATURDAY_MS),
    )


def test_another_offices_clubs_are_history_while_it_is_not_connected(store: SqlStore) -> None:
    """The same ids mean others there; coming back, the former one's count again at once."""
    with store.write("a", actor=ANA) as uow:
        uow.guests.save(guest(remote_id="c-1"))
        uow.people.save_link(link("c-1", backend="sandbox"))
        uow.people.save_link(link("c-1"))
        for club in (_RESERVE, Club("a", "Cave Club", 2_000, OFFICE)):
            uow.guests.save_club(club)
            place = Membership("m1", "a", "c-1", is_active=True, backend=club.backend)
            uow.guests.save_membership(place)
        uow.people.save_conflict(conflict())

    def shown(connected: str) -> tuple[list[tuple[str, bool]], list[str], tuple[str, ...], int]:
        store.caps = TownCaps(backend=connected)
        sheet = store.reads.people.guest("g1")
        (row,) = store.reads.people.guests("jordan", limit=9)
        held = [(one.club.name, one.is_former) for one in sheet.memberships]
        offered = [club.name for club in store.reads.people.clubs()]
        assert len(sheet.conflicts) == len(store.reads.people.conflicts()) == row.has_conflict
        return held, offered, row.clubs, len(sheet.conflicts)

    here = [("Reserve", False), ("Cave Club", True)], ["Reserve"], ("Reserve",), 0
    there = [("Cave Club", False), ("Reserve", True)], ["Cave Club"], ("Cave Club",), 1
    assert [shown(one) for one in ("sandbox", OFFICE, "sandbox")] == [here, there, here]
    held, offered, clubs, _ = shown("commerce7")
    assert ([former for _, former in held], offered, clubs) == ([True, True], [], ())
    held, offered, clubs, _ = shown("")
    assert ([former for _, former in held], offered, clubs) == ([True, True], [], ("Reserve",))
    titles = {(one.title, one.source) for one in store.reads.people.timeline("g1", limit=9)}
    assert titles == set()


def test_work_that_needs_a_person_is_what_the_profile_says(store: SqlStore) -> None:
    """Parked before waiting; what is over says nothing."""
    with store.write("a", actor=ANA) as uow:
        uow.guests.save(guest())
        for number, state in enumerate(
            (OutboxState.CONFIRMED, OutboxState.WAITING, OutboxState.PARKED)
        ):
            reason = "No such club." if state is OutboxState.PARKED else ""
            uow.outbox.add(
                work(f"w{number}", aggregate="guest:g1", subject_id=f"s{number}",
                     operation=Operation.PUT_CUSTOMER, state=state, reason=reason)
            )  # fmt: skip
    sheet = store.reads.people.guest("g1")
    assert (sheet.sync_state, sheet.sync_reason) == (OutboxState.PARKED, "No such club.")


def test_the_tags_are_what_tock_confirmed_last_and_what_it_should_have(store: SqlStore) -> None:
    """Noted clubs count as told until something is confirmed; names are as they are mapped."""
    key = guest().email_key
    with store.write("a", actor=ANA) as uow:
        uow.guests.save(guest())
        uow.guests.save_club(_RESERVE)
        uow.guests.save_membership(Membership("m1", "a", "c-1", is_active=True, backend="sandbox"))
        uow.tags.save_mapping("Reserve", "Estate Reserve")
    sheet = store.reads.people.guest("g1")
    assert (sheet.tags_sent, sheet.tags_due) == (None, ("Estate Reserve",))
    with store.write("b", actor=ANA) as uow:
        told = TagList(guest().contact, "", ("Old",))
        uow.tags.save(GuestTagState(email_key=key, told=told))
    assert store.reads.people.guest("g1").tags_sent == ("Old",)
    with store.write("c", actor=ANA) as uow:
        for number, state in enumerate((OutboxState.CONFIRMED, OutboxState.WAITING)):
            uow.outbox.add(
                work(f"w{number}", aggregate=aggregate_of(key), subject_id=f"s{number}",
                     operation=Operation.PUT_TAGS, state=state, payload=_tags("Sent", str(number)))
            )  # fmt: skip
    assert store.reads.people.guest("g1").tags_sent == ("Sent", "0")


@pytest.mark.parametrize(
    ("other", "score", "reason"),
    [
        (("Jordan", "RIVERA", "other@x.example", ""), 75, "The same name."),
        (("Jórdan", "Rivera", "other@x.example", "7075550100"), 97, "same name and the same phone"),
        (("Jordan", "Rivera", "jordan@example.com", ""), 99, "same name and the same e-mail"),
        (("J.", "Rivera", "o@x.example", "+1 707 555 0100"), 92, "alike, and the same phone"),
        (("Jordon", "Rivera", "jordan@work.example", ""), 85, "the e-mails begin alike"),
        (("Rivera", "Jordan", "jordan@work.example", ""), 85, "the e-mails begin alike"),
        (("Maria", "Lopez", "m@x.example", "17075550100"), 60, "The same phone number."),
        (("Maria", "Lopez", "jordan@example.com", ""), 55, "The same e-mail."),
        (("Maria", "Lopez", "jordan@other.example", ""), None, ""),
        (("J.", "Rivera", "o@x.example", ""), None, ""),
        (("Jordan", "Smith", "o@x.example", "0100"), None, ""),
    ],
)
def test_who_may_be_the_same_person_is_named_with_the_reason(
    store: SqlStore, other: tuple[str, str, str, str], score: int | None, reason: str
) -> None:
    """The same name or number, or like names with like addresses; a surname is not enough."""
    with store.write("a", actor=ANA) as uow:
        uow.guests.save(guest())
        uow.guests.save(person("g2", *other))
    found = store.reads.people.guest("g1").lookalikes
    if score is None:
        assert found == ()
        return
    assert [(one.guest_id, one.score) for one in found] == [("g2", score)]
    assert reason in found[0].reason


def test_a_guest_made_one_with_another_is_no_lookalike_and_shows_the_other(
    store: SqlStore,
) -> None:
    """Whoever looks at the old record sees who it is now."""
    with store.write("a", actor=ANA) as uow:
        uow.guests.save(guest())
        uow.guests.save(person("g2", "Jordan", "Rivera", "jr@work.example"))
        uow.people.move("g2", into_id="g1")
    assert store.reads.people.guest("g2").guest == guest()
    assert store.reads.people.guest("g1").lookalikes == ()
