"""What a system can do and what it cannot, each with the reason; never by colour alone."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from posapp.ui.safe import wrapped
from posapp.ui.screens.connections.abilities import Ability
from posapp.ui.tokens import Type
from posapp.ui.widgets.layout import beside, clear, column, section
from posapp.ui.widgets.paint import IconMark


class AbilityList(QWidget):
    """Two headed lists; changed only when what they say is another."""

    def __init__(self, *, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._shown: tuple[tuple[Ability, ...], str] = ((), "")
        self._lines = column(gap=8)
        self.setLayout(self._lines)

    def show_abilities(self, abilities: tuple[Ability, ...], *, title: str, note: str = "") -> None:
        """Show them; `title` is the system's."""
        if (abilities, f"{title}{note}") == self._shown:
            return
        self._shown = (abilities, f"{title}{note}")
        clear(self._lines)
        can = [one for one in abilities if not one.reason]
        cannot = [one for one in abilities if one.reason]
        if can:
            self._lines.addWidget(section(f"{title} does this"))
            if note:
                self._lines.addWidget(wrapped(note, type_=Type.SMALL, ink="muted"))
        for one in can:
            self._lines.addLayout(
                beside(IconMark("check", ink="seated"), column(wrapped(one.text)))
            )
        if cannot:
            if can:
                self._lines.addSpacing(8)
            self._lines.addWidget(section(f"{title} does not do this"))
        for one in cannot:
            words = column(
                wrapped(one.text, ink="muted"),
                wrapped(one.reason, type_=Type.SMALL, ink="muted"),
                gap=0,
            )
            self._lines.addLayout(beside(IconMark("ban"), words))
