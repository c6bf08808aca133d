"""The back offices of this terminal: what is connected for each role, changed while it runs.

What was connected in the window wins over settings.toml. Whatever is wrong with such a connection,
the till opens: the role then has no office, its work waits, and the trouble is said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from posapp.adapters import backoffice
from posapp.adapters.backoffice.spec import BackendSpec, OpenDoor
from posapp.connections.asking import OfficeQuestions
from posapp.connections.caps import ConnectedCaps
from posapp.connections.kept import Choice, KeptConnections
from posapp.connections.lane_maker import LaneMaker
from posapp.connections.offers import office_offers, require_fields, spec_named
from posapp.connections.office import ConnectedOffice, make_office, office_lanes
from posapp.connections.role_secrets import RoleSecrets
from posapp.domain.changes import Topic
from posapp.domain.errors import DomainError
from posapp.domain.journal import Actor, JournalEntry, Verb
from posapp.domain.venue import Remote
from posapp.ports.backoffice import Cap, CommerceBackend, CustomerRecord, GiftCardBalance, Kind
from posapp.ports.inquiry import Inquiry
from posapp.ports.office import BackendOffer, Role, RoleState
from posapp.ports.store import UnitOfWork
from posapp.sync.engine import SyncEngine
from posapp.sync.lane import Lane
from posapp.usecases.ingest_records import cursor_name

REMOTES = {Role.ORDERS: Remote.ORDERS, Role.PEOPLE: Remote.PEOPLE}


@dataclass(slots=True, kw_only=True)
class OfficeConnections:
    """Satisfies posapp.connection_verbs.OfficeDesk; `open` comes first, then `use`."""

    maker: LaneMaker
    kept: KeptConnections
    questions: OfficeQuestions
    caps: ConnectedCaps = field(default_factory=ConnectedCaps)
    _specs: Mapping[str, BackendSpec] = field(default_factory=backoffice.discover)
    _engine: SyncEngine = field(default_factory=lambda: SyncEngine([]))
    _secrets: RoleSecrets = field(init=False)
    _choices: dict[Role, Choice] = field(default_factory=dict)
    _offices: dict[Role, ConnectedOffice] = field(default_factory=dict)
    _troubles: dict[Role, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._secrets = RoleSecrets(self.maker)

    def open(self) -> list[Lane]:
        """The lanes of what is connected.

        A DomainError names a wrong value in settings.toml; a missing secret shuts no till.
        """
        settings = self.maker.settings
        sections = {
            Role.ORDERS: Choice(settings.orders.backend, settings.orders.fields),
            Role.PEOPLE: Choice(settings.people.backend, settings.people.fields),
        }
        try:
            kept = self.kept.load()
        except DomainError as error:
            self._choices = dict.fromkeys(Role, Choice())
            self._troubles = dict.fromkeys(Role, error.message)
            return self._settled_lanes()
        for role, section in sections.items():
            self._choices[role] = kept.get(role) or section
            wrong = self._set_up(role)
            if wrong is not None and role not in kept and not self._is_secret(role, wrong.field):
                raise wrong
        return self._settled_lanes()

    def use(self, engine: SyncEngine) -> None:
        """From now on lanes are exchanged in `engine`."""
        self._engine = engine

    def offers(self) -> Sequence[BackendOffer]:
        """Every system there is an adapter for, by title."""
        return office_offers(self._specs)

    def roles(self) -> Sequence[RoleState]:
        """What each role is connected to."""
        return [self._state(role) for role in Role]

    def secrets_are_kept(self) -> str:
        """Where secrets are kept, as a sentence."""
        return self._secrets.are_kept()

    def checks(self) -> dict[str, Callable[[], None]]:
        """By title, what proves a connection: raises a Failure, or a DomainError of its set-up."""
        found: dict[str, Callable[[], None]] = {}
        for role, office in self._offices.items():
            title = office.spec.title
            found[title if title not in found else f"{title} ({role})"] = office.backend.check
        for role, trouble in self._troubles.items():
            found[f"back office for {role}"] = partial(_raise, trouble)
        return found

    def troubles(self) -> list[str]:
        """Why roles are not connected as they were to be, a sentence each."""
        return list(dict.fromkeys(self._troubles.values()))

    def test(
        self, role: Role, backend: str, *, values: Mapping[str, str], secrets: Mapping[str, str]
    ) -> Inquiry[str]:
        """Try a connection beside the window; nothing is kept."""
        spec = spec_named(backend, self._specs)
        choice = Choice(backend, dict(values))

        def make(open_door: OpenDoor) -> ConnectedOffice:
            require_fields(spec, values=values, secrets=secrets)
            known = self._secrets_of(role, spec, typed=secrets)
            return make_office(spec, choice, secrets=known, open_door=open_door)

        def check(office: CommerceBackend) -> str:
            office.check()
            return f"{spec.title} answers and takes the key."

        return self.questions.ask("test", make=make, title=spec.title, question=check)

    def connect(
        self,
        role: Role,
        backend: str,
        *,
        values: Mapping[str, str],
        secrets: Mapping[str, str],
        actor: Actor,
    ) -> None:
        """Keep a connection and use it from now on; DomainError names the field that is wrong."""
        spec = spec_named(backend, self._specs)
        require_fields(spec, values=values, secrets=secrets)
        choice, before = Choice(backend, dict(values)), self._choices[role]
        known = self._secrets_of(role, spec, typed=secrets)
        trial = make_office(spec, choice, secrets=known, open_door=self.maker.door)
        self.maker.give_up(trial.doors)
        if before.backend != backend:
            self._forget_secrets(role)
        for name, secret in secrets.items():
            if secret:
                self._secrets.put(role, name, secret)
        self._keep(role, choice)
        self._exchange(role, before=before, actor=actor)

    def disconnect(self, role: Role, *, actor: Actor) -> None:
        """Forget a connection and its secrets; what is unsent waits for the next one."""
        before = self._choices[role]
        self._forget_secrets(role)
        self._keep(role, Choice())
        self._exchange(role, before=before, actor=actor)

    def search_there(self, words: str) -> Inquiry[Sequence[CustomerRecord]]:
        """Ask the office of people for somebody."""

        def search(office: CommerceBackend) -> Sequence[CustomerRecord]:
            return office.search_customers(words)

        return self.questions.ask(
            "search",
            make=partial(self._anew, Role.PEOPLE),
            title=self.caps.title(Role.PEOPLE),
            question=search,
            needs=Cap.SEARCH_CUSTOMER,
        )

    def gift_card(self, code: str) -> Inquiry[GiftCardBalance]:
        """Ask the office of orders for a gift card's balance; the code is not kept."""

        def balance(office: CommerceBackend) -> GiftCardBalance | None:
            return office.gift_card(code)

        return self.questions.ask(
            "gift-card",
            make=partial(self._anew, Role.ORDERS),
            title=self.caps.title(Role.ORDERS),
            question=balance,
            needs=Cap.GIFT_CARD,
        )

    def _state(self, role: Role) -> RoleState:
        choice, office = self._choices[role], self._offices.get(role)
        return RoleState(
            role=role,
            backend=choice.backend,
            values=choice.values,
            kept_secrets=frozenset() if office is None else office.kept_secrets,
            caps=frozenset() if office is None else office.backend.caps,
            trouble=self._troubles.get(role, ""),
        )

    def _set_up(self, role: Role) -> DomainError | None:
        """Make the office of a role as it is chosen, or note and return why it cannot be."""
        self._offices.pop(role, None)
        choice = self._choices[role]
        if not choice.backend:
            return None
        self._troubles.pop(role, None)
        try:
            self._offices[role] = self._made(role, self.maker.door)
        except DomainError as error:
            reason = self.maker.vault_trouble or error.message
            spec = self._specs.get(choice.backend)
            title = choice.backend if spec is None else spec.title
            self._troubles[role] = f"{title} is not connected: {reason}"
            return error
        return None

    def _is_secret(self, role: Role, name: str) -> bool:
        spec = self._specs.get(self._choices[role].backend)
        return spec is not None and any(one.name == name and one.is_secret for one in spec.fields)

    def _made(self, role: Role, open_door: OpenDoor) -> ConnectedOffice:
        choice = self._choices[role]
        spec = spec_named(choice.backend, self._specs)
        secrets = self._secrets_of(role, spec, typed={})
        return make_office(spec, choice, secrets=secrets, open_door=open_door)

    def _anew(self, role: Role, open_door: OpenDoor) -> ConnectedOffice:
        """The office that does the work of a role, over another door."""
        for chosen in (role, *(() if self._is_people_elsewhere() else (Role.ORDERS,))):
            if chosen in self._offices:
                return self._made(chosen, open_door)
        raise DomainError("not_connected", "No back office is connected.")

    def _is_people_elsewhere(self) -> bool:
        return bool(self._choices[Role.PEOPLE].backend) or Role.PEOPLE in self._troubles

    def _settled_lanes(self) -> list[Lane]:
        """Say what can be done from now on; returns the lanes that do it."""
        serving = dict(self._offices)
        if Role.ORDERS in serving and not self._is_people_elsewhere():
            serving[Role.PEOPLE] = serving[Role.ORDERS]
        self.caps = ConnectedCaps(serving)
        self.maker.store.caps = self.caps
        return office_lanes(
            self.maker,
            orders=self._offices.get(Role.ORDERS),
            people=self._offices.get(Role.PEOPLE),
            is_people_elsewhere=self._is_people_elsewhere(),
        )

    def _secrets_of(
        self, role: Role, spec: BackendSpec, *, typed: Mapping[str, str]
    ) -> dict[str, str]:
        """What was typed, else what is kept; another system's secret is never told to this one."""
        is_same = self._choices[role].backend in {"", spec.name}
        names = [one.name for one in spec.fields if one.is_secret]
        kept = {name: self._secrets.get(role, name) if is_same else "" for name in names}
        return kept | {name: secret for name, secret in typed.items() if secret}

    def _forget_secrets(self, role: Role) -> None:
        spec = self._specs.get(self._choices[role].backend)
        for one in spec.fields if spec is not None else ():
            if one.is_secret:
                self._secrets.forget(role, one.name)

    def _keep(self, role: Role, choice: Choice) -> None:
        try:
            kept = self.kept.load()
        except DomainError:  # what it said of the other role nobody knows: a person connects it
            self.kept.set_aside()
            kept = dict.fromkeys(Role, Choice())
            self._troubles.clear()
        self.kept.save({**kept, role: choice})
        self._choices[role] = choice
        self._troubles.pop(role, None)

    def _exchange(self, role: Role, *, before: Choice, actor: Actor) -> None:
        """Let the lanes of the offices be others from now on; the old ones end what they do."""
        retired = self._engine.retire(list(REMOTES.values()))
        doors = [door for office in self._offices.values() for door in office.doors]
        for one in Role:
            self._set_up(one)
        lanes = self._settled_lanes()
        try:
            with self.maker.store.write("connection", actor=actor) as uow:
                self._note(role, before=before, uow=uow)
        finally:
            self._engine.hand_over(retired, lanes, on_ended=partial(self.maker.give_up, doors))

    def _note(self, role: Role, *, before: Choice, uow: UnitOfWork) -> None:
        """Begin anew with another system; the lanes of the old one write nothing any more."""
        choice = self._choices[role]
        if choice != before:
            for kind in Kind if choice.backend else ():
                uow.feeds.save_cursor(REMOTES[role], cursor_name(choice.backend, kind), "")
        for one, remote in REMOTES.items():
            if one not in self._offices or (one is role and choice.backend != before.backend):
                uow.feeds.forget_health(remote)
        uow.record(
            JournalEntry(
                Verb.CONNECTION_CHANGED,
                role.value,
                before={"backend": before.backend},
                after={"backend": choice.backend},
            )
        )
        uow.touch(Topic.CONNECTIONS, Topic.HEALTH, Topic.OUTBOX)


def _raise(trouble: str) -> None:
    raise DomainError("not_set_up", trouble)
