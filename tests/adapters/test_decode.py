"""One row of Tock: every shape seen on the wire is read, what is broken is named by its path."""

import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posapp.adapters.tock.decode import decode_reservation, decode_stored
from posapp.domain.ids import ReservationKind
from posapp.domain.party import PartyState
from posapp.domain.reservation import Channel, Quarantined, Reservation
from posapp.ports.reservations import IncomingReservation
from tests.adapters.rows import (
    MACHINE_MADE_FAULTS,
    START_MS,
    ZONE,
    booking,
    business,
    machine_made,
    text,
    walk_in,
)

CARD = "4111 1111 1111 1111"


def decode(row, channel=Channel.EXPORT) -> IncomingReservation | Quarantined:
    raw = row if isinstance(row, bytes | str) else text(row)
    return decode_reservation(raw, source="tock", channel=channel, origin="file row 1")


def read(row, channel=Channel.EXPORT) -> Reservation:
    incoming = decode(row, channel)
    assert isinstance(incoming, IncomingReservation), incoming
    return incoming.reservation


def refused(row) -> dict[str, str]:
    found = decode(row)
    assert isinstance(found, Quarantined), found
    return {fault.path: fault.message for fault in found.faults}


def test_a_booking_is_read_in_full():
    """Times, people, add-ons grouped by unit, notes, questions, tables and money as stated."""
    found = read(booking())
    assert found.key.text == "tock:31415:r:229255"
    assert found.starts_at == datetime(2026, 10, 11, 0, 30, tzinfo=UTC)
    assert (found.day, found.zone) == (date(2026, 10, 10), ZONE)
    assert (found.name, found.patron.email) == ("Dina Diaz", "d@b.example")
    assert [(item.name, item.quantity, item.unit_cents) for item in found.add_ons] == [
        ("Cheese", 2, 1800),
        ("Tour", 1, 2500),
    ]
    assert found.experience is not None
    assert found.experience.variety == "PREPAID"
    assert found.notes[0].is_dietary
    assert found.questions[0].responses == ("Birthday", "Other")
    assert found.tables[0].name == "T4"
    assert (found.seating_area, found.visit_tags) == ("Patio", ("VIP",))
    money = found.money
    assert (money.total_cents, money.paid_cents, money.due_cents) == (18000, 18000, 0)
    assert money.gratuity_cents is None
    assert (found.version.updated_ms, found.version.sequence_id) == (START_MS - 3_600_000, 3)


def test_a_walk_in_has_no_id_and_no_money():
    """It is known by walkinId in an id space of its own; absent amounts are not zero."""
    found = read(walk_in())
    assert found.key.kind is ReservationKind.WALK_IN
    assert found.key.text != read(booking()).key.text
    assert found.party.state is PartyState.LEFT
    assert (found.name, found.confirmation_code) == ("Walk-in", "")
    assert found.money.due_cents is None


def test_absent_fields_are_no_faults():
    """Tock requires nothing; only what names the row and its day must be there."""
    row = {"id": 1, "business": {"id": 2, "timeZone": ZONE}, "serviceDateTimestamp": START_MS}
    found = read(row)
    assert (found.party_size, found.party.state) == (0, PartyState.EXPECTED)
    assert found.money.currency == ""
    assert read(booking(option=None, note=None, experience=None)).add_ons == ()


def test_unknown_words_and_fields_are_kept():
    """A state nobody knows is shown as it came; a field nobody knows stays in the raw text."""
    row = booking(partyState="ON_PATIO", reservationChannel={"kind": "WEB"})
    incoming = decode(row)
    assert isinstance(incoming, IncomingReservation)
    assert incoming.reservation.party.state is PartyState.UNKNOWN
    assert incoming.reservation.party.raw == "ON_PATIO"
    assert incoming.raw == text(row).decode()


