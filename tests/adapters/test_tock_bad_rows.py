"""Whatever a row or a profile holds, it is read or named: no exception, no NUL, nothing lost."""

import os

from hypothesis import given, settings
from hypothesis import strategies as st

from posapp.adapters.tock.decode import decode_reservation, decode_stored
from posapp.adapters.tock.export_file import read_export
from posapp.adapters.tock.profiles import GuestProfile, decode_profile
from posapp.domain.reservation import Channel, Quarantined
from posapp.ports.reservations import IncomingReservation
from tests.adapters.hostile_rows import body, broken
from tests.adapters.rows import booking, profile
from tests.adapters.tock_fields import PROFILE_MESSAGES, RESERVATION_MESSAGES

ROWS = int(os.environ.get("POSAPP_HOSTILE_ROWS", "150"))
hostile_rows = broken(RESERVATION_MESSAGES, "Reservation")
hostile_profiles = broken(PROFILE_MESSAGES, "GuestProfile")


@settings(max_examples=ROWS, deadline=None)
@given(hostile_rows)
def test_any_row_is_read_or_named(row) -> None:
    """A row that is read can be kept and read again; one that is not says where it is broken."""
    found = decode_reservation(body(row), source="tock", channel=Channel.FEED, origin="row 1")
    if isinstance(found, Quarantined):
        assert found.faults
        assert all(fault.path.startswith("$") and fault.message for fault in found.faults)
        assert "\0" not in found.raw
        return
    kept = found.reservation
    assert "\\x00" not in repr(kept)
    assert decode_stored("tock", found.raw, Channel.FEED) == kept
    assert 2000 <= kept.day.year <= 2200


@settings(max_examples=ROWS, deadline=None)
@given(hostile_profiles)
def test_any_profile_is_read_or_named(row) -> None:
    """A person comes out, or nobody because the profile was replaced, or what is broken."""
    found = decode_profile(body(row), source="tock", origin="row 1")
    if isinstance(found, GuestProfile):
        assert found.patron_id
        assert "\\x00" not in repr(found)
        assert list(found.tags) == sorted(set(found.tags))
    elif found is not None:
        assert found.faults


@settings(max_examples=ROWS // 3, deadline=None)
@given(st.lists(hostile_rows, min_size=1, max_size=4), st.integers(1, 64))
def test_bad_rows_of_a_file_cost_no_neighbour(rows, chunk) -> None:
    """Good rows before, between and after them are read, wherever the file is cut in transit."""
    good = [booking(id=8_000_000 + number) for number in range(len(rows) + 1)]
    mixed = [one for pair in zip(good, rows, strict=False) for one in pair] + [good[-1]]
    file = b"[" + b",".join(body(row) for row in mixed) + b"]"
    size = max(1, len(file) // chunk)
    chunks = [file[at : at + size] for at in range(0, len(file), size)]
    pages = list(read_export(chunks, source="tock", origin="reservation-1.json"))
    found = [row for page in pages for row in page.rows]
    keys = [one.reservation.key.text for one in found if isinstance(one, IncomingReservation)]
    assert {f"tock:31415:r:{row['id']}" for row in good} <= set(keys)
    assert not any(page.trouble for page in pages)
    people = sum(len(page.profiles) + page.skipped_profiles for page in pages)
    assert len(found) + people == len(mixed)


@settings(max_examples=ROWS // 3, deadline=None)
@given(st.lists(hostile_profiles, min_size=1, max_size=4))
def test_bad_profiles_of_a_file_cost_no_neighbour(rows) -> None:
    """Good profiles before and after them are read."""
    first, last = (profile(patron={"id": number, "email": "a@b.c"}) for number in (81, 82))
    file = b"[" + b",".join(body(row) for row in (first, *rows, last)) + b"]"
    pages = list(read_export([file], source="tock", origin="guest-profile-1.json"))
    people = [one.patron_id for page in pages for one in page.profiles]
    assert "81" in people
    assert "82" in people
    skipped = sum(page.skipped_profiles for page in pages)
    assert len(people) + skipped + sum(len(page.rows) for page in pages) == len(rows) + 2
