"""Rows of the orders' file into orders, and orders into rows.

An order is one row of its own followed by its lines and tenders; what is wrong with one of them
sets the whole order aside, and no other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from pathlib import Path

from posapp.adapters.backoffice.reading import EARLIEST_MS, LATEST_MS, clean
from posapp.adapters.ecellar.columns import ORDERS
from posapp.adapters.ecellar.customers import NAME, parked
from posapp.adapters.ecellar.reading import BadRow, Sheet, SheetRow, open_sheet
from posapp.domain.business_day import local_iso, to_ms, zone_of
from posapp.domain.card_numbers import holds_card_number
from posapp.domain.errors import DomainError
from posapp.domain.guest import Contact
from posapp.domain.remote_order import (
    Fulfilment,
    OrderChannel,
    RemoteLine,
    RemoteOrder,
    RemoteTender,
)
from posapp.domain.reservation import Quarantined
from posapp.ports.csv_rows import Sold, TakenBalance

ORDER, LINE, TENDER = "order", "line", "tender"
_KINDS = frozenset({"", "sale", "balance", "refund"})
_CHANNELS = {one.value: one for one in OrderChannel}
_WAYS = {one.value: one for one in Fulfilment}
_LAST4 = re.compile(r"[0-9]{4}")
_MOST = Decimal(10) ** 10
_CENT = Decimal("0.01")
_QUOTES, _CELL_END = "\"'", re.compile('[",;\t]')
_MAX_ROWS = 2_000
"""Of one order; a file that never begins another must not fill the memory."""

Read = RemoteOrder | Quarantined


@contextmanager
def read_orders(path: Path, *, zone: str, currency: str) -> Iterator[tuple[Sheet, Iterator[Read]]]:
    """The file and its orders one by one; a time without an offset is of `zone`."""
    with open_sheet(path, columns=ORDERS) as sheet:
        yield sheet, _orders(sheet, _OrderReader(sheet, zone, currency))


def _orders(sheet: Sheet, reader: _OrderReader) -> Iterator[Read]:
    group: list[SheetRow | BadRow] = []
    for row in sheet.rows():
        if group and not _belongs(row, group):
            yield reader.order(group)
            group = []
        group.append(row)
    if group:
        yield reader.order(group)


def _belongs(row: SheetRow | BadRow, group: list[SheetRow | BadRow]) -> bool:
    """True for another row of the same order, also for one that cannot be read."""
    if len(group) >= _MAX_ROWS or row.cells.get("row", "").lower() == ORDER:
        return False
    return _number_of(row) == _number_of(group[0])


def _number_of(row: SheetRow | BadRow) -> str:
    """The order a row belongs to; of one that is no row at all, what it begins with."""
    if isinstance(row, BadRow) and not row.cells:
        return _CELL_END.split(row.text.lstrip(_QUOTES), maxsplit=1)[0]
    return row.cells.get("order_number", "")


class _OrderReader:
    """Puts an order together; a DomainError inside names the column."""

    def __init__(self, sheet: Sheet, zone: str, currency: str) -> None:
        self._sheet = sheet
        self._zone = zone
        self._currency = currency

    def order(self, group: list[SheetRow | BadRow]) -> Read:
        """The order of these rows, or why there is none."""
        for row in group:
            if isinstance(row, BadRow):
                return parked(row, self._sheet)
        rows = [row for row in group if isinstance(row, SheetRow)]
        at = rows[0]
        try:
            _require(at.cells["row"].lower() == ORDER, "row", "An order begins with an order row.")
            lines, tenders = [], []
            for at in rows:
                _no_card_numbers(at.cells)
                kind = at.cells["row"].lower()
                _require(kind in {ORDER, LINE, TENDER}, "row", "Use order, line or tender.")
                if kind == LINE:
                    lines.append(_line(at.cells))
                elif kind == TENDER:
                    tenders.append(_tender(at.cells))
            at = rows[0]
            return self._whole(at.cells, tuple(lines), tuple(tenders))
        except DomainError as error:
            text = ", ".join(f"{name}: {cell}" for name, cell in at.cells.items() if cell)
            return parked(BadRow(at.number, error.field, error.message, text), self._sheet)

    def _whole(
        self,
        cells: Mapping[str, str],
        lines: tuple[RemoteLine, ...],
        tenders: tuple[RemoteTender, ...],
    ) -> RemoteOrder:
        kind = cells.get("kind", "").lower()
        _require(kind in _KINDS, "kind", "Use sale, balance or refund.")
        number = clean(cells["order_number"])
        currency = cells.get("currency", "").upper() or self._currency
        _require(len(currency) == 3, "currency", "Use three letters.")
        way = cells.get("fulfilment", "").lower() or Fulfilment.NONE.value
        _require(way in _WAYS, "fulfilment", "Use carry_out, pickup, ship or none.")
        channel = _CHANNELS.get(cells.get("channel", "").lower(), OrderChannel.OTHER)
        return RemoteOrder(
            backend=NAME,
            remote_id=number,
            number=number,
            our_number=cells.get("our_number", ""),
            channel=channel,
            placed_ms=_moment(cells.get("date", ""), zone=self._zone),
            currency=currency,
            total_cents=_cents(cells, "total"),
            is_refund=kind == "refund",
            fulfilment=_WAYS[way],
            customer_id=cells.get("customer_number", ""),
            contact=Contact(
                clean(cells.get("first_name")),
                clean(cells.get("last_name")),
                clean(cells.get("email")),
            ),
            lines=lines,
            tenders=tenders,
        )


def _line(cells: Mapping[str, str]) -> RemoteLine:
    quantity = _number(cells.get("quantity", "") or "1", "quantity")
    price = _cents(cells, "unit_price")
    return RemoteLine(clean(cells.get("sku")), clean(cells.get("title")), quantity, price)


def _tender(cells: Mapping[str, str]) -> RemoteTender:
    last4 = cells.get("card_last4", "")
    if last4 and not _LAST4.fullmatch(last4):
        raise DomainError("bad_last4", "Only the last four digits, please.", field="card_last4")
    kind, brand = clean(cells.get("tender")), clean(cells.get("card_brand"))
    return RemoteTender(kind or "other", _cents(cells, "total"), brand, last4)


def _no_card_numbers(cells: Mapping[str, str]) -> None:
    for name, cell in cells.items():
        if holds_card_number(cell):
            message = "This looks like a card number. Card numbers are never kept here."
            raise DomainError("card_number", message, field=name)


def _require(is_so: bool, field: str, message: str) -> None:  # noqa: FBT001 - reads as a sentence
    if not is_so:
        raise DomainError("bad_cell", message, field=field)


def _cents(cells: Mapping[str, str], name: str) -> int:
    text = cells.get(name, "")
    if not text:
        raise DomainError("missing", "An amount is needed here.", field=name)
    cents = _number(text.removeprefix("$"), name) * 100
    return int(cents.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _number(text: str, name: str) -> Decimal:
    try:
        found = Decimal(text.replace(",", "").strip())
    except InvalidOperation:
        raise DomainError("bad_number", f"“{text[:40]}” is no number.", field=name) from None
    if not found.is_finite() or abs(found) >= _MOST:
        raise DomainError("bad_number", "This number is out of this world.", field=name)
    return found


def _moment(text: str, *, zone: str) -> int:
    try:
        found = datetime.fromisoformat(text)
        moment_ms = to_ms(found if found.tzinfo else found.replace(tzinfo=zone_of(zone)))
    except (ValueError, OverflowError):
        message = f"“{text[:40]}” is no date like 2026-10-10T11:40:00."
        raise DomainError("bad_date", message, field="date") from None
    if not EARLIEST_MS <= moment_ms < LATEST_MS:
        raise DomainError("bad_date", "This date is out of this world.", field="date")
    return moment_ms


def order_rows(sold: Sold, *, zone: str) -> Iterator[dict[str, str]]:
    """A closed order's rows: its own, its lines, its tenders."""
    sheet = sold.sheet
    number, price, contact = sheet.order.number, sheet.price, sheet.contact or Contact()
    yield {
        "order_number": number,
        "row": ORDER,
        "our_number": number,
        "kind": "sale",
        "channel": OrderChannel.POS.value,
        "date": local_iso(sold.closed_ms, zone=zone),
        "currency": sheet.order.currency,
        "email": contact.email,
        "first_name": contact.first_name,
        "last_name": contact.last_name,
        "fulfilment": sheet.order.fulfilment or Fulfilment.CARRY_OUT.value,
        "subtotal": dollars(price.subtotal_cents),
        "discount": dollars(price.discount_cents),
        "tax": dollars(price.tax_cents),
        "total": dollars(price.total_cents),
    }
    by_id = {line.line_id: line for line in sheet.lines}
    for priced in price.lines:
        line = by_id[priced.line_id]
        yield {
            "order_number": number,
            "row": LINE,
            "sku": line.sku,
            "title": line.title,
            "quantity": str(line.quantity),
            "unit_price": dollars(line.unit_cents),
            "discount": dollars(priced.discount_cents),
            "tax": dollars(priced.tax_cents),
            "total": dollars(priced.total_cents),
        }
    for payment in sheet.payments:
        slip = payment.slip
        yield {
            "order_number": number,
            "row": TENDER,
            "tender": payment.tender.value,
            "total": dollars(payment.cents),
            "card_brand": slip.brand if slip else "",
            "card_last4": slip.last_four if slip else "",
        }


def balance_rows(taken: TakenBalance, *, zone: str) -> Iterator[dict[str, str]]:
    """A reservation's balance taken here: no lines, as nothing was sold with it."""
    yield {
        "order_number": taken.number,
        "row": ORDER,
        "our_number": taken.number,
        "kind": "balance",
        "channel": OrderChannel.POS.value,
        "date": local_iso(taken.taken_ms, zone=zone),
        "currency": taken.currency,
        "fulfilment": Fulfilment.NONE.value,
        "subtotal": dollars(taken.cents),
        "discount": dollars(0),
        "tax": dollars(0),
        "total": dollars(taken.cents),
    }
    yield {
        "order_number": taken.number,
        "row": TENDER,
        "tender": taken.tender,
        "total": dollars(taken.cents),
        "card_brand": taken.card_brand,
        "card_last4": taken.card_last4,
    }


def dollars(cents: int) -> str:
    """Cents as a decimal amount."""
    return str((Decimal(cents) / 100).quantize(_CENT))
