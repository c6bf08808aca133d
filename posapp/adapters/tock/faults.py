"""Every fault of a row that could not be read, each with its path but never with its value.

The fast decoder stops at the first fault; this walk is only for rows that already failed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from posapp.adapters.tock.instants import fault_of_start, fault_of_zone
from posapp.adapters.tock.schema import RESERVATION, Leaf, Many, Shape
from posapp.adapters.tock.wire import (
    MAX_CENTS,
    MAX_ID,
    MAX_MS,
    MAX_PARTY,
    MAX_SEQUENCE,
)
from posapp.domain.reservation import Fault

MAX_FAULTS = 200
_MAX_DIGITS = 40
_BOUNDS = {
    Leaf.ID: (0, MAX_ID),
    Leaf.STAMP: (0, MAX_MS),
    Leaf.WHOLE: (-MAX_CENTS, MAX_CENTS),
}
_TIGHTER = {
    "$.partySize": (0, MAX_PARTY),
    "$.sequenceId": (0, MAX_SEQUENCE),
}
_TRUTHS = ("true", "false", "1", "0")


def every_fault(text: str) -> list[Fault]:
    """The faults of a row's text in the order of the schema; at most MAX_FAULTS and a count."""
    try:
        value = parsed(text)
    except ValueError as error:
        place = getattr(error, "pos", 0)
        return [Fault("$", f"not JSON (at character {place})")]
    except RecursionError:
        return [Fault("$", "nested too deeply")]
    faults = list(_row_faults(value))
    if len(faults) > MAX_FAULTS:
        more = len(faults) - MAX_FAULTS
        return [*faults[:MAX_FAULTS], Fault("$", f"{more} more faults")]
    return faults


def parsed(text: str) -> object:
    """The row as plain values, over-long numbers as text; ValueError when it is no JSON."""
    return json.loads(text, parse_int=_whole, strict=False)


def _whole(digits: str) -> int | str:
    # Python refuses to convert thousands of digits; as text they fail the range like any other.
    return int(digits) if len(digits) <= _MAX_DIGITS else digits


def _row_faults(value: object) -> Iterator[Fault]:
    if not isinstance(value, dict):
        yield Fault("$", f"expected an object, found {_found(value)}")
        return
    yield from _faults(value, shape=RESERVATION, path="$")
    yield from _missing(value)


def _missing(row: dict[str, object]) -> Iterator[Fault]:
    if row.get("id") is None and row.get("walkinId") is None:
        yield Fault("$.id", "neither id nor walkinId is there")
    business = row.get("business")
    zone: object = None
    if business is None:
        yield Fault("$.business", "missing")
    elif isinstance(business, dict):
        zone = business.get("timeZone")
        if business.get("id") is None:
            yield Fault("$.business.id", "missing")
        if zone is None:
            yield Fault("$.business.timeZone", "missing")
        elif isinstance(zone, str) and (message := fault_of_zone(zone)):
            yield Fault("$.business.timeZone", message)
    start = fault_of_start(row.get("serviceDateTimestamp"), row.get("dateTime"), zone=zone)
    if start is not None:
        yield start


def _faults(value: object, *, shape: Shape, path: str) -> Iterator[Fault]:
    if value is None:
        return
    if isinstance(shape, Leaf):
        if message := _leaf_fault(value, leaf=shape, path=path):
            yield Fault(path, message)
    elif isinstance(shape, Many):
        if not isinstance(value, list):
            yield Fault(path, f"expected a list, found {_found(value)}")
            return
        for index, item in enumerate(value):
            place = f"{path}[{index}]"
            if item is None:
                yield Fault(place, "expected a value, found null")
            yield from _faults(item, shape=shape.item, path=place)
    elif not isinstance(value, dict):
        yield Fault(path, f"expected an object, found {_found(value)}")
    else:
        for name, inner in shape.items():
            yield from _faults(value.get(name), shape=inner, path=f"{path}.{name}")


def _leaf_fault(value: object, *, leaf: Leaf, path: str) -> str:
    if leaf in _BOUNDS:
        low, high = _TIGHTER.get(path, _BOUNDS[leaf])
        number = _number(value)
        if number is None:
            return f"expected {leaf.value}, found {_found(value)}"
        return "" if low <= number <= high else "out of range"
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    match leaf:
        case Leaf.TEXT:
            is_fine = isinstance(value, str)
        case Leaf.CODE:
            is_fine = isinstance(value, str) or is_number
        case Leaf.FLAG:
            is_fine = isinstance(value, bool) or str(value).lower() in _TRUTHS
        case _:
            is_fine = is_number or _is_decimal(value)
    return "" if is_fine else f"expected {leaf.value}, found {_found(value)}"


def _number(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    if isinstance(value, int):
        return value
    if not isinstance(value, str):
        return None
    digits = value.removeprefix("-")
    if not digits.isascii() or not digits.isdigit() or (digits[0] == "0" and digits != "0"):
        return None
    return int(value) if len(digits) <= _MAX_DIGITS else MAX_ID + 1


def _is_decimal(value: object) -> bool:
    if not isinstance(value, str):
        return False
    whole, _, part = value.removeprefix("-").partition(".")
    return (whole + part).isascii() and (whole + part).isdigit()


def _found(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    return "text" if isinstance(value, str) else "a number"
