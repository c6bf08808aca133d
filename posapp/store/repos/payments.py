"""Recorded settlements: added, never changed; what was added goes to the payment journal too."""

from __future__ import annotations

from collections.abc import Callable

from sqlmodel import col, select

from posapp.domain.errors import NotFoundError
from posapp.domain.payment import CardSlip, Payment, Tender
from posapp.store.payment_journal import PaymentLine
from posapp.store.repos.scope import Scope
from posapp.store.schema import PaymentRow, SalesOrderRow


class SqlPaymentRepo:
    """Satisfies ports.store.PaymentRepo; `require_room` refuses before money moves."""

    def __init__(self, scope: Scope, *, require_room: Callable[[], None]) -> None:
        self._scope = scope
        self._require_room = require_room
        self.added: list[PaymentLine] = []

    def add(self, payment: Payment) -> None:
        """Store one payment and, after the commit, its line in the payment journal file."""
        self._require_room()
        number = self._order_number(payment.order_id)
        self._scope.put(_row(payment, scope=self._scope), stored=None)
        self.added.append(
            PaymentLine(
                payment_id=payment.payment_id,
                order_id=payment.order_id,
                order_number=number,
                reservation_key=payment.reservation_key,
                tender=payment.tender.value,
                cents=payment.cents,
                currency=payment.currency,
                tendered_cents=payment.tendered_cents,
                taken_ms=payment.taken_ms,
                staff_id=payment.staff_id,
                terminal_id=self._scope.terminal_id,
            )
        )

    def exists(self, payment_id: str) -> bool:
        """True when this payment is stored: ten taps are one command."""
        query = select(PaymentRow.seq).where(PaymentRow.id == payment_id)
        return self._scope.session.exec(query).first() is not None

    def of_order(self, order_id: str) -> list[Payment]:
        """The payments of an order, oldest first."""
        query = select(PaymentRow).where(PaymentRow.order_id == order_id)
        rows = self._scope.session.exec(query.order_by(col(PaymentRow.seq)))
        return [_payment(row) for row in rows]

    def of_reservation(self, key_text: str) -> list[Payment]:
        """The balance payments taken here for a reservation, oldest first."""
        query = select(PaymentRow).where(PaymentRow.reservation_key == key_text)
        rows = self._scope.session.exec(query.order_by(col(PaymentRow.seq)))
        return [_payment(row) for row in rows]

    def _order_number(self, order_id: str | None) -> str | None:
        if order_id is None:
            return None
        order = self._scope.session.get(SalesOrderRow, order_id)
        if order is None:
            raise NotFoundError("order", order_id)
        return order.number


def _payment(row: PaymentRow) -> Payment:
    slip = None
    if row.card_brand is not None:
        slip = CardSlip(row.card_brand, row.card_last_four or "", row.card_reference or "")
    return Payment(
        payment_id=row.id,
        tender=Tender(row.tender),
        cents=row.cents,
        currency=row.currency,
        tendered_cents=row.tendered_cents,
        taken_ms=row.taken_ms,
        staff_id=row.staff_id,
        order_id=row.order_id,
        reservation_key=row.reservation_key,
        slip=slip,
    )


def _row(payment: Payment, *, scope: Scope) -> PaymentRow:
    slip = payment.slip
    return PaymentRow(
        id=payment.payment_id,
        order_id=payment.order_id,
        reservation_key=payment.reservation_key,
        tender=payment.tender.value,
        cents=payment.cents,
        currency=payment.currency,
        tendered_cents=payment.tendered_cents,
        taken_ms=payment.taken_ms,
        staff_id=payment.staff_id,
        card_brand=None if slip is None else slip.brand,
        card_last_four=None if slip is None else slip.last_four,
        card_reference=None if slip is None else slip.reference,
        terminal_id=scope.terminal_id,
        created_ms=scope.now_ms,
    )
