"""What a file in this package declares about its back office."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from posapp.adapters.http import DoorPolicy, HttpDoor
from posapp.ports.backoffice import Cap, CommerceBackend, Connection, SettingField

OpenDoor = Callable[[DoorPolicy], HttpDoor]
Make = Callable[[Connection, OpenDoor], CommerceBackend]


@dataclass(frozen=True, slots=True, kw_only=True)
class BackendSpec:
    """A system posapp can talk to: its settings form is made from `fields`.

    `make` connects to nothing; it raises a DomainError on the field that cannot be right. The door
    it asks for is the caller's, who cuts it at the end. `caps` is the most a connection can do;
    `why_not` explains what is missing, a sentence for staff each. `goes_by_files` is of a system
    whose customers and orders are files instead.
    """

    name: str
    title: str
    fields: tuple[SettingField, ...]
    caps: frozenset[Cap]
    make: Make
    why_not: Mapping[Cap, str] = field(default_factory=dict)
    goes_by_files: bool = False
