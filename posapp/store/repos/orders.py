"""Orders, their lines, and the numbers they carry."""

from __future__ import annotations

from sqlmodel import col, delete, select

from posapp.domain.club import MemberDiscount
from posapp.domain.errors import DomainError, NotFoundError
from posapp.domain.order import LineItem, Order, OrderState
from posapp.domain.tax import TaxLevel
from posapp.store.order_columns import address_of, address_text, fulfilment_of
from posapp.store.repos.scope import Scope
from posapp.store.schema import LineItemRow, OrderCounterRow, PaymentRow, SalesOrderRow


class SqlOrderRepo:
    """Satisfies ports.store.OrderRepo."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def get(self, order_id: str) -> Order:
        """The head; raises NotFoundError."""
        row = self._scope.session.get(SalesOrderRow, order_id)
        if row is None:
            raise NotFoundError("order", order_id)
        return _order(row)

    def exists(self, order_id: str) -> bool:
        """True when this order is stored."""
        return self._scope.session.get(SalesOrderRow, order_id) is not None

    def of_visit(self, visit_id: str) -> list[Order]:
        """The orders of a visit, oldest first."""
        query = (
            select(SalesOrderRow)
            .where(SalesOrderRow.visit_id == visit_id)
            .order_by(col(SalesOrderRow.opened_ms), col(SalesOrderRow.id))
        )
        return [_order(row) for row in self._scope.session.exec(query)]

    def save(self, order: Order) -> None:
        """Insert or update the head."""
        self._scope.put(
            _order_row(order, scope=self._scope),
            stored=self._scope.session.get(SalesOrderRow, order.order_id),
        )

    def lines(self, order_id: str) -> list[LineItem]:
        """All lines by position, voided ones too."""
        query = (
            select(LineItemRow)
            .where(LineItemRow.order_id == order_id)
            .order_by(col(LineItemRow.position), col(LineItemRow.id))
        )
        return [_line(row) for row in self._scope.session.exec(query)]

    def line(self, line_id: str) -> LineItem:
        """One line; raises NotFoundError."""
        row = self._scope.session.get(LineItemRow, line_id)
        if row is None:
            raise NotFoundError("line", line_id)
        return _line(row)

    def has_line(self, line_id: str) -> bool:
        """True when this line is stored."""
        return self._scope.session.get(LineItemRow, line_id) is not None

    def save_line(self, line: LineItem) -> None:
        """Insert or update one line."""
        self._scope.put(
            _line_row(line, scope=self._scope),
            stored=self._scope.session.get(LineItemRow, line.line_id),
        )

    def delete(self, order_id: str) -> None:
        """Remove an open order without payments, and its lines (undo only)."""
        session = self._scope.session
        order = self.get(order_id)
        is_paid = session.exec(select(PaymentRow).where(PaymentRow.order_id == order_id)).first()
        if order.state is not OrderState.OPEN or is_paid is not None:
            message = f"Order {order.number} has a payment or is closed; it cannot be taken back."
            raise DomainError("order_kept", message)
        session.exec(delete(LineItemRow).where(col(LineItemRow.order_id) == order_id))
        session.exec(delete(SalesOrderRow).where(col(SalesOrderRow.id) == order_id))

    def next_number(self) -> str:
        """The next order number of this terminal: its code, a dash, six digits; never reused."""
        terminal_id = self._scope.terminal_id
        counter = self._scope.session.get(OrderCounterRow, terminal_id)
        if counter is None:
            counter = OrderCounterRow(terminal_id=terminal_id, last_number=0)
            self._scope.session.add(counter)
        counter.last_number += 1
        self._scope.session.flush()
        return order_number(terminal_id, counter.last_number)


def order_number(terminal_id: str, number: int) -> str:
    """An order number as people read it, e.g. `T1-000042`."""
    return f"{terminal_id}-{number:06d}"


def _order(row: SalesOrderRow) -> Order:
    return Order(
        order_id=row.id,
        number=row.number,
        visit_id=row.visit_id,
        state=OrderState(row.state),
        currency=row.currency,
        tax_level=TaxLevel(row.tax_level),
        discount=MemberDiscount(row.club_name, row.discount_bp),
        opened_ms=row.opened_ms,
        closed_ms=row.closed_ms,
        total_cents=row.total_cents,
        fulfilment=fulfilment_of(row.fulfilment),
        ship_to=address_of(row.ship_to),
    )


def _order_row(order: Order, *, scope: Scope) -> SalesOrderRow:
    return SalesOrderRow(
        id=order.order_id,
        number=order.number,
        visit_id=order.visit_id,
        state=order.state.value,
        currency=order.currency,
        tax_level=order.tax_level.value,
        club_name=order.discount.club_name,
        discount_bp=order.discount.discount_bp,
        opened_ms=order.opened_ms,
        closed_ms=order.closed_ms,
        total_cents=order.total_cents,
        terminal_id=scope.terminal_id,
        created_ms=scope.now_ms,
        updated_ms=scope.now_ms,
        fulfilment=order.fulfilment.value,
        ship_to=address_text(order.ship_to),
    )


def _line(row: LineItemRow) -> LineItem:
    return LineItem(
        line_id=row.id,
        order_id=row.order_id,
        sku=row.sku,
        title=row.title,
        unit_cents=row.unit_cents,
        quantity=row.quantity,
        tax_rate_ppm=row.tax_rate_ppm,
        position=row.position,
        is_voided=bool(row.is_voided),
    )


def _line_row(line: LineItem, *, scope: Scope) -> LineItemRow:
    return LineItemRow(
        id=line.line_id,
        order_id=line.order_id,
        sku=line.sku,
        title=line.title,
        unit_cents=line.unit_cents,
        quantity=line.quantity,
        tax_rate_ppm=line.tax_rate_ppm,
        position=line.position,
        is_voided=int(line.is_voided),
        terminal_id=scope.terminal_id,
        created_ms=scope.now_ms,
        updated_ms=scope.now_ms,
    )
