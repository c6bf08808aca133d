"""When each system was last read, for what is shown with its age."""

from __future__ import annotations

from posapp.domain.venue import CHANNELS, Remote
from posapp.ports.office import OfficeCaps, Role
from posapp.store.reads.run import Run

OURS = "posapp"
"""The source of what happened at this terminal."""

_REMOTES = {Role.ORDERS: Remote.ORDERS, Role.PEOPLE: Remote.PEOPLE}


class Ages:
    """Of one snapshot: the time at which a source had told everything it knew."""

    def __init__(self, run: Run, *, caps: OfficeCaps) -> None:
        told = run("SELECT remote, coalesce(as_of_ms, last_success_ms) FROM remote_health", {})
        self._told: dict[str, int | None] = dict(told)
        self._names = {role: caps.name(role) for role in Role}

    def of_bookings(self, source: str) -> int | None:
        """Of a reservation system: the freshest of the channels its news comes by."""
        found = [self._told.get(remote) for remote in CHANNELS.get(source, ())]
        return max((one for one in found if one is not None), default=None)

    def of_orders(self, backend: str, *, seen_ms: int) -> int | None:
        """Of an order: when its back office was last read, or it was last told."""
        return self._of_office(backend, Role.ORDERS, seen_ms=seen_ms)

    def of_people(self, backend: str, *, seen_ms: int) -> int | None:
        """Of a person's record or membership."""
        return self._of_office(backend, Role.PEOPLE, seen_ms=seen_ms)

    def _of_office(self, backend: str, role: Role, *, seen_ms: int) -> int | None:
        # One office that is both has a single lane, which is that of its orders.
        remotes = {_REMOTES[role], *(_REMOTES[one] for one in Role if self._is_both)}
        told = [self._told.get(one) for one in remotes if self._names[role] == backend]
        return max(one for one in (*told, seen_ms) if one is not None)

    @property
    def _is_both(self) -> bool:
        return self._names[Role.ORDERS] == self._names[Role.PEOPLE]
