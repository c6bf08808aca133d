"""Commerce7 over real HTTP against a tenant that is as strict as the real one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec
import pytest

from posapp.adapters.backoffice import discover
from posapp.adapters.backoffice.commerce7.backend import CAPS, Commerce7Backend
from posapp.adapters.backoffice.commerce7.client import Tenant as Setting
from posapp.adapters.http import DoorPolicy, HttpDoor
from posapp.domain.address import Address
from posapp.domain.catalogue import Product
from posapp.domain.club import Club, Membership, MembershipStatus
from posapp.domain.errors import DomainError
from posapp.domain.outbox import Operation
from posapp.domain.remote_order import Fulfilment, FulfilmentState, OrderChannel, RemoteOrder
from posapp.domain.reservation import Quarantined
from posapp.ports import failures
from posapp.ports.backoffice import (
    CAP_OF_KIND,
    CAP_OF_OPERATION,
    Connection,
    CustomerRecord,
    Kind,
    Record,
)
from posapp.ports.documents import (
    AddressDocument,
    ClubDocument,
    ClubsDocument,
    CustomerDocument,
    LineDocument,
    OrderDocument,
    PickupDocument,
    TenderDocument,
)
from posapp.sandbox.commerce7.tenant import APP_ID, NAME, SECRET, Tenant
from posapp.sandbox.message import JsonObject
from posapp.sandbox.server.front import SandboxServer
from posapp.sandbox.world import World
from tests.adapters.raw_server import RawServer, answer

BASE = 700_000_000
BOTTLE: JsonObject = {"sku": "W-1", "productTitle": "Pinot", "quantity": 6, "price": 4_800}


@dataclass
class Site:
    """A served tenant and what the client sees of it."""

    world: World
    server: SandboxServer
    door: HttpDoor

    @property
    def tenant(self) -> Tenant:
        return self.world.commerce7

    def setting(self, **changes: object) -> Setting:
        values = {
            "url": f"{self.server.base_url}/commerce7/v1",
            "tenant": NAME,
            "app_id": APP_ID,
            "secret": SECRET,
            "number_base": BASE,
            "per_minute": 1_000,
        }
        return Setting(**{**values, **changes})  # type: ignore[arg-type]

    def backend(self, **changes: object) -> Commerce7Backend:
        return Commerce7Backend(self.door, self.setting(**changes), clock=self.world.clock)

    def ann(self) -> JsonObject:
        return self.tenant.put(
            "customer",
            id="c-ann",
            firstName="Ann",
            lastName="Lee",
            emails=[
                {"id": "e1", "email": "ann@lee.example", "status": "Subscribed"},
                {"id": "e2", "email": "work@lee.example", "status": "Bounced"},
            ],
            phones=[{"id": "p1", "phone": "+17075550101"}],
            tags=[],
        )


@pytest.fixture
def site() -> Iterator[Site]:
    """A tenant of its own for each test."""
    world = World(3)
    policy = DoorPolicy(peer="Commerce7", hosts=frozenset(), allow_loopback_http=True)
    with SandboxServer(world) as server, HttpDoor(policy, clock=world.clock) as door:
        yield Site(world, server, door)


def pull(backend: Commerce7Backend, kind: Kind, cursor: str = "") -> list[Record | Quarantined]:
    return [row for page in backend.changes(kind, cursor=cursor) for row in page.records]


def last_cursor(backend: Commerce7Backend, kind: Kind, cursor: str = "") -> str:
    return [page.cursor for page in backend.changes(kind, cursor=cursor)][-1]


def sale(number: str = "T1-000012", **changes: object) -> OrderDocument:
    line = LineDocument(
        sku="W-1",
        title="Pinot",
        quantity=1,
        unit_cents=4_800,
        discount_cents=0,
        tax_cents=396,
        total_cents=5_196,
    )
    card = TenderDocument(
        payment_id="p",
        kind="card",
        cents=5_196,
        tendered_cents=5_196,
        change_cents=0,
        taken_ms=1_791_644_400_000,
        brand="Visa",
        last4="4242",
        reference="A1",
    )
    made = OrderDocument(
        number=number,
        kind="sale",
        currency="USD",
        placed_ms=1_791_644_400_000,
        terminal_id="T1",
        party_name="Lee",
        party_size=2,
        visit_id="v",
        started_ms=1_791_644_000_000,
        lines=(line,),
        tenders=(card,),
        subtotal_cents=4_800,
        discount_cents=0,
        tax_cents=396,
        total_cents=5_196,
        cashier="Ana",
    )
    return msgspec.structs.replace(made, **changes)


def person(**changes: object) -> CustomerDocument:
    made = CustomerDocument(
        guest_id="g1",
        first_name="Ann",
        last_name="Lee",
        email="ann@lee.example",
        phone="+17075550101",
    )
    return msgspec.structs.replace(made, **changes)


def clubs(**changes: object) -> ClubsDocument:
    made = ClubsDocument(
        change_id="ch1",
        guest_id="g1",
        customer_id="c-ann",
        email="ann@lee.example",
        first_name="Ann",
        last_name="Lee",
        at_ms=1_791_644_400_000,
    )
    return msgspec.structs.replace(made, **changes)


# -- what it says it can do -------------------------------------------------------------------


def test_it_is_found_with_its_form_and_claims_what_it_writes(site: Site) -> None:
    """Every claimed write has its place, and nothing else has one."""
    spec = discover()["commerce7"]
    assert spec.caps == CAPS
    assert [field.name for field in spec.fields if field.is_secret] == ["secret"]
    backend = site.backend()
    claimed = {operation for operation, cap in CAP_OF_OPERATION.items() if cap in CAPS}
    assert set(backend.writes) == claimed
    assert {kind for kind, cap in CAP_OF_KIND.items() if cap not in CAPS} == {Kind.MERGE}
    assert all(spec.why_not[cap] for cap in set(CAP_OF_KIND.values()) - CAPS)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("tenant", " "),
        ("app_id", ""),
        ("secret", ""),
        ("number_base", "many"),
        ("number_base", "2000000001"),
        ("base_url", "http://api.commerce7.com/v1"),
    ],
)
def test_a_wrong_setting_names_its_field(site: Site, field: str, value: str) -> None:
    """The form can show the sentence where it belongs."""
    values = {"tenant": NAME, "app_id": APP_ID, "secret": SECRET, field: value}
    with pytest.raises(DomainError) as refused:
        discover()["commerce7"].make(Connection(values), lambda _: site.door)
    assert refused.value.field == field


def test_the_check_proves_the_key_and_the_tenant(site: Site) -> None:
    """A wrong secret and a wrong tenant are both refused."""
    site.backend().check()
    for wrong in ({"secret": "x"}, {"tenant": "other"}):
        with pytest.raises(failures.CredentialsRefused):
            site.backend(**wrong).check()


# -- reading ----------------------------------------------------------------------------------


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


@pytest.mark.parametrize(
    "change",
    [{"total": "many"}, {"orderPaidDate": "soon", "orderSubmittedDate": None}, {"items": 3}],
)
def test_one_bad_order_is_set_aside_alone(site: Site, change: JsonObject) -> None:
    """Its neighbours land."""
    bad = site.tenant.web_order(1, customer=site.ann(), delivery="Ship", items=[BOTTLE])
    site.tenant.put("order", id=bad["id"], **change)
    site.tenant.web_order(2, customer=site.ann(), delivery="Ship", items=[BOTTLE])
    kinds = [type(row) for row in pull(site.backend(), Kind.ORDER)]
    assert kinds == [Quarantined, RemoteOrder]


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


# -- orders out -------------------------------------------------------------------------------


def test_an_order_is_recorded_once(site: Site) -> None:
    """A second send finds the first; nothing of a card but brand and last four goes out."""
    site.ann()
    write = site.backend().writes[Operation.PUT_ORDER]
    document = sale(customer=person())
    assert write.find is not None
    assert write.find(document) is None
    first = write.put(document, "k")
    assert write.put(document, "k") == first
    assert write.find(document) == first
    (row,) = site.tenant.all("order")
    assert (row["orderNumber"], row["total"], row["customerId"]) == (BASE + 12, 5_196, "c-ann")
    assert row["isSendTransactionEmail"] is False
    (tender,) = row["tenders"]  # type: ignore[misc]
    assert tender == {
        "tenderType": "External",
        "chargeType": "Sale",
        "amountTendered": 5_196,
        "paymentDate": "2026-10-10T15:00:00.000Z",
        "externalDescription": "Visa 4242",
    }


def test_a_number_that_somebody_else_has_is_told(site: Site) -> None:
    """Neither overwritten nor taken for ours."""
    site.tenant.put("order", orderNumber=BASE + 12, total=1, orderPaidDate="2026-10-10T15:00:00Z")
    with pytest.raises(failures.Refused, match="already exists"):
        site.backend().writes[Operation.PUT_ORDER].put(sale(), "k")


def test_the_same_number_with_another_total_is_refused(site: Site) -> None:
    """An order changed after it was sent is a person's work."""
    write = site.backend().writes[Operation.PUT_ORDER]
    write.put(sale(), "k")
    with pytest.raises(failures.Refused, match="different total"):
        write.put(sale(total_cents=1), "k")


