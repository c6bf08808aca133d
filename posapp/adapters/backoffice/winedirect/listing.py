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
    TITLE,
    Operation,
    WineDirectService,
)
from posapp.adapters.soap import Node, Part
from posapp.ports.failures import NoProof

OVERLAP_MS = 600_000
MOST_PAGES = 2_000
_MOST_KEPT = 20_000


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
        return PullCursor(since_ms=max(self.begun_ms, self.since_ms or 0))


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
    """One page; a page that is shorter than its count promises is asked for once more."""
    found = _fetch(service, listing, page=page, since_ms=since_ms)
    if found.is_short(page):
        found = _fetch(service, listing, page=page, since_ms=since_ms)
    return found


def every_row(
    service: WineDirectService, listing: Listing, *, since_ms: int | None = None
) -> Iterator[Node]:
    """All rows of a list that is read whole; NoProof when it is not told whole."""
    for page in range(1, MOST_PAGES + 1):
        found = fetch(service, listing, page=page, since_ms=since_ms)
        if found.is_short(page):
            raise NoProof(f"{TITLE} sent only a part of a list.")
        yield from filter(listing.takes, found.rows)
        if found.is_last(page):
            return
    raise NoProof(f"{TITLE} sends a list without end.")


def since_part(listing: Listing, since_ms: int | None) -> list[Part]:
    """The filter for what changed since, if the list has one."""
    if since_ms is None or not listing.since:
        return []
    return [(listing.since, iso_utc(max(0, since_ms)))]


def _fetch(
    service: WineDirectService, listing: Listing, *, page: int, since_ms: int | None
) -> Page:
    paging: list[Part] = [("MaxRows", str(MAX_ROWS)), ("Page", str(page))]
    parts = [*listing.parts, *since_part(listing, since_ms), *paging]
    returned = service.ask(listing.operation, parts, share=listing.share)
    rows = tuple(returned.node.rows(listing.rows))[: MAX_ROWS * 10]
    try:
        told = decimal(returned.node, "RecordCount")
    except BadFieldError:
        raise NoProof(f"{TITLE} does not tell how long its list is.") from None
    count = len(rows) if told is None else max(int(told), 0)
    return Page(rows, count, returned.told_ms)
