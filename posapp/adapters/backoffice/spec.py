"""What a file in this package declares about its back office."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from posapp.ports.backoffice import Cap, CommerceBackend, Connection, SettingField
from posapp.ports.clock import Clock

Make = Callable[[Connection, Clock], CommerceBackend]


@dataclass(frozen=True, slots=True, kw_only=True)
class BackendSpec:
    """A system posapp can talk to: its settings form is made from `fields`.

    `make` opens nothing; it raises a DomainError on the field that cannot be right.
    """

    name: str
    title: str
    fields: tuple[SettingField, ...]
    caps: frozenset[Cap]
    make: Make
