"""Pages of WineDirect's lists: at most 100 rows each, however large the count they tell.

Orders and memberships have no sort order, so pages shift while people work; a pull therefore begins
ten minutes before the last one and takes by id what it has not taken yet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import msgspec
from msgspec import Struct

from posapp.adapters.backoffice.reading import iso_utc
from posapp.adapters.backoffice.winedirect.fields import BadFieldError, decimal
from posapp.adapters.backoffice.winedirect.service import (
    MAX_ROWS,
    SEARCH_TYPES,
    TITLE,
    Operation,
    Spoiled,
    WineDirectService,
)
from posapp.adapters.soap import Node, Part
from posapp.ports.failures import NoProof

OVERLAP_MS = 600_000
MOST_PAGES = 2_000
_MOST_KEPT = 20_000
_MOST_TRIES = 3
_TENTHS = 10
_SMALL_PAGE = MAX_ROWS // _TENTHS
_UNREADABLE = "posapp:unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One list to read: what is asked, where its rows are and what names one.

    `since` is the filter for changes, "" where there is none. `takes` says which rows count.
    """

    operation: Operation
    rows: str
    key: str
    parts: tuple[Part, ...] = ()
    since: str = "DateModifiedFrom"
    share: float = 0.6
    takes: Callable[[Node], bool] = field(default=lambda _: True)


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of one page, the count of the whole list and the server's time."""

    rows: tuple[Node, ...]
    count: int
    told_ms: int | None

    def keys(self, listing: Listing) -> tuple[str | None, ...]:
        """The ids of its rows, in their order."""
        return tuple(row.value(listing.key) for row in self.rows)

    def is_last(self, page: int) -> bool:
        """True when no further page can hold anything."""
        return page * MAX_ROWS >= self.count or not self.rows

    def is_short(self, page: int) -> bool:
        """True when rows are missing that the count promises."""
        return len(self.rows) < min(MAX_ROWS, self.count - (page - 1) * MAX_ROWS)


class PullCursor(Struct, frozen=True, omit_defaults=True):
    """Where a pull of one kind resumes.

    `since_ms` is when the last finished one began, by the server's clock. The rest is of one under
    way: when it began, the list and page it is at, how many rows of it are stored, and the count of
    that list when it was begun. `is_torn`: rows were missing, so the next one begins no later.
    """

    since_ms: int | None = None
    begun_ms: int | None = None
    part: int = 0
    page: int = 1
    skip: int = 0
    count: int = -1
    is_torn: bool = False

    @classmethod
    def parse(cls, text: str) -> PullCursor:
        """Read a stored cursor; one that is not ours means from the start."""
        try:
            found = msgspec.json.decode(text, type=cls)
        except (msgspec.DecodeError, RecursionError):
            return cls()
        is_sound = found.page >= 1 and found.part >= 0 and found.skip >= 0
        return found if is_sound else cls(since_ms=found.since_ms)

    @property
    def text(self) -> str:
        """The cursor as stored."""
        return msgspec.json.encode(self).decode()

    def finished(self) -> PullCursor:
        """The cursor once every list was read to its end."""
        if self.is_torn or self.begun_ms is None:
            return PullCursor(since_ms=self.since_ms)
        return PullCursor(since_ms=self.begun_ms)


