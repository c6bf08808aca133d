"""A connected back office, and the lanes that all connected ones need together.

One office for everything is one lane with two drains; with a second one for people, each has a lane
of its own and only what is its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from posapp.adapters.backoffice.spec import BackendSpec, OpenDoor
from posapp.adapters.http import DoorPolicy, HttpDoor
from posapp.connections.kept import Choice
from posapp.connections.lane_maker import LaneMaker
from posapp.connections.offers import why_never
from posapp.domain.outbox import Operation
from posapp.domain.venue import Remote
from posapp.ports.backoffice import (
    CAP_OF_KIND,
    CAP_OF_OPERATION,
    Cap,
    CommerceBackend,
    Connection,
    Kind,
)
from posapp.settings import tag_rules
from posapp.sync.club_watch import ClubWatch
from posapp.sync.drain import BackOfficeOutbound, Drain
from posapp.sync.lane import Lane
from posapp.sync.pull import Pull
from posapp.sync.record_pull import RecordPull

PEOPLE_KINDS = frozenset({Kind.CLUB, Kind.CUSTOMER, Kind.MERGE, Kind.MEMBERSHIP})
"""What an office of people is asked for; the rest stays with the office of orders."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectedOffice:
    """A back office as it is set up, with the doors it was given."""

    spec: BackendSpec
    backend: CommerceBackend
    choice: Choice
    kept_secrets: frozenset[str]
    doors: tuple[HttpDoor, ...]

    def why_not(self, cap: Cap) -> str:
        """Why it cannot do this, as a sentence; "" when it can."""
        if cap in self.backend.caps:
            return ""
        if cap in self.spec.caps and cap not in self.spec.why_not:
            return f"{self.spec.title} is not set up for this; see its connection."
        return why_never(self.spec, cap)


def make_office(
    spec: BackendSpec, choice: Choice, *, secrets: Mapping[str, str], open_door: OpenDoor
) -> ConnectedOffice:
    """Make the adapter; raises a DomainError at the field that cannot be right."""
    doors: list[HttpDoor] = []

    def opened(policy: DoorPolicy) -> HttpDoor:
        doors.append(open_door(policy))
        return doors[-1]

    plain = {field.name for field in spec.fields if not field.is_secret}
    values = {name: text for name, text in choice.values.items() if name in plain}
    backend = spec.make(Connection(values | dict(secrets)), opened)
    return ConnectedOffice(
        spec=spec,
        backend=backend,
        choice=choice,
        kept_secrets=frozenset(name for name, text in secrets.items() if text),
        doors=tuple(doors),
    )


def office_lanes(
    maker: LaneMaker,
    *,
    orders: ConnectedOffice | None,
    people: ConnectedOffice | None,
    is_people_elsewhere: bool,
) -> list[Lane]:
    """The lanes; `is_people_elsewhere` is true of a second office, also one that cannot be used."""
    lanes = []
    if orders is not None:
        own = [kind for kind in Kind if not (is_people_elsewhere and kind in PEOPLE_KINDS)]
        roles = [Remote.ORDERS] if is_people_elsewhere else [Remote.PEOPLE, Remote.ORDERS]
        lanes.append(_lane(maker, Remote.ORDERS, orders, kinds=own, drains=roles))
    if people is not None:
        own = [kind for kind in Kind if kind in PEOPLE_KINDS]
        lanes.append(_lane(maker, Remote.PEOPLE, people, kinds=own, drains=[Remote.PEOPLE]))
    return lanes


def _lane(
    maker: LaneMaker,
    remote: Remote,
    office: ConnectedOffice,
    *,
    kinds: Iterable[Kind],
    drains: Iterable[Remote],
) -> Lane:
    pulls = [
        _pull(maker, remote, office, kind)
        for kind in kinds
        if CAP_OF_KIND[kind] in office.backend.caps
    ]
    line = maker.line(pulls=pulls, drains=[_drain(maker, role, office) for role in drains])
    return maker.lane(remote, office.spec.title, lines=[line])


def _pull(maker: LaneMaker, remote: Remote, office: ConnectedOffice, kind: Kind) -> Pull:
    settings = maker.settings
    chosen = settings.people if remote is Remote.PEOPLE else settings.orders
    every_s = settings.orders.pickup_every_s if kind is Kind.PICKUP else chosen.pull_every_s
    pull = RecordPull(office.backend, remote, kind, int(every_s * 1_000), title=office.spec.title)
    if kind not in PEOPLE_KINDS:
        return pull
    return ClubWatch(
        pull=pull,
        rules=tag_rules(settings.tock),
        office=office.spec.name,
        completes_clubs=kind is Kind.MEMBERSHIP,
    )


def _drain(maker: LaneMaker, remote: Remote, office: ConnectedOffice) -> Drain:
    def reason_of(operation: Operation) -> str:
        return office.why_not(CAP_OF_OPERATION[operation])

    outbound = BackOfficeOutbound(office.backend, title=office.spec.title, reason_of=reason_of)
    return maker.drain(remote, outbound, why_not=outbound.why_not)
