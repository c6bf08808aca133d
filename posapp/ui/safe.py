"""The only maker of labels and tool tips: what guests and vendors typed is text, never markup.

Qt guesses HTML in labels and tool tips, and a bidi override in a name can turn a line around.
"""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFontMetrics, QHelpEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolTip, QWidget

from posapp.ui import theme
from posapp.ui.tokens import Type

_LONGEST = 2_000
_ISOLATE, _POP = "\u2068", "\u2069"
_SPACE_LIKE = {"\n", "\r", "\t", "\u2028", "\u2029", "\u0085", "\v", "\f"}
_KEPT = {*_SPACE_LIKE, "\u200c", "\u200d"}
_LONG_WORD = re.compile(r"\S{25,}")
_LONG_PART = re.compile(r"[^\s\u200b]{24}(?=[^\s\u200b])")
_JOINT = re.compile(r"([@/_-])(?=.)")
_RTL = {"R", "AL", "AN"}


def plain(text: str, *, limit: int = _LONGEST) -> str:
    """One line without control, format and override characters.

    Right-to-left text is closed in itself; joiners stay; the rest beyond `limit` is an ellipsis.
    """
    return _plain(text[: limit + 1], limit)  # cut first: what is remembered stays small


@lru_cache(maxsize=8_192)
def _plain(text: str, limit: int) -> str:
    kept = [
        " " if ch in _SPACE_LIKE else ch
        for ch in text
        if ch in _KEPT or unicodedata.category(ch) not in {"Cc", "Cf", "Cs"}
    ]
    line = " ".join("".join(kept).split(" ")).strip()
    if len(line) > limit:
        line = line[: limit - 1] + "…"
    if any(unicodedata.bidirectional(ch) in _RTL for ch in line):
        return f"{_ISOLATE}{line}{_POP}"
    return line


def paragraph(text: str) -> str:
    """Like `plain`, but the author's line breaks stay."""
    return "\n".join(plain(line) for line in text[:_LONGEST].splitlines())


def field_text(text: str) -> str:
    """Text to go on with in an input: as clean as elsewhere, and nothing in it but itself."""
    return plain(text).strip(_ISOLATE + _POP)


def button_text(text: str) -> str:
    """Text for a button or an action: an ampersand is a character here, not a shortcut."""
    return plain(text).replace("&", "&&")


def _tip(text: str) -> str:
    """A tip that shows the text itself. Qt reads escapes only where it takes a text for markup."""
    return html.escape(text) if "<" in text else text


def set_tip(widget: QWidget, text: str) -> None:
    """Give a widget a tool tip that cannot become markup."""
    widget.setToolTip(_tip(plain(text)))


class Label(QLabel):
    """A plain-text label of the type scale. `ink` names a palette colour and follows the theme."""

    def __init__(self, text: str = "", *, type_: Type = Type.BODY, ink: str = "text") -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setOpenExternalLinks(False)
        self.setFont(theme.font(type_))
        self.setProperty("ink", ink)
        self.say(text)

    def say(self, text: str) -> None:
        """Show one line (or wrapped lines) of checked text."""
        checked = paragraph(text)
        if checked != self.text():
            self.setText(checked)

    def use_ink(self, ink: str) -> None:
        """Change the colour by its palette name."""
        if self.property("ink") != ink:
            self.setProperty("ink", ink)
            self.style().unpolish(self)
            self.style().polish(self)


def _breakable(word: str) -> str:
    """A long word that may be broken: behind the sign of an address first, else anywhere."""
    joined = _JOINT.sub("\\1\u200b", word)
    return _LONG_PART.sub(lambda found: f"{found.group()}\u200b", joined)


class WrappedLabel(Label):
    """Lines as wide as they are given, and as high as that needs: nothing is ever cut off."""

    def __init__(self, text: str = "", *, type_: Type = Type.BODY, ink: str = "text") -> None:
        super().__init__(text, type_=type_, ink=ink)
        self.setWordWrap(True)
        self.setMinimumWidth(40)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def say(self, text: str) -> None:
        # Qt breaks lines between words only; an address or a code may be one long word.
        shown = _LONG_WORD.sub(lambda found: _breakable(found.group()), paragraph(text))
        if shown != self.text():
            self.setText(shown)

    def sizeHint(self) -> QSize:
        # Qt's own hint is that of a narrow column, which makes every card around it too high.
        width = self.width() if self.testAttribute(Qt.WidgetAttribute.WA_WState_Created) else 320
        return QSize(40, max(0, self.heightForWidth(max(80, width))))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()


def wrapped(text: str = "", *, type_: Type = Type.BODY, ink: str = "text") -> WrappedLabel:
    """A label that wraps."""
    return WrappedLabel(text, type_=type_, ink=ink)


class ElidedLabel(Label):
    """One line that ends in an ellipsis instead of pushing its neighbours away.

    Where it is cut, a pointer that rests on it is shown all of it.
    """

    def __init__(self, text: str = "", *, type_: Type = Type.BODY, ink: str = "text") -> None:
        super().__init__(text, type_=type_, ink=ink)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        return QSize(24, super().minimumSizeHint().height())

    def event(self, event: QEvent) -> bool:
        if not isinstance(event, QHelpEvent) or event.type() is not QEvent.Type.ToolTip:
            return super().event(event)
        is_cut = QFontMetrics(self.font()).horizontalAdvance(self.text()) > self.width()
        QToolTip.showText(event.globalPos(), _tip(self.text()) if is_cut else "", self)
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self.palette().windowText().color())
        shown = elide(self.text(), QFontMetrics(self.font()), self.width())
        painter.drawText(self.rect(), self.alignment() | Qt.AlignmentFlag.AlignVCenter, shown)


def elide(text: str, metrics: QFontMetrics, width: int) -> str:
    """The text, cut with an ellipsis where it does not fit; isolates stay balanced."""
    body, pop = (text[:-1], _POP) if text.endswith(_POP) else (text, "")
    return metrics.elidedText(body, Qt.TextElideMode.ElideRight, width) + pop
