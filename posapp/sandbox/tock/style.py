"""How one row is spelled on the wire: ids as numbers or text, three forms of dateTime, and so on.

The same row may be spelled differently in the feed and in the export, as on the real wire.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from random import Random

from posapp.sandbox.tock.model import RowKey


class Channel(StrEnum):
    """The two ways a row leaves Tock."""

    FEED = "feed"
    EXPORT = "export"


class DateTimeForm(StrEnum):
    """strftime patterns of the three spellings seen; the short one is the documented one."""

    FULL = "%Y-%m-%dT%H:%M"
    SECONDS = "%Y-%m-%dT%H:%M:%S"
    SHORT = "%H:%M"


@dataclass(frozen=True, slots=True)
class Style:
    """The spelling of one row in one channel."""

    ids_are_text: bool = False
    stamps_are_text: bool = False
    nested_cents_are_text: bool = False
    date_time: DateTimeForm = DateTimeForm.FULL
    locale: str = "en_US"
    has_extras: bool = False
    version_shift: int = 0

    def id(self, number: int) -> int | str:
        """An id, as a number or as digits."""
        return str(number) if self.ids_are_text else number

    def stamp(self, epoch_ms: int) -> int | str:
        """A millisecond stamp, as a number or as digits."""
        return str(epoch_ms) if self.stamps_are_text else epoch_ms

    def nested_cents(self, cents: int) -> int | str:
        """An amountCents inside an item: mostly a number."""
        return str(cents) if self.nested_cents_are_text else cents

    def local(self, when: datetime) -> str:
        """The dateTime in the business's own zone."""
        return when.strftime(self.date_time.value)


def style_of(seed: int, *, key: RowKey, channel: Channel) -> Style:
    """The spelling of a row, the same for the same seed, row and channel."""
    dice = Random(f"{seed}|{channel.value}|{key}")
    return Style(
        ids_are_text=dice.random() < 0.35,
        stamps_are_text=dice.random() < 0.25,
        nested_cents_are_text=dice.random() < 0.2,
        date_time=dice.choices(tuple(DateTimeForm), weights=(80, 8, 12))[0],
        locale=dice.choice(("en_US", "en-US")),
        has_extras=dice.random() < 0.2,
        # Feed and export never carried an equal versionId for one row on a real account.
        version_shift=_shift(dice) if channel is Channel.EXPORT else 0,
    )


def _shift(dice: Random) -> int:
    distance = dice.randint(1, 900_000)
    return distance if dice.random() < 0.85 else -distance
