"""Starting Qt: one application object, dressed in our tokens."""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QApplication

from posapp.ui.main_window import dress


def make_app(*, theme_name: str = "") -> QApplication:
    """The application object, made on the first call; "" follows the operating system's theme."""
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("posapp")
    dress(app, theme_name=theme_name)
    return app
