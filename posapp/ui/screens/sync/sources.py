"""The cards of the sources on top of the Sync centre. Names: `sync.source.<remote>` and its
`.name` and `.state`.
"""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QGridLayout

from posapp.ui.format import in_pieces
from posapp.ui.safe import ElidedLabel, wrapped
from posapp.ui.screens.sync.work import SourceCard
from posapp.ui.tokens import Type
from posapp.ui.widgets.flow import FlowBox
from posapp.ui.widgets.layout import card, column
from posapp.ui.widgets.paint import CHIP_HEIGHT, StateChip

_LEAST, _GAP, _INSIDE = 216, 12, 12
"""A card narrower than this would cut the age of an answer."""


class SourceTile:
    """The card of one source; its labels are changed, not remade, every second."""

    def __init__(self, remote: str) -> None:
        self._title = ElidedLabel(type_=Type.LIST)
        self._title.setObjectName(f"sync.source.{remote}.name")
        self._title.setMinimumHeight(CHIP_HEIGHT)
        self._state = StateChip(name=f"sync.source.{remote}.state")
        self._last = wrapped(type_=Type.SMALL, ink="muted")
        self._message = wrapped(type_=Type.SMALL, ink="late")
        head = FlowBox()  # the state goes below a long name
        head.add(self._title)
        head.add(self._state)
        self.frame: QFrame = card(
            column(head, self._last, self._message, None, margins=(_INSIDE, 8, _INSIDE, 12), gap=4)
        )
        self.frame.setObjectName(f"sync.source.{remote}")

    def show_source(self, source: SourceCard) -> None:
        """Show how a source answers."""
        self._title.say(source.title)
        self._state.show_word(source.state)
        self._last.say(in_pieces((source.last, source.next)))
        self._message.say(source.message)
        self._message.setVisible(bool(source.message))
        spoken = f"{source.title}, {source.state.text}, {source.last}"
        self.frame.setAccessibleName(spoken)


class SourceTiles:
    """Every source, as many side by side as are wide enough to be read."""

    def __init__(self) -> None:
        self.grid = QGridLayout()
        self.grid.setSpacing(_GAP)
        self._tiles: dict[str, SourceTile] = {}
        self._columns = 1

    def show_sources(self, sources: list[SourceCard]) -> None:
        """Show how every source answers; one that is disconnected goes."""
        keys = [source.key for source in sources]
        if keys != list(self._tiles):
            for gone in self._tiles.keys() - set(keys):
                self._drop(self._tiles.pop(gone))
            self._tiles = {key: self._tiles.get(key) or SourceTile(key) for key in keys}
            self._place()
        for source in sources:
            self._tiles[source.key].show_source(source)

    def lay_out_in(self, width: int) -> None:
        """Use so much room."""
        columns = max(1, (width + _GAP) // (_LEAST + _GAP))
        if columns != self._columns:
            self._columns = columns
            self._place()

    def _drop(self, tile: SourceTile) -> None:
        self.grid.removeWidget(tile.frame)
        tile.frame.hide()
        tile.frame.deleteLater()

    def _place(self) -> None:
        """Row by row; only the columns that are used take room."""
        for at, tile in enumerate(self._tiles.values()):
            self.grid.addWidget(tile.frame, at // self._columns, at % self._columns)
        used = min(self._columns, len(self._tiles))
        for at in range(self.grid.columnCount()):
            self.grid.setColumnStretch(at, int(at < used))