def test_an_unknown_sku_is_refused_with_its_name(site: Site) -> None:
    """The reason is Commerce7's own."""
    site.tenant.knows_skus = {"W-2"}
    with pytest.raises(failures.Refused, match="W-1 does not exist"):
        site.backend().writes[Operation.PUT_ORDER].put(sale(), "k")


def test_a_refund_goes_as_a_refund(site: Site) -> None:
    """Negative over there, positive here."""
    write = site.backend().writes[Operation.PUT_ORDER]
    document = sale("T1-000013", kind="refund", previous_number="T1-000012")
    ack = write.put(document, "k")
    assert ack.total_cents == 5_196
    (row,) = site.tenant.all("order")
    assert (row["purchaseType"], row["total"]) == ("Refund", -5_196)
    assert write.put(document, "k") == ack


def test_a_shipped_order_waits_for_its_parcel(site: Site) -> None:
    """Ship with its address; its tracking number comes back under our number."""
    where = AddressDocument(line1="1 A St", city="Napa", region="CA", postal="94558", name="Al Lee")
    site.backend().writes[Operation.PUT_ORDER].put(sale(fulfilment="ship", ship_to=where), "k")
    (row,) = site.tenant.all("order")
    assert (row["orderDeliveryMethod"], row["fulfillmentStatus"]) == ("Ship", "Not Fulfilled")
    assert row["shipTo"]["zipCode"] == "94558"  # type: ignore[index]
    site.tenant.ship(str(row["id"]), carrier="FedEx", tracking="7777")
    (order,) = pull(site.backend(), Kind.ORDER)
    assert isinstance(order, RemoteOrder)
    assert (order.our_number, order.tracking[0].number) == ("T1-000012", "7777")


