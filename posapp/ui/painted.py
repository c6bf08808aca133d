"""Proof that this machine can paint: the crash-free, readable first frame of a real window."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QFontInfo, QImage
from PySide6.QtWidgets import QMainWindow

from posapp.ports.failures import StoreTrouble
from posapp.ui.screens.trouble.view import build_trouble_window
from posapp.ui.start import make_app
from posapp.ui.tokens import FAMILY

_SIZE = QSize(1_280, 800)
_SAMPLE_STEP = 7


def painted_colours() -> int:
    """How many colours a page with text and icons has once painted; 1 means nothing was drawn."""
    app = make_app()
    trouble = StoreTrouble("selftest", cause="A page to look at.", next_step="Nothing to do.")
    window: QMainWindow = build_trouble_window(trouble, retry=lambda: None)
    window.resize(_SIZE)
    window.show()
    app.processEvents()
    image: QImage = window.grab().toImage()
    colours = {
        image.pixel(x, y)
        for x in range(0, image.width(), _SAMPLE_STEP)
        for y in range(0, image.height(), _SAMPLE_STEP)
    }
    window.close()
    window.deleteLater()
    app.processEvents()
    return len(colours)


def text_font() -> str:
    """The family that text is really set in; not the bundled one when its files were not found."""
    return QFontInfo(make_app().font()).family()


def is_bundled(family: str) -> bool:
    """True for the family the program brings along."""
    return family == FAMILY
