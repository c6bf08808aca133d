"""The profile: who, where known, the timeline from all sources, parcels, and what starts here."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel

from posapp.domain.changes import Topic
from posapp.domain.outbox import OutboxState
from posapp.ui.safe import ElidedLabel
from posapp.ui.screens.guests.history import EntryCard
from posapp.ui.widgets.button import Button
from posapp.ui.widgets.list_view import ListView
from posapp.usecases.customer_work import aggregate_of
from tests.ui.conftest import OpenStage, Stage
from tests.ui.fakes import add_troubles, cut_off, saturday
from tests.ui.full_scenes import LONG_CLUB, full_profile
from tests.ui.guest_book import BARE, LONG, RIVERA, add_guests
from tests.ui.guest_scenes import entry_key, open_guest


def shown(open_stage: OpenStage, guest_id: str = RIVERA, **fill: object) -> Stage:
    world = saturday()
    add_guests(world, **fill)
    stage = open_stage(world=world).sign_in()
    open_guest(stage, guest_id)
    return stage


def said(stage: Stage) -> str:
    """Every word on the screen."""
    labels = stage.window.findChildren(QLabel)
    return "\n".join(label.text() for label in labels if label.isVisible())


def entries(stage: Stage) -> list[EntryCard]:
    view = stage.window.findChild(ListView, "timeline.list")
    assert view is not None
    return list(view.model().items)


def button(stage: Stage, name: str) -> Button:
    found = next(one for one in stage.window.findChildren(Button, name) if one.isVisible())
    assert isinstance(found, Button)
    return found


def test_the_record_says_all_that_is_known(open_stage: OpenStage) -> None:
    """Contact, both addresses, contact types, source and consent, and where a record stands."""
    words = said(shown(open_stage))
    for text in (
        "Jordan Rivera",
        "Estate Reserve since 2022",
        "jordan@example.com",
        "1400 Vineyard Lane\nUnit 7\nNapa, CA 94558\nUS",
        "Shipping address, first choice",
        "Trade, VIP",
        "14 Mar 1981",
        "WineDirect · Tock · Retail · tier Gold · wants mailings",
        "11873 · seen 4 min ago",
        "9921 · made one with 11873 there",
        "Was in Founders’ Table until 5 Jul 2022",
    ):
        assert text in words, text


def test_a_possible_duplicate_opens_the_other(open_stage: OpenStage) -> None:
    """With why and how much alike; Esc leads back to the first."""
    stage = shown(open_stage)
    assert "j.rivera@example.net · The same phone number · 94 % alike" in said(stage)
    stage.hands.tap("profile.other.g-river")
    assert stage.window.shown == ("guests", "g-river")
    stage.hands.press(Qt.Key.Key_Escape)
    assert stage.window.shown == ("guests", RIVERA)


def test_the_timeline_tells_each_source_and_its_age(open_stage: OpenStage) -> None:
    """Newest first; Tock's money is Tock's, ours stands alone; states are words."""
    stage = shown(open_stage)
    first, order, *_ = entries(stage)
    assert (first.title, first.told, first.status) == (
        "Reserve flight",
        "Tock · 12 s ago",
        "Expected",
    )
    assert (first.amount, first.tock_amount) == ("", "$199.00 in Tock")
    assert (order.told, order.amount, order.tock_amount) == (
        "WineDirect · 4 min ago",
        "$429.00",
        "",
    )
    ours = next(card for card in entries(stage) if card.title == "Order A-000098")
    assert (ours.told, ours.status, ours.sync.text if ours.sync else "") == (
        "This till",
        "Paid",
        "Sent",
    )
    assert "1Z999AA10123456784 + 1" in order.spoken


@pytest.mark.parametrize(
    ("chip", "count"), [("all", 200), ("visits", 195), ("orders", 3), ("pickups", 1), ("clubs", 1)]
)
def test_filters_and_two_hundred_entries(open_stage: OpenStage, chip: str, count: int) -> None:
    """Each filter shows its kinds only."""
    stage = shown(open_stage, entries=194)
    stage.hands.tap(f"timeline.show.{chip}")
    assert len(entries(stage)) == count


def test_a_guest_without_history_says_so(open_stage: OpenStage) -> None:
    """One line, and no empty cards beside it."""
    stage = shown(open_stage, BARE)
    words = said(stage)
    assert "No visit and no order yet" in words
    assert "In no club yet" in words
    assert "Known in" not in words
    stage.hands.tap("timeline.show.pickups")
    assert "Nothing was collected yet" in said(stage)


def test_a_tracking_number_is_copied_opened_and_mailed(open_stage: OpenStage) -> None:
    """The mail goes to the guest with number and page, through the system's mail program."""
    stage = shown(open_stage)
    stage.hands.tap_row("timeline.list", entry_key(stage, "Order 8841"))
    stage.hands.tap("timeline.parcel.0.copy")
    assert QGuiApplication.clipboard().text() == "1Z999AA10123456784"
    stage.hands.tap("timeline.parcel.0.page")
    stage.hands.tap("timeline.parcel.0.mail")
    page, mail = stage.opened
    assert page == "https://www.ups.com/track?tracknum=1Z999AA10123456784"
    parts = urlsplit(mail)
    assert (parts.scheme, unquote(parts.path)) == ("mailto", "jordan@example.com")
    asked = parse_qs(parts.query)
    assert set(asked) == {"subject", "body"}
    assert asked["subject"] == ["Your order 8841 is on its way"]
    assert "Hello Jordan," in asked["body"][0]
    assert page in asked["body"][0]


