"""Amounts, times and ages read the way staff speak."""

import subprocess
import sys

import pytest

from posapp.domain.outbox import OutboxState
from posapp.domain.party import PartyState, PartyStatus
from posapp.domain.visit import VisitState
from posapp.ui.format import Words, age, count_of, day_text
from posapp.ui.vocabulary import order_word, party_word, remaining_cents, sync_word
from tests.ui.fake_reads import FakeReads
from tests.ui.fakes import saturday
from tests.ui.saturday import DAY, NOW_MS, ZONE, local_ms

WORDS = Words(ZONE, "USD")


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-5, "0 s"),
        (12, "12 s"),
        (59, "59 s"),
        (60, "1 min"),
        (89 * 60, "89 min"),
        (3 * 3600, "3 h"),
        (72 * 3600, "3 d"),
    ],
)
def test_ages_use_the_unit_that_still_moves(seconds: int, text: str) -> None:
    """Seconds up to a minute, minutes up to an hour and a half, then hours, then days."""
    assert age(seconds * 1_000) == text


def test_money_follows_the_currency() -> None:
    """Cents for dollars, none for yen; an absent amount is a dash and never zero."""
    assert WORDS.money(13_414) == "$134.14"
    assert WORDS.money(123_456_789) == "$1,234,567.89"
    assert WORDS.money(500, currency="JPY") == "¥500"
    assert WORDS.money(None) == "—"
    assert WORDS.money(0) == "$0.00"
    assert WORDS.minus(1_380) == "−$13.80"
    assert WORDS.minus(0) == "$0.00"


def test_times_are_the_winery_s_own() -> None:
    """The wall clock is the business's, whatever the machine's zone is."""
    assert WORDS.clock(NOW_MS) == "11:08"
    assert WORDS.clock_seconds(NOW_MS) == "11:08:00"
    assert WORDS.day_and_clock(NOW_MS) == "Sat 21 Nov, 11:08"
    assert WORDS.slot_ms(NOW_MS) == local_ms("11:00")
    assert WORDS.noon_ms(DAY) == local_ms("12:00")
    assert day_text(DAY) == "Sat 21 Nov"
    assert count_of(1, one="party", many="parties") == "1 party"
    assert count_of(1_240, one="party", many="parties") == "1,240 parties"


def test_presenters_and_words_come_without_qt() -> None:
    """Everything that decides what is shown can be used, and tested, without Qt."""
    modules = [
        "posapp.ui.format",
        "posapp.ui.vocabulary",
        "posapp.ui.pulse",
        "posapp.ui.desk",
        "posapp.ui.spec",
        *(
            f"posapp.ui.screens.{name}.presenter"
            for name in ("lock", "arrivals", "order", "tender", "sync")
        ),
    ]
    heavy = "sys.exit(bool({'PySide6', 'babel'} & set(sys.modules)))"
    code = f"import sys, {', '.join(modules)}; {heavy}"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_every_state_of_the_outbox_has_its_word() -> None:
    """Saved here, Sending, Sent, Needs attention; a doubt is being checked; nothing has no word."""
    words = {state: sync_word(state) for state in OutboxState}
    assert {state: word.text for state, word in words.items() if word} == {
        OutboxState.WAITING: "Saved here",
        OutboxState.SENDING: "Sending",
        OutboxState.UNKNOWN: "Sending · checking",
        OutboxState.PARKED: "Needs attention",
        OutboxState.CONFIRMED: "Sent",
        OutboxState.SUPERSEDED: "Not needed",
    }
    assert sync_word(None) is None


def test_party_states_are_words_and_unknown_ones_stay_as_they_came() -> None:
    """Late after five minutes, our own word before Tock's, an unknown word verbatim."""
    world = saturday()
    rows = {row.name: row for row in FakeReads(world).board(DAY)}
    said = {name: party_word(row, now_ms=NOW_MS).text for name, row in rows.items()}
    assert said["Jordan Rivera"] == "Late 8 min"
    assert said["Elise Fontaine"] == "Late 8 min"
    assert said["Marcus Webb"] == "Expected"
    assert said["Noor Haddad"] == "WAITING_FOR_SHUTTLE"
    assert said["Tom Archer"] == "Cancelled"
    assert said["Tobias Lindqvist"] == "Left"
    assert said["Walk-in"] == "Seated"
    assert rows["Grace Abara"].visit_state is VisitState.SEATED
    assert PartyStatus.of("NEW_WORD").state is PartyState.UNKNOWN


def test_what_remains_is_due_less_what_was_paid_here() -> None:
    """Nothing remains on a cancelled party, and never less than nothing."""
    rows = {row.name: row for row in FakeReads(saturday()).board(DAY)}
    assert remaining_cents(rows["Jordan Rivera"]) == 5_000
    assert remaining_cents(rows["Fatima El-Sayed"]) == 0
    assert remaining_cents(rows["Walk-in"]) == 0


def test_an_unknown_state_of_an_order_is_shown_as_it_came() -> None:
    """A newer program's word is no error."""
    assert order_word("on_ice").text == "on_ice"
