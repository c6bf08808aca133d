"""Compare and choose. Names: `compare.back`, `compare.ours`, `compare.theirs`,
`compare.<field>.ours`, `compare.<field>.theirs`, `compare.save`.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from posapp.domain.merge import Side
from posapp.ui.safe import ElidedLabel, wrapped
from posapp.ui.screens.guests.choice_tile import ChoiceTile
from posapp.ui.screens.guests.compare import Choice, Comparison
from posapp.ui.tokens import Type
from posapp.ui.widgets.button import Button, Kind, follow
from posapp.ui.widgets.layout import (
    Hairline,
    boxed,
    card,
    clear,
    column,
    row,
    scrolled,
)

_HERE = "Here"
_EXPLAINED = (
    "Both sides changed these fields since they last agreed. Underlined words are what changed. "
    "Until you choose, they stay here as they are."
)


class FieldRow:
    """One field: the last agreed value, ours and theirs side by side."""

    def __init__(self, choice: Choice, *, theirs: str) -> None:
        name = f"compare.{choice.name}"
        self.ours = ChoiceTile(name=f"{name}.ours", side=_HERE)
        self.theirs = ChoiceTile(name=f"{name}.theirs", side=theirs)
        base = column(
            ElidedLabel("Last agreed", type_=Type.SMALL, ink="muted"),
            wrapped(choice.base, ink="muted"),
            None,
            gap=2,
        )
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.addLayout(base, 0, 0)
        grid.addWidget(self.ours, 0, 1)
        grid.addWidget(self.theirs, 0, 2)
        for at, share in enumerate((3, 4, 4)):
            grid.setColumnStretch(at, share)
        heading = wrapped(choice.label, type_=Type.STRONG)
        self.frame = card(column(heading, grid, margins=(16, 12, 16, 14)))

    def show_choice(self, choice: Choice) -> None:
        """Show which side is taken."""
        for tile, value, side in (
            (self.ours, choice.ours, Side.OURS),
            (self.theirs, choice.theirs, Side.THEIRS),
        ):
            tile.show_value(value, label=choice.label, is_on=choice.side is side)


class ComparePage(QWidget):
    """Shows a Comparison; the screen settles it."""

    chosen = Signal(str, str)
    all_chosen = Signal(str)
    saved = Signal()
    back_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._conflict_id = ""
        self._rows: dict[str, FieldRow] = {}
        self.setObjectName("compare")
        self._back = Button("Back", name="compare.back", kind=Kind.QUIET, icon="chevron-left")
        self._title = ElidedLabel(type_=Type.TITLE)
        self._title.setObjectName("compare.title")
        self._ours = Button("Keep all here", name="compare.ours", icon="check")
        self._theirs = Button("Take all", name="compare.theirs", icon="check")
        self._save = Button("Save choice", name="compare.save", kind=Kind.PRIMARY, icon="check")
        self._fields = column(gap=12)
        self._lay_out()
        self._back.clicked.connect(self.back_wanted)
        self._ours.clicked.connect(lambda: self._choose_all(Side.OURS))
        self._theirs.clicked.connect(lambda: self._choose_all(Side.THEIRS))
        self._save.clicked.connect(self.saved)

    def _lay_out(self) -> None:
        head = row(self._back, self._title, margins=(12, 8, 24, 8), gap=12)
        bar = boxed(head)
        bar.setFixedHeight(80)
        body = column(
            wrapped(_EXPLAINED, ink="muted"), self._fields, None, margins=(24, 12, 24, 16), gap=12
        )
        area = scrolled(boxed(body), name="compare.body", spoken="Fields that differ")
        for button in (self._ours, self._theirs):
            button.setFixedHeight(64)
        foot = row(self._ours, self._theirs, None, self._save, margins=(24, 12, 24, 16), gap=12)
        outer = column(bar, Hairline(), area, Hairline(), foot, gap=0)
        outer.setStretchFactor(area, 1)
        self.setLayout(outer)

    def start(self) -> None:
        """Put the focus on the first choice."""
        first = next(iter(self._rows.values()), None)
        target = first.ours if first else self._back
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_comparison(self, shown: Comparison) -> None:
        """Show the fields; the tiles stay while it is the same conflict."""
        self._title.say(f"{shown.title}: here and in {shown.theirs}")
        names = [choice.name for choice in shown.choices]
        if (shown.conflict_id, names) != (self._conflict_id, list(self._rows)):
            self._conflict_id = shown.conflict_id
            clear(self._fields)
            self._rows = {one.name: self._row_of(one, shown.theirs) for one in shown.choices}
            follow(
                self._back,
                *(tile for one in self._rows.values() for tile in (one.ours, one.theirs)),
                self._ours,
                self._theirs,
                self._save,
            )
        for choice in shown.choices:
            self._rows[choice.name].show_choice(choice)
        self._theirs.say(f"Take all from {shown.theirs}")
        self._save.say("Save choice", note=shown.refusal)
        self._save.setEnabled(not shown.refusal)

    def _row_of(self, choice: Choice, theirs: str) -> FieldRow:
        made = FieldRow(choice, theirs=theirs)
        for tile, side in ((made.ours, Side.OURS), (made.theirs, Side.THEIRS)):
            tile.clicked.connect(
                lambda _=False, side=side: self.chosen.emit(choice.name, side.value)
            )
        self._fields.addWidget(made.frame)
        return made

    def _choose_all(self, side: Side) -> None:
        self.all_chosen.emit(side.value)
        if self._save.isEnabled():
            self._save.setFocus(Qt.FocusReason.OtherFocusReason)

    def press_primary(self) -> None:
        """Save, if everything is chosen."""
        if self._save.isEnabled():
            self._save.click()
