"""What is written to WineDirect: once, to the cent, under our number, and never a card's."""

import contextlib
import re
from dataclasses import replace

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posapp.adapters.backoffice.winedirect.order_parts import Buyer, order_parts, sums_of
from posapp.adapters.backoffice.winedirect.setting import TipMode, WineryChoice
from posapp.domain.outbox import Operation, Repeat
from posapp.domain.remote_order import RemoteOrder
from posapp.ports import failures
from posapp.ports.backoffice import Kind
from posapp.ports.documents import (
    AddressDocument,
    PickupDocument,
    ReservationDocument,
)
from posapp.sandbox.faults.kinds import TRANSIENT, Fault, FaultKind
from posapp.sandbox.ops import Op
from posapp.sandbox.winedirect.records import Order, Tender
from tests.adapters.winedirect_case import CASH, pull, winedirect
from tests.contracts.documents import CARD, NOW_MS, line, sale

HOME = AddressDocument(
    line1="1 Vine St", city="Napa", region="CA", postal="94558", country="US", name="Bo Lee"
)
BOOKING = ReservationDocument(business_id="31415", remote_id="5", confirmation_code="ABCD")


@pytest.fixture
def case():
    with winedirect() as made:
        yield made


def put(case, document, operation=Operation.PUT_ORDER, **values):
    return case.connect(**values).writes[operation].put(document, "k")


def only_order(case):
    (order,) = [one for one in case.office.orders.values() if one.is_external]
    return order


def test_an_order_arrives_to_the_cent(case):
    """Lines, tax, tender by brand and last four, register, cashier, shop and source code."""
    ack = put(case, sale(), website_code="TASTING", store_id="7")
    order = only_order(case)
    assert (ack.remote_id, ack.reference, ack.total_cents) == (order.order_id, "T1-000012", 5_196)
    assert (order.total_cents, order.tax_cents, order.placed_ms) == (5_196, 396, NOW_MS)
    assert [(one.sku, one.quantity, one.cents) for one in order.lines] == [("W-1", 1, 4_800)]
    assert order.tenders == (Tender("CreditCard", 5_196, "Visa", "4242"),)
    assert order.register == {
        "StoreID": "7",
        "RegisterNumber": "T1",
        "CashierID": "Ana",
        "BatchID": "T1-2026-10-10",
    }
    assert (order.kind, order.website_code, order.shipping_status) == (
        "POS",
        "TASTING",
        "Picked Up",
    )
    assert case.office.contacts[order.contact_id].values["AltContactID"] == "posapp:01a"
    assert case.world.ledger.repeated(Op.ORDER_CREATE) == {}


@pytest.mark.parametrize(
    ("fulfilment", "status"),
    [
        ("carry_out", "Picked Up"),
        ("ship", "Sent to Fulfillment"),
        ("pickup", "Handled Externally"),
        ("none", "No Shipping Required"),
    ],
)
def test_how_it_reaches_the_guest_is_its_status(case, fulfilment, status):
    """Carried out is picked up; shipped carries the parcel's address."""
    put(case, sale(fulfilment=fulfilment, ship_to=HOME if fulfilment == "ship" else None))
    order = only_order(case)
    assert order.shipping_status == status
    street, last = ("1 Vine St", "Lee") if fulfilment == "ship" else ("", "")
    assert (order.ship_to["Address"], order.ship_to["LastName"]) == (street, last)


def test_a_refund_is_a_refund_of_its_order(case):
    """By its type, with the number it pays back; positive as paid back."""
    put(case, sale())
    put(case, sale("T1-000013", kind="refund", previous_number="T1-000012"))
    back = case.office.numbered("T1-000013")[0]
    assert (back.transaction, back.previous, back.total_cents) == ("Refund", "T1-000012", 5_196)
    orders = [row for row in pull(case.connect(), Kind.ORDER)[0] if isinstance(row, RemoteOrder)]
    assert {(one.our_number, one.is_refund) for one in orders} == {
        ("T1-000012", False),
        ("T1-000013", True),
    }


