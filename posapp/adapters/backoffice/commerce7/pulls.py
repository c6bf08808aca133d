"""Reads Commerce7's lists to their end: cursor paging has no rate limit, so whole walks are cheap.

Customers have no documented “changed since”, so all of them are walked once in a while, and only
new ones in between. A cut-off walk goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import msgspec
from msgspec import Struct

from posapp.adapters.backoffice.commerce7 import wire
from posapp.adapters.backoffice.commerce7.client import START, TITLE, Client
from posapp.adapters.backoffice.commerce7.records import Addresses, Decoder
from posapp.adapters.backoffice.reading import iso_utc
from posapp.adapters.backoffice.stored_cursor import cursor_of, text_of
from posapp.domain.remote_order import RemoteOrder
from posapp.domain.reservation import Quarantined
from posapp.ports.backoffice import Kind, RecordPage
from posapp.ports.clock import Clock
from posapp.ports.failures import NoProof, Refused

OVERLAP_MS = 600_000
"""Their clock and ours differ: what changed a little before is asked for again."""

_PLACES: Mapping[Kind, tuple[str, str]] = {
    Kind.CLUB: ("/club", "clubs"),
    Kind.PRODUCT: ("/product", "products"),
    Kind.CUSTOMER: ("/customer", "customers"),
    Kind.MEMBERSHIP: ("/club-membership", "clubMemberships"),
    Kind.ORDER: ("/order", "orders"),
}
_SINCE = {Kind.PRODUCT: "updatedAt", Kind.ORDER: "updatedAt"}
_WAITING = ("Not Fulfilled", "Partially Fulfilled")
_MOST_CLUB_PAGES = 100
_A_DAY_MS = 86_400_000


class WalkCursor(Struct, frozen=True, omit_defaults=True):
    """Where a pull of one kind resumes.

    `since_ms` is when the last finished one began, `walked_ms` the last one of everything;
    `page` is the server's place in one under way that began at `begun_ms`.
    """

    since_ms: int | None = None
    walked_ms: int | None = None
    page: str = ""
    begun_ms: int | None = None
    is_whole: bool = False

    @classmethod
    def parse(cls, text: str) -> WalkCursor:
        """Read a stored cursor; one that is not ours means from the start."""
        return cursor_of(text, kind=cls)

    @property
    def text(self) -> str:
        """The cursor as stored."""
        return text_of(self)


@dataclass(frozen=True, slots=True)
class Walker:
    """Pages of every kind. `walk_every_ms`: how often all customers are read.

    With a `pickup_location` only what waits there is told; what names no location waits anywhere.
    """

    client: Client
    decoder: Decoder
    clock: Clock
    walk_every_ms: int
    pickup_location: str = ""

    def pages(self, kind: Kind, *, cursor: str) -> Iterator[RecordPage]:
        """Everything of `kind` changed since the cursor."""
        if kind is Kind.MERGE:
            raise Refused(f"{TITLE} does not tell which customers were made one.")
        if kind is Kind.PICKUP:
            yield from self._pickups()
        elif kind is Kind.CLUB:
            yield from self._clubs()
        else:
            at = WalkCursor.parse(cursor)
            if (at.since_ms or 0) > self.clock.now_ms() + _A_DAY_MS:
                at = WalkCursor()  # a clock was wrong: nobody knows what changed since
            yield from self._walk(kind, at)

    def _walk(self, kind: Kind, at: WalkCursor) -> Iterator[RecordPage]:
        if not at.page:
            at = WalkCursor(at.since_ms, at.walked_ms, START, is_whole=self._is_whole(kind, at))
        params = self._since(kind, at)
        addresses: Addresses = {}
        if kind is Kind.CUSTOMER and at.is_whole:
            addresses = self._addresses()
        for rows, following in self._resumed(kind, at, params):
            if at.begun_ms is None:
                at = msgspec.structs.replace(at, begun_ms=self.client.as_of_ms())
            if kind is Kind.CUSTOMER and not at.is_whole:
                addresses = {_id(row): self._addresses_of(_id(row)) for row in rows}
            records = tuple(
                record
                for row in rows
                for record in self.decoder.records(kind, row, addresses=addresses)
            )
            yield RecordPage(kind, records, self._after(at, following).text)

    def _resumed(
        self, kind: Kind, at: WalkCursor, params: Mapping[str, str]
    ) -> Iterator[tuple[list[object], str]]:
        """The rest of a walk; all of it when its place is not known over there any more."""
        path, key = _PLACES[kind]
        pages = self.client.pages(path, key, first=at.page, params=params)
        try:
            first = next(pages)
        except Refused:
            if at.page == START:
                raise
            pages = self.client.pages(path, key, params=params)
            first = next(pages)
        yield first
        yield from pages

    def _is_whole(self, kind: Kind, at: WalkCursor) -> bool:
        if kind is Kind.MEMBERSHIP:
            return True
        if kind is Kind.CUSTOMER:
            age_ms = self.clock.now_ms() - (at.walked_ms or 0)
            return at.walked_ms is None or not 0 <= age_ms < self.walk_every_ms
        return at.since_ms is None

    def _since(self, kind: Kind, at: WalkCursor) -> dict[str, str]:
        if at.is_whole or at.since_ms is None:
            return {}
        name = _SINCE.get(kind, "createdAt")
        return {name: f"gte:{iso_utc(max(0, at.since_ms - OVERLAP_MS))}"}

    def _after(self, at: WalkCursor, following: str) -> WalkCursor:
        if following:
            return msgspec.structs.replace(at, page=following)
        walked_ms = at.begun_ms if at.is_whole else at.walked_ms
        return WalkCursor(since_ms=at.begun_ms, walked_ms=walked_ms)

    def _pickups(self) -> Iterator[RecordPage]:
        """Both lists in full; the last page says that there is no more."""
        for state in _WAITING:
            params = {"orderDeliveryMethod": "Pickup", "fulfillmentStatus": state}
            for rows, following in self.client.pages("/order", "orders", params=params):
                told = [self.decoder.order(row) for row in rows]
                found = [one for one in told if self._is_here(one)]
                is_last = not following and state == _WAITING[-1]
                yield RecordPage(Kind.PICKUP, tuple(found), "", is_last=is_last)

    def _is_here(self, order: RemoteOrder | Quarantined) -> bool:
        if not self.pickup_location or isinstance(order, Quarantined):
            return True
        return order.pickup_location in {"", self.pickup_location}

    def _clubs(self) -> Iterator[RecordPage]:
        """A short list; it has pages, no cursor."""
        seen, before = 0, list[object]()
        for page in range(1, _MOST_CLUB_PAGES + 1):
            answer = self.client.get("/club", page=str(page), limit="50")
            rows = self.client.listed(answer, "clubs")
            if rows and rows == before:
                raise NoProof(f"{TITLE} sends the same page again and again.")
            before = rows
            records = [one for row in rows for one in self.decoder.records(Kind.CLUB, row)]
            seen += len(rows)
            total = answer.get("total")
            yield RecordPage(Kind.CLUB, tuple(records), "")
            if not rows or not isinstance(total, int) or seen >= total:
                return
        raise NoProof(f"{TITLE} sends its list without end.")

    def _addresses(self) -> Addresses:
        found: dict[str, list[wire.Address | None]] = {}
        for rows, _ in self.client.pages("/customer-address", "customerAddresses"):
            for row in rows:
                found.setdefault(_id(row, "customerId"), []).append(_address_of(row))
        return found

    def _addresses_of(self, customer_id: str) -> list[wire.Address | None]:
        if not customer_id:
            return []
        answer = self.client.get(f"/customer/{customer_id}/address")
        return [_address_of(row) for row in self.client.listed(answer, "customerAddresses")]


def _address_of(row: object) -> wire.Address | None:
    try:
        return msgspec.convert(row, wire.Address)
    except msgspec.ValidationError:
        return None


def _id(row: object, name: str = "id") -> str:
    found = row.get(name) if isinstance(row, dict) else None
    return found if isinstance(found, str) else ""
