"""The form that connects a role to a system, without Qt. No kept secret ever comes back into it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from posapp.domain.errors import DomainError
from posapp.ports.backoffice import SettingField
from posapp.ports.office import BackendOffer, Role, RoleState
from posapp.ui.desk import Desk, Notice
from posapp.ui.screens.connections.abilities import Ability, abilities_of, manner_of
from posapp.ui.screens.connections.locations import LocationList
from posapp.ui.screens.connections.presenter import (
    NEXT_ONE,
    TITLES,
    ConnectionsPresenter,
)
from posapp.ui.screens.connections.trial import Trial


@dataclass(frozen=True, slots=True)
class SystemChoice:
    """A system to choose: its key, title, and how far it goes."""

    key: str
    title: str
    note: str


@dataclass(frozen=True, slots=True)
class Input:
    """One setting: `text` is what it begins with, `is_kept` a secret that is there already."""

    field: SettingField
    text: str = ""
    is_kept: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSheet:
    """The form as it begins. `usual` are the settings that mostly stay as they are.

    `dead_end` says why this system cannot be connected at all, "" when it can; `goes_by_files`
    that there is another way.
    """

    heading: str
    systems: tuple[SystemChoice, ...]
    chosen: str
    title: str = ""
    warning: str = ""
    dead_end: str = ""
    goes_by_files: bool = False
    account: tuple[Input, ...] = ()
    usual: tuple[Input, ...] = ()
    has_secret: bool = False
    secrets_are_kept: str = ""
    abilities: tuple[Ability, ...] = ()
    abilities_note: str = ""


@dataclass(slots=True)
class ConnectionForm:
    """One form at a time; `role` is None while there is none."""

    desk: Desk
    connections: ConnectionsPresenter
    role: Role | None = None
    chosen: str = ""
    trial: Trial = field(default_factory=Trial)
    listing: LocationList = field(default_factory=LocationList)

    def open(self, role: Role) -> None:
        """Begin with what the role is connected to, or with the only system there is."""
        offers = self._offers()
        self.role = role
        self.chosen = self.connections.state(role).backend
        if not self.chosen and len(offers) == 1:
            self.chosen = offers[0].name
        self._forget()

    def choose(self, name: str) -> None:
        """Look at another system's form."""
        self.chosen = name
        self._forget()

    def close(self) -> None:
        """Nothing is kept."""
        self.role, self.chosen = None, ""
        self._forget()

    def _forget(self) -> None:
        self.trial.forget()
        self.listing.forget()

    def sheet(self, typed: Mapping[str, str] | None = None) -> FormSheet | None:
        """The form; `typed` brings texts back that were typed before."""
        if self.role is None:
            return None
        offers, state = self._offers(), self.connections.state(self.role)
        systems = tuple(SystemChoice(one.name, one.title, manner_of(one)) for one in offers)
        heading = TITLES[self.role]
        offer = self.connections.offer(self.chosen)
        if offer is None:
            return FormSheet(heading=heading, systems=systems, chosen=self.chosen)
        inputs = _inputs(offer, state, typed or {})
        is_usual = [bool(one.field.default) for one in inputs]
        return FormSheet(
            heading=heading,
            systems=systems,
            chosen=offer.name,
            title=offer.title,
            warning=self._warning(offer, state),
            dead_end=_dead_end(offer),
            goes_by_files=offer.goes_by_files,
            account=tuple(one for one, usual in zip(inputs, is_usual, strict=True) if not usual),
            usual=tuple(one for one, usual in zip(inputs, is_usual, strict=True) if usual),
            has_secret=any(one.field.is_secret for one in inputs),
            secrets_are_kept=self.desk.act.connections.secrets_are_kept(),
            abilities=self._abilities(offer, state),
            abilities_note=_note(offer, state),
        )

    def _offers(self) -> Sequence[BackendOffer]:
        return self.desk.act.connections.offers()

    def _warning(self, offer: BackendOffer, state: RoleState) -> str:
        if not offer.caps or not state.backend or state.backend == offer.name:
            return ""
        before = self.connections.offer(state.backend)
        title = before.title if before else state.backend
        return (
            f"“Connect” puts {offer.title} in the place of {title}. What {title} told stays here;"
            f" its settings and keys are forgotten. {NEXT_ONE}"
        )

    def _abilities(self, offer: BackendOffer, state: RoleState) -> tuple[Ability, ...]:
        assert self.role is not None
        role = self.role
        if _is_live(offer, state):
            caps = self.desk.act.connections.caps
            return abilities_of(role, state.caps, why_not=lambda cap: caps.why_not(role, cap))
        return abilities_of(role, offer.caps, why_not=lambda cap: offer.why_not.get(cap, ""))

    # --- verbs; both raise a DomainError, which names its field ---

    def test(self, values: Mapping[str, str], secrets: Mapping[str, str]) -> None:
        """Try what the form holds; nothing is kept."""
        assert self.role is not None
        inquiry = self.desk.act.connections.test(
            self.role, self.chosen, values=values, secrets=secrets
        )
        offer = self.connections.offer(self.chosen)
        self.trial.begin(inquiry, title=offer.title if offer else self.chosen)
        self.listing.forget()

    def follow(self, values: Mapping[str, str], secrets: Mapping[str, str]) -> None:
        """Once it answers, ask what a field can be filled in with; what is typed stays.

        Whoever signs in behind the answer may be no manager, who alone can ask.
        """
        offer = self.connections.offer(self.chosen)
        lists = any(one.lists in offer.caps for one in offer.fields) if offer else False
        is_due = lists and self.trial.has_answered and not self.listing.is_asked
        if self.role is not None and is_due and self.connections.is_manager():
            connections = self.desk.act.connections
            self.listing.begin(
                connections.locations(self.role, self.chosen, values=values, secrets=secrets)
            )

    def connect(self, values: Mapping[str, str], secrets: Mapping[str, str]) -> None:
        """Keep what the form holds and use it from now on."""
        role, offer = self.role, self.connections.offer(self.chosen)
        if role is None or offer is None:
            message = "Choose a system first."
            raise DomainError("no_system", message, field="backend")
        self.desk.act.connections.connect(role, self.chosen, values=values, secrets=secrets)
        self.close()
        self.connections.cancel_test(role)
        self.desk.refresh_overview()
        what = TITLES[role].lower()
        self.desk.window.notify(Notice(f"{offer.title} is connected for {what}"))


def _inputs(offer: BackendOffer, state: RoleState, typed: Mapping[str, str]) -> list[Input]:
    is_same = state.backend == offer.name
    found = []
    for one in offer.fields:
        if one.is_secret:
            found.append(Input(one, is_kept=is_same and one.name in state.kept_secrets))
            continue
        first = state.values.get(one.name, one.default) if is_same else one.default
        found.append(Input(one, typed.get(one.name, first)))
    return found


def _is_live(offer: BackendOffer, state: RoleState) -> bool:
    return state.backend == offer.name and not state.trouble


def _note(offer: BackendOffer, state: RoleState) -> str:
    if not offer.caps or _is_live(offer, state):
        return ""
    return "At most: the account's rights and the settings decide."


def _dead_end(offer: BackendOffer) -> str:
    if offer.caps:
        return ""
    if offer.goes_by_files:
        return f"{offer.title} cannot be connected. Its customers and orders go by files instead."
    return f"{offer.title} cannot be connected. The list says for each point what to do instead."
