"""Tock ends with exactly our clubs of every guest, whatever fails, and staff's tags are left."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.campaign import FIRST_SEED
from tests.faults.tag_schedule import TagSchedule, TagTally
from tests.support.places import quick_folder

LIVES = int(os.environ.get("POSAPP_TAG_SCHEDULES", "25"))
CONTROLS = 60


def lives(count: int, *, is_hasty: bool = False) -> list[tuple[int, TagTally]]:
    """Run seeds one after the other; a control stops at its first wrong list."""
    found = []
    for seed in range(FIRST_SEED, FIRST_SEED + count):
        folder = Path(tempfile.mkdtemp(dir=quick_folder()))
        try:
            tally = TagSchedule(seed, folder / "store", is_hasty=is_hasty).run()
        finally:
            shutil.rmtree(folder)
        found.append((seed, tally))
        if tally.problems:
            break
    return found


@pytest.mark.timeout(1_200)
def test_no_list_is_lost_or_wrong_and_no_foreign_tag_is_touched(
    figure: Callable[[str], None],
) -> None:
    """Joins, cancels, switches, renames and new addresses, with losses, late writes and crashes."""
    found = lives(LIVES)
    wrong = [(seed, tally.problems) for seed, tally in found if tally.problems]
    assert not wrong, wrong[0]
    tallies = [tally for _, tally in found]
    faults = sum(tally.faults.total() for tally in tallies)
    figure(
        f"club tags: {LIVES} lives (seeds from {FIRST_SEED}),"
        f" {sum(tally.changes for tally in tallies)} changes,"
        f" {sum(tally.pushes for tally in tallies)} pushes applied,"
        f" {sum(tally.superseded for tally in tallies)} superseded,"
        f" {sum(tally.crashes for tally in tallies)} crashes, {faults} faults:"
        " 0 lost, 0 wrong lists, 0 foreign tags touched"
    )


@pytest.mark.timeout(300)
def test_control_without_rest_a_late_list_lands_on_a_newer_one(
    figure: Callable[[str], None],
) -> None:
    """The same lives, sending again at once, end with a wrong list."""
    found = lives(CONTROLS, is_hasty=True)
    seed, last = found[-1]
    assert last.problems
    figure(f"control, no rest after a doubt: wrong at seed {seed}: {last.problems[0]}")
