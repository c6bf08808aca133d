"""Seeded days with known pairs: how often the true partner is proposed first, and no wrong link.

The seeds are others than those the points were counted on.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest

from posapp.domain.guest import Contact
from posapp.domain.reservation import Channel
from posapp.domain.twins import SeatedHere, SeatedInTock, propose_twins
from posapp.domain.visit import NAMELESS
from tests.support.opened import opened_till
from tests.support.till import Till
from tests.support.twin_days import HASTY, ORDINARY, Care, TwinDay, twin_day
from tests.support.walk_ins import hear_news, walk_in_row

DAYS = int(os.environ.get("POSAPP_TWIN_DAYS", "100"))
FIRST_SEED = 3_000
DAY = date(2026, 10, 10)


@pytest.mark.parametrize(("words", "care"), [("ordinary", ORDINARY), ("hasty", HASTY)])
def test_the_true_partner_is_proposed_first(
    words: str, care: Care, figure: Callable[[str], None]
) -> None:
    """At least 95 of 100 true pairs, over all the days."""
    pairs = first = proposed = wrong = unsure = 0
    slowest_s = 0.0
    for seed in range(FIRST_SEED, FIRST_SEED + DAYS):
        day = twin_day(seed, care=care)
        began = perf_counter()
        found = propose_twins(day.here, day.tock)
        slowest_s = max(slowest_s, perf_counter() - began)
        true = [one for one in found if day.pairs.get(one.here.visit_id) == one.tock.key_text]
        pairs, first, proposed = pairs + len(day.pairs), first + len(true), proposed + len(found)
        mistaken = [one for one in found if one not in true]
        wrong += len(mistaken)
        unsure += sum(one.is_ambiguous for one in mistaken)
    figure(
        f"twins, {words} notes: {DAYS} seeded days from {FIRST_SEED}, {first} of {pairs} true pairs"
        f" proposed first ({first / pairs:.1%}); {wrong} of {proposed} proposals wrong"
        f" ({wrong / proposed:.1%}, {unsure} of them marked as a guess); slowest day"
        f" {slowest_s * 1_000:.1f} ms"
    )
    assert first / pairs >= 0.95


def test_by_time_alone_too_few_are_right() -> None:
    """The control: the nearest in time, as a person in a hurry would guess, does not do."""
    pairs = first = 0
    for seed in range(FIRST_SEED, FIRST_SEED + 20):
        day = twin_day(seed)
        pairs += len(day.pairs)
        for one in day.here:
            nearest = min(day.tock, key=lambda other: abs(other.at_ms - one.at_ms))
            first += day.pairs.get(one.visit_id) == nearest.key_text
    assert first / pairs < 0.8


@pytest.mark.parametrize("seed", [FIRST_SEED, FIRST_SEED + 1])
def test_a_day_through_the_store_links_nothing_by_itself(
    tmp_path: Path, seed: int, figure: Callable[[str], None]
) -> None:
    """Every walk-in of Tock starts once, every pair is proposed as computed, none is linked."""
    day = twin_day(seed)
    with opened_till(tmp_path / "store") as till:
        ids = _play(till, day)
        news = till.reads.walk_ins(DAY)
        assert _automatic_links(till) == 0
        assert len(till.reads.orders(DAY)) == len(day.here) + len(day.tock)
        right = 0
        for one in news.twins:
            right += day.pairs.get(ids[one.here.visit_id]) == one.tock.key_text
        assert right / len(day.pairs) >= 0.9
        for one in news.twins:
            till.act.walk_ins.link_twins(one.here.visit_id, one.tock.key_text)
        left = len(day.here) + len(day.tock) - len(news.twins)
        assert len(till.reads.board(DAY)) == len(till.reads.orders(DAY)) == left
        for one in news.twins:
            till.act.walk_ins.unlink_twins(one.here.visit_id, one.tock.key_text)
        assert till.reads.walk_ins(DAY) == news
    figure(
        f"twins through the store, seed {seed}: {right} of {len(day.pairs)} proposed first, 0"
        f" automatic links, {len(news.twins)} linked and parted again without a trace"
    )


def _play(till: Till, day: TwinDay) -> dict[str, str]:
    """Both sides in the order of the clock; returns the party of each visit."""
    ids: dict[str, str] = {}
    noted: list[SeatedHere | SeatedInTock] = [*day.here, *day.tock]
    for one in sorted(noted, key=lambda one: one.at_ms):
        till.clock.advance(max(0, one.at_ms - till.clock.now_ms()))
        if isinstance(one, SeatedInTock):
            hear_news(till, [(Channel.FEED, json.dumps(_row(one)))] * 2)
            continue
        first, _, last = "" if one.name == NAMELESS else one.name, "", ""
        if " " in first:
            first, _, last = first.partition(" ")
        visit_id = till.act.new_id()
        ids[visit_id] = one.visit_id
        till.act.seat_walk_in(
            visit_id=visit_id,
            order_id=till.act.new_id(),
            size=one.size,
            table_name=one.tables,
            contact=Contact(first, last, one.email),
        )
    return ids


def _row(one: SeatedInTock) -> dict[str, Any]:
    name = "" if one.name == NAMELESS else one.name
    first, _, last = name.partition(" ")
    return walk_in_row(
        int(one.key_text.rsplit(":", 1)[1]),
        serviceDateTimestamp=one.at_ms,
        partySize=one.size,
        table=[{"id": 1, "name": one.tables}] if one.tables else [],
        dinerPatron={"firstName": first, "lastName": last, "email": one.email},
    )


def _automatic_links(till: Till) -> int:
    """Visits that hold a walk-in of Tock which was not begun for it, and links of whatever kind."""
    sql = (
        "SELECT (SELECT count(*) FROM twin_answer) + (SELECT count(*) FROM visit v"
        " WHERE v.reservation_key IS NOT NULL AND v.id NOT IN (SELECT visit_id FROM walk_in_start))"
    )
    with till.reads._connections.snapshot() as run:
        return int(run(sql, {})[0][0])
