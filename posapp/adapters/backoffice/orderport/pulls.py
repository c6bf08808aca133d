"""What is asked of OrderPort, and where a pull resumes.

Changes are told by the day, so the last days are asked for again each time; orders come a day at a
time, today and yesterday always, and every day that was missed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import msgspec
from msgspec import Struct

from posapp.adapters.backoffice.orderport.client import TITLE, OrderPortClient
from posapp.adapters.backoffice.orderport.records import Decoder
from posapp.adapters.backoffice.stored_cursor import cursor_of, text_of
from posapp.domain.business_day import day_of, from_ms
from posapp.domain.reservation import Quarantined
from posapp.ports.backoffice import Kind, Record, RecordPage
from posapp.ports.clock import Clock
from posapp.ports.failures import Refused

_PAGE_RECORDS = 200
_OVERLAP = timedelta(days=2)
"""Nobody has said in which zone OrderPort's days begin."""
_HELD_MS = 60_000
_CLUBS = "GetWineClubsAndMembers"

Rows = list[msgspec.Raw]
Decode = Callable[[msgspec.Raw], Iterator[Record | Quarantined]]


class DayCursor(Struct, frozen=True, omit_defaults=True):
    """`day` is the last that was read to its end; of orders it is the last whole one."""

    day: date | None = None

    @classmethod
    def parse(cls, text: str) -> DayCursor:
        """Read a stored cursor; one that is not ours means from the start."""
        return cursor_of(text, kind=cls)

    @property
    def text(self) -> str:
        """The cursor as stored."""
        return text_of(self)


@dataclass(frozen=True, slots=True)
class _HeldClubs:
    """An answer about clubs that the pull of members is going to need."""

    asked: dict[str, str]
    read_ms: int
    rows: Rows


@dataclass(slots=True)
class Pulls:
    """Pages of every kind that can be read."""

    client: OrderPortClient
    decoder: Decoder
    clock: Clock
    zone: str
    first_days: int
    _held: _HeldClubs | None = None

    def pages(self, kind: Kind, *, cursor: str) -> Iterator[RecordPage]:
        """Everything of `kind` that may have changed since the cursor."""
        at = DayCursor.parse(cursor)
        if at.day is not None and at.day > self.today() + _OVERLAP:
            at = DayCursor()  # a clock was wrong: nobody knows what changed since
        match kind:
            case Kind.PRODUCT:
                rows = self.client.rows("GetCatalog", **self._since(at))
                yield from self._listed(kind, rows, self.decoder.products, held=cursor)
            case Kind.CUSTOMER:
                rows = self.client.rows("GetCustomers", **self._since(at))
                yield from self._listed(kind, rows, self.decoder.customers, held=cursor)
            case Kind.CLUB:
                yield from self._listed(
                    kind, self._club_rows(kind, at), self.decoder.clubs, held=cursor
                )
            case Kind.MEMBERSHIP:
                now_ms = self.clock.now_ms()

                def members(row: msgspec.Raw) -> Iterator[Record | Quarantined]:
                    return self.decoder.memberships(row, now_ms=now_ms)

                yield from self._listed(kind, self._club_rows(kind, at), members, held=cursor)
            case Kind.ORDER:
                yield from self._orders(at)
            case _:
                raise Refused(f"{TITLE} does not tell of this.")

    def today(self) -> date:
        """The winery's day."""
        return day_of(from_ms(self.clock.now_ms()), zone=self.zone)

    def _since(self, at: DayCursor) -> dict[str, str]:
        if at.day is None:
            return {}
        return {"updatedAfter": (min(at.day, self.today()) - _OVERLAP).isoformat()}

    def _club_rows(self, kind: Kind, at: DayCursor) -> Rows:
        """Clubs and members come in one answer, which serves both pulls of a round.

        All of them once a day: a membership can end on a day at which nobody changes it.
        """
        asked = self._since(at) if at.day == self.today() else {}
        held, self._held = self._held, None
        if kind is Kind.MEMBERSHIP and held is not None and held.asked == asked:
            age_ms = self.clock.now_ms() - held.read_ms
            if 0 <= age_ms < _HELD_MS:
                return held.rows
        rows = self.client.rows(_CLUBS, **asked)
        if kind is Kind.CLUB:
            self._held = _HeldClubs(asked, self.clock.now_ms(), rows)
        return rows

    def _listed(self, kind: Kind, rows: Rows, decode: Decode, *, held: str) -> Iterator[RecordPage]:
        """Pages of a list; only the last one moves the cursor, which is `held` until then."""
        waiting: list[Record | Quarantined] = []
        for row in rows:
            waiting += decode(row)
            while len(waiting) > _PAGE_RECORDS:
                yield RecordPage(kind, tuple(waiting[:_PAGE_RECORDS]), held)
                waiting = waiting[_PAGE_RECORDS:]
        yield RecordPage(kind, tuple(waiting), DayCursor(self.today()).text)

    def _orders(self, at: DayCursor) -> Iterator[RecordPage]:
        """Today and yesterday first, as they matter most; then what was missed, oldest first."""
        today = self.today()
        yesterday = today - timedelta(days=1)
        first = today - timedelta(days=self.first_days) if at.day is None else at.day
        missed = [
            first + timedelta(days=days) for days in range(1, max(0, (yesterday - first).days))
        ]
        before = DayCursor(min(first, yesterday - timedelta(days=1))).text
        for day in (today, yesterday):
            yield from self._orders_of(day, cursor=before)
        for day in missed:
            yield from self._orders_of(day, cursor=DayCursor(day).text, held=before)
            before = DayCursor(day).text

    def _orders_of(self, day: date, *, cursor: str, held: str = "") -> Iterator[RecordPage]:
        rows = self.client.rows("GetOrderData", Date=day.strftime("%m-%d-%Y"))
        now_ms = self.clock.now_ms()
        records = [record for row in rows for record in self.decoder.orders(row, now_ms=now_ms)]
        pages = list(_pieces(records))
        for place, records_of_page in enumerate(pages, start=1):
            is_end = place == len(pages)
            yield RecordPage(Kind.ORDER, records_of_page, cursor if is_end or not held else held)


def _pieces(
    records: list[Record | Quarantined],
) -> Iterable[tuple[Record | Quarantined, ...]]:
    starts = range(0, len(records), _PAGE_RECORDS)
    return [tuple(records[start : start + _PAGE_RECORDS]) for start in starts] or [()]