def test_a_till_without_room_in_its_block_says_so(site: Site) -> None:
    """A number that does not fit is refused here, before anything is sent."""
    backend = site.backend(number_base=2_147_483_640)
    with pytest.raises(failures.Refused, match="block"):
        backend.writes[Operation.PUT_ORDER].put(sale(), "k")


# -- pickups ----------------------------------------------------------------------------------


def handed(order: JsonObject) -> PickupDocument:
    return PickupDocument(
        pickup_id="pu1",
        order_id=str(order["id"]),
        number="881",
        collected_by="Al Lee",
        at_ms=1_791_644_400_000,
        cashier="Ana",
    )


def test_a_pickup_is_marked_once_and_undone(site: Site) -> None:
    """Who and when; a second send changes nothing; undo lets it wait again."""
    order = site.tenant.web_order(881, customer=site.ann(), delivery="Pickup", items=[BOTTLE])
    writes = site.backend().writes
    mark, undo = writes[Operation.MARK_PICKUP], writes[Operation.UNDO_PICKUP]
    assert mark.find is not None
    assert undo.find is not None
    document = handed(order)
    assert mark.find(document) is None
    mark.put(document, "k")
    mark.put(document, "k")
    assert mark.find(document) is not None
    (read,) = pull(site.backend(), Kind.ORDER)
    assert isinstance(read, RemoteOrder)
    assert (read.picked_up_by, read.picked_up_ms) == ("Al Lee", 1_791_644_400_000)
    assert undo.find(document) is None
    undo.put(document, "k")
    undo.put(document, "k")
    assert undo.find(document) is not None
    assert len(site.world.ledger.by_reference(str(order["id"]))) == 2


