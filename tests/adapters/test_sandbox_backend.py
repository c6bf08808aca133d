"""The sandbox's back office over real HTTP: every way of repeating, every answer, every record."""

import json
import zlib
from dataclasses import replace as replaced

import msgspec
import pytest

from posapp.adapters.backoffice import discover
from posapp.adapters.backoffice.sandbox import CAPS, SandboxBackend
from posapp.adapters.backoffice.sandbox.bodies import order_body
from posapp.adapters.backoffice.sandbox.cursor import PullCursor
from posapp.adapters.http import AnswerTooLarge, DoorPolicy, HttpDoor, Limits
from posapp.domain.catalogue import Product
from posapp.domain.club import Club, Membership
from posapp.domain.errors import DomainError
from posapp.domain.outbox import Operation, Repeat
from posapp.domain.reservation import Quarantined
from posapp.ports import failures
from posapp.ports.backoffice import Connection, CustomerRecord, Kind
from posapp.ports.documents import (
    CustomerDocument,
    LineDocument,
    OrderDocument,
    ReservationDocument,
    TenderDocument,
)
from posapp.sandbox.backoffice.office import RepeatMode
from posapp.sandbox.faults.kinds import Fault, FaultKind
from posapp.sandbox.ops import Op
from posapp.sandbox.products import PRODUCTS
from tests.adapters.conftest import FixedClock
from tests.adapters.raw_server import RawServer, answer

CASH = TenderDocument(
    payment_id="p1",
    kind="cash",
    cents=3789,
    tendered_cents=4000,
    change_cents=211,
    taken_ms=1_791_619_200_000,
)
CARD = TenderDocument(
    payment_id="p2",
    kind="card",
    cents=1500,
    tendered_cents=1500,
    change_cents=0,
    taken_ms=1_791_619_200_000,
    brand="Visa",
    last4="1111",
    reference="A1",
)
PERSON = CustomerDocument(guest_id="g1", first_name="Ann", last_name="Ash", email="Ann@b.example")
BOOKING = ReservationDocument(business_id="31415", remote_id="5", confirmation_code="ABC")


def sale(number: str) -> OrderDocument:
    line = LineDocument(
        sku=PRODUCTS[0].sku,
        title="Estate Flight",
        quantity=1,
        unit_cents=3500,
        discount_cents=0,
        tax_cents=289,
        total_cents=3789,
    )
    return OrderDocument(
        number=number,
        kind="sale",
        currency="USD",
        placed_ms=1_791_619_200_000,
        terminal_id="t",
        party_name="Ash",
        party_size=2,
        visit_id="v-1",
        started_ms=1_791_619_000_000,
        lines=(line,),
        tenders=(CASH,),
        subtotal_cents=3500,
        discount_cents=0,
        tax_cents=289,
        total_cents=3789,
        customer=PERSON,
    )


def balance(number: str) -> OrderDocument:
    return msgspec.structs.replace(
        sale(number),
        kind="balance",
        lines=(),
        tenders=(CARD,),
        subtotal_cents=1500,
        tax_cents=0,
        total_cents=1500,
        customer=None,
        reservation=BOOKING,
    )


@pytest.fixture
def numbers(request):
    """Order numbers of this test alone."""
    name = zlib.crc32(request.node.name.encode())
    return lambda n: f"T{name}-{n}"


@pytest.fixture
def office(remote):
    """The served back office, in its usual modes again afterwards."""
    yield remote.world.backoffice
    remote.world.backoffice.set_mode(Op.ORDER_CREATE, RepeatMode.KEY)
    remote.world.backoffice.set_mode(Op.CUSTOMER_UPSERT, RepeatMode.NATURAL_KEY)
    remote.server.faults.heal()


def backend(remote, door, *, mode=RepeatMode.KEY, token=None, url=None) -> SandboxBackend:
    return SandboxBackend(
        door,
        base_url=url or remote.url,
        token=remote.world.credentials.backoffice_token if token is None else token,
        mode=mode.value,
        limits=Limits(total_s=2, max_bytes=1_000_000),
    )


