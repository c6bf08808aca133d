"""What Tock's names stand for here: experiences are SKUs, rooms are locations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from posapp.ui.desk import Desk
from posapp.ui.spec import ScreenSpec

if TYPE_CHECKING:
    from posapp.ui.screen import Screen


def _make(desk: Desk) -> Screen:
    from posapp.ui.screens.mappings.view import MappingsScreen  # noqa: PLC0415

    return MappingsScreen(desk)


SCREEN = ScreenSpec("mappings", "Mapping", "tag", "F11", 4, _make)
