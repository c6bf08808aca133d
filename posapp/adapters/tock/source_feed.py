"""The relay's change feed: what Tock's webhook delivered, kept until every terminal has seen it.

Items may repeat, come out of order, or belong to another venue of the group. Once all is read, the
relay is asked to hold its answer until there is news.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import msgspec
from msgspec import Raw, Struct

from posapp.adapters.http import MEGABYTE, Ask, DoorPolicy, HttpDoor, Limits
from posapp.adapters.tock.access import own_rows
from posapp.adapters.tock.decode import decode_reservation
from posapp.adapters.tock.scrub import scrubbed_text
from posapp.domain.reservation import Channel, Fault, Quarantined
from posapp.ports.failures import NoProof, Refused
from posapp.ports.reservations import (
    PAGE_ROWS,
    IncomingReservation,
    KnownTexts,
    ReservationPage,
    nothing_known,
)

FEED_PATH = "/relay/v1/reservations"
# 200 bodies of the 256 kB that a relay accepts from the webhook.
FEED_LIMITS = Limits(max_bytes=64 * MEGABYTE)


class _Item(Struct, frozen=True):
    body: Raw
    cursor: str = ""
    received_ms: int | None = None


class _Feed(Struct, frozen=True):
    items: list[Raw]
    next: str
    more: bool = False


def relay_policy(url: str, *, allow_loopback_http: bool = False) -> DoorPolicy:
    """A door to the relay."""
    hosts = frozenset({urlsplit(url).hostname or ""} - {""})
    return DoorPolicy(peer="Tock's relay", hosts=hosts, allow_loopback_http=allow_loopback_http)


class RelayFeed:
    """ReservationSource over the relay; the cursor is the relay's own.

    `wait_s` is how long the relay may hold an answer without news; the first asking never waits.
    """

    def __init__(
        self,
        door: HttpDoor,
        *,
        url: str,
        token: str,
        business_id: str,
        brands: frozenset[str] = frozenset(),
        name: str = "tock",
        wait_s: float = 0.0,
        limits: Limits = FEED_LIMITS,
    ) -> None:
        self.name = name
        self._wait_s = wait_s
        self._has_read_all = False
        self._holds = wait_s > 0  # until it is seen to answer at once
        self._door = door
        self._url = url.rstrip("/") + FEED_PATH
        self._headers = {"Authorization": f"Bearer {token}"}
        self._business_id = business_id
        self._brands = brands
        self._limits = limits

    @property
    def is_held(self) -> bool:
        """True while the relay holds its answers: asking again at once costs it nothing."""
        return self._has_read_all and self._holds

    def changes(
        self, cursor: str, *, known: KnownTexts = nothing_known
    ) -> Iterator[ReservationPage]:
        """Everything after `cursor`; a cursor the relay forgot means from the beginning.

        What the relay sends is news by its nature, so every text is read.
        """
        del known
        after, wait_s = cursor, self._wait_s if self._has_read_all else 0.0
        self._has_read_all = False
        while True:
            try:
                feed = self._ask(after, wait_s=wait_s)
            except Refused:
                if not after:
                    raise
                after, feed = "", self._ask("", wait_s=0.0)
            if feed.items or feed.next != cursor:
                yield from self._pages(feed, after=after)
            if not feed.more:
                self._has_read_all = True
                return
            if feed.next == after:
                raise NoProof("Tock's relay promises more and does not move on.")
            after, wait_s = feed.next, 0.0
            cursor = after

    def _ask(self, after: str, *, wait_s: float) -> _Feed:
        params = {"limit": str(PAGE_ROWS)} | ({"after": after} if after else {})
        if wait_s:
            params["wait"] = f"{wait_s:g}"
        ask = Ask(
            method="GET",
            url=self._url,
            params=params,
            headers=self._headers,
            limits=self._limits,
        )
        begun_s = time.monotonic()
        feed = self._door.request(ask).read(_Feed)
        if wait_s:
            has_waited = time.monotonic() - begun_s >= wait_s / 2
            self._holds = has_waited or bool(feed.items)
        return feed

    def _pages(self, feed: _Feed, *, after: str) -> Iterator[ReservationPage]:
        for start in range(0, max(len(feed.items), 1), PAGE_ROWS):
            items = [_item(raw) for raw in feed.items[start : start + PAGE_ROWS]]
            rows = tuple(self._row(item, at=start + index) for index, item in enumerate(items))
            is_last = start + PAGE_ROWS >= len(feed.items)
            known = [item for item in items if isinstance(item, _Item)]
            cursors = [item.cursor for item in known if item.cursor]
            after = feed.next if is_last else (cursors or [after])[-1]
            times = [item.received_ms for item in known if item.received_ms is not None]
            own = own_rows(rows, business_id=self._business_id, brands=self._brands)
            yield ReservationPage(own, after, max(times, default=None))

    def _row(self, item: _Item | bytes, *, at: int) -> IncomingReservation | Quarantined:
        if isinstance(item, bytes):
            text = scrubbed_text(item.decode("utf-8", "backslashreplace"))
            fault = Fault("$", "no item of the feed: it has no body")
            return Quarantined(self.name, f"feed item {at}", text, (fault,))
        return decode_reservation(
            bytes(item.body),
            source=self.name,
            channel=Channel.FEED,
            origin=f"feed {item.cursor or at}",
        )


def _item(raw: Raw) -> _Item | bytes:
    try:
        return msgspec.json.decode(raw, type=_Item)
    except msgspec.DecodeError:
        return bytes(raw)
