"""Who is at the till: staff tiles, a PIN pad, and what comes next. The first thing painted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from posapp.ui.desk import Desk
from posapp.ui.spec import ScreenSpec

if TYPE_CHECKING:
    from posapp.ui.screen import Screen


def _make(desk: Desk) -> Screen:
    from posapp.ui.screens.lock.view import LockScreen  # noqa: PLC0415

    return LockScreen(desk)


SCREEN = ScreenSpec("lock", "Lock", "lock", "Ctrl+L", 0, _make, is_full=True)
