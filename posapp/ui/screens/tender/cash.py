"""Cash handed over: the amount, quick amounts, and the change before anything is recorded.

Names: `tender.amount`, `tender.exact`, `tender.quick.1` … `tender.quick.4`, `tender.outcome`.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from posapp.ui import theme
from posapp.ui.safe import Label
from posapp.ui.screens.tender.presenter import QUICK, TenderPresenter
from posapp.ui.tokens import GRID, Type
from posapp.ui.widgets.button import Button, Kind
from posapp.ui.widgets.layout import column


class CashPage(QWidget):
    """Shows what the presenter knows; says which amount was tapped."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._due_cents = 0
        self._quick_cents: list[int] = [0] * QUICK
        self.amount = Button("", name="tender.amount", kind=Kind.KEY)
        self.amount.setFixedHeight(72)
        self.amount.setFont(theme.font(Type.MONEY))
        self._exact = Button("Exact", name="tender.exact")
        self._quick = [Button("", name=f"tender.quick.{at + 1}") for at in range(QUICK)]
        self._outcome_word = Label(type_=Type.SECTION, ink="muted")
        self._outcome = Label(type_=Type.CHANGE)
        self._outcome.setObjectName("tender.outcome")
        for button in (self.amount, self._exact, *self._quick):
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        for button in (self._exact, *self._quick):
            button.setFixedHeight(56)
        grid = QGridLayout()
        grid.setSpacing(GRID)
        grid.addWidget(self._exact, 0, 0, 1, 2)
        for at, button in enumerate(self._quick):
            grid.addWidget(button, 1 + at // 2, at % 2)
            button.clicked.connect(lambda _=False, at=at: self.chosen.emit(self._quick_cents[at]))
        self._exact.clicked.connect(lambda: self.chosen.emit(self._due_cents))
        title = Label("Cash received", type_=Type.SECTION, ink="muted")
        self.setLayout(
            column(title, self.amount, 8, grid, 16, self._outcome_word, self._outcome, None, gap=8)
        )

    @property
    def stops(self) -> list[QWidget]:
        """The controls in tab order."""
        return [self.amount, self._exact, *self._quick]

    def show_state(self, presenter: TenderPresenter) -> None:
        """Show what is typed, what may be tapped, and what comes of it."""
        self._due_cents = presenter.due_cents
        self._quick_cents = presenter.quick()
        typed = presenter.say(presenter.amount_cents)
        self.amount.say(typed, spoken=f"Cash received {typed}")
        self._exact.say(f"Exact {presenter.say(self._due_cents)}")
        for button, cents in zip(self._quick, self._quick_cents, strict=True):
            button.say(presenter.say(cents))
        word, amount = presenter.outcome()
        self._outcome_word.say(word)
        self._outcome.say(amount)
