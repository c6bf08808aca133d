"""One setting of a system's form. Names: `connect.field.<name>`, choices `….<choice>`, what the
system lists for it `….listed.<number>`.

A secret is masked, and what is kept of it is never filled back in.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from posapp.ports.backoffice import PickupLocation
from posapp.ui.safe import Label, field_text, wrapped
from posapp.ui.screens.connections.form import Input
from posapp.ui.tokens import Type
from posapp.ui.widgets.button import Button, Kind
from posapp.ui.widgets.chips import ChipRow
from posapp.ui.widgets.field import Field
from posapp.ui.widgets.flow import FlowBox
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
        self.lists = given.field.lists is not None
        self._field: Field | None = None
        self._chips: ChipRow | None = None
        self._chosen = given.text
        self._listed: tuple[PickupLocation, ...] = ()
        self._picks: list[Button] = []
        self._flow = FlowBox()
        self._flow.hide()
        self._error = wrapped(type_=Type.SMALL_STRONG, ink="danger")
        self._error.setObjectName(f"connect.field.{self.name}.error")
        self._error.hide()
        self._hint = wrapped(given.field.hint, type_=Type.SMALL, ink="muted")
        body: list[QWidget] = self._choices(given) if given.field.choices else [self._line(given)]
        self.setLayout(column(*body, self._hint, self._error, self._flow, gap=4))
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
        made.edit.textEdited.connect(lambda _: self._mark_pick())
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

    def offer(self, locations: tuple[PickupLocation, ...]) -> bool:
        """Offer what the system lists; True when that is something else than before."""
        if locations == self._listed:
            return False
        self._listed = locations
        self._flow.clear()
        self._picks = [self._pick_of(at, one) for at, one in enumerate(locations)]
        for pick in self._picks:
            self._flow.add(pick)
        self._flow.setVisible(bool(locations))
        self._mark_pick()
        return True

    def _pick_of(self, at: int, one: PickupLocation) -> Button:
        name = f"connect.field.{self.name}.listed.{at}"
        made = Button(one.title, name=name, kind=Kind.CHIP)
        made.setCheckable(True)
        made.clicked.connect(lambda: self._pick(one))
        return made

    def _pick(self, one: PickupLocation) -> None:
        assert self._field is not None
        is_same = self._field.text == one.location_id
        self._field.put("" if is_same else one.location_id)
        self._mark_pick()

    def _mark_pick(self) -> None:
        for pick, one in zip(self._picks, self._listed, strict=True):
            pick.setChecked(one.location_id == self.text)

    @property
    def stops(self) -> list[QWidget]:
        """The controls in tab order."""
        if self._field is not None:
            return [self._field.edit, *self._picks]
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
