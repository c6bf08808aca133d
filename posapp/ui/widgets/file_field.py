"""Where a file is: a path to type, and “Browse” for the system's own dialog.

Names: `<name>` for the path, `<name>.browse`, `<name>.dialog`.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from posapp.ui.widgets.button import Button
from posapp.ui.widgets.field import Field
from posapp.ui.widgets.layout import column

_LONGEST = 4_000
_AS_TYPED = Qt.InputMethodHint.ImhNoAutoUppercase | Qt.InputMethodHint.ImhNoPredictiveText
_FILES = "CSV files (*.csv *.txt);;All files (*)"


def home_for_files() -> Path:
    """Where people keep their documents."""
    kept = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(kept) if kept else Path.home()


class FileField(QWidget):
    """`changed` when another path stands there; `picked` when it came from the dialog."""

    changed = Signal()
    picked = Signal()
    entered = Signal()

    def __init__(self, label: str, *, name: str, saves: bool) -> None:
        super().__init__()
        self._saves = saves
        self._title = label
        self._dialog: QFileDialog | None = None
        self.browse = Button("Browse", name=f"{name}.browse", spoken=f"{label}: Browse")
        self.field = Field(label, name=name, hints=_AS_TYPED, longest=_LONGEST, beside=self.browse)
        self.setLayout(column(self.field))
        self.field.edit.textEdited.connect(lambda _: self.changed.emit())
        self.field.edit.returnPressed.connect(self.entered)
        self.browse.clicked.connect(self._ask)

    @property
    def path(self) -> str:
        """What was typed or picked."""
        return self.field.text

    def put(self, path: str) -> None:
        """Set it."""
        self.field.put(path)

    def start(self) -> None:
        """Put the cursor here."""
        self.field.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Another screen is in front: the dialog goes, and nothing is picked."""
        if self._dialog is not None:
            self._dialog.reject()

    def _ask(self) -> None:
        """Ask beside the event loop: a lock of the till can take the dialog away."""
        dialog = QFileDialog(self.window(), self._title, self._start(), _FILES)
        dialog.setObjectName(f"{self.field.edit.objectName()}.dialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if self._saves:
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.setFileMode(QFileDialog.FileMode.AnyFile)
            dialog.setDefaultSuffix("csv")
            # It would ask about the name as typed, without its suffix; the page asks about the file
            dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
            dialog.selectFile(self.path)
        else:
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._take)
        dialog.finished.connect(self._forget_dialog)
        self._dialog = dialog
        dialog.open()

    def _start(self) -> str:
        typed = Path(self.path) if self.path else None
        return str(typed.parent if typed and typed.is_absolute() else home_for_files())

    def _take(self, path: str) -> None:
        self.field.put(path)
        self.changed.emit()
        self.picked.emit()

    def _forget_dialog(self) -> None:
        self._dialog = None
        self.field.edit.setFocus(Qt.FocusReason.OtherFocusReason)
