"""The card of one role. Names: `connections.<role>.connect` while nobody does its work, else
`.change|test|again|disconnect`; its question `.disconnect.no|yes`, its test `.trial.cancel`.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QWidget

from posapp.ports.office import Role
from posapp.ui.safe import ElidedLabel, Label, wrapped
from posapp.ui.screens.connections.ability_list import AbilityList
from posapp.ui.screens.connections.presenter import RoleCard
from posapp.ui.screens.connections.trial_line import TrialLine
from posapp.ui.tokens import PRIMARY_HEIGHT, Type
from posapp.ui.widgets.button import Button, Kind
from posapp.ui.widgets.layout import Hairline, beside, boxed, card, column, row
from posapp.ui.widgets.paint import IconMark, StateChip


class RoleView(QWidget):
    """Shows a RoleCard; `wanted`: connect, again, test, cancel, ask, keep or end was tapped."""

    wanted = Signal(str)

    def __init__(self, role: Role) -> None:
        super().__init__()
        name = f"connections.{role}"
        self.setObjectName(name)
        self._connect = Button("Connect", name=f"{name}.connect", icon="link", kind=Kind.PRIMARY)
        self._change = Button("Change", name=f"{name}.change", icon="pencil")
        self._test = Button("Test connection", name=f"{name}.test", icon="refresh-cw")
        self._again = Button("Connect again", name=f"{name}.again", icon="rotate-cw")
        self._end = Button("Disconnect", name=f"{name}.disconnect", kind=Kind.QUIET)
        self._no = Button("Keep it", name=f"{name}.disconnect.no")
        self._no.setFixedHeight(PRIMARY_HEIGHT)
        self._yes = Button("Disconnect", name=f"{name}.disconnect.yes", kind=Kind.DANGER)
        self._yes.setFixedHeight(PRIMARY_HEIGHT)
        self._trial = TrialLine(name=f"{name}.trial")
        self._icon = IconMark("link", size=24)
        self._title = Label(type_=Type.SECTION)
        self._state = StateChip(name=f"{name}.state")
        self._about = wrapped(ink="muted")
        self._system = ElidedLabel(type_=Type.TITLE)
        self._system.setObjectName(f"{name}.system")
        self._account = ElidedLabel(ink="muted")
        self._told = wrapped(ink="muted")
        self._trouble = wrapped(type_=Type.STRONG, ink="danger")
        self._trouble.setObjectName(f"{name}.trouble")
        self._stays = wrapped(type_=Type.STRONG)
        self._forgotten = wrapped(type_=Type.STRONG)
        self._abilities = AbilityList(name=f"{name}.abilities")
        self._line = Hairline()
        self.setLayout(column(self._frame(), None))
        for button, word in (
            (self._connect, "connect"),
            (self._change, "connect"),
            (self._test, "test"),
            (self._again, "again"),
            (self._trial.cancel, "cancel"),
            (self._end, "ask"),
            (self._no, "keep"),
            (self._yes, "end"),
        ):
            button.clicked.connect(lambda _=False, word=word: self.wanted.emit(word))

    def _frame(self) -> QFrame:
        self._question = boxed(
            column(
                beside(IconMark("check", size=24), column(self._stays)),
                beside(IconMark("trash-2", size=24), column(self._forgotten)),
                row(self._no, self._yes, None),
                gap=12,
            )
        )
        mark = IconMark("triangle-alert", size=24, ink="danger")
        self._wrong = boxed(beside(mark, column(self._trouble)))
        self._buttons = boxed(row(self._change, self._test, self._again, None, self._end))
        return card(
            column(
                row(self._icon, self._title, None, self._state, gap=12),
                self._about,
                column(self._system, self._account, self._told, gap=2),
                self._wrong,
                row(self._connect, None),
                self._buttons,
                self._trial,
                self._question,
                self._line,
                self._abilities,
                margins=(20, 16, 20, 20),
                gap=12,
            )
        )

    @property
    def stops(self) -> list[QWidget]:
        """The controls in tab order."""
        own = [self._connect, self._change, self._test, self._again, self._end]
        return [*own, self._trial.cancel, self._no, self._yes]

    def show_card(self, shown: RoleCard) -> None:
        """Show how a role is connected."""
        self._icon.show_icon(shown.icon)
        self._title.say(shown.title)
        self._state.show_word(shown.state)
        self._about.say(shown.about)
        self._system.say(shown.system)
        self._account.say(shown.account)
        self._told.say(shown.told)
        self._trouble.say(shown.trouble)
        for label in (self._system, self._account, self._told):
            label.setVisible(bool(label.text()))
        self._wrong.setVisible(bool(shown.trouble))
        is_asked = shown.question is not None
        is_own = shown.is_connected
        words = shown.connect_text
        for button in (self._connect, self._change):
            button.say(words, spoken=f"{shown.title}: {words}")
        for button, is_offered in (
            (self._test, is_own and not shown.is_broken),
            (self._again, shown.is_broken),
            (self._end, is_own),
        ):
            button.say(button.text(), spoken=f"{shown.title}: {button.text()}")
            button.setVisible(is_offered)  # once: what comes and goes moves under the finger
        self._change.show_icon("pencil" if is_own else "link")
        has_office = is_own or shown.is_shared
        self._connect.setVisible(not has_office)
        self._buttons.setVisible(has_office and not is_asked)
        self._test.setEnabled(not shown.trial.is_waiting)
        self._trial.show_state(shown.trial)
        if shown.question is not None:
            self._stays.say(shown.question[0])
            self._forgotten.say(shown.question[1])
            self._yes.say(f"Disconnect {shown.system}")
        self._question.setVisible(is_asked)
        self._abilities.show_abilities(shown.abilities, title=shown.system)
        for widget in (self._line, self._abilities):
            widget.setVisible(bool(shown.abilities))

    def start_question(self) -> None:
        """The safe answer has the focus: Enter keeps the connection."""
        self._no.setFocus(Qt.FocusReason.OtherFocusReason)
