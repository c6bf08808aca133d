"""Pickups and shipping: web orders that wait here, what was collected today, parcels on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from posapp.ui.desk import Desk
from posapp.ui.spec import ScreenSpec

if TYPE_CHECKING:
    from posapp.ui.screen import Screen


def _make(desk: Desk) -> Screen:
    from posapp.ui.screens.pickups.view import PickupsScreen  # noqa: PLC0415

    return PickupsScreen(desk)


SCREEN = ScreenSpec("pickups", "Pickups", "package", "F7", 3, _make)
