"""Connections to back offices that a test sets up; a question is answered when the test says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from posapp.domain.errors import DomainError
from posapp.ports.backoffice import Cap, PickupLocation, SettingField
from posapp.ports.office import BackendOffer, Role, RoleState

Answer = TypeVar("Answer")

OFFERS = (
    BackendOffer(
        name="commerce7",
        title="Commerce7",
        fields=(
            SettingField("tenant", "Tenant", hint="as in the address of its admin panel"),
            SettingField("app_id", "App ID"),
            SettingField("secret", "App secret key", is_secret=True),
            SettingField("pickup_location", "Pickup location", lists=Cap.PICKUP_LOCATIONS),
            SettingField("marks_pickups", "Mark pickups", default="yes", choices=("no", "yes")),
        ),
        caps=frozenset(Cap),
        why_not={},
    ),
    BackendOffer(
        name="orderport",
        title="OrderPort",
        fields=(
            SettingField("client_id", "Client ID"),
            SettingField("api_key", "API key", is_secret=True),
        ),
        caps=frozenset({Cap.READ_PRODUCT, Cap.READ_CUSTOMER, Cap.READ_CLUB, Cap.READ_MEMBERSHIP}),
        why_not=dict.fromkeys(
            (Cap.PUSH_ORDER, Cap.WRITE_CUSTOMER, Cap.WRITE_CLUBS, Cap.MARK_PICKUP),
            "OrderPort's interface only reads.",
        ),
    ),
)


@dataclass
class FakeInquiry(Generic[Answer]):
    """Satisfies ports.inquiry.Inquiry; the test sets what comes of it."""

    is_done: bool = False
    answer: Answer | None = None
    trouble: str = ""

    def give_up(self) -> None:
        self.is_done = True

    def end(self, answer: Answer | None = None, *, trouble: str = "") -> None:
        """It is answered, or it has failed."""
        self.answer, self.trouble, self.is_done = answer, trouble, True


@dataclass
class FakeCaps:
    """One office for both roles; `lacks` says why it cannot do something."""

    named: str = "winedirect"
    titled: str = "WineDirect"
    lacks: dict[Cap, str] = field(default_factory=dict)

    def can(self, role: Role, cap: Cap) -> bool:
        return cap not in self.lacks

    def why_not(self, role: Role, cap: Cap) -> str:
        return self.lacks.get(cap, "")

    def title(self, role: Role) -> str:
        return self.titled

    def name(self, role: Role) -> str:
        return self.named


@dataclass
class FakeConnections:
    """Keeps what is connected in memory and notes every call; secrets are noted by name only.

    `refusal` is what the changing verbs say instead, `refused_field` the field it is about.
    """

    calls: list[tuple[str, tuple[object, ...]]] = field(default_factory=list)
    systems: Sequence[BackendOffer] = OFFERS
    states: dict[Role, RoleState] = field(default_factory=dict)
    caps: FakeCaps = field(default_factory=FakeCaps)
    inquiries: list[FakeInquiry[str]] = field(default_factory=list)
    listings: list[FakeInquiry[Sequence[PickupLocation]]] = field(default_factory=list)
    where: str = "Secrets are kept in Secret Service."
    refusal: str = ""
    refused_field: str = ""

    def offers(self) -> Sequence[BackendOffer]:
        return self.systems

    def roles(self) -> Sequence[RoleState]:
        return [self.states.get(role, RoleState(role=role, values={})) for role in Role]

    def secrets_are_kept(self) -> str:
        return self.where

    def test(
        self, role: Role, backend: str, *, values: Mapping[str, str], secrets: Mapping[str, str]
    ) -> FakeInquiry[str]:
        self._note("test", role, backend, dict(values), tuple(sorted(secrets)))
        self.inquiries.append(FakeInquiry())
        return self.inquiries[-1]

    def locations(
        self, role: Role, backend: str, *, values: Mapping[str, str], secrets: Mapping[str, str]
    ) -> FakeInquiry[Sequence[PickupLocation]]:
        self._note("locations", role, backend, dict(values), tuple(sorted(secrets)))
        self.listings.append(FakeInquiry())
        return self.listings[-1]

    def connect(
        self, role: Role, backend: str, *, values: Mapping[str, str], secrets: Mapping[str, str]
    ) -> None:
        self._note("connect", role, backend, dict(values), tuple(sorted(secrets)))
        offer = next(one for one in self.systems if one.name == backend)
        before = self.states.get(role)
        kept = before.kept_secrets if before and before.backend == backend else frozenset()
        self.states[role] = RoleState(
            role=role,
            backend=backend,
            values=dict(values),
            kept_secrets=kept | {name for name, secret in secrets.items() if secret},
            caps=offer.caps,
        )
        self.caps.titled, self.caps.named = offer.title, offer.name

    def disconnect(self, role: Role) -> None:
        self._note("disconnect", role)
        self.states.pop(role, None)
        self.caps.titled = self.caps.named = ""

    def _note(self, verb: str, *arguments: object) -> None:
        self.calls.append((verb, arguments))
        if self.refusal:
            raise DomainError("refused", self.refusal, field=self.refused_field)
