"""The questions on a party's sheet. Names: `arrivals.ask.<what>.accept` and
`arrivals.ask.<what>.decline` with what = status, size, table, twin, linked.

An answered question leaves its place to nobody: the second of two quick taps meets nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from posapp.ui.safe import wrapped
from posapp.ui.screens.arrivals.asks import Ask, AskKind
from posapp.ui.tokens import GRID, Type
from posapp.ui.widgets.button import Button, Kind
from posapp.ui.widgets.layout import beside, card, column, row
from posapp.ui.widgets.paint import IconMark

_ICONS = {
    AskKind.STATUS: "door-open",
    AskKind.SIZE: "users",
    AskKind.TABLE: "armchair",
    AskKind.TWIN: "users",
    AskKind.LINKED: "check-check",
}


class AskCard(QWidget):
    """One question: what, in which words, and two answers side by side."""

    def __init__(self, kind: AskKind) -> None:
        super().__init__()
        self.setObjectName(f"arrivals.ask.{kind}")
        self._icon = _ICONS[kind]
        self._mark = IconMark(self._icon, ink="late")
        self._text = wrapped(type_=Type.STRONG)
        self._detail = wrapped(type_=Type.SMALL, ink="muted")
        self.accept = Button("", name=f"arrivals.ask.{kind}.accept", kind=Kind.TONAL)
        self.decline = Button("", name=f"arrivals.ask.{kind}.decline")
        for button in (self.accept, self.decline):
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            kept = button.sizePolicy()
            kept.setRetainSizeWhenHidden(True)
            button.setSizePolicy(kept)
        pieces = column(
            beside(self._mark, column(self._text, self._detail, gap=0)),
            row(self.accept, self.decline, gap=GRID),
            margins=(12, 10, 12, 10),
            gap=GRID,
        )
        self._frame: QFrame = card(pieces)
        outer = QVBoxLayout()
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._frame)
        self.setLayout(outer)
        self.hide()

    def ask(self, ask: Ask) -> None:
        """Put the question."""
        self._mark.show_icon(self._icon)
        self._text.say(ask.text)
        self._detail.say(ask.detail)
        self._detail.setVisible(bool(ask.detail))
        for button, words in ((self.accept, ask.accept), (self.decline, ask.decline)):
            button.say(words, spoken=f"{words}. {ask.text}" if words else "")
            button.setVisible(bool(words))
        self.show()

    def rest(self) -> None:
        """The question is answered or gone: keep the place while this party is shown."""
        self._mark.show_icon("check")
        self._text.say("Settled")
        for button in (self.accept, self.decline):
            button.hide()


class TockStrip(QWidget):
    """All questions about the party shown, in the order in which they came."""

    accepted = Signal(str)
    declined = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("arrivals.asks")
        self._cards = {kind: AskCard(kind) for kind in AskKind}
        self._key = ""
        self._order: list[AskKind] = []
        self._box = column(gap=GRID, margins=(20, 12, 20, 0))
        self.setLayout(self._box)
        for kind, one in self._cards.items():
            one.setParent(self)
            one.accept.clicked.connect(lambda _=False, kind=kind: self.accepted.emit(kind.value))
            one.decline.clicked.connect(lambda _=False, kind=kind: self.declined.emit(kind.value))
        self.hide()

    @property
    def stops(self) -> list[QWidget]:
        """The controls in tab order."""
        return [button for one in self._cards.values() for button in (one.accept, one.decline)]

    def show_asks(self, key: str, asks: Sequence[Ask]) -> None:
        """Show the questions about a party; those gone since keep their place empty."""
        if key != self._key:
            self._clear()
            self._key = key
        asked = {ask.kind: ask for ask in asks}
        for kind in self._order:
            if kind not in asked:
                self._cards[kind].rest()
        for kind, ask in asked.items():
            if kind not in self._order:
                self._order.append(kind)
                self._box.addWidget(self._cards[kind])
            self._cards[kind].ask(ask)
        self.setVisible(bool(self._order))

    def _clear(self) -> None:
        for kind in self._order:
            self._box.removeWidget(self._cards[kind])
            self._cards[kind].hide()
        self._order = []
