"""Commerce7 read over real HTTP: every list to its end, one bad row alone."""

from __future__ import annotations

import json
from dataclasses import replace
from socket import socket
from typing import TypeGuard

import pytest

from posapp.adapters.backoffice.commerce7.backend import Commerce7Backend
from posapp.adapters.backoffice.commerce7.client import Tenant as Setting
from posapp.adapters.backoffice.commerce7.pulls import WalkCursor
from posapp.adapters.http import DoorPolicy, HttpDoor
from posapp.domain.address import Address
from posapp.domain.catalogue import Product
from posapp.domain.club import Club, Membership, MembershipStatus
from posapp.domain.outbox import Operation
from posapp.domain.remote_order import Fulfilment, FulfilmentState, OrderChannel, RemoteOrder
from posapp.domain.reservation import Quarantined
from posapp.ports import failures
from posapp.ports.backoffice import (
    CustomerRecord,
    Kind,
    Record,
)
from posapp.sandbox.call import Call
from posapp.sandbox.commerce7 import routes
from posapp.sandbox.commerce7.lists import refuse
from posapp.sandbox.message import JsonObject, Response
from posapp.sandbox.world import World
from tests.adapters.commerce7.site import BOTTLE, Site, last_cursor, pull, sale
from tests.adapters.raw_server import RawServer, answer


def test_clubs_products_and_memberships(site: Site) -> None:
    """Clubs over several pages, products by variant, memberships with status and dates."""
    for number in range(70):
        site.tenant.put("club", id=f"k{number}", title=f"Club {number}")
    site.tenant.put(
        "product",
        title="Pinot Noir",
        type="Wine",
        adminStatus="Available",
        variants=[
            {"sku": "W-1", "title": "750 ml", "price": 4_800, "taxType": "Wine"},
            {"sku": "", "title": "lost", "price": 1},
        ],
    )
    site.tenant.put(
        "club-membership",
        id="m1",
        customerId="c-ann",
        clubId="k1",
        status="On Hold",
        signupDate="2022-05-01T00:00:00.000Z",
        orderDeliveryMethod="Pickup",
    )
    backend = site.backend()
    assert {row.club_id for row in pull(backend, Kind.CLUB) if isinstance(row, Club)} == {
        f"k{number}" for number in range(70)
    }
    product, lost = pull(backend, Kind.PRODUCT)
    assert isinstance(product, Product)
    assert (product.sku, product.title, product.price_cents) == (
        "W-1",
        "Pinot Noir · 750 ml",
        4_800,
    )
    assert isinstance(lost, Quarantined)
    (member,) = pull(backend, Kind.MEMBERSHIP)
    assert isinstance(member, Membership)
    assert (member.status, member.is_active) == (MembershipStatus.HOLD, False)
    assert (member.fulfilment, member.joined_ms) == ("pickup", 1_651_363_200_000)


def test_customers_come_with_addresses_and_tags(site: Site) -> None:
    """The default address bills, the others ship; tags are contact types."""
    ann = site.ann()
    site.tenant.put("customer", id="c-ann", tags=[{"id": "t1", "title": "Trade"}])
    site.tenant.put(
        "customer-address", customerId=ann["id"], isDefault=True, address="1 A St", city="Napa"
    )
    site.tenant.put("customer-address", id="a2", customerId=ann["id"], address="2 B St")
    (record,) = pull(site.backend(), Kind.CUSTOMER)
    assert isinstance(record, CustomerRecord)
    assert record.record.contact.email == "ann@lee.example"
    details = record.record.details
    assert details.billing == Address(line1="1 A St", city="Napa")
    assert [(one.address_id, one.address.line1) for one in details.shipping] == [("a2", "2 B St")]
    assert details.contact_types == ("Trade",)


def test_an_address_that_cannot_be_read_does_not_seem_deleted(site: Site) -> None:
    """The customer is set aside alone; the others land."""
    site.ann()
    site.tenant.put("customer", id="c-bob", firstName="Bob", lastName="Ray", emails=[])
    site.tenant.put("customer-address", customerId="c-ann", address=17)
    found = pull(site.backend(), Kind.CUSTOMER)
    assert [type(row) for row in found] == [Quarantined, CustomerRecord]


