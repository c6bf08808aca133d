"""What can be done about a pull. Names: `sync.accept`, `sync.accept.guests`, `sync.later`,
`sync.cancel`.
"""

from __future__ import annotations

from PySide6.QtWidgets import QSizePolicy, QWidget

from posapp.ui.screens.sync.pulls import PullOffer
from posapp.ui.widgets.button import Button, Kind
from posapp.ui.widgets.layout import column, row

_HEIGHT = 56


class PullButtons(QWidget):
    """Shows a PullOffer; the screen connects the buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.accept = Button("Accept", name="sync.accept", kind=Kind.PRIMARY, icon="check")
        self.accept_guests = Button("Accept with guests", name="sync.accept.guests", icon="users")
        self.later = Button("Not now", name="sync.later", icon="clock")
        self.cancel = Button("Cancel this pull", name="sync.cancel", icon="ban")
        for button in self.stops:
            button.setFixedHeight(_HEIGHT)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        lines = column(self.accept, self.accept_guests, row(self.later, self.cancel), gap=8)
        self.setLayout(lines)

    @property
    def stops(self) -> list[Button]:
        """The controls in tab order."""
        return [self.accept, self.accept_guests, self.later, self.cancel]

    def show_offer(self, offer: PullOffer) -> bool:
        """Show what is offered; True when it is anything."""
        self.accept.say(offer.accept_text)
        self.accept_guests.say(offer.accept_guests_text or "Accept with guests")
        self.accept.setVisible(offer.can_accept)
        self.accept_guests.setVisible(offer.can_accept and bool(offer.accept_guests_text))
        self.later.setVisible(offer.can_accept)
        self.cancel.setVisible(offer.can_cancel)
        is_any = offer.can_accept or offer.can_cancel
        self.setVisible(is_any)
        return is_any
