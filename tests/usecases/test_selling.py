"""Orders are sold and paid once, frozen when paid, and handed to the outbox in one piece."""

from __future__ import annotations

from datetime import date

import pytest

from posapp.domain.club import Club, Membership
from posapp.domain.errors import DomainError
from posapp.domain.guest import Contact, Guest
from posapp.domain.order import OrderState
from posapp.domain.outbox import OutboxState
from posapp.domain.payment import CardSlip, Tender, Tendered
from posapp.ports.documents import decode_order
from tests.support.till import BUSINESS, PROGRAM, ZONE, Till

DAY = date(2026, 10, 10)
PLACE = {"id": BUSINESS, "timeZone": ZONE, "name": "Estate"}
SLIP = CardSlip("Visa", "4242", "A1B2")


def cash(cents: int) -> Tendered:
    return Tendered(Tender.CASH, cents)


def document(till: Till, prefix: str):  # type: ignore[no-untyped-def]
    """The stored document of the only piece of work whose aggregate begins with `prefix`."""
    [row] = [r for r in till.reads.sync_overview().outbox if r.aggregate.startswith(prefix)]
    with till.store.write("look", actor=PROGRAM) as uow:
        return decode_order(uow.outbox.get(row.item_id).payload)


def test_the_totals_of_an_order_to_the_cent(till: Till) -> None:
    """Two flights and a cheese board: wine is taxed at 8.25 %, food is not."""
    _, order_id = till.seat()
    till.sell(order_id, "FLIGHT", 2)
    till.sell(order_id, "CHEESE")
    price = till.reads.order(order_id).price
    assert (price.subtotal_cents, price.tax_cents, price.total_cents) == (88_00, 5_78, 93_78)


def test_cash_gives_change_and_closes_the_order(till: Till) -> None:
    """100.00 for 93.78: 6.22 back, the order closed, one document waiting."""
    _, order_id = till.seat()
    till.sell(order_id, "FLIGHT", 2)
    till.sell(order_id, "CHEESE")
    result = till.act.record_payment(order_id, payment_id=till.act.new_id(), tendered=cash(100_00))
    assert (result.change_cents, result.is_settled) == (6_22, True)
    sheet = till.reads.order(order_id)
    assert (sheet.order.state, sheet.due_cents) == (OrderState.CLOSED, 0)
    sent = document(till, "order:")
    assert (sent.number, sent.total_cents, sent.tenders[0].change_cents) == (
        "T1-000001",
        93_78,
        6_22,
    )


def test_ten_taps_are_one_payment(till: Till) -> None:
    """The same payment id, ten times, is stored once and says the same each time."""
    _, order_id = till.seat()
    till.sell(order_id, "PINOT")
    payment_id = till.act.new_id()
    results = {
        till.act.record_payment(order_id, payment_id=payment_id, tendered=cash(60_00))
        for _ in range(10)
    }
    assert len(results) == 1
    assert len(till.reads.order(order_id).payments) == 1
    assert len(till.reads.sync_overview().outbox) == 1


def test_two_payments_settle_an_order_together(till: Till) -> None:
    """Part by card, the rest in cash; only then is the order closed and sent."""
    _, order_id = till.seat()
    till.sell(order_id, "PINOT")
    first = till.act.record_payment(
        order_id, payment_id=till.act.new_id(), tendered=Tendered(Tender.CARD, 20_00, SLIP)
    )
    assert first.remaining_cents == 31_96
    assert till.reads.sync_overview().outbox == ()
    with pytest.raises(DomainError, match="already has a payment"):
        till.sell(order_id, "CHEESE")
    last = till.act.record_payment(order_id, payment_id=till.act.new_id(), tendered=cash(31_96))
    assert last.is_settled
    assert len(document(till, "order:").tenders) == 2


def test_a_paid_order_takes_no_second_payment(till: Till) -> None:
    """Pay, back, pay again: the second payment has nothing to pay."""
    _, order_id = till.seat()
    till.sell(order_id, "PINOT")
    till.act.record_payment(order_id, payment_id=till.act.new_id(), tendered=cash(60_00))
    with pytest.raises(DomainError, match="already paid"):
        till.act.record_payment(order_id, payment_id=till.act.new_id(), tendered=cash(60_00))


def test_a_voided_line_counts_nothing_and_can_come_back(till: Till) -> None:
    """Void takes it out of the total, restore brings it back, a paid order allows neither."""
    _, order_id = till.seat()
    till.sell(order_id, "CHEESE")
    line_id = till.sell(order_id, "PINOT")
    till.act.void_line(line_id)
    assert till.reads.order(order_id).price.total_cents == 18_00
    till.act.restore_line(line_id)
    assert till.reads.order(order_id).price.total_cents == 69_96
    till.act.void_line(line_id)
    till.act.record_payment(order_id, payment_id=till.act.new_id(), tendered=cash(18_00))
    with pytest.raises(DomainError, match="already has a payment"):
        till.act.restore_line(line_id)
    assert [line.sku for line in document(till, "order:").lines] == ["CHEESE"]


@pytest.mark.parametrize(("sku", "word"), [("OLD", "no longer sold"), ("NONE", "not in the")])
def test_what_is_not_for_sale_is_refused(till: Till, sku: str, word: str) -> None:
    """An inactive or unknown product leaves the order as it was."""
    _, order_id = till.seat()
    with pytest.raises(DomainError, match=word):
        till.sell(order_id, sku)
    assert till.reads.order(order_id).lines == ()


