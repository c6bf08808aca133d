"""One reading of the list of pickups missed a row: no hand-over is lost for it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from posapp.domain.outbox import OutboxState
from posapp.ports.backoffice import Kind
from tests.support.offices import BACKEND, TownOffice, connect, web_order
from tests.support.till import PROGRAM, Till
from tests.sync.test_web_orders import NO_CALL, collect, drain, pickup, tell


@pytest.fixture
def office() -> TownOffice:
    return TownOffice()


@pytest.mark.parametrize("lacks", [{}, {"mark_pickup": NO_CALL}], ids=["sends", "asks a person"])
def test_a_list_that_misses_one_row_loses_no_hand_over(
    till: Till, office: TownOffice, lacks: dict[str, str]
) -> None:
    """Listed again while nobody told the office: it is told, once, and the wait begins anew."""
    connect(till, **lacks)
    both = [web_order("w1"), web_order("w2")]
    tell(till, office, Kind.PICKUP, *both)
    collect(till)
    tell(till, office, Kind.PICKUP, both[1])
    for _ in range(2):
        tell(till, office, Kind.PICKUP, *both)
    assert pickup(till).confirmed_ms is None
    drain(till, office)
    tell(till, office, Kind.PICKUP, *both)
    drain(till, office)
    assert len(office.taken) + len(till.reads.office.tasks()) == 1


def test_a_missed_row_leaves_a_doubt_a_doubt(till: Till, office: TownOffice) -> None:
    """What may have arrived before the list missed it is the same work again, not another."""
    connect(till)
    tell(till, office, Kind.PICKUP, web_order())
    collect(till)
    with till.store.write("doubt", actor=PROGRAM) as uow:
        [mark] = uow.outbox.of_aggregate(f"pickup:{BACKEND}:w1")
        uow.outbox.save(replace(mark, state=OutboxState.UNKNOWN, is_in_doubt=True))
    tell(till, office, Kind.PICKUP)
    tell(till, office, Kind.PICKUP, web_order())
    with till.store.write("look", actor=PROGRAM) as uow:
        [again] = uow.outbox.of_aggregate(f"pickup:{BACKEND}:w1")
    assert (again.item_id, again.state) == (mark.item_id, OutboxState.UNKNOWN)


def test_what_a_person_marked_there_is_not_asked_for_again(till: Till, office: TownOffice) -> None:
    """Their word stands while the list lags behind; so does the office's own."""
    connect(till, mark_pickup=NO_CALL)
    tell(till, office, Kind.PICKUP, web_order("w1"), web_order("w2"))
    collect(till)
    [task] = till.reads.office.tasks()
    till.act.pickups.close_task(task.task_id)
    connect(till)
    collect(till, "w2")
    drain(till, office)
    tell(till, office, Kind.PICKUP)
    tell(till, office, Kind.PICKUP, web_order("w1"), web_order("w2"))
    assert till.reads.office.tasks() == []
    drain(till, office)
    assert len(office.taken) == 1
