"""What Tock posts, read just far enough to file it: whose it is, which record, or why neither.

A body that is kept for terminals must be sound JSON, for it is put verbatim between others; one
half of a character, as a cut emoji leaves behind, becomes U+FFFD, since readers refuse the page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import NoReturn

MOST_DEPTH = 100
"""Of braces and brackets; Tock's own bodies have 5. A reader's recursion must never end a page."""


_HALF = rb"\\u[dD][89abAB][0-9a-fA-F]{2}"
_OTHER_HALF = rb"\\u[dD][c-fC-F][0-9a-fA-F]{2}"
# Whole characters and all other escapes first, so that only a half by itself is left.
_ESCAPE = re.compile(rb"(%b%b|\\[^uU])|(%b|%b)" % (_HALF, _OTHER_HALF, _HALF, _OTHER_HALF))


class Kind(StrEnum):
    """The two webhooks, and so the two feeds."""

    RESERVATION = "reservation"
    GUEST = "guest"


@dataclass(frozen=True, slots=True)
class Delivery:
    """A body to keep verbatim; `subject` names its record and is never a person's name."""

    kind: Kind
    subject: str
    received_ms: int
    body: bytes = field(repr=False)

    @property
    def digest(self) -> bytes:
        """Equal for equal bodies."""
        return sha256(self.body).digest()


@dataclass(frozen=True, slots=True)
class Unparsed:
    """A body that is no JSON object, kept for a person to look at; `reason` never quotes it."""

    kind: Kind
    reason: str
    received_ms: int
    body: bytes = field(repr=False)


class Foreign:
    """A body about another business of the group; nothing of it is kept."""


Read = Delivery | Unparsed | Foreign


class _Unsound(ValueError):
    """The body cannot be put between others; the message says why in a few words."""


@dataclass(frozen=True, slots=True)
class Ours:
    """Which businesses and which group are kept; an empty value keeps all."""

    business_ids: frozenset[str] = frozenset()
    business_group_id: str = ""


def read_delivery(kind: Kind, body: bytes, *, ours: Ours, received_ms: int) -> Read:
    """What to do with `body`; a record that names no business is kept, its terminal will judge."""
    try:
        tree = _object(body)
    except _Unsound as trouble:
        return Unparsed(kind, str(trouble), received_ms, body)
    if not _is_ours(tree, ours):
        return Foreign()
    body = _ESCAPE.sub(lambda found: found[1] or rb"\ufffd", body)
    subject = _SUBJECTS[kind](tree) or sha256(body).hexdigest()
    return Delivery(kind, subject, received_ms, body)


def _object(body: bytes) -> dict[str, object]:
    try:
        # Numbers stay text: ids reach 2^64-1 and a long one must not take long.
        tree = json.loads(
            body.decode("utf-8"), parse_int=str, parse_float=str, parse_constant=_refuse
        )
    except UnicodeDecodeError:
        raise _Unsound("not UTF-8") from None
    except RecursionError:
        raise _Unsound("nested too deep") from None
    except ValueError:
        raise _Unsound("not JSON") from None
    if not isinstance(tree, dict):
        raise _Unsound("no object")
    if any(depth > MOST_DEPTH for depth in _depths(tree)):
        raise _Unsound("nested too deep")
    return tree


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)  # NaN and Infinity are Python's, not JSON's


def _depths(tree: object) -> Iterator[int]:
    level: list[object] = [tree]
    depth = 0
    while level:
        depth += 1
        yield depth
        level = [inner for outer in level for inner in _inside(outer)]


def _inside(value: object) -> list[object]:
    if isinstance(value, dict):
        return [one for one in value.values() if isinstance(one, dict | list)]
    if isinstance(value, list):
        return [one for one in value if isinstance(one, dict | list)]
    return []


def _is_ours(tree: dict[str, object], ours: Ours) -> bool:
    business = _id(tree.get("business"), "id")
    if business and ours.business_ids and business not in ours.business_ids:
        return False
    group = _id(tree, "businessGroupId")
    return not (group and ours.business_group_id) or group == ours.business_group_id


def _reservation_subject(tree: dict[str, object]) -> str:
    business = _id(tree.get("business"), "id")
    for key in ("id", "walkinId"):  # Tock omits id on walk-ins
        if found := _id(tree, key):
            return f"{business}:{key}:{found}"
    return ""


def _guest_subject(tree: dict[str, object]) -> str:
    # The profile's own id changes with every edit; the patron's stays.
    return _id(tree.get("patron"), "id") or _id(tree, "id")


def _id(tree: object, key: str) -> str:
    value = tree.get(key) if isinstance(tree, dict) else None
    return value if isinstance(value, str) and value.isascii() and value.isdigit() else ""


_SUBJECTS: dict[Kind, Callable[[dict[str, object]], str]] = {
    Kind.RESERVATION: _reservation_subject,
    Kind.GUEST: _guest_subject,
}
