"""The verbs about connections to back offices; only a manager's hand changes one.

A test takes a manager too: it would show kept secrets to whatever address somebody typed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from posapp.domain.errors import DomainError
from posapp.domain.journal import Actor
from posapp.domain.staff import Role as StaffRole
from posapp.domain.staff import Staff
from posapp.ports.backoffice import CustomerRecord, GiftCardBalance, PickupLocation
from posapp.ports.inquiry import Inquiry
from posapp.ports.office import BackendOffer, OfficeCaps, Role, RoleState


class OfficeDesk(Protocol):
    """The connected back offices, as far as a person may ask and change them."""

    @property
    def caps(self) -> OfficeCaps:
        """What they can do."""
        ...

    def offers(self) -> Sequence[BackendOffer]:
        """Every system there is an adapter for."""
        ...

    def roles(self) -> Sequence[RoleState]:
        """What each role is connected to."""
        ...

    def secrets_are_kept(self) -> str:
        """Where secrets are kept, as a sentence."""
        ...

    def test(
        self, role: Role, backend: str, *, values: Mapping[str, str], secrets: Mapping[str, str]
    ) -> Inquiry[str]:
        """Try a connection beside the window."""
        ...

    def locations(
        self, role: Role, backend: str, *, values: Mapping[str, str], secrets: Mapping[str, str]
    ) -> Inquiry[Sequence[PickupLocation]]:
        """Ask a system, as it is being set up, where orders are collected."""
        ...

    def connect(
        self,
        role: Role,
        backend: str,
        *,
        values: Mapping[str, str],
        secrets: Mapping[str, str],
        actor: Actor,
    ) -> None:
        """Keep a connection and use it from now on."""
        ...

    def disconnect(self, role: Role, *, actor: Actor) -> None:
        """Forget a connection and its secrets."""
        ...

    def search_there(self, words: str) -> Inquiry[Sequence[CustomerRecord]]:
        """Ask the office of people for somebody."""
        ...

    def gift_card(self, code: str) -> Inquiry[GiftCardBalance]:
        """Ask the office of orders for a gift card's balance."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionVerbs:
    """Satisfies `posapp.ui.connection_commands.ConnectionCommands`; see there for each verb.

    `actor` says who acts, and raises a DomainError when nobody is signed in; `staff` is who.
    """

    desk: OfficeDesk
    actor: Callable[[], Actor]
    staff: Callable[[], Staff | None]

    @property
    def caps(self) -> OfficeCaps:
        """What the connected systems can do."""
        return self.desk.caps

    def offers(self) -> Sequence[BackendOffer]:
        """Every system there is an adapter for."""
        return self.desk.offers()

    def roles(self) -> Sequence[RoleState]:
        """What each role is connected to now."""
        return self.desk.roles()

    def secrets_are_kept(self) -> str:
        """Where secrets are kept."""
        return self.desk.secrets_are_kept()

    def test(
        self, role: Role, backend: str, *, values: Mapping[str, str], secrets: Mapping[str, str]
    ) -> Inquiry[str]:
        """Try a connection without keeping it."""
        self._require_manager()
        return self.desk.test(role, backend, values=values, secrets=secrets)

    def locations(
        self, role: Role, backend: str, *, values: Mapping[str, str], secrets: Mapping[str, str]
    ) -> Inquiry[Sequence[PickupLocation]]:
        """Ask where orders are collected, without keeping anything."""
        self._require_manager()
        return self.desk.locations(role, backend, values=values, secrets=secrets)

    def connect(
        self, role: Role, backend: str, *, values: Mapping[str, str], secrets: Mapping[str, str]
    ) -> None:
        """Keep a connection and use it."""
        actor = self._require_manager()
        self.desk.connect(role, backend, values=values, secrets=secrets, actor=actor)

    def disconnect(self, role: Role) -> None:
        """Forget a connection and its secrets."""
        self.desk.disconnect(role, actor=self._require_manager())

    def _require_manager(self) -> Actor:
        actor, staff = self.actor(), self.staff()
        if staff is None or staff.role is not StaffRole.MANAGER:
            message = "Connections are a manager's to change. Let a manager sign in."
            raise DomainError("manager_needed", message)
        return actor
