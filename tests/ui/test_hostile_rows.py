"""Whole pages of hostile rows, from the file through the store to the words of the sheet."""

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posapp.adapters.tock.export_file import read_export
from posapp.domain.errors import NotFoundError
from posapp.domain.reservation import Quarantined
from posapp.ports.reservations import IncomingReservation, ReservationPage
from posapp.ui.format import Words
from posapp.ui.screens.arrivals.sheet import SheetState, sheet_of
from posapp.usecases.ingest_reservations import ingest_reservations
from tests.adapters.hostile_rows import body, broken
from tests.adapters.rows import START_MS, ZONE, booking, walk_in
from tests.adapters.tock_fields import RESERVATION_MESSAGES
from tests.support.till import PROGRAM, Till

PAGES = int(os.environ.get("POSAPP_HOSTILE_PAGES", "20"))
WORDS = Words(ZONE, "USD")
hostile_rows = broken(RESERVATION_MESSAGES, "Reservation")


def ingested(till: Till, rows: list[Any]) -> tuple[list[str], int]:
    """A file of rows into the store; the keys of those that were read, and how many were not."""
    file = b"[" + b",".join(body(row) for row in rows) + b"]"
    keys, unreadable = [], 0
    for page in read_export([file], source="tock", origin="reservation-1.json"):
        with till.store.write("pull", actor=PROGRAM) as uow:
            ingest_reservations(
                ReservationPage(page.rows, "c"), uow=uow, remote="tock", stream="export"
            )
        keys += [r.reservation.key.text for r in page.rows if isinstance(r, IncomingReservation)]
        unreadable += sum(isinstance(row, Quarantined) for row in page.rows)
        unreadable += len(page.profiles) + page.skipped_profiles
    return keys, unreadable


def sheet(till: Till, key: str) -> SheetState | None:
    """The sheet of a row, None for one that the board does not list (a pick-up is no visit)."""
    found = till.reads.reservation(key)
    rows = till.reads.board(found.reservation.day)
    row = next((row for row in rows if row.key == key), None)
    if row is None:
        return None
    return sheet_of(row, found=found, words=WORDS, now_ms=START_MS, is_online=True)


def test_every_row_is_kept_shown_or_named(tmp_path: Path) -> None:
    """Each row of a page is on its sheet or among the unreadable ones, and its neighbours too."""
    good = [booking(id=8_000_001), booking(id=8_000_002)]
    with Till(tmp_path) as till:

        @settings(max_examples=PAGES, deadline=None)
        @given(st.lists(hostile_rows, min_size=1, max_size=6))
        def check(rows) -> None:
            keys, unreadable = ingested(till, [good[0], *rows, good[1]])
            assert len(keys) + unreadable == len(rows) + 2
            for key in dict.fromkeys(keys):
                shown = sheet(till, key)
                if shown is not None:
                    assert shown.key == key
            for row in good:
                shown = sheet(till, f"tock:31415:r:{row['id']}")
                assert shown is not None
                assert shown.name == "Dina Diaz"
            assert all(row.faults for row in till.reads.quarantine())

        check()


def test_the_published_shapes_are_all_shown(tmp_path: Path) -> None:
    """Number and text ids, a bare time, a walk-in, empty lists, an unknown word, a mismatch."""
    shapes = {
        "tock:31415:r:1": booking(id=1),
        "tock:31415:r:2": booking(id="2", dateTime="17:30"),
        "tock:31415:r:18446744073709551615": booking(id=2**64 - 1, dateTime="2026-10-10T17:30:00"),
        "tock:31415:w:229255": walk_in(),
        "tock:31415:r:4": booking(id=4, note=[], table=[], option=[], payment=[], question=[]),
        "tock:31415:r:5": booking(id=5, partyState="ON_PATIO"),
        "tock:31415:r:6": booking(id=6, amountDueCents=1),
        "tock:31415:r:7": booking(id=7, amountDueCents=-500, totalPriceCents=-1),
        "tock:31415:r:8": booking(id=8, dinerPatron={"firstName": "x" * 100_000}),
        "tock:31415:r:9": booking(id=9, dinerPatron={"firstName": "نور", "lastName": "👩‍👩‍👧‍👦"}),
    }
    with Till(tmp_path) as till:
        keys, unreadable = ingested(till, list(shapes.values()))
        assert keys == list(shapes)
        assert unreadable == 0
        sheets = {key: sheet(till, key) for key in keys}
        assert all(sheets.values())
        mismatch = sheets["tock:31415:r:6"]
        assert mismatch is not None
        assert mismatch.money is not None
        assert "do not add up" in mismatch.money.hint


def test_cancelled_then_updated_and_a_transfer_pair(tmp_path: Path) -> None:
    """News after a cancellation is taken; of a transfer the old one is closed, the new one open."""
    later = {"lastUpdatedTimestamp": START_MS, "sequenceId": 9}
    refund = [{"id": 3, "amount": 100, "status": "COMPLETE"}]
    due = {"amountDueCents": 9_000, "netAmountPaidCents": 9_000}
    with Till(tmp_path) as till:
        ingested(till, [booking(id=1, isCancelled=True, **due), booking(id=2, **due)])
        given_away = {"isCancelled": True, "transferredOut": True}
        ingested(
            till,
            [
                booking(id=1, isCancelled=True, refund=refund, **later, **due),
                booking(id=2, **given_away, **later, **due),
                booking(id=3, **due),
                booking(id=3, partySize=1, lastUpdatedTimestamp=5, **due),
                booking(id=3, **due),
            ],
        )
        one, old, new = (sheet(till, f"tock:31415:r:{number}") for number in (1, 2, 3))
        assert one is not None
        assert old is not None
        assert new is not None
        assert one.money is not None
        assert "1 refund at Tock: $1.00." in one.money.hint
        assert one.take is not None
        assert one.take.note.startswith("Cancelled")
        assert [fact.text for fact in old.facts if fact.label == "Transfer"]
        assert old.take is not None
        assert not old.take.is_enabled
        assert new.take is not None
        assert new.take.is_enabled
        assert "party of 4" in new.when


def test_dates_and_zones_nobody_has_are_named_not_shown(tmp_path: Path) -> None:
    """1970, 9999 and a zone this machine does not know go to the list with their reasons."""
    rows = [
        booking(id=1, serviceDateTimestamp=0),
        booking(id=2, serviceDateTimestamp=253_402_300_799_000),
        booking(id=3, serviceDateTimestamp=..., dateTime="9999-12-31T23:59"),
        booking(id=4, business={"id": 31415, "timeZone": "Mars/Olympus"}),
        booking(id=5),
    ]
    with Till(tmp_path) as till:
        keys, unreadable = ingested(till, rows)
        assert keys == ["tock:31415:r:5"]
        assert unreadable == 4
        faults = [fault.path for row in till.reads.quarantine() for fault in row.faults]
        assert sorted(set(faults)) == [
            "$.business.timeZone",
            "$.dateTime",
            "$.serviceDateTimestamp",
        ]
        with pytest.raises(NotFoundError):
            till.reads.reservation("tock:31415:r:1")
