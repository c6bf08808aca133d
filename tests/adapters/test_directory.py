"""Directory only: of every field of the model those are let through that a directory holds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posapp.adapters.tock.decode import decode_reservation
from posapp.adapters.tock.directory import DirectoryReduction, DirectorySource
from posapp.domain.guest import Contact
from posapp.domain.mapping import RoomMap
from posapp.domain.origin import DirectoryPerson
from posapp.domain.reservation import Channel, Quarantined
from posapp.ports.reservations import IncomingGuest, IncomingReservation, ReservationPage
from tests.support.tock_fields import is_in, marked

KEPT = {
    "Reservation.business.name",
    "Reservation.dinerPatron.email",
    "Reservation.dinerPatron.firstName",
    "Reservation.dinerPatron.lastName",
    "Reservation.experience.name",
    "Reservation.note.noteType",
    "Reservation.note.text",
    "Reservation.ownerPatron.email",
    "Reservation.ownerPatron.firstName",
    "Reservation.ownerPatron.lastName",
    "Reservation.partyState",
    "Reservation.versionId",
}
NEVER_KEPT_ANYWAY = {
    "Reservation.discount.giftCard.externalPin",
    "Reservation.payment.processorId",
    "Reservation.refund.processorId",
}


def decoded(row: dict[str, Any] | str) -> IncomingReservation | Quarantined:
    text = row if isinstance(row, str) else json.dumps(row)
    return decode_reservation(text, source="tock", channel=Channel.EXPORT, origin="file row 1")


def reduced(
    *rows: IncomingReservation | Quarantined, rooms: dict[tuple[str, str], str] | None = None
) -> ReservationPage:
    cut = DirectoryReduction(lambda: RoomMap(rooms or {}))
    return cut.page(ReservationPage(rows, "c"), channel=Channel.EXPORT)


def found(marks: dict[str, str], text: str) -> set[str]:
    return {path for path, mark in marks.items() if is_in(mark, text.encode())}


def test_exactly_the_fields_of_a_directory_are_kept() -> None:
    """All 49 fields and their messages go in; the row that comes out holds the listed ones."""
    full = marked("Reservation")
    row = decoded(full.row)
    assert isinstance(row, IncomingReservation)
    assert found(full.marks, row.raw) == full.marks.keys() - NEVER_KEPT_ANYWAY
    page = reduced(row)
    (kept,) = page.rows
    assert isinstance(kept, IncomingReservation)
    assert found(full.marks, kept.raw) == KEPT
    assert found(full.marks, repr(kept.reservation)) == KEPT
    assert page.is_reduced


def test_a_row_that_is_reduced_keeps_its_place_and_order() -> None:
    """Key, start, size, state and version are those of the whole row; money is not known."""
    full = marked("Reservation")
    row = decoded(full.row)
    (kept,) = reduced(row).rows
    assert isinstance(row, IncomingReservation)
    assert isinstance(kept, IncomingReservation)
    before, after = row.reservation, kept.reservation
    for name in ("key", "starts_at", "zone", "party_size", "party", "name", "notes"):
        assert getattr(after, name) == getattr(before, name), name
    assert after.version.updated_ms == before.version.updated_ms
    assert after.version.sequence_id == before.version.sequence_id
    assert after.money.due_cents is after.money.total_cents is None
    assert not after.tables


def test_a_room_becomes_its_location_or_is_counted() -> None:
    """A mapped room is a location, a room left out is neither, an unmapped one is told by name."""
    full = marked("Reservation")
    room = full.marks["Reservation.table.room"]
    (row,) = reduced(decoded(full.row), rooms={("31415", room): "Terrace"}).rows
    assert isinstance(row, IncomingReservation)
    assert row.location == "Terrace"
    left_out = reduced(decoded(full.row), rooms={("31415", room): ""})
    assert (left_out.rows[0].location, left_out.rooms) == ("", ())  # type: ignore[union-attr]
    unmapped = reduced(decoded(full.row))
    assert [one.name for one in unmapped.rooms] == [room]
    elsewhere = reduced(decoded(full.row), rooms={("999", room): "Terrace"})
    assert [one.name for one in elsewhere.rooms] == [room]


def test_orders_are_no_part_of_a_directory() -> None:
    """Pick-up and delivery are orders, not parties: their rows are not kept at all."""
    for variety in ("PICKUP", "DELIVERY"):
        row = marked("Reservation").row
        row["experience"]["variety"] = variety
        assert reduced(decoded(row)).rows == ()


def test_diners_become_people_and_lose_their_phone() -> None:
    """Name and e-mail of the diner, nobody's phone number, no tags and no ids of guests."""
    told = DirectoryPerson(Contact("Ana", "Gray", "a@b.example", "7075550100"), "+1 US", True)
    guest = IncomingGuest("7", told, ("VIP",))
    rows = (decoded(marked("Reservation").row),)
    whole = ReservationPage(rows, "c", people=(told,), guests=(guest,))
    page = DirectoryReduction(lambda: RoomMap({})).page(whole, channel=Channel.EXPORT)
    ana = DirectoryPerson(Contact("Ana", "Gray", "a@b.example"), "", True)
    assert page.people[0] == ana
    assert page.people[1].contact.email.endswith("@mark.example")
    assert page.people[1].contact.phone == ""
    assert page.guests == (IncomingGuest("", ana),)


