"""The guest screen: the list, one profile, its form, and compare and choose; each names its parts.

Its argument is "" for the list, a guest's id, `new`, or `compare:<conflict id>`.
"""

from __future__ import annotations

from posapp.domain.changes import Changes, Topic
from posapp.domain.guest_record import GuestRecord
from posapp.domain.merge import Side
from posapp.ui.desk import Desk, Notice
from posapp.ui.screen import Screen
from posapp.ui.screens.guests.compare import PREFIX, ComparePresenter
from posapp.ui.screens.guests.compare_view import ComparePage
from posapp.ui.screens.guests.directory_view import DirectoryPage
from posapp.ui.screens.guests.draft import FormTexts, draft_of, texts_of
from posapp.ui.screens.guests.form_view import GuestForm
from posapp.ui.screens.guests.presenter import ProfilePresenter
from posapp.ui.screens.guests.profile_view import ProfilePage
from posapp.ui.widgets.layout import column
from posapp.ui.widgets.pages import Pages

NEW = "new"
_PROFILE_TOPICS = {
    Topic.GUESTS,
    Topic.VISITS,
    Topic.ORDERS,
    Topic.PAYMENTS,
    Topic.RESERVATIONS,
    Topic.OUTBOX,
    Topic.PICKUPS,
    Topic.TASKS,
    Topic.CONFLICTS,
    Topic.CONNECTIONS,
}
_REST_TICKS = 15
"""Ages move; nobody needs them by the second here."""


