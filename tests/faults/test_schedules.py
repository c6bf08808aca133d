"""A payment reaches the back office exactly once, whatever fails and wherever the program dies."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from posapp.sandbox.oracle import Problem
from tests.faults.campaign import FIRST_SEED, SCHEDULES, run_all

CONTROLS = 60


@pytest.mark.timeout(1_200)
def test_random_fault_schedules_lose_and_double_nothing(figure: Callable[[str], None]) -> None:
    """After 500 schedules with crashes both ledgers agree on every order and every cent."""
    total = run_all(SCHEDULES // 2, is_naive=False)
    assert not total.problems, total.first_text
    assert {"outbox.before_send", "outbox.after_send", "record_payment.after_commit"} <= (
        total.points
    )
    kinds = ", ".join(f"{name} {count}" for name, count in sorted(total.faults.items()))
    figure(
        f"fault schedules: {total.schedules} (seeds from {FIRST_SEED}), {total.writes} payments,"
        f" {total.crashes} crashes at {len(total.points)} points,"
        f" {total.faults.total()} faults: 0 lost, 0 duplicated, 0 wrong amount, 0 left open"
    )
    figure(f"faults met: {kinds}")


@pytest.mark.timeout(300)
def test_control_without_the_outbox_rules_doubles_orders(figure: Callable[[str], None]) -> None:
    """The same schedules with a naive resend must fail, or they would prove nothing."""
    total = run_all(CONTROLS, is_naive=True)
    doubled = total.problems[Problem.DUPLICATED.value]
    assert doubled > total.writes // 5
    figure(
        f"control, naive resend: {doubled} duplicates among {total.writes} payments"
        f" of {total.schedules} schedules"
    )
