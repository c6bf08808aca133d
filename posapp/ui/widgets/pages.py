"""Pages of which one is in front. Turning them leaves the focus here, with nobody.

Qt would hand it to some button of the new page, and a second Enter would press what nobody chose.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget


class Pages(QStackedWidget):
    """Turn them with `setCurrentWidget` only."""

    def setCurrentWidget(self, page: QWidget) -> None:
        """Bring a page to the front."""
        focused = QApplication.focusWidget()
        if page is not self.currentWidget() and focused and self.isAncestorOf(focused):
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        super().setCurrentWidget(page)
