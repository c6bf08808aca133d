"""Orders, hand-overs, price levels and gift cards through the sandbox adapter over real HTTP."""

import json
from decimal import Decimal

import msgspec
import pytest

from posapp.adapters.backoffice.sandbox import SandboxBackend
from posapp.adapters.http import DoorPolicy, HttpDoor, Limits
from posapp.domain.address import Address
from posapp.domain.catalogue import LevelPrice
from posapp.domain.guest import Contact
from posapp.domain.outbox import Operation
from posapp.domain.remote_order import (
    Fulfilment,
    FulfilmentState,
    OrderChannel,
    RemoteLine,
    RemoteOrder,
    RemoteTender,
    Tracking,
)
from posapp.domain.reservation import Quarantined
from posapp.ports import failures
from posapp.ports.backoffice import GiftCardBalance, Kind
from posapp.ports.documents import AddressDocument, PickupDocument
from posapp.sandbox.backoffice import records as there
from posapp.sandbox.backoffice.office import RepeatMode
from posapp.sandbox.backoffice.sales import HandOver, SalesLine, SalesOrder
from posapp.sandbox.faults.kinds import Fault, FaultKind
from posapp.sandbox.ops import OFFICE_WRITES, Op
from posapp.sandbox.products import PRODUCTS
from posapp.sandbox.server.front import SandboxServer
from posapp.sandbox.world import World
from tests.adapters.conftest import FixedClock
from tests.adapters.raw_server import RawServer, always, answer
from tests.adapters.test_sandbox_backend import sale

MARK, UNDO = Operation.MARK_PICKUP, Operation.UNDO_PICKUP
PICKUP = PickupDocument(
    pickup_id="p-1",
    order_id="w-1",
    number="10001",
    collected_by="Ada Alder",
    at_ms=1_791_619_200_000,
    cashier="Ana",
    location="TR1",
)


def web(order_id="w-1", **changes):
    values = {
        "number": "10001",
        "channel": "web",
        "placed_ms": 5,
        "total_cents": 19600,
        "fulfilment": "pickup",
        "pickup_location": "TR1",
        "customer_id": "c-1",
        "first_name": "Ada",
        "last_name": "Alder",
        "email": "ada@example.com",
        "lines": (SalesLine("BTL", "Cabernet", "1.5", 9800),),
        "tenders": ({"kind": "card", "cents": 19600, "brand": "Visa", "last4": "4242"},),
        "notes": "Leave 4111 1111 1111 1111 out",
    }
    return SalesOrder(id=order_id, **{**values, **changes})


@pytest.fixture
def mode():
    return RepeatMode.KEY


@pytest.fixture
def served(mode):
    world = World(1)
    world.backoffice.stock(PRODUCTS)
    for op in OFFICE_WRITES:
        world.backoffice.set_mode(op, mode)
    with SandboxServer(world) as server:
        yield server


@pytest.fixture
def office(served):
    return served.world.backoffice


@pytest.fixture
def door():
    policy = DoorPolicy(peer="Sandbox back office", hosts=frozenset(), allow_loopback_http=True)
    with HttpDoor(policy, clock=FixedClock()) as opened:
        yield opened


@pytest.fixture
def made(served, door, mode):
    return SandboxBackend(
        door,
        base_url=served.base_url,
        token=served.world.credentials.backoffice_token,
        mode=mode.value,
        limits=Limits(total_s=2),
    )


def pages(made, kind, cursor=""):
    return list(made.changes(kind, cursor=cursor))


def pulled(made, kind):
    return [record for page in pages(made, kind) for record in page.records]


def put(made, operation, document=PICKUP, key="k"):
    return made.writes[operation].put(document, key)


def find(made, operation, document=PICKUP):
    return made.writes[operation].find(document)


def test_a_web_order_arrives_with_everything(made, office, served):
    """Fractions of a case, tenders by last four, no card number in its notes."""
    office.place(web())
    (told,) = pulled(made, Kind.ORDER)
    assert told == RemoteOrder(
        backend="sandbox",
        remote_id="w-1",
        number="10001",
        channel=OrderChannel.WEB,
        placed_ms=5,
        currency="USD",
        total_cents=19600,
        status="completed",
        payment_status="paid",
        fulfilment=Fulfilment.PICKUP,
        fulfilment_state=FulfilmentState.PENDING,
        is_pending_pickup=True,
        pickup_location="TR1",
        customer_id="c-1",
        contact=Contact("Ada", "Alder", "ada@example.com"),
        lines=(RemoteLine("BTL", "Cabernet", Decimal("1.5"), 9800),),
        tenders=(RemoteTender("card", 19600, "Visa", "4242"),),
        notes="Leave •••• 1111 out",
        modified_ms=served.world.clock.now_ms(),
    )


def test_what_tock_wrote_there_is_no_order(made, office):
    """Bookings are skipped in both lists; a channel of tomorrow is kept as “other”."""
    office.place(web("r-1", channel="reservation"))
    office.place(web("w-2", channel="hologram"))
    assert [(one.remote_id, one.channel) for one in pulled(made, Kind.ORDER)] == [
        ("w-2", OrderChannel.OTHER)
    ]
    assert [one.remote_id for one in pulled(made, Kind.PICKUP)] == ["w-2"]


