"""Values of WineDirect's answers: all its numbers are doubles, in any notation a double has."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from posapp.adapters.backoffice.reading import clean, utc_ms
from posapp.adapters.soap import Node

_MOST_DIGITS = 12
_LONGEST_ID = 200
_TRUE, _FALSE = frozenset({"true", "1", "yes", "y"}), frozenset({"false", "0", "no", "n"})
_ODBC = re.compile(r"\{ts '([^']*)'\}")
_LAST_FOUR = re.compile(r"(\d{4})\s*$")
_HALF_A_DAY = timedelta(hours=12)


class BadFieldError(ValueError):
    """A value that cannot be read; it sets aside the record that holds it, nothing else."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}: {message}")
        self.path = path
        self.message = message


def words(row: Node, *path: str) -> str:
    """A text for people, without card numbers; "" for nothing."""
    return clean(row.value(*path))


def ident(row: Node, *path: str) -> str:
    """An id of theirs, "" for nothing."""
    found = (row.value(*path) or "").replace("\0", "")
    if len(found) > _LONGEST_ID:
        raise BadFieldError(path[-1], "This is too long for an id.")
    return found


def require_id(row: Node, *path: str) -> str:
    """An id that must be there."""
    found = ident(row, *path)
    if not found:
        raise BadFieldError(path[-1], f"There is no {path[-1]}.")
    return found


def decimal(row: Node, *path: str) -> Decimal | None:
    """A number, exactly as it was written."""
    text = row.value(*path)
    if text is None:
        return None
    try:
        found = Decimal(text)
    except InvalidOperation:
        raise BadFieldError(path[-1], "This is no number.") from None
    if not found.is_finite() or found.adjusted() > _MOST_DIGITS:
        raise BadFieldError(path[-1], "This number cannot be right.")
    # What is left over of zero where doubles are added up: 2.8E-14.
    return found if found.adjusted() >= -_MOST_DIGITS else Decimal(0)


def cents(row: Node, *path: str) -> int | None:
    """An amount in whole cents, half up."""
    found = decimal(row, *path)
    if found is None:
        return None
    return int(found.scaleb(2).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def number(row: Node, *path: str) -> str:
    """A number that names something: 781536.0 and 7.81536E5 are 781536, other texts as they are."""
    found = ident(row, *path)
    try:
        value = Decimal(found)
    except InvalidOperation:
        return found
    is_whole = value.is_finite() and 0 <= value.adjusted() <= _MOST_DIGITS and value % 1 == 0
    return str(int(value)) if is_whole else found


def flag(row: Node, *path: str) -> bool:
    """A yes or no; nothing is no."""
    text = (row.value(*path) or "").casefold().removesuffix(".0")
    if text in _TRUE:
        return True
    if text and text not in _FALSE:
        raise BadFieldError(path[-1], "This is neither yes nor no.")
    return False


def moment(row: Node, *path: str) -> int | None:
    """A time in UTC ms; V3 writes UTC. None for nothing and for what is no time."""
    text = row.value(*path)
    if text is None:
        return None
    odbc = _ODBC.fullmatch(text)
    return utc_ms(odbc.group(1) if odbc else text)


def birth_date(row: Node, *path: str) -> str:
    """A day as ISO; it comes as the UTC time of some midnight, so the nearest one is meant."""
    text = row.value(*path) or ""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return text
    return _nearest_day(text)


def _nearest_day(text: str) -> str:
    # Births lie before 1970 as well, where a time of an order could not.
    try:
        shifted = datetime.fromisoformat(text) + _HALF_A_DAY
    except (ValueError, OverflowError):
        return ""
    return shifted.date().isoformat()


def last_four(row: Node, *path: str) -> str:
    """The end of a masked card number; the rest is not read."""
    found = _LAST_FOUR.search(row.value(*path) or "")
    return found.group(1) if found else ""
