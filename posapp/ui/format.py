"""Amounts, times and ages as staff read them, without Qt. Babel is imported at the first amount."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from posapp.domain.business_day import from_ms, to_ms, zone_of

SECOND_MS = 1_000
MINUTE_MS = 60 * SECOND_MS
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
NOT_STATED = "—"


def age(span_ms: int) -> str:
    """How long ago, in the largest unit that still moves: 12 s, 4 min, 3 h, 2 d."""
    span_ms = max(0, span_ms)
    for limit_ms, unit_ms, word in (
        (MINUTE_MS, SECOND_MS, "s"),
        (90 * MINUTE_MS, MINUTE_MS, "min"),
        (2 * DAY_MS, HOUR_MS, "h"),
    ):
        if span_ms < limit_ms:
            return f"{span_ms // unit_ms} {word}"
    return f"{span_ms // DAY_MS} d"


def count_of(number: int, *, one: str, many: str = "") -> str:
    """A number with its noun: 1 party, 3 parties."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def tied(text: str) -> str:
    """Words that stay on one line: where a line must be broken it is between such pieces."""
    return text.replace(" ", "\N{NO-BREAK SPACE}")


def in_pieces(pieces: Iterable[str]) -> str:
    """Pieces told in a row; a line breaks between two of them, and the dot stays with the first."""
    return "\N{NO-BREAK SPACE}· ".join(tied(piece) for piece in pieces if piece)


def day_text(day: date) -> str:
    """A day as on a wall calendar: Sat 21 Nov."""
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}"


@lru_cache(maxsize=4096)
def _money(cents: int, currency: str, locale: str) -> str:
    from babel.numbers import format_currency, get_currency_precision  # noqa: PLC0415

    amount = Decimal(cents).scaleb(-get_currency_precision(currency))
    return str(format_currency(amount, currency, locale=locale))


def load_locale(currency: str, *, locale: str = "en_US") -> None:
    """Load what amounts are written with; the window would stand still for it at the first one."""
    _money(0, currency, locale)


@lru_cache(maxsize=64)
def _units_per_whole(currency: str) -> int:
    from babel.numbers import get_currency_precision  # noqa: PLC0415

    return int(10 ** get_currency_precision(currency))


@dataclass(frozen=True, slots=True)
class Words:
    """The business's way of writing: its IANA zone, its currency and its locale."""

    zone: str
    currency: str
    locale: str = "en_US"

    def money(self, cents: int | None, *, currency: str = "") -> str:
        """An amount with its sign of currency; an absent one is a dash, never zero."""
        if cents is None:
            return NOT_STATED
        return _money(cents, currency or self.currency, self.locale)

    def minus(self, cents: int, *, currency: str = "") -> str:
        """A deduction, with a true minus sign; zero has none."""
        text = self.money(cents, currency=currency)
        return f"−{text}" if cents else text

    def whole_units_cents(self, *, currency: str = "") -> int:
        """How many of the smallest unit make one of the currency (100 for USD, 1 for JPY)."""
        return _units_per_whole(currency or self.currency)

    def local(self, unix_ms: int) -> datetime:
        """The instant on the business's wall clock."""
        return from_ms(unix_ms).astimezone(zone_of(self.zone))

    def clock(self, unix_ms: int) -> str:
        """Wall-clock time to the minute: 11:08."""
        return f"{self.local(unix_ms):%H:%M}"

    def clock_seconds(self, unix_ms: int) -> str:
        """Wall-clock time to the second: 11:07:48."""
        return f"{self.local(unix_ms):%H:%M:%S}"

    def day_and_clock(self, unix_ms: int) -> str:
        """A time of another day: Fri 20 Nov, 16:45."""
        local = self.local(unix_ms)
        return f"{day_text(local.date())}, {local:%H:%M}"

    def slot_ms(self, unix_ms: int, *, minutes: int = 15) -> int:
        """The start of the wall-clock slot an instant falls into."""
        local = self.local(unix_ms)
        into = timedelta(
            minutes=local.minute % minutes, seconds=local.second, microseconds=local.microsecond
        )
        return unix_ms - to_ms_span(into)

    def noon_ms(self, day: date) -> int:
        """The instant of 12:00 on a business day."""
        return to_ms(datetime(day.year, day.month, day.day, 12, tzinfo=zone_of(self.zone)))


def to_ms_span(span: timedelta) -> int:
    """A time span in whole milliseconds."""
    return span // timedelta(milliseconds=1)