def put_order(made, order, *, key):
    return made.writes[Operation.PUT_ORDER].put(order, key)


def find_order(made, number):
    return made.writes[Operation.PUT_ORDER].find(sale(number))


def put_customer(made, person, *, key):
    return made.writes[Operation.PUT_CUSTOMER].put(person, key)


def find_customer(made, email):
    person = msgspec.structs.replace(PERSON, email=email)
    return made.writes[Operation.PUT_CUSTOMER].find(person)


def no_door(policy: DoorPolicy) -> HttpDoor:
    """A door that is never gone through."""
    return HttpDoor(policy, clock=FixedClock())


def test_it_is_discovered_with_its_form():
    """A file that defines BACKEND is all it takes."""
    spec = discover()["sandbox"]
    assert spec.caps == CAPS
    assert [field.name for field in spec.fields if field.is_secret] == ["token"]
    made = spec.make(Connection({"base_url": "http://127.0.0.1:1", "token": "t"}), no_door)
    assert made.name == spec.name
    assert made.repeat_rule(Operation.PUT_ORDER).how is Repeat.KEY


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({}, "base_url"),
        ({"base_url": "https://example.test"}, "base_url"),
        ({"base_url": "http://127.0.0.1:1", "repeat_mode": "luck"}, "repeat_mode"),
        ({"base_url": "http://127.0.0.1:1", "quiet_ms": "soon"}, "quiet_ms"),
    ],
)
def test_a_wrong_setting_is_named(values, field):
    """The form shows the sentence at its field."""
    with pytest.raises(DomainError) as caught:
        discover()["sandbox"].make(Connection({"token": "t", **values}), no_door)
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("mode", "order", "customer"),
    [
        (RepeatMode.KEY, Repeat.KEY, Repeat.STATE),
        (RepeatMode.NATURAL_KEY, Repeat.NATURAL_KEY, Repeat.STATE),
        (RepeatMode.LOOKUP, Repeat.LOOKUP, Repeat.LOOKUP),
        (RepeatMode.NONE, Repeat.HUMAN, Repeat.HUMAN),
    ],
)
def test_each_mode_declares_its_rule(remote, door, mode, order, customer):
    """What makes a second send safe is declared per operation."""
    made = backend(remote, door, mode=mode)
    assert made.repeat_rule(Operation.PUT_ORDER).how is order
    assert made.repeat_rule(Operation.PUT_CUSTOMER).how is customer


@pytest.mark.parametrize("document", [sale, balance])
def test_an_order_is_confirmed_with_number_and_total(remote, door, office, numbers, document):
    """Both kinds pass the server's checks to the cent, once, however often they are sent."""
    made, order = backend(remote, door), document(numbers(1))
    first = put_order(made, order, key=numbers("k"))
    assert put_order(made, order, key=numbers("k")) == first
    assert (first.reference, first.total_cents) == (order.number, order.total_cents)
    assert len(office.orders_numbered(order.number)) == 1
    assert find_order(made, order.number) == first


def test_equal_documents_make_equal_bytes():
    """A repeat under a key must not differ by a byte, even after a round trip through the store."""
    order = sale("T1-000001")
    again = msgspec.json.decode(msgspec.json.encode(order), type=OrderDocument)
    assert order_body(again) == order_body(order)
    body = json.loads(order_body(balance("T1-000002")))
    assert (body["lines"], body["tock_reservation"]["id"]) == ([], "5")
    assert body["tenders"][0]["tendered_cents"] is None


def test_an_order_that_exists_counts_when_the_totals_agree(remote, door, office, numbers):
    """In the mode of natural keys the second send finds the first; another total is parked."""
    office.set_mode(Op.ORDER_CREATE, RepeatMode.NATURAL_KEY)
    made = backend(remote, door, mode=RepeatMode.NATURAL_KEY)
    first = put_order(made, sale(numbers(1)), key="a")
    assert put_order(made, sale(numbers(1)), key="b") == first
    with pytest.raises(failures.Refused, match="different total"):
        put_order(made, balance(numbers(1)), key="c")


