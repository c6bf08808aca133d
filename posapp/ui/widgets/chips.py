"""A row of filters of which one is on.

No QButtonGroup: an exclusive one takes all but the checked button out of the Tab order.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from posapp.ui.tokens import GRID
from posapp.ui.widgets.button import Button, Kind


class ChipRow(QWidget):
    """Filters by key; buttons are named `<name>.<key>`."""

    chosen = Signal(str)

    def __init__(self, *, name: str, spoken: str, columns: int = 0) -> None:
        """`columns` 0 puts all of them in one row."""
        super().__init__()
        self._prefix = name
        self._chips: dict[str, Button] = {}
        self._columns = columns
        self._box = QGridLayout()
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(GRID)
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setLayout(self._box)

    @property
    def chips(self) -> list[Button]:
        """The buttons in order."""
        return list(self._chips.values())

    def offer(self, choices: list[tuple[str, str, str]]) -> None:
        """Show (key, words, count) as chips; existing ones keep their place and focus."""
        keys = [key for key, _, _ in choices]
        for key in [key for key in self._chips if key not in keys]:
            gone = self._chips.pop(key)
            self._box.removeWidget(gone)
            gone.deleteLater()
        for key, words, count in choices:
            chip = self._chips.get(key)
            if chip is None:
                chip = Button(words, name=f"{self._prefix}.{key}", kind=Kind.CHIP)
                chip.setCheckable(True)
                chip.clicked.connect(lambda _=False, key=key: self._choose(key))
                self._chips[key] = chip
            chip.say(words)
            chip.show_badge(count)
        self._place()

    def lay_out_in(self, columns: int) -> None:
        """So many in a row from now on; 0 puts all of them in one."""
        if columns != self._columns:
            self._columns = columns
            self._place()

    def _place(self) -> None:
        columns = self._columns or len(self._chips) or 1
        for at, chip in enumerate(self._chips.values()):
            self._box.addWidget(chip, at // columns, at % columns)
        if not self._columns:
            self._box.setColumnStretch(len(self._chips), 1)

    def turn_on(self, key: str) -> None:
        """Show which filter is on; "" shows none."""
        for name, chip in self._chips.items():
            chip.setChecked(name == key)

    def _choose(self, key: str) -> None:
        self.turn_on(key)
        self.chosen.emit(key)