def test_a_bad_order_is_set_aside_alone(door):
    """Its reason and its text stay; a number no decimal can hold is one of them."""
    good = {**web().wire(), "updated_ms": 5}
    line = {"sku": "B", "title": "B", "unit_cents": 1}
    rows = [
        good,
        {**good, "id": ""},
        {**good, "total_cents": 1.5},
        {**good, "lines": [{**line, "quantity": "NaN"}]},
        {**good, "tenders": [{"kind": "card", "cents": 1, "last4": "4111111111111111"}]},
    ]
    body = json.dumps({"items": rows, "next": None}).encode()
    with RawServer(always(answer(200, body))) as server:
        backend = SandboxBackend(door, base_url=server.url, token="t")
        (page,) = backend.changes(Kind.ORDER, cursor="")
    kept, *bad = page.records
    assert isinstance(kept, RemoteOrder)
    assert [one.faults[0].path for one in bad if isinstance(one, Quarantined)] == [
        "$.id",
        "$.total_cents",
        "$.lines[0].quantity",
        "$.tenders[0].last4",
    ]
    assert all("4111111111111111" not in one.raw for one in bad)


def test_everything_that_waits_is_told_each_time_to_its_end(made, office):
    """An empty list says so too, and a cursor changes nothing."""
    (page,) = pages(made, Kind.PICKUP)
    assert (page.records, page.is_last) == ((), True)
    for number in range(450):
        office.place(web(f"w-{number}"))
    told = pages(made, Kind.PICKUP, cursor="whatever")
    assert [(len(page.records), page.is_last) for page in told] == [
        (200, False),
        (200, False),
        (50, True),
    ]


def test_our_own_order_comes_back_and_later_brings_tracking(made, office, served):
    """Placed for shipment here: its number is ours, and the parcel is news of its own."""
    order = msgspec.structs.replace(
        sale("T1-000009"),
        fulfilment="ship",
        ship_to=AddressDocument(line1="1 Vine St", city="Napa", region="CA", postal="94558"),
    )
    made.writes[Operation.PUT_ORDER].put(order, "k")
    first = pages(made, Kind.ORDER)
    (told,) = first[0].records
    assert (told.our_number, told.number) == ("T1-000009", "70001")
    assert told.ship_to == Address("1 Vine St", city="Napa", region="CA", postal="94558")
    assert (told.fulfilment_state, told.tracking) == (FulfilmentState.PENDING, ())
    assert pages(made, Kind.ORDER, cursor=first[0].cursor) == []
    served.world.clock.advance_ms(1_000)
    # A number that could be a card's is told whole.
    office.ship("T1-000009", carrier="FedEx", tracking="4111111111111111")
    (page,) = pages(made, Kind.ORDER, cursor=first[0].cursor)
    parcel = Tracking("4111111111111111", "FedEx", served.world.clock.now_ms())
    assert (page.records[0].tracking, page.records[0].fulfilment_state) == (
        (parcel,),
        FulfilmentState.DONE,
    )


@pytest.mark.parametrize("mode", list(RepeatMode))
def test_a_hand_over_shows_over_there_and_can_be_taken_back(made, office):
    """Who and when; the order waits no more, then waits again."""
    office.place(web())
    assert find(made, MARK) is None
    ack = put(made, MARK)
    assert (ack.remote_id, ack.reference) == ("w-1", "p-1")
    assert find(made, MARK) == ack
    assert pulled(made, Kind.PICKUP) == []
    (told,) = pulled(made, Kind.ORDER)
    assert (told.picked_up_by, told.picked_up_ms) == ("Ada Alder", PICKUP.at_ms)
    assert told.fulfilment_state is FulfilmentState.DONE
    assert find(made, UNDO) is None
    assert put(made, UNDO, key="u") == ack
    assert find(made, UNDO) == ack
    assert [one.remote_id for one in pulled(made, Kind.PICKUP)] == ["w-1"]


def test_what_another_has_is_refused_by_name(made, office):
    """Staff read who collected it."""
    office.place(web(hand_overs=(HandOver("other", "Eve", 1),)))
    for operation in (MARK, UNDO):
        with pytest.raises(failures.Refused, match="Eve"):
            put(made, operation)
    assert find(made, MARK) is None


@pytest.mark.parametrize("mode", [RepeatMode.KEY, RepeatMode.NATURAL_KEY, RepeatMode.LOOKUP])
@pytest.mark.parametrize("kind", [FaultKind.RESET_AFTER, FaultKind.BAD_JSON, FaultKind.FAIL_BEFORE])
def test_after_a_fault_the_way_of_its_mode_ends_well(made, office, served, mode, kind):
    """Marked once and taken back once, whatever was lost on the way."""
    office.place(web())
    for operation, op in ((MARK, Op.PICKUP_MARK), (UNDO, Op.PICKUP_UNDO)):
        served.faults.inject(Fault(kind), op=op)
        with pytest.raises(failures.NoProof):
            put(made, operation, key=op.value)
        if mode is not RepeatMode.LOOKUP or find(made, operation) is None:
            put(made, operation, key=op.value)
        assert find(made, operation) is not None
        assert served.world.ledger.repeated(op) == {}


def test_products_have_price_levels(made, office):
    """A club's price from a quantity on, and what is on sale."""
    prices = (there.LevelPrice("Club", 9000, 6), there.LevelPrice("Retail", 9800, sale_cents=8800))
    office.stock([there.Product("BTL", "Cabernet", "Bottles", "wine", 9800, prices=prices)])
    product = next(one for one in pulled(made, Kind.PRODUCT) if one.sku == "BTL")
    assert product.prices == (LevelPrice("Club", 9000, 6), LevelPrice("Retail", 9800, 1, 8800))


def test_a_gift_card_tells_its_balance_and_little_else(made, office):
    """Its last four, never its code; one that is not known is None."""
    office.issue(there.GiftCard("GIFT-1234", 5_000))
    assert made.gift_card(" GIFT-1234 ") == GiftCardBalance("1234", 5_000, "USD")
    assert made.gift_card("other") is None
    assert made.gift_card(" ") is None
