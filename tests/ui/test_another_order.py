"""A party that has begun to pay orders more: a new order, from the pad of the old one."""

from PySide6.QtWidgets import QLabel

from posapp.domain.order import OrderState
from posapp.domain.payment import Tender, Tendered
from tests.ui.conftest import Stage


def open_order(stage: Stage, order_id: str) -> None:
    """Show an order."""
    stage.window.go("order", argument=order_id)
    stage.hands.settle()


def pay(stage: Stage, cents: int) -> None:
    """Pay so much of the walk-in's order."""
    stage.act.record_payment("o-walk", payment_id="p", tendered=Tendered(Tender.CASH, cents))


def test_an_open_order_offers_no_other(stage: Stage) -> None:
    """What is ordered goes on the open order."""
    open_order(stage, "o-walk")
    assert not stage.hands.is_shown("pad.again")


def test_a_paid_order_leads_to_a_new_one(stage: Stage) -> None:
    """One tap opens the party's next order and shows it."""
    pay(stage, 100_000)
    open_order(stage, "o-walk")
    stage.hands.tap("pad.again")
    [(visit_id, order_id)] = stage.act.called("start_order")
    assert visit_id == "v-walk"
    assert stage.window.shown == ("order", order_id)
    assert stage.hands.is_shown("pad.empty")
    assert not stage.hands.is_shown("pad.again")


def test_a_second_new_order_is_refused_with_the_reason(stage: Stage) -> None:
    """While one is open there is no other; the rest of the old one can still be paid."""
    pay(stage, 10_00)
    open_order(stage, "o-walk")
    assert stage.hands.is_shown("pad.pay")
    stage.hands.tap("pad.again")
    open_order(stage, "o-walk")
    stage.hands.tap("pad.again")
    assert "open order" in stage.window.findChild(QLabel, "snack.text").text()
    open_orders = [o for o in stage.world.orders.values() if o.visit_id == "v-walk"]
    assert [o.state for o in open_orders] == [OrderState.SETTLING, OrderState.OPEN]