def test_a_carrier_without_a_page_says_so(open_stage: OpenStage) -> None:
    """Track is greyed with its reason; the number can still be copied and mailed."""
    stage = shown(open_stage)
    stage.hands.tap_row("timeline.list", entry_key(stage, "Order 8841"))
    track = button(stage, "timeline.parcel.1.page")
    assert (track.isEnabled(), track.accessibleDescription()) == (False, "Page not known")
    stage.hands.tap("timeline.parcel.1.copy")
    assert QGuiApplication.clipboard().text() == "CF123"


def test_an_entry_leads_to_what_it_is_about(open_stage: OpenStage) -> None:
    """An order of ours opens on the pad; Esc closes an entry before it leaves the profile."""
    stage = shown(open_stage)
    stage.hands.tap_row("timeline.list", entry_key(stage, "Order A-000098"))
    stage.hands.tap("timeline.open")
    assert stage.window.shown == ("order", "o-abara")
    stage.hands.press(Qt.Key.Key_Escape)
    assert stage.window.shown == ("guests", RIVERA)
    stage.hands.tap_row("timeline.list", entry_key(stage, "Order 8841"))
    stage.hands.press(Qt.Key.Key_Escape)
    assert not stage.hands.is_shown("timeline.detail")
    assert stage.window.shown == ("guests", RIVERA)


def test_a_reservation_of_another_day_opens_on_that_day(open_stage: OpenStage) -> None:
    """The board turns to the day, with the party picked; Esc comes back."""
    world = saturday()
    add_guests(world)
    key = world.key_named("Jordan Rivera")
    booking = world.reservations[key]
    earlier = booking.starts_at - timedelta(days=3)
    world.reservations[key] = replace(booking, starts_at=earlier)
    entry = world.people.entries[RIVERA][0]
    world.people.entries[RIVERA][0] = replace(entry, subject=key)
    stage = open_stage(world=world).sign_in()
    open_guest(stage, RIVERA)
    stage.hands.tap_row("timeline.list", entry_key(stage, "Reserve flight"))
    stage.hands.tap("timeline.open")
    assert stage.window.shown == ("arrivals", key)
    assert "Wed 18 Nov" in said(stage)
    assert stage.hands.is_shown("arrivals.sheet")