def test_all_customers_are_walked_once_and_new_ones_in_between(site: Site) -> None:
    """A day later everybody is read again: changes have no filter over there."""
    site.ann()
    site.world.clock.advance_ms(3_600_000)
    backend = site.backend()
    cursor = last_cursor(backend, Kind.CUSTOMER)
    site.world.clock.advance_ms(3_600_000)
    site.tenant.put("customer", id="c-new", firstName="New", lastName="One", emails=[])
    assert [row.remote_id for row in _people(pull(backend, Kind.CUSTOMER, cursor))] == ["c-new"]
    cursor = last_cursor(backend, Kind.CUSTOMER, cursor)
    site.world.clock.advance_ms(86_400_000)
    assert len(pull(backend, Kind.CUSTOMER, cursor)) == 2


def _people(rows: list[Record | Quarantined]) -> list[CustomerRecord]:
    return [row for row in rows if isinstance(row, CustomerRecord)]


def test_a_cut_off_walk_goes_on_where_it_stopped(site: Site) -> None:
    """The cursor of a page leads to the next one."""
    for number in range(120):
        site.tenant.put("customer", id=f"c{number:03}", firstName="A", lastName="B", emails=[])
    backend = site.backend()
    first = next(iter(backend.changes(Kind.CUSTOMER, cursor="")))
    rest = pull(backend, Kind.CUSTOMER, first.cursor)
    assert len(first.records) + len(rest) == 120


def test_orders_of_every_channel_with_parcels_and_masked_cards(site: Site) -> None:
    """Only brand and last four of a card; a parcel's number; our own number when it is ours."""
    order = site.tenant.web_order(881, customer=site.ann(), delivery="Ship", items=[BOTTLE])
    site.tenant.ship(str(order["id"]), carrier="UPS", tracking="1Z999")
    site.backend().writes[Operation.PUT_ORDER].put(sale(), "k")
    web, ours = pull(site.backend(), Kind.ORDER)
    assert isinstance(web, RemoteOrder)
    assert isinstance(ours, RemoteOrder)
    assert (web.channel, web.fulfilment, web.fulfilment_state) == (
        OrderChannel.WEB,
        Fulfilment.SHIP,
        FulfilmentState.DONE,
    )
    assert [(one.carrier, one.number) for one in web.tracking] == [("UPS", "1Z999")]
    assert (web.tenders[0].brand, web.tenders[0].last4) == ("Visa", "4242")
    assert (web.total_cents, web.our_number, web.contact.email) == (28_800, "", "ann@lee.example")
    assert (ours.our_number, ours.total_cents) == ("T1-000012", 5_196)


def test_only_changed_orders_come_again(site: Site) -> None:
    """With a little overlap, as two clocks differ."""
    site.tenant.web_order(1, customer=site.ann(), delivery="Ship", items=[BOTTLE])
    site.world.clock.advance_ms(3_600_000)
    backend = site.backend()
    cursor = last_cursor(backend, Kind.ORDER)
    site.world.clock.advance_ms(3_600_000)
    assert pull(backend, Kind.ORDER, cursor) == []
    site.tenant.web_order(2, customer=site.ann(), delivery="Ship", items=[BOTTLE])
    assert len(pull(backend, Kind.ORDER, cursor)) == 1


@pytest.mark.parametrize("ahead_ms", [-3 * 3_600_000, 3 * 3_600_000])
def test_a_clock_that_is_hours_off_loses_no_order(site: Site, ahead_ms: int) -> None:
    """Where to resume goes by the slower of both clocks, so nothing falls between two pulls."""
    site.world.clock.skew_ms(-ahead_ms)  # ours is ahead of theirs by so much
    backend = site.backend()
    site.tenant.web_order(1, customer=site.ann(), delivery="Ship", items=[BOTTLE])
    cursor = last_cursor(backend, Kind.ORDER)
    site.world.clock.advance_ms(1_200_000)
    site.tenant.web_order(2, customer=site.ann(), delivery="Ship", items=[BOTTLE])
    numbers = {row.number for row in pull(backend, Kind.ORDER, cursor) if _is_order(row)}
    assert "2" in numbers


