"""A balance that Tock's news makes doubtful is not taken, and nothing is written."""

from pathlib import Path

import pytest

from posapp.domain.errors import DomainError
from posapp.domain.payment import Tender, Tendered
from tests.support.till import Till

REFUND = {"id": 1, "amount": 500, "status": "COMPLETE"}
REFUSED = {
    "cancelled": ({"isCancelled": True}, "Cancelled"),
    "cancelled by state": ({"partyState": "CANCELLED"}, "Cancelled"),
    "transferred": ({"transferredOut": True}, "Transferred"),
    "refunded": ({"refund": [REFUND]}, "refunded"),
    "disputed": ({"refund": [REFUND | {"isDispute": True}]}, "Disputed"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_doubtful_balance_is_refused_with_the_reason(tmp_path: Path, name: str) -> None:
    """The same booking is taken before the news and refused after it."""
    change, word = REFUSED[name]
    with Till(tmp_path) as till:
        till.open_shop()
        key = till.booking(1)
        due = till.reads.reservation(key).balance
        assert due.can_take
        tendered = Tendered(Tender.CASH, due.remaining_cents)
        till.booking(1, sequenceId=2, **change)
        with pytest.raises(DomainError) as refused:
            till.act.take_balance(key, payment_id=till.act.new_id(), tendered=tendered)
        assert word in str(refused.value)
        after = till.reads.reservation(key)
        assert after.balance.paid_here_cents == 0
        assert till.reads.sync_overview().to_send == 0
