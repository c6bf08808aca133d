"""Guests, clubs and parcels written to break things show as text, and nothing leaves the window."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from posapp.domain.address import Address
from posapp.domain.club import Club
from posapp.domain.guest import Contact
from posapp.domain.guest_record import GuestDetails, GuestRecord, ShippingAddress
from posapp.domain.merge import FieldConflict
from posapp.domain.outbox import OutboxState
from posapp.domain.remote_order import Tracking
from posapp.ports.people import Lookalike
from tests.ui.conftest import OpenStage, Stage
from tests.ui.fakes import saturday
from tests.ui.guest_book import CONFLICT, RIVERA, add_guests
from tests.ui.guest_scenes import open_guest
from tests.ui.test_hostile import CORPUS, check, fits
from tests.ui.world import World


def poisoned(text: str) -> World:
    """Saturday with one guest of whom every word is this text."""
    world = saturday()
    add_guests(world, differs=True)
    people = world.people
    sheet = people.sheets[RIVERA]
    contact = Contact(text, text, text, text)
    place = Address(text, text, text, text, text, text, text, text, text)
    details = GuestDetails(text, text, place, (ShippingAddress(place, text),), (text or "x",))
    held = [replace(one, club=replace(one.club, name=text)) for one in sheet.memberships]
    fields = (FieldConflict("company", "a b", text, f"{text} b"), FieldConflict(text, "", "1", "2"))
    people.sheets[RIVERA] = replace(
        sheet,
        guest=replace(sheet.guest, contact=contact),
        record=GuestRecord(contact, details),
        memberships=tuple(held),
        links=tuple(replace(link, remote_id=text) for link in sheet.links),
        conflicts=tuple(replace(one, backend=text, fields=fields) for one in sheet.conflicts),
        lookalikes=(Lookalike("g-river", text, text, text, 94),),
        tags_sent=(text,),
        tags_due=(f"{text}!",),
        sync_state=OutboxState.PARKED,
        sync_reason=text,
    )
    people.entries[RIVERA] = [
        replace(
            entry,
            source=text,
            title=text,
            detail=text,
            status=text,
            tracking=(Tracking(text, text), Tracking("1Z999", text)),
        )
        for entry in people.entries[RIVERA]
    ]
    people.all_clubs = [*people.all_clubs, Club("c-x", text, 1)]
    return world


def look(stage: Stage) -> None:
    stage.hands.settle()
    stage.window.grab()
    check(stage)
    assert fits(stage)


@pytest.mark.parametrize("text", CORPUS, ids=range(len(CORPUS)))
def test_hostile_text_is_only_text(open_stage: OpenStage, text: str) -> None:
    """The list, the profile, an entry, the club sheet, the form and the choice, at 1024×640."""
    stage = open_stage(world=poisoned(text), size=(1024, 640)).sign_in()
    stage.hands.tap("rail.guests")
    look(stage)
    open_guest(stage, RIVERA)
    look(stage)
    stage.hands.press(Qt.Key.Key_Down)
    look(stage)
    stage.hands.tap("profile.join")
    stage.hands.tap("club.tier.c-x")
    look(stage)
    stage.hands.press(Qt.Key.Key_Escape)
    stage.hands.tap("profile.edit")
    look(stage)
    stage.hands.press(Qt.Key.Key_Escape)
    stage.window.go("guests", argument=f"compare:{CONFLICT}")
    look(stage)
    stage.hands.tap("rail.sync")
    stage.hands.tap("sync.view.differences")
    stage.hands.tap_row("sync.list", CONFLICT)
    look(stage)
