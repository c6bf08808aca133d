"""Guests: who they are here and elsewhere, their clubs, and all that happened with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from posapp.ui.desk import Desk
from posapp.ui.spec import ScreenSpec

if TYPE_CHECKING:
    from posapp.ui.screen import Screen


def _make(desk: Desk) -> Screen:
    from posapp.ui.screens.guests.view import GuestsScreen  # noqa: PLC0415

    return GuestsScreen(desk)


SCREEN = ScreenSpec("guests", "Guests", "users", "F6", 3, _make)
