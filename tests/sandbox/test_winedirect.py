"""WineDirect's far side as it is told to behave: pages, rates, faults, and many ways of writing."""

from __future__ import annotations

import re

import pytest

from posapp.sandbox.message import Request, Response
from posapp.sandbox.ops import Op
from posapp.sandbox.winedirect.office import PASSWORD, USERNAME, WineDirectOffice
from posapp.sandbox.winedirect.records import Line
from posapp.sandbox.world import World

PATHS = {
    "SearchContacts": "V300/ContactService",
    "SearchContactTypes": "V300/ContactService",
    "UpsertContact": "V304/ContactService",
    "SearchOrders": "V301/OrderService",
    "GetOrderDetail": "V301/OrderService",
    "UpsertOrder": "V304/OrderService",
    "UpsertClubMembership": "v201/contactService",
}
SECURITY = f"<Security><Username>{USERNAME}</Username><Password>{PASSWORD}</Password></Security>"
FLAT = f"<username>{USERNAME}</username><password>{PASSWORD}</password>"
ORDER = (
    "<Orders><Order><OrderNumber>{number}</OrderNumber><OrderDate>2026-10-10T15:00:00Z</OrderDate>"
    "<OrderType>{kind}</OrderType><ShippingStatus>Picked Up</ShippingStatus>"
    "<BillingEmail>a@x.example</BillingEmail><SubTotal>48.00</SubTotal><Tax>0.00</Tax>"
    "<Total>48.00</Total><OrderItems><OrderItem><ProductSKU>W-1</ProductSKU><Quantity>1</Quantity>"
    "<Price>48.00</Price></OrderItem></OrderItems><Tenders><Tender><PaymentType>Cash</PaymentType>"
    "<AmountTendered>48.00</AmountTendered>{card}</Tender></Tenders></Order></Orders>"
)


@pytest.fixture
def world() -> World:
    made = World(1)
    made.winedirect.stock("W-1", title="Pinot Noir", cents=4_800)
    return made


@pytest.fixture
def office(world: World) -> WineDirectOffice:
    return world.winedirect


def request(method: str, inner: str, *, path: str = "") -> Request:
    body = (
        '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>'
        f'<m:{method} xmlns:m="http://V300">{inner}</m:{method}></e:Body></e:Envelope>'
    )
    target = f"/winedirect/{path or PATHS[method] + '.cfc'}"
    return Request("POST", target, {"content-type": "text/xml"}, body.encode())


def ask(world: World, method: str, inner: str = "", *, security: str = SECURITY) -> Response:
    return world.handle(request(method, f"<Request>{security}{inner}</Request>"))


def upsert(world: World, number: str = "T1-1", kind: str = "POS", card: str = "") -> Response:
    return ask(world, "UpsertOrder", ORDER.format(number=number, kind=kind, card=card))


def test_a_page_holds_a_hundred_and_the_count_all(world: World, office: WineDirectOffice) -> None:
    """Whatever is asked for; the third page has the rest."""
    office.style.by_reference = False
    for number in range(250):
        office.register(Email=f"p{number}@x.example")
    for page, rows in ((1, 100), (2, 100), (3, 50), (4, 0)):
        asked = f"<MaxRows>1000</MaxRows><Page>{page}</Page>"
        body = ask(world, "SearchContacts", asked).body
        assert body.count(b"<ContactID>") == rows
        told = re.search(rb"<RecordCount>([^<]+)<", body)
        assert told is not None
        assert float(told.group(1)) == 250


def test_arrays_alternate_and_nothing_is_written_in_three_ways(
    world: World, office: WineDirectOffice
) -> None:
    """By reference, in the place; nil, empty, absent; plain and with an exponent."""
    for number in range(6):
        office.register(Email=f"p{number}@x.example")
    bodies = [ask(world, "SearchContacts").body for _ in range(4)]
    assert [b"multiRef" in body for body in bodies] == [True, False, True, False]
    every = b"".join(bodies)
    assert b'<Title xsi:nil="true"/>' in every
    assert re.search(rb"<(\w+)></\1>", every)
    assert re.search(rb"<RecordCount>6(\.0)?<", every)
    assert re.search(rb"<OrderCount>0E\+0<", every)
    assert b"http://schemas.xmlsoap.org/soap/envelope/" in every
    assert b"https://schemas.xmlsoap.org/soap/envelope/" in every


