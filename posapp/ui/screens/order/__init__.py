"""The day's orders, and the pad that fills one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from posapp.ui.desk import Desk
from posapp.ui.spec import ScreenSpec

if TYPE_CHECKING:
    from posapp.ui.screen import Screen


def _make(desk: Desk) -> Screen:
    from posapp.ui.screens.order.view import OrderScreen  # noqa: PLC0415

    return OrderScreen(desk)


SCREEN = ScreenSpec("order", "Orders", "receipt-text", "F4", 2, _make)
