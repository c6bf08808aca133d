"""What a person may ask of the connected back offices, and how a connection is changed.

Lanes are exchanged while the program runs: the old ones end what they do, what the connected
offices can do follows at once, and another account is read from its beginning.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from posapp.adapters.backoffice.spec import BackendSpec, OpenDoor
from posapp.adapters.http import HttpDoor
from posapp.connections.accounts import meet_accounts
from posapp.connections.asking import MakeOffice, OfficeQuestions
from posapp.connections.caps import ConnectedCaps
from posapp.connections.chosen import ChosenOffices
from posapp.connections.kept import Choice
from posapp.connections.lane_maker import LaneMaker
from posapp.connections.offers import office_offers, require_fields, spec_named
from posapp.connections.office import ConnectedOffice, office_lanes
from posapp.connections.words import answers, reason_of
from posapp.domain.changes import Topic
from posapp.domain.errors import DomainError
from posapp.domain.journal import Actor, JournalEntry, Verb
from posapp.domain.venue import Remote
from posapp.ports.backoffice import (
    Cap,
    CommerceBackend,
    CustomerRecord,
    GiftCardBalance,
    Kind,
    PickupLocation,
)
from posapp.ports.failures import Failure
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
    chosen: ChosenOffices
    questions: OfficeQuestions
    caps: ConnectedCaps = field(default_factory=ConnectedCaps)
    _engine: SyncEngine = field(default_factory=lambda: SyncEngine([]))

    def open(self) -> list[Lane]:
        """The lanes of what is connected; a DomainError names a wrong value in settings.toml."""
        self.chosen.load()
        with self.maker.store.write("connection.account", actor=self.maker.program_actor) as uow:
            self._meet_accounts(uow)
        return self._settled_lanes()

    def use(self, engine: SyncEngine) -> None:
        """From now on lanes are exchanged in `engine`."""
        self._engine = engine

    def offers(self) -> Sequence[BackendOffer]:
        """Every system there is an adapter for, by title."""
        return office_offers(self.chosen.specs)

    def roles(self) -> Sequence[RoleState]:
        """What each role is connected to."""
        return [self._state(role) for role in Role]

    def people_keeper(self) -> str:
        """The title of the system that keeps the customers, also of one in trouble; "" for none."""
        return self.chosen.people_keeper()

    def secrets_are_kept(self) -> str:
        """Where secrets are kept, as a sentence."""
        return self.chosen.secrets.are_kept()

    def checks(self) -> dict[str, Callable[[], str]]:
        """By title, what proves a connection, in the words of `test`; DomainError says why not."""
        found: dict[str, Callable[[], str]] = {}
        for role, office in self.chosen.offices.items():
            title = office.spec.title
            name = title if title not in found else f"{title} ({role})"
            found[name] = partial(_proof_of, office)
        for role, trouble in self.chosen.troubles.items():
            found[f"back office for {role}"] = partial(_raise, trouble)
        return found

    def troubles(self) -> list[str]:
        """Why roles are not connected as they were to be, a sentence each."""
        return list(dict.fromkeys(self.chosen.troubles.values()))

    def test(
        self, role: Role, backend: str, *, values: Mapping[str, str], secrets: Mapping[str, str]
    ) -> Inquiry[str]:
        """Try a connection beside the window; nothing is kept."""
        spec = spec_named(backend, self.chosen.specs)

        def check(office: CommerceBackend) -> str:
            office.check()
            return answers(spec.title)

        make = self._maker_of(role, spec, values=values, secrets=secrets)
        return self.questions.ask("test", make=make, title=spec.title, question=check)

    def locations(
        self, role: Role, backend: str, *, values: Mapping[str, str], secrets: Mapping[str, str]
    ) -> Inquiry[Sequence[PickupLocation]]:
        """Ask a system where orders are collected, as it is being set up; nothing is kept."""
        spec = spec_named(backend, self.chosen.specs)

        def listed(office: CommerceBackend) -> Sequence[PickupLocation]:
            return office.pickup_locations()

        return self.questions.ask(
            "locations",
            make=self._maker_of(role, spec, values=values, secrets=secrets),
            title=spec.title,
            question=listed,
            needs=Cap.PICKUP_LOCATIONS,
        )

    def _maker_of(
        self,
        role: Role,
        spec: BackendSpec,
        *,
        values: Mapping[str, str],
        secrets: Mapping[str, str],
    ) -> MakeOffice:
        def make(open_door: OpenDoor) -> ConnectedOffice:
            require_fields(spec, values=values, secrets=secrets)
            return self.chosen.tried(role, spec, values=values, typed=secrets, open_door=open_door)

        return make

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
        chosen = self.chosen
        spec = spec_named(backend, chosen.specs)
        require_fields(spec, values=values, secrets=secrets)
        trial = chosen.tried(role, spec, values=values, typed=secrets, open_door=self.maker.door)
        self.maker.give_up(trial.doors)
        if chosen.choices[role].backend != backend:
            chosen.forget_secrets(role)
        for name, secret in secrets.items():
            if secret:
                chosen.secrets.put(role, name, secret)
        self._exchange(role, Choice(backend, dict(values)), actor=actor)

    def disconnect(self, role: Role, *, actor: Actor) -> None:
        """Forget a connection and its secrets; what is unsent waits for the next one."""
        self.chosen.forget_secrets(role)
        self._exchange(role, Choice(), actor=actor)

    def search_there(self, words: str) -> Inquiry[Sequence[CustomerRecord]]:
        """Ask the office of people for somebody."""

        def search(office: CommerceBackend) -> Sequence[CustomerRecord]:
            return office.search_customers(words)

        return self.questions.ask(
            "search",
            make=partial(self.chosen.anew, Role.PEOPLE),
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
            make=partial(self.chosen.anew, Role.ORDERS),
            title=self.caps.title(Role.ORDERS),
            question=balance,
            needs=Cap.GIFT_CARD,
        )

    def _state(self, role: Role) -> RoleState:
        choice, office = self.chosen.choices[role], self.chosen.offices.get(role)
        return RoleState(
            role=role,
            backend=choice.backend,
            values=choice.values,
            kept_secrets=frozenset() if office is None else office.kept_secrets,
            caps=frozenset() if office is None else office.backend.caps,
            trouble=self.chosen.troubles.get(role, ""),
        )

    def _settled_lanes(self) -> list[Lane]:
        """Say what can be done from now on; returns the lanes that do it."""
        self.caps = self.chosen.serving()
        self.maker.store.caps = self.caps
        return office_lanes(
            self.maker,
            orders=self.chosen.offices.get(Role.ORDERS),
            people=self.chosen.offices.get(Role.PEOPLE),
            is_people_elsewhere=self.chosen.is_people_elsewhere,
        )

    def _exchange(self, role: Role, choice: Choice, *, actor: Actor) -> None:
        """Let a role be another's from now on; the lanes of the old ones end what they do.

        What goes wrong in between leaves the role as it was, and its lanes at work.
        """
        before = self.chosen.choices[role]
        retired = self._engine.retire(list(REMOTES.values()))
        doors = [door for office in self.chosen.offices.values() for door in office.doors]
        try:
            if choice.backend and choice != before:
                self._begin_anew(role, choice, actor=actor)
            self.chosen.keep(role, choice)
        finally:
            self.maker.vault_trouble = ""  # it is asked again
            for one in Role:
                self.chosen.set_up(one)
            lanes = self._settled_lanes()
            try:
                with self.maker.store.write("connection", actor=actor) as uow:
                    self._meet_accounts(uow)
                    self._note(role, before=before, uow=uow)
            finally:
                self._engine.hand_over(
                    retired,
                    lanes,
                    on_ended=partial(self.maker.give_up, doors),
                    cut=partial(_cut, doors),
                )

    def _begin_anew(self, role: Role, choice: Choice, *, actor: Actor) -> None:
        """Forget where readings stopped: it means nothing to another account.

        The retired lanes write no resume point any more.
        """
        with self.maker.store.write("connection.anew", actor=actor) as uow:
            _forget_cursors(REMOTES[role], choice.backend, uow=uow)

    def _meet_accounts(self, uow: UnitOfWork) -> None:
        """Whatever another account of the same system told, or was read to, means nothing now."""
        serving = self.chosen.served_by()
        for role in meet_accounts(serving, self.chosen.specs, uow=uow):
            for remote in REMOTES.values():
                _forget_cursors(remote, serving[role].backend, uow=uow)

    def _note(self, role: Role, *, before: Choice, uow: UnitOfWork) -> None:
        """Let screens and the journal know what a role is connected to now."""
        choice = self.chosen.choices[role]
        for one, remote in REMOTES.items():
            is_another = one is role and choice.backend != before.backend
            if is_another or one not in self.chosen.offices:
                uow.feeds.forget_health(remote)
        if choice is not before:
            uow.record(
                JournalEntry(
                    Verb.CONNECTION_CHANGED,
                    role.value,
                    before={"backend": before.backend},
                    after={"backend": choice.backend},
                )
            )
        uow.touch(Topic.CONNECTIONS, Topic.HEALTH, Topic.OUTBOX)


def _forget_cursors(remote: Remote, backend: str, *, uow: UnitOfWork) -> None:
    for kind in Kind:
        uow.feeds.save_cursor(remote, cursor_name(backend, kind), "")


def _cut(doors: Sequence[HttpDoor]) -> None:
    for door in doors:
        door.abort()


def _proof_of(office: ConnectedOffice) -> str:
    title = office.spec.title
    try:
        office.backend.check()
    except Failure as failure:
        raise DomainError("no_proof", reason_of(failure, title=title)) from failure
    return answers(title)


def _raise(trouble: str) -> str:
    raise DomainError("not_set_up", trouble)