def test_a_number_of_digits_is_looked_for_as_a_double(case):
    """It comes back as 12.0 or 1.2E1, and is ours all the same."""
    for _ in range(3):
        ack = put(case, sale("120012"))
        found = case.connect().writes[Operation.PUT_ORDER].find(sale("120012"))
        assert (found.remote_id, found.total_cents) == (ack.remote_id, 5_196)
    assert len(case.office.numbered("120012")) == 1


def test_another_sale_under_our_number_is_never_overwritten(case):
    """An upsert would; so it is looked for first, and a person is asked."""
    put(case, sale())
    tender = msgspec.structs.replace(CARD, cents=4_800)
    other = sale(
        lines=(line(tax_cents=0, total_cents=4_800),),
        tenders=(tender,),
        tax_cents=0,
        total_cents=4_800,
    )
    with pytest.raises(failures.Refused, match="different total"):
        put(case, other)
    with pytest.raises(failures.Refused, match="different total"):
        case.connect().writes[Operation.PUT_ORDER].find(other)
    assert only_order(case).total_cents == 5_196


@pytest.mark.parametrize(("total_cents", "is_ours"), [(5_196, True), (5_197, False)])
def test_an_order_whose_row_tells_no_total_is_looked_into(case, monkeypatch, total_cents, is_ours):
    """It is taken for the same sale only when its details say so; nothing is written either way."""
    put(case, sale())
    case.office.put(replace(only_order(case), total_cents=total_cents))
    row = Order.row
    monkeypatch.setattr(Order, "row", lambda self: {**row(self), "OrderTotal": None})
    before = case.office.asked["UpsertOrder"]
    if is_ours:
        assert put(case, sale()).remote_id == only_order(case).order_id
    else:
        with pytest.raises(failures.Refused, match="different total"):
            put(case, sale())
    assert case.office.asked["UpsertOrder"] == before


def test_a_renamed_order_type_is_told_with_those_that_are_accepted(case):
    """WineDirect's own sentence reaches staff."""
    case.office.order_types = ("Tasting Room", "Web Store")
    with pytest.raises(failures.Refused, match=r"POS is not valid\. Use one of: Tasting Room, Web"):
        put(case, sale())
    put(case, sale(), order_type="Tasting Room")
    assert only_order(case).kind == "Tasting Room"


def test_an_unknown_product_parks_that_order_alone(case):
    """With its name; the next one goes."""
    with pytest.raises(failures.Refused, match="W-404 was not found"):
        put(case, sale(lines=(line(sku="W-404"),)))
    put(case, sale("T1-000014"))
    assert only_order(case).number == "T1-000014"


def test_a_sale_without_a_name_needs_the_guest_customer(case):
    """An e-mail is required; the winery names whose."""
    with pytest.raises(failures.Refused, match="guest customer"):
        put(case, sale(customer=None), guest_email="")
    put(case, sale(customer=None), guest_email="guest@winery.example")
    put(case, sale("T1-000014", customer=None), guest_email="guest@winery.example")
    assert [one.email for one in case.office.contacts.values()] == ["guest@winery.example"]


def test_an_order_is_booked_on_the_contact_that_is_there(case):
    """By id, by our id, by e-mail; several with one e-mail are a person's question."""
    known = case.person("ANN@lee.example")
    put(case, sale())
    assert only_order(case).contact_id == known
    case.person()
    with pytest.raises(failures.Refused, match="2 contacts with the e-mail"):
        put(case, sale("T1-000013"))
    linked = msgspec.structs.replace(sale().customer, remote_id=known)
    put(case, sale("T1-000014", customer=linked))
    assert case.office.numbered("T1-000014")[0].contact_id == known
    foreign = msgspec.structs.replace(sale().customer, remote_id="cust_9f", email="c@x.example")
    put(case, sale("T1-000015", customer=foreign))
    made = case.office.contacts[case.office.numbered("T1-000015")[0].contact_id]
    assert made.email == "c@x.example"


