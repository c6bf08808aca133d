"""The club sheet with room for little: equal tiles, and systems by their whole names."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLabel

from posapp.domain.club import Club
from posapp.ui.widgets.button import Button
from tests.ui.conftest import OpenStage
from tests.ui.guest_book import RIVERA, add_guests
from tests.ui.guest_scenes import open_guest

WHAT = {"To Sandbox back office": "Join Library", "To Tock": "+ Library"}


@pytest.mark.parametrize("size", [(1024, 640), (1280, 800)], ids=["smallest", "usual"])
def test_clubs_are_equal_tiles_and_systems_have_whole_names(
    open_stage: OpenStage, size: tuple[int, int]
) -> None:
    """Three clubs are equally large, those of a column below each other; no system is cut."""
    stage = open_stage(size=size).sign_in()
    stage.act.connections.caps.titled = "Sandbox back office"
    add_guests(stage.world)
    stage.world.people.all_clubs.append(Club("club-cellar", "Cellar", 500))
    open_guest(stage, RIVERA)
    stage.hands.tap("profile.join")
    stage.hands.tap("club.tier.club-library")
    buttons = stage.window.findChildren(Button)
    tiles = [one for one in buttons if one.objectName().startswith("club.tier.")]
    assert len(tiles) == 3
    assert len({(one.width(), one.height()) for one in tiles}) == 1
    labels = stage.window.findChildren(QLabel)
    told = [one for one in labels if one.isVisible() and one.text().startswith("To ")]
    assert [one.text() for one in told] == ["To Sandbox back office", "To Tock"]
    assert len({one.width() for one in told}) == 1
    for one in told:
        assert one.width() >= one.fontMetrics().horizontalAdvance(one.text())
        words = WHAT[one.text()]
        beside = next(
            label for label in labels if label.isVisible() and label.text().startswith(words)
        )
        assert beside.mapToGlobal(QPoint()).x() >= one.mapToGlobal(QPoint()).x() + one.width()
