"""The amber banner: what is lost, what still works, and what a person can do about it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from posapp.ui.pulse import Offline
from posapp.ui.safe import ElidedLabel, Label
from posapp.ui.shell.overlay import Overlay
from posapp.ui.tokens import Type
from posapp.ui.widgets.button import Button
from posapp.ui.widgets.layout import ground, row
from posapp.ui.widgets.paint import IconMark

_HELP = (
    ("check", "Goes on as always", "Seating, walk-ins, orders, cash, and cards on the terminal."),
    (
        "check",
        "Is kept here",
        "Everything is saved on this machine and sent once, when it is back.",
    ),
    ("clock", "Waits", "News from Tock, opening Tock, and what the back office should receive."),
    ("wifi-off", "You can try", "Check that the router and the cable are on, then press Sync now."),
)


def explain_offline(overlay: Overlay, *, sync_now: Callable[[], object]) -> None:
    """Show what still works without a connection, and what to try."""
    again = Button("Sync now", name="overlay.sync", icon="refresh-cw")
    again.clicked.connect(sync_now)
    overlay.show_lines("Working offline", _HELP, buttons=(again,), icon="wifi-off", ink="late")


class OfflineBanner(QWidget):
    """Shown after half a minute without contact, never for a hiccup."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("banner")
        ground(self, "banner")
        self._headline = Label(type_=Type.STRONG, ink="on_banner")
        self._effect = ElidedLabel(ink="on_banner")
        self.help = Button("What can I do?", name="banner.help")
        line = row(
            IconMark("wifi-off", ink="on_banner"),
            self._headline,
            self._effect,
            self.help,
            gap=12,
            margins=(16, 4, 16, 4),
        )
        line.setStretchFactor(self._effect, 1)
        self.setLayout(line)
        self.hide()

    def show_state(self, offline: Offline | None) -> None:
        """Show the sentences, or nothing."""
        if offline is not None:
            self._headline.say(offline.headline)
            self._effect.say(offline.effect)
        self.setVisible(offline is not None)
