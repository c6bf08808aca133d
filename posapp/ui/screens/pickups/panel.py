"""The order picked: what it is, who collects it, what became of it.

Names: `pickups.close`, `pickups.guest`, `pickups.collector`, `pickups.id`, `pickups.collect`,
`pickups.back`, `pickups.done`, `pickups.attention`, and those of its parcels.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from posapp.ui.safe import Label, plain, wrapped
from posapp.ui.screens.pickups.cards import PickupSheet
from posapp.ui.tokens import Type
from posapp.ui.widgets.button import Button, Kind, icon_button
from posapp.ui.widgets.field import Field
from posapp.ui.widgets.layout import (
    Hairline,
    boxed,
    card,
    clear,
    column,
    ground,
    row,
    scrolled,
    section,
)
from posapp.ui.widgets.paint import StateChip
from posapp.ui.widgets.parcel_lines import ParcelLines

_SIDE = 20
_LONGEST_NAME = 80


class PickupPanel(QWidget):
    """Shows a PickupSheet; the screen connects the controls."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: PickupSheet | None = None
        self.setObjectName("pickups.sheet")
        ground(self, "surface")
        self.close_button = icon_button("x", name="pickups.close", spoken="Close")
        self.guest = Button("Profile", name="pickups.guest", icon="user", spoken="Guest profile")
        self.collector = Field("Collected by", name="pickups.collector")
        self.id_checked = Button("ID checked (21+)", name="pickups.id", icon="user-check")
        self.id_checked.setCheckable(True)
        self.collect = Button(
            "Hand over", name="pickups.collect", kind=Kind.PRIMARY, icon="package"
        )
        self.take_back = Button("It was not handed over", name="pickups.back", icon="undo-2")
        self.done = Button("Done there", name="pickups.done", icon="check")
        self.attention = Button(
            "Look at it in Sync", name="pickups.attention", icon="triangle-alert"
        )
        self.parcels = ParcelLines(name="pickups")
        for button in (self.collect, self.take_back, self.done):
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._name = wrapped(type_=Type.SECTION)
        self._number = wrapped(type_=Type.STRONG, ink="muted")
        self._chip = StateChip(name="pickups.state")
        self._sync = StateChip(name="pickups.sync")
        self._reason = wrapped(type_=Type.SMALL, ink="danger")
        self._by_hand = wrapped(type_=Type.SMALL, ink="muted")
        self._task = wrapped(type_=Type.STRONG)
        self._facts: QVBoxLayout = column(gap=6)
        self._lines: QVBoxLayout = column(gap=4)
        self._lines_title = section("Items")
        self._parcels_title = section("Parcels")
        self._task_card = card(column(self._task, self.done, margins=(16, 12, 16, 12), gap=10))
        self._lay_out()

    def _lay_out(self) -> None:
        head = row(self._name, self.close_button, margins=(_SIDE, 12, 12, 0))
        head.setStretch(0, 1)
        head.setAlignment(self.close_button, Qt.AlignmentFlag.AlignTop)
        body = column(
            self._number,
            row(self._chip, None, self.guest),
            row(self._sync, None),
            self._reason,
            row(self.attention, None),
            self._task_card,
            Hairline(),
            self._lines_title,
            self._lines,
            self._parcels_title,
            self.parcels,
            self._facts,
            None,
            gap=12,
            margins=(_SIDE, 8, _SIDE, 12),
        )
        area = scrolled(boxed(body), name="pickups.details", spoken="Order")
        handing = column(
            self.collector,
            row(self.id_checked, None),
            self._by_hand,
            self.collect,
            margins=(_SIDE, 10, _SIDE, 16),
            gap=10,
        )
        self._foot = boxed(column(Hairline(), handing, gap=0))
        back = column(self.take_back, margins=(_SIDE, 12, _SIDE, 16))
        self._undo_foot = boxed(column(Hairline(), back, gap=0))
        outer = column(head, area, self._foot, self._undo_foot, gap=0)
        outer.setStretchFactor(area, 1)
        self.setLayout(outer)

    @property
    def stops(self) -> list[QWidget]:
        """The controls in tab order."""
        return [
            self.guest,
            self.attention,
            self.done,
            *self.parcels.stops,
            self.collector.edit,
            self.id_checked,
            self.collect,
            self.take_back,
            self.close_button,
        ]

    def show_sheet(self, sheet: PickupSheet, *, collector: str, is_id_checked: bool) -> bool:
        """Show an order; what is being typed stays. True when controls were made anew."""
        is_other = self._shown is None or sheet.key != self._shown.key
        if is_other:
            self.collector.put(collector)
        self.id_checked.setChecked(is_id_checked)
        if sheet == self._shown:
            return False
        self._shown = sheet
        self._name.say(plain(sheet.name, limit=_LONGEST_NAME))
        self._number.say(plain(sheet.number, limit=_LONGEST_NAME))
        self._chip.show_word(sheet.state)
        if sheet.sync is not None:
            self._sync.show_word(sheet.sync)
        self._sync.setVisible(sheet.sync is not None and sheet.sync != sheet.state)
        self._reason.say(sheet.sync_reason)
        self._reason.setVisible(bool(sheet.sync_reason))
        self.attention.setVisible(bool(sheet.sync_reason))
        self._task.say(sheet.task)
        self._task_card.setVisible(bool(sheet.task))
        self.guest.say("Profile", note=sheet.guest_note)
        self.guest.setEnabled(not sheet.guest_note)
        self._by_hand.say(sheet.by_hand)
        self._by_hand.setVisible(bool(sheet.by_hand))
        self._foot.setVisible(sheet.can_collect)
        self._undo_foot.setVisible(sheet.can_take_back)
        self._show_words(sheet)
        self._parcels_title.setVisible(bool(sheet.parcels))
        return self.parcels.show_parcels(sheet.parcels)

    def _show_words(self, sheet: PickupSheet) -> None:
        clear(self._lines)
        self._lines_title.setVisible(bool(sheet.lines))
        for line in sheet.lines:
            self._lines.addWidget(wrapped(line, type_=Type.BODY))
        clear(self._facts)
        for name, value in sheet.facts:
            label = Label(name, type_=Type.SMALL, ink="muted")
            label.setFixedWidth(104)
            said = wrapped(value, type_=Type.SMALL)
            pair = row(label, said, gap=12)
            pair.setAlignment(label, Qt.AlignmentFlag.AlignTop)
            pair.setStretch(1, 1)
            self._facts.addLayout(pair)
