"""Lists of clubs on the screen: one is taken back in the Sync centre."""

from __future__ import annotations

from dataclasses import replace

from posapp.domain.outbox import OutboxState
from tests.ui.conftest import OpenStage
from tests.ui.fakes import add_troubles, saturday


def test_a_list_of_clubs_can_be_taken_back_in_the_sync_centre(open_stage: OpenStage) -> None:
    """Only a list that has surely not left offers it."""
    world = saturday()
    add_troubles(world)
    first = replace(
        world.outbox[0],
        item_id="tags1",
        title="Ann Lee: + Estate Reserve − Library",
        remote="tock",
        aggregate="tags:ann@lee.example",
        state=OutboxState.WAITING,
        is_in_doubt=False,
    )
    world.outbox = [first, replace(first, item_id="tags2", state=OutboxState.SENDING)]
    stage = open_stage(world=world).sign_in()
    stage.hands.tap("rail.sync")
    stage.hands.tap_row("sync.list", "tags2")
    assert not stage.hands.is_shown("sync.withdraw")
    stage.hands.tap_row("sync.list", "tags1")
    stage.hands.tap("sync.withdraw")
    assert stage.world.tags.withdrawn == ["tags1"]


def test_a_list_that_waits_for_its_tag_leads_to_where_it_is_mapped(open_stage: OpenStage) -> None:
    """One tap from the reason to the club, picked and with the nearest tag first."""
    world = saturday()
    add_troubles(world)
    world.tags.known = ("Estate Reserve",)
    world.tags.add("Estate Reserv", waiting=1)
    world.outbox = [
        replace(
            world.outbox[0],
            item_id="tags1",
            aggregate="tags:ann@lee.example",
            state=OutboxState.PARKED,
            is_in_doubt=False,
            reason="Tock has no tag “Estate Reserv”. Map it.",
        )
    ]
    stage = open_stage(world=world).sign_in()
    stage.hands.tap("rail.sync")
    stage.hands.tap("sync.map")
    stage.hands.tap_row("tags.choices", "Estate Reserve")
    stage.hands.tap("tags.save")
    assert world.tags.answers == [("Estate Reserv", "Estate Reserve")]
