"""The connections that are set up, as lanes: settings and secrets in, doors, sources and lines out.

A loopback address is a sandbox and may be spoken to without TLS; no other may.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import urlsplit

from posapp.adapters import backoffice
from posapp.adapters.http import DoorPolicy, HttpDoor
from posapp.adapters.tock.access import TockAccess, tock_policy
from posapp.adapters.tock.source_exports import TockExports
from posapp.adapters.tock.source_feed import RelayFeed, relay_policy
from posapp.domain.errors import DomainError
from posapp.domain.journal import Actor
from posapp.domain.venue import Remote
from posapp.ports.backoffice import Cap, Connection, Kind
from posapp.ports.failures import SecretsUnavailable
from posapp.settings import Settings
from posapp.store.store import SqlStore
from posapp.surroundings import Surroundings
from posapp.sync.drain import BackOfficeOutbound, Drain
from posapp.sync.lane import TICK_S, Lane, LaneParts
from posapp.sync.line import Line
from posapp.sync.live import LivePull
from posapp.sync.pull import Pull, RecordPull, ReservationPull
from posapp.usecases.ingest_reservations import OnWalkIn, start_nothing
from posapp.usecases.start_walk_in import start_walk_in

log = logging.getLogger(__name__)

TOCK_KEY = "tock.key"
RELAY_TOKEN = "tock.relay_token"  # noqa: S105 - the name it is kept under
_ORDERS_SECRET = "orders.{}"  # noqa: S105
_CAP_OF_KIND = {
    Kind.CLUB: Cap.READ_CLUB,
    Kind.PRODUCT: Cap.READ_PRODUCT,
    Kind.CUSTOMER: Cap.READ_CUSTOMER,
    Kind.MEMBERSHIP: Cap.READ_MEMBERSHIP,
}


@dataclass(slots=True)
class Connections:
    """Makes one lane for each remote that is connected; `checks` prove a connection by name."""

    settings: Settings
    surroundings: Surroundings
    store: SqlStore
    checks: dict[str, Callable[[], None]] = field(default_factory=dict)
    doors: list[HttpDoor] = field(default_factory=list)
    vault_trouble: str = ""

    def close_doors(self) -> None:
        """Give up the connections."""
        for door in self.doors:
            door.close()

    def lanes(self) -> list[Lane]:
        """The lanes; raises a DomainError naming a setting that cannot be right."""
        lanes = (self._tock(), self._relay(), self._orders())
        return [lane for lane in lanes if lane is not None]

    def _tock(self) -> Lane | None:
        """Everything Tock knows, twice a day, from its export files."""
        line = self._exports()
        return self._lane(Remote.TOCK, "Tock", lines=[line]) if line else None

    def _exports(self) -> Line | None:
        tock, venue = self.settings.tock, self.settings.venue
        key = self._secret(TOCK_KEY)
        if key is None:
            return None
        policy = tock_policy(
            tock.export_url,
            file_hosts=tock.export_file_hosts,
            allow_loopback_http=_is_this_machine(tock.export_url),
        )
        access = TockAccess(
            url=tock.export_url,
            key=key,
            business_id=venue.business_id,
            business_group_id=venue.business_group_id,
        )
        exports = TockExports(self._door(policy), access=access)
        every_ms = int(tock.export_every_s * 1_000)
        pull = ReservationPull(
            exports, Remote.TOCK, "export", every_ms, on_walk_in=self._on_walk_in()
        )
        return self._line(pull)

    def _relay(self) -> Lane | None:
        """What happens at Tock now; its own lane, so that no long file holds it up."""
        tock = self.settings.tock
        token = self._secret(RELAY_TOKEN)
        if not tock.relay_url or token is None:
            return None
        is_sandbox = _is_this_machine(tock.relay_url)
        feed = RelayFeed(
            self._door(relay_policy(tock.relay_url, allow_loopback_http=is_sandbox)),
            url=tock.relay_url,
            token=token,
            business_id=self.settings.venue.business_id,
            wait_s=tock.feed_wait_s,
        )
        every_ms = int(tock.feed_every_s * 1_000)
        pull = LivePull(feed, Remote.RELAY, "feed", every_ms, on_walk_in=self._on_walk_in())
        return self._lane(
            Remote.RELAY,
            "Tock live",
            lines=[self._line(pull)],
            pause_s=lambda: 0.0 if feed.is_held else TICK_S,
        )

    def _orders(self) -> Lane | None:
        """The back office: catalogue and people come in, orders and new customers go out."""
        chosen, around = self.settings.orders, self.surroundings
        if not chosen.backend:
            return None
        spec = backoffice.discover().get(chosen.backend)
        if spec is None:
            message = f"There is no back office called “{chosen.backend}”."
            raise DomainError("unknown_backend", message, field="orders.backend")
        values = dict(chosen.fields)
        for setting in spec.fields:
            if setting.is_secret:
                values[setting.name] = self._secret(_ORDERS_SECRET.format(setting.name)) or ""
        backend = spec.make(Connection(values), self._door)
        self.checks[spec.title] = backend.check
        every_ms = int(chosen.pull_every_s * 1_000)
        pulls = [
            RecordPull(backend, Remote.ORDERS, kind, every_ms)
            for kind in Kind
            if _CAP_OF_KIND[kind] in backend.caps
        ]
        drain = Drain(
            remote=Remote.ORDERS,
            outbound=BackOfficeOutbound(backend),
            jitter=around.jitter,
            at_point=around.at_point,
        )
        line = Line(clock=around.clock, jitter=around.jitter, drain=drain, pulls=pulls)
        return self._lane(Remote.ORDERS, spec.title, lines=[line])

    def _on_walk_in(self) -> OnWalkIn:
        if self.settings.directory.only:
            return start_nothing
        return partial(start_walk_in, venue=self.settings.venue_rules())

    def _line(self, pull: Pull) -> Line:
        return Line(clock=self.surroundings.clock, jitter=self.surroundings.jitter, pulls=[pull])

    def _lane(
        self,
        remote: Remote,
        title: str,
        *,
        lines: list[Line],
        pause_s: Callable[[], float] = lambda: TICK_S,
    ) -> Lane:
        return Lane(
            LaneParts(
                remote=remote,
                title=title,
                store=self.store,
                clock=self.surroundings.clock,
                actor=Actor("", self.settings.terminal.code),
                lines=lines,
                pause_s=pause_s,
                on_fault=self.surroundings.on_fault,
            )
        )

    def _secret(self, name: str) -> str | None:
        """The secret, if the vault opens; a locked vault must not keep the till shut."""
        try:
            return self.surroundings.secrets.get(name)
        except SecretsUnavailable as trouble:
            log.warning("%s", trouble.message)
            self.vault_trouble = trouble.message
            return None

    def _door(self, policy: DoorPolicy) -> HttpDoor:
        door = HttpDoor(policy, clock=self.surroundings.clock)
        self.doors.append(door)
        return door


def _is_this_machine(url: str) -> bool:
    return urlsplit(url).hostname in {"127.0.0.1", "::1", "localhost"}
