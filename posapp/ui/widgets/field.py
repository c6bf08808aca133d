"""A text field with its label above and the sentence about a wrong value below it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from posapp.ui import icons, theme
from posapp.ui.safe import Label, wrapped
from posapp.ui.tokens import TARGET, Type
from posapp.ui.widgets.button import icon_button
from posapp.ui.widgets.layout import column, row

_LONGEST = 120


class Field(QWidget):
    """One line of input. `edit` is named; `refuse` shows the sentence of a DomainError here.

    `beside` stands at the line's end: a button that fills it in.
    """

    def __init__(
        self,
        label: str,
        *,
        name: str,
        hints: Qt.InputMethodHint = Qt.InputMethodHint.ImhNone,
        placeholder: str = "",
        longest: int = _LONGEST,
        beside: QWidget | None = None,
    ) -> None:
        super().__init__()
        self.edit = QLineEdit()
        self.edit.setObjectName(name)
        self.edit.setAccessibleName(label)
        self.edit.setInputMethodHints(hints)
        self.edit.setPlaceholderText(placeholder)
        self.edit.setMaxLength(longest)
        self.edit.setMinimumHeight(TARGET)
        self.edit.textEdited.connect(lambda _: self.refuse(""))
        title = Label(label, type_=Type.SMALL_STRONG, ink="muted")
        title.setBuddy(self.edit)
        self._error = wrapped(type_=Type.SMALL_STRONG, ink="danger")
        self._error.setObjectName(f"{name}.error")
        self._error.hide()
        line = self.edit if beside is None else row(self.edit, beside)
        self.setLayout(column(title, line, self._error, gap=4))

    @property
    def text(self) -> str:
        """What was typed, without outer blanks."""
        return self.edit.text().strip()

    @property
    def error(self) -> str:
        """The sentence shown, "" when the value is fine."""
        return self._error.text()

    def put(self, text: str) -> None:
        """Set the value."""
        self.edit.setText(text)
        self.refuse("")

    def refuse(self, sentence: str) -> None:
        """Show why the value cannot be used, or take the sentence away."""
        self._error.say(sentence)
        self._error.setVisible(bool(sentence))
        self.edit.setAccessibleDescription(sentence)
        if self.edit.property("wrong") != bool(sentence):
            self.edit.setProperty("wrong", bool(sentence))
            self.edit.style().unpolish(self.edit)
            self.edit.style().polish(self.edit)
        if sentence:
            self.edit.setFocus(Qt.FocusReason.OtherFocusReason)


class SearchField(QLineEdit):
    """A field with a looking glass and a clear button, which is as large as any other button."""

    def __init__(self, *, name: str, placeholder: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(placeholder)
        self.setPlaceholderText(placeholder)
        self.setProperty("search", True)
        self.setMaxLength(_LONGEST)
        self.setMinimumHeight(TARGET)
        self.setMinimumWidth(120)
        self.clear_button = icon_button("x", name=f"{name}.clear", spoken="Clear the search")
        self.clear_button.setParent(self)
        self.clear_button.setCursor(Qt.CursorShape.ArrowCursor)
        self.clear_button.hide()
        self.clear_button.clicked.connect(self.clear)
        self.textChanged.connect(lambda text: self.clear_button.setVisible(bool(text)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.clear_button.move(self.width() - TARGET, (self.height() - TARGET) // 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        spot = QRectF(14, self.height() / 2 - 10, 20, 20)
        icons.draw(QPainter(self), "search", spot, theme.ink().muted)