def test_an_order_that_waits_leads_to_its_pickup(open_stage: OpenStage) -> None:
    """Where it is handed over."""
    stage = shown(open_stage)
    stage.hands.tap_row("timeline.list", entry_key(stage, "Club order 8842"))
    stage.hands.tap("timeline.open")
    assert stage.window.shown == ("pickups", "ready|8842")


def test_start_order_is_one_tap_and_can_be_undone(open_stage: OpenStage) -> None:
    """A party of one under the guest's name; ten taps are one order."""
    stage = shown(open_stage)
    stage.hands.tap("profile.start", taps=2)
    seated = stage.act.called("seat_walk_in")
    assert len(seated) == 1
    _, order_id, size, table, contact = seated[0]
    assert (size, table, contact.email) == (1, "", "jordan@example.com")
    assert stage.window.shown == ("order", order_id)
    stage.hands.tap("snack.undo")
    assert stage.act.called("undo_seating") == [(order_id,)]
    assert stage.window.shown == ("guests", RIVERA)


def test_how_far_a_change_is_stands_beside_the_name(open_stage: OpenStage) -> None:
    """Saved here, then nothing; what needs a person says why."""
    stage = shown(open_stage)
    people = stage.world.people
    people.sheets[RIVERA] = replace(people.sheets[RIVERA], sync_state=OutboxState.WAITING)
    stage.window._take_news(frozenset({Topic.GUESTS}))
    assert stage.hands.is_shown("profile.sync")
    people.sheets[RIVERA] = replace(
        people.sheets[RIVERA],
        sync_state=OutboxState.PARKED,
        sync_reason="WineDirect refused the ZIP code.",
    )
    stage.window._take_news(frozenset({Topic.OUTBOX}))
    assert "WineDirect refused the ZIP code." in said(stage)


def test_the_profile_is_whole_without_a_connection(open_stage: OpenStage) -> None:
    """Nothing answers for an hour: the record, the history and the way to an order stand."""
    stage = shown(open_stage)
    cut_off(stage.world, minutes=60)
    stage.world.clock.move(3_600)
    stage.see_news()
    assert "jordan@example.com" in said(stage)
    assert entries(stage)[1].told == "WineDirect · 64 min ago"
    assert button(stage, "profile.start").isEnabled()


def test_a_name_longer_than_the_window_leaves_the_actions_in_place(open_stage: OpenStage) -> None:
    """Start order and Edit stay whole in the smallest window."""
    world = saturday()
    add_guests(world)
    stage = open_stage(world=world, size=(1024, 640)).sign_in()
    open_guest(stage, LONG)
    assert button(stage, "profile.start").width() >= 160
    assert stage.window.rect().contains(stage.hands.spot_of("profile.start"))


def test_a_guest_made_one_with_another_is_shown_as_that(open_stage: OpenStage) -> None:
    """The store answers with the standing record: its id is the one everything then goes to."""
    world = saturday()
    add_guests(world)
    world.people.sheets["g-old"] = world.people.sheets[RIVERA]
    stage = open_stage(world=world).sign_in()
    stage.window.go("guests", argument="g-old")
    stage.hands.settle()
    stage.hands.tap("profile.join")
    stage.hands.tap("club.tier.club-library")
    stage.hands.tap("club.save")
    assert stage.act.called("change_clubs")[0][0].guest_id == RIVERA


def test_a_guest_that_is_gone_leads_to_the_list(open_stage: OpenStage) -> None:
    """No page of nobody."""
    stage = shown(open_stage)
    del stage.world.people.sheets[RIVERA]
    stage.window._take_news(frozenset({Topic.GUESTS}))
    assert stage.window.shown == ("guests", "")