def test_looking_up_finds_none_one_or_a_double(remote, door, office, numbers):
    """Two orders under one number are for a person to sort out."""
    office.set_mode(Op.ORDER_CREATE, RepeatMode.LOOKUP)
    made = backend(remote, door, mode=RepeatMode.LOOKUP)
    assert find_order(made, numbers(1)) is None
    put_order(made, sale(numbers(1)), key="a")
    assert find_order(made, numbers(1)) is not None
    put_order(made, sale(numbers(1)), key="a")
    with pytest.raises(failures.Refused, match="2 times"):
        find_order(made, numbers(1))


def test_a_customer_is_created_once_and_found(remote, door, office, numbers):
    """Matched by e-mail without regard to case."""
    made = backend(remote, door)
    person = msgspec.structs.replace(PERSON, email=f"{numbers(1)}@B.example")
    assert find_customer(made, person.email) is None
    ack = put_customer(made, person, key="a")
    assert put_customer(made, person, key="a") == ack
    found = find_customer(made, person.email.lower())
    assert found is not None
    assert found.remote_id == ack.remote_id


FAULTS = {
    FaultKind.UNAUTHORIZED: failures.CredentialsRefused,
    FaultKind.FORBIDDEN: failures.CredentialsRefused,
    FaultKind.CONFLICT: failures.Refused,
    FaultKind.IN_USE: failures.TryLater,
    FaultKind.REJECTED: failures.Refused,
    FaultKind.RATE_SECONDS: failures.TryLater,
    FaultKind.RATE_DATE: failures.TryLater,
    FaultKind.RESET_BEFORE: failures.NoProof,
    FaultKind.FAIL_BEFORE: failures.NoProof,
    FaultKind.FAIL_AFTER: failures.NoProof,
    FaultKind.UNAVAILABLE_HTML: failures.NoProof,
    FaultKind.PORTAL_200: failures.NoProof,
    FaultKind.PORTAL_302: failures.SignInPage,
    FaultKind.RESET_AFTER: failures.NoProof,
    FaultKind.TRUNCATE: failures.NoProof,
    FaultKind.BAD_CHUNK: failures.NoProof,
    FaultKind.BAD_JSON: failures.NoProof,
    FaultKind.WRONG_SCHEMA: failures.NoProof,
    FaultKind.BAD_GZIP: failures.NoProof,
    FaultKind.GZIP_BOMB: AnswerTooLarge,
    FaultKind.HUGE_BODY: AnswerTooLarge,
    FaultKind.HUGE_HEADER: failures.NoProof,
    FaultKind.GARBAGE_STATUS: failures.NoProof,
}


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_proves_what_the_table_says(remote, door, office, numbers, fault):
    """A write under each fault ends in its type, and is there at most once after a repeat."""
    made, order = backend(remote, door), sale(numbers(1))
    remote.server.faults.inject(Fault(fault, d=1.0, size=4_000_000), op=Op.ORDER_CREATE)
    with pytest.raises(failures.Failure) as caught:
        put_order(made, order, key=numbers("k"))
    assert type(caught.value) is FAULTS[fault]
    remote.server.faults.heal()
    put_order(made, order, key=numbers("k"))
    assert len(office.orders_numbered(order.number)) == 1


def test_a_wrong_token_is_told_at_the_check(remote, door, office):
    """The test button names the real reason."""
    backend(remote, door).check()
    with pytest.raises(failures.CredentialsRefused):
        backend(remote, door, token="wrong").check()


def test_the_records_arrive_in_pages_and_only_once(remote, door, office):
    """All four kinds; a second pull from the cursor brings nothing."""
    made = backend(remote, door)
    kinds = {
        Kind.PRODUCT: (Product, office.products),
        Kind.CLUB: (Club, office.clubs),
        Kind.CUSTOMER: (CustomerRecord, office.customers),
        Kind.MEMBERSHIP: (Membership, office.memberships),
    }
    for kind, (shape, shelf) in kinds.items():
        pages = list(made.changes(kind, cursor=""))
        records = [record for page in pages for record in page.records]
        assert all(isinstance(record, shape) for record in records)
        assert len(records) == len(shelf)
        assert all(len(page.records) <= 200 for page in pages)
        assert list(made.changes(kind, cursor=pages[-1].cursor)) == []