def test_a_resume_point_in_the_future_begins_anew(site: Site) -> None:
    """Ours was wrong when it was written; what changed meanwhile is read again."""
    site.tenant.web_order(1, customer=site.ann(), delivery="Ship", items=[BOTTLE])
    future = WalkCursor(since_ms=site.world.clock.now_ms() + 300 * 86_400_000).text
    assert len(pull(site.backend(), Kind.ORDER, future)) == 1


def _is_order(row: Record | Quarantined) -> TypeGuard[RemoteOrder]:
    return isinstance(row, RemoteOrder)


def test_a_place_that_is_forgotten_over_there_begins_anew(site: Site) -> None:
    """A till that was off for a week must not ask for that page for ever."""
    for number in range(120):
        site.tenant.web_order(number + 1, customer=site.ann(), delivery="Ship", items=[BOTTLE])
    backend = site.backend()
    first = next(iter(backend.changes(Kind.ORDER, cursor="")))
    mount = next(one for one in site.world.mounts if one.prefix == routes.PREFIX)
    answer_of = mount.answer

    forgotten = [WalkCursor.parse(first.cursor).page]

    def forgetful(call: Call) -> Response:
        if call.request.query().get("cursor") in forgotten:
            forgotten.clear()
            raise refuse(422, "cursor is invalid")
        return answer_of(call)

    mount.answer = forgetful  # type: ignore[method-assign]
    rows = pull(backend, Kind.ORDER, first.cursor)
    assert {row.number for row in rows if _is_order(row)} == {str(one) for one in range(1, 121)}


@pytest.mark.parametrize(
    "change",
    [
        {"total": "many"},
        {"total": None, "totalAfterTip": None},
        {"orderPaidDate": "soon", "orderSubmittedDate": None},
        {"orderPaidDate": "2031-01-01T00:00:00.000Z"},
        {"items": 3},
    ],
)
def test_one_bad_order_is_set_aside_alone(site: Site, change: JsonObject) -> None:
    """Its neighbours land."""
    bad = site.tenant.web_order(1, customer=site.ann(), delivery="Ship", items=[BOTTLE])
    site.tenant.put("order", id=bad["id"], **change)
    site.tenant.web_order(2, customer=site.ann(), delivery="Ship", items=[BOTTLE])
    kinds = [type(row) for row in pull(site.backend(), Kind.ORDER)]
    assert kinds == [Quarantined, RemoteOrder]


@pytest.mark.parametrize("status", ["Paused", "", None])
def test_a_membership_of_an_unknown_status_is_set_aside(site: Site, status: str | None) -> None:
    """A guess could take a club tag away from somebody."""
    for number, word in enumerate((status, "Active")):
        site.tenant.put("club-membership", id=f"m{number}", customerId="c", clubId="k", status=word)
    aside, good = pull(site.backend(), Kind.MEMBERSHIP)
    assert isinstance(aside, Quarantined)
    assert aside.faults[0].path == "$.status"
    assert isinstance(good, Membership)


def test_half_a_cent_is_rounded_up(site: Site) -> None:
    """As everywhere: 250.5 cents are 251, and 251.5 are 252."""
    for number, price in enumerate((250.5, 251.5, 480)):
        site.tenant.put("product", title="W", variants=[{"sku": f"W-{number}", "price": price}])
    found = [row for row in pull(site.backend(), Kind.PRODUCT) if isinstance(row, Product)]
    assert [row.price_cents for row in found] == [251, 252, 480]


def test_one_broken_character_costs_no_page() -> None:
    """JavaScript cuts texts between the halves of a character; its neighbours land."""
    body = (
        b'{"customers":[{"id":"a","firstName":"Zo\\ud83d","emails":[]},'
        b'{"id":"b","firstName":"Bo","emails":[]}]}'
    )
    policy = DoorPolicy(peer="Commerce7", hosts=frozenset(), allow_loopback_http=True)
    clock = World(1).clock

    def script(connection: socket, request: bytes) -> None:
        is_address = b"/customer-address" in request
        found = b'{"customerAddresses":[]}' if is_address else body
        connection.sendall(answer(200, found))

    with RawServer(script) as server, HttpDoor(policy, clock=clock) as door:
        setting = Setting(url=server.url, tenant="t", app_id="a", secret="s", number_base=1)
        rows = pull(Commerce7Backend(door, setting, clock=clock), Kind.CUSTOMER)
    assert [row.remote_id for row in _people(rows)] == ["a", "b"]


