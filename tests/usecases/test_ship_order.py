"""An open order ships to its guest or is carried out of the room."""

from __future__ import annotations

from dataclasses import replace

import pytest

from posapp.domain.address import Address
from posapp.domain.errors import DomainError
from posapp.domain.guest import Contact
from posapp.domain.payment import Tender, Tendered
from posapp.domain.remote_order import Fulfilment
from posapp.ports.documents import decode_order
from tests.support.till import PROGRAM, Till

ANN = {"first_name": "Ann", "last_name": "Lee", "email": "ann@lee.example"}
HOME = Address("1 Main St", "", "Napa", "CA", "94558", "US")


@pytest.fixture
def shop(till: Till) -> Till:
    till.open_shop()
    return till


def test_an_order_goes_where_it_was_said_last(shop: Till) -> None:
    """The address is trimmed; without one it is carried out again; the document says it."""
    _, order_id = shop.seat(**ANN)
    shop.sell(order_id, "PINOT")
    shop.act.guests.ship_order(order_id, replace(HOME, city=" Napa "))
    shop.act.guests.ship_order(order_id, HOME)
    order = shop.reads.order(order_id).order
    assert (order.fulfilment, order.ship_to) == (Fulfilment.SHIP, HOME)
    shop.act.guests.ship_order(order_id, None)
    order = shop.reads.order(order_id).order
    assert (order.fulfilment, order.ship_to) == (Fulfilment.CARRY_OUT, Address())
    shop.act.guests.ship_order(order_id, HOME)
    paid = Tendered(Tender.CASH, 100_00)
    shop.act.record_payment(order_id, payment_id=shop.act.new_id(), tendered=paid)
    with shop.store.write("look", actor=PROGRAM) as uow:
        [item] = uow.outbox.of_aggregate(f"order:{order_id}")
    document = decode_order(item.payload)
    assert document.fulfilment == "ship"
    assert document.ship_to is not None
    assert document.ship_to.postal == "94558"
    with pytest.raises(DomainError):
        shop.act.guests.ship_order(order_id, None)


def test_what_is_missing_is_said(shop: Till) -> None:
    """A party without a guest cannot have a parcel, nor an address without a town."""
    visit_id, order_id = shop.seat()
    with pytest.raises(DomainError, match="first name, last name and e-mail"):
        shop.act.guests.ship_order(order_id, HOME)
    shop.act.identify_guest(visit_id, Contact(**ANN))
    with pytest.raises(DomainError, match="a city and a postal code"):
        shop.act.guests.ship_order(order_id, replace(HOME, city="", postal=" "))
    with pytest.raises(DomainError, match="Card numbers"):
        shop.act.guests.ship_order(order_id, replace(HOME, line2="4111 1111 1111 1111"))
    assert shop.reads.order(order_id).order.fulfilment is Fulfilment.CARRY_OUT


BO = {"first_name": "Bo", "last_name": "Roe", "email": "bo@roe.example"}
PAID = Tendered(Tender.CASH, 100_00)


def shipped_to_ann(shop: Till) -> tuple[str, str]:
    """Ann's party, whose bottle ships to her home; returns (visit id, order id)."""
    visit_id, order_id = shop.seat(**ANN)
    shop.sell(order_id, "PINOT")
    shop.act.guests.ship_order(order_id, HOME)
    return visit_id, order_id


def test_a_party_that_loses_its_guest_carries_its_order_out(shop: Till) -> None:
    """The address went with the guest; what is sold then names neither."""
    visit_id, order_id = shipped_to_ann(shop)
    shop.act.identify_guest(visit_id, Contact("Somebody", "Else"))
    order = shop.reads.order(order_id).order
    assert (order.fulfilment, order.ship_to) == (Fulfilment.CARRY_OUT, Address())
    shop.act.record_payment(order_id, payment_id=shop.act.new_id(), tendered=PAID)
    with shop.store.write("look", actor=PROGRAM) as uow:
        [item] = uow.outbox.of_aggregate(f"order:{order_id}")
    document = decode_order(item.payload)
    assert (document.fulfilment, document.ship_to, document.customer) == ("carry_out", None, None)