def test_a_change_within_the_same_millisecond_is_seen(remote, door, office):
    """The clock stands still between two changes; neither is missed, nothing comes twice."""
    made = backend(remote, door)
    cursor = list(made.changes(Kind.PRODUCT, cursor=""))[-1].cursor
    for price in (111, 222):
        office.stock([replaced(PRODUCTS[0], price_cents=price)])
        (page,) = made.changes(Kind.PRODUCT, cursor=cursor)
        assert [record.price_cents for record in page.records] == [price]
        cursor = page.cursor
    office.stock([PRODUCTS[0]])
    (page,) = made.changes(Kind.PRODUCT, cursor=cursor)
    assert page.records[0].price_cents == PRODUCTS[0].price_cents


def replies(*pages: dict) -> RawServer:
    todo = [json.dumps(page).encode() for page in pages]
    return RawServer(lambda connection, request: connection.sendall(answer(200, todo.pop(0))))


PRODUCT = {
    "sku": "S",
    "title": "T\0 4111 1111 1111 1111",
    "category": "Glass",
    "tax_category": "wine",
    "price_cents": 100,
    "currency": "USD",
    "updated_ms": 5,
}


def test_a_bad_record_among_good_ones_is_kept_with_its_fault(remote, door):
    """The page lands without it; free text is cleaned."""
    rows = [PRODUCT, PRODUCT | {"price_cents": "1"}, 5, PRODUCT | {"sku": ""}]
    with replies({"items": rows, "next": None}) as server:
        (page,) = backend(remote, door, url=server.url).changes(Kind.PRODUCT, cursor="")
    good, *bad = page.records
    assert isinstance(good, Product)
    assert good.title == "T •••• 1111"
    assert [one.faults[0].path for one in bad if isinstance(one, Quarantined)] == [
        "$.price_cents",
        "$",
        "$.sku",
    ]


def test_a_pull_broken_off_resumes_at_its_page(remote, door):
    """The cursor of a page goes on where the page ended, under the same start."""
    pages = [{"items": [PRODUCT], "next": "c1"}, {"items": [PRODUCT], "next": None}]
    with replies(*pages, pages[1]) as server:
        made = backend(remote, door, url=server.url)
        first, last = made.changes(Kind.PRODUCT, cursor="")
        (resumed,) = made.changes(Kind.PRODUCT, cursor=first.cursor)
    assert resumed == last
    assert b"cursor=c1" in server.requests[2]
    assert PullCursor.parse(last.cursor).after_ms == 5
    assert PullCursor.parse("nonsense") == PullCursor()


@pytest.mark.parametrize(
    ("reply", "act"),
    [
        ({"id": "o", "number": "other", "total_cents": 3789}, "put"),
        ({"id": "o", "number": "N", "total_cents": 1}, "put"),
        ({"ok": True}, "put"),
        ({"items": [{"id": "o", "number": "other", "total_cents": 1}]}, "find"),
        ({"id": "c", "email": "other@b.example"}, "customer"),
        ({"items": [{"id": "c", "email": "other@b.example"}]}, "find_customer"),
    ],
)
def test_an_answer_that_does_not_echo_us_proves_nothing(remote, door, reply, act):
    """A confirmation names our own number, amount or e-mail."""
    with replies(reply) as server:
        made = backend(remote, door, url=server.url)
        acts = {
            "put": lambda: put_order(made, sale("N"), key="k"),
            "find": lambda: find_order(made, "N"),
            "customer": lambda: put_customer(made, PERSON, key="k"),
            "find_customer": lambda: find_customer(made, PERSON.email),
        }
        with pytest.raises(failures.NoProof):
            acts[act]()