def test_pickups_are_a_whole_list(site: Site) -> None:
    """Waiting and half-collected ones; only the last page says that it is the last."""
    ann = site.ann()
    for number in range(60):
        site.tenant.web_order(number + 1, customer=ann, delivery="Pickup", items=[BOTTLE])
    partly = site.tenant.web_order(100, customer=ann, delivery="Pickup", items=[BOTTLE])
    site.tenant.put("order", id=partly["id"], fulfillmentStatus="Partially Fulfilled")
    pages = list(site.backend().changes(Kind.PICKUP, cursor=""))
    orders = [row for page in pages for row in page.records if isinstance(row, RemoteOrder)]
    assert len(orders) == 61
    assert all(order.is_pending_pickup for order in orders)
    assert [page.is_last for page in pages] == [*[False] * (len(pages) - 1), True]


def test_a_waiting_order_that_cannot_be_read_is_set_aside_under_its_id(site: Site) -> None:
    """So that it keeps nobody but itself on the list."""
    bad = site.tenant.web_order(1, customer=site.ann(), delivery="Pickup", items=[BOTTLE])
    site.tenant.put("order", id=bad["id"], total="many")
    (aside,) = pull(site.backend(), Kind.PICKUP)
    assert isinstance(aside, Quarantined)
    assert aside.remote_id == bad["id"]


def test_a_list_without_end_is_noticed() -> None:
    """A cursor that was given before ends the pull with a reason."""
    body = json.dumps({"orders": [], "cursor": "again"}).encode()
    policy = DoorPolicy(peer="Commerce7", hosts=frozenset(), allow_loopback_http=True)
    with RawServer(lambda connection, _: connection.sendall(answer(200, body))) as server:
        clock = World(1).clock
        with HttpDoor(policy, clock=clock) as door:
            setting = Setting(url=server.url, tenant="t", app_id="a", secret="s", number_base=1)
            backend = Commerce7Backend(door, setting, clock=clock)
            with pytest.raises(failures.NoProof, match="without end"):
                pull(backend, Kind.ORDER)


def test_the_same_page_of_clubs_again_is_not_the_next_one(site: Site) -> None:
    """A server that forgets the page's number would hide the clubs of all further pages."""
    for number in range(70):
        site.tenant.put("club", id=f"k{number}", title=f"Club {number}")
    mount = next(one for one in site.world.mounts if one.prefix == routes.PREFIX)
    answer_of = mount.answer

    def forgetful(call: Call) -> Response:
        target = call.request.target.replace("page=2", "page=1")
        return answer_of(replace(call, request=replace(call.request, target=target)))

    mount.answer = forgetful  # type: ignore[method-assign]
    with pytest.raises(failures.NoProof, match="same page"):
        pull(site.backend(), Kind.CLUB)


def test_questions_are_counted_here_before_they_are_refused_there(site: Site) -> None:
    """A budget below a hundred a minute; over it the lane waits, and then goes on."""
    site.ann()
    backend = site.backend(per_minute=2)
    backend.search_customers("nobody")
    backend.search_customers("nobody")
    with pytest.raises(failures.TryLater) as waits:
        backend.search_customers("nobody")
    assert waits.value.wait_ms == 60_000
    site.world.clock.advance_ms(60_000)
    backend.search_customers("nobody")
    eager = site.backend()
    for _ in range(99):
        eager.search_customers("nobody")
    with pytest.raises(failures.TryLater):  # the control: the far side counts, too
        eager.search_customers("nobody")


def test_search_and_gift_card(site: Site) -> None:
    """By name, e-mail and phone; a card by its whole code only, shown by its end."""
    site.ann()
    site.tenant.put("gift-card", code="GIFT-12345", balance=7_500, status="Active")
    backend = site.backend()
    for words in ("lee", "ann@lee", "5550101"):
        assert [one.remote_id for one in backend.search_customers(words)] == ["c-ann"]
    card = backend.gift_card(" GIFT-12345 ")
    assert card is not None
    assert (card.shown, card.cents) == ("•••• 2345", 7_500)
    assert backend.gift_card("GIFT-1") is None
