"""The connection screen: both roles, and the form that connects one; each names its parts.

Its argument is "" for the roles, or the role whose form is to open. What was typed stays while
another screen, or the lock, is in front: a manager may have to come first. A file goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from posapp.domain.changes import Changes, Topic
from posapp.domain.errors import DomainError
from posapp.ports.office import Role
from posapp.ui.desk import Desk, Notice
from posapp.ui.safe import ElidedLabel, Label, wrapped
from posapp.ui.screen import Screen
from posapp.ui.screens.connections.export_view import ExportPage
from posapp.ui.screens.connections.file_card import FileCard
from posapp.ui.screens.connections.form import ConnectionForm
from posapp.ui.screens.connections.form_view import ConnectForm
from posapp.ui.screens.connections.import_view import ImportPage
from posapp.ui.screens.connections.presenter import MANAGER_NEEDED, ConnectionsPresenter
from posapp.ui.screens.connections.role_view import RoleView
from posapp.ui.tokens import HEADER_HEIGHT, NARROW_BELOW, RAIL_WIDTH, Type
from posapp.ui.widgets.button import follow
from posapp.ui.widgets.layout import beside, boxed, column, row, scrolled
from posapp.ui.widgets.pages import Pages
from posapp.ui.widgets.paint import IconMark

_SHOWN_TOPICS = {Topic.CONNECTIONS, Topic.HEALTH, Topic.STAFF, Topic.FILES}
FilePage = ImportPage | ExportPage


class ConnectionsScreen(Screen):
    """Four pages: the roles, the form, and a file on its way in or out."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._presenter = ConnectionsPresenter(desk)
        self._form = ConnectionForm(desk, self._presenter)
        self._typed: dict[str, dict[str, str]] = {}
        self.setObjectName("connections")
        self._headline = ElidedLabel(type_=Type.STRONG, ink="muted")
        self._headline.setObjectName("connections.headline")
        self._manager = wrapped(MANAGER_NEEDED, type_=Type.STRONG, ink="late")
        self._kept = wrapped(ink="muted")
        self._kept.setObjectName("connections.kept")
        self._roles = {role: RoleView(role) for role in Role}
        self._page = ConnectForm()
        self._card = FileCard(name="connections.files")
        self._import, self._export = ImportPage(desk), ExportPage(desk)
        self._file_page: FilePage | None = None
        self._pages = Pages()
        self._lay_out()
        self._wire()

    def _lay_out(self) -> None:
        top = boxed(row(Label("Connections", type_=Type.TITLE), self._headline, gap=16))
        top.setFixedHeight(HEADER_HEIGHT)
        self._asked = boxed(beside(IconMark("lock", size=24, ink="late"), column(self._manager)))
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(16)
        for view in self._roles.values():
            self._columns.addWidget(view, 1)
        kept = beside(IconMark("lock"), column(self._kept), gap=8)
        inside = column(
            self._asked, self._columns, self._card, kept, None, margins=(24, 4, 24, 96), gap=16
        )
        body = scrolled(boxed(inside), name="connections.body", spoken="Connections")
        roles = column(boxed(column(top, margins=(24, 8, 24, 0))), body, gap=0)
        roles.setStretchFactor(body, 1)
        self._overview = boxed(roles)
        for page in (self._overview, self._page, self._import, self._export):
            self._pages.addWidget(page)
        self.setLayout(column(self._pages))
        stops: list[QWidget] = [stop for view in self._roles.values() for stop in view.stops]
        follow(*stops, *self._card.buttons.stops)

    def _wire(self) -> None:
        for role, view in self._roles.items():
            view.wanted.connect(lambda word, role=role: self._do(role, word))
        page = self._page
        page.system_chosen.connect(self._choose)
        page.edited.connect(self._forget_trial)
        page.cancel.clicked.connect(self._drop_form)
        page.test.clicked.connect(self._test_form)
        page.trial.cancel.clicked.connect(self._forget_trial)
        page.save.clicked.connect(self._connect)
        for buttons in (self._card.buttons, page.files):
            buttons.import_wanted.connect(lambda: self._open_file(self._import))
            buttons.export_wanted.connect(lambda: self._open_file(self._export))
        for file_page in (self._import, self._export):
            file_page.closed.connect(self._close_file)

    # --- hooks of the shell ---

    def enter(self, argument: str) -> None:
        self._presenter.asked = None
        if argument:
            self._file_page = None
        if argument and self._form.role is None:
            self._desk.attempt(lambda: self._open_form(Role(argument)))
        self._show()

    def leave(self) -> None:
        self._presenter.asked = None
        self._presenter.forget_tests()
        if self._file_page is not None:
            self._file_page.leave()

    def refresh(self, topics: Changes) -> None:
        if topics & _SHOWN_TOPICS:
            self._show()

    def tick(self) -> None:
        self._show()

    def escape(self) -> bool:
        if self._file_page is not None:
            self._file_page.close_page()
            return True
        if self._form.role is not None:
            self._drop_form()
            return True
        if self._presenter.asked is not None:
            self._do(self._presenter.asked, "keep")
            return True
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        ways = QBoxLayout.Direction
        is_narrow = self.width() < NARROW_BELOW - RAIL_WIDTH
        self._columns.setDirection(ways.TopToBottom if is_narrow else ways.LeftToRight)

    # --- showing ---

    def _show(self) -> None:
        if self._file_page is not None:
            self._pages.setCurrentWidget(self._file_page)
            self._file_page.follow()
            return
        if self._form.role is not None:
            self._pages.setCurrentWidget(self._page)
            self._page.show_trial(self._form.trial.state())
            self._form.follow(self._page.values(), self._page.secrets())
            self._page.offer_locations(self._form.listing.found())
            return
        self._pages.setCurrentWidget(self._overview)
        self._headline.say(self._presenter.headline())
        self._asked.setVisible(not self._presenter.is_manager())
        for shown in self._presenter.cards():
            self._roles[shown.role].show_card(shown)
        news = (page.work.news() for page in (self._import, self._export))
        self._card.show_files(self._presenter.by_files(), news=" ".join(filter(None, news)))
        if self._presenter.is_ready:
            self._kept.say(self._desk.act.connections.secrets_are_kept())

    # --- the roles ---

    def _do(self, role: Role, word: str) -> None:
        presenter = self._presenter
        verbs = {
            "connect": lambda: self._open_form(role),
            "test": lambda: presenter.test(role),
            "again": lambda: presenter.connect_again(role),
            "cancel": lambda: presenter.cancel_test(role),
            "ask": lambda: self._ask(role),
            "keep": lambda: self._ask(None),
            "end": lambda: presenter.disconnect(role),
        }

        def refuse(refusal: DomainError) -> bool:
            presenter.refuse(role, refusal.message)
            return True

        self._desk.attempt(verbs[word], at_field=refuse)
        self._show()
        if word == "ask":
            self._roles[role].start_question()

    def _ask(self, role: Role | None) -> None:
        self._presenter.asked = role

    # --- files ---

    def _open_file(self, page: FilePage) -> None:
        """A manager may have to come first, so the page opens for anybody."""
        self._file_page = page
        self._pages.setCurrentWidget(page)
        self._desk.attempt(lambda: page.start(self._presenter.by_files()))

    def _close_file(self) -> None:
        self._file_page = None
        self._show()

    # --- the form ---

    def _open_form(self, role: Role) -> None:
        self._typed = {}
        self._form.open(role)
        self._start_form()

    def _start_form(self, typed: Mapping[str, str] | None = None) -> None:
        sheet = self._form.sheet(typed)
        if sheet is not None:
            self._pages.setCurrentWidget(self._page)
            self._page.start(sheet)
            self._page.show_trial(self._form.trial.state())

    def _choose(self, name: str) -> None:
        self._typed[self._form.chosen] = self._page.values()
        self._form.choose(name)
        self._start_form(self._typed.get(name))

    def _test_form(self) -> None:
        page = self._page
        self._attempt_form(lambda: self._form.test(page.values(), page.secrets()))

    def _connect(self) -> None:
        page = self._page
        if page.save.isEnabled() and self._attempt_form(
            lambda: self._form.connect(page.values(), page.secrets())
        ):
            page.forget()

    def _attempt_form(self, verb: Callable[[], object]) -> bool:
        is_done = self._desk.attempt(verb, at_field=self._refuse)
        self._show()
        return is_done

    def _refuse(self, refusal: DomainError) -> bool:
        if self._page.refuse(refusal):
            self._form.trial.forget()
        else:
            self._form.trial.refuse(refusal.message)
        return True

    def _forget_trial(self) -> None:
        self._form.trial.forget()
        self._show()

    def _drop_form(self) -> None:
        """Leave the form; plain values can be brought back for a while, secrets are gone."""
        role, chosen = self._form.role, self._form.chosen
        values, is_changed = self._page.values(), self._page.is_changed
        self._page.forget()
        self._form.close()
        self._show()
        if role is None or not is_changed:
            return

        def bring_back() -> None:
            self._desk.window.go("connections")
            self._form.open(role)
            self._form.choose(chosen)
            self._start_form(values)

        self._desk.window.notify(Notice("Nothing was changed", bring_back))
