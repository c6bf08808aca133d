"""The detail sheet of a party. Names: `arrivals.close`, `arrivals.table`, `arrivals.seat`,
`arrivals.arrive`, `arrivals.take`, `arrivals.order`, `arrivals.finish`, `arrivals.profile`,
`arrivals.tock`; the strip and the folds name theirs.

The words are made anew when they differ; the buttons and the table field stay, so typing survives.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from posapp.ui import theme
from posapp.ui.safe import ElidedLabel, Label, field_text, plain, set_tip, wrapped
from posapp.ui.screens.arrivals.details import SectionKind
from posapp.ui.screens.arrivals.folds import Fold
from posapp.ui.screens.arrivals.sheet import Action, AddOn, Fact, MoneyBlock, Remark, SheetState
from posapp.ui.screens.arrivals.strip import TockStrip
from posapp.ui.tokens import GRID, PRIMARY_HEIGHT, TARGET, Tone, Type
from posapp.ui.widgets.button import Button, Kind, icon_button
from posapp.ui.widgets.layout import (
    Hairline,
    beside,
    boxed,
    card,
    clear,
    column,
    ground,
    row,
    scrolled,
    section,
)
from posapp.ui.widgets.paint import IconMark, StateChip

_SIDE = 20


class PaidBar(QWidget):
    """How much of the total is paid, as a bar."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self._share = share
        self.setFixedHeight(8)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        tones = theme.ink().tones
        area = QRectF(self.rect())
        painter.setBrush(theme.color(tones[Tone.LATE].mark))
        painter.drawRoundedRect(area, 4, 4)
        if self._share > 0:
            area.setWidth(max(8.0, area.width() * self._share))
            painter.setBrush(theme.color(tones[Tone.SEATED].mark))
            painter.drawRoundedRect(area, 4, 4)


