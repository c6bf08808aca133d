"""The relay's change feed: what Tock's webhook delivered, kept until every terminal has seen it.

Items may repeat, come out of order, or belong to another venue of the group.
"""

from __future__ import annotations

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
from posapp.ports.reservations import PAGE_ROWS, IncomingReservation, ReservationPage

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
    return DoorPolicy(peer="The Tock relay", hosts=hosts, allow_loopback_http=allow_loopback_http)


class RelayFeed:
    """ReservationSource over the relay; the cursor is the relay's own."""

    def __init__(
        self,
        door: HttpDoor,
        *,
        url: str,
        token: str,
        business_id: str,
        name: str = "tock",
        limits: Limits = FEED_LIMITS,
    ) -> None:
        self.name = name
        self._door = door
        self._url = url.rstrip("/") + FEED_PATH
        self._headers = {"Authorization": f"Bearer {token}"}
        self._business_id = business_id
        self._limits = limits

    def changes(self, cursor: str) -> Iterator[ReservationPage]:
        """Everything after `cursor`; a cursor the relay forgot means from the beginning."""
        after = cursor
        while True:
            try:
                feed = self._ask(after)
            except Refused:
                if not after:
                    raise
                after, feed = "", self._ask("")
            if feed.items or feed.next != cursor:
                yield from self._pages(feed, after=after)
            if not feed.more:
                return
            if feed.next == after:
                raise NoProof("The Tock relay promises more and does not move on.")
            after = cursor = feed.next

    def _ask(self, after: str) -> _Feed:
        params = {"limit": str(PAGE_ROWS)} | ({"after": after} if after else {})
        ask = Ask(
            method="GET",
            url=self._url,
            params=params,
            headers=self._headers,
            limits=self._limits,
        )
        return self._door.request(ask).read(_Feed)

    def _pages(self, feed: _Feed, *, after: str) -> Iterator[ReservationPage]:
        for start in range(0, max(len(feed.items), 1), PAGE_ROWS):
            items = [_item(raw) for raw in feed.items[start : start + PAGE_ROWS]]
            rows = tuple(self._row(item, at=start + index) for index, item in enumerate(items))
            is_last = start + PAGE_ROWS >= len(feed.items)
            known = [item for item in items if isinstance(item, _Item)]
            cursors = [item.cursor for item in known if item.cursor]
            after = feed.next if is_last else (cursors or [after])[-1]
            times = [item.received_ms for item in known if item.received_ms is not None]
            own = own_rows(rows, business_id=self._business_id)
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