def test_a_quantity_changes_the_total(till: Till) -> None:
    """From one to three bottles; the same tap twice adds one line."""
    _, order_id = till.seat()
    line_id = till.sell(order_id, "CHEESE")
    till.act.add_item(order_id, line_id=line_id, sku="CHEESE", quantity=1)
    till.act.set_quantity(line_id, 3)
    assert till.reads.order(order_id).price.total_cents == 54_00


def test_an_unpaid_party_does_not_leave(till: Till) -> None:
    """Finishing is refused until the order is paid."""
    visit_id, order_id = till.seat()
    till.sell(order_id, "CHEESE")
    with pytest.raises(DomainError, match="not paid"):
        till.act.finish_visit(visit_id)
    till.act.record_payment(order_id, payment_id=till.act.new_id(), tendered=cash(18_00))
    till.act.finish_visit(visit_id)


def test_a_party_orders_again_after_paying(till: Till) -> None:
    """A further order opens once none is open, with the party's percentage; a repeat is one."""
    with till.store.write("enrol", actor=PROGRAM) as uow:
        uow.guests.save(Guest("g", Contact("Ann", "Lee", "ann@lee.example"), "sandbox", "A"))
        uow.guests.save_club(Club("k", "Gold", 2_000, backend="sandbox"))
        uow.guests.save_membership(Membership("m", "k", "A", is_active=True, backend="sandbox"))
    visit_id, first = till.seat(first_name="Ann", last_name="Lee", email="ann@lee.example")
    till.sell(first, "CHEESE")
    second = till.act.new_id()
    with pytest.raises(DomainError, match="T1-000001 is still open"):
        till.act.start_order(visit_id, order_id=second)
    till.act.record_payment(first, payment_id=till.act.new_id(), tendered=cash(10_00))
    till.act.start_order(visit_id, order_id=second)
    till.act.start_order(visit_id, order_id=second)
    till.sell(second, "PINOT")
    sheet = till.reads.order(second)
    assert (sheet.visit.visit_id, sheet.order.number) == (visit_id, "T1-000002")
    assert sheet.order.discount.discount_bp == 2_000
    assert len(till.reads.orders(DAY)) == 2


def test_a_party_that_has_left_orders_nothing_more(till: Till) -> None:
    """The reason is said and no order is opened."""
    visit_id, _ = till.seat()
    till.act.finish_visit(visit_id)
    with pytest.raises(DomainError, match="not seated"):
        till.act.start_order(visit_id, order_id=till.act.new_id())


def test_an_empty_order_is_not_closed(till: Till) -> None:
    """There is no sale without a line."""
    _, order_id = till.seat()
    with pytest.raises(DomainError, match="no items"):
        till.act.close_order(order_id)


def test_a_balance_is_paid_here_and_tocks_number_stays(till: Till) -> None:
    """50.00 due in Tock: paid here 50.00, remaining 0, due in Tock still 50.00."""
    key = till.booking(1)
    result = till.act.take_balance(key, payment_id=till.act.new_id(), tendered=cash(60_00))
    assert (result.cents, result.change_cents, result.remaining_cents) == (50_00, 10_00, 0)
    balance = till.reads.reservation(key).balance
    assert (balance.due_in_tock_cents, balance.paid_here_cents) == (50_00, 50_00)
    [row] = till.reads.board(DAY)
    assert (row.due_cents, row.paid_here_cents) == (50_00, 50_00)
    sent = document(till, "reservation:")
    assert (sent.kind, sent.lines, sent.total_cents) == ("balance", (), 50_00)


def test_a_balance_is_taken_once(till: Till) -> None:
    """Ten taps are one payment, and a second sheet finds nothing due."""
    key = till.booking(1)
    payment_id = till.act.new_id()
    for _ in range(10):
        till.act.take_balance(key, payment_id=payment_id, tendered=cash(50_00))
    assert till.reads.reservation(key).balance.paid_here_cents == 50_00
    with pytest.raises(DomainError, match="nothing left"):
        till.act.take_balance(key, payment_id=till.act.new_id(), tendered=cash(50_00))


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"isCancelled": True}, "Cancelled"),
        ({"transferredOut": True}, "Transferred"),
        ({"refund": [{"id": 1, "amount": 500}]}, "refunded"),
        ({"amountDueCents": 0}, "Nothing is due"),
        ({"amountDueCents": None}, "Nothing is due"),
        ({"business": {**PLACE, "currencyCode": "JPY"}}, "In JPY at Tock: settle it there"),
        ({"business": PLACE}, "states no currency"),
    ],
)
def test_a_doubtful_balance_is_refused(till: Till, change: dict[str, object], word: str) -> None:
    """Cancelled, transferred or refunded: the reason is said and no payment is stored."""
    key = till.booking(1, **change)
    with pytest.raises(DomainError, match=word):
        till.act.take_balance(key, payment_id=till.act.new_id(), tendered=cash(50_00))
    assert till.reads.reservation(key).balance.paid_here_cents == 0


def test_new_work_waits_until_undo_has_run_out(till: Till) -> None:
    """Nothing is sent in the first eight seconds."""
    _, order_id = till.seat()
    till.sell(order_id, "CHEESE")
    till.act.record_payment(order_id, payment_id=till.act.new_id(), tendered=cash(18_00))
    [row] = till.reads.sync_overview().outbox
    assert (row.state, row.not_before_ms - till.clock.now_ms()) == (OutboxState.WAITING, 8_000)
