"""OrderPort's rows into ours, one bad row at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from zoneinfo import ZoneInfo

import msgspec

from posapp.adapters.backoffice.orderport import wire
from posapp.adapters.backoffice.reading import (
    EARLIEST_MS,
    LATEST_MS,
    clean,
    set_aside,
    set_aside_for,
)
from posapp.adapters.json_text import read_json
from posapp.domain.business_day import to_ms
from posapp.domain.catalogue import Product
from posapp.domain.club import Club, Membership, MembershipStatus
from posapp.domain.guest import Contact
from posapp.domain.guest_record import GuestRecord
from posapp.domain.remote_order import OrderChannel, RemoteLine, RemoteOrder
from posapp.domain.reservation import Quarantined
from posapp.ports.backoffice import CustomerRecord, Kind, Record

NAME = "orderport"
_MOST = Decimal(10) ** 10
_CENTS = Decimal(100)
_A_DAY_MS = 86_400_000
_AMERICAN = ("%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M", "%m/%d/%Y")
_CHANNELS = (
    ("reserv", OrderChannel.RESERVATION),
    ("tock", OrderChannel.RESERVATION),
    ("club", OrderChannel.CLUB),
    ("web", OrderChannel.WEB),
    ("pos", OrderChannel.POS),
    ("tasting", OrderChannel.POS),
    ("admin", OrderChannel.ADMIN),
)
"""The words of an order's source, the first that fits; nobody has published them."""


class _BadFieldError(Exception):
    """A field that the record cannot do without, or that says nothing posapp understands."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(message)
        self.path = path
        self.message = message


@dataclass(frozen=True, slots=True)
class Decoder:
    """Decodes for a winery in `zone`; OrderPort writes the winery's own wall clock."""

    zone: str
    currency: str

    def products(self, row: msgspec.Raw) -> Iterator[Record | Quarantined]:
        """A line of the catalogue."""
        yield from self._taken(Kind.PRODUCT, row, self._product)

    def customers(self, row: msgspec.Raw) -> Iterator[Record | Quarantined]:
        """A person."""
        yield from self._taken(Kind.CUSTOMER, row, _customer)

    def clubs(self, row: msgspec.Raw) -> Iterator[Record | Quarantined]:
        """A club without its members."""
        yield from self._taken(Kind.CLUB, row, _club)

    def memberships(self, row: msgspec.Raw, *, now_ms: int) -> Iterator[Record | Quarantined]:
        """The members of a club, each on its own."""
        try:
            club_id = _id(msgspec.json.decode(row, type=wire.Club).id, "$.id")
        except (msgspec.ValidationError, _BadFieldError):
            return  # the pull of clubs sets it aside
        try:
            members = msgspec.json.decode(row, type=wire.Members).members
            rows = msgspec.json.decode(members, type=list[msgspec.Raw] | None) or []
        except msgspec.ValidationError:
            message = "Its list of members cannot be read."
            yield set_aside(
                NAME, Kind.MEMBERSHIP.value, _plain(row), path="$.members", message=message
            )
            return

        def membership(member: msgspec.Raw) -> Membership:
            return self._membership(member, club_id=club_id, now_ms=now_ms)

        for member in rows:
            yield from self._taken(Kind.MEMBERSHIP, member, membership)

    def orders(self, row: msgspec.Raw, *, now_ms: int) -> Iterator[Record | Quarantined]:
        """An order, unless it stands for a booking; nothing is sold after tomorrow."""

        def order(row: msgspec.Raw) -> RemoteOrder | None:
            found = self._order(row)
            if found is not None and found.placed_ms > now_ms + _A_DAY_MS:
                raise _BadFieldError("$.saleDate", "This day has not come yet.")
            return found

        yield from self._taken(Kind.ORDER, row, order)

    def _taken(
        self, kind: Kind, row: msgspec.Raw, read: Callable[[msgspec.Raw], Record | None]
    ) -> Iterator[Record | Quarantined]:
        try:
            record = read(row)
        except msgspec.ValidationError as error:
            yield set_aside_for(error, source=NAME, kind=kind.value, row=_plain(row))
        except _BadFieldError as error:
            yield set_aside(NAME, kind.value, _plain(row), path=error.path, message=error.message)
        else:
            if record is not None:
                yield record

    def _product(self, row: msgspec.Raw) -> Product:
        found = msgspec.json.decode(row, type=wire.Product)
        kind = clean(found.product_type)
        return Product(
            sku=_id(found.opsku, "$.opsku"),
            title=_text(found.title, "$.title"),
            category=kind or "Other",
            tax_category=kind.casefold(),
            price_cents=_cents(found.retail_price, "$.retailPrice", least=0),
            currency=self.currency,
        )

    def _membership(self, row: msgspec.Raw, *, club_id: str, now_ms: int) -> Membership:
        found = msgspec.json.decode(row, type=wire.Member)
        cancelled_ms = None
        if found.cancel_date:
            cancelled_ms = self._moment(found.cancel_date, "$.cancelDate")
        is_active = cancelled_ms is None or cancelled_ms > now_ms
        joined_ms = self._moment(found.sign_up_date, "$.signUpDate") if found.sign_up_date else None
        customer_id = _id(found.customer_info.customer_number, "$.customerInfo.customerNumber")
        return Membership(
            f"{club_id}/{_id(found.id, '$.id')}",
            club_id,
            customer_id,
            is_active=is_active,
            status=MembershipStatus.ACTIVE if is_active else MembershipStatus.CANCELLED,
            joined_ms=joined_ms,
            cancelled_ms=None if is_active else cancelled_ms,
        )

    def _order(self, row: msgspec.Raw) -> RemoteOrder | None:
        found = msgspec.json.decode(row, type=wire.Order)
        channel = _channel(found.order_source)
        if channel is OrderChannel.RESERVATION:
            return None
        number = _id(found.order_number, "$.orderNumber")
        total_cents = _cents(found.total_cost, "$.totalCost")
        payer = found.bill_address or wire.Address()
        return RemoteOrder(
            backend=NAME,
            remote_id=number,
            number=number,
            channel=channel,
            placed_ms=self._moment(found.sale_date, "$.saleDate"),
            currency=self.currency,
            total_cents=total_cents,
            is_refund=total_cents < 0,
            customer_id=_id(found.customer_number, "") if found.customer_number else "",
            contact=Contact(
                clean(payer.first_name),
                clean(payer.last_name),
                clean(payer.email),
                clean(payer.phone),
            ),
            lines=tuple(
                _line(line, path=f"$.lineItems[{index}]")
                for index, line in enumerate(found.line_items or ())
            ),
        )

    def _moment(self, text: str | None, path: str) -> int:
        """A wall-clock time of the winery, or an instant that says its offset."""
        found = _datetime((text or "").strip())
        if found is None:
            raise _BadFieldError(path, "This is no date.")
        aware = found if found.tzinfo else found.replace(tzinfo=ZoneInfo(self.zone))
        try:
            moment_ms = to_ms(aware)
        except OverflowError:
            moment_ms = LATEST_MS
        if not EARLIEST_MS <= moment_ms < LATEST_MS:
            raise _BadFieldError(path, "This date is out of this world.")
        return moment_ms


