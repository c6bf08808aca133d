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
