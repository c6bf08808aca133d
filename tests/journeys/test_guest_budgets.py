"""The tap budgets about guests, on a real store: found, joined, switched, left, an order begun."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

import pytest

from posapp.domain.club import Club
from posapp.domain.guest import Contact
from posapp.ports.people import GuestDraft
from tests.journeys.terminal import Terminal
from tests.support.offices import BACKEND, TownCaps

ESTATE = Club("c-estate", "Estate Reserve", 1_500, BACKEND)
LIBRARY = Club("c-library", "Library", 1_000, BACKEND)
GUEST = "g-rivera"


@pytest.fixture
def terminal(light: Terminal) -> Terminal:
    """A till that knows one guest and the two clubs of the office it is connected to."""
    light.program.store.caps = TownCaps()
    with light.program.store.write("clubs", actor=light.program.program_actor) as uow:
        uow.guests.save_club(ESTATE)
        uow.guests.save_club(LIBRARY)
    draft = GuestDraft(contact=Contact("Jordan", "Rivera", "jordan@example.com", "312 555 0142"))
    light.program.verbs.guests.create(GUEST, draft)
    return light


def _count(terminal: Terminal, act: Callable[[], None]) -> int:
    terminal.taps = 0
    act()
    return terminal.taps


def _clubs(terminal: Terminal) -> list[str]:
    held = terminal.program.reads.people.guest(GUEST).memberships
    return [one.club.name for one in held if one.membership.is_active]


def _open(terminal: Terminal) -> None:
    terminal.tap("rail.guests")
    terminal.tap_row("guests.list", GUEST)


def _join(terminal: Terminal) -> None:
    terminal.tap("profile.join", f"club.tier.{ESTATE.club_id}")
    terminal.tap("club.delivery.ship", "club.save")


def test_finding_a_guest(terminal: Terminal) -> None:
    """One tap and three characters; each is answered at once."""

    def find() -> None:
        terminal.tap("rail.guests")
        terminal.keys("riv")

    assert _count(terminal, find) == 1
    assert terminal.robot.has_row("guests.list", GUEST)


def test_joining_a_club(terminal: Terminal) -> None:
    """Four: Club, tier, delivery, Join; Tock's list is queued with it."""
    _open(terminal)
    assert _count(terminal, lambda: _join(terminal)) == 4
    assert _clubs(terminal) == ["Estate Reserve"]


def test_switching_a_club(terminal: Terminal) -> None:
    """Three: Switch, the other tier, Switch; Undo is one more and brings the first back."""
    _open(terminal)
    _join(terminal)

    def switch() -> None:
        terminal.tap(f"profile.club.{ESTATE.club_id}.switch")
        terminal.tap(f"club.tier.{LIBRARY.club_id}", "club.save")

    assert _count(terminal, switch) == 3
    assert _clubs(terminal) == ["Library"]
    terminal.tap("snack.undo")
    assert _clubs(terminal) == ["Estate Reserve"]


def test_cancelling_a_membership(terminal: Terminal) -> None:
    """Three: Cancel, why, Cancel."""
    _open(terminal)
    _join(terminal)

    def leave() -> None:
        terminal.tap(f"profile.club.{ESTATE.club_id}.leave", "club.reason.moving", "club.save")

    assert _count(terminal, leave) == 3
    assert _clubs(terminal) == []


def test_starting_an_order(terminal: Terminal) -> None:
    """One from the profile; the order is the guest's, and the pad leads back to the profile."""
    _open(terminal)
    assert _count(terminal, lambda: terminal.tap("profile.start")) == 1
    assert terminal.screen == "order"
    order = terminal.program.reads.order(terminal.order_id)
    assert (order.visit.guest_id, order.visit.party_size) == (GUEST, 1)
    terminal.tap("pad.profile")
    assert terminal.screen == "guests"


def test_what_is_typed_in_the_form_is_stored_and_undone(terminal: Terminal) -> None:
    """Through the window into the store and back: the record, its address, its contact type."""
    _open(terminal)
    terminal.tap("profile.edit")
    for name, text in (
        ("billing.line1", "1400 Vineyard Lane"),
        ("billing.city", "Napa"),
        ("billing.postal", "94558"),
        ("type", "VIP"),
    ):
        terminal.robot.type_into(f"form.{name}", text)
    terminal.tap("form.save")
    record = terminal.program.reads.people.guest(GUEST).record
    assert record.details.billing.lines == ("1400 Vineyard Lane", "Napa, 94558")
    assert record.details.contact_types == ("VIP",)
    terminal.tap("snack.undo")
    assert terminal.program.reads.people.guest(GUEST).record.details.billing.is_blank


def test_typing_is_answered_within_its_budget(
    terminal: Terminal, figure: Callable[[str], None]
) -> None:
    """A keystroke among hundreds of guests, read and drawn; the figure is to be 50 ms."""
    verbs = terminal.program.verbs.guests
    for at in range(300):
        contact = Contact(f"Riva{at}", f"Rivers{at}", f"riv{at}@example.com")
        verbs.create(f"g-{at}", GuestDraft(contact=contact))
    terminal.tap("rail.guests")
    spans = []
    for letter in "riv":
        begun = perf_counter()
        terminal.keys(letter)
        spans.append((perf_counter() - begun) * 1_000)
    figure(f"guest search: slowest of three keystrokes {max(spans):.0f} ms")
    assert max(spans) < 500
