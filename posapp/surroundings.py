"""What a program is given from outside: a clock, ids, secrets, chance and who is told.

The environment is read here and in the command line, nowhere else.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from posapp.adapters.given_secrets import GivenSecrets
from posapp.adapters.keyring_secrets import MemorySecrets, open_secrets
from posapp.adapters.system_clock import SystemClock, TimeOrderedIds
from posapp.domain.changes import Changes
from posapp.ports.clock import Clock, IdSource
from posapp.ports.secrets import SecretStore
from posapp.store.opening import no_point
from posapp.sync.schedule import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a program is given from outside; the demo and the tests give their own.

    `export_plan` stands in for the settings' times at which export files are pulled.
    """

    clock: Clock
    ids: IdSource
    secrets: SecretStore
    jitter: Random = field(default_factory=Random)
    on_commit: Callable[[Changes], None] = lambda _: None
    on_fault: Callable[[BaseException], None] = lambda _: None
    at_point: Callable[[str], None] = no_point
    export_plan: Plan | None = None

    @property
    def keeps_secrets(self) -> bool:
        """False when there is no vault and secrets end with the program."""
        secrets = self.secrets
        vault = secrets.vault if isinstance(secrets, GivenSecrets) else secrets
        return not isinstance(vault, MemorySecrets)


def machine(
    *,
    on_commit: Callable[[Changes], None] = lambda _: None,
    on_fault: Callable[[BaseException], None] = lambda _: None,
) -> Surroundings:
    """This machine's clock, random ids, vault and the secrets given by its environment."""
    clock = SystemClock()
    return Surroundings(
        clock=clock,
        ids=TimeOrderedIds(clock),
        secrets=GivenSecrets(os.environ, vault=open_secrets()),
        on_commit=on_commit,
        on_fault=on_fault,
    )


def seeded_ids(clock: Clock) -> IdSource:
    """Time-ordered ids by another clock than the machine's."""
    return TimeOrderedIds(clock)


def memory_secrets(kept: dict[str, str]) -> SecretStore:
    """Secrets that end with the program: for the demo, and for machines without a vault."""
    secrets = MemorySecrets()
    for name, secret in kept.items():
        secrets.put(name, secret)
    return secrets
