"""A whole program on a folder of its own, to be connected to back offices on loopback."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from posapp.adapters.keyring_secrets import KeyringSecrets
from posapp.app import Program
from posapp.domain.changes import Changes, Topic
from posapp.domain.staff import Role as StaffRole
from posapp.ports.inquiry import Inquiry
from posapp.ports.office import Role, RoleState
from posapp.ports.secrets import SecretStore
from posapp.sandbox.credentials import Credentials
from posapp.settings import OrdersSection, PeopleSection, Settings, TaxSection
from posapp.surroundings import Surroundings, seeded_ids
from posapp.usecases.add_staff import AddStaff
from tests.support.clock import ManualClock
from tests.support.programs import program_in

TOKEN = Credentials().backoffice_token
SOON_S = 20.0


class _Kept:
    """What a vault of the operating system does, in memory."""

    def __init__(self) -> None:
        self._kept: dict[str, str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self._kept.get(username)

    def set_password(self, service: str, username: str, password: str) -> None:
        self._kept[username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self._kept[username]


class Vault(KeyringSecrets):
    """A vault of the operating system, as far as posapp can tell."""

    def __init__(self) -> None:
        super().__init__(_Kept(), where="Secret Service")


class Rig:
    """One terminal that is opened and closed; its vault and its clock stay."""

    def __init__(self, folder: Path, *, vault: SecretStore | None = None) -> None:
        self.folder = folder
        self.clock = ManualClock()
        self.vault = vault or Vault()
        self.commits: list[Changes] = []
        self._news = threading.Event()

    @contextmanager
    def opened(
        self,
        *,
        orders: OrdersSection | None = None,
        people: PeopleSection | None = None,
        staff: str = "manager",
    ) -> Iterator[Program]:
        """The program with a person of that role signed in; its lanes stand still."""
        settings = Settings.model_construct(
            orders=orders or OrdersSection(),
            people=people or PeopleSection(),
            tax=TaxSection(percent={}),
        )
        around = Surroundings(
            clock=self.clock,
            ids=seeded_ids(self.clock),
            secrets=self.vault,
            on_commit=self._note,
        )
        program = program_in(self.folder, surroundings=around, settings=settings)
        try:
            if not program.reads.staff():
                program.add_staff(AddStaff("manager", "Mia", StaffRole.MANAGER, "1234"))
                program.add_staff(AddStaff("seller", "Ana", StaffRole.SELLER, "1234"))
            assert program.verbs.sign_in(staff, "1234").staff is not None
            self.clock.advance(1_000)
            yield program
        finally:
            program.close()

    def until(self, seen: Callable[[], bool]) -> None:
        """Wait for something that a commit or an answer brings about."""
        ends_s = time.monotonic() + SOON_S
        while not seen():
            assert time.monotonic() < ends_s
            self._news.wait(0.1)
            self._news.clear()

    def _note(self, changes: Changes) -> None:
        self.commits.append(changes)
        self._news.set()


def sandbox(url: str) -> OrdersSection:
    """The sandbox at `url` as settings.toml would name it."""
    return OrdersSection(backend="sandbox", fields={"base_url": url})


def connect(program: Program, url: str, *, role: Role = Role.ORDERS, token: str = TOKEN) -> None:
    """Connect the sandbox at `url` in the window."""
    secrets = {"token": token} if token else {}
    program.verbs.connections.connect(role, "sandbox", values={"base_url": url}, secrets=secrets)


def asked(rig: Rig, inquiry: Inquiry[str]) -> tuple[str | None, str]:
    """The answer and the trouble of a question, once it is done."""
    rig.until(lambda: inquiry.is_done)
    return inquiry.answer, inquiry.trouble


def state_of(program: Program, role: Role = Role.ORDERS) -> RoleState:
    """What a role is connected to."""
    return next(one for one in program.verbs.connections.roles() if one.role is role)


def values_of(state: RoleState) -> tuple[str, Mapping[str, str], frozenset[str]]:
    """The parts of it that a connection is made of."""
    return state.backend, state.values, state.kept_secrets


def is_told(rig: Rig, topic: Topic) -> bool:
    """True once a commit or an answer has touched this."""
    return any(topic in changes for changes in rig.commits)
