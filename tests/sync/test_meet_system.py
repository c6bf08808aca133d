"""Another back office, or account, takes the orders: what may be in the last one never goes there.

A person looks there first.
"""

from __future__ import annotations

from random import Random

import pytest

from posapp.domain.manual_task import TaskKind
from posapp.domain.outbox import LEASE_MS, UNDO_MS, Operation, OutboxItem
from posapp.ports.documents import PickupDocument
from posapp.ports.failures import Failure, NoAnswer, NotReached
from posapp.ports.office import Role
from posapp.sync.drain import Drain
from posapp.usecases.enqueue import enqueue
from posapp.usecases.leave_account import meet_account
from tests.support.offices import connect
from tests.support.remotes import Answer, ScriptedOutbound, fails_with, paid_order
from tests.support.till import PROGRAM, Till


class Killed(BaseException):
    """The program ends here."""


def kill(_: str) -> None:
    raise Killed


def outbound(system: str, *script: Answer) -> ScriptedOutbound:
    made = ScriptedOutbound(*script)
    made.system = system
    return made


def drain(till: Till, sends: ScriptedOutbound) -> int:
    """The lane sends what is due."""
    till.clock.advance(600_000)
    lane = Drain(remote="orders", outbound=sends, jitter=Random(1), at_point=lambda _: None)
    return lane.run(till.store, actor=PROGRAM, is_stopping=lambda: False)


def use_account(till: Till, account: str) -> None:
    """Connect an account of the sandbox for orders."""
    with till.store.write("connection.account", actor=PROGRAM) as uow:
        meet_account(Role.ORDERS, "sandbox", account=account, title="Sandbox", uow=uow)


def hand_over(*, backend: str, at_ms: int) -> PickupDocument:
    """An order of this back office was collected."""
    return PickupDocument(
        pickup_id="p1",
        order_id="77",
        number="W-77",
        collected_by="Jo",
        at_ms=at_ms,
        cashier="Mia",
        lines=(),
        location="",
        backend=backend,
    )


@pytest.fixture(autouse=True)
def opened(till: Till) -> None:
    connect(till)


def test_a_doubt_is_a_persons_once_another_system_is_connected(till: Till) -> None:
    """It is not looked up in the wrong place; what was never tried goes to the new one."""
    paid_order(till)
    with pytest.raises(NoAnswer):
        drain(till, outbound("old", fails_with(NoAnswer("lost"))))
    paid_order(till)
    new = outbound("new")
    drain(till, new)
    assert [item.title for item in new.sent] == ["Order T1-000002 · Walk-in"]
    assert new.looked_up == []
    [task] = till.reads.office.tasks()
    assert (task.kind, task.backend) == (TaskKind.ENTER_ORDER, "old")
    assert "It was sent to old" in task.reason
    assert "look before you enter it" in task.reason


def test_what_surely_did_not_arrive_goes_to_the_new_system(till: Till) -> None:
    """It never left for the last one."""
    paid_order(till)
    with pytest.raises(Failure):
        drain(till, outbound("old", fails_with(NotReached("down"))))
    new = outbound("new")
    assert drain(till, new) == 1
    assert till.reads.office.tasks() == []


def test_nothing_goes_to_the_new_system_while_a_send_to_the_last_may_end(till: Till) -> None:
    """A crash in the middle of it: as long as its claim holds, it is waited for."""
    paid_order(till)
    drain(till, outbound("old"))
    paid_order(till)
    till.clock.advance(UNDO_MS)
    broken = Drain(remote="orders", outbound=outbound("old"), jitter=Random(1), at_point=kill)
    with pytest.raises(Killed):
        broken.run(till.store, actor=PROGRAM, is_stopping=lambda: False)
    paid_order(till)
    till.clock.advance(UNDO_MS)
    new = outbound("new")
    lane = Drain(remote="orders", outbound=new, jitter=Random(1), at_point=lambda _: None)
    assert lane.run(till.store, actor=PROGRAM, is_stopping=lambda: False) == 0
    till.clock.advance(LEASE_MS)
    assert drain(till, new) == 1
    assert len(till.reads.office.tasks()) == 1


def test_the_same_system_looks_its_doubt_up(till: Till) -> None:
    """A restart is no other system."""
    paid_order(till)
    with pytest.raises(NoAnswer):
        drain(till, outbound("old", fails_with(NoAnswer("lost"))))
    again = outbound("old")
    assert drain(till, again) == 1
    assert till.reads.office.tasks() == []


def test_a_doubt_is_a_persons_once_another_account_is_connected(till: Till) -> None:
    """The new account does not have it, whatever it has; what was never tried goes there."""
    use_account(till, "one")
    paid_order(till)
    with pytest.raises(NoAnswer):
        drain(till, outbound("sandbox", fails_with(NoAnswer("lost"))))
    paid_order(till)
    use_account(till, "two")
    new = outbound("sandbox")
    drain(till, new)
    assert [item.title for item in new.sent] == ["Order T1-000002 · Walk-in"]
    assert new.looked_up == []
    [task] = till.reads.office.tasks()
    assert task.kind is TaskKind.ENTER_ORDER
    assert task.backend.startswith("sandbox-former-")
    assert "another account of Sandbox" in task.reason
    assert "look before you enter it" in task.reason


def test_a_send_under_way_is_a_doubt_of_the_last_account(till: Till) -> None:
    """However it ends, it is not repeated in the new one: a person looks in the last."""
    use_account(till, "one")
    drain(till, outbound("sandbox"))
    paid_order(till)
    with till.store.write("collect", actor=PROGRAM) as uow:
        enqueue(
            hand_over(backend="sandbox", at_ms=uow.now_ms),
            uow=uow,
            operation=Operation.MARK_PICKUP,
            aggregate="pickup:sandbox:77",
            subject_id="p1",
            title="Picked up W-77",
        )
    till.clock.advance(UNDO_MS)
    for _ in range(2):
        broken = Drain(
            remote="orders", outbound=outbound("sandbox"), jitter=Random(1), at_point=kill
        )
        with pytest.raises(Killed):
            broken.run(till.store, actor=PROGRAM, is_stopping=lambda: False)
    use_account(till, "two")
    new = outbound("sandbox")
    assert drain(till, new) == 0
    tasks = till.reads.office.tasks()
    assert {task.kind for task in tasks} == {TaskKind.ENTER_ORDER, TaskKind.MARK_PICKUP}
    assert all("look before you enter it" in task.reason for task in tasks)


def test_a_send_that_ends_after_the_account_changed_alters_nothing(till: Till) -> None:
    """It may be there already, as the task says."""
    use_account(till, "one")
    paid_order(till)

    def changes_account(item: OutboxItem) -> None:
        use_account(till, "two")
        raise NoAnswer("lost")

    with pytest.raises(NoAnswer):
        drain(till, outbound("sandbox", changes_account))
    new = outbound("sandbox")
    assert drain(till, new) == 0
    assert len(till.reads.office.tasks()) == 1
