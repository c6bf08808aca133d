"""Every field of Tock's published model is read: alone in a payload, it changes what comes out."""

import json

import pytest

from posapp.adapters.tock.decode import decode_reservation
from posapp.adapters.tock.profiles import decode_profile
from posapp.domain import booking, guest_profile, tock_money
from posapp.domain.guest_profile import GuestProfile
from posapp.domain.party import PartyState
from posapp.domain.reservation import Channel, Reservation
from posapp.ports.reservations import IncomingReservation
from tests.adapters.rows import START_MS, ZONE
from tests.adapters.tock_fields import (
    ENUMS,
    PROFILE_MESSAGES,
    RESERVATION_MESSAGES,
    fields,
    holding,
    leaves,
    sample,
)

DROPPED = {
    "discount[].giftCard.externalPin": "a PIN is as good as the money on the card",
    "payment[].processorId": "a card processor's id is nobody's business here",
    "refund[].processorId": "a card processor's id is nobody's business here",
    "dateTime": "the timestamp beside it is the truth; alone it is read (see below)",
    "profile: id": "it changes with every edit; a person is known by the patron's id",
}
BARE = {
    "id": 1,
    "business": {"id": 2, "timeZone": ZONE},
    "serviceDateTimestamp": START_MS,
}
NEEDED = {"id", "business.id", "business.timeZone", "serviceDateTimestamp"}
"""What names a row and its day: one more value is no news, another one is."""
OTHER_VALUES = {"business.timeZone": "Europe/Paris", "serviceDateTimestamp": START_MS + 60_000}


def merged(base, extra):
    """Two payloads in one, messages field by field."""
    if not isinstance(base, dict) or not isinstance(extra, dict):
        return extra
    return base | {name: merged(base.get(name), value) for name, value in extra.items()}


def read(row) -> Reservation:
    found = decode_reservation(
        json.dumps(row), source="tock", channel=Channel.EXPORT, origin="file row 1"
    )
    assert isinstance(found, IncomingReservation), found
    return found.reservation


def read_profile(row) -> GuestProfile | None:
    found = decode_profile(json.dumps(row).encode(), source="tock", origin="file row 1")
    assert found is None or isinstance(found, GuestProfile), found
    return found


def holding_one(path: tuple, value: object) -> dict:
    """The same as `holding`; a note is none without words."""
    if path[0] == "note[]":
        return {"note": [{"text": "Regulars"} | holding(path[1:], value)]}
    return holding(path, value)


def facts(found: Reservation) -> dict[str, object]:
    """What a row says, but for its digest and where it stands in the order of news."""
    return {name: getattr(found, name) for name in Reservation.__slots__ if name != "version"}


RESERVATION_LEAVES = [
    (".".join(path), path, kind) for path, kind in leaves(RESERVATION_MESSAGES, "Reservation")
]
PROFILE_LEAVES = [
    (".".join(path), path, kind) for path, kind in leaves(PROFILE_MESSAGES, "GuestProfile")
]


def test_the_model_is_whole() -> None:
    """49 fields in 21 messages, and 34 in 15."""
    assert len(fields(RESERVATION_MESSAGES, "Reservation")) == 49
    assert len(RESERVATION_MESSAGES) == 21
    assert len(fields(PROFILE_MESSAGES, "GuestProfile")) == 34
    assert len(PROFILE_MESSAGES) == 15


@pytest.mark.parametrize(("name", "path", "kind"), RESERVATION_LEAVES)
def test_every_field_of_a_reservation_is_read(name: str, path: tuple, kind: str) -> None:
    """Set alone it changes the value; what is dropped on purpose changes nothing."""
    without = read(BARE)
    if name in NEEDED:
        value = OTHER_VALUES.get(name, sample(kind, other=True))
        assert facts(read(merged(BARE, holding(path, value)))) != facts(without)
        return
    if name == "walkinId":
        row = {key: value for key, value in BARE.items() if key != "id"} | {"walkinId": 5}
        assert facts(read(row))["key"] != facts(without)["key"]
        return
    if not path[-1].startswith("processor") and "[]" in path[0] and len(path) > 1:
        # In a list of messages the empty message is what to compare with.
        without = read(merged(BARE, holding(path[:-1], {})))
    found = read(merged(BARE, holding_one(path, sample(kind))))
    if name in DROPPED:
        empty = read(merged(BARE, holding(path[:-1], {}))) if len(path) > 1 else without
        assert found == empty
    elif name in {"lastUpdatedTimestamp", "sequenceId", "versionId"}:
        assert found.version != without.version
    else:
        assert facts(found) != facts(without)
        assert found.version.digest != without.version.digest


def test_a_full_local_time_is_read_where_it_stands_alone() -> None:
    """Without a timestamp the text says when, in the business's zone."""
    row = {key: value for key, value in BARE.items() if key != "serviceDateTimestamp"}
    early, late = (read(row | {"dateTime": f"2026-10-10T{at}"}) for at in ("10:00", "10:30"))
    assert (late.starts_at - early.starts_at).total_seconds() == 1_800


@pytest.mark.parametrize(("name", "path", "kind"), PROFILE_LEAVES)
def test_every_field_of_a_profile_is_read(name: str, path: tuple, kind: str) -> None:
    """Set alone it changes the value; a replaced or archived profile is passed over."""
    bare = {"patron": {"id": 1}}
    without = read_profile(bare)
    if len(path) > 1 and path[0] != "patron":
        without = read_profile(merged(bare, holding(path[:-1], {})))
    found = read_profile(merged(bare, holding(path, sample(kind))))
    if f"profile: {name}" in DROPPED:
        assert found == without
    else:
        assert found != without


