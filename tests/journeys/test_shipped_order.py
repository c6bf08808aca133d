"""Bottles are bought for shipment in the tasting room; their parcel is in the guest's history."""

from __future__ import annotations

from urllib.parse import unquote

from posapp.domain.outbox import OutboxState
from tests.journeys.office import EVERY, PULL_MS, OfficeTerminal, wineries
from tests.journeys.terminal import MINUTE_MS

EMAIL = "ann@lee.example"
TRACKING = "1Z999AA10123456784"


def _known(terminal: OfficeTerminal) -> None:
    """Ann is a customer over there, with an address; and there is something to buy."""
    terminal.there.add_person(
        first_name="Ann", last_name="Lee", email=EMAIL, phone="7075550142", street="1 Vine St"
    )
    terminal.site.add_product("W-1", title="Pinot Noir", cents=4_800)
    terminal.pass_time(PULL_MS)


def _buy_for_shipment(terminal: OfficeTerminal) -> str:
    """From her profile: two bottles to her address, in cash; returns the order's number."""
    terminal.open_guest(EMAIL)
    terminal.tap("profile.start", "pad.tile.W-1", "pad.tile.W-1", "pad.ship", "pad.ship.0")
    assert terminal.text("snack.text") == "Ships to Napa"
    order_id = terminal.order_id
    terminal.tap("pad.pay", "tender.exact", "tender.record")
    terminal.robot.wait_for("tender.done")
    terminal.tap("tender.done")
    number: str = terminal.program.reads.order(order_id).order.number
    return number


@wineries(*EVERY)
def test_an_order_for_shipment_and_its_parcel(office: OfficeTerminal) -> None:
    """Sold once, there once; the warehouse's tracking number comes back to the guest's history."""
    _known(office)
    number = _buy_for_shipment(office)
    office.send_everything()
    assert office.states("order") == [OutboxState.CONFIRMED]
    [there] = office.site.orders_numbered(number)
    assert "1 Vine St" in there.text

    office.site.ship(there.order_id, carrier="UPS", tracking=TRACKING)
    office.pass_time(PULL_MS)
    office.open_guest(EMAIL)
    office.pass_time(2 * MINUTE_MS)
    [entry] = office.entries(f"Order {number}")
    assert (entry.tracking, entry.status) == (TRACKING, "Shipped")
    office.tap_row("timeline.list", entry.key)
    assert office.text("timeline.parcel.0.number") == TRACKING
    words = office.words_in("timeline.detail")
    assert office.title in words
    assert "2 min ago" in words
    office.tap("timeline.parcel.0.mail")
    mail = unquote(office.opened[-1])
    assert mail.startswith(f"mailto:{EMAIL}?")
    assert TRACKING in mail
    assert len(office.site.orders_numbered(number)) == 1


@wineries(*EVERY)
def test_what_ships_is_followed_on_the_pickups_screen(office: OfficeTerminal) -> None:
    """The same order is among those that ship, to be sent and then on its way."""
    _known(office)
    number = _buy_for_shipment(office)
    office.send_everything()
    office.pass_time(PULL_MS)
    [there] = office.site.orders_numbered(number)
    office.tap("rail.pickups", "pickups.stage.shipping")
    assert office.item("pickups.list", there.order_id).state.text == "To ship"
    office.site.ship(there.order_id, carrier="UPS", tracking=TRACKING)
    office.pass_time(PULL_MS)
    assert office.item("pickups.list", there.order_id).state.text == "On its way"
    assert office.counts == (0, 0, 1)
