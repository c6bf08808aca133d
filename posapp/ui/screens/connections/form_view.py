"""The form that connects a system. Names: `connect.system.<name>`, `connect.cancel`,
`connect.test`, `connect.save`, `connect.trial.cancel`, `connect.body`; inputs name theirs.
Enter in a field connects.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QGridLayout, QWidget

from posapp.domain.errors import DomainError
from posapp.ports.backoffice import PickupLocation
from posapp.ui.safe import ElidedLabel, wrapped
from posapp.ui.screens.connections.ability_list import AbilityList
from posapp.ui.screens.connections.file_card import FileButtons
from posapp.ui.screens.connections.form import FormSheet, Input, SystemChoice
from posapp.ui.screens.connections.inputs import SettingInput
from posapp.ui.screens.connections.trial import TrialState
from posapp.ui.screens.connections.trial_line import TrialLine
from posapp.ui.tokens import NARROW_BELOW, PRIMARY_HEIGHT, RAIL_WIDTH, Type
from posapp.ui.widgets.button import Button, Kind, follow
from posapp.ui.widgets.flow import FlowBox
from posapp.ui.widgets.layout import (
    Hairline,
    beside,
    boxed,
    card,
    clear,
    column,
    row,
    scrolled,
    section,
)
from posapp.ui.widgets.paint import IconMark

_INSIDE = (20, 14, 20, 18)


class InputCard:
    """A headed card of inputs, two in a line."""

    def __init__(self, title: str, *, foot: QWidget | None = None) -> None:
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(14)
        for at in (0, 1):
            self._grid.setColumnStretch(at, 1)
        body = column(section(title), self._grid, margins=_INSIDE, gap=10)
        if foot is not None:
            body.addWidget(foot)
        self.frame: QFrame = card(body)

    def put(self, given: tuple[Input, ...]) -> list[SettingInput]:
        """Show other inputs."""
        clear(self._grid)
        made = [SettingInput(one) for one in given]
        self.frame.setVisible(bool(made))
        for at, one in enumerate(made):
            self._grid.addWidget(one, at // 2, at % 2, Qt.AlignmentFlag.AlignTop)
            one.show()  # at once: what is not shown yet cannot take the cursor
        return made


class ConnectForm(QWidget):
    """Shows a FormSheet and gives back what was typed; the screen connects the buttons."""

    system_chosen = Signal(str)
    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("connect")
        self._sheet: FormSheet | None = None
        self._inputs: list[SettingInput] = []
        self._started: dict[str, str] = {}
        self._heading = ElidedLabel(type_=Type.TITLE)
        self._heading.setObjectName("connect.heading")
        self.cancel = Button("Cancel", name="connect.cancel")
        self.test = Button("Test connection", name="connect.test", icon="refresh-cw")
        for button in (self.cancel, self.test):
            button.setFixedHeight(PRIMARY_HEIGHT)
        self.save = Button("Connect", name="connect.save", kind=Kind.PRIMARY, icon="link")
        self.trial = TrialLine(name="connect.trial")
        self._tiles: dict[str, Button] = {}
        self._system_error = wrapped(type_=Type.SMALL_STRONG, ink="danger")
        self._system_error.setObjectName("connect.system.error")
        self._warning = wrapped()
        self._dead_end = wrapped(type_=Type.STRONG)
        self._dead_end.setObjectName("connect.deadend")
        self.files = FileButtons(name="connect.files")
        self._kept = wrapped(type_=Type.SMALL, ink="muted")
        self._kept.setObjectName("connect.kept")
        self._secrets = boxed(beside(IconMark("lock"), column(self._kept), gap=8))
        self._account = InputCard("Account", foot=self._secrets)
        self._usual = InputCard("Mostly left as it is")
        self._abilities = AbilityList(name="connect.abilities")
        self._lay_out()

    def _lay_out(self) -> None:
        head = row(self._heading, self.cancel, self.test, self.save, margins=(24, 8, 24, 8), gap=12)
        bar = boxed(head)
        bar.setFixedHeight(80)
        self._result = boxed(column(self.trial, margins=(24, 10, 24, 10)))
        self._tile_box = FlowBox()
        mark = IconMark("triangle-alert", size=24, ink="late")
        self._warned = boxed(beside(mark, column(self._warning)))
        self._ended = boxed(beside(IconMark("info", size=24), column(self._dead_end)))
        systems = card(
            column(
                section("System"),
                self._tile_box,
                self._system_error,
                self._warned,
                self._ended,
                self.files,
                margins=_INSIDE,
                gap=12,
            )
        )
        self._able = card(column(self._abilities, margins=_INSIDE))
        left = column(systems, self._account.frame, self._usual.frame, None, gap=12)
        right = column(self._able, None)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setContentsMargins(24, 12, 24, 96)
        self._columns.setSpacing(12)
        for part, share in ((left, 3), (right, 2)):
            self._columns.addWidget(boxed(part), share)
        inside = QWidget()
        inside.setLayout(self._columns)
        self._area = scrolled(inside, name="connect.body", spoken="Settings")
        outer = column(bar, Hairline(), self._result, self._area, gap=0)
        outer.setStretchFactor(self._area, 1)
        self.setLayout(outer)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        ways = QBoxLayout.Direction
        is_narrow = self.width() < NARROW_BELOW - RAIL_WIDTH
        self._columns.setDirection(ways.TopToBottom if is_narrow else ways.LeftToRight)

    # --- texts in and out ---

    def start(self, sheet: FormSheet) -> None:
        """Begin with a system's form, the cursor where something is missing."""
        self._sheet = sheet
        self._heading.say(sheet.heading)
        self._show_systems(sheet.systems, chosen=sheet.chosen)
        self.refuse_system("")
        self._warning.say(sheet.warning)
        self._warned.setVisible(bool(sheet.warning))
        self._dead_end.say(sheet.dead_end)
        self._ended.setVisible(bool(sheet.dead_end))
        self.files.setVisible(sheet.goes_by_files)
        self.forget()
        self._inputs = [*self._account.put(sheet.account), *self._usual.put(sheet.usual)]
        for one in self._inputs:
            one.changed.connect(self.edited)
            one.entered.connect(self.save.click)
        self._kept.say(sheet.secrets_are_kept)
        self._secrets.setVisible(sheet.has_secret)
        self._abilities.show_abilities(
            sheet.abilities, title=sheet.title, note=sheet.abilities_note
        )
        self._able.setVisible(bool(sheet.abilities))
        self._started = self.values()
        why = "Choose a system" if not sheet.chosen else "Not possible" if sheet.dead_end else ""
        self.save.say("Connect", note=why)
        self.save.setEnabled(not why)
        self.test.setEnabled(not why)
        self._area.verticalScrollBar().setValue(0)
        self._set_tab_order()
        self._put_cursor()

    def _show_systems(self, systems: tuple[SystemChoice, ...], *, chosen: str) -> None:
        if list(self._tiles) != [one.key for one in systems]:
            self._tile_box.clear()
            self._tiles = {one.key: self._tile_of(one) for one in systems}
            for tile in self._tiles.values():
                self._tile_box.add(tile)
        for key, tile in self._tiles.items():
            tile.setChecked(key == chosen)

    def _tile_of(self, one: SystemChoice) -> Button:
        made = Button(one.title, name=f"connect.system.{one.key}", note=one.note)
        made.setCheckable(True)
        made.clicked.connect(lambda: self.system_chosen.emit(one.key))
        return made

    def _set_tab_order(self) -> None:
        inputs = [stop for one in self._inputs for stop in one.stops]
        follow(*self._tiles.values(), *self.files.stops, *inputs, self.cancel, self.test, self.save)
        follow(self.save, self.trial.cancel)

    def _put_cursor(self) -> None:
        missing = (one for one in self._inputs if not one.text and not one.is_secret)
        first = next(missing, self._inputs[0] if self._inputs else None)
        if first is not None:
            first.start()
            return
        tile = self._tiles.get(self._sheet.chosen if self._sheet else "")
        for one in [tile] if tile else list(self._tiles.values())[:1]:
            one.setFocus(Qt.FocusReason.OtherFocusReason)

    def values(self) -> dict[str, str]:
        """The plain settings by name."""
        return {one.name: one.text for one in self._inputs if not one.is_secret}

    def secrets(self) -> dict[str, str]:
        """The secrets that were typed anew."""
        return {one.name: one.text for one in self._inputs if one.is_secret and one.text}

    @property
    def is_changed(self) -> bool:
        """True when something was typed or chosen since it began."""
        return self.values() != self._started or bool(self.secrets())

    def offer_locations(self, locations: tuple[PickupLocation, ...]) -> None:
        """Let a field that can be listed be filled in with one tap."""
        for one in self._inputs:
            if one.lists and one.offer(locations):
                self._set_tab_order()

    def forget(self) -> None:
        """Empty the secrets."""
        for one in self._inputs:
            one.forget()

    # --- what comes back ---

    def show_trial(self, state: TrialState) -> None:
        """Show how far a test is."""
        self.trial.show_state(state)
        self._result.setVisible(bool(state.sentence))
        can = self._sheet is not None and bool(self._sheet.chosen) and not self._sheet.dead_end
        self.test.setEnabled(can and not state.is_waiting)

    def refuse(self, refusal: DomainError) -> bool:
        """Show a sentence at its field; False when it belongs to none."""
        if refusal.field == "backend":
            self.refuse_system(refusal.message)
            return True
        for one in self._inputs:
            if one.name == refusal.field:
                one.refuse(refusal.message)
                self._area.ensureWidgetVisible(one, 0, 48)
                return True
        return False

    def refuse_system(self, sentence: str) -> None:
        """Show why the system cannot be connected, or take the sentence away."""
        self._system_error.say(sentence)
        self._system_error.setVisible(bool(sentence))
