"""What the connected back offices can do, as every unit of work and every read sees it."""

from __future__ import annotations

from dataclasses import dataclass, field

from posapp.ports.office import NothingConnected, OfficeCaps, Role


@dataclass(slots=True)
class Offices:
    """Holds it, for the connections are made after the store is open and may change later."""

    caps: OfficeCaps = field(default_factory=NothingConnected)

    @property
    def people(self) -> str:
        """The system whose clubs count, "" while nothing is connected."""
        return self.caps.name(Role.PEOPLE)

    @property
    def orders(self) -> str:
        """The system whose orders wait here to be collected, "" while nothing is connected."""
        return self.caps.name(Role.ORDERS)
