"""Several brands: the board shows the till's own business, and the others one tap away."""

from __future__ import annotations

from dataclasses import replace

from posapp.domain.brand import BrandName
from posapp.domain.ids import ReservationKey
from posapp.ui.widgets.list_view import ListView
from tests.ui.conftest import OpenStage, Stage
from tests.ui.fakes import saturday
from tests.ui.name_scenes import SECOND
from tests.ui.saturday import BUSINESS
from tests.ui.world import World

BRANDS = (BrandName(BUSINESS, "Estate Winery"), BrandName(SECOND, "Hillside Cellars"))


def other_party(world: World) -> str:
    """A party at the group's other venue; returns its key."""
    booking = next(one for one in world.reservations.values() if not one.is_cancelled)
    key = ReservationKey("tock", SECOND, booking.key.kind, "77")
    return world.add_reservation(replace(booking, key=key))


def keys(stage: Stage) -> set[str]:
    view = stage.window.findChild(ListView, "arrivals.list")
    assert view is not None
    return {entry.key for entry in view.model().items}


def test_the_board_shows_the_own_business_first(open_stage: OpenStage) -> None:
    """A group's other venue is not on the board until somebody asks; then it alone, or all."""
    world = saturday()
    other = other_party(world)
    stage = open_stage(world=world, brands=BRANDS).sign_in()
    own = keys(stage)
    assert other not in own
    stage.hands.tap(f"arrivals.brand.{SECOND}")
    assert other in keys(stage)
    assert not keys(stage) & {key for key in own if key.startswith("tock")}
    stage.hands.tap("arrivals.brand.")
    assert keys(stage) >= {other, *own}
    stage.hands.tap(f"arrivals.brand.{BUSINESS}")
    assert keys(stage) == own


def test_one_business_has_no_filter(open_stage: OpenStage) -> None:
    """Nothing to choose, nothing shown."""
    stage = open_stage(brands=BRANDS[:1]).sign_in()
    assert not stage.hands.is_shown("arrivals.brand")
