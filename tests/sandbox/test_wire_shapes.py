"""Rows have the shape of the real wire: spellings vary, unset is left out, zero is not."""

import json
import re
from collections import Counter

import pytest

from posapp.sandbox.harvest import saturday
from posapp.sandbox.tock.style import Channel

_WALK_IN_WORDS = (
    "business dateTime partySize option fee customCharge keyValue discount createdTimestamp "
    "lastUpdatedTimestamp serviceDateTimestamp isCancelled ownerPatron dinerPatron versionId "
    "visitFeedback visitTag payment refund partyState sequenceId serverName walkinId note "
    "question table"
)
WALK_IN_FIELDS = frozenset(_WALK_IN_WORDS.split())
_LIST_WORDS = (
    "option fee customCharge keyValue discount visitFeedback visitTag payment refund note "
    "question table"
)
LISTS = frozenset(_LIST_WORDS.split())


@pytest.fixture(scope="module")
def evening():
    """A Saturday's world after everything has happened."""
    day = saturday(11)
    day.advance_to(19 * 60)
    return day


@pytest.fixture(scope="module")
def bodies(evening):
    """Every row of the venue as each channel spells it."""
    tock = evening.world.tock
    return [
        (row, channel, tock.render(row, channel=channel))
        for row in tock.rows()
        for channel in Channel
    ]


def test_ids_and_stamps_are_numbers_or_digits(bodies):
    """Both spellings occur, also for one row in two channels, and mean the same."""
    seen, mixed = Counter(), 0
    by_key = {}
    for row, _, body in bodies:
        found = body.get("id", body.get("walkinId"))
        assert int(found) == row.key.number
        seen[type(found)] += 1
        mixed += by_key.setdefault(row.key, type(found)) is not type(found)
        assert int(body["serviceDateTimestamp"]) == row.service_ms
    assert seen[int] > 50
    assert seen[str] > 50
    assert mixed > 10


def test_uint64_ids_survive(bodies):
    """Ids beyond 2^53 and 2^63 are on the wire, exactly."""
    found = {int(json.loads(json.dumps(body))["id"]) for _, _, body in bodies if "id" in body}
    assert {9_007_199_254_740_993, 18_446_744_073_709_551_614} <= found


def test_date_time_comes_in_three_forms(bodies):
    """The full form is the usual one; HH:MM and seconds occur."""
    forms = Counter(re.sub(r"\d", "0", body["dateTime"]) for _, _, body in bodies)
    assert set(forms) == {"0000-00-00T00:00", "0000-00-00T00:00:00", "00:00"}
    assert forms["0000-00-00T00:00"] > sum(forms.values()) * 0.6


def test_unset_is_absent_and_zero_is_present(bodies):
    """No null on a row; zero cents and false are written; lists are always there."""
    for row, _, body in bodies:
        assert None not in [value for name, value in body.items() if name != "reservationChannel"]
        assert set(body) >= LISTS
        assert body["isCancelled"] is row.is_cancelled
    booked = [body for row, _, body in bodies if not row.is_walk_in()]
    assert any(body["amountDueCents"] == 0 for body in booked)
    assert any("taxRate" not in body for body in booked)
    assert any("seatingOption" not in body for body in booked)
    assert any("email" not in body["dinerPatron"] for body in booked)


def test_walk_ins_have_exactly_the_26_fields_seen(bodies):
    """A walk-in has a walkinId and neither id, money, experience nor code."""
    walk_ins = [body for row, _, body in bodies if row.is_walk_in()]
    assert len(walk_ins) == 4
    assert all(set(body) == WALK_IN_FIELDS for body in walk_ins)


def test_versions_never_agree_between_feed_and_export(bodies):
    """versionId of one state differs between the channels, up or down."""
    versions = {}
    for row, channel, body in bodies:
        versions.setdefault(row.key, {})[channel] = int(body["versionId"])
    differences = [pair[Channel.EXPORT] - pair[Channel.FEED] for pair in versions.values()]
    assert 0 not in differences
    assert any(difference < 0 for difference in differences)
    assert sum(difference > 0 for difference in differences) > len(differences) * 0.7


def test_oddities_of_single_fields(bodies):
    """Discount cents are text, options repeat, questions have several answers, extras appear."""
    booked = [body for row, _, body in bodies if not row.is_walk_in()]
    discounts = [item["amountCents"] for body in booked for item in body["discount"]]
    assert discounts
    assert all(isinstance(cents, str) for cents in discounts)
    repeats = [Counter(item["name"] for item in body["option"]) for body in booked]
    assert any(count > 1 for counted in repeats for count in counted.values())
    asked = [len(item["response"]) for body in booked for item in body["question"]]
    assert {0, 1, 2, 3} <= set(asked)
    assert any("businessGroupId" in body["business"] for body in booked)
    assert any("status" in body["dinerPatron"] for body in booked)
    assert {type(b["experience"]["amountCents"]) for b in booked} == {int, str}
    kinds = {item["noteType"] for body in booked for item in body["note"]}
    assert len(kinds) == 3


def test_payments_deferred_to_the_venue_and_sums_that_do_not_add_up(bodies):
    """PAY_ON_SITE occurs with money due; only refunded rows break due = total - paid."""
    booked = [(row, body) for row, _, body in bodies if not row.is_walk_in()]
    on_site = [
        body
        for _, body in booked
        if any(item["paymentType"] == "PAY_ON_SITE" for item in body["payment"])
    ]
    assert all(body["amountDueCents"] > 0 for body in on_site)
    off = {
        row.key
        for row, body in booked
        if body["amountDueCents"] != body["totalPriceCents"] - body["netAmountPaidCents"]
    }
    refunded = {row.key for row, body in booked if body["refund"]}
    assert off
    assert off <= refunded


def test_one_state_is_unknown_to_the_published_schema(bodies):
    """An enum value of tomorrow is on the wire today."""
    assert sum(body["partyState"] == "ON_PATIO" for _, _, body in bodies) == 2


def test_a_concierge_books_for_somebody_else(bodies):
    """Owner and diner differ on concierge bookings and on renamed ones."""
    owners = Counter(
        body["ownerPatron"].get("firstName")
        for row, _, body in bodies
        if row.owner.id != row.diner.id
    )
    assert owners["Grand Hotel"] >= 6
