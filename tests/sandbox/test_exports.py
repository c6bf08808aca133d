"""Tock's exports behave as the real ones: signed addresses, snapshots, odd answers to bad keys."""

from urllib.parse import urlsplit

import pytest

from posapp.sandbox.harvest import saturday
from posapp.sandbox.tock.exports import last_scheduled_ms

URLS = "/api/data/export/urls"
HOUR_MS = 3_600_000


def targets(answer, name):
    """Paths and queries of the addresses in an answer."""
    split = (urlsplit(url) for url in answer.json()["result"][name])
    return [f"{url.path}?{url.query}" for url in split]


@pytest.mark.parametrize("missing", ["x-tock-authorization", "user-agent"])
def test_no_key_or_agent_is_403_without_a_body(tock, missing):
    """A call without key or User-Agent gets an empty 403."""
    del tock.headers[missing]
    answer = tock("GET", URLS)
    assert (answer.status, answer.body) == (403, b"")


@pytest.mark.parametrize(
    "wrong",
    [
        {"x_tock_authorization": "stale-key"},
        {"x_tock_scope": '{"businessId": "31415", "businessGroupId": "27182"}'},
        {"x_tock_scope": '{"businessId":"31416","businessGroupId":"27182"}'},
        {"x_tock_scope": "no json"},
    ],
)
def test_a_wrong_key_or_scope_is_503_with_a_web_page(tock, wrong):
    """An unaccepted key looks like an outage, as seen on the real host; spaces count too."""
    answer = tock("GET", URLS, **wrong)
    assert answer.status == 503
    assert answer.header("Content-Type").startswith("text/html")
    assert answer.header("Retry-After") is None
    assert b"<html>" in answer.body


def test_the_files_hold_all_rows_in_pieces(tock, world):
    """Every row is in exactly one file, in files of at most so many rows, this venue's only."""
    day = saturday(3)
    tock.world = day.world
    day.world.tock.exports.rows_per_file = 50
    listed = tock("GET", URLS, host="127.0.0.1:9")
    files = [tock("GET", target).json() for target in targets(listed, "reservationDataUrls")]
    assert all(len(rows) <= 50 for rows in files)
    assert len(files) == -(-sum(map(len, files)) // 50)
    rows = [row for rows in files for row in rows]
    assert {str(row["business"]["id"]) for row in rows} == {"31415"}
    named = [str(row["id"]) for row in rows if "id" in row]
    assert len(named) == len(set(named)) > 100
    assert listed.json()["result"]["guestDataUrls"][0].startswith("http://127.0.0.1:9/signed/")


def test_a_file_is_a_snapshot_and_answers_304_to_its_etag(tock, world):
    """A file has validators; an unchanged one costs no body, and it never changes afterwards."""
    tock.world = saturday(3).world
    target = targets(tock("GET", URLS), "reservationDataUrls")[0]
    first = tock("GET", target)
    again = tock("GET", target, if_none_match=first.header("ETag"))
    assert (again.status, again.body) == (304, b"")
    assert first.header("Last-Modified").endswith("GMT")
    tock.world.clock.advance_ms(3 * HOUR_MS)
    assert tock("GET", target).body == first.body


def test_a_same_day_booking_is_missing_until_the_next_export(tock):
    """What is booked in the morning is in no file before 13:57 Central."""
    day = saturday(3)
    tock.world = day.world

    def exported():
        listed = targets(tock("GET", URLS), "reservationDataUrls")
        return sum(len(tock("GET", target).json()) for target in listed)

    morning = exported()
    day.advance_to(11 * 60 + 56)
    assert exported() == morning
    day.advance_to(11 * 60 + 57)
    assert exported() > morning


def test_exports_are_ready_at_01_57_and_13_57_central():
    """The schedule follows the Central clock through the change to winter time."""
    noon_utc_10_october = 1_791_633_600_000
    assert last_scheduled_ms(noon_utc_10_october) == noon_utc_10_october - 5 * HOUR_MS - 180_000
    noon_utc_2_november = 1_793_620_800_000
    assert last_scheduled_ms(noon_utc_2_november) == noon_utc_2_november - 4 * HOUR_MS - 180_000


def test_signed_addresses_can_be_forged_neither_in_path_nor_in_time(tock, world):
    """Another path, a HEAD, and an address older than seven days are refused with XML."""
    world.tock.publish_exports()
    target = targets(tock("GET", URLS), "guestDataUrls")[0]
    assert tock("GET", target).status == 200
    assert tock("HEAD", target).status == 403
    assert tock("GET", target.replace("guest-profile", "reservation")).status == 403
    world.clock.advance_ms(7 * 24 * HOUR_MS + 1_000)
    expired = tock("GET", target)
    assert expired.status == 400
    assert b"ExpiredToken" in expired.body


def test_no_rows_are_an_empty_array(tock, world):
    """A venue without bookings still has one file, holding []."""
    (target,) = targets(tock("GET", URLS), "reservationDataUrls")
    assert tock("GET", target).json() == []


def test_an_unknown_path_is_400(tock):
    """Tock's host answers 400 to what it does not know."""
    assert tock("GET", "/api/nothing").status == 400


def test_guest_profiles_show_where_each_tag_came_from(tock, world):
    """A profile's patron is stable; tags set by staff and tags pushed stand apart."""
    day = saturday(3)
    tock.world = day.world
    email = next(p.diner.email for p in day.parties if p.diner.email)
    body = {"email": email, "firstName": "A", "lastName": "B", "tags": ["Estate Club"]}
    assert tock("PUT", "/api/guest/ingest", body).status == 200
    day.world.tock.publish_exports()
    (target,) = targets(tock("GET", URLS), "guestDataUrls")
    profile = next(p for p in tock("GET", target).json() if p["patron"].get("email") == email)
    assert profile["businessGroupGuestProfile"]["tag"] == ["Estate Club"]
    assert profile["tag"] == []
    assert str(profile["id"]) != str(profile["patron"]["id"])
