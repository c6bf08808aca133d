"""Puts the tokens on the screen: fonts, Qt's palette and the stylesheet, all made from `tokens`.

Painted widgets ask `ink()` at paint time, so that a change of theme is one repaint.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from posapp.ui.tokens import (
    FAMILY,
    LIGHT,
    PALETTES,
    RADIUS,
    RADIUS_SMALL,
    RING,
    TABULAR,
    TYPE,
    Palette,
    Tone,
    Type,
)

RESOURCES = Path(__file__).resolve().parents[2] / "resources"


class _Shown:
    """The palette on the screen; one per process, as Qt has one application."""

    __slots__ = ("palette",)

    def __init__(self) -> None:
        self.palette = LIGHT


_SHOWN = _Shown()


def ink() -> Palette:
    """The palette on the screen."""
    return _SHOWN.palette


@lru_cache(maxsize=256)
def color(text: str) -> QColor:
    """A token's colour; callers must not change it."""
    return QColor(text)


def palette_named(name: str) -> Palette:
    """The theme called `name`, else the light one."""
    return next((palette for palette in PALETTES if palette.name == name), LIGHT)


def preferred_palette() -> Palette:
    """The theme the operating system asks for."""
    from PySide6.QtCore import Qt  # noqa: PLC0415

    dark = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
    return palette_named("dark" if dark else "light")


def font(type_: Type) -> QFont:
    """A step of the type scale."""
    pixels, weight = TYPE[type_]
    made = QFont(FAMILY)
    made.setPixelSize(pixels)
    made.setWeight(QFont.Weight(weight))
    if type_ in TABULAR:
        made.setFeature(QFont.Tag("tnum"), 1)
    return made


@lru_cache(maxsize=1)
def load_fonts() -> tuple[str, ...]:
    """Register the bundled fonts once; the names of files that could not be read."""
    files = sorted((RESOURCES / "fonts").glob("*.ttf"))
    return tuple(file.name for file in files if QFontDatabase.addApplicationFont(str(file)) < 0)


def apply_theme(app: QApplication, palette: Palette) -> None:
    """Dress the application; may be called again at any time."""
    _SHOWN.palette = palette
    load_fonts()
    app.setStyle(QStyleFactory.create("Fusion"))
    app.setFont(font(Type.BODY))
    app.setPalette(_qt_palette(palette))
    app.setStyleSheet(stylesheet(palette))


def _qt_palette(palette: Palette) -> QPalette:
    made = QPalette()
    role = QPalette.ColorRole
    for where, value in (
        (role.Window, palette.canvas),
        (role.Base, palette.surface),
        (role.AlternateBase, palette.sunken),
        (role.Button, palette.surface),
        (role.ToolTipBase, palette.snack),
        (role.ToolTipText, palette.on_snack),
        (role.Text, palette.text),
        (role.WindowText, palette.text),
        (role.ButtonText, palette.text),
        (role.PlaceholderText, palette.muted),
        (role.Highlight, palette.accent),
        (role.HighlightedText, palette.on_accent),
    ):
        made.setColor(where, color(value))
    for where in (role.Text, role.WindowText, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, where, color(palette.muted))
    return made


_INKS = (
    "text",
    "muted",
    "accent",
    "on_accent",
    "on_accent_soft",
    "rail_text",
    "rail_muted",
    "on_banner",
    "on_snack",
)


def stylesheet(palette: Palette) -> str:
    """The stylesheet of a palette; widgets opt in by the properties `ink` and `ground`."""
    inks = [f'QLabel[ink="{name}"] {{ color: {getattr(palette, name)}; }}' for name in _INKS]
    inks += [f'QLabel[ink="{tone}"] {{ color: {i.fg}; }}' for tone, i in palette.tones.items()]
    grounds = [
        f'QWidget[ground="{name}"] {{ background: {getattr(palette, name)}; }}'
        for name in ("canvas", "surface", "sunken", "rail", "banner")
    ]
    return "\n".join([*inks, *grounds, _controls(palette)])


def _controls(p: Palette) -> str:
    pad = 14
    return f"""
QLabel {{ background: transparent; }}
QToolTip {{ background: {p.snack}; color: {p.on_snack}; border: 0; padding: 8px; }}
QLineEdit {{
    background: {p.surface}; color: {p.text}; border: 1px solid {p.border};
    border-radius: {RADIUS_SMALL}px; padding: 0 {pad}px; min-height: 46px;
    placeholder-text-color: {p.muted};
    selection-background-color: {p.accent}; selection-color: {p.on_accent};
}}
QLineEdit:focus {{ border: {RING}px solid {p.focus}; padding: 0 {pad - 2}px; min-height: 42px; }}
QLineEdit[wrong="true"] {{ border: 2px solid {p.tones[Tone.DANGER].mark}; padding: 0 {pad - 1}px;
    min-height: 44px; }}
QLineEdit[wrong="true"]:focus {{ border: {RING}px solid {p.focus}; padding: 0 {pad - 2}px;
    min-height: 42px; }}
QLineEdit[search="true"] {{ padding-left: 44px; padding-right: 48px; }}
QLineEdit[search="true"]:focus {{ padding-left: 42px; padding-right: 46px; }}
QPlainTextEdit {{
    background: {p.sunken}; color: {p.text}; border: 1px solid {p.line};
    border-radius: {RADIUS_SMALL}px; padding: 8px;
}}
QPlainTextEdit:focus {{ border: {RING}px solid {p.focus}; padding: 6px; }}
QAbstractItemView {{ background: transparent; border: 0; outline: 0; }}
QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; border: 0; }}
QFrame[card="true"] {{
    background: {p.surface}; border: 1px solid {p.line}; border-radius: {RADIUS}px;
}}
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 2px; }}
QScrollBar::handle:vertical {{
    background: {p.border}; border-radius: 4px; min-height: 48px;
}}
QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; width: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QScrollBar:horizontal {{ height: 0; }}
"""