def test_480_reads_a_minute_and_then_429(world: World, office: WineDirectOffice) -> None:
    """With the three headers on every answer; writes are not counted; a new minute begins anew."""
    for used in range(1, 481):
        answer = ask(world, "SearchContactTypes")
        assert answer.header("x-rate-limit-remaining") == str(480 - used)
    refused = ask(world, "SearchContactTypes")
    assert (refused.status, refused.header("x-rate-limit-limit")) == (429, "480")
    reset = refused.header("x-rate-limit-reset")
    assert reset is not None
    assert 0 < int(reset) * 1_000 - world.clock.now_ms() <= 60_000
    assert upsert(world).status == 200
    world.clock.advance_ms(60_000)
    assert ask(world, "SearchContactTypes").status == 200
    office.per_minute = None
    assert ask(world, "SearchContactTypes").header("x-rate-limit-limit") is None


def test_plain_http_may_be_sent_to_https(world: World, office: WineDirectOffice) -> None:
    """As the real one does since 2026; nothing is applied."""
    office.redirects = True
    answer = upsert(world)
    assert (answer.status, (answer.header("location") or "")[:8]) == (302, "https://")
    assert not office.orders


@pytest.mark.parametrize("security", ["", SECURITY.replace(PASSWORD, "wrong")])
def test_who_does_not_sign_in_is_told_so_in_a_good_answer(world: World, security: str) -> None:
    """HTTP 200 with IsSuccessful=false; version 2 throws."""
    answer = ask(world, "SearchContacts", security=security)
    assert answer.status == 200
    assert b"Invalid username or password" in answer.body
    assert world.handle(request("UpsertClubMembership", security)).status == 500


def test_a_no_stands_inside_a_good_answer(world: World, office: WineDirectOffice) -> None:
    """A wrong type lists the right ones; an unknown product, a card number: refused row by row."""
    office.order_types = ("Tasting Room",)
    told = upsert(world)
    assert told.status == 200
    assert b"Use one of: Tasting Room." in told.body
    card = "<CreditCard><Number>4111111111111111</Number></CreditCard>"
    assert b"last four digits only" in upsert(world, kind="Tasting Room", card=card).body
    office.products.clear()
    assert b"W-1 was not found" in upsert(world, kind="Tasting Room").body
    assert not office.orders


def test_coldfusion_fails_over_one_record(world: World, office: WineDirectOffice) -> None:
    """An HTTP 500 with a fault; a number that is none does the same."""
    contact_id = office.register(Email="a@x.example")
    order_id = office.place("1", contact_id=contact_id, lines=[Line("W-1", "P", 1, 4_800)])
    office.faults_over = {order_id}
    failed = ask(world, "GetOrderDetail", f"<OrderID>{order_id}</OrderID>")
    assert failed.status == 500
    assert b"CFCInvocationException" in failed.body
    assert ask(world, "SearchOrders", "<OrderNumber>T1-1</OrderNumber>").status == 500
    assert ask(world, "SearchOrders", "<OrderNumber>1</OrderNumber>").status == 200


def test_an_upsert_is_one_order_and_what_differs_is_seen(
    world: World, office: WineDirectOffice
) -> None:
    """The same again has no effect; another order under the number is in the ledger twice."""
    upsert(world)
    upsert(world)
    assert [entry.cents for entry in world.ledger.of(Op.ORDER_CREATE)] == [4_800]
    assert world.ledger.repeated(Op.ORDER_CREATE) == {}
    changed = ORDER.format(number="T1-1", kind="POS", card="").replace("Cash", "Check")
    ask(world, "UpsertOrder", changed)
    assert world.ledger.repeated(Op.ORDER_CREATE) == {"T1-1": 2}
    assert len(office.orders) == 1


def test_there_is_no_service_for_cards(world: World, office: WineDirectOffice) -> None:
    """Nor any operation at another's address; every envelope is kept for a test to look at."""
    body = f"<Request>{SECURITY}</Request>"
    cards = request("SearchCreditCards", body, path="V300/CreditCardServiceX.cfc")
    assert world.handle(cards).status == 404
    assert world.handle(request("SearchOrders", body, path="V300/OrderService.cfc")).status == 404
    assert [method for method, _ in office.envelopes] == ["SearchCreditCards", "SearchOrders"]


def test_its_operations_bear_everybodys_names(world: World) -> None:
    """So that one plan of faults and one ledger fit; a pickup is told from a sale by its parts."""
    assert world.op_of(request("UpsertOrder", "<OrderItems><i/></OrderItems>")) is Op.ORDER_CREATE
    mark = request("UpsertOrder", "<ShippingStatus>Picked Up</ShippingStatus>")
    assert world.op_of(mark) is Op.PICKUP_MARK
    assert world.op_of(request("UpsertContact", "")) is Op.CUSTOMER_UPSERT
    assert world.op_of(request("UpsertClubMembership", "")) is Op.CLUBS_SET
    assert world.op_of(Request("POST", "/winedirect/x", {}, b"nothing")) is Op.UNKNOWN
    assert world.handle(Request("POST", "/winedirect/x", {}, b"nothing")).status == 404
