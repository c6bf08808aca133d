"""One posapp per store folder: the second start raises the first one's window and ends.

The lock is Qt's, never stale by age (Qt's advice for long-held locks); a crashed owner's lock is
cleared by its process id.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_CONNECT_MS = 500


class SingleInstance(QObject):
    """Holds the folder for this process, and hears the calls of later starts."""

    def __init__(self, directory: Path) -> None:
        super().__init__()
        digest = hashlib.sha256(str(directory.resolve()).encode()).hexdigest()[:16]
        self._name = f"posapp-{digest}"
        self._lock = QLockFile(str(directory / "posapp.lock"))
        self._lock.setStaleLockTime(0)
        self._server: QLocalServer | None = None
        self._raise_window: Callable[[], None] = lambda: None

    def claim(self) -> bool:
        """True when this process now owns the folder; False when another one does."""
        if not self._lock.tryLock(0):
            return False
        QLocalServer.removeServer(self._name)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._called)
        self._server.listen(self._name)
        return True

    def call_owner(self) -> bool:
        """Ask the process that owns the folder to show its window; False when it does not hear."""
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        heard = socket.waitForConnected(_CONNECT_MS)
        socket.disconnectFromServer()
        return heard

    def when_called(self, raise_window: Callable[[], None]) -> None:
        """Do this when a later start asks for the window."""
        self._raise_window = raise_window

    def release(self) -> None:
        """Give the folder back."""
        if self._server is not None:
            self._server.close()
            self._server.deleteLater()
            self._server = None
        self._lock.unlock()

    def _called(self) -> None:
        if self._server is None:
            return
        connection = self._server.nextPendingConnection()
        if connection is not None:
            connection.deleteLater()
        self._raise_window()
