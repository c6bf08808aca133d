"""What happens over there arrives here, whole and once."""

from __future__ import annotations

from decimal import Decimal

from posapp.domain.catalogue import Product
from posapp.domain.club import Club, Membership, MembershipStatus
from posapp.domain.remote_order import Fulfilment, OrderChannel, RemoteOrder
from posapp.domain.reservation import Quarantined
from posapp.ports.backoffice import Cap, CustomerRecord, Kind, MergedCustomer, Record
from posapp.sandbox.office_site import SoldLine
from tests.contracts.conftest import Office, claiming

HOUR_MS = 3_600_000


def ann(office: Office) -> str:
    return office.site.add_person(
        first_name="Ann",
        last_name="Lee",
        email="ann@lee.example",
        phone="7075550101",
        street="1 Vine St",
    )


def orders(rows: list[Record | Quarantined]) -> list[RemoteOrder]:
    assert not [row for row in rows if isinstance(row, Quarantined)]
    return [row for row in rows if isinstance(row, RemoteOrder)]


@claiming(Cap.READ_CUSTOMER)
def test_customers(office: Office) -> None:
    """Name, e-mail and id; a second pull from the cursor brings only what is new."""
    person_id = ann(office)
    (record,) = office.pull(Kind.CUSTOMER)
    assert isinstance(record, CustomerRecord)
    contact = record.record.contact
    assert (record.remote_id, contact.first_name, contact.last_name) == (person_id, "Ann", "Lee")
    assert contact.email == "ann@lee.example"
    if Cap.WRITE_CUSTOMER in office.connect().caps:
        assert contact.phone.endswith("5550101")
        assert record.record.details.billing.line1 == "1 Vine St"


@claiming(Cap.READ_CUSTOMER, Cap.WRITE_CUSTOMER)
def test_a_change_over_there_comes_again(office: Office) -> None:
    """Within a day at most, as some systems do not tell what changed."""
    person_id = ann(office)
    cursor = office.cursor_after(Kind.CUSTOMER)
    office.world.clock.advance_ms(25 * HOUR_MS)
    office.site.change_phone(person_id, "7075550199")
    office.site.add_type(person_id, "Trade")
    found = {
        row.remote_id: row.record
        for row in office.pull(Kind.CUSTOMER, cursor=cursor)
        if isinstance(row, CustomerRecord)
    }
    assert found[person_id].contact.phone.endswith("5550199")
    assert found[person_id].details.contact_types == ("Trade",)


@claiming(Cap.READ_CLUB, Cap.READ_MEMBERSHIP)
def test_clubs_and_memberships(office: Office) -> None:
    """Names and who is in."""
    person_id, club_id = ann(office), office.site.add_club("Estate Reserve")
    office.site.enrol(person_id, club_id)
    (club,) = office.pull(Kind.CLUB)
    assert isinstance(club, Club)
    assert (club.club_id, club.name) == (club_id, "Estate Reserve")
    (member,) = office.pull(Kind.MEMBERSHIP)
    assert isinstance(member, Membership)
    assert (member.customer_id, member.club_id, member.is_active) == (person_id, club_id, True)
    assert member.status is MembershipStatus.ACTIVE


@claiming(Cap.READ_MERGE)
def test_merges(office: Office) -> None:
    """Who was made one with whom."""
    first = ann(office)
    other = office.site.add_person(first_name="A", last_name="Lee", email="a@lee.example")
    office.site.merge(other, into_id=first)
    assert office.pull(Kind.MERGE) == [MergedCustomer(other, first)]


@claiming(Cap.READ_PRODUCT)
def test_products(office: Office) -> None:
    """What can be sold, with its price."""
    office.site.add_product("W-9", title="Syrah", cents=3_900)
    found = [row for row in office.pull(Kind.PRODUCT) if isinstance(row, Product)]
    (syrah,) = [product for product in found if product.sku == "W-9"]
    assert syrah.title.startswith("Syrah")
    assert (syrah.price_cents, syrah.is_active) == (3_900, True)


@claiming(Cap.READ_ORDER)
def test_web_orders(office: Office) -> None:
    """With their lines, who ordered and how it reaches the guest."""
    person_id = ann(office)
    order_id = office.site.add_web_order(
        "881", person_id=person_id, delivery="ship", lines=[SoldLine()]
    )
    (order,) = orders(office.pull(Kind.ORDER))
    assert (order.remote_id, order.number, order.total_cents) == (order_id, "881", 28_800)
    assert [(line.sku, line.quantity, line.unit_cents) for line in order.lines] == [
        ("W-1", Decimal(6), 4_800)
    ]
    assert order.contact.email == "ann@lee.example"
    assert not order.our_number
    if Cap.TRACKING in office.connect().caps:
        assert (order.channel, order.fulfilment) == (OrderChannel.WEB, Fulfilment.SHIP)


@claiming(Cap.READ_ORDER)
def test_a_booking_of_tock_is_no_web_order(office: Office) -> None:
    """Tock's own link writes reservations as orders in some systems."""
    person_id = ann(office)
    office.site.add_reservation_order("900", person_id=person_id)
    told = orders(office.pull(Kind.ORDER))
    assert all(order.channel is OrderChannel.RESERVATION for order in told)


@claiming(Cap.TRACKING)
def test_tracking_numbers_arrive(office: Office) -> None:
    """Once the parcel is on its way, and only then does the order come again."""
    order_id = office.site.add_web_order(
        "881", person_id=ann(office), delivery="ship", lines=[SoldLine()]
    )
    office.world.clock.advance_ms(HOUR_MS)
    cursor = office.cursor_after(Kind.ORDER)
    office.world.clock.advance_ms(HOUR_MS)
    office.site.ship(order_id, carrier="UPS", tracking="1Z999")
    (order,) = orders(office.pull(Kind.ORDER, cursor=cursor))
    assert [one.number for one in order.tracking] == ["1Z999"]


@claiming(Cap.READ_PICKUP)
def test_waiting_pickups_are_told_all_of_them(office: Office) -> None:
    """More than a page; the last page says so; what was collected is not among them."""
    backend = office.connect()
    person_id = ann(office)
    ids = {
        office.site.add_web_order(
            str(number), person_id=person_id, delivery="pickup", lines=[SoldLine()]
        )
        for number in range(101, 231)
    }
    pages = list(backend.changes(Kind.PICKUP, cursor=""))
    told = orders([row for page in pages for row in page.records])
    assert {order.remote_id for order in told} == ids
    assert all(order.is_pending_pickup for order in told)
    assert [page.is_last for page in pages] == [*[False] * (len(pages) - 1), True]


@claiming(Cap.SEARCH_CUSTOMER)
def test_search_and_gift_cards(office: Office) -> None:
    """By name and by e-mail; a balance by the whole code."""
    backend = office.connect()
    person_id = ann(office)
    for words in ("ann@lee.example", "Lee"):
        assert [one.remote_id for one in backend.search_customers(words)] == [person_id]
    assert backend.search_customers("nobody@x.example") == ()
    if Cap.GIFT_CARD in backend.caps:
        office.site.add_gift_card("GIFT-12345", cents=7_500)
        card = backend.gift_card("GIFT-12345")
        assert card is not None
        assert card.cents == 7_500
        assert "12345" not in card.shown
        assert backend.gift_card("GIFT-99999") is None