def test_zero_and_false_are_not_absent() -> None:
    """An amount of zero is stated; one that is left out is not."""
    names = [
        name
        for name, kind in fields(RESERVATION_MESSAGES, "Reservation").items()
        if name.endswith(("Cents", "Rate")) and kind in {"i32", "u32", "float"}
    ]
    assert len(names) == 16
    for name in names:
        assert read(BARE | {name: 0}).money != read(BARE).money, name
    assert read(merged(BARE, {"seatingOption": {"isOutdoors": False}})).is_outdoors is False
    assert read(merged(BARE, {"seatingOption": {}})).is_outdoors is None


@pytest.mark.parametrize("spelled", [int, str])
@pytest.mark.parametrize(
    ("name", "path", "kind"),
    [leaf for leaf in RESERVATION_LEAVES if leaf[2] in {"i32", "u32", "i64", "u64"}],
)
def test_numbers_come_as_numbers_or_digits(name: str, path: tuple, kind: str, spelled) -> None:
    """Both spellings are one value, up to the largest that makes sense in the field."""
    most = {"i32": 2**31 - 1, "u32": 2**32 - 1}.get(kind, START_MS)
    if path[-1] in {"partySize", "amountCents"}:
        most = 100_000
    for value in (most, START_MS if name == "serviceDateTimestamp" else sample(kind)):
        plain = read(merged(BARE, holding(path, value)))
        assert read(merged(BARE, holding(path, spelled(value)))) == plain


@pytest.mark.parametrize(
    ("known", "table"),
    [
        (booking.Variety, "Variety"),
        (booking.NoteKind, "NoteType"),
        (booking.Mood, "Rating"),
        (booking.RatingScale, "RatingType"),
        (tock_money.DiscountKind, "DiscountType"),
        (tock_money.PaymentKind, "PaymentType"),
        (tock_money.RefundStatus, "RefundStatus"),
        (tock_money.GiftCardProvider, "GiftCardProvider"),
        (tock_money.LoyaltyProvider, "LoyaltyProvider"),
        (guest_profile.PhoneKind, "PhoneType"),
        (guest_profile.DayKind, "DayType"),
        (guest_profile.LinkKind, "LinkType"),
        (guest_profile.OptInSource, "OptInSource"),
        (guest_profile.GuestNoteKind, "GuestNoteType"),
    ],
)
def test_every_word_of_every_list_is_known(known, table: str) -> None:
    """The words of the published lists, neither more nor fewer."""
    assert [word.value for word in known] == ENUMS[table].split()


def test_party_states_are_known() -> None:
    """Every published state, and one of ours for a word nobody knows."""
    assert {state.value for state in PartyState} - {"UNKNOWN"} == set(ENUMS["PartyState"].split())


@pytest.mark.parametrize(
    ("name", "path", "kind"), [leaf for leaf in RESERVATION_LEAVES if leaf[2] in ENUMS]
)
def test_a_word_nobody_knows_is_kept_as_text(name: str, path: tuple, kind: str) -> None:
    """It is no fault, and it can be read off the value."""
    del name, kind
    assert "ADDED_TOMORROW" in repr(read(merged(BARE, holding_one(path, "ADDED_TOMORROW"))))


def test_fields_nobody_knows_are_ignored_and_kept() -> None:
    """An added field changes nothing but the text."""
    row = BARE | {"reservationChannel": {"kind": "WEB"}, "dinerPatron": {"status": "ACTIVE"}}
    assert read(row).diner == booking.Patron()


def test_a_broken_spare_value_costs_itself_alone() -> None:
    """The booking is shown without it; the rest of its list goes with a bad element."""
    found = read(
        BARE
        | {
            "amountDueCents": 500,
            "taxRate": "1.",
            "createdTimestamp": [],
            "visitFeedback": [{"rating": {}, "message": "Lovely"}, {"ratingScore": 5}],
            "discount": [{"amountCents": 100}, None],
            "payment": [{"id": "x", "amount": 7, "payout": 5}],
            "dinerPatron": {"id": "abc", "firstName": "Dina", "zipCode": []},
        }
    )
    assert found.money.due_cents == 500
    assert (found.money.tax_rate, found.booked_ms, found.money.discounts) == (None, None, ())
    assert [(one.mood, one.message, one.score) for one in found.feedback] == [
        ("", "Lovely", None),
        ("", "", 5),
    ]
    assert found.money.payments == (tock_money.TockPayment(7, ""),)
    assert found.diner == booking.Patron(first_name="Dina")


def test_a_broken_profile_keeps_its_tags() -> None:
    """A wrong birthday is no reason to lose the clubs of a person."""
    found = read_profile({"patron": {"id": 1}, "tag": ["Library"], "day": [{"day": "soon"}]})
    assert found is not None
    assert found.tags == ("Library",)


def test_phones_come_as_messages_or_as_text() -> None:
    """The directory's first number stands in where the login has none."""
    for phone in ({"type": "MOBILE", "phone": "7075550100"}, "7075550100", 7075550100):
        found = read_profile({"patron": {"id": 1}, "phone": [phone]})
        assert found is not None
        assert found.phone == "7075550100"
