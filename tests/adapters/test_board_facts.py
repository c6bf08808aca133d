"""The short way to the facts of a row gives what the long way gives, for every kind of row."""

from __future__ import annotations

import pytest

from posapp.adapters.tock.decode import decode_reservation, read_reservation
from posapp.bench.rows import export_rows
from posapp.domain.reservation import Channel, Quarantined
from posapp.ports.board_facts import facts_of
from posapp.ports.reservations import IncomingReservation
from tests.adapters.rows import booking, text, walk_in

_TABLES = [{"id": 1}, {"id": 2, "name": 7, "room": "Cave"}, {"id": 3, "name": "T3", "room": "Bar"}]
_NOTES = [{"noteType": "BOOKING_DIETARY_NOTE"}, {"noteType": "GUEST_PROVIDED_NOTE", "text": "hi"}]
_BODIES = [
    text(booking()),
    text(walk_in()),
    text(booking(table=_TABLES, note=_NOTES, option=None, experience=None)),
    text(booking(dinerPatron=None, confirmationCode=None, partyState=None, payment=[], refund=[])),
    text(booking(dinerPatron=None, ownerPatron=None, table=[], note=None)),
    *export_rows(rows=60, seed=5),
]


def decode(body: bytes) -> IncomingReservation | Quarantined:
    return decode_reservation(body, source="tock", channel=Channel.EXPORT, origin="row 1")


def read(body: bytes) -> IncomingReservation | Quarantined:
    return read_reservation(
        body, source="tock", channel=Channel.EXPORT, origin="row 1", raw_digest=7
    )


@pytest.mark.parametrize("body", _BODIES)
def test_the_facts_are_those_of_the_row_itself(body: bytes) -> None:
    """As it is decoded, as it is read to be stored, and as it is read from the kept text."""
    decoded, found = decode(body), read(body)
    assert isinstance(decoded, IncomingReservation)
    assert isinstance(found, IncomingReservation)
    assert found.facts == decoded.facts == facts_of(decoded.reservation)
    assert found.facts.key == decoded.reservation.key
    assert (found.raw, found.raw_digest) == (decoded.raw, 7)
    assert found.reservation == decoded.reservation
    assert found.reservation is found.reservation


def test_a_row_read_to_be_stored_is_set_aside_like_any() -> None:
    """With the same faults as when it is only decoded."""
    broken = text(booking(partySize="many"))
    assert isinstance(read(broken), Quarantined)
    assert read(broken) == decode(broken)


def test_what_was_read_is_shown_by_no_accident() -> None:
    """Its text may hold what must not stand in a log."""
    found = read(text(booking()))
    assert isinstance(found, IncomingReservation)
    assert "d@b.example" not in repr(found.decoded)
