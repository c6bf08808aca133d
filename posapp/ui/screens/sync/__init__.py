"""The Sync centre: how sources answer, where every piece of work stands, what needs a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from posapp.ui.desk import Desk
from posapp.ui.spec import ScreenSpec

if TYPE_CHECKING:
    from posapp.ui.screen import Screen


def _make(desk: Desk) -> Screen:
    from posapp.ui.screens.sync.view import SyncScreen  # noqa: PLC0415

    return SyncScreen(desk)


SCREEN = ScreenSpec("sync", "Sync", "refresh-cw", "F8", 3, _make)
