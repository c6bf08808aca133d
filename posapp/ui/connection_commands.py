"""What the window may do with connections to back offices; changing one takes a manager."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from posapp.ports.backoffice import PickupLocation
from posapp.ports.inquiry import Inquiry
from posapp.ports.office import BackendOffer, OfficeCaps, Role, RoleState


class ConnectionCommands(Protocol):
    """The verbs of the connection screen. `secrets` holds only those typed anew."""

    @property
    def caps(self) -> OfficeCaps:
        """What the connected systems can do."""
        ...

    def offers(self) -> Sequence[BackendOffer]:
        """Every system there is an adapter for."""
        ...

    def roles(self) -> Sequence[RoleState]:
        """What each role is connected to now."""
        ...

    def secrets_are_kept(self) -> str:
        """Where secrets are kept, as a sentence: the keyring's name, or “for this run only”."""
        ...

    def test(
        self, role: Role, backend: str, *, values: Mapping[str, str], secrets: Mapping[str, str]
    ) -> Inquiry[str]:
        """Try a connection without keeping it; the answer is a sentence, the trouble the reason."""
        ...

    def locations(
        self, role: Role, backend: str, *, values: Mapping[str, str], secrets: Mapping[str, str]
    ) -> Inquiry[Sequence[PickupLocation]]:
        """Ask a system that could be connected so where orders are collected; nothing is kept."""
        ...

    def connect(
        self, role: Role, backend: str, *, values: Mapping[str, str], secrets: Mapping[str, str]
    ) -> None:
        """Keep a connection and use it from now on; DomainError names the field that is wrong."""
        ...

    def disconnect(self, role: Role) -> None:
        """Forget a connection and its secrets; what is unsent waits for the next one."""
        ...
