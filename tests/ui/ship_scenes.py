"""How an order leaves, where it is not the common case."""

from __future__ import annotations

from collections.abc import Callable

from posapp.domain.payment import Tender, Tendered
from posapp.ports.backoffice import Cap
from tests.ui.conftest import Stage
from tests.ui.guest_scenes import know_walk_in, shipped

Scene = Callable[[Stage], None]

WHY_NOT = "OrderPort takes orders only from its own till: enter there what was sold here."


def cannot_ship(stage: Stage) -> None:
    """The back office takes no orders from here."""
    caps = stage.act.connections.caps
    caps.lacks, caps.titled = {Cap.PUSH_ORDER: WHY_NOT}, "OrderPort"
    know_walk_in(stage)
    stage.hands.tap("pad.ship")


def half_an_address(stage: Stage) -> None:
    """A place that was typed and lacks something."""
    know_walk_in(stage)
    stage.hands.tap("pad.ship")
    stage.hands.type_into("pad.ship.to.line1", "5 Harbor Way")
    stage.hands.tap("pad.ship.save")


def ships_and_is_paid(stage: Stage) -> None:
    """Where it goes stands on the bill, and cannot be changed any more."""
    shipped(stage)
    order = stage.world.orders["o-walk"]
    cents = stage.reads.order(order.order_id).due_cents
    tendered = Tendered(Tender.CASH, cents)
    stage.act.record_payment(order.order_id, payment_id="p-ship", tendered=tendered)
    stage.see_news()


SHIP_SCENES: dict[str, Scene] = {
    scene.__name__: scene for scene in (cannot_ship, half_an_address, ships_and_is_paid)
}
