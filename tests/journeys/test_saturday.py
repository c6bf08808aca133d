"""The demo as CI plays it: a whole harvest Saturday through the window, judged to the cent."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from posapp.demo.day import play_day
from posapp.demo.stage import stage
from posapp.demo.verdict import reach_verdict
from posapp.sandbox.oracle import Problem

SEED = 7


@pytest.mark.timeout(900)
def test_saturday_ends_with_both_sides_agreeing(
    tmp_path: Path, qapp: object, figure: Callable[[str], None]
) -> None:
    """120 parties, 40 walk-ins, an outage: nothing lost, doubled or off by a cent."""
    said: list[str] = []
    code = play_day(SEED, folder=tmp_path / "store", out=tmp_path / "pictures", say=said.append)
    text = "\n".join(said)
    assert code == 0, text
    assert "Both sides agree." in text
    assert re.search(r"14:00 .* [1-9]\d* to send", text), "the outage left nothing waiting"
    names = {picture.stem.split("-", 1)[1] for picture in (tmp_path / "pictures").glob("*.png")}
    assert {"lock", "reservation-sheet", "walk-in-sheet", "order-pad", "pay-sheet-cash"} <= names
    assert {"pay-sheet-card", "payment-recorded", "evening-arrivals", "evening-sync"} <= names
    assert {"pickup", "pickup-collected", "by-hand-open", "by-hand-done", "parcel"} <= names
    assert {"guest-profile", "club-join", "club-switch", "club-cancel", "ship-order"} <= names
    assert {"compare-and-choose", "guest-lookalike", "guest-made-one", "evening-pickups"} <= names
    assert {"evening-connections", "evening-mapping"} <= names
    assert "handed over today: 3 here, 3 in the back office" in text
    figure(f"demo: {said[-2]} (seed {SEED}), {said[-3].splitlines()[0]}")


def test_control_a_day_nobody_played_is_not_clean(tmp_path: Path) -> None:
    """The verdict can fail: a shop that sold nothing has lost every order of the story."""
    with stage(SEED, tmp_path / "store", on_commit=lambda _: None) as unplayed:
        verdict = reach_verdict(unplayed)
    assert not verdict.is_clean
    assert verdict.report.count(Problem.LOST) >= len(unplayed.day.expected.sales)
    assert len(verdict.board) == verdict.tock_rows
    named = "\n".join(verdict.differences)
    for number in unplayed.day.expected.hand_overs:
        assert f"order {number}: not collected in the back office" in named
    for email in unplayed.day.expected.mails:
        assert f"{email}: no e-mail about a parcel was prepared" in named
    for agreed in unplayed.day.expected.agreed:
        assert f"{agreed.email}: not as was chosen" in named
    assert set(unplayed.day.expected.tags_from_here) <= {
        line.partition(":")[0] for line in verdict.tags_wrong
    }
