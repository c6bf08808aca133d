"""Two back offices at once: one has the orders, another the people; and one that only reads."""

from __future__ import annotations

from posapp.domain.outbox import OutboxState
from posapp.ports.backoffice import Cap
from posapp.ports.office import Role
from tests.journeys.office import PULL_MS, OfficeTerminal, Winery, wineries
from tests.journeys.terminal import SECOND_MS

BOTH = Winery("commerce7", people="sandbox")
READING = Winery("orderport")
EMAIL = "ann@lee.example"
ESTATE = "Estate Reserve"


def _sell_to_ann(terminal: OfficeTerminal) -> str:
    """A walk-in leaves her name and buys a bottle in cash; returns the order's number."""
    terminal.tap("rail.arrivals", "arrivals.walkin", "walkin.size.2")
    for name, text in (("first", "Ann"), ("last", "Lee"), ("email", EMAIL)):
        terminal.robot.type_into(f"walkin.{name}", text)
    terminal.tap("walkin.seat", "pad.tile.W-1")
    order_id = terminal.order_id
    terminal.tap("pad.pay", "tender.exact", "tender.record")
    terminal.robot.wait_for("tender.done")
    terminal.tap("tender.done")
    number: str = terminal.program.reads.order(order_id).order.number
    return number


@wineries(BOTH)
def test_orders_go_to_one_and_people_to_the_other(office: OfficeTerminal) -> None:
    """The order is in Commerce7 once; the customer and her club are in the sandbox, once each."""
    office.site.add_product("W-1", title="Pinot Noir", cents=4_800)
    estate = office.there.add_club(ESTATE)
    office.pass_time(PULL_MS)
    number = _sell_to_ann(office)
    office.send_everything()
    assert len(office.site.orders_numbered(number)) == 1
    assert list(office.there.orders_numbered(number)) == []
    assert len(office.there.people(EMAIL)) == 1

    office.open_guest(EMAIL)
    office.tap("profile.join", f"club.tier.{estate}")
    assert "To Sandbox back office" in office.words_in("club.preview")
    office.tap("club.save")
    office.send_everything()
    [ann] = office.there.people(EMAIL)
    assert dict(office.there.statuses(ann.person_id)) == {estate: "active"}
    for seen in office.site.people(EMAIL):  # the order's own customer, which Commerce7 wants
        assert dict(office.site.statuses(seen.person_id)) == {}
    assert office.states("order") == [OutboxState.CONFIRMED]
    assert set(office.states("guest")) == {OutboxState.CONFIRMED}
    assert {row.remote for row in office.work("order")} == {Role.ORDERS}
    assert {row.remote for row in office.work("guest")} == {Role.PEOPLE}
    office.tap("rail.sync")
    assert office.text("sync.source.orders.state") == "Live"
    assert office.text("sync.source.people.state") == "Live"


@wineries(BOTH)
def test_each_is_asked_only_for_what_is_its_own(office: OfficeTerminal) -> None:
    """Customers come from the office of people; those of the other are nobody here."""
    site, there = office.site, office.there
    there.add_person(first_name="Bo", last_name="Roe", email="bo@roe.example")
    site.add_person(first_name="Cy", last_name="Poe", email="cy@poe.example")
    office.pass_time(PULL_MS)
    names = {row.name for row in office.program.reads.people.guests("", limit=9)}
    assert names == {"Bo Roe"}


@wineries(READING)
def test_an_order_for_a_system_that_only_reads_is_a_task(office: OfficeTerminal) -> None:
    """Sold as always; somebody is asked to enter it, with the reason, and nothing is queued."""
    office.site.add_product("W-1", title="Pinot Noir", cents=4_800)
    office.pass_time(PULL_MS)
    assert not office.can(Cap.PUSH_ORDER)
    number = _sell_to_ann(office)
    office.pass_time(20 * SECOND_MS)
    assert office.work("order") == []
    [task] = [one for one in office.program.reads.office.tasks() if number in one.title]
    assert task.title == f"Enter order {number} of Ann Lee in OrderPort."
    reason = office.program.desk.caps.why_not(Role.ORDERS, Cap.PUSH_ORDER)
    assert reason
    assert office.program.reads.sync_overview().to_send == 0
    office.tap("rail.sync", "sync.view.by_hand")
    office.tap_row("sync.list", task.task_id)
    words = office.words_in("sync.sheet")
    assert task.title in words
    assert reason in words
