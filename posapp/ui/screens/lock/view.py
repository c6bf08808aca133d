"""The lock screen: `lock.staff.<id>`, `lock.key.0` … `lock.key.9`, `lock.key.back`, `lock.enter`.

Digits, Backspace and Enter work wherever the focus is; the PIN is only ever drawn as dots.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from posapp.domain.changes import Changes, Topic
from posapp.domain.errors import DomainError
from posapp.ports.reads import StaffTile
from posapp.ui import icons, theme
from posapp.ui.desk import Desk
from posapp.ui.pulse import pulse_of
from posapp.ui.safe import ElidedLabel, Label, wrapped
from posapp.ui.screen import Screen
from posapp.ui.screens.lock.presenter import PIN_MAX, LockPresenter, NextParty
from posapp.ui.tokens import GRID, RADIUS, Tone, Type
from posapp.ui.widgets.button import Button, Kind, coat_of, draw_ring, draw_shape
from posapp.ui.widgets.keypad import ENTER, Keypad
from posapp.ui.widgets.layout import boxed, clear, column, row, scrolled
from posapp.ui.widgets.paint import draw_disc, draw_text

_TILE = QSize(208, 72)
_COLUMNS = 2
_NARROW, _SIDE, _SIDE_NARROW = 1_240, 416, 312
_TONES = (Tone.ARRIVED, Tone.SEATED, Tone.LATE, Tone.NEUTRAL)

_NOBODY = "Nobody may sign in yet. Enter the first person with: posapp staff NAME"


class StaffButton(Button):
    """A person: initials in a disc, and the name."""

    def __init__(self, tile: StaffTile, *, tone: Tone) -> None:
        super().__init__(tile.name, name=f"lock.staff.{tile.staff_id}")
        self._name = tile.name
        self._tone = tone
        self._initials = "".join(part[0] for part in tile.name.split()[:2]).upper()
        self.setCheckable(True)
        self.setFixedSize(_TILE)
        self.takes_enter = False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        hot = self.underMouse()
        coat = coat_of(
            Kind.SECONDARY, theme.ink(), is_on=self.isChecked(), is_hot=hot, is_down=self.isDown()
        )
        area = QRectF(self.rect())
        if self.is_ringed:
            area = draw_ring(painter, area, radius=RADIUS)
        draw_shape(painter, area, coat, radius=RADIUS)
        disc = QRectF(14, self.height() / 2 - 22, 44, 44)
        draw_disc(painter, disc, self._initials, tone=self._tone, is_hollow=False)
        words = QRectF(68, 0, self.width() - 80, self.height())
        draw_text(painter, words, self._name, type_=Type.STRONG, ink=coat.text)


class PinDots(QWidget):
    """Six places, as many of them filled as digits are in."""

    def __init__(self) -> None:
        super().__init__()
        self._count = 0
        self.setFixedHeight(24)
        self.setMinimumWidth(PIN_MAX * 28)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_count(self, count: int) -> None:
        """How many digits are in."""
        self._count = count
        self.setAccessibleName(f"{count} digits entered")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        palette = theme.ink()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for at in range(PIN_MAX):
            spot = QRectF(at * 28 + 6, 4, 16, 16)
            is_in = at < self._count
            painter.setPen(QPen(theme.color(palette.accent if is_in else palette.border), 2))
            painter.setBrush(theme.color(palette.accent) if is_in else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(spot)


class DayGround(QWidget):
    """The dark side of the lock screen, with the sign of the house faintly on it."""

    def paintEvent(self, event: QPaintEvent) -> None:
        palette = theme.ink()
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color(palette.rail))
        painter.setOpacity(0.05)
        side = 340.0
        spot = QRectF(self.width() - side + 90, -60, side, side)
        icons.draw(painter, "grape", spot, palette.rail_text)


class LockScreen(Screen):
    """Staff at the left of the pad, the day at the far left."""

    signed_in = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._presenter = LockPresenter(desk)
        self._staff: dict[str, StaffButton] = {}
        self._columns = _COLUMNS
        self._shown_next: list[NextParty] | None = None
        self.setObjectName("lock")
        self._site = ElidedLabel(desk.site_name, type_=Type.STRONG, ink="rail_muted")
        self._clock = Label(type_=Type.CLOCK, ink="rail_text")
        self._day = Label(type_=Type.SECTION, ink="rail_muted")
        self._outlook = wrapped(type_=Type.LIST, ink="rail_text")
        self._next = column(gap=16)
        self._pulse = Label(type_=Type.BODY, ink="rail_muted")
        self._prompt = wrapped(type_=Type.SECTION)
        self._prompt.setObjectName("lock.prompt")
        self._prompt.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._prompt.setMinimumHeight(56)
        self._dots = PinDots()
        self._pad = Keypad(name="lock.key", is_till=False, corner=ENTER)
        self._pad.keys[ENTER].setObjectName("lock.enter")
        self._tiles = QGridLayout()
        self._tiles.setSpacing(GRID)
        self._tiles.setContentsMargins(0, 0, 0, 0)
        self._tiles.setColumnStretch(_COLUMNS, 1)
        self._lay_out()
        self._pad.digit.connect(self._type)
        self._pad.erased.connect(self._erase)
        self._pad.entered.connect(self._submit)

    def _lay_out(self) -> None:
        tiles = scrolled(
            boxed(column(self._tiles, None, margins=(0, 0, 0, 0))),
            name="lock.people",
            spoken="Staff",
        )
        self._people = tiles
        title = Label("Who is here?", type_=Type.TITLE)
        for head in (title, self._prompt):
            head.setFixedHeight(64)
        self._nobody = wrapped(_NOBODY, ink="muted")
        self._nobody.setObjectName("lock.nobody")
        people = column(title, 8, self._nobody, tiles, gap=0)
        pad = column(self._prompt, 8, row(None, self._dots, None), 24, self._pad, gap=0)
        pad.addStretch(1)
        side = row(None, people, 48, pad, None, gap=0)
        middle = boxed(side)
        middle.setFixedHeight(512)
        right = column(None, middle, None, margins=(16, 16, 16, 16))
        self._side = self._day_side()
        self.setLayout(row(self._side, boxed(right), gap=0))

    def _day_side(self) -> QWidget:
        side = DayGround()
        side.setLayout(
            column(
                self._site,
                None,
                self._clock,
                self._day,
                40,
                self._outlook,
                16,
                self._next,
                None,
                self._pulse,
                margins=(48, 40, 32, 32),
                gap=8,
            )
        )
        return side

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = self.width() < _NARROW
        self._side.setFixedWidth(_SIDE_NARROW if is_narrow else _SIDE)
        self._columns = 1 if is_narrow else _COLUMNS
        self._people.setFixedWidth(self._columns * (_TILE.width() + GRID) + 8)
        self._place_tiles()

    def _place_tiles(self) -> None:
        for at, button in enumerate(self._staff.values()):
            self._tiles.addWidget(button, at // self._columns, at % self._columns)

    def enter(self, argument: str) -> None:
        self._presenter.choose("")
        self._show_all()
        first = next(iter(self._staff.values()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        self._presenter.choose("")

    def refresh(self, topics: Changes) -> None:
        if topics & {Topic.STAFF, Topic.RESERVATIONS, Topic.VISITS}:
            self._show_all()
        self._show_day()

    def tick(self) -> None:
        self._show_pin()
        self._show_day()

    def commands_came(self) -> None:
        """The program has started: try the PIN that was entered meanwhile."""
        if self._presenter.is_waiting:
            self._submit()

    def _show_all(self) -> None:
        tiles = self._presenter.staff()
        self._nobody.setVisible(not tiles)
        if [tile.staff_id for tile in tiles] != list(self._staff):
            self._make_tiles(tiles)
        self._show_next()
        self._show_day()
        self._show_pin()

    def _make_tiles(self, tiles: list[StaffTile]) -> None:
        clear(self._tiles)
        self._staff = {}
        for at, tile in enumerate(tiles):
            button = StaffButton(tile, tone=_TONES[at % len(_TONES)])
            button.clicked.connect(lambda _=False, who=tile.staff_id: self._choose(who))
            self._staff[tile.staff_id] = button
        self._place_tiles()

    def _show_day(self) -> None:
        clock, day = self._presenter.clock_and_day()
        self._clock.say(clock)
        self._day.say(day)
        self._pulse.say(pulse_of(self._desk.overview, now_ms=self._desk.now_ms).line)

    def _show_next(self) -> None:
        self._outlook.say(self._presenter.outlook())
        parties = self._presenter.next_parties()
        if parties == self._shown_next:
            return
        self._shown_next = parties
        clear(self._next)
        for party in parties:
            when = Label(party.clock, type_=Type.LIST, ink="rail_text")
            when.setFixedWidth(64)
            name = ElidedLabel(party.name, type_=Type.LIST, ink="rail_text")
            what = f"{party.size} · {party.experience}" if party.experience else str(party.size)
            detail = ElidedLabel(what, type_=Type.BODY, ink="rail_muted")
            line = row(when, column(name, detail, gap=2), gap=16)
            line.setAlignment(when, Qt.AlignmentFlag.AlignTop)
            self._next.addLayout(line)

    def _show_pin(self) -> None:
        presenter = self._presenter
        for staff_id, tile in self._staff.items():
            tile.setChecked(staff_id == presenter.staff_id)
        self._dots.show_count(len(presenter.pin))
        self._prompt.say(presenter.prompt)
        is_wrong = bool(presenter.message) or presenter.locked_for_s > 0
        self._prompt.use_ink("danger" if is_wrong else "text")
        for button in self._pad.keys.values():
            button.setEnabled(presenter.can_type)

    def _choose(self, staff_id: str) -> None:
        self._presenter.choose(staff_id)
        self._show_pin()

    def _type(self, digit: str) -> None:
        self._presenter.type_digit(digit)
        self._show_pin()

    def _erase(self) -> None:
        self._presenter.erase()
        self._show_pin()

    def _submit(self) -> None:
        done: list[bool] = []
        if self._desk.attempt(lambda: done.append(self._presenter.submit()), at_field=self._refuse):
            self._show_pin()
        if done == [True]:
            self.signed_in.emit()

    def _refuse(self, refusal: DomainError) -> bool:
        self._presenter.message = refusal.message
        self._show_pin()
        return True

    def _press_enter(self) -> None:
        focused = self.focusWidget()
        if self._presenter.pin:
            self._submit()
        elif isinstance(focused, StaffButton):
            focused.click()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._press_enter()
        elif not self._pad.take_key(event):
            super().keyPressEvent(event)
