"""The day's parties: who comes, who is here, who owes. The default screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from posapp.ui.desk import Desk
from posapp.ui.spec import ScreenSpec

if TYPE_CHECKING:
    from posapp.ui.screen import Screen


def _make(desk: Desk) -> Screen:
    from posapp.ui.screens.arrivals.view import ArrivalsScreen  # noqa: PLC0415

    return ArrivalsScreen(desk)


SCREEN = ScreenSpec("arrivals", "Arrivals", "calendar-days", "F2", 1, _make)
