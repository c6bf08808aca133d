"""The form of a guest's record. Names: `form.first_name`, `form.last_name`, `form.email`,
`form.phone`, `form.company`, `form.birth_date`, `form.billing.<part>`, `form.ship.<n>.<part>`,
`form.ship.<n>.primary|remove`, `form.ship.add`, `form.type.<n>`, `form.type`, `form.type.add`,
`form.cancel`, `form.save`. Enter in any field saves.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from posapp.domain.errors import DomainError
from posapp.domain.guest_record import CONTACT_TYPE, SHIPPING
from posapp.ui.safe import ElidedLabel, field_text, plain
from posapp.ui.screens.guests.address_block import AddressBlock
from posapp.ui.screens.guests.draft import LONGEST, FormTexts, ShippingTexts, as_it_was
from posapp.ui.tokens import NARROW_BELOW, RAIL_WIDTH, Type
from posapp.ui.widgets.button import Button, Kind, follow
from posapp.ui.widgets.field import Field
from posapp.ui.widgets.flow import FlowBox
from posapp.ui.widgets.layout import Hairline, boxed, card, column, row, scrolled, section

_EMAIL = Qt.InputMethodHint.ImhEmailCharactersOnly | Qt.InputMethodHint.ImhNoAutoUppercase
_PHONE = Qt.InputMethodHint.ImhDialableCharactersOnly
_DATE = Qt.InputMethodHint.ImhPreferNumbers
_INSIDE = (16, 12, 16, 16)
_MOST_ADDRESSES = 8
_MOST_TYPES = 40
_LONGEST_TYPE = 32


class GuestForm(QWidget):
    """Shows texts and gives them back; what is wrong with one is said at its field."""

    saved = Signal()
    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("form")
        self._heading = ElidedLabel(type_=Type.TITLE)
        self._heading.setObjectName("form.heading")
        self._cancel = Button("Cancel", name="form.cancel")
        self._cancel.setFixedHeight(64)
        self._save = Button("Save", name="form.save", kind=Kind.PRIMARY, icon="check")
        self._save_words = "Save"
        self._fields = {
            name: Field(label, name=f"form.{name}", hints=hints, longest=longest)
            for name, label, hints, longest in (
                ("first_name", "First name", Qt.InputMethodHint.ImhNone, LONGEST),
                ("last_name", "Last name", Qt.InputMethodHint.ImhNone, LONGEST),
                ("email", "E-mail", _EMAIL, 254),
                ("phone", "Phone", _PHONE, LONGEST),
                ("company", "Company", Qt.InputMethodHint.ImhNone, LONGEST),
                ("birth_date", "Birth date", _DATE, 10),
            )
        }
        self._fields["birth_date"].edit.setPlaceholderText("1981-03-14")
        self._billing = AddressBlock("Billing address", name="form.billing")
        self._shipping: list[AddressBlock] = []
        self._ships: QVBoxLayout = column(gap=12)
        self._add = Button("Add a shipping address", name="form.ship.add", icon="plus")
        self._type = Field("Add a contact type", name="form.type", longest=40)
        self._add_type = Button("Add", name="form.type.add", icon="plus")
        self._types: dict[str, Button] = {}
        self._type_box = FlowBox()
        self._count = 0
        self._started = FormTexts()
        self._given: dict[str, tuple[str, str]] = {}
        self._lay_out()
        self._wire()

    def _lay_out(self) -> None:
        head = row(self._heading, self._cancel, self._save, margins=(24, 8, 24, 8), gap=12)
        bar = boxed(head)
        bar.setFixedHeight(80)
        field = self._fields
        names = _pair(field["first_name"], field["last_name"])
        more = _pair(field["company"], field["birth_date"])
        who = column(
            section("Contact"), names, field["email"], field["phone"], more, margins=_INSIDE
        )
        adding = row(self._type, self._add_type, gap=8)
        adding.setStretch(0, 1)
        adding.setAlignment(self._add_type, Qt.AlignmentFlag.AlignBottom)
        types = column(section("Contact types"), self._type_box, adding, margins=_INSIDE)
        left = column(card(who), card(types), None, gap=12)
        billing = card(column(self._billing, margins=_INSIDE))
        right = column(billing, self._ships, self._add, None, gap=12)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setContentsMargins(24, 12, 24, 16)
        self._columns.setSpacing(12)
        for part in (left, right):
            self._columns.addWidget(boxed(part), 1)
        inside = QWidget()
        inside.setLayout(self._columns)
        self._area = scrolled(inside, name="form.body", spoken="Record")
        outer = column(bar, Hairline(), self._area, gap=0)
        outer.setStretchFactor(self._area, 1)
        self.setLayout(outer)

    def _wire(self) -> None:
        self._save.clicked.connect(self.saved)
        for one in self._fields.values():
            one.edit.textChanged.connect(lambda _: self._show_save())
        self._cancel.clicked.connect(self.cancelled)
        self._add.clicked.connect(self._add_blank)
        self._add_type.clicked.connect(self._add_typed)
        self._type.edit.returnPressed.connect(self._add_typed)
        for one in self._fields.values():
            one.edit.returnPressed.connect(self._save.click)
        self._billing.entered.connect(self._save.click)

    def _set_tab_order(self) -> None:
        shipping = [stop for block in self._shipping for stop in block.stops]
        follow(
            *(one.edit for one in self._fields.values()),
            *self._types.values(),
            self._type.edit,
            self._add_type,
            *self._billing.stops,
            *shipping,
            self._add,
            self._cancel,
            self._save,
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = self.width() < (NARROW_BELOW - RAIL_WIDTH) * 3 // 4
        ways = QBoxLayout.Direction
        self._columns.setDirection(ways.TopToBottom if is_narrow else ways.LeftToRight)

    # --- texts in and out ---

    def start(self, texts: FormTexts, *, heading: str, save: str, is_unsaved: bool) -> None:
        """Begin with what is known; the first thing that is missing is typed next.

        `is_unsaved` says that the texts were typed before and are nowhere else.
        """
        self._heading.say(heading)
        self._save_words = save
        self._given = {}
        for name, one in self._fields.items():
            original = str(getattr(texts, name))
            one.put(field_text(original))
            self._given[name] = (one.text, original)
        self._billing.put(texts.billing)
        for block in list(self._shipping):
            self._remove(block)
        for address in texts.shipping:
            self._add_block(address)
        self._type_box.clear()
        self._types = {}
        for name in texts.contact_types:
            self._add_chip(name)
        self._type.put("")
        self._area.verticalScrollBar().setValue(0)
        self._set_tab_order()
        self._show_save()
        self._started = FormTexts() if is_unsaved else self.texts()
        needed = ("first_name", "last_name", "email")
        missing = next((name for name in needed if not self._fields[name].text), needed[0])
        edit = self._fields[missing].edit
        edit.setFocus(Qt.FocusReason.OtherFocusReason)
        edit.selectAll()

    def _show_save(self) -> None:
        """A blank record cannot be saved: a second tap on “New guest” is none on “Save guest”."""
        is_blank = not any(one.text for one in self._fields.values())
        self._save.say(self._save_words, note="Type a name first" if is_blank else "")
        self._save.setEnabled(not is_blank)

    @property
    def is_changed(self) -> bool:
        """True when something was typed or tapped since it began."""
        return self.texts() != self._started

    def settle(self) -> None:
        """What it holds is saved, or kept elsewhere."""
        self._started = self.texts()

    def texts(self) -> FormTexts:
        """What the form holds; a contact type still in its field counts."""
        typed = [self._type.text] if self._type.text else []
        chosen = [name for name, chip in self._types.items() if chip.isChecked()]
        return FormTexts(
            **{name: self._text(name) for name in self._fields},
            billing=self._billing.parts(),
            shipping=tuple(block.texts() for block in self._shipping),
            contact_types=(*chosen, *typed),
        )

    def _text(self, name: str) -> str:
        shown, original = self._given.get(name, ("", ""))
        return as_it_was(self._fields[name].text, shown=shown, original=original)

    def refuse(self, refusal: DomainError) -> bool:
        """Show a sentence at its field; False when it belongs to none."""
        name, _, part = refusal.field.partition(".")
        if name in self._fields:
            self._fields[name].refuse(refusal.message)
        elif name == "billing":
            self._billing.refuse(refusal.message, part=part)
        elif refusal.field.startswith((CONTACT_TYPE, "contact_types")):
            self._type.refuse(refusal.message)
        elif refusal.field.startswith((SHIPPING, "shipping")) and self._shipping:
            self._shipping[0].refuse(refusal.message, part="")
        else:
            return False
        return True

    # --- shipping addresses and contact types ---

    def _add_blank(self) -> None:
        if len(self._shipping) < _MOST_ADDRESSES:
            block = self._add_block(ShippingTexts({}, is_primary=not self._shipping))
            self._set_tab_order()
            block.start()

    def _add_block(self, texts: ShippingTexts) -> AddressBlock:
        self._count += 1
        name = f"form.ship.{self._count}"
        title = "Shipping address"
        spoken = f"{title} {self._count}"
        block = AddressBlock(title, name=name, spoken=spoken, shipping=texts)
        block.entered.connect(self._save.click)
        block.removed.connect(lambda: self._remove(block))
        block.preferred.connect(lambda: self._prefer(block))
        self._shipping.append(block)
        self._ships.addWidget(block.framed)
        self._add.setEnabled(len(self._shipping) < _MOST_ADDRESSES)
        return block

    def _remove(self, block: AddressBlock) -> None:
        self._shipping.remove(block)
        self._ships.removeWidget(block.framed)
        block.framed.hide()
        block.framed.deleteLater()
        self._add.setEnabled(True)
        self._add.setFocus(Qt.FocusReason.OtherFocusReason)

    def _prefer(self, chosen: AddressBlock) -> None:
        for block in self._shipping:
            block.set_primary(is_primary=block is chosen)

    def _add_typed(self) -> None:
        name = self._type.text
        if not name:
            self._type.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._type.put("")
        if name in self._types:
            self._types[name].setChecked(True)
        elif len(self._types) < _MOST_TYPES:
            self._add_chip(name)
            self._set_tab_order()

    def _add_chip(self, name: str) -> None:
        words = plain(name, limit=_LONGEST_TYPE)
        chip = Button(words, name=f"form.type.{len(self._types)}", kind=Kind.CHIP, icon="check")
        chip.setCheckable(True)
        chip.setChecked(True)
        chip.toggled.connect(lambda is_on: chip.show_icon("check" if is_on else "plus"))
        self._types[name] = chip
        self._type_box.add(chip)


def _pair(left: Field, right: Field) -> QHBoxLayout:
    """Two fields side by side; a sentence below one does not move the other."""
    box = row(left, right, gap=12)
    for at, field in enumerate((left, right)):
        box.setStretch(at, 1)
        box.setAlignment(field, Qt.AlignmentFlag.AlignTop)
    return box
