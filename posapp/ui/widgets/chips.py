"""A row of filters of which one is on."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QWidget

from posapp.ui.widgets.button import Button, Kind
from posapp.ui.widgets.layout import row


class ChipRow(QWidget):
    """Filters by key; buttons are named `<name>.<key>`."""

    chosen = Signal(str)

    def __init__(self, *, name: str, spoken: str) -> None:
        super().__init__()
        self._prefix = name
        self._chips: dict[str, Button] = {}
        self._group = QButtonGroup(self)
        self._box = row(None)
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
            self._group.removeButton(gone)
            self._box.removeWidget(gone)
            gone.deleteLater()
        for at, (key, words, count) in enumerate(choices):
            chip = self._chips.get(key)
            if chip is None:
                chip = Button(words, name=f"{self._prefix}.{key}", kind=Kind.CHIP)
                chip.setCheckable(True)
                chip.clicked.connect(lambda _=False, key=key: self.chosen.emit(key))
                self._chips[key] = chip
                self._group.addButton(chip)
                self._box.insertWidget(at, chip)
            chip.say(words)
            chip.show_badge(count)

    def turn_on(self, key: str) -> None:
        """Show which filter is on."""
        if key in self._chips:
            self._chips[key].setChecked(True)

    def turn_off(self) -> None:
        """Show that none is on."""
        self._group.setExclusive(False)
        for chip in self._chips.values():
            chip.setChecked(False)
        self._group.setExclusive(True)
