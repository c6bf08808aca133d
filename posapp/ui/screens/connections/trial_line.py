"""How far a test is, in a line. Names: `<name>.sentence`, `<name>.cancel`."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from posapp.ui.safe import wrapped
from posapp.ui.screens.connections.trial import TrialState
from posapp.ui.tokens import Type
from posapp.ui.widgets.button import Button
from posapp.ui.widgets.layout import row
from posapp.ui.widgets.paint import IconMark
from posapp.ui.widgets.spinner import Spinner


class TrialLine(QWidget):
    """A spinner with Cancel, then the answer or the reason; nothing while nothing was asked."""

    def __init__(self, *, name: str) -> None:
        super().__init__()
        self.cancel = Button("Cancel the test", name=f"{name}.cancel", icon="x")
        self._spinner = Spinner()
        self._mark = IconMark("circle-check", size=24)
        self._sentence = wrapped(type_=Type.STRONG)
        self._sentence.setObjectName(f"{name}.sentence")
        line = row(self._spinner, self._mark, self._sentence, self.cancel, gap=12)
        line.setStretch(2, 1)
        self.setLayout(line)
        self.show_state(TrialState())

    def show_state(self, state: TrialState) -> None:
        """Show how far it is."""
        self._spinner.setVisible(state.is_waiting)
        self._mark.setVisible(not state.is_waiting)
        ink = "danger" if state.is_trouble else "muted" if state.is_waiting else "seated"
        self._mark.show_icon("triangle-alert" if state.is_trouble else "circle-check", ink=ink)
        self._sentence.use_ink(ink)
        self._sentence.say(state.sentence)
        self.cancel.setVisible(state.is_waiting)
        self.setVisible(bool(state.sentence))
