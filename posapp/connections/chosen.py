"""Which back office does the work of each role, as it was chosen, with its secrets.

What was connected in the window wins over settings.toml. Whatever is wrong with such a connection,
the till opens: the role then has no office, its work waits, and the trouble is said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from posapp.adapters import backoffice
from posapp.adapters.backoffice.spec import BackendSpec, OpenDoor
from posapp.connections.caps import ConnectedCaps
from posapp.connections.kept import Choice, KeptConnections
from posapp.connections.lane_maker import LaneMaker
from posapp.connections.offers import spec_named
from posapp.connections.office import ConnectedOffice, make_office
from posapp.connections.role_secrets import RoleSecrets
from posapp.domain.errors import DomainError
from posapp.ports.office import Role


@dataclass(slots=True, kw_only=True)
class ChosenOffices:
    """By role: what is chosen, the office made of it, or why there is none."""

    maker: LaneMaker
    kept: KeptConnections
    specs: Mapping[str, BackendSpec] = field(default_factory=backoffice.discover)
    choices: dict[Role, Choice] = field(default_factory=dict)
    offices: dict[Role, ConnectedOffice] = field(default_factory=dict)
    troubles: dict[Role, str] = field(default_factory=dict)
    secrets: RoleSecrets = field(init=False)

    def __post_init__(self) -> None:
        self.secrets = RoleSecrets(self.maker)

    @property
    def is_people_elsewhere(self) -> bool:
        """True of a second office, also one that cannot be used: its work is nobody else's."""
        return bool(self.choices[Role.PEOPLE].backend) or Role.PEOPLE in self.troubles

    def people_keeper(self) -> str:
        """Whose the customers are, by title: whatever the trouble with it, they stay its own."""
        for role in (Role.PEOPLE, Role.ORDERS):
            if name := self.choices[role].backend:
                spec = self.specs.get(name)
                return name if spec is None else spec.title
            if role in self.troubles:  # what was connected nobody can read
                return "The back office"
        return ""

    def load(self) -> None:
        """Take what is kept, then what settings.toml says, and make the offices.

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
            self.choices = dict.fromkeys(Role, Choice())
            self.troubles = dict.fromkeys(Role, error.message)
            return
        for role, section in sections.items():
            self.choices[role] = kept.get(role) or section
            wrong = self.set_up(role)
            if wrong is not None and role not in kept and not self._is_secret(role, wrong.field):
                raise wrong

    def set_up(self, role: Role) -> DomainError | None:
        """Make the office of a role as it is chosen, or note and return why it cannot be."""
        self.offices.pop(role, None)
        choice = self.choices[role]
        if not choice.backend:
            return None
        self.troubles.pop(role, None)
        try:
            self.offices[role] = self._made(role, self.maker.door)
        except DomainError as error:
            reason = self.maker.vault_trouble or error.message
            spec = self.specs.get(choice.backend)
            title = choice.backend if spec is None else spec.title
            self.troubles[role] = f"{title} is not connected: {reason}"
            return error
        return None

    def served_by(self) -> dict[Role, Choice]:
        """The choice for the work of each role: the office of orders does people while alone."""
        served = dict(self.choices)
        if not self.is_people_elsewhere:
            served[Role.PEOPLE] = served[Role.ORDERS]
        return served

    def serving(self) -> ConnectedCaps:
        """Who does the work of each role now."""
        serving = dict(self.offices)
        names = {role: choice.backend for role, choice in self.served_by().items()}
        if not self.is_people_elsewhere and Role.ORDERS in serving:
            serving[Role.PEOPLE] = serving[Role.ORDERS]
        return ConnectedCaps(serving, awaited=names)

    def anew(self, role: Role, open_door: OpenDoor) -> ConnectedOffice:
        """The office that does the work of a role, over another door."""
        roles = (role,) if self.is_people_elsewhere else (role, Role.ORDERS)
        for chosen in roles:
            if chosen in self.offices:
                return self._made(chosen, open_door)
        raise DomainError("not_connected", "No back office is connected.")

    def tried(
        self,
        role: Role,
        spec: BackendSpec,
        *,
        values: Mapping[str, str],
        typed: Mapping[str, str],
        open_door: OpenDoor,
    ) -> ConnectedOffice:
        """An office as it is being set up; a DomainError names the field, or says of a secret that
        is kept that its vault does not open.
        """
        self.maker.vault_trouble = ""  # it is asked again
        secrets = self.secrets_of(role, spec, typed=typed)
        choice = Choice(spec.name, dict(values))
        try:
            return make_office(spec, choice, secrets=secrets, open_door=open_door)
        except DomainError as error:
            is_secret = any(one.name == error.field and one.is_secret for one in spec.fields)
            if is_secret and (locked := self.maker.vault_trouble):
                raise DomainError("vault_locked", locked, field=error.field) from error
            raise

    def secrets_of(
        self, role: Role, spec: BackendSpec, *, typed: Mapping[str, str]
    ) -> dict[str, str]:
        """What was typed, else what is kept; another system's secret is never told to this one."""
        is_same = self.choices[role].backend in {"", spec.name}
        names = [one.name for one in spec.fields if one.is_secret]
        kept = {name: self.secrets.get(role, name) if is_same else "" for name in names}
        return kept | {name: secret for name, secret in typed.items() if secret}

    def forget_secrets(self, role: Role) -> None:
        """Remove those of the system that is connected for a role."""
        spec = self.specs.get(self.choices[role].backend)
        for one in spec.fields if spec is not None else ():
            if one.is_secret:
                self.secrets.forget(role, one.name)

    def keep(self, role: Role, choice: Choice) -> None:
        """Choose for a role from now on, also after the next start."""
        try:
            kept = self.kept.load()
        except DomainError:  # what it said of the other role nobody knows: a person connects it
            self.kept.set_aside()
            kept = dict.fromkeys(Role, Choice())
            self.troubles.clear()
        self.kept.save({**kept, role: choice})
        self.choices[role] = choice
        self.troubles.pop(role, None)

    def _made(self, role: Role, open_door: OpenDoor) -> ConnectedOffice:
        choice = self.choices[role]
        spec = spec_named(choice.backend, self.specs)
        secrets = self.secrets_of(role, spec, typed={})
        return make_office(spec, choice, secrets=secrets, open_door=open_door)

    def _is_secret(self, role: Role, name: str) -> bool:
        spec = self.specs.get(self.choices[role].backend)
        return spec is not None and any(one.name == name and one.is_secret for one in spec.fields)
