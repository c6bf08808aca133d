"""State of the connection screen, without Qt: the two roles, and which form is open."""

from __future__ import annotations

from dataclasses import dataclass, field

from posapp.domain.staff import Role as StaffRole
from posapp.ports.office import BackendOffer, Role, RoleState
from posapp.ports.store import Health, HealthState
from posapp.ui.desk import Desk, Notice
from posapp.ui.format import age
from posapp.ui.screens.connections.abilities import Ability, abilities_of
from posapp.ui.screens.connections.trial import Trial, TrialState
from posapp.ui.tokens import Tone
from posapp.ui.vocabulary import StateWord, health_word

TITLES = {Role.ORDERS: "Orders", Role.PEOPLE: "Guests and clubs"}
ABOUT = {
    Role.ORDERS: "Orders, pickups, products and gift cards",
    Role.PEOPLE: "Customers, memberships and clubs",
}
ICONS = {Role.ORDERS: "receipt-text", Role.PEOPLE: "users"}
MANAGER_NEEDED = "Connections are a manager's to change. Anybody may look."
NEXT_ONE = "What is unsent waits for the next system."

_CONNECTED = StateWord("Connected", "circle-check", Tone.SEATED)
_NOTHING = StateWord("Not connected", "circle-dashed")
_BROKEN = StateWord("Needs attention", "triangle-alert", Tone.DANGER)
_WAITS = {
    Role.ORDERS: "What is sold here is saved and waits until a system is connected.",
    Role.PEOPLE: "Guests entered here are saved and wait until a system is connected.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleCard:
    """One role as its card shows it. `system` is "" while nobody does the work.

    `is_broken` is of one that could not be made as it was set up, `is_shared` says that the office
    of orders does it too. `question` is what is asked before a
    connection ends: (what stays, what is forgotten), empty while nothing is asked.
    """

    role: Role
    title: str
    about: str
    icon: str
    system: str
    account: str
    state: StateWord
    told: str
    trouble: str
    abilities: tuple[Ability, ...]
    is_connected: bool
    is_broken: bool
    is_shared: bool
    question: tuple[str, str] | None
    trial: TrialState

    @property
    def connect_text(self) -> str:
        """The words of the button that opens the form."""
        if self.is_shared:
            return "Connect another system"
        return "Change" if self.is_connected else "Connect a system"


@dataclass(slots=True)
class ConnectionsPresenter:
    """Asks the verbs again each time: another terminal's hand is nowhere in between."""

    desk: Desk
    asked: Role | None = None
    _trials: dict[Role, Trial] = field(default_factory=lambda: {role: Trial() for role in Role})

    # --- what is shown ---

    @property
    def is_ready(self) -> bool:
        """False while the program is still starting."""
        return self.desk.commands is not None

    def is_manager(self) -> bool:
        """True while whoever is signed in may change a connection."""
        staff = self.desk.act.current_staff() if self.is_ready else None
        return staff is not None and staff.role is StaffRole.MANAGER

    def headline(self) -> str:
        """How many back offices there are, in one line."""
        states = [self.state(role) for role in Role]
        if any(state.trouble for state in states):
            return "A back office is not connected as it was set up"
        orders, people = (self._title_of(state.backend) for state in states)
        if orders and people:
            return f"Two back offices: {orders} for orders, {people} for guests and clubs"
        if orders:
            return f"One back office for everything: {orders}"
        if people:
            return f"{people} for guests and clubs; nobody takes orders"
        return "No back office is connected"

    def cards(self) -> list[RoleCard]:
        """Both roles."""
        return [self._card(role) for role in Role]

    def state(self, role: Role) -> RoleState:
        """What a role is connected to."""
        states = self.desk.act.connections.roles() if self.is_ready else ()
        found = (state for state in states if state.role is role)
        return next(found, RoleState(role=role, values={}))

    def by_files(self) -> str:
        """The title of the system that goes by files, "" when there is none."""
        offers = self.desk.act.connections.offers() if self.is_ready else ()
        return next((one.title for one in offers if one.goes_by_files), "")

    def offer(self, name: str) -> BackendOffer | None:
        """The system of this name, if there is an adapter for it."""
        offers = self.desk.act.connections.offers() if self.is_ready else ()
        return next((one for one in offers if one.name == name), None)

    def _title_of(self, name: str) -> str:
        offer = self.offer(name)
        return offer.title if offer else name

    def _card(self, role: Role) -> RoleCard:
        own = self.state(role)
        orders = self.state(Role.ORDERS)
        is_shared = role is Role.PEOPLE and not (own.backend or own.trouble) and bool(orders.caps)
        serving = orders if is_shared else own
        health = self.desk.source(serving.role.value) if serving.backend else None
        offer = self.offer(serving.backend)
        title = offer.title if offer else serving.backend
        return RoleCard(
            role=role,
            title=TITLES[role],
            about=ABOUT[role],
            icon=ICONS[role],
            system=title,
            account=_account(serving, offer),
            state=_word(serving, health),
            told=self._told(role, serving, health, is_shared=is_shared),
            trouble=serving.trouble or _complaint(health),
            abilities=self._abilities(role, serving),
            is_connected=bool(own.backend),
            is_broken=bool(own.backend and own.trouble),
            is_shared=is_shared,
            question=self._question(role, title) if self.asked is role and own.backend else None,
            trial=self._trials[role].state(),
        )

    def _abilities(self, role: Role, serving: RoleState) -> tuple[Ability, ...]:
        if not serving.backend or serving.trouble:
            return ()
        caps = self.desk.act.connections.caps
        return abilities_of(role, serving.caps, why_not=lambda cap: caps.why_not(role, cap))

    def _told(
        self, role: Role, serving: RoleState, health: Health | None, *, is_shared: bool
    ) -> str:
        if not serving.backend:
            return "" if serving.trouble else _WAITS[role]
        parts = ["The office of orders does this, too" if is_shared else ""]
        if health is not None and health.last_success_ms is not None:
            parts.append(f"Answered {age(self.desk.now_ms - health.last_success_ms)} ago")
        return " · ".join(part for part in parts if part)

    def _question(self, role: Role, title: str) -> tuple[str, str]:
        with_people = role is Role.ORDERS and not self.state(Role.PEOPLE).backend
        whose = "Orders, guests and clubs" if with_people else TITLES[role]
        stays = f"Stays here: all that was read from {title} and sold here. {NEXT_ONE}"
        forgotten = f"Is forgotten: its settings, its keys and passwords. {whose} stop at once."
        return stays, forgotten

    # --- verbs ---

    def test(self, role: Role) -> None:
        """Try a connection as it is kept."""
        state = self.state(role)
        inquiry = self.desk.act.connections.test(
            role, state.backend, values=state.values, secrets={}
        )
        self._trials[role].begin(inquiry, title=self._title_of(state.backend))

    def connect_again(self, role: Role) -> None:
        """Make a connection as it was set up: its vault may open now."""
        state = self.state(role)
        self.desk.act.connections.connect(role, state.backend, values=state.values, secrets={})
        self._trials[role].forget()
        self.desk.refresh_overview()
        title = self._title_of(state.backend)
        self.desk.window.notify(Notice(f"{title} is connected for {TITLES[role].lower()}"))

    def refuse(self, role: Role, sentence: str) -> None:
        """Say at a role's card why nothing was done."""
        self._trials[role].refuse(sentence)

    def cancel_test(self, role: Role) -> None:
        """Nobody waits for the answer any more."""
        self._trials[role].forget()

    def forget_tests(self) -> None:
        """Another look at the screen begins without old answers."""
        for trial in self._trials.values():
            trial.forget()

    def disconnect(self, role: Role) -> None:
        """End a connection; it was asked for."""
        title = self._title_of(self.state(role).backend)
        self.asked = None
        self.desk.act.connections.disconnect(role)
        self._trials[role].forget()
        self.desk.refresh_overview()
        self.desk.window.notify(Notice(f"{title} is disconnected. {NEXT_ONE}"))


def _word(serving: RoleState, health: Health | None) -> StateWord:
    if serving.trouble:
        return _BROKEN
    if not serving.backend:
        return _NOTHING
    return _CONNECTED if health is None else health_word(health.state)


def _complaint(health: Health | None) -> str:
    """What does not work, or not all of it: one that is live may still be refused something."""
    if health is None or health.state is HealthState.NEVER:
        return ""
    return health.message


def _account(serving: RoleState, offer: BackendOffer | None) -> str:
    """What tells this account from another: the first plain setting that is filled in."""
    fields = offer.fields if offer else ()
    plain = (one for one in fields if not one.is_secret and serving.values.get(one.name))
    first = next(plain, None)
    return f"{first.label}: {serving.values[first.name]}" if first else ""
