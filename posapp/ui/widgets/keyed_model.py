"""A list model that is told what it should show and changes only what differs, by key.

It never resets: selection, scroll position and the row under a finger stay where they are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from posapp.ui.safe import plain

ITEM_ROLE = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class Keyed(Protocol):
    """An immutable line with an identity."""

    @property
    def key(self) -> str:
        """What stays the same while the line changes."""
        ...


class KeyedModel(QAbstractListModel):
    """Lines by key. `spoken_of` makes the text a screen reader says for a line."""

    def __init__(
        self,
        *,
        spoken_of: Callable[[Any], str],
        is_choice: Callable[[Any], bool] = lambda _: True,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._spoken_of = spoken_of
        self._is_choice = is_choice
        self._items: list[Any] = []

    @property
    def items(self) -> Sequence[Any]:
        """The lines as shown."""
        return tuple(self._items)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        item = self._items[index.row()]
        if role == ITEM_ROLE:
            return item
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return plain(self._spoken_of(item))
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if self._is_choice(self._items[index.row()]):
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return Qt.ItemFlag.NoItemFlags

    def row_of(self, key: str) -> int:
        """Where a key is shown, -1 when it is not."""
        return next((row for row, item in enumerate(self._items) if item.key == key), -1)

    def index_of(self, key: str) -> QModelIndex:
        """The index of a key; invalid when it is not shown."""
        row = self.row_of(key)
        return self.index(row) if row >= 0 else QModelIndex()

    def show(self, items: Sequence[Any]) -> None:
        """Become `items`: drop, move, insert, then tell which of the rest changed."""
        wanted = list(items)
        self._drop({item.key for item in wanted})
        known = {item.key for item in self._items}
        row = 0
        while row < len(wanted):
            key = wanted[row].key
            if row < len(self._items) and self._items[row].key == key:
                row += 1
            elif key in known:
                self._move(self.row_of(key), row)
                row += 1
            else:
                end = row
                while end < len(wanted) and wanted[end].key not in known:
                    end += 1
                self._insert(row, wanted[row:end])
                row = end
        self._replace(wanted)

    def _drop(self, wanted: set[str]) -> None:
        end = len(self._items)
        while end > 0:
            if self._items[end - 1].key in wanted:
                end -= 1
                continue
            start = end - 1
            while start > 0 and self._items[start - 1].key not in wanted:
                start -= 1
            self.beginRemoveRows(_NOWHERE, start, end - 1)
            del self._items[start:end]
            self.endRemoveRows()
            end = start

    def _move(self, source: int, target: int) -> None:
        self.beginMoveRows(_NOWHERE, source, source, _NOWHERE, target)
        self._items.insert(target, self._items.pop(source))
        self.endMoveRows()

    def _insert(self, row: int, items: list[Any]) -> None:
        self.beginInsertRows(_NOWHERE, row, row + len(items) - 1)
        self._items[row:row] = items
        self.endInsertRows()

    def _replace(self, wanted: list[Any]) -> None:
        changed = [row for row, item in enumerate(wanted) if self._items[row] != item]
        self._items = wanted
        for row in changed:
            self.dataChanged.emit(self.index(row), self.index(row))