def _as_text(value):
    if isinstance(value, dict):
        return {name: _as_text(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_as_text(inner) for inner in value]
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


@pytest.mark.parametrize("row", [booking(), walk_in(), booking(dateTime=...)])
def test_one_row_has_one_digest_however_it_is_spelled(row):
    """Ids, stamps and cents as digits, other key order, another channel, other version ids."""
    plain = read(row).version
    spelled = _as_text(row) | {"versionId": "99", "locale": "en-us", "dateTime": "17:30"}
    other = read(dict(reversed(spelled.items())), Channel.FEED).version
    assert other.digest == plain.digest
    assert (other.channel, plain.channel) == (Channel.FEED, Channel.EXPORT)


@pytest.mark.parametrize(
    "change",
    [
        {"partySize": 5},
        {"lastUpdatedTimestamp": START_MS},
        {"sequenceId": 4},
        {"amountDueCents": 1},
    ],
)
def test_other_facts_have_another_digest(change):
    """What changes a fact or its place in history changes the digest."""
    assert read(booking(**change)).version.digest != read(booking()).version.digest


@pytest.mark.parametrize(
    ("stamp", "local"),
    [
        (START_MS, "17:30"),
        (START_MS, ...),
        (str(START_MS), "2026-10-10T17:30:00"),
        (START_MS, "nonsense"),
        (START_MS, {}),
        (START_MS, "2026-01-01T01:00"),
        (..., "2026-10-10T17:30"),
        (None, "2026-10-10T17:30:00"),
    ],
)
def test_the_timestamp_is_the_truth_and_the_text_stands_in(stamp, local):
    """HH:MM takes its day from the timestamp; a full text is read in the business's zone."""
    found = read(booking(serviceDateTimestamp=stamp, dateTime=local))
    assert found.starts_at == datetime(2026, 10, 11, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"serviceDateTimestamp": ..., "dateTime": "17:30"}, "$.dateTime"),
        ({"serviceDateTimestamp": ..., "dateTime": "soon"}, "$.dateTime"),
        ({"serviceDateTimestamp": ..., "dateTime": "2026-02-30T10:00"}, "$.dateTime"),
        ({"serviceDateTimestamp": ..., "dateTime": "9999-12-31T23:59"}, "$.dateTime"),
        ({"serviceDateTimestamp": ..., "dateTime": []}, "$.dateTime"),
        ({"serviceDateTimestamp": ..., "dateTime": ...}, "$.serviceDateTimestamp"),
        ({"serviceDateTimestamp": START_MS // 1000}, "$.serviceDateTimestamp"),
        ({"serviceDateTimestamp": 10**18}, "$.serviceDateTimestamp"),
        ({"serviceDateTimestamp": -1}, "$.serviceDateTimestamp"),
        ({"serviceDateTimestamp": "9" * 5000}, "$.serviceDateTimestamp"),
        ({"id": ..., "walkinId": None}, "$.id"),
        ({"id": "abc"}, "$.id"),
        ({"id": 10**40}, "$.id"),
        ({"business": ...}, "$.business"),
        ({"business": {}}, "$.business.id"),
        ({"business": business(timeZone="Mars/Olympus")}, "$.business.timeZone"),
        ({"business": business(timeZone="../../etc/passwd")}, "$.business.timeZone"),
        ({"business": business(timeZone=None)}, "$.business.timeZone"),
        ({"partySize": "four"}, "$.partySize"),
        ({"partySize": -1}, "$.partySize"),
        ({"amountDueCents": 12.5}, "$.amountDueCents"),
        ({"option": {}}, "$.option"),
        ({"option": [None]}, "$.option[0]"),
        ({"note": [{"text": 5}]}, "$.note[0].text"),
        ({"isCancelled": "perhaps"}, "$.isCancelled"),
        ({"dinerPatron": "Dina"}, "$.dinerPatron"),
    ],
)
def test_a_broken_fact_costs_the_row_and_is_named(change, path):
    """The row goes to quarantine with the path of the fault."""
    assert path in refused(booking(**change))


def test_a_broken_field_nobody_reads_costs_nothing():
    """A booking is not kept off the board by a bad survey answer."""
    assert read(booking(visitFeedback=[{"rating": {}}], taxRate="x", createdTimestamp={}))


def test_the_machine_made_payload_is_quarantined_with_all_its_faults():
    """Eighteen faults, each with its path; the raw text is kept, less PIN and processor ids."""
    found = decode(machine_made())
    assert isinstance(found, Quarantined)
    assert [fault.path for fault in found.faults] == MACHINE_MADE_FAULTS
    kept = json.loads(found.raw)
    assert "secret-" not in found.raw
    expected = machine_made()
    expected["discount"][0]["giftCard"]["externalPin"] = None
    expected["payment"][0]["processorId"] = None
    expected["refund"][0]["processorId"] = None
    assert kept == expected
    assert not any("secret" in fault.message for fault in found.faults)


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "not JSON"),
        (b'{"id":1', "not JSON"),
        (b"[]", "expected an object, found a list"),
        (b"null", "expected an object, found null"),
        (b"\xff\xfe{}", "not UTF-8"),
        (b"[" * 100_000, "nested"),
        (b'{"a":' * 5_000 + b"1" + b"}" * 5_000, "nested"),
        (text(booking()).replace(b"Dina", b"\xff\xff"), "not UTF-8"),
        (text(booking()).replace(b"VIP", b"a\x00b"), "JSON"),
    ],
)
def test_what_is_no_row_is_kept_with_a_reason(raw, message):
    """Nothing is dropped and nothing crashes."""
    found = decode(raw)
    assert isinstance(found, Quarantined)
    assert message in found.faults[0].message
    assert "\0" not in found.raw


def test_nul_long_names_and_half_emoji_are_read():
    """A NUL is left out, 100,000 characters stay, half a surrogate pair becomes a mark."""
    long = "x" * 100_000
    row = booking(dinerPatron={"firstName": "Di\0na", "lastName": long})
    found = read(row)
    assert found.patron.first_name == "Dina"
    assert found.patron.last_name == long
    cut = text(booking()).replace(b"Dina", b"Di\\ud83d")
    assert read(cut).patron.first_name == "Di\ufffd"
    whole = text(booking()).replace(b"Dina", b"\\ud83c\\udf77")
    assert read(whole).patron.first_name == "\U0001f377"


