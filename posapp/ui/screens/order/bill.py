"""An order in words, without Qt: lines, totals, verbs. Tock's prepayment stands apart."""

from __future__ import annotations

from dataclasses import dataclass

from posapp.domain.order import OrderState
from posapp.domain.visit import VisitState
from posapp.ports.reads import OpenOrderRow, OrderSheet
from posapp.ui.format import Words, age, count_of
from posapp.ui.screens.order.shipping import ship_words
from posapp.ui.vocabulary import StateWord, order_word, sync_word


@dataclass(frozen=True, slots=True)
class OrderCard:
    """A line of the list of orders."""

    key: str
    name: str
    table: str
    detail: str
    amount: str
    state: StateWord
    sync: StateWord | None
    is_closed: bool

    @property
    def spoken(self) -> str:
        """The line as a screen reader says it."""
        parts = [self.name, self.table, self.state.text, self.amount, self.detail]
        return ", ".join(part for part in parts if part)


def card_of(row: OpenOrderRow, *, words: Words, now_ms: int) -> OrderCard:
    """An order of the day in words."""
    is_closed = row.state == OrderState.CLOSED
    since = words.clock(row.opened_ms)
    open_for = "" if is_closed else f"open {age(now_ms - row.opened_ms)}"
    return OrderCard(
        key=row.order_id,
        name=row.name,
        table=row.table_name,
        detail=" · ".join(part for part in (row.number, since, open_for) if part),
        amount=words.money(row.total_cents, currency=row.currency),
        state=order_word(row.state),
        sync=sync_word(row.sync_state),
        is_closed=is_closed,
    )


@dataclass(frozen=True, slots=True)
class BillLine:
    """A line of the order."""

    key: str
    quantity: int
    title: str
    unit: str
    amount: str


@dataclass(frozen=True, slots=True)
class TotalLine:
    """A line between the items and the total."""

    label: str
    amount: str
    ink: str = "muted"


@dataclass(frozen=True, slots=True)
class GuestButton:
    """The way to the guest form: to say who it is, or to put it right."""

    text: str
    icon: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """The right-hand side of the pad.

    `leaves` is how the order leaves, "" while that cannot be chosen; `ships_to` says where to.
    """

    order_id: str
    name: str
    detail: str
    state: StateWord | None
    sync: StateWord | None
    lines: tuple[BillLine, ...]
    totals: tuple[TotalLine, ...]
    prepaid: str
    total_label: str
    total: str
    pay_text: str
    pay_note: str
    can_pay: bool
    can_close: bool
    is_open: bool
    is_closed: bool
    guest: GuestButton | None
    can_start_another: bool
    guest_id: str = ""
    leaves: str = ""
    ships_to: str = ""


def bill_of(sheet: OrderSheet, *, prepaid_cents: int | None, words: Words) -> Bill:
    """An order in words."""
    order, price = sheet.order, sheet.price
    is_open = order.state is OrderState.OPEN
    is_closed = order.state is OrderState.CLOSED

    def say(cents: int) -> str:
        return words.money(cents, currency=order.currency)

    sold = [line for line in sheet.lines if not line.is_voided]
    lines = tuple(
        BillLine(ln.line_id, ln.quantity, ln.title, say(ln.unit_cents), say(ln.gross_cents))
        for ln in sold
    )
    how, ships_to = ship_words(order)
    can_choose = is_open or (order.needs_address and not is_closed)
    due = sheet.due_cents
    has_due = not is_closed and due > 0
    visit = sheet.visit
    guests = count_of(visit.party_size, one="guest")
    detail = " · ".join(part for part in (visit.table_name, guests, order.number) if part)
    return Bill(
        order_id=order.order_id,
        name=sheet.guest_name or visit.name,
        detail=detail,
        state=None if is_open else order_word(order.state),
        sync=sync_word(sheet.sync_state),
        lines=lines,
        totals=_totals(sheet, words=words),
        prepaid=say(prepaid_cents) if prepaid_cents else "",
        total_label="Remaining" if sheet.paid_cents and has_due else "Total",
        total=say(due if has_due else price.total_cents),
        pay_text=f"Pay {say(due)}" if has_due else "Pay",
        pay_note="" if lines else "Nothing on it yet",
        can_pay=has_due,
        can_close=bool(lines) and is_open and due == 0,
        is_open=is_open,
        is_closed=is_closed,
        guest=_guest_button(sheet),
        can_start_another=not is_open and visit.state is not VisitState.FINISHED,
        guest_id=visit.guest_id or "",
        leaves=how if can_choose and (visit.guest_id or ships_to) else "",
        ships_to=ships_to,
    )


def _guest_button(sheet: OrderSheet) -> GuestButton | None:
    if sheet.order.state is OrderState.CLOSED:
        return None
    if sheet.contact is None:
        note = "To ship it" if sheet.order.state is OrderState.OPEN else ""
        return GuestButton("Add guest", "user-plus", note)
    return GuestButton("Guest", "user-check")


def _totals(sheet: OrderSheet, *, words: Words) -> tuple[TotalLine, ...]:
    order, price = sheet.order, sheet.price
    currency = order.currency
    lines: list[TotalLine] = []
    if price.discount_cents or price.tax_cents:
        lines.append(TotalLine("Subtotal", words.money(price.subtotal_cents, currency=currency)))
    if order.discount.discount_bp:
        share = f"{order.discount.discount_bp / 100:g} %"
        amount = words.minus(price.discount_cents, currency=currency)
        lines.append(TotalLine(f"{order.discount.club_name} {share}".strip(), amount, "club"))
    if price.lines:
        lines.append(TotalLine("Tax", words.money(price.tax_cents, currency=currency)))
    if sheet.paid_cents:
        paid = words.minus(sheet.paid_cents, currency=currency)
        lines.append(TotalLine("Paid here", paid, "seated"))
    return tuple(lines)