def broken_rows() -> Iterator[tuple[str, dict[str, Any] | str]]:
    row = marked("Reservation").row
    yield "kept field", {**row, "partySize": row["confirmationCode"]}
    yield "kept text", {**row, "note": [{"text": {"deep": row["payment"]}}]}
    yield "kept list", {**row, "note": {"text": row["serverName"]}}
    yield "kept message", {**row, "dinerPatron": [row["payment"]]}
    yield "torn", json.dumps(row)[:-40]
    yield "no business", {name: value for name, value in row.items() if name != "business"}


@pytest.mark.parametrize(("what", "row"), [*broken_rows()], ids=[what for what, _ in broken_rows()])
def test_what_cannot_be_read_keeps_no_more(what: str, row: dict[str, Any] | str) -> None:
    """A broken row goes to quarantine with the paths of its faults and its reduced text."""
    del what
    marks = marked("Reservation").marks
    whole = decoded(row)
    assert isinstance(whole, Quarantined)
    assert found(marks, whole.raw) - KEPT  # or this test could not fail
    (kept,) = reduced(whole).rows
    assert isinstance(kept, Quarantined)
    assert kept.faults
    assert found(marks, kept.raw) <= KEPT
    assert found(marks, repr(kept.faults) + kept.origin) == set()


def test_two_texts_that_cannot_be_read_stay_two() -> None:
    """What is withheld may be all that differs between them."""
    rows = [decoded('{"id": 1, "x'), decoded('{"id": 2, "x')]
    first, second = reduced(*rows).rows
    assert first.raw != second.raw


def test_an_unreadable_profile_keeps_no_more() -> None:
    """Of a guest's profile: names, e-mail and consent."""
    full = marked("GuestProfile")
    text = json.dumps({**full.row, "tag": "no list"})
    whole = Quarantined("tock", "guest-profile-1.json row 1", text, ())
    (kept,) = reduced(whole).rows
    assert found(full.marks, kept.raw) == {
        "GuestProfile.patron.email",
        "GuestProfile.patron.firstName",
        "GuestProfile.patron.lastName",
    }


def test_without_a_reduction_pages_pass_as_they_are() -> None:
    """The switch off: the very same pages."""

    class One:
        name = "tock"

        def changes(self, cursor: str, *, known: object = None) -> Iterator[ReservationPage]:
            yield ReservationPage((decoded(marked("Reservation").row),), cursor)

    whole = DirectorySource(One(), reduction=None, channel=Channel.FEED)  # type: ignore[arg-type]
    (page,) = whole.changes("c1")
    assert not page.is_reduced
    assert found(marked("Reservation").marks, page.rows[0].raw) - KEPT


_LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.just("zqdeepqz")
_ANY = st.recursive(
    _LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(sorted(marked("Reservation").row)), _ANY.map(lambda v: {"x": v}), max_size=8
    )
)
def test_no_shape_of_a_value_smuggles_anything_in(changes: dict[str, Any]) -> None:
    """Objects where texts and numbers belong, at any depth: nothing of them is kept."""
    whole = decoded({**marked("Reservation").row, **changes})
    for kept in reduced(whole).rows:
        assert "zqdeepqz" not in kept.raw
