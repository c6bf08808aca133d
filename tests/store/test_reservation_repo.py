"""Tock's rows in the store: every column as the domain states it, whole pages at a time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posapp.domain.business_day import to_ms
from posapp.domain.errors import NotFoundError
from posapp.domain.guest import fold
from posapp.domain.ids import ReservationKey, ReservationKind
from posapp.domain.party import PartyStatus
from posapp.domain.reservation import (
    BookedItem,
    Channel,
    Note,
    Patron,
    Reservation,
    Table,
    TockMoney,
    TockRefund,
    Version,
)
from posapp.ports.reservations import IncomingReservation
from posapp.store.store import SqlStore
from tests.store.builders import ANA, incoming, reservation, reservation_key
from tests.store.conftest import Bench

_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_cents = st.none() | st.integers(0, 2**40)
_patrons = st.none() | st.builds(
    Patron, st.just("7"), _texts, _texts, email=_texts, phone=_texts, phone_country_code=st.just("")
)
_keys = st.builds(
    ReservationKey,
    st.just("tock"),
    st.just("31415"),
    st.sampled_from(ReservationKind),
    st.integers(0, 2**64 - 1).map(str),
)
_versions = st.builds(
    Version,
    st.integers(0, 2**45),
    st.integers(0, 2**32 - 1),
    st.sampled_from(Channel),
    st.integers(0, 2**64 - 1),
    _texts,
)
_reservations = st.builds(
    reservation,
    key=_keys,
    version=_versions,
    starts_at=st.integers(1_577_836_800, 1_893_456_000).map(
        lambda second: datetime.fromtimestamp(second, tz=UTC)
    ),
    zone=st.sampled_from(["America/Los_Angeles", "Europe/Rome", "Pacific/Auckland"]),
    party_size=st.integers(0, 500),
    party=st.sampled_from(["EXPECTED", "CANCELLED", "ON_PATIO", None]).map(PartyStatus.of),
    is_cancelled_flag=st.booleans(),
    diner=_patrons,
    owner=_patrons,
    experience=st.none()
    | st.builds(BookedItem, st.just("5"), _texts, variety=st.sampled_from(["", "PICKUP"])),
    notes=st.lists(
        st.builds(Note, _texts, st.sampled_from(["", "BOOKING_DIETARY_NOTE"])), max_size=2
    ).map(tuple),
    tables=st.lists(st.builds(Table, st.just("1"), _texts), max_size=2).map(tuple),
    confirmation_code=_texts,
    money=st.builds(
        TockMoney,
        st.just("USD"),
        total_cents=_cents,
        paid_cents=_cents,
        due_cents=_cents,
        refunds=st.sampled_from([(), (TockRefund(5),)]),
    ),
)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, new_store: Path) -> SqlStore:
    """One store for all examples: rows of different keys do not meet."""
    from contextlib import ExitStack

    return Bench(tmp_path_factory.mktemp("columns") / "store", ExitStack()).open()


@given(row=_reservations)
def test_every_column_says_what_the_domain_says(shared: SqlStore, row: Reservation) -> None:
    """Whatever Tock may send: ids beyond 63 bits, no names, absent money, unknown states."""
    with shared.write("ingest", actor=ANA) as uow:
        uow.reservations.save([IncomingReservation(row, '{"id":"1"}')])
        assert uow.reservations.versions([row.key.text]) == {row.key.text: row.version}
        stored = dict(
            uow.reservations._scope.session.connection()
            .exec_driver_sql("SELECT * FROM reservation WHERE key = ?", (row.key.text,))
            .mappings()
            .one()
        )
    assert stored["remote_id"] == row.key.remote_id
    assert (stored["start_ms"], stored["day"]) == (to_ms(row.starts_at), row.day.isoformat())
    assert (stored["zone"], stored["size"]) == (row.zone, row.party_size)
    assert (stored["name"], stored["folded_name"]) == (row.name, fold(row.name))
    assert stored["folded_last_name"] == fold(row.patron.last_name)
    assert (stored["party_state"], stored["party_state_raw"]) == (row.party.state, row.party.raw)
    assert stored["is_cancelled"] == row.is_cancelled
    assert (stored["is_walk_in"], stored["is_visit"]) == (row.is_walk_in, row.is_visit)
    assert stored["tables"] == ", ".join(table.name for table in row.tables)
    assert (stored["code"], stored["email"]) == (row.confirmation_code, row.patron.email)
    money = (stored["total_cents"], stored["paid_cents"], stored["due_cents"])
    assert money == (row.money.total_cents, row.money.paid_cents, row.money.due_cents)
    assert stored["has_refund"] == bool(row.money.refunds)
    assert stored["has_dietary_note"] == any(note.is_dietary for note in row.notes)


def test_a_row_is_decoded_again_from_its_raw_text(store: SqlStore) -> None:
    """The columns are for lists only; the sheet shows what Tock wrote, by its channel."""
    with store.write("ingest", actor=ANA) as uow:
        uow.reservations.save([incoming(9, version=Version(1, 1, Channel.EXPORT, 1, "d"))])
        assert uow.reservations.get(reservation_key(9)).visit_tags == ("read again from EXPORT",)
        with pytest.raises(NotFoundError):
            uow.reservations.get(reservation_key(8))


def test_a_page_is_inserted_replaced_and_compared_at_once(bench: Bench, store: SqlStore) -> None:
    """Old rows keep their number and the time they first came; unknown keys are absent."""
    page = [incoming(number) for number in range(200)]
    with store.write("ingest", actor=ANA) as uow:
        uow.reservations.save(page)
    bench.clock.advance(60_000)
    newer = Version(2_000, 2, Channel.FEED, 6, "newer")
    with store.write("ingest", actor=ANA) as uow:
        uow.reservations.save([incoming(3, version=newer, party_size=6), incoming(200)])
        known = uow.reservations.versions([reservation_key(n).text for n in (3, 4, 200, 999)])
    assert set(known) == {reservation_key(n).text for n in (3, 4, 200)}
    assert known[reservation_key(3).text] == newer
    assert bench.rows("SELECT count(*), max(row_no) FROM reservation") == [(201, 201)]
    assert bench.rows("SELECT count(*) FROM reservation_raw") == [(201,)]
    assert bench.rows(
        "SELECT row_no, size, updated_ms - created_ms FROM reservation WHERE size=6"
    ) == [(4, 6, 60_000)]


def test_an_empty_page_writes_nothing(bench: Bench, store: SqlStore) -> None:
    """A page of unreadable rows only is no trouble."""
    with store.write("ingest", actor=ANA) as uow:
        uow.reservations.save([])
        assert uow.reservations.versions([]) == {}
    assert bench.rows("SELECT count(*) FROM reservation") == [(0,)]


def test_one_row_twice_in_a_page_is_the_later_one(bench: Bench, store: SqlStore) -> None:
    """Pages may repeat a row; the caller has ordered them."""
    with store.write("ingest", actor=ANA) as uow:
        uow.reservations.save([incoming(1, party_size=2), incoming(1, party_size=5)])
    assert bench.rows("SELECT size FROM reservation") == [(5,)]


def test_a_page_is_found_at_once_by_what_it_told_last(bench: Bench, store: SqlStore) -> None:
    """New rows, rows that change, and a row twice in one page: the index holds each once."""
    again = replace(reservation(2), diner=Patron("7", "Mina", "Okafor"))
    changed = replace(reservation(1), diner=Patron("7", "Zoë", "Ångström"))
    with store.write("ingest", actor=ANA) as uow:
        uow.reservations.save([incoming(1), incoming(2), IncomingReservation(again, "{}")])
    assert [row.name for row in store.reads.search("okafor", limit=5)] == ["Mina Okafor"]
    with store.write("ingest", actor=ANA) as uow:
        uow.reservations.save([incoming(3), IncomingReservation(changed, "{}"), incoming(4)])
    assert len(store.reads.search("rivera", limit=5)) == 2
    assert [row.name for row in store.reads.search("angstrom", limit=5)] == ["Zoë Ångström"]
    assert bench.rows("SELECT count(*) FROM reservation") == [(4,)]
    _check_index(store)


def test_a_page_that_is_not_stored_leaves_nothing_in_the_index(
    bench: Bench, store: SqlStore
) -> None:
    """Rows and their place in the index are one transaction."""
    too_large = replace(incoming(2), raw_digest=2**64)
    with pytest.raises(OverflowError), store.write("ingest", actor=ANA) as uow:
        uow.reservations.save([incoming(1), too_large])
    assert store.reads.search("rivera", limit=5) == []
    with store.write("ingest", actor=ANA) as uow:
        uow.reservations.save([incoming(2)])
    assert len(store.reads.search("rivera", limit=5)) == 1
    _check_index(store)


def test_texts_are_known_in_lists_of_any_length(store: SqlStore) -> None:
    """Short lists, long ones, and rows whose text is to be read again."""
    rows = [replace(incoming(number), raw_digest=number * 3) for number in range(1, 301)]
    with store.write("ingest", actor=ANA) as uow:
        uow.reservations.save([*rows, incoming(301)])
        for asked in ([], [3], range(1, 4), range(-129, 1), range(1, 902), range(600, 1_700)):
            found = {number for number in asked if 3 <= number <= 900 and number % 3 == 0}
            assert uow.reservations.known_texts(list(asked)) == found


def test_the_search_text_follows_the_row(bench: Bench, store: SqlStore) -> None:
    """A changed name is found by the new one only; the index is whole afterwards."""
    renamed = replace(reservation(1), diner=Patron("7", "Zoë", "Ångström"))
    with store.write("ingest", actor=ANA) as uow:
        uow.reservations.save([incoming(1)])
        uow.reservations.save([IncomingReservation(renamed, "{}")])
    assert [row.name for row in store.reads.search("angstrom", limit=5)] == ["Zoë Ångström"]
    assert store.reads.search("rivera", limit=5) == []
    _check_index(store)


def _check_index(store: SqlStore) -> None:
    with store._parts.engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO reservation_search (reservation_search, rank)"
            " VALUES ('integrity-check', 1)"
        )


def test_the_day_is_the_business_s(bench: Bench, store: SqlStore) -> None:
    """Half past eleven at night in California is still that day, whatever UTC says."""
    late = datetime(2026, 10, 11, 6, 30, tzinfo=UTC)
    with store.write("ingest", actor=ANA) as uow:
        uow.reservations.save(
            [incoming(1, starts_at=late), incoming(2, starts_at=late + timedelta(hours=1))]
        )
    assert bench.rows("SELECT day FROM reservation ORDER BY key") == [
        ("2026-10-10",),
        ("2026-10-11",),
    ]
