"""The page that writes a file. Names: `out.kind.<kind>`, `out.span.<key>`, `out.first`,
`out.last`, `out.path`, `out.path.browse`, `out.write`, `out.close`, `out.job.cancel`.
Enter in a field writes the file.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from posapp.domain.errors import DomainError
from posapp.ports.csv_files import FileKind
from posapp.ui.desk import Desk
from posapp.ui.safe import ElidedLabel, wrapped
from posapp.ui.screens.connections.file_export import ExportSheet, FileExport
from posapp.ui.screens.connections.job_line import JobLine
from posapp.ui.tokens import PRIMARY_HEIGHT, Type
from posapp.ui.widgets.button import Button, Kind, follow
from posapp.ui.widgets.chips import ChipRow
from posapp.ui.widgets.field import Field
from posapp.ui.widgets.file_field import FileField, home_for_files
from posapp.ui.widgets.layout import Hairline, boxed, card, column, row, scrolled, section
from posapp.ui.widgets.rest import Rest

_INSIDE = (20, 14, 20, 18)
_DIGITS = Qt.InputMethodHint.ImhPreferNumbers | Qt.InputMethodHint.ImhNoPredictiveText
_ABOUT = {
    FileKind.CUSTOMERS: "Every guest with addresses, clubs and consent, as they are now.",
    FileKind.ORDERS: "Every order closed here on these days, and every balance taken.",
}
_SAFE = (
    "A spreadsheet opens it safely: no cell of it is run as a formula, and no card number is in it."
)


class ExportPage(QWidget):
    """Shows a FileExport; `closed` when the person is done with it."""

    closed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("file.export")
        self._desk = desk
        self.work = FileExport(desk)
        self._suggested = ""
        self._span = ""
        self._rest = Rest(self, ms=desk.rest_ms)
        self._heading = ElidedLabel(type_=Type.TITLE)
        self._close = Button("Close", name="out.close")
        self._close.setFixedHeight(PRIMARY_HEIGHT)
        self._write = Button("Write the file", name="out.write", kind=Kind.PRIMARY, icon="send")
        self._kinds = ChipRow(name="out.kind", spoken="What to write")
        self._kinds.offer([(kind.value, kind.value.capitalize(), "") for kind in FileKind])
        self._about = wrapped(type_=Type.SMALL, ink="muted")
        self._spans = ChipRow(name="out.span", spoken="Days")
        self._first = Field(
            "From day", name="out.first", hints=_DIGITS, placeholder="2026-10-01, or blank"
        )
        self._last = Field(
            "To day, included", name="out.last", hints=_DIGITS, placeholder="2026-10-31, or blank"
        )
        self._path = FileField("File", name="out.path", saves=True)
        self._job = JobLine(name="out.job", cancel="Cancel the file")
        self._lay_out()
        self._wire()

    def _lay_out(self) -> None:
        bar = boxed(row(self._heading, self._close, self._write, margins=(24, 8, 24, 8), gap=12))
        bar.setFixedHeight(80)
        what = card(column(section("What"), self._kinds, self._about, margins=_INSIDE, gap=10))
        days = row(self._first, self._last, gap=16)
        self._days = card(column(section("Days"), self._spans, days, margins=_INSIDE, gap=10))
        safe = wrapped(_SAFE, type_=Type.SMALL, ink="muted")
        where = card(column(section("Where"), self._path, safe, self._job, margins=_INSIDE, gap=10))
        inside = boxed(column(what, self._days, where, None, margins=(24, 12, 24, 96), gap=12))
        outer = column(bar, Hairline(), scrolled(inside, name="out.body", spoken="File"), gap=0)
        outer.setStretch(2, 1)
        self.setLayout(outer)

    def _wire(self) -> None:
        self._kinds.chosen.connect(lambda kind: self._choose(FileKind(kind)))
        self._spans.chosen.connect(self._choose_span)
        for field in (self._first, self._last):
            field.edit.textEdited.connect(lambda _: self._forget())
            field.edit.returnPressed.connect(self._save)
        self._path.changed.connect(self._forget)
        self._path.entered.connect(self._save)
        self._write.clicked.connect(self._save)
        self._close.clicked.connect(self.close_page)
        self._job.cancel.clicked.connect(self.work.cancel)

    # --- what the screen drives ---

    def start(self, title: str) -> None:
        """Come to the front; a file under way is still there."""
        self._heading.say(f"{title}: export a file")
        self._spans.offer([(one.key, one.words, "") for one in self.work.spans()])
        self._set_tab_order()
        self.follow()
        if not self._path.path:
            self._choose_span("today")
            self._choose(self.work.kind)
        if not self.work.is_busy:
            self._kinds.chips[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def follow(self) -> None:
        """Show how far it is."""
        was_busy = self.work.is_busy
        self.work.follow()
        if was_busy and not self.work.is_busy:
            self._rest.begin()
        self._show(self.work.sheet())

    def leave(self) -> None:
        """Another screen is in front."""
        self._path.leave()

    def close_page(self) -> None:
        """The person is done with it; what nobody has seen yet stays for the next time."""
        if not self.work.is_busy:
            self.work.forget()
            self._path.put("")
        self.closed.emit()

    def _set_tab_order(self) -> None:
        follow(
            *self._kinds.chips,
            *self._spans.chips,
            self._first.edit,
            self._last.edit,
            self._path.field.edit,
            self._path.browse,
            self._job.cancel,
            self._close,
            self._write,
        )

    # --- what is tapped ---

    def _choose(self, kind: FileKind) -> None:
        self.work.choose(kind)
        name = self.work.suggested_name()
        if not self._path.path or self._path.path == self._suggested:
            self._suggested = str(home_for_files() / name)
            self._path.put(self._suggested)
        self.follow()

    def _choose_span(self, key: str) -> None:
        span = next(one for one in self.work.spans() if one.key == key)
        self._first.put(span.first)
        self._last.put(span.last)
        self._span = key
        self._forget()

    def _true_span(self) -> str:
        """The chip these days are of, the tapped one before another; at midnight it may be none."""
        days = self._first.text, self._last.text
        true = [one.key for one in self.work.spans() if (one.first, one.last) == days]
        return self._span if self._span in true else next(iter(true), "")

    def _forget(self) -> None:
        self.work.forget()
        self.follow()

    def _save(self) -> None:
        if self._rest.holds():
            return  # or a second tap would replace the file that the first one found there
        first, last = self._first.text, self._last.text
        self._desk.attempt(
            lambda: self.work.write(self._path.path, first=first, last=last),
            at_field=self._refuse,
        )
        self.follow()

    def _refuse(self, refusal: DomainError) -> bool:
        fields = {"file": self._path.field, "first": self._first, "last": self._last}
        field = fields.get(refusal.field)
        if field is not None:
            field.refuse(refusal.message)
        return field is not None

    # --- showing ---

    def _show(self, sheet: ExportSheet) -> None:
        self._kinds.turn_on(sheet.kind.value)
        self._about.say(_ABOUT[sheet.kind])
        self._days.setVisible(sheet.asks_days)
        self._spans.turn_on(self._true_span())
        if sheet.is_busy and self._path.isEnabled():
            self.setFocus(Qt.FocusReason.OtherFocusReason)  # a second Enter presses nothing
        for widget in (self._kinds, self._days, self._path):
            widget.setEnabled(not sheet.is_busy)
        if sheet.is_busy:
            self._job.show_progress(sheet.progress, share=None)
        elif sheet.trouble:
            self._job.show_trouble(sheet.trouble)
        elif sheet.outcome:
            self._job.show_outcome(sheet.outcome)
        else:
            self._job.say_nothing()
        self._write.say(sheet.save, note=sheet.why_not_save)
        self._write.setEnabled(not sheet.why_not_save)
