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
from posapp.adapters.tock.directory import DirectoryReduction, DirectorySource
from posapp.adapters.tock.guest_sink import GuestContract, TockGuestSink
from posapp.adapters.tock.source_feed import RelayFeed, relay_policy
from posapp.domain.club_tags import TagMode
from posapp.domain.errors import DomainError
from posapp.domain.journal import Actor
from posapp.domain.reservation import Channel
from posapp.domain.venue import Remote
from posapp.exports import ExportSetting, export_pulls
from posapp.ports.backoffice import CAP_OF_KIND, Connection, Kind
from posapp.ports.failures import SecretsUnavailable
from posapp.ports.reservations import ReservationSource
from posapp.settings import Settings, tag_rules
from posapp.store.store import SqlStore
from posapp.surroundings import Surroundings
from posapp.sync.club_watch import ClubWatch
from posapp.sync.drain import BackOfficeOutbound, Drain
from posapp.sync.export_pull import ExportPull
from posapp.sync.lane import TICK_S, Lane, LaneParts
from posapp.sync.line import Line
from posapp.sync.live import LivePull
from posapp.sync.pull import Pull, RecordPull
from posapp.sync.tags_outbound import TagsOutbound
from posapp.usecases.ingest_reservations import OnWalkIn, start_nothing
from posapp.usecases.start_walk_in import start_walk_in

log = logging.getLogger(__name__)

TOCK_KEY = "tock.key"
RELAY_TOKEN = "tock.relay_token"  # noqa: S105 - the name it is kept under
_ORDERS_SECRET = "orders.{}"  # noqa: S105


@dataclass(slots=True)
class Connections:
    """Makes one lane for each remote that is connected; `checks` prove a connection by name."""

    settings: Settings
    surroundings: Surroundings
    store: SqlStore
    checks: dict[str, Callable[[], None]] = field(default_factory=dict)
    doors: list[HttpDoor] = field(default_factory=list)
    exports: list[ExportPull] = field(default_factory=list)
    vault_trouble: str = ""

    def close_doors(self) -> None:
        """Give up the connections."""
        for door in self.doors:
            door.close()

    def end_pull(self, stream: str) -> None:
        """A person ends the running pull of a stream of export files."""
        for pull in self.exports:
            if pull.stream == stream:
                pull.cancel()

    def lanes(self) -> list[Lane]:
        """The lanes; raises a DomainError naming a setting that cannot be right."""
        lanes = (self._tock(), self._relay(), self._orders())
        return [lane for lane in lanes if lane is not None]

    def _tock(self) -> Lane | None:
        """Everything Tock knows, twice a day, from the export files of every business of ours."""
        tags = self._tags()
        lines = [*map(self._line, self._exports()), *([tags] if tags else [])]
        return self._lane(Remote.TOCK, "Tock", lines=lines) if lines else None

    def _exports(self) -> list[ExportPull]:
        tock = self.settings.tock
        key = self._secret(TOCK_KEY)
        if key is None:
            return []
        policy = tock_policy(
            tock.export_url,
            file_hosts=tock.export_file_hosts,
            allow_loopback_http=_is_this_machine(tock.export_url),
        )
        setting = ExportSetting(
            settings=self.settings,
            key=key,
            door=self._door(policy),
            clock=self.surroundings.clock,
            reduced=lambda source: self._kept_of(source, Channel.EXPORT),
            on_walk_in=self._on_walk_in(),
            plan=self.surroundings.export_plan,
        )
        self.exports = export_pulls(setting)
        return self.exports

    def _tags(self) -> Line | None:
        """The one line that writes to Tock: club tags, where they are switched on."""
        tock, venue, around = self.settings.tock, self.settings.venue, self.surroundings
        key = self._secret(TOCK_KEY) if tock.sends_tags else None
        if key is None:
            return None
        is_sandbox = _is_this_machine(tock.export_url)
        sink = TockGuestSink(
            self._door(tock_policy(tock.export_url, allow_loopback_http=is_sandbox)),
            access=TockAccess(
                url=tock.export_url,
                key=key,
                business_id=venue.business_id,
                business_group_id=venue.business_group_id,
                key_header=tock.key_header,
                scope_header=tock.scope_header,
            ),
            contract=GuestContract(
                path=tock.guest_path,
                method=tock.guest_method,
                mode=TagMode(tock.guest_mode),
                fields=tock.guest_fields,
            ),
        )
        drain = Drain(
            remote=Remote.TOCK,
            outbound=TagsOutbound(sink),
            jitter=around.jitter,
            at_point=around.at_point,
        )
        return Line(clock=around.clock, jitter=around.jitter, drains=[drain], pulls=[])

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
            brands=frozenset(brand.business_id for brand in self.settings.brands),
        )
        source = self._kept_of(feed, Channel.FEED, is_held=lambda: feed.is_held)
        every_ms = int(tock.feed_every_s * 1_000)
        pull = LivePull(
            source,
            Remote.RELAY,
            "feed",
            every_ms,
            on_walk_in=self._on_walk_in(),
            defaults=self.settings.directory.defaults(),
        )
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
        rules = tag_rules(self.settings.tock)
        pulls = [
            ClubWatch(
                pull=RecordPull(backend, Remote.ORDERS, kind, every_ms),
                rules=rules,
                completes_clubs=kind is Kind.MEMBERSHIP,
            )
            for kind in Kind
            if CAP_OF_KIND[kind] in backend.caps
        ]
        drains = [
            Drain(
                remote=remote,
                outbound=BackOfficeOutbound(backend),
                jitter=around.jitter,
                at_point=around.at_point,
            )
            for remote in (Remote.PEOPLE, Remote.ORDERS)
        ]
        line = Line(clock=around.clock, jitter=around.jitter, drains=drains, pulls=pulls)
        return self._lane(Remote.ORDERS, spec.title, lines=[line])

    def _on_walk_in(self) -> OnWalkIn:
        if self.settings.directory.only:
            return start_nothing
        return partial(start_walk_in, venue=self.settings.venue_rules())

    def _kept_of(
        self, source: ReservationSource, channel: Channel, *, is_held: Callable[[], bool] = bool
    ) -> DirectorySource:
        """The source, letting through what may be stored of it."""
        reduction = reduction_of(self.settings, self.store)
        return DirectorySource(source, reduction=reduction, channel=channel, is_held_within=is_held)

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


def reduction_of(settings: Settings, store: SqlStore) -> DirectoryReduction | None:
    """What cuts Tock's news down before it is stored; None when all of it may be kept."""
    if not settings.directory.only:
        return None
    return DirectoryReduction(store.reads.mappings.room_map)


def _is_this_machine(url: str) -> bool:
    return urlsplit(url).hostname in {"127.0.0.1", "::1", "localhost"}
