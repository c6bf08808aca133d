"""What the connected back offices can do, for use cases and screens; never changed, only replaced.

While nothing is connected for a role nothing speaks against its work: it is queued and waits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from posapp.connections.office import ConnectedOffice
from posapp.ports.backoffice import Cap
from posapp.ports.office import Role


@dataclass(frozen=True, slots=True)
class ConnectedCaps:
    """Satisfies ports.office.OfficeCaps; `offices` says who does the work of each role.

    `awaited` names a system that is chosen and cannot be used just now: its clubs stay its clubs.
    """

    offices: Mapping[Role, ConnectedOffice] = field(default_factory=dict)
    awaited: Mapping[Role, str] = field(default_factory=dict)

    def can(self, role: Role, cap: Cap) -> bool:
        """True when the system of this role claims it, and while there is none."""
        office = self.offices.get(role)
        return office is None or cap in office.backend.caps

    def why_not(self, role: Role, cap: Cap) -> str:
        """Why it cannot, as a sentence; "" when it can."""
        office = self.offices.get(role)
        return "" if office is None else office.why_not(cap)

    def title(self, role: Role) -> str:
        """The system's title, "" when none can be asked."""
        office = self.offices.get(role)
        return "" if office is None else office.spec.title

    def name(self, role: Role) -> str:
        """The system's name, "" when nothing is connected."""
        office = self.offices.get(role)
        return self.awaited.get(role, "") if office is None else office.spec.name