_TELLS = frozenset({"first_name", "last_name", "email"})
"""The kinds of field that are always told of a customer."""


def _customer(row: msgspec.Raw) -> CustomerRecord:
    found = msgspec.json.decode(row, type=wire.Customer)
    contact = Contact(
        clean(found.first_name), clean(found.last_name), clean(found.email), clean(found.phone)
    )
    remote_id = _id(found.customer_number, "$.customerNumber")
    tells = _TELLS if found.phone is None else _TELLS | {"phone"}
    return CustomerRecord(remote_id, GuestRecord(contact), tells=tells)


def _club(row: msgspec.Raw) -> Club:
    found = msgspec.json.decode(row, type=wire.Club)
    return Club(_id(found.id, "$.id"), _text(found.club_name, "$.clubName"))


def _line(found: wire.Line, *, path: str) -> RemoteLine:
    quantity = _decimal(1 if found.qty is None else found.qty, f"{path}.qty")
    unit_cents = _cents(found.unit_price or 0, f"{path}.unitPrice")
    sku = "" if found.sku is None else clean(str(found.sku))
    return RemoteLine(sku, clean(found.product_title), quantity, unit_cents)


def _channel(source: str | None) -> OrderChannel:
    words = (source or "").casefold()
    return next((found for mark, found in _CHANNELS if mark in words), OrderChannel.OTHER)


def _id(value: int | str | None, path: str) -> str:
    text = "" if value is None else str(value).strip()
    if not text or len(text) > 100 or "\0" in text:
        raise _BadFieldError(path, "It has no number.")
    return text


def _text(value: str | None, path: str) -> str:
    text = clean(value)
    if not text:
        raise _BadFieldError(path, "It has no name.")
    return text


def _decimal(value: float | str, path: str) -> Decimal:
    text = str(value).strip().removeprefix("$").replace(",", "")
    try:
        found = Decimal(text)
    except InvalidOperation:
        raise _BadFieldError(path, "This is no number.") from None
    if not found.is_finite() or abs(found) >= _MOST:
        raise _BadFieldError(path, "This number is out of this world.")
    return found


def _cents(value: float | str | None, path: str, *, least: int = -(10**12)) -> int:
    if value is None:
        raise _BadFieldError(path, "It has no price.")
    cents = int((_decimal(value, path) * _CENTS).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    if cents < least:
        raise _BadFieldError(path, "A price is not below zero.")
    return cents


def _datetime(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    for form in _AMERICAN:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007 - the zone is the winery's
        except ValueError:
            continue
    return None


def _plain(row: msgspec.Raw) -> object:
    return read_json(bytes(row))