class Taken:
    """What was handed over and stored while the program runs, by id and time of change."""

    def __init__(self) -> None:
        self._stamps: dict[tuple[str, str], str] = {}

    def has(self, kind: str, key: str, stamp: str) -> bool:
        """True for a record that is stored exactly so; one without a time of change never is."""
        return bool(stamp) and self._stamps.get((kind, key)) == stamp

    def note(self, kind: str, key: str, stamp: str) -> None:
        """Remember a record that is stored now."""
        if len(self._stamps) >= _MOST_KEPT:
            for old in tuple(self._stamps)[: _MOST_KEPT // 2]:
                del self._stamps[old]
        self._stamps[kind, key] = stamp


def fetch(service: WineDirectService, listing: Listing, *, page: int, since_ms: int | None) -> Page:
    """One page; one that is shorter than its count promises or cannot be read is asked for twice.

    Of one that still cannot be read the bad rows alone are missing: see `why_unreadable`.
    """
    window = _Window(service, listing, since_ms)
    try:
        found = window.page(page)
    except Spoiled:
        return _whole_or_apart(window, page)
    return _whole_or_apart(window, page) if found.is_short(page) else found


def why_unreadable(row: Node) -> str:
    """Why this row could not be read, "" for one that could."""
    return row.attributes.get("why", "") if row.name == _UNREADABLE else ""


def every_row(
    service: WineDirectService,
    listing: Listing,
    *,
    since_ms: int | None = None,
    takes_unreadable: bool = False,
) -> Iterator[Node]:
    """All rows of a list that is read whole; NoProof when it is not told whole."""
    for _ in range(_MOST_TRIES):
        rows = _unmoved(service, listing, since_ms=since_ms)
        if rows is not None:
            break
    else:
        raise NoProof(f"{TITLE} changes its list while it is read, or sends a page twice.")
    if not takes_unreadable and any(map(why_unreadable, rows)):
        raise NoProof(f"{TITLE} sends a list of which posapp cannot read a part.")
    return filter(listing.takes, rows)


def _unmoved(
    service: WineDirectService, listing: Listing, *, since_ms: int | None
) -> list[Node] | None:
    """The rows of every page; None when they moved from page to page while they were read."""
    rows: list[Node] = []
    count = -1
    for page in range(1, MOST_PAGES + 1):
        found = fetch(service, listing, page=page, since_ms=since_ms)
        if found.is_short(page):
            raise NoProof(f"{TITLE} sent only a part of a list.")
        known = {row.value(listing.key) for row in rows} - {None}
        if page > 1 and (count != found.count or not known.isdisjoint(found.keys(listing))):
            return None
        count = found.count
        rows += found.rows
        if found.is_last(page):
            return rows
    raise NoProof(f"{TITLE} sends a list without end.")


def since_part(listing: Listing, since_ms: int | None) -> list[Part]:
    """The filter for what changed since, if the list has one."""
    if since_ms is None or not listing.since:
        return []
    return [(listing.since, iso_utc(max(0, since_ms)))]


@dataclass(frozen=True, slots=True)
class _Window:
    """What is asked of a list, in pages of any size."""

    service: WineDirectService
    listing: Listing
    since_ms: int | None

    def page(self, page: int, *, size: int = MAX_ROWS) -> Page:
        """One page."""
        listing = self.listing
        paging: list[Part] = [("MaxRows", str(size)), ("Page", str(page))]
        parts = [*listing.parts, *since_part(listing, self.since_ms), *paging]
        returned = self.service.ask(listing.operation, parts, share=listing.share)
        rows = tuple(returned.node.rows(listing.rows))[: MAX_ROWS * 10]
        try:
            told = decimal(returned.node, "RecordCount")
        except BadFieldError:
            raise NoProof(f"{TITLE} does not tell how long its list is.") from None
        count = len(rows) if told is None else max(int(told), 0)
        return Page(rows, count, returned.told_ms)


def _whole_or_apart(window: _Window, page: int) -> Page:
    try:
        return window.page(page)
    except Spoiled as trouble:
        window.service.ask(SEARCH_TYPES, [("MaxRows", "1")], share=1.0)
        found = _apart(window, page, size=_SMALL_PAGE)
        if found is None:  # it is not one record over which it stumbles
            raise trouble from None
        return found


def _apart(window: _Window, page: int, *, size: int) -> Page | None:
    """A page of `size * 10` rows in tenths, down to single rows; None when ten in turn are bad."""
    rows: list[Node] = []
    is_readable = False
    count, told_ms = -1, None
    for tenth in range((page - 1) * _TENTHS + 1, page * _TENTHS + 1):
        if 0 <= count <= (tenth - 1) * size:
            break
        try:
            found = window.page(tenth, size=size)
        except Spoiled as trouble:
            if size == 1:
                rows.append(_unreadable(trouble, rows=window.listing.rows))
                continue
            within = _apart(window, tenth, size=size // _TENTHS)
            if within is None:
                return None
            found = within
        is_readable = True
        count, told_ms = found.count, found.told_ms
        rows += found.rows
    return Page(tuple(rows), count, told_ms) if is_readable else None


def _unreadable(trouble: Spoiled, *, rows: str) -> Node:
    # Only what stands where the row should: the same record is then kept once.
    raw = trouble.raw[max(trouble.raw.find(f"<{rows}"), 0) :].partition(f"</{rows}>")[0]
    return Node(_UNREADABLE, attributes={"why": trouble.message}, text=raw)