class PartyPanel(QWidget):
    """Shows a SheetState; the screen connects the buttons."""

    def __init__(self) -> None:
        super().__init__()
        self._state: SheetState | None = None
        self._shown: SheetState | None = None
        self.setObjectName("arrivals.sheet")
        ground(self, "surface")
        self.close_button = icon_button("x", name="arrivals.close", spoken="Close")
        self.table = QLineEdit()
        self.table.setObjectName("arrivals.table")
        self.table.setAccessibleName("Table")
        self.table.setPlaceholderText("Table")
        self.table.setMaxLength(40)
        self.table.setFixedSize(104, PRIMARY_HEIGHT)
        self.seat = Button("Seat + start order", name="arrivals.seat", kind=Kind.PRIMARY)
        self.order = Button("Go to order", name="arrivals.order", kind=Kind.PRIMARY)
        self.take = Button("Take", name="arrivals.take", kind=Kind.TONAL, icon="hand-coins")
        self.arrive = Button("Arrived", name="arrivals.arrive", icon="door-open")
        self.finish = Button("Party has left", name="arrivals.finish", icon="check")
        self.profile = Button("Guest profile", name="arrivals.profile", icon="user")
        self.tock = Button("Open in Tock", name="arrivals.tock", icon="external-link")
        for button, tip in (
            (self.seat, "Seat and start the order (S)"),
            (self.arrive, "Mark as arrived (A)"),
            (self.take, "Take the balance (D)"),
            (self.tock, "Change it in Tock (O)"),
        ):
            set_tip(button, tip)
        self._name = ElidedLabel(type_=Type.TITLE)
        self._code = Label(type_=Type.SMALL_STRONG, ink="muted")
        self._when = ElidedLabel(ink="muted")
        self._chip = StateChip(name="arrivals.state")
        self._tock_state = ElidedLabel(type_=Type.SMALL, ink="muted")
        self._sync = StateChip(name="arrivals.sync")
        self._body = QVBoxLayout()
        self._body.setContentsMargins(_SIDE, 12, _SIDE, 16)
        self._body.setSpacing(GRID)
        self.strip = TockStrip()
        self._folds = {kind: Fold(kind) for kind in SectionKind}
        self._places: list[Button | None] = []
        self._wide: Button | None = None
        self._grid = QGridLayout()
        self._grid.setSpacing(GRID)
        for half in (0, 1):
            self._grid.setColumnStretch(half, 1)
        self._lay_out()

    def _lay_out(self) -> None:
        head = column(
            row(self._name, self._code, self.close_button, gap=8),
            self._when,
            4,
            row(self._chip, self._tock_state, self._sync, gap=12, margins=(0, 0, 8, 0)),
            margins=(_SIDE, 12, 12, 12),
            gap=2,
        )
        buttons = (self.take, self.arrive, self.finish, self.profile, self.tock)
        for at, button in enumerate(buttons):
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            self._grid.addWidget(button, at // 2, at % 2)
        for button in (self.seat, self.order):
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        actions = column(
            row(self.table, self.seat, self.order, gap=GRID),
            self._grid,
            margins=(_SIDE, 12, _SIDE, 16),
            gap=GRID,
        )
        folds = column(*self._folds.values(), margins=(8, 0, _SIDE, 0), gap=0)
        pieces = boxed(column(self.strip, self._body, folds, None, gap=0))
        self._area = scrolled(pieces, name="arrivals.details", spoken="Details")
        outer = column(head, Hairline(), self._area, Hairline(), actions, gap=0)
        outer.setStretchFactor(self._area, 1)
        self.setLayout(outer)

    @property
    def stops(self) -> list[QWidget]:
        """The controls in tab order."""
        return [
            self.close_button,
            *self.strip.stops,
            *(fold.button for fold in self._folds.values()),
            self.table,
            self.seat,
            self.order,
            self.take,
            self.arrive,
            self.finish,
            self.profile,
            self.tock,
        ]

    def press_primary(self) -> None:
        """Seat the party, or go to its order."""
        primary = self.seat if self.seat.isVisible() else self.order
        if primary.isVisible():
            primary.click()

    def press_letter(self, letter: str) -> None:
        """Press what a letter stands for, where it may be pressed."""
        keys = {"A": self.arrive, "S": self.seat, "D": self.take, "O": self.tock}
        button = keys.get(letter)
        if button is not None and button.isVisible() and button.isEnabled():
            button.click()

    def show_state(self, state: SheetState) -> None:
        """Show a party; a half-typed table stays unless it is another party's."""
        if state == self._shown:
            return
        is_other = self._shown is None or self._shown.key != state.key
        self._shown = state
        if is_other:
            self._places = []
            self._wide = self.take if state.take and not state.take.is_enabled else None
            self.table.setText(field_text(state.table))
            self._area.verticalScrollBar().setValue(0)
        self._name.say(state.name)
        self._code.say(plain(state.code, limit=16))
        self._when.say(state.when)
        self._chip.show_word(state.state)
        self._tock_state.say(state.tock_state)
        self._sync.show_word(state.sync)
        self.strip.show_asks(state.key, state.asks)
        self._show_body(state)
        self._show_actions(state)

    def _show_body(self, state: SheetState) -> None:
        clear(self._body)
        if state.club:
            self._body.addWidget(_club_line(state.club))
        if state.money is not None:
            self._body.addWidget(_money_card(state.money))
        for remark in state.remarks:
            self._body.addWidget(_remark_line(remark))
        for fact in state.facts:
            self._body.addWidget(_fact_line(fact))
        if state.add_ons:
            self._body.addSpacing(GRID)
            self._body.addWidget(section(state.add_ons_title))
            for add_on in state.add_ons:
                self._body.addWidget(_add_on_line(add_on))
        if state.tags:
            self._body.addWidget(_fact_line(Fact("tag", "Visit tags", ", ".join(state.tags))))
        sections = {one.kind: one for one in state.sections}
        for kind, fold in self._folds.items():
            fold.show_section(sections.get(kind))

    def _show_actions(self, state: SheetState) -> None:
        _apply(self.seat, state.seat)
        self.table.setVisible(state.seat is not None)
        _apply(self.order, state.open_order)
        shown = [
            button
            for button, action in (
                (self.take, state.take),
                (self.arrive, state.arrive),
                (self.finish, state.finish),
                (self.profile, state.profile),
                (self.tock, state.open_tock),
            )
            if _apply(button, action)
        ]
        self._lay_out_actions(shown)

    def _lay_out_actions(self, shown: list[Button]) -> None:
        """Two in a row, one with a reason alone; no action takes the place of one that went.

        The second of two quick taps would meet it.
        """
        places = [button if button in shown else None for button in self._places]
        places += [button for button in shown if button not in places]
        self._places = places
        while self._grid.takeAt(0) is not None:
            pass
        at = 0
        for place, button in enumerate(places, 1):
            is_last = place == len(places) and at % 2 == 0
            span = 2 if is_last or (button is not None and button is self._wide) else 1
            if button is not None:
                self._grid.addWidget(button, at // 2, at % 2, 1, span)
            at += span
        for line in range(self._grid.rowCount()):
            self._grid.setRowMinimumHeight(line, TARGET if 2 * line < at else 0)


def _apply(button: Button, action: Action | None) -> bool:
    button.setVisible(action is not None)
    if action is None:
        return False
    button.say(action.text, note=action.note)
    button.setEnabled(action.is_enabled)
    return True


def _club_line(club: str) -> QWidget:
    words = ElidedLabel(club, type_=Type.STRONG, ink="club")
    return boxed(row(IconMark("star-filled", ink="club"), words, gap=12))


def _fact_line(fact: Fact) -> QWidget:
    label = ElidedLabel(fact.label, type_=Type.SMALL, ink="muted")
    return boxed(beside(IconMark(fact.icon), column(label, wrapped(fact.text), gap=0)))


def _remark_line(remark: Remark) -> QWidget:
    ink = "late" if remark.is_dietary else "muted"
    icon = "salad" if remark.is_dietary else "message-square-text"
    label = wrapped(remark.label, type_=Type.SMALL_STRONG, ink=ink)
    text = wrapped(remark.text, type_=Type.STRONG if remark.is_dietary else Type.BODY)
    return boxed(beside(IconMark(icon, ink=ink), column(label, text, gap=0)))


def _add_on_line(add_on: AddOn) -> QWidget:
    quantity = Label(add_on.quantity, type_=Type.STRONG)
    quantity.setMinimumWidth(32)
    return boxed(
        row(
            quantity,
            ElidedLabel(add_on.name),
            Label(add_on.amount, type_=Type.AMOUNT, ink="muted"),
            gap=8,
        )
    )


def _money_card(money: MoneyBlock) -> QWidget:
    def figure(label: str, amount: str, *, ink: str = "text") -> QVBoxLayout:
        return column(
            Label(label, type_=Type.SMALL, ink="muted"),
            Label(amount, type_=Type.AMOUNT_LARGE, ink=ink),
            gap=0,
        )

    top = row(
        figure("Total", money.total),
        None,
        figure("Paid", money.paid),
        None,
        figure("Due in Tock", money.due),
    )
    pieces = column(top, PaidBar(money.paid_share), margins=(16, 12, 16, 12), gap=8)
    if money.has_paid_here:
        pieces.addLayout(
            row(
                figure("Paid here", money.paid_here, ink="seated"),
                None,
                figure("Remaining", money.remaining),
            )
        )
    if money.hint:
        pieces.addWidget(wrapped(money.hint, type_=Type.SMALL, ink="late"))
    return card(pieces)