def test_card_numbers_do_not_survive():
    """Neither in what is shown nor in what is kept, wherever the guest wrote them."""
    row = booking(
        note=[{"noteType": "GUEST_PROVIDED_NOTE", "text": f"card {CARD} exp"}],
        question=[{"name": "Q", "response": ["5500-0000-0000-0004"]}],
        serverName=CARD,
        dinerPatron={"firstName": CARD, "phone": CARD},
        keyValue=[{"attribute": "k", "attributeValue": CARD.replace(" ", "")}],
        extra={"cardNumber": 4111111111111111, CARD: 1},
    )
    incoming = decode(row)
    assert isinstance(incoming, IncomingReservation)
    shown = repr(incoming.reservation) + incoming.raw
    assert "1111 1111" not in shown
    assert "0000-0000" not in shown
    assert "11111111" not in shown
    assert incoming.reservation.notes[0].text == "card •••• 1111 exp"


def test_escaped_card_numbers_do_not_survive():
    """Digits written as escapes are digits."""
    digits = "".join(f"\\u00{ord(ch):02x}" for ch in CARD)
    raw = text(booking(serverName="MARK")).replace(b"MARK", digits.encode())
    incoming = decode(raw)
    assert isinstance(incoming, IncomingReservation)
    assert incoming.reservation.server_name == "•••• 1111"
    assert "u0034" not in incoming.raw


def test_long_ids_and_phones_are_not_taken_for_cards():
    """One long id in ten passes the card check; ids and phone numbers stay whole."""
    row = booking(id="4111111111111111", versionId=4111111111111111)
    row["dinerPatron"]["phone"] = "+55 11 91234 5675"
    row["table"][0]["id"] = "4111111111111111"
    incoming = decode(row)
    assert isinstance(incoming, IncomingReservation)
    assert incoming.reservation.key.remote_id == "4111111111111111"
    assert incoming.reservation.patron.phone == "+55 11 91234 5675"
    assert json.loads(incoming.raw) == row


@pytest.mark.parametrize(
    "row", [booking(), walk_in(), booking(serverName=CARD, note=[{"text": "a\0b"}])]
)
def test_a_kept_row_reads_as_it_was(row):
    """The store decodes the kept text into the very same value."""
    incoming = decode(row, Channel.FEED)
    assert isinstance(incoming, IncomingReservation)
    assert decode_stored("tock", incoming.raw, Channel.FEED) == incoming.reservation


def test_a_stored_row_that_is_none_is_a_bug():
    """The store never holds such a row, so this is no quarantine but an error."""
    with pytest.raises(ValueError, match="stored row"):
        decode_stored("tock", "{}", Channel.FEED)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "name", "text"]), inner, max_size=3)
    ),
    max_leaves=4,
)


def _paths(value, path=()):
    yield path
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _paths(inner, (*path, name))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _paths(inner, (*path, index))


def _with(value, path, new):
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = _with(value[path[0]], path[1:], new)
    return copy


PATHS = sorted(_paths(machine_made()), key=str)


@given(
    st.lists(st.tuples(st.sampled_from(PATHS), JSON), max_size=6),
    st.sets(st.sampled_from(sorted(booking())), max_size=30),
)
def test_any_value_anywhere_is_read_or_named(changes, left_out):
    """Wrong types at any depth, any subset of fields: a row or its faults, never an exception."""
    row = machine_made()
    for path, value in changes:
        try:
            row = _with(row, path, value)
        except (KeyError, IndexError, TypeError):
            continue
    if isinstance(row, dict):
        row = {name: value for name, value in row.items() if name not in left_out}
    found = decode(row)
    if isinstance(found, Quarantined):
        assert found.faults
        assert all(fault.path.startswith("$") and fault.message for fault in found.faults)
    else:
        assert decode_stored("tock", found.raw, Channel.EXPORT) == found.reservation


@given(st.binary(max_size=200) | st.text(max_size=200))
def test_no_bytes_at_all_raise(raw):
    """Noise is kept with a reason."""
    assert isinstance(decode(raw), Quarantined)


@given(st.permutations(sorted(booking())), st.sets(st.sampled_from(PATHS)))
def test_the_order_of_keys_and_the_spelling_of_numbers_do_not_matter(order, spelled):
    """Every permutation of one row's text has the digest of the row."""
    row = booking()
    for path in spelled:
        try:
            value = row
            for part in path:
                value = value[part]
            if isinstance(value, int) and not isinstance(value, bool):
                row = _with(row, path, str(value))
        except (KeyError, IndexError, TypeError):
            continue
    permuted = {name: row[name] for name in order}
    assert read(permuted).version == read(booking()).version
