"""The mapping screen: what waits for an answer, what saving would do, saving it, taking it back."""

from __future__ import annotations

import itertools

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from posapp.domain.brand import BrandName
from posapp.domain.mapping import MappingKind
from posapp.ui.widgets.list_view import ListView
from tests.ui.conftest import OpenStage, Stage
from tests.ui.fakes import saturday
from tests.ui.name_scenes import SECOND, add_names
from tests.ui.saturday import BUSINESS

FLIGHT = f"{BUSINESS}|Reserve flight"


def opened(open_stage: OpenStage, **options: object) -> Stage:
    world = saturday()
    add_names(world, is_group=bool(options))
    stage = open_stage(world=world, **options).sign_in()
    stage.hands.tap("rail.mappings")
    return stage


def listed(stage: Stage, name: str = "mappings.list") -> list[str]:
    view = stage.window.findChild(ListView, name)
    assert view is not None
    return [card.title for card in view.model().items]


def said(stage: Stage, name: str) -> str:
    label = stage.window.findChild(QLabel, name)
    assert label is not None
    return label.text() if label.isVisible() else ""


def test_what_has_no_answer_comes_first_and_is_open_at_once(open_stage: OpenStage) -> None:
    """The most frequent one is picked, its likeliest product is the first choice."""
    stage = opened(open_stage)
    assert listed(stage) == ["Reserve flight", "Cave tour & barrel tasting", "Staff training"]
    assert said(stage, "mappings.headline") == "1 to map · 247 reservations"
    assert listed(stage, "mappings.choices")[0] == "Reserve flight"


def test_nothing_is_saved_before_its_effect_was_shown(open_stage: OpenStage) -> None:
    """A choice says what it means for history; only then it can be saved, and be undone."""
    stage = opened(open_stage)
    assert said(stage, "mappings.effect") == ""
    stage.hands.tap_row("mappings.choices", "FL-RES")
    effect = "247 reservations since March will count as SKU FL-RES."
    assert said(stage, "mappings.effect") == effect
    assert stage.world.mappings.answers == []
    stage.hands.tap("mappings.save")
    answer = (MappingKind.EXPERIENCE, BUSINESS, "Reserve flight", "FL-RES")
    assert stage.world.mappings.answers == [answer]
    assert said(stage, "mappings.headline") == "All have an answer"
    stage.hands.tap("snack.undo")
    assert stage.world.mappings.answers[-1] == (*answer[:3], None)
    assert said(stage, "mappings.headline") == "1 to map · 247 reservations"


def test_by_keyboard_alone(open_stage: OpenStage) -> None:
    """F11, a few letters, Enter for the first hit, Enter to save."""
    stage = opened(open_stage)
    stage.hands.press(Qt.Key.Key_F2)
    stage.hands.press(Qt.Key.Key_F11)
    stage.hands.press(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    stage.type_keys("brut")
    assert listed(stage, "mappings.choices") == ["Blanc de Blancs Brut"]
    stage.hands.press(Qt.Key.Key_Return)
    stage.hands.press(Qt.Key.Key_Return)
    assert stage.world.mappings.answers[-1][-1] == "BT-BRUT"


def test_leaving_out_is_an_answer_and_can_be_taken_back(open_stage: OpenStage) -> None:
    """Left out is said on the row; taking the answer back makes it unmapped again."""
    stage = opened(open_stage)
    stage.hands.tap("mappings.leave")
    assert stage.world.mappings.answers[-1][-1] == ""
    stage.hands.tap_row("mappings.list", FLIGHT)
    assert not stage.hands.is_shown("mappings.leave")
    stage.hands.tap("mappings.back")
    assert stage.world.mappings.answers[-1][-1] is None


def test_a_room_takes_any_location_or_one_in_use(open_stage: OpenStage) -> None:
    """What is typed is a new location; those in use are offered; dates stand where known."""
    stage = opened(open_stage)
    stage.hands.tap("mappings.tab.room")
    assert listed(stage) == ["Main Room", "Barn", "Patio"]
    assert listed(stage, "mappings.choices") == ["Main Room", "Terrace"]
    stage.hands.type_into("mappings.search", "Garden")
    assert said(stage, "mappings.effect") == (
        "112 reservations since March will show Garden as their location."
    )
    stage.hands.tap("mappings.save")
    assert stage.world.mappings.answers[-1] == (MappingKind.ROOM, BUSINESS, "Main Room", "Garden")
    stage.hands.tap_row("mappings.list", f"{BUSINESS}|Barn")
    stage.hands.tap_row("mappings.choices", "Terrace")
    assert said(stage, "mappings.effect") == (
        "Will be Terrace. The next pull reads all files again for it."
    )


def test_brands_keep_their_names_apart(open_stage: OpenStage) -> None:
    """The same experience in two businesses is two names; the filter shows one business's."""
    brands = (BrandName(BUSINESS, "Estate Winery"), BrandName(SECOND, "Hillside Cellars"))
    stage = opened(open_stage, brands=brands)
    assert listed(stage).count("Reserve flight") == 2
    stage.hands.tap(f"mappings.brand.{SECOND}")
    assert listed(stage) == ["Reserve flight"]
    stage.hands.tap("mappings.leave")
    assert stage.world.mappings.answers[-1][1] == SECOND


def test_nothing_to_map_says_so(stage: Stage) -> None:
    """An empty list is good news in one line, without a panel."""
    stage.hands.tap("rail.mappings")
    words = [label.text() for label in stage.window.findChildren(QLabel) if label.isVisible()]
    assert "Nothing to map: every experience has its SKU" in words
    assert not stage.hands.is_shown("mappings.sheet")


def test_the_rail_holds_all_screens_in_the_smallest_window(open_stage: OpenStage) -> None:
    """Every button of the rail is inside 640 pixels and none covers another."""
    stage = open_stage(size=(1024, 640)).sign_in()
    names = ["rail.arrivals", "rail.order", "rail.sync", "rail.mappings", "rail.pill", "rail.lock"]
    tops = [stage.hands.spot_of(name).y() for name in names]
    assert tops == sorted(tops)
    assert all(later - former >= 56 for former, later in itertools.pairwise(tops))
