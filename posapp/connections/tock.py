"""The lanes of Tock: its export files with the club tags, and what happens there now.

A loopback address is a sandbox and may be spoken to without TLS; no other may.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import urlsplit

from posapp.adapters.tock.access import TockAccess, tock_policy
from posapp.adapters.tock.directory import DirectoryReduction, DirectorySource
from posapp.adapters.tock.guest_sink import GuestContract, TockGuestSink
from posapp.adapters.tock.source_feed import RelayFeed, relay_policy
from posapp.connections.lane_maker import LaneMaker
from posapp.domain.club_tags import TagMode
from posapp.domain.reservation import Channel
from posapp.domain.venue import Remote
from posapp.exports import ExportSetting, export_pulls
from posapp.ports.reservations import ReservationSource
from posapp.settings import Settings
from posapp.store.store import SqlStore
from posapp.sync.export_pull import ExportPull
from posapp.sync.lane import TICK_S, Lane
from posapp.sync.line import Line
from posapp.sync.live import LivePull
from posapp.sync.tags_outbound import TagsOutbound
from posapp.usecases.ingest_reservations import OnWalkIn, start_nothing
from posapp.usecases.start_walk_in import start_walk_in

log = logging.getLogger(__name__)

TOCK_KEY = "tock.key"
RELAY_TOKEN = "tock.relay_token"  # noqa: S105 - the name it is kept under


@dataclass(slots=True)
class TockConnections:
    """Makes the lanes of Tock."""

    maker: LaneMaker
    exports: list[ExportPull] = field(default_factory=list)

    def end_pull(self, stream: str) -> None:
        """A person ends the running pull of a stream of export files."""
        for pull in self.exports:
            if pull.stream == stream:
                pull.cancel()

    def lanes(self) -> list[Lane]:
        """The lanes; raises a DomainError naming a setting that cannot be right."""
        lanes = (self._tock(), self._relay())
        return [lane for lane in lanes if lane is not None]

    def _tock(self) -> Lane | None:
        """Everything Tock knows, twice a day, from the export files of every business of ours."""
        tags = self._tags()
        lines = [self.maker.line(pulls=[pull]) for pull in self._exports()]
        lines += [tags] if tags else []
        return self.maker.lane(Remote.TOCK, "Tock", lines=lines) if lines else None

    def _exports(self) -> list[ExportPull]:
        tock = self.maker.settings.tock
        key = self.maker.secret(TOCK_KEY)
        if key is None:
            return []
        policy = tock_policy(
            tock.export_url,
            file_hosts=tock.export_file_hosts,
            allow_loopback_http=_is_this_machine(tock.export_url),
        )
        setting = ExportSetting(
            settings=self.maker.settings,
            key=key,
            door=self.maker.door(policy),
            clock=self.maker.surroundings.clock,
            reduced=lambda source: self._kept_of(source, Channel.EXPORT),
            on_walk_in=self._on_walk_in(),
            plan=self.maker.surroundings.export_plan,
        )
        self.exports = export_pulls(setting)
        return self.exports

    def _tags(self) -> Line | None:
        """The one line that writes to Tock: club tags, where they are switched on."""
        tock, venue = self.maker.settings.tock, self.maker.settings.venue
        key = self.maker.secret(TOCK_KEY) if tock.sends_tags else None
        if key is None:
            return None
        is_sandbox = _is_this_machine(tock.export_url)
        sink = TockGuestSink(
            self.maker.door(tock_policy(tock.export_url, allow_loopback_http=is_sandbox)),
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
        return self.maker.line(drains=[self.maker.drain(Remote.TOCK, TagsOutbound(sink))])

    def _relay(self) -> Lane | None:
        """What happens at Tock now; its own lane, so that no long file holds it up."""
        tock = self.maker.settings.tock
        token = self.maker.secret(RELAY_TOKEN)
        if not tock.relay_url or token is None:
            return None
        is_sandbox = _is_this_machine(tock.relay_url)
        feed = RelayFeed(
            self.maker.door(relay_policy(tock.relay_url, allow_loopback_http=is_sandbox)),
            url=tock.relay_url,
            token=token,
            business_id=self.maker.settings.venue.business_id,
            wait_s=tock.feed_wait_s,
            brands=frozenset(brand.business_id for brand in self.maker.settings.brands),
        )
        source = self._kept_of(feed, Channel.FEED, is_held=lambda: feed.is_held)
        every_ms = int(tock.feed_every_s * 1_000)
        pull = LivePull(
            source,
            Remote.RELAY,
            "feed",
            every_ms,
            on_walk_in=self._on_walk_in(),
            defaults=self.maker.settings.directory.defaults(),
        )
        return self.maker.lane(
            Remote.RELAY,
            "Tock live",
            lines=[self.maker.line(pulls=[pull])],
            pause_s=lambda: 0.0 if feed.is_held else TICK_S,
        )

    def _on_walk_in(self) -> OnWalkIn:
        if self.maker.settings.directory.only:
            return start_nothing
        return partial(start_walk_in, venue=self.maker.settings.venue_rules())

    def _kept_of(
        self, source: ReservationSource, channel: Channel, *, is_held: Callable[[], bool] = bool
    ) -> DirectorySource:
        """The source, letting through what may be stored of it."""
        reduction = reduction_of(self.maker.settings, self.maker.store)
        return DirectorySource(source, reduction=reduction, channel=channel, is_held_within=is_held)


def reduction_of(settings: Settings, store: SqlStore) -> DirectoryReduction | None:
    """What cuts Tock's news down before it is stored; None when all of it may be kept."""
    if not settings.directory.only:
        return None
    return DirectoryReduction(store.reads.mappings.room_map)


def _is_this_machine(url: str) -> bool:
    return urlsplit(url).hostname in {"127.0.0.1", "::1", "localhost"}
