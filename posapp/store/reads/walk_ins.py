"""Tock's walk-ins of a day beside the parties seated here: what differs, and who may be one."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from functools import lru_cache

from posapp.domain.differences import Difference, DifferenceField, Told, differences_of
from posapp.domain.party import PartyState, PartyStatus
from posapp.domain.twins import SeatedHere, SeatedInTock, Twins, propose_twins
from posapp.ports.walk_ins import WalkInNews
from posapp.store.reads.run import Run
from posapp.store.reads.values import VISIT, visit_of

_HAS_SALES = """EXISTS (
  SELECT 1 FROM sales_order o WHERE o.visit_id = v.id AND (o.state <> 'open' OR EXISTS (
    SELECT 1 FROM line_item l WHERE l.order_id = o.id AND l.is_voided = 0)))"""
_LINKED = "a.reservation_key = r.key AND a.answer = 'linked'"

_TOLD = (
    f"SELECT {VISIT}, r.size, r.tables, r.party_state, r.party_state_raw, r.is_cancelled"  # noqa: S608
    " FROM visit v JOIN reservation r ON r.key = v.reservation_key"
    " WHERE v.day = :day AND r.is_walk_in = 1 AND v.state <> 'finished'"
)
_KEPT = (
    "SELECT k.visit_id, k.field, k.value FROM kept_difference k JOIN visit v ON v.id = k.visit_id"
    " WHERE v.day = :day"
)
# The day narrows, not the empty key, which every walk-in ever seated here has: hence `coalesce`.
_HERE = (
    "SELECT v.id, v.started_ms, v.party_size, v.table_name, v.name,"  # noqa: S608
    f" coalesce(g.email, ''), {_HAS_SALES}"
    " FROM visit v LEFT JOIN guest g ON g.id = v.guest_id"
    " WHERE v.day = :day AND coalesce(v.reservation_key, '') = '' ORDER BY v.started_ms, v.id"
)
_IN_TOCK = (
    f"SELECT r.key, r.start_ms, r.size, r.tables, r.name, r.email, {_HAS_SALES}"  # noqa: S608
    " FROM reservation r LEFT JOIN visit v ON v.reservation_key = r.key"
    " WHERE r.day = :day AND r.is_walk_in = 1 AND r.is_cancelled = 0"
    f" AND (v.id IS NULL OR NOT EXISTS (SELECT 1 FROM twin_answer a WHERE {_LINKED}))"
    " ORDER BY r.start_ms, r.key"
)
_APART = (
    "SELECT a.visit_id, a.reservation_key FROM twin_answer a JOIN visit v ON v.id = a.visit_id"
    " WHERE v.day = :day AND a.answer = 'different'"
)
_PAIRS = (
    f"SELECT r.key, a.visit_id FROM reservation r JOIN twin_answer a ON {_LINKED}"  # noqa: S608
    " JOIN visit v ON v.reservation_key = r.key WHERE r.day = :day AND r.is_walk_in = 1"
)


def read_walk_ins(run: Run, day: date) -> WalkInNews:
    """What Tock says otherwise of the day's walk-ins, and which records may be one party's."""
    values: dict[str, object] = {"day": day.isoformat()}
    here = tuple(SeatedHere(*(*row[:-1], bool(row[-1]))) for row in run(_HERE, values))
    tock = tuple(SeatedInTock(*(*row[:-1], bool(row[-1]))) for row in run(_IN_TOCK, values))
    apart = frozenset((visit_id, key) for visit_id, key in run(_APART, values))
    return WalkInNews(
        differences=_differences(run, values),
        twins=_proposed(here, tock, apart) if here and tock else (),
        linked=dict(run(_PAIRS, values)),
    )


@lru_cache(maxsize=4)
def _proposed(
    here: tuple[SeatedHere, ...],
    tock: tuple[SeatedInTock, ...],
    apart: frozenset[tuple[str, str]],
) -> tuple[Twins, ...]:
    """Boards are read far more often than walk-ins change."""
    return propose_twins(here, tock, apart=apart)


def _differences(run: Run, values: dict[str, object]) -> dict[str, tuple[Difference, ...]]:
    rows = run(_TOLD, values)
    if not rows:
        return {}
    kept: dict[str, dict[DifferenceField, str]] = defaultdict(dict)
    for visit_id, field, value in run(_KEPT, values):
        kept[visit_id][DifferenceField(field)] = value
    found = {}
    for row in rows:
        size, tables, state, raw, is_cancelled = row[10:]
        told = Told(size, tables, PartyStatus(PartyState(state), raw), bool(is_cancelled))
        visit = visit_of(row[:10])
        differences = differences_of(visit, told, kept=kept.get(visit.visit_id, {}))
        if differences:
            found[visit.visit_id] = differences
    return found
