"""The tap budgets of a tasting-room day, counted finger by finger: a regression fails the build."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.bookings import tell
from tests.journeys.terminal import Terminal

_LATE_MORNING_MS = 1_791_655_200_000
"""11:00 of the tests' Saturday."""


def _booking(terminal: Terminal, **changes: object) -> str:
    key = tell(terminal.program, 9_001, **changes)
    terminal.see_news()
    return key


def _count(terminal: Terminal, act: Callable[[], None]) -> int:
    terminal.taps = 0
    act()
    return terminal.taps


def test_signing_in(light_locked: Terminal) -> None:
    """A name and a tick, and the digits of the PIN."""
    assert _count(light_locked, light_locked.sign_in) == 2 + len("1111")


def test_marking_a_party_arrived(light: Terminal) -> None:
    """The row and the button: one tap more than the budget of one, which the A key keeps."""
    key = _booking(light)

    def arrive() -> None:
        light.tap_row("arrivals.list", key)
        light.tap("arrivals.arrive")

    assert _count(light, arrive) == 2
    assert light.text("arrivals.state") == "Arrived"


def test_seating_a_booking(light: Terminal) -> None:
    """Two: the row, and Seat; the order is open."""
    key = _booking(light)

    def seat() -> None:
        light.tap_row("arrivals.list", key)
        light.tap("arrivals.seat")

    assert _count(light, seat) == 2
    assert light.screen == "order"
    assert [row.key for row in light.seated] == [key]


def test_seating_a_walk_in(light: Terminal) -> None:
    """Two on its sheet, size and Seat; the table is optional, the order is open."""
    light.tap("arrivals.walkin")

    def seat() -> None:
        light.tap("walkin.size.4", "walkin.seat")

    assert _count(light, seat) == 2
    assert light.screen == "order"
    assert [row.size for row in light.seated] == [4]


def test_a_flight_for_the_whole_party(light: Terminal) -> None:
    """One tap pours for everybody."""
    light.tap("arrivals.walkin", "walkin.size.4", "walkin.seat")
    assert _count(light, lambda: light.tap("pad.tile.FLIGHT")) == 1
    [line] = light.program.reads.order(light.order_id).lines
    assert line.quantity == 4


@pytest.mark.parametrize("bottles", [1, 3])
def test_bottles_for_exact_cash(light: Terminal, bottles: int) -> None:
    """The bottles and, beyond the budget of two more, the tap that says the cash is exact."""
    light.tap("arrivals.walkin", "walkin.size.2", "walkin.seat")
    order_id = light.order_id

    def sell() -> None:
        light.tap(*["pad.tile.PINOT"] * bottles)
        light.tap("pad.pay", "tender.exact", "tender.record")

    assert _count(light, sell) == bottles + 3
    assert sum(light.paid_cents(order_id)) == light.program.reads.order(order_id).price.total_cents


def test_a_balance_due(light: Terminal) -> None:
    """Three from the sheet of the booking: Take, exact, Record."""
    key = _booking(light)
    light.tap_row("arrivals.list", key)

    def take() -> None:
        light.tap("arrivals.take", "tender.exact", "tender.record")

    assert _count(light, take) == 3
    light.wait_until(lambda: light.shows("tender.change"), "the balance is taken")


@pytest.mark.parametrize("typed", ["riv", "900", "TK0"])
def test_finding_a_guest(light: Terminal, typed: str) -> None:
    """One tap into the search and at most three characters of a name, a phone or a code."""
    key = _booking(light, dinerPatron=PATRON)
    for number in range(9_002, 9_060):
        tell(light.program, number, confirmationCode=f"ZZ{number}")
    light.see_news()

    def find() -> None:
        light.tap("arrivals.search")
        light.keys(typed)

    assert _count(light, find) == 1
    assert len(typed) <= 3
    assert light.robot.has_row("arrivals.list", key)


def test_a_dead_line_asks_for_nothing(light: Terminal) -> None:
    """Zero taps: there is no offline mode to switch to."""
    assert _count(light, light.tick) == 0


PATRON = {"id": 7, "firstName": "Jordan", "lastName": "Rivera", "phone": "707-555-0900"}
