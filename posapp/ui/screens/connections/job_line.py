"""How far work on a file is: a bar and a sentence with Cancel, or why it failed.

Names: `<name>.sentence`, `<name>.bar`, `<name>.cancel`.
"""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from posapp.ui.safe import wrapped
from posapp.ui.tokens import Type
from posapp.ui.widgets.button import Button
from posapp.ui.widgets.layout import column, row
from posapp.ui.widgets.paint import IconMark
from posapp.ui.widgets.progress import ProgressBar
from posapp.ui.widgets.spinner import Spinner


class JobLine(QWidget):
    """Nothing while there is nothing to say."""

    def __init__(self, *, name: str, cancel: str) -> None:
        super().__init__()
        self.cancel = Button("Cancel", name=f"{name}.cancel", icon="x", spoken=cancel)
        self._spinner = Spinner()
        self._mark = IconMark("triangle-alert", size=24, ink="danger")
        self._sentence = wrapped(type_=Type.STRONG)
        self._sentence.setObjectName(f"{name}.sentence")
        self._bar = ProgressBar(name=f"{name}.bar")
        words = column(self._sentence, self._bar, gap=8)
        line = row(self._spinner, self._mark, words, self.cancel, gap=12)
        line.setStretch(2, 1)
        self.setLayout(line)
        self.say_nothing()

    def say_nothing(self) -> None:
        """Nothing was begun."""
        self.hide()

    def show_progress(self, sentence: str, *, share: float | None) -> None:
        """It is under way; without a `share` nobody knows how much is left."""
        self._show(sentence, ink="text", is_busy=True)
        self._bar.setVisible(share is not None)
        self._bar.show_share(share or 0.0)

    def show_trouble(self, sentence: str) -> None:
        """It failed."""
        self._show(sentence, ink="danger", is_busy=False)
        self._mark.show_icon("triangle-alert", ink="danger")
        self._bar.hide()

    def show_outcome(self, sentence: str) -> None:
        """It has ended well."""
        self._show(sentence, ink="seated", is_busy=False)
        self._mark.show_icon("circle-check", ink="seated")
        self._bar.hide()

    def _show(self, sentence: str, *, ink: str, is_busy: bool) -> None:
        self._spinner.setVisible(is_busy)
        self.cancel.setVisible(is_busy)
        self._mark.setVisible(not is_busy)
        self._sentence.use_ink(ink)
        self._sentence.say(sentence)
        self.show()
