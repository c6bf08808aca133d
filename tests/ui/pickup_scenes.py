"""The states of the pickup screen worth looking at."""

from __future__ import annotations

from collections.abc import Callable

from tests.ui.conftest import Stage
from tests.ui.pickup_book import OLD, RIVERA, SHIPPED, add_pickups

Scene = Callable[[Stage], None]


def pickups(stage: Stage) -> None:
    """Orders that wait, one far too long."""
    add_pickups(stage.world)
    stage.hands.tap("rail.pickups")


def pickup_picked(stage: Stage) -> None:
    """One of them, ready to be handed over."""
    pickups(stage)
    stage.hands.tap_row("pickups.list", RIVERA)


def pickup_old(stage: Stage) -> None:
    """The one that waits for 85 days."""
    pickups(stage)
    stage.hands.tap_row("pickups.list", OLD)


def collected(stage: Stage) -> None:
    """What was collected today; one has to be marked by hand."""
    pickups(stage)
    stage.hands.tap("pickups.stage.collected")
    stage.hands.tap_row("pickups.list", "o-8811")


def collected_refused(stage: Stage) -> None:
    """One that the back office refused."""
    pickups(stage)
    stage.hands.tap("pickups.stage.collected")
    stage.hands.tap_row("pickups.list", "o-8840")


def parcels(stage: Stage) -> None:
    """A parcel on its way."""
    pickups(stage)
    stage.hands.tap("pickups.stage.shipping")
    stage.hands.tap_row("pickups.list", SHIPPED)


def no_pickups(stage: Stage) -> None:
    """Nothing waits."""
    stage.hands.tap("rail.pickups")


PICKUP_SCENES: dict[str, Scene] = {
    scene.__name__: scene
    for scene in (
        pickups,
        pickup_picked,
        pickup_old,
        collected,
        collected_refused,
        parcels,
        no_pickups,
    )
}