def test_a_party_on_the_board_leads_to_its_guest(open_stage: OpenStage) -> None:
    """By its e-mail; Esc leads back to the board with the party still picked."""
    world = saturday()
    add_guests(world)
    stage = open_stage(world=world).sign_in()
    key = world.key_named("Jordan Rivera")
    stage.hands.tap_row("arrivals.list", key)
    stage.hands.tap("arrivals.profile")
    assert stage.window.shown == ("guests", RIVERA)
    stage.hands.press(Qt.Key.Key_Escape)
    assert stage.window.shown[0] == "arrivals"
    assert stage.hands.is_shown("arrivals.sheet")
    stage.hands.tap_row("arrivals.list", world.key_named("Chidi Okafor"))
    assert not stage.hands.is_shown("arrivals.profile")


def test_an_order_leads_to_its_guest(open_stage: OpenStage) -> None:
    """Only once the party has a record."""
    stage = shown(open_stage)
    stage.window.go("order", argument="o-walk")
    stage.hands.settle()
    assert not stage.hands.is_shown("pad.profile")
    visit = stage.world.visits["v-walk"]
    stage.world.visits["v-walk"] = replace(visit, guest_id=RIVERA)
    stage.see_news()
    stage.hands.tap("pad.profile")
    assert stage.window.shown == ("guests", RIVERA)


def test_a_source_that_is_not_connected_is_still_named(open_stage: OpenStage) -> None:
    """By its own name with a capital; an age that nobody told is left out."""
    stage = shown(open_stage)
    entry = stage.world.people.entries[RIVERA][1]
    stage.world.people.entries[RIVERA][1] = replace(entry, source="ecellar", as_of_ms=None)
    stage.window._take_news(frozenset({Topic.ORDERS}))
    assert "Ecellar" in [card.told for card in entries(stage)]


def test_what_the_office_refused_is_said_whole_with_the_way_on(open_stage: OpenStage) -> None:
    """On the smallest window, too; the way leads to this guest's work and not to other trouble."""
    stage = open_stage(size=(1024, 640)).sign_in()
    add_guests(stage.world)
    add_troubles(stage.world)
    mine = replace(stage.world.outbox[0], item_id="g", title="Rivera", reason="A bad state code.")
    stage.world.outbox.append(replace(mine, aggregate=aggregate_of(RIVERA)))
    reason = "WineDirect refused the record: “California” is not one of its two-letter codes."
    sheets = stage.world.people.sheets
    parked = OutboxState.PARKED
    sheets[RIVERA] = replace(sheets[RIVERA], sync_state=parked, sync_reason=reason)
    open_guest(stage, RIVERA)
    label = stage.window.findChild(QLabel, "profile.trouble")
    assert label is not None
    assert label.text() == reason
    assert label.height() >= label.heightForWidth(label.width())
    assert "Estate Reserve since 2022" in said(stage)
    stage.hands.tap("profile.attention")
    assert stage.window.shown[0] == "sync"
    assert "A bad state code." in said(stage)


def test_a_long_club_is_named_whole(open_stage: OpenStage) -> None:
    """Two clubs may begin alike."""
    stage = open_stage(size=(1024, 640)).sign_in()
    full_profile(stage)
    label = next(
        one
        for one in stage.window.findChildren(QLabel)
        if one.text() == LONG_CLUB.name and not isinstance(one, ElidedLabel)
    )
    assert label.height() >= label.heightForWidth(label.width()) > 0


def test_a_guest_who_is_made_one_with_another_meanwhile_says_so(open_stage: OpenStage) -> None:
    """Another name stands there in a moment; what is tapped then is for that guest."""
    stage = shown(open_stage, "g-river")
    stage.hands.tap("profile.join")
    sheets = stage.world.people.sheets
    sheets["g-river"] = sheets[RIVERA]
    stage.bridge.publish(frozenset({Topic.GUESTS}))
    one = "J. Rivera and Jordan Rivera are one guest now"
    stage.hands.wait_until(lambda: one in said(stage), "it is said")
    stage.hands.tap("club.tier.club-library")
    stage.hands.tap("club.save")
    [(change,)] = stage.act.called("change_clubs")
    assert change.guest_id == RIVERA
