"""The wire without sockets: exact refusals, faults in time, and soaks whose control must fail."""

import json

import pytest

from posapp.sandbox.backoffice.office import RepeatMode
from posapp.sandbox.faults.kinds import TRANSIENT, Fault, FaultKind
from posapp.sandbox.faults.plan import FaultPlan, Outage
from posapp.sandbox.inprocess import InProcessWire, TroubleKind, WireTrouble
from posapp.sandbox.message import Request
from posapp.sandbox.ops import Op
from posapp.sandbox.products import PRODUCTS
from posapp.sandbox.world import World

ORDERS = "/backoffice/v1/orders"
K = FaultKind


@pytest.fixture
def wire(world):
    """A client's view of the world, without faults yet."""
    return InProcessWire(world)


def posting(world, order, number="T1-0001"):
    """The request of one order."""
    headers = {
        "authorization": f"Bearer {world.credentials.backoffice_token}",
        "idempotency-key": f"k-{number}",
    }
    return Request("POST", ORDERS, headers, json.dumps(order(number)).encode())


def finding(world, number="T1-0001"):
    """The request that looks one order up."""
    headers = {"authorization": f"Bearer {world.credentials.backoffice_token}"}
    return Request("GET", f"{ORDERS}?number={number}", headers)


TROUBLE = {
    K.REFUSE: (TroubleKind.REFUSED, 0),
    K.RESET_BEFORE: (TroubleKind.RESET, 0),
    K.RESET_AFTER: (TroubleKind.RESET, 1),
    K.HALF_CLOSE: (TroubleKind.CLOSED, 1),
    K.TRUNCATE: (TroubleKind.BROKEN, 1),
    K.BAD_CHUNK: (TroubleKind.BROKEN, 1),
    K.GARBAGE_STATUS: (TroubleKind.BROKEN, 1),
    K.HUGE_HEADER: (TroubleKind.BROKEN, 1),
    K.DRIP: (TroubleKind.TIMED_OUT, 1),
    K.STALL: (TroubleKind.TIMED_OUT, 1),
    K.LATE_APPLY: (TroubleKind.TIMED_OUT, 0),
}


@pytest.mark.parametrize("kind", TROUBLE)
def test_socket_faults_are_told_as_trouble(world, wire, order, kind):
    """Each fault is the trouble a socket would have reported, applied or not as there."""
    trouble, count = TROUBLE[kind]
    wire.faults.inject(Fault(kind))
    with pytest.raises(WireTrouble) as caught:
        wire.send(posting(world, order))
    assert caught.value.kind is trouble
    assert len(world.backoffice.orders()) == count
    world.clock.advance_ms(60_000)
    assert wire.send(posting(world, order)).status == 201
    assert len(world.backoffice.orders()) == 1


def test_an_outage_refuses_without_a_trace(world, wire, order):
    """During the outage nothing reaches the world; afterwards all is well."""
    now_ms = world.clock.now_ms()
    wire.faults.stand(Outage(now_ms, now_ms + 100))
    with pytest.raises(WireTrouble, match="refused"):
        wire.send(posting(world, order))
    assert world.traffic[Op.ORDER_CREATE] == 0
    world.clock.advance_ms(100)
    assert wire.send(posting(world, order)).status == 201


@pytest.mark.parametrize(
    ("mode", "orders"),
    [
        (RepeatMode.KEY, 1),
        (RepeatMode.NATURAL_KEY, 1),
        (RepeatMode.LOOKUP, 2),
        (RepeatMode.NONE, 2),
    ],
)
def test_a_request_delivered_twice(world, wire, order, mode, orders):
    """A proxy that repeats a request is harmless exactly where a repeat is safe."""
    world.backoffice.set_mode(Op.ORDER_CREATE, mode)
    wire.faults.inject(Fault(K.APPLY_TWICE))
    assert wire.send(posting(world, order)).status == 201
    assert len(world.backoffice.orders()) == orders


@pytest.mark.parametrize(("mode", "orders"), [(RepeatMode.NATURAL_KEY, 1), (RepeatMode.LOOKUP, 2)])
def test_late_application_after_a_resend(world, wire, order, mode, orders):
    """A resend before the late application doubles the order unless its number is unique."""
    world.backoffice.set_mode(Op.ORDER_CREATE, mode)
    wire.faults.inject(Fault(K.LATE_APPLY, d=30))
    with pytest.raises(WireTrouble):
        wire.send(posting(world, order))
    assert wire.send(finding(world)).json() == {"items": []}
    assert wire.send(posting(world, order)).status == 201
    world.clock.advance_ms(30_000)
    assert len(world.backoffice.orders()) == orders


def test_a_stale_look_up_misses_what_is_new(world, wire, order):
    """A look-up behind the write denies an order that is there, until it has caught up."""
    wire.send(posting(world, order))
    world.clock.advance_ms(4_000)
    wire.faults.inject(Fault(K.STALE_READ, d=5), op=Op.ORDER_FIND, times=2)
    assert wire.send(finding(world)).json()["items"] == []
    world.clock.advance_ms(1_000)
    assert len(wire.send(finding(world)).json()["items"]) == 1


def drain(seed, order, mode, kinds):
    """Send ten orders naively, each until a clean answer comes; returns the world."""
    world = World(seed)
    world.backoffice.stock(PRODUCTS)
    world.backoffice.set_mode(Op.ORDER_CREATE, mode)
    wire = InProcessWire(world, FaultPlan.random(seed, 0.6, kinds=kinds))
    for count in range(10):
        for attempt in range(40):
            if attempt == 30:
                wire.faults.heal()
            try:
                answer = wire.send(posting(world, order, f"T-{count}"))
            except WireTrouble:
                world.clock.advance_ms(1_000)
                continue
            if answer.status == 201:
                break
            world.clock.advance_ms(1_000)
    world.clock.advance_ms(120_000)
    return world


def test_naive_resending_doubles_orders_unless_the_server_protects(order):
    """The control: without keys naive resending makes doubles, with keys never."""
    kinds = tuple(kind for kind in TRANSIENT if kind is not K.IN_USE)
    doubled = {RepeatMode.KEY: 0, RepeatMode.LOOKUP: 0}
    for seed in range(20):
        for mode in doubled:
            world = drain(seed, order, mode, kinds)
            doubled[mode] += len(world.ledger.repeated(Op.ORDER_CREATE))
    assert doubled[RepeatMode.KEY] == 0
    assert doubled[RepeatMode.LOOKUP] > 40


def test_the_same_seed_gives_the_same_ledger(order):
    """A whole schedule repeats to the last byte of its ledger."""
    first = drain(5, order, RepeatMode.LOOKUP, TRANSIENT)
    second = drain(5, order, RepeatMode.LOOKUP, TRANSIENT)
    other = drain(6, order, RepeatMode.LOOKUP, TRANSIENT)
    assert first.ledger.entries == second.ledger.entries
    assert first.ledger.entries != other.ledger.entries