def test_a_vanished_order_cannot_be_handed_over(site: Site) -> None:
    """The reason is on that hand-over."""
    with pytest.raises(failures.Refused, match="not found"):
        site.backend().writes[Operation.MARK_PICKUP].put(handed({"id": "gone"}), "k")


# -- people out -------------------------------------------------------------------------------


def test_a_new_person_is_made_once(site: Site) -> None:
    """With addresses and tags; a repeat finds all of it."""
    where = AddressDocument(line1="1 A St", city="Napa", region="CA", postal="94558", country="US")
    there = AddressDocument(line1="2 B St", city="Napa", region="CA", postal="94558", country="US")
    document = person(billing=where, shipping=(there,), contact_types=("Trade",))
    write = site.backend().writes[Operation.PUT_CUSTOMER]
    assert write.find is not None
    assert write.find(document) is None
    ack = write.put(document, "k")
    before = len(site.world.ledger.entries)
    assert write.put(document, "k") == ack
    assert write.find(document) == ack
    assert len(site.world.ledger.entries) == before
    assert [row["address"] for row in site.tenant.all("customer-address")] == ["1 A St", "2 B St"]
    assert [tag["title"] for tag in site.tenant.all("tag")] == ["Trade"]


def test_what_stands_beside_a_change_is_not_nulled(site: Site) -> None:
    """A PUT replaces lists whole: statuses, the second e-mail and foreign tags must survive."""
    site.ann()
    site.tenant.put("tag", id="t1", title="Trade")
    site.tenant.put("tag", id="t2", title="Press")
    site.tenant.put("customer", id="c-ann", tags=[{"id": "t2", "title": "Press"}])
    document = person(
        remote_id="c-ann",
        phone="+17075550199",
        contact_types=("Press", "Trade"),
        changed=("phone", "contact_type:Trade"),
    )
    site.backend().writes[Operation.PUT_CUSTOMER].put(document, "k")
    row = site.tenant.get("customer", "c-ann")
    assert row is not None
    assert row["emails"] == [
        {"id": "e1", "email": "ann@lee.example", "status": "Subscribed"},
        {"id": "e2", "email": "work@lee.example", "status": "Bounced"},
    ]
    assert row["phones"] == [{"id": "p1", "phone": "+17075550199"}]
    assert row["tags"] == [{"id": "t2", "title": "Press"}, {"id": "t1", "title": "Trade"}]


def test_the_control_a_put_without_reading_loses_what_it_leaves_out(site: Site) -> None:
    """What the far side does to a careless PUT."""
    site.ann()
    site.tenant.put("customer", id="c-ann", emails=[{"email": "ann@lee.example"}])
    row = site.tenant.get("customer", "c-ann")
    assert row is not None
    assert row["emails"] == [{"email": "ann@lee.example"}]


def test_addresses_are_added_changed_and_taken_away(site: Site) -> None:
    """Only those that changed here; the others stay as they are."""
    site.ann()
    site.tenant.put("customer-address", id="a1", customerId="c-ann", isDefault=True, address="Old")
    for name in ("a2", "a3", "a4"):
        site.tenant.put("customer-address", id=name, customerId="c-ann", address=name)
    document = person(
        remote_id="c-ann",
        billing=AddressDocument(line1="New", country="US"),
        shipping=(
            AddressDocument(line1="a2 changed", address_id="a2", country="US"),
            AddressDocument(line1="a4 not ours to change", address_id="a4", country="US"),
            AddressDocument(line1="added", country="US"),
        ),
        changed=("billing", "shipping:a2", "shipping:a3", "shipping:"),
    )
    site.backend().writes[Operation.PUT_CUSTOMER].put(document, "k")
    rows = {row["id"]: row["address"] for row in site.tenant.all("customer-address")}
    assert {name: rows.get(name) for name in ("a1", "a2", "a3", "a4")} == {
        "a1": "New",
        "a2": "a2 changed",
        "a3": None,
        "a4": "a4",
    }
    assert "added" in rows.values()


