"""The hooks by which the shell drives a screen; each does nothing unless the screen needs it."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QWidget

from posapp.domain.changes import Changes
from posapp.ui.widgets.pages import Pages


class Screen(QWidget):
    """One screen. It reads when it is entered and when news of its kinds arrives."""

    @property
    def has_idle_focus(self) -> bool:
        """True while no control of the screen has the focus."""
        focused = QApplication.focusWidget()
        is_between = isinstance(focused, Pages) and self.isAncestorOf(focused)
        return focused is self or is_between

    def enter(self, argument: str) -> None:
        """The screen comes to the front; `argument` says what to show."""

    def leave(self) -> None:
        """Another screen comes to the front."""

    def refresh(self, topics: Changes) -> None:
        """Something was committed; read again what is shown of these kinds."""

    def tick(self) -> None:
        """A second has passed; ages move."""

    def escape(self) -> bool:
        """Esc: close what is open; False lets the shell go back."""
        return False

    def start_search(self) -> None:
        """Ctrl+F: put the cursor into the search field, if there is one."""

    def pay(self) -> None:
        """F10: go to the payment of what is shown, if there is one."""
