"""Why the store cannot be opened, what to do, and where the damaged file was kept.

Names: `trouble.cause`, `trouble.next`, `trouble.path`, `trouble.copy`, `trouble.retry`,
`trouble.restore`, `trouble.code`.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QMainWindow, QWidget

from posapp.ports.failures import StoreTrouble
from posapp.ui import icons, theme
from posapp.ui.safe import Label, wrapped
from posapp.ui.tokens import Tone, Type
from posapp.ui.widgets.button import Button, Kind, follow
from posapp.ui.widgets.layout import Hairline, beside, card, column, row, scrolled
from posapp.ui.widgets.paint import IconMark

_WIDTH = 720


def _without_argument(action: Callable[[], object]) -> Callable[[], None]:
    # Qt hands `clicked` a flag to any callable that would take one.
    def call() -> None:
        action()

    return call


class TroubleMark(QWidget):
    """A warning triangle in a disc."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(72, 72)

    def paintEvent(self, event: QPaintEvent) -> None:
        tone = theme.ink().tones[Tone.DANGER]
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(tone.bg))
        painter.drawEllipse(self.rect())
        icons.draw(painter, "triangle-alert", QRectF(18, 18, 36, 36), tone.fg)


class TroublePage(QWidget):
    """`restore` is absent where a backup would not help."""

    def __init__(
        self,
        trouble: StoreTrouble,
        *,
        retry: Callable[[], object],
        restore: Callable[[], object] | None = None,
    ) -> None:
        super().__init__()
        self.setObjectName("trouble")
        self._path = trouble.kept_path
        self.retry = Button("Try again", name="trouble.retry", kind=Kind.PRIMARY, icon="rotate-cw")
        self.retry.clicked.connect(_without_argument(retry))
        self.restore = Button(
            "Restore from backup…", name="trouble.restore", icon="database-backup"
        )
        self.restore.setFixedHeight(64)
        if restore is None:
            self.restore.hide()
        else:
            self.restore.clicked.connect(_without_argument(restore))
        self.copy = Button("Copy path", name="trouble.copy", icon="copy")
        self.copy.clicked.connect(self._copy_path)
        cause = wrapped(trouble.cause, type_=Type.TITLE)
        cause.setObjectName("trouble.cause")
        step = wrapped(trouble.next_step, type_=Type.LIST)
        step.setObjectName("trouble.next")
        code = Label(f"Code {trouble.code}", type_=Type.SMALL, ink="muted")
        code.setObjectName("trouble.code")
        head = column(Label("posapp cannot use its store", ink="muted"), cause, gap=8)
        box = column(
            beside(TroubleMark(), head, gap=24),
            8,
            Hairline(),
            8,
            beside(IconMark("wrench", size=24), column(step), gap=16),
            self._kept(),
            beside(
                IconMark("check", size=24),
                column(wrapped("Nothing was overwritten or thrown away.", ink="muted")),
                gap=16,
            ),
            16,
            row(code, None, self.restore, self.retry, gap=16),
            margins=(40, 40, 40, 32),
            gap=16,
        )
        frame = card(box)
        frame.setFixedWidth(_WIDTH)
        self.setLayout(column(None, row(None, frame, None), None, margins=(24, 24, 24, 24)))
        follow(self.retry, self.restore, self.copy)

    def _kept(self) -> QWidget:
        path = wrapped(self._path, type_=Type.STRONG)
        path.setObjectName("trouble.path")
        path.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words = column(Label("The damaged file is kept at", ink="muted"), path, gap=2)
        line = beside(IconMark("info", size=24), words, gap=16)
        line.setStretch(1, 1)
        line.addWidget(self.copy)
        kept = QWidget()
        kept.setLayout(line)
        if not self._path:
            kept.hide()
        return kept

    def _copy_path(self) -> None:
        QGuiApplication.clipboard().setText(self._path)
        self.copy.say("Copied")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.retry.click()
        else:
            super().keyPressEvent(event)


def build_trouble_window(
    trouble: StoreTrouble,
    *,
    retry: Callable[[], object],
    restore: Callable[[], object] | None = None,
) -> QMainWindow:
    """The window shown instead of the real one; what the buttons do is up to the caller."""
    window = QMainWindow()
    window.setObjectName("window")
    window.setWindowTitle("posapp")
    window.setMinimumSize(1_024, 640)
    page = TroublePage(trouble, retry=retry, restore=restore)
    window.setCentralWidget(scrolled(page, name="trouble.page", spoken="Trouble"))
    page.retry.setFocus(Qt.FocusReason.OtherFocusReason)
    return window
