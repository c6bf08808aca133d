"""Connections: which back office does what, what it can do, and the form to connect another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from posapp.ui.desk import Desk
from posapp.ui.spec import ScreenSpec

if TYPE_CHECKING:
    from posapp.ui.screen import Screen


def _make(desk: Desk) -> Screen:
    from posapp.ui.screens.connections.view import ConnectionsScreen  # noqa: PLC0415

    return ConnectionsScreen(desk)


SCREEN = ScreenSpec("connections", "Connect", "link", "Ctrl+,", 5, _make)