def test_the_parcel_of_another_guest_is_addressed_anew(shop: Till) -> None:
    """It still ships, is not paid before its address is said, and never goes to the first one."""
    visit_id, order_id = shipped_to_ann(shop)
    shop.act.identify_guest(visit_id, Contact(**BO))
    order = shop.reads.order(order_id).order
    assert (order.fulfilment, order.ship_to) == (Fulfilment.SHIP, Address())
    with pytest.raises(DomainError, match="nobody has said where to") as refused:
        shop.act.record_payment(order_id, payment_id=shop.act.new_id(), tendered=PAID)
    assert refused.value.field == "ship_to"
    assert shop.reads.order(order_id).paid_cents == 0
    shop.act.guests.ship_order(order_id, replace(HOME, line1="2 Oak Rd"))
    shop.act.record_payment(order_id, payment_id=shop.act.new_id(), tendered=PAID)
    with shop.store.write("look", actor=PROGRAM) as uow:
        [item] = uow.outbox.of_aggregate(f"order:{order_id}")
    document = decode_order(item.payload)
    assert document.customer is not None
    assert document.ship_to is not None
    assert (document.customer.email, document.ship_to.line1) == (BO["email"], "2 Oak Rd")


def test_the_same_guest_keeps_the_address(shop: Till) -> None:
    """A phone number told later, or the same name again, is nobody else."""
    visit_id, order_id = shipped_to_ann(shop)
    shop.act.identify_guest(visit_id, Contact("Ann", "Lee", "", "707 555 0101"))
    shop.act.identify_guest(visit_id, Contact(**ANN))
    assert shop.reads.order(order_id).order.ship_to == HOME


def test_a_half_paid_order_of_another_guest_can_still_be_addressed(shop: Till) -> None:
    """With a payment on it only the address that went can be said; then it is paid."""
    visit_id, order_id = shipped_to_ann(shop)
    some = Tendered(Tender.CASH, 10_00)
    shop.act.record_payment(order_id, payment_id=shop.act.new_id(), tendered=some)
    with pytest.raises(DomainError, match="has a payment"):
        shop.act.guests.ship_order(order_id, None)
    shop.act.identify_guest(visit_id, Contact(**BO))
    with pytest.raises(DomainError, match="nobody has said where to"):
        shop.act.record_payment(order_id, payment_id=shop.act.new_id(), tendered=PAID)
    shop.act.guests.ship_order(order_id, replace(HOME, line1="2 Oak Rd"))
    shop.act.record_payment(order_id, payment_id=shop.act.new_id(), tendered=PAID)
    assert shop.reads.order(order_id).due_cents == 0


def test_an_order_for_nothing_is_not_closed_without_its_address(shop: Till) -> None:
    """Nothing is due, and still nothing ships to nobody."""
    with shop.store.write("free", actor=PROGRAM) as uow:
        free = replace(uow.products.get("CHEESE"), sku="FREE", price_cents=0)
        uow.products.save([free])
    visit_id, order_id = shop.seat(**ANN)
    shop.sell(order_id, "FREE")
    shop.act.guests.ship_order(order_id, HOME)
    shop.act.identify_guest(visit_id, Contact(**BO))
    with pytest.raises(DomainError, match="nobody has said where to"):
        shop.act.close_order(order_id)
    shop.act.guests.ship_order(order_id, None)
    shop.act.close_order(order_id)


def test_where_a_paid_order_goes_is_changed_in_the_back_office(shop: Till) -> None:
    """It is as good as told there: the sentence says where to go, a new guest changes nothing."""
    visit_id, order_id = shipped_to_ann(shop)
    shop.act.record_payment(order_id, payment_id=shop.act.new_id(), tendered=PAID)
    with pytest.raises(DomainError, match="in the back office"):
        shop.act.guests.ship_order(order_id, replace(HOME, line1="2 Oak Rd"))
    shop.act.identify_guest(visit_id, Contact(**BO))
    assert shop.reads.order(order_id).order.ship_to == HOME
