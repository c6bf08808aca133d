"""Who a party is: a name alone proves nothing, and one e-mail may be two records elsewhere."""

from __future__ import annotations

import pytest

from posapp.domain.club import Club, Membership
from posapp.domain.guest import Contact
from posapp.domain.guest_record import GuestRecord
from posapp.domain.payment import Tender, Tendered
from posapp.ports.backoffice import CustomerRecord, Kind, Record, RecordPage
from posapp.ports.documents import decode_order
from posapp.usecases.ingest_records import ingest_records
from tests.support.till import PROGRAM, Till

PATRON = {"id": 7, "firstName": "Ann", "email": "ann@lee.example"}
ANN = {"first_name": "Ann", "last_name": "Lee", "email": "ann@lee.example"}


def pull(till: Till, kind: Kind, *records: Record) -> int:
    """A page of the back office's records."""
    with till.store.write("pull", actor=PROGRAM) as uow:
        page = RecordPage(kind, records, "c")
        return ingest_records(page, uow=uow, remote="orders", source="sandbox")


def customer(remote_id: str, first_name: str) -> CustomerRecord:
    return CustomerRecord(remote_id, GuestRecord(Contact(first_name, "Lee", "ann@lee.example")))


def enrol(till: Till) -> None:
    """Ann Lee, customer A, is in a club that gives 20 %."""
    pull(till, Kind.CLUB, Club("k", "Gold", 2_000))
    pull(till, Kind.CUSTOMER, customer("A", "Ann"))
    pull(till, Kind.MEMBERSHIP, Membership("m", "k", "A", is_active=True))


@pytest.mark.parametrize(
    ("contact", "stays"),
    [
        (Contact(phone="+1 707 555 0142"), True),
        (Contact("ann", "LEE"), True),
        (Contact("Ann"), True),
        (Contact("Bob", "Ray"), False),
    ],
)
def test_a_name_without_an_e_mail(till: Till, contact: Contact, *, stays: bool) -> None:
    """It keeps the guest and the percentage; another person's name takes both away."""
    enrol(till)
    visit_id, order_id = till.seat(**ANN)
    guest_id = till.reads.order(order_id).visit.guest_id
    till.act.identify_guest(visit_id, contact)
    sheet = till.reads.order(order_id)
    assert sheet.order.discount.discount_bp == (2_000 if stays else 0)
    assert sheet.visit.guest_id == (guest_id if stays else None)
    assert sheet.guest_name == ("Ann Lee" if stays else "Bob Ray")


def test_a_member_is_known_by_the_e_mail_alone(till: Till) -> None:
    """The record is found without a name; another person's name takes the percentage away."""
    enrol(till)
    visit_id, order_id = till.seat(email="ANN@lee.example")
    sheet = till.reads.order(order_id)
    assert (sheet.guest_name, sheet.order.discount.discount_bp) == ("Ann Lee", 2_000)
    till.act.identify_guest(visit_id, Contact("Bob", "Ray"))
    assert till.reads.order(order_id).order.discount.discount_bp == 0


def test_a_further_order_of_somebody_else_gets_no_percentage(till: Till) -> None:
    """What Ann had on her order is not Bob's."""
    enrol(till)
    visit_id, order_id = till.seat(**ANN)
    till.sell(order_id, "CHEESE")
    paid = Tendered(Tender.CASH, 20_00)
    till.act.record_payment(order_id, payment_id=till.act.new_id(), tendered=paid)
    till.act.identify_guest(visit_id, Contact("Bob", "Ray"))
    assert till.reads.order(order_id).order.discount.discount_bp == 2_000
    second = till.act.new_id()
    till.act.start_order(visit_id, order_id=second)
    assert till.reads.order(second).order.discount.discount_bp == 0


def test_a_member_recorded_after_arriving_gets_the_percentage(till: Till) -> None:
    """The record came in between the door and the table."""
    key, visit_id, order_id = till.booking(1, dinerPatron=PATRON), "v", till.act.new_id()
    till.act.mark_arrived(key, visit_id=visit_id)
    enrol(till)
    till.act.seat_reservation(key, visit_id=visit_id, order_id=order_id, table_name="")
    assert till.reads.order(order_id).order.discount.discount_bp == 2_000


def test_two_customers_with_one_e_mail_stay_two(till: Till) -> None:
    """The second does not take over the first, whose membership counts at every pull."""
    enrol(till)
    assert pull(till, Kind.CUSTOMER, customer("B", "Bob")) == 1
    assert pull(till, Kind.CUSTOMER, customer("A", "Ann"), customer("B", "Bob")) == 0
    _, order_id = till.seat(**ANN)
    assert till.reads.order(order_id).order.discount.discount_bp == 2_000


def test_a_customer_entered_here_gets_the_back_offices_id(till: Till) -> None:
    """Its record is found by e-mail and not stored twice."""
    _, order_id = till.seat(**ANN)
    guest_id = till.reads.order(order_id).visit.guest_id
    pull(till, Kind.CUSTOMER, customer("A", "Ann"))
    with till.store.write("look", actor=PROGRAM) as uow:
        found = uow.guests.find_by_remote("sandbox", "A")
    assert found is not None
    assert found.guest_id == guest_id


def test_what_is_no_e_mail_makes_nobody_a_customer(till: Till) -> None:
    """Two diners whose e-mail is "n/a" at Tock are seated, and are not one person."""
    for number, name in enumerate(("Ann", "Bob"), 1):
        patron = {"id": number, "firstName": name, "lastName": "Lee", "email": "n/a"}
        key = till.booking(number, dinerPatron=patron)
        order_id = till.act.new_id()
        till.act.seat_reservation(key, visit_id=till.act.new_id(), order_id=order_id, table_name="")
        assert till.reads.order(order_id).visit.guest_id is None
        till.sell(order_id, "PINOT")
        paid = Tendered(Tender.CASH, 100_00)
        till.act.record_payment(order_id, payment_id=till.act.new_id(), tendered=paid)
    work = till.reads.sync_overview().outbox
    with till.store.write("look", actor=PROGRAM) as uow:
        sent = [decode_order(uow.outbox.get(row.item_id).payload) for row in work]
    assert [document.customer for document in sent] == [None, None]
