"""Every write of every back office arrives exactly once, whatever fails and wherever we die."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.faults.campaign import FIRST_SEED, SCHEDULES, run_all
from tests.faults.office_schedule import SYSTEMS, OfficeSchedule

_CONTROLS = 80


@pytest.mark.timeout(6_000)
def test_random_schedules_over_every_write_lose_and_double_nothing(
    figure: Callable[[str], None],
) -> None:
    """Customers, clubs, orders and pickups are over there as staff wanted them, through the verbs
    of the till, its use cases and the adapters, with news pulled in between.
    """
    total = run_all(SCHEDULES - SCHEDULES // 2, is_naive=False, kind=OfficeSchedule)
    assert not total.problems, total.first_text
    assert {"outbox.before_send", "outbox.after_send", "outbox.claim.after_commit"} <= total.points
    names = ", ".join(f"{name} {label}".strip() for name, label in SYSTEMS)
    figure(
        f"office schedules: {total.schedules} (seeds from {FIRST_SEED}) over {names}:"
        f" {total.writes} writes, {total.crashes} crashes at {len(total.points)} points,"
        f" {total.faults.total()} faults: 0 lost, 0 duplicated, 0 wrong amount, 0 left open"
    )


@pytest.mark.timeout(300)
def test_control_without_the_outbox_rules_doubles_writes(figure: Callable[[str], None]) -> None:
    """The same work with a naive resend must fail, or the schedules would prove nothing.

    The adapters look before they write, so what doubles is only what lands late, after they have
    looked: this proves the wait and the look-up of the outbox, not the adapters' own care.
    """
    total = run_all(_CONTROLS, is_naive=True, kind=OfficeSchedule)
    assert total.problems["duplicated"] > 0
    figure(
        f"control, naive resend: {total.problems['duplicated']} duplicates among"
        f" {total.writes} writes of {total.schedules} office schedules"
    )
