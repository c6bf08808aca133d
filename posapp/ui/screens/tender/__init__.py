"""Taking money, for an order or the balance of a reservation. Reached from there, not the rail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from posapp.ui.desk import Desk
from posapp.ui.spec import ScreenSpec

if TYPE_CHECKING:
    from posapp.ui.screen import Screen


def _make(desk: Desk) -> Screen:
    from posapp.ui.screens.tender.view import TenderScreen  # noqa: PLC0415

    return TenderScreen(desk)


SCREEN = ScreenSpec("tender", "Pay", "hand-coins", "", 0, _make)