class GuestsScreen(Screen):
    """Four pages, of which one is in front; Esc leads back the way one came."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._argument = ""
        self._is_front = False
        self._trail: list[str] = []
        self._ticks = 0
        self._before: GuestRecord | None = None
        self._new_id = ""
        self._presenter = ProfilePresenter(desk)
        self._compare = ComparePresenter(desk, after=self._settled)
        self.setObjectName("guests")
        self._directory = DirectoryPage(desk)
        self._profile = ProfilePage(desk, self._presenter)
        self._form = GuestForm()
        self._comparison = ComparePage()
        self._pages = Pages()
        for page in (self._directory, self._profile, self._form, self._comparison):
            self._pages.addWidget(page)
        self.setLayout(column(self._pages))
        self._wire()

    def _wire(self) -> None:
        go = self._desk.window.go
        self._directory.created.connect(lambda: go("guests", argument=NEW))
        self._profile.back_wanted.connect(lambda: go("guests"))
        self._profile.edit_wanted.connect(self._edit)
        self._profile.compare_wanted.connect(lambda key: go("guests", argument=f"{PREFIX}{key}"))
        self._form.saved.connect(self._save)
        self._form.cancelled.connect(self._drop_form)
        page = self._comparison
        page.back_wanted.connect(self._leave_comparison)
        page.chosen.connect(self._choose)
        page.all_chosen.connect(self._choose_all)
        page.saved.connect(lambda: self._desk.attempt(self._compare.settle))

    # --- hooks of the shell ---

    def enter(self, argument: str) -> None:
        if not self._is_front and self._is_half_typed and argument in {"", self._argument}:
            self._is_front = True  # one was called away: what was typed is still there
            return
        if not argument:
            self._trail = []
        elif self._is_front and argument != self._argument:
            self._trail.append(self._argument)
        self._argument, self._is_front = argument, True
        self._bring(argument)

    @property
    def _is_half_typed(self) -> bool:
        return self._pages.currentWidget() is self._form and self._form.is_changed

    def _bring(self, argument: str) -> None:
        if self._is_half_typed and not (argument == NEW and self._new_id):
            self._offer_form_back()
        if argument != NEW:
            self._new_id = ""
        if argument == NEW:
            self._new()
        elif argument.startswith(PREFIX):
            self._open_comparison(argument.removeprefix(PREFIX))
        elif argument and self._presenter.open(argument):
            self._pages.setCurrentWidget(self._profile)
            self._profile.enter()
        else:
            self._pages.setCurrentWidget(self._directory)
            self._directory.enter()

    def leave(self) -> None:
        self._directory.leave()
        self._trail, self._is_front = [], False

    def refresh(self, topics: Changes) -> None:
        front = self._pages.currentWidget()
        if front is self._directory:
            self._directory.refresh(topics)
        elif front is self._profile and topics & _PROFILE_TOPICS:
            self._reload_profile()
        elif front is self._comparison and Topic.CONFLICTS in topics:
            self._show_comparison()

    def tick(self) -> None:
        self._ticks = (self._ticks + 1) % _REST_TICKS
        front = self._pages.currentWidget()
        if front is self._directory:
            self._directory.tick()
        elif front is self._profile and not self._ticks:
            self._profile.show_all()

    def escape(self) -> bool:
        front = self._pages.currentWidget()
        if front is self._form:
            self._drop_form()
            return True
        if front is self._directory:
            return self._directory.escape()
        if front is self._profile and self._profile.escape():
            return True
        return self._go_back()

    def start_search(self) -> None:
        if self._pages.currentWidget() is not self._directory:
            self._desk.window.go("guests")
        self._directory.start_search()

    def _go_back(self) -> bool:
        if not self._trail:
            return False
        previous = self._trail.pop()
        kept = list(self._trail)
        self._desk.window.go("guests", argument=previous)
        self._trail = kept
        return True

    # --- the profile ---

    def _reload_profile(self) -> None:
        if self._presenter.reload():
            self._profile.show_all()
        else:
            self._desk.window.go("guests")

    # --- the form ---

    def _new(self) -> None:
        if self._new_id:
            return  # entered again: what was typed stays
        if self._desk.attempt(self._take_new_id):
            self._before = None
            self._show_form(FormTexts(), heading="New guest", save="Save guest")

    def _take_new_id(self) -> None:
        self._new_id = self._desk.act.new_id()

    def _edit(self) -> None:
        if self._presenter.sheet is not None:
            self._before = self._presenter.sheet.record
            self._show_form(texts_of(self._before), heading=self._heading(), save="Save")

    def _heading(self) -> str:
        return f"Edit {self._before.contact.name}" if self._before else "New guest"

    def _show_form(
        self, texts: FormTexts, *, heading: str, save: str, is_unsaved: bool = False
    ) -> None:
        self._pages.setCurrentWidget(self._form)
        self._form.start(texts, heading=heading, save=save, is_unsaved=is_unsaved)

    def _save(self) -> None:
        if self._desk.attempt(self._save_draft, at_field=self._form.refuse):
            self._form.settle()
            self._profile.rest()
            guest_id = self._new_id or self._presenter.guest_id
            self._new_id = ""
            self._argument = ""
            self._desk.window.go("guests", argument=guest_id)

    def _save_draft(self) -> None:
        draft = draft_of(self._form.texts(), before=self._before, today=self._desk.today())
        if self._before is None:
            self._presenter.create(self._new_id, draft)
        else:
            self._presenter.save_edit(draft)

    def _drop_form(self) -> None:
        """Leave the form."""
        if self._before is None:
            self._desk.window.go("guests")
        else:
            self._bring(self._argument)

    def _offer_form_back(self) -> None:
        """What was typed can be brought back for a while."""
        texts, before, new_id = self._form.texts(), self._before, self._new_id
        argument = self._presenter.guest_id if before else NEW
        self._form.settle()

        def bring_back() -> None:
            self._desk.window.go("guests", argument=argument)
            self._before, self._new_id = before, new_id
            save = "Save" if before else "Save guest"
            self._show_form(texts, heading=self._heading(), save=save, is_unsaved=True)

        self._desk.window.notify(Notice("Nothing was saved", bring_back))

    # --- compare and choose ---

    def _open_comparison(self, conflict_id: str) -> None:
        if not self._compare.open(conflict_id):
            self._desk.window.notify(Notice("Nothing differs there any more"))
            self._pages.setCurrentWidget(self._directory)
            self._directory.enter()
            return
        self._pages.setCurrentWidget(self._comparison)
        self._draw_comparison()
        self._comparison.start()

    def _show_comparison(self) -> None:
        """News came: the fields may be others, or nothing may differ any more."""
        row = self._compare.row
        if row is not None and self._compare.open(row.conflict.conflict_id):
            self._draw_comparison()
        elif row is not None:
            self._desk.window.notify(Notice("Nothing differs there any more"))
            self._settled(row.conflict.guest_id)

    def _draw_comparison(self) -> None:
        shown = self._compare.shown()
        if shown is not None:
            self._comparison.show_comparison(shown)

    def _choose(self, name: str, side: str) -> None:
        self._compare.choose(name, Side(side))
        self._draw_comparison()

    def _choose_all(self, side: str) -> None:
        self._compare.choose_all(Side(side))
        self._draw_comparison()

    def _settled(self, guest_id: str) -> None:
        self._argument = ""
        self._desk.window.go("guests", argument=guest_id)

    def _leave_comparison(self) -> None:
        if not self._go_back():
            self._desk.window.back()
