"""The page that takes a file in. Names: `file.path`, `file.path.browse`, `file.check`,
`file.take`, `file.close`, `file.job.cancel`; what was found under `file.found`.
Enter in the path checks the file.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from posapp.domain.errors import DomainError
from posapp.ports.csv_files import FileKind
from posapp.ui.desk import Desk
from posapp.ui.safe import ElidedLabel, Label, wrapped
from posapp.ui.screens.connections.file_import import Figure, FileImport, ImportSheet
from posapp.ui.screens.connections.file_lines import FileLines
from posapp.ui.screens.connections.job_line import JobLine
from posapp.ui.tokens import PRIMARY_HEIGHT, Type
from posapp.ui.widgets.button import Button, Kind, follow
from posapp.ui.widgets.file_field import FileField
from posapp.ui.widgets.flow import FlowBox
from posapp.ui.widgets.layout import (
    Hairline,
    beside,
    boxed,
    card,
    clear,
    column,
    row,
    scrolled,
    section,
)
from posapp.ui.widgets.paint import IconMark
from posapp.ui.widgets.rest import Rest

_INSIDE = (20, 14, 20, 18)
_HINT = (
    "A CSV file of customers or of orders; its first row says which. From a spreadsheet, save it"
    " as “CSV UTF-8”."
)


class FigureTile(QWidget):
    """A number above what it counts."""

    def __init__(self, figure: Figure) -> None:
        super().__init__()
        number = Label(figure.number, type_=Type.AMOUNT_LARGE, ink=figure.tone.value)
        words = Label(figure.words, type_=Type.SMALL, ink="muted")
        self.setLayout(column(number, words, gap=0, margins=(0, 0, 24, 0)))


class ImportPage(QWidget):
    """Shows a FileImport; `closed` when the person is done with it."""

    closed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("file.import")
        self._desk = desk
        self.work = FileImport(desk)
        self._rest = Rest(self, ms=desk.rest_ms)
        self._heading = ElidedLabel(type_=Type.TITLE)
        self._close = Button("Close", name="file.close")
        self._check = Button("Check the file", name="file.check", icon="search")
        for button in (self._close, self._check):
            button.setFixedHeight(PRIMARY_HEIGHT)
        self._take = Button("Take in", name="file.take", kind=Kind.PRIMARY, icon="inbox")
        self._path = FileField("File", name="file.path", saves=False)
        self._note = wrapped(type_=Type.STRONG)
        self._note.setObjectName("file.note")
        self._noted = boxed(beside(IconMark("info", size=24), column(self._note)))
        self._job = JobLine(name="file.job", cancel="Cancel the file")
        self._outcome = wrapped(type_=Type.STRONG)
        self._outcome.setObjectName("file.outcome")
        self._figures = FlowBox()
        self._shown_figures: tuple[Figure, ...] = ()
        self._shown_steps: tuple[str, ...] = ()
        self._steps = column(gap=8)
        self._lines = FileLines()
        self._lay_out()
        self._wire()

    def _lay_out(self) -> None:
        head = row(
            self._heading, self._close, self._check, self._take, margins=(24, 8, 24, 8), gap=12
        )
        bar = boxed(head)
        bar.setFixedHeight(80)
        hint = wrapped(_HINT, type_=Type.SMALL, ink="muted")
        chosen = card(column(self._noted, self._path, hint, self._job, margins=_INSIDE, gap=12))
        self._found = card(
            column(
                section("In the file"),
                self._outcome,
                self._figures,
                self._steps,
                margins=_INSIDE,
                gap=12,
            )
        )
        self._found.setObjectName("file.found")
        left = boxed(column(chosen, self._found, None, margins=(0, 0, 0, 96), gap=12))
        area = scrolled(left, name="file.body", spoken="File")
        body = row(area, self._lines, margins=(24, 12, 24, 12), gap=16)
        body.setStretch(0, 3)
        body.setStretch(1, 2)
        outer = column(bar, Hairline(), boxed(body), gap=0)
        outer.setStretch(2, 1)
        self.setLayout(outer)
        follow(
            self._path.field.edit,
            self._path.browse,
            self._job.cancel,
            *self._lines.chips.chips,
            self._lines.columns,
            self._lines.refused,
            self._close,
            self._check,
            self._take,
        )

    def _wire(self) -> None:
        self._path.changed.connect(self._forget)
        self._path.picked.connect(self._look)
        self._path.entered.connect(self._look)
        self._check.clicked.connect(self._look)
        self._take.clicked.connect(self._save)
        self._close.clicked.connect(self.close_page)
        self._job.cancel.clicked.connect(self.work.cancel)

    # --- what the screen drives ---

    def start(self, title: str) -> None:
        """Come to the front; a file under way is still there."""
        self._heading.say(f"{title}: import a file")
        columns = self._desk.act.files.columns
        self._lines.document({kind: columns(kind) for kind in FileKind})
        self.follow()
        if not self.work.is_busy:
            self._path.start()

    def follow(self) -> None:
        """Show how far it is."""
        was_busy = self.work.is_busy
        self.work.follow()
        sheet = self.work.sheet()
        if was_busy and sheet.is_over:
            self._rest.begin()
        self._show(sheet)

    def leave(self) -> None:
        """Another screen is in front."""
        self._path.leave()

    def close_page(self) -> None:
        """The person is done with it; what nobody has seen yet stays for the next time."""
        if not self.work.is_busy:
            self.work.forget()
            self._path.put("")
        self.closed.emit()

    # --- what is tapped ---

    def _forget(self) -> None:
        self.work.forget()
        self.follow()

    def _look(self) -> None:
        self._attempt(lambda: self.work.look(self._path.path))

    def _save(self) -> None:
        if self._rest.holds():
            return  # or a second tap would close the page before its report is read
        if self.work.sheet().is_over:
            self.close_page()
        else:
            self._attempt(lambda: self.work.take(self._path.path))

    def _attempt(self, verb: Callable[[], object]) -> None:
        self._desk.attempt(verb, at_field=self._refuse)
        self.follow()

    def _refuse(self, refusal: DomainError) -> bool:
        if refusal.field == "file":
            self._path.field.refuse(refusal.message)
        return refusal.field == "file"

    # --- showing ---

    def _show(self, sheet: ImportSheet) -> None:
        self._note.say(sheet.note)
        self._noted.setVisible(bool(sheet.note))
        if sheet.is_busy:
            self._job.show_progress(sheet.progress, share=sheet.share)
        elif sheet.trouble:
            self._job.show_trouble(sheet.trouble)
        else:
            self._job.say_nothing()
        if sheet.is_busy and self._path.isEnabled():
            self.setFocus(Qt.FocusReason.OtherFocusReason)  # a second Enter presses nothing
        self._path.setEnabled(not sheet.is_busy)
        self._check.setEnabled(not sheet.is_busy)
        self._outcome.say(sheet.outcome)
        self._show_figures(sheet.figures)
        self._show_steps(sheet.next_steps)
        self._found.setVisible(bool(sheet.outcome))
        self._take.say(sheet.save, note=sheet.why_not_save)
        self._take.show_icon("check" if sheet.is_over else "inbox")
        self._take.setEnabled(not sheet.why_not_save)
        self._lines.show_refused(sheet.refused, title=sheet.refused_title)

    def _show_figures(self, figures: tuple[Figure, ...]) -> None:
        if figures == self._shown_figures:
            return
        self._shown_figures = figures
        self._figures.clear()
        for one in figures:
            self._figures.add(FigureTile(one))

    def _show_steps(self, steps: tuple[str, ...]) -> None:
        if steps == self._shown_steps:
            return
        self._shown_steps = steps
        clear(self._steps)
        for one in steps:
            self._steps.addLayout(beside(IconMark("arrow-right"), column(wrapped(one)), gap=8))
