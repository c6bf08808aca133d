"""The states of the guest screen worth looking at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from posapp.domain.address import Address
from posapp.domain.guest import Contact
from posapp.domain.guest_record import GuestDetails, GuestRecord
from posapp.ports.backoffice import Cap, CustomerRecord, GiftCardBalance
from tests.ui.conftest import Stage
from tests.ui.guest_book import BARE, CONFLICT, LONG, RIVERA, add_guests

Scene = Callable[[Stage], None]


def open_guest(stage: Stage, guest_id: str) -> None:
    """The profile of a guest, from the list."""
    stage.hands.tap("rail.guests")
    stage.hands.tap_row("guests.list", guest_id)


def guests(stage: Stage) -> None:
    """The list with names from everywhere, one that differs."""
    add_guests(stage.world, differs=True)
    stage.hands.tap("rail.guests")


def no_guests(stage: Stage) -> None:
    """The list of a fresh terminal."""
    stage.hands.tap("rail.guests")


def nobody_here(stage: Stage) -> None:
    """A name that nobody has here; the back office is asked with a tap."""
    add_guests(stage.world)
    stage.hands.tap("rail.guests")
    stage.hands.type_into("guests.search", "castellano")


def asking(stage: Stage) -> None:
    """The back office has not answered yet."""
    nobody_here(stage)
    stage.hands.tap("guests.ask")


def found_there(stage: Stage) -> None:
    """Two people found in the back office, one of them known here by another name."""
    asking(stage)
    home = GuestDetails(billing=Address(city="Sonoma", region="CA"))
    found = Contact("Lucia", "Castellano", "lucia@example.com", "+1 707 555 0155")
    known = Contact("Min", "Kwon-Castellano", "min.kwon@example.com")
    stage.act.guests.questions[-1].end(
        (
            CustomerRecord("4711", GuestRecord(found, home)),
            CustomerRecord("4712", GuestRecord(known)),
        )
    )
    stage.window._tick()
    stage.hands.settle()


def profile(stage: Stage) -> None:
    """A member with everything: addresses, clubs, a lookalike, parcels."""
    add_guests(stage.world)
    open_guest(stage, RIVERA)


def profile_differs(stage: Stage) -> None:
    """The same, with a question about the record and hundreds of entries."""
    add_guests(stage.world, differs=True, entries=194)
    open_guest(stage, RIVERA)


def bare_profile(stage: Stage) -> None:
    """A guest of whom only name and e-mail are known."""
    add_guests(stage.world)
    open_guest(stage, BARE)


def long_profile(stage: Stage) -> None:
    """A name and an address longer than anything, and three clubs."""
    add_guests(stage.world)
    open_guest(stage, LONG)


def parcel(stage: Stage) -> None:
    """An order with two parcels picked in the timeline."""
    profile(stage)
    stage.hands.tap_row("timeline.list", entry_key(stage, "Order 8841"))


def entry_key(stage: Stage, title: str) -> str:
    """The key of the timeline's line with this title."""
    from posapp.ui.widgets.list_view import ListView

    view = stage.window.findChild(ListView, "timeline.list")
    assert view is not None
    return next(str(card.key) for card in view.model().items if card.title == title)


def join(stage: Stage) -> None:
    """Joining a club, collected here, with what would be sent."""
    profile(stage)
    stage.hands.tap("profile.join")
    stage.hands.tap("club.tier.club-library")
    stage.hands.tap("club.delivery.pickup")


def switch(stage: Stage) -> None:
    """Switching from one club to another."""
    profile(stage)
    stage.hands.tap("profile.club.club-reserve.switch")
    stage.hands.tap("club.tier.club-library")


def leave(stage: Stage) -> None:
    """Cancelling a membership, with a reason."""
    profile(stage)
    stage.hands.tap("profile.club.club-reserve.leave")
    stage.hands.tap("club.reason.moving")


def hold(stage: Stage) -> None:
    """A hold with its end."""
    profile(stage)
    stage.hands.tap("profile.club.club-reserve.hold")
    stage.hands.tap("club.hold.3")


def changed(stage: Stage) -> None:
    """A club joined a moment ago, with the way back."""
    join(stage)
    stage.hands.tap("club.save")


def edit(stage: Stage) -> None:
    """The form of a whole record, with a wrong e-mail."""
    profile(stage)
    stage.hands.tap("profile.edit")
    stage.hands.type_into("form.email", "jordan at example.com")
    stage.hands.tap("form.save")


def new_guest(stage: Stage) -> None:
    """The blank form."""
    stage.hands.tap("rail.guests")
    stage.hands.tap("guests.new")


def compare(stage: Stage) -> None:
    """A record both sides changed, one field chosen."""
    add_guests(stage.world, differs=True)
    stage.window.go("guests", argument=f"compare:{CONFLICT}")
    stage.hands.settle()
    stage.hands.tap("compare.billing.theirs")


def differences(stage: Stage) -> None:
    """What both sides changed, in the Sync centre."""
    add_guests(stage.world, differs=True)
    stage.hands.tap("rail.sync")
    stage.hands.tap("sync.view.differences")
    stage.hands.tap_row("sync.list", CONFLICT)


def club_task(stage: Stage) -> None:
    """A switch that the back office takes from nobody: it becomes a task, and is said before."""
    reason = "OrderPort’s interface only reads. Enter it in OrderPort’s own window."
    stage.act.connections.caps.lacks[Cap.WRITE_CLUBS] = reason
    switch(stage)


def gift_card(stage: Stage) -> None:
    """What is left on a gift card."""
    stage.hands.tap("rail.guests")
    stage.hands.tap("guests.gift")
    stage.hands.type_into("giftcard.code", "GIFT-0000-7731")
    stage.hands.tap("giftcard.ask")
    stage.act.guests.questions[-1].end(GiftCardBalance("•••• 7731", 5_000, "USD"))
    stage.window._tick()
    stage.hands.settle()


def know_walk_in(stage: Stage) -> None:
    """The walk-in with an order is Jordan Rivera."""
    add_guests(stage.world)
    world = stage.world
    visit = world.visits["v-walk"]
    contact = world.people.sheets[RIVERA].guest.contact
    world.visits["v-walk"] = replace(visit, guest_id=RIVERA, name=contact.name)
    world.guests[RIVERA] = contact
    stage.window.go("order", argument="o-walk")
    stage.hands.settle()


def shipping(stage: Stage) -> None:
    """Where an order of a known guest may go."""
    know_walk_in(stage)
    stage.hands.tap("pad.ship")


def shipped(stage: Stage) -> None:
    """It ships to the office, with the way back."""
    shipping(stage)
    stage.hands.tap("pad.ship.0")


def unconnected(stage: Stage) -> None:
    """Nothing is connected: what cannot be asked says why."""
    stage.act.connections.caps.named = stage.act.connections.caps.titled = ""
    nobody_here(stage)


GUEST_SCENES: dict[str, Scene] = {
    scene.__name__: scene
    for scene in (
        guests,
        no_guests,
        nobody_here,
        asking,
        found_there,
        profile,
        profile_differs,
        bare_profile,
        long_profile,
        parcel,
        join,
        switch,
        leave,
        hold,
        changed,
        edit,
        new_guest,
        compare,
        differences,
        club_task,
        gift_card,
        shipping,
        shipped,
        unconnected,
    )
}
