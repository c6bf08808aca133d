"""A Saturday's walk-ins as two people note them: the host in Tock, the seller here.

Who is whom is known; the notes differ as notes do: minutes apart, one child more, a table left out
or spelt otherwise, a name or none, several parties in the same minute, and parties only one noted.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from posapp.domain.twins import SeatedHere, SeatedInTock
from posapp.domain.visit import NAMELESS
from posapp.sandbox.harvest.cast import Cast
from posapp.sandbox.harvest.script import MEMBER_WALK_INS, WalkIn, draft_walk_ins
from posapp.sandbox.tock.model import Patron
from tests.support.clock import SATURDAY_MS

MINUTE_MS = 60_000
_OPENS_MINUTE = 8 * 60
_STAY_MINUTES = 55
_TABLES = (
    *(("T", number) for number in range(1, 15)),
    *(("Cave ", number) for number in range(1, 5)),
    *(("Terrace ", number) for number in range(1, 7)),
)


@dataclass(frozen=True, slots=True)
class TwinDay:
    """Both sides of a day, and which visit is which walk-in of Tock."""

    here: tuple[SeatedHere, ...]
    tock: tuple[SeatedInTock, ...]
    pairs: dict[str, str]


@dataclass(frozen=True, slots=True)
class Care:
    """How carefully people note: how often a table is left out here and in Tock, a name in Tock."""

    no_table_here: float
    no_table_in_tock: float
    no_name: float


ORDINARY = Care(0.20, 0.05, 0.45)
HASTY = Care(0.35, 0.10, 0.55)


def twin_day(seed: int, *, care: Care = HASTY) -> TwinDay:
    """The same seed makes the same day."""
    dice = Random(f"{seed}|twins")
    cast = Cast(dice)
    members = [(cast.person(), 10) for _ in range(MEMBER_WALK_INS)]
    walk_ins = draft_walk_ins(dice, cast=cast, members=members)
    minutes = _bunched([walk_in.minute for walk_in in walk_ins], dice)
    busy: dict[tuple[str, int], int] = {}
    here, tock, pairs = [], [], {}
    for walk_in, minute in zip(walk_ins, minutes, strict=True):
        free = [table for table in _TABLES if busy.get(table, 0) <= minute]
        table = dice.choice(free)
        busy[table] = minute + _STAY_MINUTES
        seen = dice.choices(("both", "here", "tock"), weights=(65, 25, 10))[0]
        key_text = f"tock:31415:w:{len(tock) + 1}"
        if seen != "tock":
            here.append(_noted_here(walk_in, minute, table, dice, care=care))
        if seen != "here":
            tock.append(
                _noted_in_tock(key_text, walk_in, minute, table, dice, cast=cast, care=care)
            )
        if seen == "both":
            pairs[walk_in.visit] = key_text
    return TwinDay(tuple(here), tuple(tock), pairs)


def _bunched(minutes: list[int], dice: Random) -> list[int]:
    """A van or a shower brings two or three parties at once."""
    found: list[int] = []
    for minute in minutes:
        is_together = bool(found) and dice.random() < 0.25
        found.append(found[-1] + dice.randint(0, 1) if is_together else minute)
    return sorted(found)


def _noted_here(
    walk_in: WalkIn, minute: int, table: tuple[str, int], dice: Random, *, care: Care
) -> SeatedHere:
    patron = walk_in.patron
    name = f"{patron.first_name or ''} {patron.last_name or ''}".strip()
    return SeatedHere(
        walk_in.visit,
        SATURDAY_MS + (minute - _OPENS_MINUTE) * MINUTE_MS + dice.randint(0, 59_000),
        walk_in.size,
        "" if dice.random() < care.no_table_here else _spelt(table, dice),
        name or NAMELESS,
        patron.email or "",
    )


def _noted_in_tock(
    key_text: str,
    walk_in: WalkIn,
    minute: int,
    table: tuple[str, int],
    dice: Random,
    *,
    cast: Cast,
    care: Care,
) -> SeatedInTock:
    match dice.choices(("at once", "later", "quarter"), weights=(70, 20, 10))[0]:
        case "at once":
            noted = minute + round(dice.gauss(1, 3))
        case "later":
            noted = minute + dice.randint(5, 12)
        case _:
            noted = (minute + 7) // 15 * 15
    size = walk_in.size + dice.choices((0, 1, -1, 2), weights=(85, 7, 5, 3))[0]
    missing = care.no_table_in_tock
    where = dice.choices(("same", "missing", "other"), weights=(0.95 - missing, missing, 0.05))[0]
    told = {"same": table, "other": dice.choice(_TABLES)}.get(where)
    name, email = _named(walk_in.patron, dice, cast=cast, no_name=care.no_name)
    return SeatedInTock(
        key_text,
        SATURDAY_MS + (noted - _OPENS_MINUTE) * MINUTE_MS,
        max(1, size),
        "" if told is None else _spelt(told, dice),
        name or NAMELESS,
        email,
    )


def _named(patron: Patron, dice: Random, *, cast: Cast, no_name: float) -> tuple[str, str]:
    """Most are nameless at the door; some are asked, and some name a friend of theirs."""
    first, last = patron.first_name or "", patron.last_name or ""
    if dice.random() < no_name:
        return "", ""
    match dice.choices(("first", "full", "friend"), weights=(15, 20, 10))[0]:
        case "first":
            return first, ""
        case "full":
            return f"{first} {last}".strip(), patron.email or ""
        case _:
            friend = cast.person()
            return f"{friend.first_name} {friend.last_name}", friend.email or ""


def _spelt(table: tuple[str, int], dice: Random) -> str:
    room, number = table
    if room == "T":
        return dice.choice((f"T{number}", f"Table {number}", f"t-{number:02d}", f"{number}"))
    return dice.choice((f"{room}{number}", f"{room.strip().lower()}{number}"))
