"""What a file in this package declares about its back office, and where its door may lead."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from posapp.adapters.http import LOOPBACK, DoorPolicy, HttpDoor
from posapp.domain.errors import DomainError
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

    def values_of(self, connection: Connection) -> dict[str, str]:
        """The form by field name: what a connection holds, the default of a field it lacks."""
        return {one.name: one.default for one in self.fields} | connection.values


def door_policy(address: str, *, peer: str) -> DoorPolicy:
    """A door to the host of `address` alone: over https, or to a sandbox on this machine.

    DomainError on the field `base_url` when it is neither.
    """
    try:
        url = urlsplit(address)
    except ValueError:  # a bracket that does not close
        url = urlsplit("")
    is_sandbox = url.hostname in LOOPBACK
    if not url.hostname or not (is_sandbox or url.scheme == "https"):
        message = f"{peer} is reached over https only."
        raise DomainError("bad_address", message, field="base_url")
    return DoorPolicy(peer=peer, hosts=frozenset({url.hostname}), allow_loopback_http=is_sandbox)
