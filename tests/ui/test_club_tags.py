"""The tab of club tags: what Tock does not know comes first, and is mapped by touch."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel

from posapp.ui.widgets.list_view import ListView
from tests.ui.conftest import OpenStage, Stage
from tests.ui.fakes import saturday
from tests.ui.scenes import club_tags
from tests.ui.world import World


def opened(open_stage: OpenStage, world: World | None = None) -> Stage:
    stage = open_stage(world=world or saturday()).sign_in()
    if world is None:
        club_tags(stage)
    else:
        stage.hands.tap("rail.mappings")
        stage.hands.tap("mappings.tab.tag")
    return stage


def listed(stage: Stage, name: str) -> list[str]:
    view = stage.window.findChild(ListView, name)
    assert view is not None
    return [card.title for card in view.model().items]


def said(stage: Stage, name: str) -> str:
    label = stage.window.findChild(QLabel, name)
    assert label is not None
    return label.text() if label.isVisible() else ""


def test_what_tock_does_not_know_is_open_at_once(open_stage: OpenStage) -> None:
    """The misspelt club is picked, the nearest tag leads the choices, and it is said why."""
    stage = opened(open_stage)
    assert listed(stage, "tags.list")[0] == "Estate Reserv"
    assert listed(stage, "tags.choices")[0] == "Estate Reserve"
    assert said(stage, "tags.headline") == "1 club without a tag at Tock"
    effect = "Tock has no tag “Estate Reserv”. Did you mean “Estate Reserve”?"
    assert said(stage, "tags.effect") == effect


def test_two_taps_map_it_and_let_the_waiting_lists_go(open_stage: OpenStage) -> None:
    """The effect is shown before saving; the notice takes it back."""
    stage = opened(open_stage)
    stage.hands.tap_row("tags.choices", "Estate Reserve")
    assert said(stage, "tags.effect") == "3 waiting lists will go to Tock."
    assert stage.world.tags.answers == []
    stage.hands.tap("tags.save")
    assert stage.world.tags.answers == [("Estate Reserv", "Estate Reserve")]
    assert said(stage, "tags.headline") == "Every club has its tag at Tock"
    stage.hands.tap("snack.undo")
    assert stage.world.tags.answers[-1] == ("Estate Reserv", None)


def test_a_club_can_be_left_out_or_sent_as_written(open_stage: OpenStage) -> None:
    """Both are answers; each can be taken back."""
    stage = opened(open_stage)
    stage.hands.tap("tags.leave")
    assert stage.world.tags.answers == [("Estate Reserv", "")]
    stage.hands.tap_row("tags.list", "Estate Reserv")
    stage.hands.tap("tags.back")
    stage.hands.tap_row("tags.choices", "Estate Reserv")
    stage.hands.tap("tags.save")
    assert stage.world.tags.answers[1:] == [
        ("Estate Reserv", None),
        ("Estate Reserv", "Estate Reserv"),
    ]


def test_an_empty_table_and_a_switched_off_line_say_what_to_do(open_stage: OpenStage) -> None:
    """No club, nothing known, nothing sent: a sentence each."""
    stage = opened(open_stage, saturday())
    assert stage.hands.is_shown("tags.empty")
    world = saturday()
    world.tags.is_on = False
    world.tags.add("Library")
    stage = opened(open_stage, world)
    assert "switched off" in said(stage, "tags.headline")
