"""One setting of a system's form. Names: `connect.field.<name>`, choices `….<choice>`.

A secret is masked, and what is kept of it is never filled back in.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from posapp.ui.safe import Label, field_text, wrapped
from posapp.ui.screens.connections.form import Input
from posapp.ui.tokens import Type
from posapp.ui.widgets.chips import ChipRow
from posapp.ui.widgets.field import Field
from posapp.ui.widgets.layout import column

_LONGEST, _LONGEST_SECRET = 400, 4_000
_AS_TYPED = Qt.InputMethodHint.ImhNoAutoUppercase | Qt.InputMethodHint.ImhNoPredictiveText
_HIDDEN = _AS_TYPED | Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhHiddenText
_KEPT = "Kept. Type to replace it"


class SettingInput(QWidget):
    """A line to type into, or chips to choose from, with the hint below."""

    changed = Signal()
    entered = Signal()

    def __init__(self, given: Input) -> None:
        super().__init__()
        self.name = given.field.name
        self.is_secret = given.field.is_secret
        self._field: Field | None = None
        self._chips: ChipRow | None = None
        self._chosen = given.text
        self._error = wrapped(type_=Type.SMALL_STRONG, ink="danger")
        self._error.setObjectName(f"connect.field.{self.name}.error")
        self._error.hide()
        self._hint = wrapped(given.field.hint, type_=Type.SMALL, ink="muted")
        body: list[QWidget] = self._choices(given) if given.field.choices else [self._line(given)]
        self.setLayout(column(*body, self._hint, self._error, gap=4))
        self._hint.setVisible(bool(given.field.hint))

    def _line(self, given: Input) -> QWidget:
        one = given.field
        made = Field(
            one.label,
            name=f"connect.field.{one.name}",
            hints=_HIDDEN if one.is_secret else _AS_TYPED,
            placeholder=_KEPT if given.is_kept else "",
            longest=_LONGEST_SECRET if one.is_secret else _LONGEST,
        )
        if one.is_secret:
            made.edit.setEchoMode(QLineEdit.EchoMode.Password)
        made.put(field_text(given.text))
        made.edit.textEdited.connect(lambda _: self.changed.emit())
        made.edit.returnPressed.connect(self.entered)
        self._field = made
        return made

    def _choices(self, given: Input) -> list[QWidget]:
        one = given.field
        title = Label(one.label, type_=Type.SMALL_STRONG, ink="muted")
        chips = ChipRow(name=f"connect.field.{one.name}", spoken=one.label)
        chips.offer([(choice, choice, "") for choice in one.choices])
        for choice, chip in zip(one.choices, chips.chips, strict=True):
            chip.say(choice, spoken=f"{one.label}: {choice}")
        chips.turn_on(given.text)
        chips.chosen.connect(self._choose)
        self._chips = chips
        return [title, chips]

    def _choose(self, choice: str) -> None:
        self._chosen = choice
        self.refuse("")
        self.changed.emit()

    @property
    def stops(self) -> list[QWidget]:
        """The controls in tab order."""
        if self._field is not None:
            return [self._field.edit]
        return list(self._chips.chips) if self._chips else []

    @property
    def text(self) -> str:
        """What was typed or chosen."""
        return self._field.text if self._field is not None else self._chosen

    def start(self) -> None:
        """Put the cursor here."""
        if self.stops:
            self.stops[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def forget(self) -> None:
        """Empty a secret; setting its text empties what Ctrl+Z would bring back, too."""
        if self.is_secret and self._field is not None:
            self._field.put("")

    def refuse(self, sentence: str) -> None:
        """Show why the value cannot be used, or take the sentence away."""
        if self._field is not None:
            self._field.refuse(sentence)
            return
        self._error.say(sentence)
        self._error.setVisible(bool(sentence))
        if sentence:
            self.start()
