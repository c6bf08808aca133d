"""The small rules: PINs, links, ids, days, sizes, clubs, contacts."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from posapp.domain.business_day import at_local, day_of, from_ms, local_iso, to_ms, zone_of
from posapp.domain.club import Club, best_discount
from posapp.domain.errors import DomainError
from posapp.domain.guest import Contact, fold
from posapp.domain.ids import time_ordered_id
from posapp.domain.links import build_link, require_link_template
from posapp.domain.order import require_quantity
from posapp.domain.staff import Role, Staff, after_right_pin, after_wrong_pin, require_pin
from posapp.domain.visit import require_party_size

HOSTS = frozenset({"dashboard.exploretock.com"})


def test_the_fifth_wrong_pin_locks_for_a_minute() -> None:
    """Four tries count, the fifth locks, a right one starts afresh."""
    staff = Staff("s", "Ana", Role.SELLER, "hash")
    for _ in range(4):
        staff = after_wrong_pin(staff, now_ms=1_000)
        assert not staff.is_locked(1_000)
    staff = after_wrong_pin(staff, now_ms=1_000)
    assert staff.is_locked(60_999)
    assert not staff.is_locked(61_000)
    assert after_right_pin(staff).failed_tries == 0


@pytest.mark.parametrize("pin", ["", "123", "1234567", "12a4", "١٢٣٤", "12 4"])
def test_a_pin_is_four_to_six_digits(pin: str) -> None:
    """Anything else is refused at the field."""
    with pytest.raises(DomainError, match="four to six digits"):
        require_pin(pin)


@pytest.mark.parametrize(
    "template",
    [
        "http://dashboard.exploretock.com/app",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://dashboard.exploretock.com@evil.test/",
        "https://evil.test/{reservation_id}",
        "https://dashboard.exploretock.com:8443/app",
        "https://{domain}/app",
        "https://dashboard.exploretock.com/app\n",
        "https://dashboard.exploretock.com\\@evil.test/",
        "https://dashboard.exploretock.com/{secret}",
        "https://dashboard.exploretock.com/{reservation_id.__class__}",
        "https://dashboard.exploretock.com/{",
        "https://dashböard.exploretock.com/",
        "",
    ],
)
def test_a_link_that_could_lead_elsewhere_is_refused(template: str) -> None:
    """Only https to an allowed host, without user or port, is ever opened."""
    with pytest.raises(DomainError) as refused:
        require_link_template(template, allowed_hosts=HOSTS)
    assert refused.value.field == "link_template"


def test_a_link_carries_values_encoded() -> None:
    """A value cannot break out of its place in the address."""
    link = build_link(
        "https://dashboard.exploretock.com/app/r/{reservation_id}",
        values={"reservation_id": "1/../../evil?x=1#y@z"},
        allowed_hosts=HOSTS,
    )
    assert link == "https://dashboard.exploretock.com/app/r/1%2F..%2F..%2Fevil%3Fx%3D1%23y%40z"


def test_ids_sort_by_time_and_are_uuids() -> None:
    """A later id is a greater text, whatever its random part."""
    early = time_ordered_id(1_000, random_bits=(1 << 74) - 1)
    late = time_ordered_id(1_001, random_bits=0)
    assert early < late
    assert (early[14], len(early)) == ("7", 36)


def test_days_follow_the_business_zone_across_daylight_saving() -> None:
    """On the day the clocks go back, an hour occurs twice and the day still has one name."""
    zone = "America/Los_Angeles"
    first = at_local(date(2026, 11, 1), time(1, 30), zone=zone)
    assert first == datetime(2026, 11, 1, 8, 30, tzinfo=UTC)
    assert day_of(first, zone=zone) == date(2026, 11, 1)
    assert local_iso(to_ms(first), zone=zone) == "2026-11-01T01:30:00-07:00"
    assert from_ms(to_ms(first)) == first


def test_an_unknown_zone_is_named() -> None:
    """The sentence says which zone this machine does not know."""
    for name in ("Mars/Olympus", "", "../etc/passwd"):
        with pytest.raises(DomainError, match="unknown on this machine"):
            zone_of(name)


@pytest.mark.parametrize("number", [0, -1, 1_000])
def test_counts_have_bounds(number: int) -> None:
    """A quantity or a party nobody could mean is refused."""
    with pytest.raises(DomainError):
        require_quantity(number)
    with pytest.raises(DomainError):
        require_party_size(number)


def test_the_best_club_counts() -> None:
    """A member of two clubs gets the higher percentage, by name when equal."""
    clubs = [Club("1", "Library", 1_500), Club("2", "Estate", 1_500), Club("3", "Friends", 500)]
    assert best_discount(clubs).club_name == "Estate"
    assert best_discount([]).discount_bp == 0


def test_a_customer_needs_all_three() -> None:
    """First name, last name and e-mail, and blanks do not count."""
    assert Contact("Ana", "Lee", "ana@lee.example").is_identified
    assert not Contact("Ana", " ", "ana@lee.example").is_identified
    assert not Contact("Ana", "Lee").is_identified


def test_search_text_has_no_accents_or_case() -> None:
    """José is found as jose, Ångström as angstrom."""
    assert fold("José ÅNGSTRÖM") == "jose angstrom"
