"""The card of a system that goes by files. Names: `<name>.import`, `<name>.export`."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from posapp.ui.safe import Label, wrapped
from posapp.ui.tokens import Type
from posapp.ui.widgets.button import Button
from posapp.ui.widgets.layout import card, column, row
from posapp.ui.widgets.paint import IconMark

_ABOUT = (
    "Customers and orders go both ways as CSV files: {} offers no public connection. A file is"
    " looked at before anything of it is stored."
)


class FileButtons(QWidget):
    """“Import a file” and “Export a file”."""

    import_wanted = Signal()
    export_wanted = Signal()

    def __init__(self, *, name: str) -> None:
        super().__init__()
        self.import_ = Button("Import a file", name=f"{name}.import", icon="inbox")
        self.export = Button("Export a file", name=f"{name}.export", icon="send")
        self.import_.clicked.connect(self.import_wanted)
        self.export.clicked.connect(self.export_wanted)
        self.setLayout(row(self.import_, self.export, None))

    @property
    def stops(self) -> list[QWidget]:
        """The controls in tab order."""
        return [self.import_, self.export]


class FileCard(QWidget):
    """What goes by files, and the two buttons."""

    def __init__(self, *, name: str) -> None:
        super().__init__()
        self.buttons = FileButtons(name=name)
        self._title = Label(type_=Type.SECTION)
        self._about = wrapped(ink="muted")
        self._news = wrapped(type_=Type.STRONG)
        self._news.setObjectName(f"{name}.news")
        mark = IconMark("arrow-left-right", size=24)
        inside = column(
            row(mark, self._title, None, gap=12),
            self._about,
            self._news,
            self.buttons,
            margins=(20, 16, 20, 20),
            gap=12,
        )
        self.setLayout(column(card(inside)))

    def show_files(self, title: str, *, news: str) -> None:
        """Which system it is, "" hides the card; and what becomes of a file whose page was left."""
        self.setVisible(bool(title))
        self._news.say(news)
        self._news.setVisible(bool(news))
        self._title.say(f"{title}, by files")
        self._about.say(_ABOUT.format(title))
