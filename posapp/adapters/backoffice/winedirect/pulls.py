"""Reads every kind of record page by page, each with where to resume, within the minute's budget.

When our own budget is spent a pull ends where it is and goes on at the next one: nothing else of
the lane has to wait for it.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from typing import TypeVar

import msgspec

from posapp.adapters.backoffice.reading import set_aside
from posapp.adapters.backoffice.winedirect.contact_book import ContactBook
from posapp.adapters.backoffice.winedirect.details import Details
from posapp.adapters.backoffice.winedirect.fields import BadFieldError, flag
from posapp.adapters.backoffice.winedirect.listing import (
    MOST_PAGES,
    OVERLAP_MS,
    Listing,
    Page,
    PullCursor,
    Taken,
    every_row,
    fetch,
    why_unreadable,
)
from posapp.adapters.backoffice.winedirect.order_records import BACKEND, is_reservation
from posapp.adapters.backoffice.winedirect.people_records import club, membership, merged
from posapp.adapters.backoffice.winedirect.service import (
    SEARCH_ADDRESSES,
    SEARCH_CLUBS,
    SEARCH_CONTACTS,
    SEARCH_MEMBERSHIPS,
    SEARCH_MERGED,
    SEARCH_ORDERS,
    SEARCH_PRODUCTS,
    TITLE,
    RowRefused,
    WineDirectService,
)
from posapp.adapters.budget import BudgetSpent
from posapp.adapters.soap import Node
from posapp.domain.reservation import Quarantined
from posapp.ports.backoffice import Kind, Record, RecordPage
from posapp.ports.failures import NoProof

_CHUNK = 20
_A_DAY_MS = 86_400_000
_MOST_AGAIN = 2
_ON, _OFF = "1", "0"
_T = TypeVar("_T")


def _is_from_outside(row: Node) -> bool:
    return not is_reservation(row) and flag(row, "IsExternalOrder")


LISTINGS: Mapping[Kind, tuple[Listing, ...]] = {
    Kind.CLUB: (Listing(operation=SEARCH_CLUBS, rows="Clubs", key="ClubID", since="", share=0.9),),
    Kind.PRODUCT: (
        Listing(operation=SEARCH_PRODUCTS, rows="Products", key="ProductID", share=0.5),
    ),
    Kind.CUSTOMER: (
        Listing(operation=SEARCH_CONTACTS, rows="Contacts", key="ContactID"),
        # An address for parcels may change while its contact does not.
        Listing(operation=SEARCH_ADDRESSES, rows="ShippingAddresses", key="ShippingAddressID"),
    ),
    Kind.MERGE: (
        Listing(operation=SEARCH_MERGED, rows="MergedContacts", key="ContactID", since=""),
    ),
    Kind.MEMBERSHIP: (
        Listing(operation=SEARCH_MEMBERSHIPS, rows="ClubMemberships", key="ClubMembershipID"),
    ),
    # What was sold over there; then what tills sold, which comes back with its tracking numbers.
    Kind.ORDER: (
        Listing(
            operation=SEARCH_ORDERS,
            rows="Orders",
            key="OrderID",
            parts=(("IncludeExternalOrders", _OFF),),
            share=0.7,
            takes=lambda row: not is_reservation(row),
        ),
        Listing(
            operation=SEARCH_ORDERS,
            rows="Orders",
            key="OrderID",
            parts=(("IncludeExternalOrders", _ON),),
            share=0.7,
            takes=_is_from_outside,
        ),
    ),
}


class Pulls:
    """Pages of every kind. What was stored already is not asked for in detail again."""

    def __init__(self, service: WineDirectService) -> None:
        self._service = service
        self._details = Details(service)
        self._book = ContactBook(service)
        self._taken = Taken()

    def pages(self, kind: Kind, *, cursor: str) -> Iterator[RecordPage]:
        """Everything of `kind` that changed since the cursor."""
        if kind is Kind.PICKUP:
            return self._pickups(cursor)
        at = PullCursor.parse(cursor)
        if (at.since_ms or 0) > self._service.now_ms() + _A_DAY_MS:
            at = PullCursor()  # a clock was wrong: nobody knows what changed since
        return self._walk(kind, at)

    # -- lists that are walked ---------------------------------------------------------------

    def _walk(self, kind: Kind, at: PullCursor) -> Iterator[RecordPage]:
        since_ms = self._since_ms(kind, at)
        listings = LISTINGS[kind]
        if since_ms is None:  # every record is read anyhow, whatever else of it may change
            listings = listings[:1]
        again = 0
        before: tuple[str | None, ...] = ()
        if kind is Kind.CUSTOMER:
            self._book.turn_to(since_ms)
        try:
            for _ in range(MOST_PAGES):
                if at.part >= len(listings):
                    break
                listing = listings[at.part]
                page = fetch(self._service, listing, page=at.page, since_ms=since_ms)
                keys = page.keys(listing)
                if at.page > 1 and keys and keys == before:
                    yield RecordPage(kind, (), _changed(at, page=1, skip=0).text)
                    raise NoProof(f"{TITLE} sends the same page again and again.")
                before = keys
                at = _begun(at, now_ms=self._as_of_ms(page), count=page.count)
                at = _changed(at, is_torn=at.is_torn or page.is_short(at.page))
                for chunk in _chunks(page.rows[at.skip :]):
                    at = yield from self._chunk(kind, listing, chunk, at)
                is_moved = page.is_last(at.page) and page.count != at.count
                if is_moved and again < _MOST_AGAIN:  # rows may have slipped between two pages
                    again += 1
                    at = _changed(at, page=1, skip=0, count=page.count)
                elif page.is_last(at.page):
                    at = _changed(at, part=at.part + 1, page=1, skip=0, count=-1)
                else:
                    at = _changed(at, page=at.page + 1, skip=0)
            else:
                raise NoProof(f"{TITLE} sends its list of {kind} records without end.")
        except BudgetSpent:
            return
        yield RecordPage(kind, (), at.finished().text)

    def _chunk(
        self, kind: Kind, listing: Listing, rows: Sequence[Node], at: PullCursor
    ) -> Generator[RecordPage, None, PullCursor]:
        """The records of some rows; returns the cursor behind them."""
        records: list[Record | Quarantined] = []
        stamps: list[tuple[str, str]] = []
        done = 0
        spent: BudgetSpent | None = None
        for row in rows:
            key = row.value(listing.key) or ""
            stamp = row.value("DateModified") or row.value("DateMerged") or ""
            name = f"{kind}:{at.part}"
            if not self._taken.has(name, key, stamp):
                try:
                    found = self._records(kind, listing, row)
                except BudgetSpent as error:
                    spent = error
                    break
                records += found
                # What was set aside is tried again while pulls overlap: it may have been a whim.
                if not any(isinstance(one, Quarantined) for one in found):
                    stamps.append((key, stamp))
            done += 1
        at = _changed(at, skip=at.skip + done)
        if records:
            yield RecordPage(kind, tuple(records), at.text)
        for key, stamp in stamps:  # the page was stored: whoever asked came back for more
            self._taken.note(f"{kind}:{at.part}", key, stamp)
        if spent is not None:
            raise spent
        return at

    def _records(self, kind: Kind, listing: Listing, row: Node) -> Sequence[Record | Quarantined]:
        """A row's records, or the row set aside with the reason."""
        why = why_unreadable(row)
        if why:
            return (set_aside(BACKEND, kind, row.text, path="$", message=why),)
        try:
            if not listing.takes(row):
                return ()
            return self._decoded(kind, row, share=listing.share)
        except BadFieldError as error:
            return (aside(kind, row, path=f"$.{error.path}", message=error.message),)
        except RowRefused as refused:
            return (aside(kind, row, path="$", message=refused.message),)

    def _decoded(self, kind: Kind, row: Node, *, share: float) -> Sequence[Record]:
        match kind:
            case Kind.CLUB:
                return (club(row),)
            case Kind.PRODUCT:
                return self._details.products(row, share=share)
            case Kind.CUSTOMER:
                if row.value("ShippingAddressID") is None:
                    return (self._book.customer(row),)
                found = self._book.customer_of_address(row)
                return () if found is None else (found,)
            case Kind.MERGE:
                return (merged(row),)
            case Kind.MEMBERSHIP:
                return (membership(row),)
            case _:
                return (self._details.order(row, share=share),)

    def _as_of_ms(self, page: Page) -> int:
        """When a list was read, by the slower of both clocks: nothing falls between two pulls."""
        now_ms = self._service.now_ms()
        return now_ms if page.told_ms is None else min(now_ms, page.told_ms)

    def _since_ms(self, kind: Kind, at: PullCursor) -> int | None:
        if at.since_ms is not None:
            return at.since_ms - OVERLAP_MS
        if kind is Kind.ORDER:
            return self._service.now_ms() - self._service.choice.history_days * _A_DAY_MS
        return None

    # -- the list that is always whole -------------------------------------------------------

    def _pickups(self, cursor: str) -> Iterator[RecordPage]:
        location = self._service.choice.pickup_location
        listing = Listing(
            operation=SEARCH_ORDERS,
            rows="Orders",
            key="OrderID",
            parts=(
                ("IsPendingPickup", _ON),
                *([("PickupLocationCode", location)] if location else []),
            ),
            since="",
            share=0.85,
            takes=lambda row: not is_reservation(row),
        )
        try:
            records = [
                record
                for row in every_row(self._service, listing, takes_unreadable=True)
                for record in self._pickup(listing, row)
            ]
        except BudgetSpent:  # half a list would say that the other half was collected
            return
        # So would a list of which one order cannot be told at all, not even by its id.
        is_whole = all(one.remote_id for one in records if isinstance(one, Quarantined))
        chunks = list(_chunks(records, 100)) or [[]]
        for place, chunk in enumerate(chunks, start=1):
            is_last = is_whole and place == len(chunks)
            yield RecordPage(Kind.PICKUP, tuple(chunk), cursor, is_last=is_last)

    def _pickup(self, listing: Listing, row: Node) -> Sequence[Record | Quarantined]:
        """An order that waits; one whose details cannot be read waits without its lines."""
        found = self._records(Kind.PICKUP, listing, row)
        if not any(isinstance(record, Quarantined) for record in found):
            return found
        try:
            return (self._details.order_of_row(row),)
        except BadFieldError:
            return found


def aside(kind: Kind, row: Node, *, path: str, message: str) -> Quarantined:
    """A row that cannot be taken, kept with the reason."""
    order_id = row.value("OrderID") or ""
    return set_aside(BACKEND, kind, row.plain(), path=path, message=message, remote_id=order_id)


def _begun(at: PullCursor, *, now_ms: int, count: int) -> PullCursor:
    if at.begun_ms is None:
        at = _changed(at, begun_ms=now_ms)
    return _changed(at, count=count) if at.count < 0 else at


def _changed(at: PullCursor, **values: object) -> PullCursor:
    return msgspec.structs.replace(at, **values)


def _chunks(rows: Sequence[_T], size: int = _CHUNK) -> Iterator[Sequence[_T]]:
    return (rows[start : start + size] for start in range(0, len(rows), size))
