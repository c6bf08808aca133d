"""The two records of one party: seated here without a booking, and seated in Tock.

A pair is proposed, never linked by itself: two couples that sit down in the same minute are told
apart by people only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from posapp.domain.assignment import best_assignment
from posapp.domain.guest import email_key, fold
from posapp.domain.tables import table_keys
from posapp.domain.visit import NAMELESS

# Points are ten times the natural logarithm of how much oftener a thing is seen of one party than
# of two, as counted on made-up days whose true pairs are known. They add up. What is known on one
# side only says nothing: it neither gives nor takes.
WINDOW_MINUTES = 45
"""Tock's walk-in is entered minutes before or after the party sits; beyond this it is another."""
SAME_SIZE, ONE_OFF, TWO_OFF, OTHER_SIZE = 10, -10, -20, -45
"""A late friend or an uncounted child is usual, three more are not."""
SAME_TABLE, OTHER_TABLE = 60, -25
"""Nobody else sits at one's table; but parties move, so another table is no proof against it."""
SAME_EMAIL = 75
"""Another address says no more than the other name that comes with it."""
SAME_NAME, LIKE_NAME, OTHER_NAME = 75, 33, -8
"""The one who is asked at the door and the one at the counter may be two of the same party."""
THRESHOLD = -20
"""Below this nothing is proposed: a party alone in its quarter of an hour may be one off."""
MARGIN = 15
"""A rival less than this behind makes a pair a guess, and it is shown as one."""

_MINUTE_MS = 60_000
_NONE = -1_000


@dataclass(frozen=True, slots=True)
class SeatedHere:
    """A visit without a reservation."""

    visit_id: str
    at_ms: int
    size: int
    tables: str = ""
    name: str = ""
    email: str = ""
    has_sales: bool = False


@dataclass(frozen=True, slots=True)
class SeatedInTock:
    """A walk-in of Tock; `has_sales` is of the visit that was begun here for it."""

    key_text: str
    at_ms: int
    size: int
    tables: str = ""
    name: str = ""
    email: str = ""
    has_sales: bool = False


@dataclass(frozen=True, slots=True)
class Twins:
    """A proposed pair; an ambiguous one has a rival nearly as likely."""

    here: SeatedHere
    tock: SeatedInTock
    score: int
    is_ambiguous: bool = False


def score_of(here: SeatedHere, tock: SeatedInTock) -> int:
    """How much speaks for one party, in points; more is likelier."""
    return (
        _time_points(abs(here.at_ms - tock.at_ms) // _MINUTE_MS)
        + _size_points(abs(here.size - tock.size))
        + _table_points(here.tables, tock.tables)
        + _email_points(here.email, tock.email)
        + _name_points(here.name, tock.name)
    )


def propose_twins(
    here: Sequence[SeatedHere],
    tock: Sequence[SeatedInTock],
    *,
    apart: frozenset[tuple[str, str]] = frozenset(),
) -> tuple[Twins, ...]:
    """The likeliest pairs of a day, each party in one at most, in the order of `here`.

    `apart` are (visit id, key) of pairs that staff told apart. Two records with sales on both are
    left out: they cannot be linked.
    """
    scores = {
        (one.visit_id, other.key_text): score
        for one in here
        for other in tock
        if abs(one.at_ms - other.at_ms) <= WINDOW_MINUTES * _MINUTE_MS
        and not (one.has_sales and other.has_sales)
        and (one.visit_id, other.key_text) not in apart
        and (score := score_of(one, other)) >= THRESHOLD
    }
    best = best_assignment({pair: score - THRESHOLD + 1 for pair, score in scores.items()})
    by_key = {one.key_text: one for one in tock}
    rivals = _rivals(scores)
    return tuple(
        Twins(
            one,
            by_key[key_text],
            scores[one.visit_id, key_text],
            rivals[one.visit_id, key_text] > scores[one.visit_id, key_text] - MARGIN,
        )
        for one in here
        if (key_text := best.get(one.visit_id)) is not None
    )


def _rivals(scores: dict[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    """Of each pair, the best score of another pair that has one of the two."""
    of_visit: dict[str, list[tuple[int, str]]] = defaultdict(list)
    of_key: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for (visit_id, key_text), score in scores.items():
        of_visit[visit_id].append((score, key_text))
        of_key[key_text].append((score, visit_id))
    return {
        (visit_id, key_text): max(
            _best_other(of_visit[visit_id], key_text), _best_other(of_key[key_text], visit_id)
        )
        for visit_id, key_text in scores
    }


def _best_other(scored: Iterable[tuple[int, str]], own: str) -> int:
    return max((score for score, identity in scored if identity != own), default=_NONE)


def _time_points(minutes: int) -> int:
    for limit, points in ((1, 14), (4, 11), (7, 5), (11, 0)):
        if minutes <= limit:
            return points
    return -6 - 4 * (minutes - 12)


def _size_points(apart: int) -> int:
    return {0: SAME_SIZE, 1: ONE_OFF, 2: TWO_OFF}.get(apart, OTHER_SIZE)


def _table_points(one: str, other: str) -> int:
    first, second = table_keys(one), table_keys(other)
    if not first or not second:
        return 0
    return SAME_TABLE if first & second else OTHER_TABLE


def _email_points(one: str, other: str) -> int:
    return SAME_EMAIL if one and email_key(one) == email_key(other) else 0


def _name_points(one: str, other: str) -> int:
    first, second = _words(one), _words(other)
    if not first or not second:
        return 0
    if first == second:
        return SAME_NAME
    return LIKE_NAME if first & second else OTHER_NAME


@lru_cache(maxsize=1024)
def _words(name: str) -> frozenset[str]:
    return frozenset() if name == NAMELESS else frozenset(fold(name).split())
