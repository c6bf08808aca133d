"""The parts of one address in the form, with what is particular to one for parcels."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from posapp.ui.safe import field_text
from posapp.ui.screens.guests.draft import LONGEST, PARTS, ShippingTexts, as_it_was
from posapp.ui.widgets.button import Button, Kind, icon_button
from posapp.ui.widgets.field import Field
from posapp.ui.widgets.layout import card, column, row, section

_HINTS = {"postal": Qt.InputMethodHint.ImhPreferNumbers}
_PLACES: dict[str, tuple[int, int, int]] = {
    "line1": (0, 0, 4),
    "line2": (0, 4, 2),
    "city": (1, 0, 3),
    "region": (1, 3, 1),
    "postal": (1, 4, 2),
    "country": (2, 0, 3),
}
"""Row, column and width of each part on a grid of six."""


class AddressBlock(QWidget):
    """`framed` is the card to put on the screen for an address that can be removed."""

    entered = Signal()
    removed = Signal()
    preferred = Signal()

    def __init__(
        self, title: str, *, name: str, spoken: str = "", shipping: ShippingTexts | None = None
    ) -> None:
        """`spoken` tells several of the same title apart."""
        super().__init__()
        self._shipping = shipping
        self._given: dict[str, tuple[str, str]] = {}
        self._fields = {
            part: Field(
                label,
                name=f"{name}.{part}",
                hints=_HINTS.get(part, Qt.InputMethodHint.ImhNone),
                longest=LONGEST,
            )
            for part, label in PARTS
        }
        for part, label in PARTS:
            self._fields[part].edit.setAccessibleName(f"{spoken or title}, {label}")
        self._primary = Button(
            "First choice",
            name=f"{name}.primary",
            kind=Kind.CHIP,
            spoken=f"{spoken or title}: first choice",
        )
        self._primary.setCheckable(True)
        self._primary.clicked.connect(self.preferred)
        self._remove = icon_button(
            "trash-2",
            name=f"{name}.remove",
            spoken=f"Remove: {spoken or title}",
            tip=f"Remove the {title[:1].lower()}{title[1:]}",
        )
        self._remove.clicked.connect(self.removed)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(8)
        for part, (line, at, width) in _PLACES.items():
            grid.addWidget(self._fields[part], line, at, 1, width, Qt.AlignmentFlag.AlignTop)
        for at in range(6):
            grid.setColumnStretch(at, 1)
        head = row(section(title), None, self._primary, self._remove)
        if shipping is None:
            self._primary.hide()
            self._remove.hide()
        else:
            self.put(shipping.parts)
            self.set_primary(is_primary=shipping.is_primary)
        for one in self._fields.values():
            one.edit.returnPressed.connect(self.entered)
        self.setLayout(column(head, grid))
        self.framed: QWidget = self
        if shipping is not None:
            frame: QFrame = card(column(self, margins=(16, 12, 16, 16)))
            self.framed = frame

    @property
    def stops(self) -> list[QWidget]:
        """The controls in tab order."""
        edits: list[QWidget] = [one.edit for one in self._fields.values()]
        return edits if self._shipping is None else [self._primary, self._remove, *edits]

    def start(self) -> None:
        """Put the cursor into the first part."""
        self._fields["line1"].edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def put(self, parts: Mapping[str, str]) -> None:
        """Show an address."""
        for part, one in self._fields.items():
            original = parts.get(part, "")
            one.put(field_text(original))
            self._given[part] = (one.text, original)

    def set_primary(self, *, is_primary: bool) -> None:
        """Show whether this is the first choice."""
        self._primary.setChecked(is_primary)

    def parts(self) -> dict[str, str]:
        """What was typed."""
        found = {}
        for part, one in self._fields.items():
            shown, original = self._given.get(part, ("", ""))
            found[part] = as_it_was(one.text, shown=shown, original=original)
        return found

    def texts(self) -> ShippingTexts:
        """The address for parcels as it stands."""
        kept = self._shipping or ShippingTexts({})
        return ShippingTexts(self.parts(), self._primary.isChecked(), kept.kept)

    def refuse(self, sentence: str, *, part: str) -> None:
        """Show a sentence at a part, or at the first."""
        self._fields.get(part, self._fields["line1"]).refuse(sentence)
