"""A list for fingers, mouse and keys: kinetic scrolling, and no row moves while it is touched."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QModelIndex, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QFrame,
    QListView,
    QScroller,
    QStyledItemDelegate,
    QWidget,
)

from posapp.ui.tokens import RADIUS
from posapp.ui.widgets.button import draw_ring
from posapp.ui.widgets.input_watch import WATCH
from posapp.ui.widgets.keyed_model import ITEM_ROLE, KeyedModel

_FAR_AWAY = QPointF(-10_000, -10_000)


def make_kinetic(area: QAbstractScrollArea, *, on_drag: Callable[[], None] | None = None) -> None:
    """Let a finger throw the contents; a mouse keeps its ordinary meaning.

    Qt makes mouse events of a finger's whole way, so its end would press whatever it began on:
    what is pressed inside is let go when the finger begins to drag, or `on_drag` sees to it.
    """
    viewport = area.viewport()
    QScroller.grabGesture(viewport, QScroller.ScrollerGestureType.TouchGesture)
    let_go = on_drag or (lambda: _let_go_inside(viewport))
    former = QScroller.State.Inactive

    def follow(state: QScroller.State) -> None:
        # A finger that catches moving contents drags before it presses, so both ends are told.
        nonlocal former
        if QScroller.State.Dragging in {former, state}:
            let_go()
        former = state

    QScroller.scroller(viewport).stateChanged.connect(follow)


def _let_go_inside(viewport: QWidget) -> None:
    """Release pressed buttons far away from themselves, as a finger that slipped off."""
    for button in viewport.findChildren(QAbstractButton):
        if button.isDown():
            QCoreApplication.sendEvent(button, _release_at(_FAR_AWAY))


def _release_at(spot: QPointF) -> QMouseEvent:
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    no_key = Qt.KeyboardModifier.NoModifier
    return QMouseEvent(QEvent.Type.MouseButtonRelease, spot, spot, left, none, no_key)


class ListView(QListView):
    """Shows a KeyedModel. `chosen` says which key the person picked, by tap, arrow or Enter."""

    chosen = Signal(str)
    opened = Signal(str)
    letter = Signal(str)
    touched_away = Signal()

    def __init__(
        self, model: KeyedModel, delegate: QStyledItemDelegate, *, name: str, spoken: str
    ) -> None:
        super().__init__()
        self._lines = model
        self._is_pressed = False
        self._is_following = True
        self._is_ringed = False
        self._held_key = ""
        self._is_clicked = False
        self._is_dragged = False
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setModel(model)
        delegate.setParent(self)
        self.setItemDelegate(delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.viewport().setAutoFillBackground(False)
        make_kinetic(self, on_drag=self._note_drag)
        self.selectionModel().currentChanged.connect(self._tell_current)
        self.clicked.connect(self._tell_clicked)

    @property
    def is_touched(self) -> bool:
        """True while a finger or a button is down: rows must not move now."""
        return self._is_pressed

    @property
    def is_ringed(self) -> bool:
        """True while the current row wears the focus ring."""
        return self._is_ringed and WATCH.is_keyboard

    def current_key(self) -> str:
        """The key of the current row, "" when there is none."""
        index = self.currentIndex()
        return str(index.data(ITEM_ROLE).key) if index.isValid() else ""

    def show_lines(self, items: Sequence[Any]) -> None:
        """Show these lines; what is in view stays in view when rows come and go above it."""
        picked, (anchor, offset) = self.current_key(), self._anchor()
        self._without_telling(lambda: self._lines.show(items))
        if self.current_key() != picked:
            self.select_key("")  # of a line that is gone Qt makes its neighbour the current one
        self.executeDelayedItemsLayout()
        index = self._lines.index_of(anchor)
        if anchor and index.isValid():
            moved = self.visualRect(index).top() - offset
            self.verticalScrollBar().setValue(self.verticalScrollBar().value() + moved)

    def select_key(self, key: str) -> None:
        """Make a row current without telling anybody."""
        index = self._lines.index_of(key)
        self._without_telling(lambda: self.setCurrentIndex(index))
        if not index.isValid():
            self.clearSelection()

    def scroll_to_key(self, key: str) -> None:
        """Bring a row to the upper part of the view."""
        index = self._lines.index_of(key)
        if index.isValid():
            self.executeDelayedItemsLayout()
            top = self.visualRect(index).top() + self.verticalScrollBar().value()
            self.verticalScrollBar().setValue(top - self.viewport().height() // 4)

    def _anchor(self) -> tuple[str, int]:
        if self.verticalScrollBar().value() == 0:
            return "", 0
        index = self.indexAt(self.viewport().rect().topLeft())
        if not index.isValid():
            return "", 0
        return str(index.data(ITEM_ROLE).key), self.visualRect(index).top()

    def _without_telling(self, action: Callable[[], object]) -> None:
        self._is_following = False
        try:
            action()
        finally:
            self._is_following = True

    def _tell_current(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if self._is_following and current.isValid() and not self._is_pressed:
            self.chosen.emit(current.data(ITEM_ROLE).key)

    def _tell_clicked(self, index: QModelIndex) -> None:
        self._is_clicked = True
        if index.isValid():
            self.chosen.emit(index.data(ITEM_ROLE).key)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._is_pressed = True
        self._is_dragged = False
        self._held_key = self.current_key()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        was_pressed, self._is_pressed = self._is_pressed, False
        was_dragged, self._is_dragged = self._is_dragged, False
        self._is_clicked = False
        super().mouseReleaseEvent(_release_at(_FAR_AWAY) if was_dragged else event)
        if was_pressed and not self._is_clicked:
            self.select_key(self._held_key)  # the press had moved it
        self.touched_away.emit()

    def _note_drag(self) -> None:
        self._is_dragged = True

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus() and self.is_ringed and not self.current_key():
            # No line is picked yet, so the ring is the list's own.
            draw_ring(QPainter(self.viewport()), QRectF(self.viewport().rect()), radius=RADIUS)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._is_ringed = event.reason() is not Qt.FocusReason.MouseFocusReason
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.current_key():
            self.opened.emit(self.current_key())
            return
        is_bare = event.modifiers() in {
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.ShiftModifier,
        }
        if is_bare and len(event.text()) == 1 and event.text().isalpha():
            self.letter.emit(event.text().upper())
            return
        self._is_ringed = True
        super().keyPressEvent(event)
