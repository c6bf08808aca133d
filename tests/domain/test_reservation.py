"""Reservations: the order of news, and the three numbers of a balance."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posapp.domain.balance import balance_of
from posapp.domain.ids import ReservationKey, ReservationKind
from posapp.domain.party import PartyState, PartyStatus
from posapp.domain.reservation import (
    Channel,
    Patron,
    Reservation,
    TockMoney,
    TockPayment,
    TockRefund,
    Version,
)

VERSIONS = st.builds(
    Version,
    st.integers(0, 3),
    st.integers(0, 3),
    st.sampled_from(Channel),
    st.integers(0, 3),
    st.sampled_from(["a", "b", "c"]),
)
BOOKING = Reservation(
    key=ReservationKey("tock", "1", ReservationKind.RESERVATION, "18446744073709551615"),
    version=Version(1, 1, Channel.FEED, 1, "a"),
    starts_at=datetime(2026, 10, 11, 2, 30, tzinfo=UTC),
    zone="America/Los_Angeles",
    party_size=4,
    party=PartyStatus.of("EXPECTED"),
    diner=Patron(first_name="Jordan", last_name="Rivera"),
    money=TockMoney("USD", total_cents=200_00, paid_cents=150_00, due_cents=50_00),
)


@given(st.lists(VERSIONS, min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_news_in_any_order_ends_in_the_same_version(news: list[Version], random: Random) -> None:
    """Whatever order and however often it comes, the same news wins."""

    def last(history: list[Version]) -> Version:
        kept = history[0]
        for version in history[1:]:
            kept = version if version.outranks(kept) else kept
        return kept

    shuffled = news * 2
    random.shuffle(shuffled)
    assert last(shuffled) == max(news)


def test_the_day_is_the_business_s() -> None:
    """Half past two UTC on the 11th is the evening of the 10th in Napa."""
    assert BOOKING.day.isoformat() == "2026-10-10"


def test_a_key_survives_text() -> None:
    """The key's text is read back whole, with an id no database integer could hold."""
    assert ReservationKey.parse(BOOKING.key.text) == BOOKING.key


def test_an_unknown_state_is_kept_verbatim() -> None:
    """A word Tock adds tomorrow is shown as it came."""
    assert PartyStatus.of("ON_PATIO") == PartyStatus(PartyState.UNKNOWN, "ON_PATIO")
    assert PartyStatus.of(None).state is PartyState.EXPECTED


def test_the_three_numbers_stay_apart() -> None:
    """Due in Tock does not move when something is paid here; what remains does."""
    balance = balance_of(BOOKING, paid_here_cents=20_00)
    assert (balance.due_in_tock_cents, balance.paid_here_cents) == (50_00, 20_00)
    assert balance.remaining_cents == 30_00
    assert balance.can_take


@pytest.mark.parametrize(
    ("booking", "word"),
    [
        (replace(BOOKING, is_cancelled_flag=True), "Cancelled"),
        (replace(BOOKING, party=PartyStatus.of("CANCELLED")), "Cancelled"),
        (replace(BOOKING, is_transferred_out=True), "Transferred"),
        (replace(BOOKING, money=replace(BOOKING.money, refunds=(TockRefund(5),))), "refunded"),
        (
            replace(
                BOOKING, money=replace(BOOKING.money, refunds=(TockRefund(5, is_dispute=True),))
            ),
            "Disputed",
        ),
        (replace(BOOKING, money=TockMoney("USD")), "Nothing is due"),
    ],
)
def test_a_balance_is_refused_with_the_reason(booking: Reservation, word: str) -> None:
    """Where Tock's due cannot be trusted, staff read why and nothing can be taken."""
    balance = balance_of(booking, paid_here_cents=0)
    assert word in balance.refusal
    assert not balance.can_take


def test_an_overpaid_balance_is_never_negative() -> None:
    """Tock may lower its number after we were paid: nothing remains, nothing is owed back."""
    assert balance_of(BOOKING, paid_here_cents=80_00).remaining_cents == 0


def test_pick_ups_are_no_visits_and_money_mismatch_is_a_hint() -> None:
    """A mismatch in Tock's own figures is a fact to show, not an error."""
    assert not replace(BOOKING.money, due_cents=1).is_consistent
    assert TockMoney("USD").is_consistent
    assert BOOKING.is_visit


def test_a_concierge_books_for_the_one_who_comes() -> None:
    """Owner and diner with different names are two people; the same name, or none, is one."""
    assert not BOOKING.is_booked_for_another
    assert replace(BOOKING, owner=Patron(first_name="Hotel Desk")).is_booked_for_another
    assert not replace(BOOKING, owner=Patron("1", "jordan", "RIVERA")).is_booked_for_another
    assert not replace(BOOKING, owner=Patron(email="a@b.example")).is_booked_for_another


def test_money_put_off_to_the_visit_is_not_collected() -> None:
    """PAY_ON_SITE stands apart from every other kind of payment."""
    kinds = [TockPayment(5, kind).is_due_on_site for kind in ("PAY_ON_SITE", "CREDIT_CARD", "")]
    assert kinds == [True, False, False]