def test_an_e_mail_that_belongs_to_another_is_refused(site: Site) -> None:
    """The reason is Commerce7's own."""
    site.ann()
    site.tenant.put(
        "customer", id="c-bob", firstName="B", lastName="R", emails=[{"email": "b@r.example"}]
    )
    document = person(remote_id="c-bob", email="ann@lee.example", changed=("email",))
    with pytest.raises(failures.Refused, match="already in use"):
        site.backend().writes[Operation.PUT_CUSTOMER].put(document, "k")


def test_a_customer_that_vanished_is_told(site: Site) -> None:
    """Not made anew behind somebody's back."""
    with pytest.raises(failures.Refused, match="not found"):
        site.backend().writes[Operation.PUT_CUSTOMER].put(person(remote_id="gone"), "k")


# -- clubs ------------------------------------------------------------------------------------


@pytest.fixture
def cellar(site: Site) -> Site:
    """Ann is in Library; there is Estate, too."""
    site.ann()
    for club_id in ("estate", "library"):
        site.tenant.put("club", id=club_id, title=club_id.title())
    site.tenant.put(
        "club-membership", id="m1", customerId="c-ann", clubId="library", status="Active"
    )
    return site


def states(site: Site) -> dict[object, object]:
    return {row["clubId"]: row["status"] for row in site.tenant.all("club-membership")}


def test_a_switch_is_whole_and_happens_once(cellar: Site) -> None:
    """Joined and left; a repeat does nothing; the reason over there says that it is a switch."""
    document = clubs(
        join=(ClubDocument(club_id="estate", name="Estate"),),
        leave=(ClubDocument(club_id="library", name="Library"),),
    )
    write = cellar.backend().writes[Operation.SET_CLUBS]
    assert write.find is not None
    assert write.find(document) is None
    write.put(document, "k")
    write.put(document, "k")
    assert write.find(document) is not None
    assert states(cellar) == {"estate": "Active", "library": "Cancelled"}
    left = cellar.tenant.get("club-membership", "m1")
    assert left is not None
    assert left["cancellationReason"] == "Switching to another club"
    assert len(cellar.world.ledger.entries) == 2


def test_half_a_switch_is_finished_by_a_repeat(cellar: Site) -> None:
    """The join was done when the wire broke: only the cancel is missing."""
    cellar.tenant.put("club-membership", customerId="c-ann", clubId="estate", status="Active")
    document = clubs(
        join=(ClubDocument(club_id="estate", name="Estate"),),
        leave=(ClubDocument(club_id="library", name="Library"),),
    )
    cellar.backend().writes[Operation.SET_CLUBS].put(document, "k")
    assert states(cellar) == {"estate": "Active", "library": "Cancelled"}
    assert len(cellar.world.ledger.entries) == 1


def test_a_hold_and_its_end(cellar: Site) -> None:
    """On hold until a day, and active again."""
    library = ClubDocument(club_id="library", name="Library", until_ms=1_795_000_000_000)
    write = cellar.backend().writes[Operation.SET_CLUBS]
    write.put(clubs(hold=(library,)), "k")
    assert states(cellar)["library"] == "On Hold"
    write.put(clubs(resume=(library,)), "k")
    assert states(cellar)["library"] == "Active"


def test_a_person_without_an_id_is_found_by_e_mail(cellar: Site) -> None:
    """Whoever was entered here a moment ago has none yet."""
    document = clubs(customer_id="", join=(ClubDocument(club_id="estate", name="Estate"),))
    cellar.backend().writes[Operation.SET_CLUBS].put(document, "k")
    assert states(cellar)["estate"] == "Active"
    stranger = msgspec.structs.replace(document, email="no@body.example")
    with pytest.raises(failures.Refused, match="does not know"):
        cellar.backend().writes[Operation.SET_CLUBS].put(stranger, "k")
