"""Guests who are there already, under the same faults: none is made twice, nobody loses a word."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.faults.campaign import SCHEDULES, run_all
from tests.faults.office_meeting import MeetingSchedule

_SHARE = 20
"""Of so many schedules one is about meetings."""


@pytest.mark.timeout(3_000)
def test_who_is_there_already_is_taken_in(figure: Callable[[str], None]) -> None:
    """Once there, and with what either side knew."""
    total = run_all(max(SCHEDULES // _SHARE, 20), is_naive=False, kind=MeetingSchedule)
    assert not total.problems, total.first_text
    figure(
        f"meetings: {total.schedules} schedules, {total.writes} writes, {total.crashes} crashes,"
        f" {total.faults.total()} faults: 0 lost, 0 duplicated"
    )
