"""A web order waits at the counter: it is handed over by touch, and the back office knows it."""

from __future__ import annotations

from posapp.domain.outbox import OutboxState
from posapp.ports.backoffice import Cap
from posapp.sandbox.office_site import SoldLine
from tests.journeys.office import EVERY, PICKUP_MS, WINEDIRECT, OfficeTerminal, wineries
from tests.journeys.terminal import SECOND_MS

NUMBER = "8841"
UNDO_MS = 8 * SECOND_MS


def place(terminal: OfficeTerminal) -> str:
    """Ann orders six bottles on the web and will collect them; her order is on the screen."""
    site = terminal.site
    person = site.add_person(first_name="Ann", last_name="Lee", email="ann@lee.example")
    order_id: str = site.add_web_order(
        NUMBER, person_id=person, delivery="pickup", lines=[SoldLine()]
    )
    terminal.tap("rail.pickups")
    assert not terminal.shows("pickups.list")
    terminal.pass_time(PICKUP_MS)
    assert terminal.robot.has_row("pickups.list", order_id)
    return order_id


def hand_over(terminal: OfficeTerminal, order_id: str) -> None:
    """Two taps: the order and the button; who ordered it collects it."""
    terminal.taps = 0
    terminal.tap_row("pickups.list", order_id)
    assert terminal.typed("pickups.collector") == "Ann Lee"
    terminal.tap("pickups.collect")
    assert terminal.taps == 2
    assert not terminal.shows("pickups.list")
    assert terminal.text("snack.text") == f"Order {NUMBER} handed over to Ann Lee"


def look(terminal: OfficeTerminal, order_id: str) -> str:
    """The state of an order on the tab of what was collected today."""
    terminal.tap("pickups.stage.collected")
    word: str = terminal.item("pickups.list", order_id).state.text
    return word


@wineries(*EVERY)
def test_a_web_order_is_collected_here_and_there(office: OfficeTerminal) -> None:
    """From Saved here to Sent, and over there it waits no more."""
    order_id = place(office)
    hand_over(office, order_id)
    assert look(office, order_id) == "Saved here"
    assert office.site.order(order_id).is_waiting
    office.send_everything()
    assert look(office, order_id) == "Picked up"
    office.tap_row("pickups.list", order_id)
    assert office.text("pickups.sync") == "Sent"
    seen = office.site.order(order_id)
    assert not seen.is_waiting
    assert seen.picked_up_by == ("" if office.name == "winedirect" else "Ann Lee")  # it keeps none
    assert office.states("pickup") == [OutboxState.CONFIRMED]
    assert office.tasks == []
    office.pass_time(PICKUP_MS)
    assert look(office, order_id) == "Picked up"


@wineries(*EVERY)
def test_undo_in_time_tells_nobody(office: OfficeTerminal) -> None:
    """Within the time of Undo nothing has left, and nothing will."""
    order_id = place(office)
    hand_over(office, order_id)
    office.pass_time(UNDO_MS // 2)
    office.tap("snack.undo")
    assert office.robot.has_row("pickups.list", order_id)
    office.send_everything()
    office.pass_time(PICKUP_MS)
    assert office.site.order(order_id).is_waiting
    assert office.states("pickup") == [OutboxState.SUPERSEDED]
    assert office.robot.has_row("pickups.list", order_id)
    hand_over(office, order_id)
    office.send_everything()
    assert not office.site.order(order_id).is_waiting


@wineries(*EVERY)
def test_undo_after_it_was_sent_lets_it_wait_again(office: OfficeTerminal) -> None:
    """There too where the system can; where not, a person is asked to."""
    order_id = place(office)
    hand_over(office, order_id)
    office.send_everything()
    look(office, order_id)
    office.tap_row("pickups.list", order_id)
    office.tap("pickups.back")
    office.send_everything()
    can_undo = office.can(Cap.UNDO_PICKUP)
    assert office.site.order(order_id).is_waiting == can_undo
    sentence = f"Mark order {NUMBER} as not picked up in WineDirect."
    assert office.tasks == ([] if can_undo else [sentence])
    assert len(office.work("pickup")) == (2 if can_undo else 1)


@wineries(WINEDIRECT)
def test_what_cannot_be_told_is_a_task_that_closes_itself(office: OfficeTerminal) -> None:
    """Recorded here at once; the task is done when WineDirect lists the order no longer."""
    order_id = place(office)
    hand_over(office, order_id)
    assert look(office, order_id) == "To do by hand"
    office.tap_row("pickups.list", order_id)
    assert f"Mark order {NUMBER} as picked up in WineDirect." in office.words_in("pickups.sheet")
    assert office.work("pickup") == []
    office.pass_time(PICKUP_MS)
    assert office.tasks == [f"Mark order {NUMBER} as picked up in WineDirect."]
    office.world.winedirect.hand_over(order_id)
    office.pass_time(PICKUP_MS)
    assert office.tasks == []
    assert look(office, order_id) == "Picked up"


@wineries(*EVERY)
def test_it_is_handed_over_offline_and_told_later_once(office: OfficeTerminal) -> None:
    """The cable is pulled: two taps as always; it is told when the line is back."""
    order_id = place(office)
    office.stage.server.pull_cable()
    hand_over(office, order_id)
    for _ in range(3):
        office.pass_time(20 * SECOND_MS)
    assert look(office, order_id) == "Saved here"
    assert office.site.order(order_id).is_waiting
    office.stage.server.plug_cable()
    office.send_everything()
    assert not office.site.order(order_id).is_waiting
    assert office.states("pickup") == [OutboxState.CONFIRMED]


@wineries(*EVERY, WINEDIRECT)
def test_a_double_tap_is_one_hand_over(office: OfficeTerminal) -> None:
    """The second tap meets no button any more."""
    order_id = place(office)
    office.tap_row("pickups.list", order_id)
    office.robot.tap("pickups.collect", taps=2)
    office.send_everything()
    assert office.counts == (0, 1, 0)
    assert len(office.work("pickup")) == int(office.can(Cap.MARK_PICKUP))
    assert len(office.tasks) == int(not office.can(Cap.MARK_PICKUP))
