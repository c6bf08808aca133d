"""After some actions the next thing of the same kind lies under the finger: a short rest for it."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer


class Rest:
    """Begins when something was done; a finger that goes on tapping makes it last."""

    def __init__(self, parent: QObject, *, ms: int) -> None:
        self._timer = QTimer(parent)
        self._timer.setSingleShot(True)
        self._timer.setInterval(ms)

    def begin(self) -> None:
        """Something was done just now."""
        self._timer.start()

    def end(self) -> None:
        """The finger is elsewhere by now."""
        self._timer.stop()

    def holds(self) -> bool:
        """True for a tap that belongs to the one before; the rest then begins anew."""
        is_on = self._timer.isActive()
        if is_on:
            self._timer.start()
        return is_on
