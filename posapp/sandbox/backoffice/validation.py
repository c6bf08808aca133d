"""Whether an order adds up to the cent: every line, every sum, every tender.

The first fault found is the answer: 422 with its code and the path of the field.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from posapp.sandbox.message import JsonObject, RejectedError, error_response

_DIGIT_RUN = re.compile(r"\d(?:[ -]?\d){12,18}")
_MAX_NUMBER = 10**13
LINE_CENTS = ("unit_cents", "discount_cents", "tax_cents", "total_cents")
ORDER_CENTS = ("subtotal_cents", "discount_cents", "tax_cents", "total_cents")
BALANCE = "balance"
SALE = "sale"
REFUND = "refund"
WAYS = frozenset({"carry_out", "pickup", "ship", "none"})


def check_order(body: JsonObject, *, is_known_sku: Callable[[str], bool]) -> None:
    """RejectedError with 422 unless the order is complete and adds up."""
    text(body, "number", path="number")
    text(body, "currency", path="currency")
    if body.get("kind") not in {SALE, BALANCE, REFUND}:
        raise rejected("invalid", path="kind", message="kind is sale, balance or refund")
    if body.get("fulfilment", "carry_out") not in WAYS:
        raise rejected("invalid", path="fulfilment", message="carry_out, pickup, ship or none")
    if body.get("tax_level", "item") not in {"item", "invoice"}:
        raise rejected("invalid", path="tax_level", message="tax_level is item or invoice")
    for name in ORDER_CENTS:
        cents(body, name, path=name)
    _check_customer(body)
    _check_ship_to(body)
    _check_tock_reservation(body)
    _check_lines(body, is_known_sku=is_known_sku)
    _check_sums(body)
    _check_tenders(body)


def _check_customer(body: JsonObject) -> None:
    if body.get("customer") is None:
        return
    customer = _object(body.get("customer"), path="customer")
    for name in ("email", "first_name", "last_name"):
        text(customer, name, path=f"customer.{name}")


def _check_ship_to(body: JsonObject) -> None:
    if body.get("fulfilment") != "ship":
        return
    address = _object(body.get("ship_to"), path="ship_to")
    for name in ("line1", "city", "postal"):
        text(address, name, path=f"ship_to.{name}")


def _check_tock_reservation(body: JsonObject) -> None:
    found = body.get("tock_reservation")
    if found is None:
        if body["kind"] == BALANCE:
            raise rejected(
                "required", path="tock_reservation", message="a balance belongs to a reservation"
            )
        return
    reservation = _object(found, path="tock_reservation")
    for name in ("business_id", "id"):
        text(reservation, name, path=f"tock_reservation.{name}")


def _check_lines(body: JsonObject, *, is_known_sku: Callable[[str], bool]) -> None:
    lines = objects(body, "lines")
    if (body["kind"] == BALANCE) != (not lines):
        raise rejected("invalid", path="lines", message="only a balance has none")
    tax_is_on_order = body.get("tax_level") == "invoice"
    for index, line in enumerate(lines):
        path = f"lines[{index}]"
        sku = text(line, "sku", path=f"{path}.sku")
        text(line, "title", path=f"{path}.title")
        quantity = cents(line, "quantity", path=f"{path}.quantity")
        unit, discount, tax, total = (
            cents(line, name, path=f"{path}.{name}") for name in LINE_CENTS
        )
        if not is_known_sku(sku):
            raise rejected("unknown_sku", path=f"{path}.sku", message=f"no product {sku}")
        if quantity < 1:
            raise rejected("invalid", path=f"{path}.quantity", message="at least 1")
        if tax_is_on_order and tax:
            raise rejected(
                "invalid", path=f"{path}.tax_cents", message="tax stands on the order only"
            )
        if total != quantity * unit - discount + tax:
            raise mismatch(f"{path}.total_cents")


def _check_sums(body: JsonObject) -> None:
    lines = objects(body, "lines")
    subtotal, discount, tax, total = (number(body, name) for name in ORDER_CENTS)
    if body["kind"] == BALANCE:
        if discount or tax or not total or subtotal != total:
            raise mismatch("total_cents")
        return
    if subtotal != sum(number(line, "quantity") * number(line, "unit_cents") for line in lines):
        raise mismatch("subtotal_cents")
    if discount != sum(number(line, "discount_cents") for line in lines):
        raise mismatch("discount_cents")
    if body.get("tax_level") != "invoice" and tax != sum(
        number(line, "tax_cents") for line in lines
    ):
        raise mismatch("tax_cents")
    if total != subtotal - discount + tax:
        raise mismatch("total_cents")


def _check_tenders(body: JsonObject) -> None:
    tenders = objects(body, "tenders")
    seen: set[str] = set()
    for index, tender in enumerate(tenders):
        path = f"tenders[{index}]"
        payment_id = text(tender, "payment_id", path=f"{path}.payment_id")
        if payment_id in seen:
            raise rejected("invalid", path=f"{path}.payment_id", message="twice in one order")
        seen.add(payment_id)
        cents(tender, "cents", path=f"{path}.cents")
        cents(tender, "taken_ms", path=f"{path}.taken_ms")
        _check_no_card_number(tender, path=path)
        if tender.get("kind") == "cash":
            _check_cash(tender, path=path)
        elif tender.get("kind") == "card":
            _check_card(tender, path=path)
        else:
            raise rejected("invalid", path=f"{path}.kind", message="kind is cash or card")
    if sum(number(tender, "cents") for tender in tenders) != number(body, "total_cents"):
        raise mismatch("tenders")


def _check_cash(tender: JsonObject, *, path: str) -> None:
    if tender.get("tendered_cents") is None:
        return
    tendered = cents(tender, "tendered_cents", path=f"{path}.tendered_cents")
    change = cents(tender, "change_cents", path=f"{path}.change_cents")
    if tendered - change != number(tender, "cents"):
        raise mismatch(f"{path}.change_cents")


def _check_card(tender: JsonObject, *, path: str) -> None:
    last4 = tender.get("last4")
    if last4 is not None and not re.fullmatch(r"[0-9]{4}", str(last4)):
        raise rejected("invalid", path=f"{path}.last4", message="four digits")


def _check_no_card_number(tender: JsonObject, *, path: str) -> None:
    for name in ("brand", "last4", "reference"):
        for run in _DIGIT_RUN.findall(str(tender.get(name) or "")):
            if is_luhn(run):
                raise rejected(
                    "card_number", path=f"{path}.{name}", message="no card numbers, please"
                )


def is_luhn(text_with_digits: str) -> bool:
    """True if the digits pass the check that card numbers pass."""
    digits = [int(letter) for letter in reversed(text_with_digits) if letter.isdigit()]
    doubled = (digit * 2 - 9 if digit > 4 else digit * 2 for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def rejected(code: str, *, path: str, message: str) -> RejectedError:
    """The 422 of one fault."""
    return RejectedError(error_response(422, code, message=message, field_name=path))


def mismatch(path: str) -> RejectedError:
    """The 422 of a sum that is off."""
    return rejected("sum_mismatch", path=path, message=f"{path} does not add up")


def text(body: JsonObject, name: str, *, path: str) -> str:
    """A text that is there and not blank."""
    value = body.get(name)
    if not isinstance(value, str) or not value.strip():
        raise rejected("required", path=path, message=f"{path} is needed")
    return value


def cents(body: JsonObject, name: str, *, path: str) -> int:
    """A whole number of at least 0."""
    value = body.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < _MAX_NUMBER:
        raise rejected("invalid", path=path, message=f"{path} is a whole number, 0 or more")
    return value


def number(body: JsonObject, name: str) -> int:
    """A number that has been checked already."""
    value = body[name]
    if not isinstance(value, int):
        raise TypeError(f"{name} was not checked")
    return value


def objects(body: JsonObject, name: str) -> list[JsonObject]:
    """A list of objects."""
    value = body.get(name)
    if not isinstance(value, list):
        raise rejected("required", path=name, message=f"{name} is a list")
    return [_object(item, path=f"{name}[{index}]") for index, item in enumerate(value)]


def _object(value: object, *, path: str) -> JsonObject:
    if not isinstance(value, dict):
        raise rejected("invalid", path=path, message=f"{path} is an object")
    return value
