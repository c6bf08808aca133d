"""A desk at which no back office is connected, for tills that are tried without one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from posapp.domain.errors import DomainError
from posapp.domain.journal import Actor
from posapp.ports.backoffice import CustomerRecord, GiftCardBalance, PickupLocation
from posapp.ports.inquiry import Inquiry
from posapp.ports.office import BackendOffer, NothingConnected, OfficeCaps, Role, RoleState


class EmptyDesk:
    """Satisfies posapp.connection_verbs.OfficeDesk; nothing can be connected to it."""

    caps: OfficeCaps = NothingConnected()

    def offers(self) -> Sequence[BackendOffer]:
        return ()

    def roles(self) -> Sequence[RoleState]:
        return [RoleState(role=role, values={}) for role in Role]

    def secrets_are_kept(self) -> str:
        return "Secrets are kept nowhere."

    def test(
        self, role: Role, backend: str, *, values: Mapping[str, str], secrets: Mapping[str, str]
    ) -> Inquiry[str]:
        raise _unknown(backend)

    def locations(
        self, role: Role, backend: str, *, values: Mapping[str, str], secrets: Mapping[str, str]
    ) -> Inquiry[Sequence[PickupLocation]]:
        raise _unknown(backend)

    def connect(
        self,
        role: Role,
        backend: str,
        *,
        values: Mapping[str, str],
        secrets: Mapping[str, str],
        actor: Actor,
    ) -> None:
        raise _unknown(backend)

    def disconnect(self, role: Role, *, actor: Actor) -> None:
        pass

    def search_there(self, words: str) -> Inquiry[Sequence[CustomerRecord]]:
        raise _unknown("")

    def gift_card(self, code: str) -> Inquiry[GiftCardBalance]:
        raise _unknown("")


def _unknown(backend: str) -> DomainError:
    return DomainError("unknown_backend", f"There is no back office called “{backend}”.")