def test_a_discount_that_does_not_divide_is_split(case):
    """Three bottles with a dollar off in all: prices are for one, so two sorts of price."""
    document = sale(
        lines=(line(quantity=3, unit_cents=1_000, discount_cents=100, tax_cents=0,
                    total_cents=2_900),),
        tenders=(msgspec.structs.replace(CASH, cents=2_900),),
        subtotal_cents=3_000,
        discount_cents=100,
        tax_cents=0,
        total_cents=2_900,
    )  # fmt: skip
    put(case, document)
    order = only_order(case)
    assert [(one.quantity, one.cents) for one in order.lines] == [(2, 967), (1, 966)]
    assert order.tenders[0].kind == "Cash"


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(1, 24), st.integers(0, 99_999), st.integers(0, 100), st.integers(0, 99)
        ),
        min_size=1,
        max_size=6,
    ),
    st.booleans(),
)
def test_every_order_adds_up_over_there(rows, is_tip_left_out):
    """Prices for one times quantities, tax, tenders and total: to the cent, for any discount."""
    lines = []
    for place, (quantity, unit, percent, tax) in enumerate(rows):
        discount = quantity * unit * percent // 100
        total = quantity * unit - discount + tax
        sku = "TIP" if place == 1 else "W-1"
        lines.append(line(sku=sku, quantity=quantity, unit_cents=unit, discount_cents=discount,
                          tax_cents=tax, total_cents=total))  # fmt: skip
    total = sum(one.total_cents for one in lines)
    tenders = (
        msgspec.structs.replace(CASH, cents=total // 3),
        msgspec.structs.replace(CARD, cents=total - total // 3),
    )
    document = sale(
        lines=tuple(lines),
        tenders=tenders,
        tax_cents=sum(one.tax_cents for one in lines),
        total_cents=total,
    )
    tip = TipMode.LEFT_OUT if is_tip_left_out else TipMode.LINE
    choice = WineryChoice(root="", username="", password="", tip_sku="TIP", tip=tip)
    parts = dict(order_parts(document, choice, Buyer("A", "B", "a@b.example")))
    items = [dict(item) for _, item in parts["OrderItems"]]

    def cents(text):
        return int(text.replace(".", ""))

    assert sum(int(one["Quantity"]) * cents(one["Price"]) for one in items) == cents(
        parts["SubTotal"]
    )
    assert sum(cents(one["SalesTax"]) for one in items) == cents(parts["Tax"])
    assert cents(parts["SubTotal"]) + cents(parts["Tax"]) == cents(parts["Total"])
    told = [dict(one) for _, one in parts["Tenders"]]
    assert sum(cents(one["AmountTendered"]) for one in told) == cents(parts["Total"])
    tips = sum(one.total_cents for one in lines if one.sku == "TIP")
    assert sums_of(document, choice).total_cents == total - (tips if is_tip_left_out else 0)


def test_a_tip_is_a_line_or_left_out(case):
    """No field of an upsert takes it; what is left out is not in the tenders either."""
    case.office.stock("TIP", title="Tip", cents=0)
    tip = line(sku="TIP", title="Tip", unit_cents=1_000, tax_cents=0, total_cents=1_000)
    document = sale(
        lines=(line(), tip),
        tenders=(msgspec.structs.replace(CARD, cents=6_196),),
        subtotal_cents=5_800,
        total_cents=6_196,
    )
    put(case, document, tip_sku="TIP")
    put(case, msgspec.structs.replace(document, number="T1-13"), tip_sku="TIP", tip="left out")
    ack = put(
        case, msgspec.structs.replace(document, number="T1-13"), tip_sku="TIP", tip="left out"
    )
    totals = {one.number: one.total_cents for one in case.office.orders.values()}
    assert totals == {"T1-000012": 6_196, "T1-13": 5_196}
    assert ack.total_cents == 6_196


def test_a_balance_of_tock_goes_as_other_or_not_at_all(case):
    """Its revenue is booked by Tock's own link: the winery says how it is told here."""
    case.office.stock("TOCK", title="Tock balance", cents=0)
    document = sale(
        kind="balance", lines=(), subtotal_cents=5_196, tax_cents=0, reservation=BOOKING
    )
    with pytest.raises(failures.Refused, match="stands for a Tock balance"):
        put(case, document)
    ack = put(case, document, tock_balance="left out")
    assert (ack.remote_id, ack.total_cents) == ("", 5_196)
    assert "UpsertOrder" not in case.office.asked
    put(case, document, balance_sku="TOCK")
    order = only_order(case)
    assert [(one.kind, one.cents) for one in order.tenders] == [("Other", 5_196)]
    assert (order.shipping_status, order.notes) == ("No Shipping Required", "Tock ABCD")


def test_a_sale_of_nothing_has_a_tender_of_nothing(case):
    """WineDirect's own word for it."""
    free = line(unit_cents=0, tax_cents=0, total_cents=0)
    put(case, sale(lines=(free,), tenders=(), subtotal_cents=0, tax_cents=0, total_cents=0))
    assert [one.kind for one in only_order(case).tenders] == ["ZeroDollarInvoice"]


def test_a_pickup_is_marked_only_where_it_shows(case):
    """Behind its setting; the paid web order keeps its lines and total, or a person is asked."""
    order_id = case.order("881", is_pickup=True)
    document = PickupDocument(
        pickup_id="p", order_id=order_id, number="881", collected_by="Al", at_ms=NOW_MS, cashier="A"
    )
    write = case.connect(marks_pickups="yes").writes[Operation.MARK_PICKUP]
    assert write.rule.how is Repeat.LOOKUP
    before = case.office.orders[order_id]
    assert write.find(document) is None
    write.put(document, "k")
    write.put(document, "k")
    after = case.office.orders[order_id]
    assert (after.lines, after.total_cents, after.tenders) == (
        before.lines,
        before.total_cents,
        before.tenders,
    )
    assert (after.is_pending_pickup, len(case.office.numbered("881"))) == (False, 1)
    assert case.office.asked["UpsertOrder"] == 1
    gone = msgspec.structs.replace(document, order_id=case.order("882", is_pickup=True))
    del case.office.orders[gone.order_id]
    with pytest.raises(failures.Refused):
        write.put(gone, "k")


@pytest.mark.parametrize("kind", [kind for kind in TRANSIENT if kind is not FaultKind.STALL])
def test_whatever_happens_to_a_push_it_is_there_once(case, kind):
    """Answered, cut, garbled, applied twice or late: sent again, one order, one contact."""
    case.server.faults.inject(Fault(kind, d=0.02), op=Op.ORDER_CREATE)
    write = case.connect().writes[Operation.PUT_ORDER]
    assert write.rule.how is Repeat.NATURAL_KEY
    with contextlib.suppress(failures.NoProof, failures.NotReached, failures.TryLater,
                             failures.SignInPage):  # fmt: skip
        write.put(sale(), "k")
    case.server.plug_cable()
    case.world.clock.advance_ms(120_000)
    write.put(sale(), "k")
    assert only_order(case).total_cents == 5_196
    assert len(case.office.contacts) == 1
    assert case.world.ledger.repeated(Op.ORDER_CREATE) == {}


def test_no_envelope_holds_a_card_or_asks_a_card_service(case):
    """Every envelope of a full run: no service for cards, no number but the last four."""
    case.office.found_club("Estate")
    order_id = case.order("881", is_pickup=True)
    backend = case.connect(marks_pickups="yes")
    for kind in Kind:
        pull(backend, kind)
    backend.writes[Operation.PUT_CUSTOMER].put(sale().customer, "k")
    for number in range(3):
        backend.writes[Operation.PUT_ORDER].put(sale(f"T1-{number}", cashier="Ana"), "k")
    pickup = PickupDocument(
        pickup_id="p", order_id=order_id, number="881", collected_by="Al", at_ms=NOW_MS, cashier="A"
    )
    backend.writes[Operation.MARK_PICKUP].put(pickup, "k")
    backend.search_customers("ann@lee.example")
    backend.gift_card("GIFT-1")
    assert len(case.office.envelopes) > 30
    for method, body in case.office.envelopes:
        assert "CreditCard" not in method
        numbers = re.findall(rb"<Number>([^<]*)</Number>", body)
        assert all(re.fullmatch(rb"\d{4}", one) for one in numbers)
        assert not re.search(rb"Expiration|CVV|NameOnCard|CardNumber>\d{5}", body)
        assert not re.search(rb"<(?:Username|Password)>", body.split(b"</Security>")[-1])
