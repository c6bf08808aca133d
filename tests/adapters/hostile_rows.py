"""Rows and profiles made from the published model, then broken: anything, anywhere, any subset."""

import json
from typing import Any

from hypothesis import strategies as st

from tests.adapters.rows import START_MS, ZONE
from tests.adapters.tock_fields import ENUMS, fields, sample

EXTREMES = [
    None,
    True,
    False,
    0,
    -1,
    -1_000_000,
    2**31,
    2**63,
    2**64 - 1,
    10**40,
    12.5,
    -1e300,
    "",
    "0",
    "007",
    "abc",
    "18446744073709551615",
    "Jor\0dan",
    "\0",
    "نور الدين بن عبد الله",
    "\u202eetaloC\u202c",
    "👩‍👩‍👧‍👦 José",
    "\ud83d",
    "ADDED_TOMORROW",
    "Mars/Olympus",
    "1970-01-01T00:00",
    "9999-12-31T23:59",
    253_402_300_799_000,
    [],
    {},
    [None],
    {"id": {"id": []}},
    [[1, "a"], {"name": None}],
]
LONG = "x" * 100_000


def whole(messages: dict[str, str], message: str) -> dict[str, Any]:
    """A message with every field set."""
    made: dict[str, Any] = {}
    for name, kind in fields(messages, message).items():
        bare = kind.removesuffix("[]")
        value = whole(messages, bare) if bare in messages else sample(bare)
        made[name] = [value] if kind.endswith("[]") else value
    return made


def whole_row(messages: dict[str, str]) -> dict[str, Any]:
    """A reservation with all of its fields, at a time and a place that exist."""
    row = whole(messages, "Reservation")
    row["business"] |= {"id": 31415, "timeZone": ZONE, "currencyCode": "USD"}
    stamps = {"createdTimestamp": START_MS - 1_000, "serviceDateTimestamp": START_MS}
    row |= stamps | {"lastUpdatedTimestamp": START_MS - 500, "dateTime": "2026-10-10T17:30"}
    return row


def paths(value: Any, path: tuple = ()) -> list[tuple]:
    """Every place in a value, the whole first."""
    found = [path]
    inner = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for step, one in inner:
        found += paths(one, (*path, step))
    return found


def changed(value: Any, path: tuple, new: Any) -> Any:
    """A copy with another value at a place; the same when the place is gone."""
    if not path:
        return new
    step, *rest = path
    if isinstance(value, dict) and step in value:
        return value | {step: changed(value[step], tuple(rest), new)}
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        return [*value[:step], changed(value[step], tuple(rest), new), *value[step + 1 :]]
    return value


@st.composite
def broken(draw: st.DrawFn, messages: dict[str, str], message: str) -> Any:
    """A payload with any subset of its fields and anything in place of some values."""
    value = whole_row(messages) if message == "Reservation" else whole(messages, message)
    everywhere = paths(value)
    extremes = st.sampled_from([*EXTREMES, LONG])
    changes = draw(st.lists(st.tuples(st.sampled_from(everywhere), extremes), max_size=5))
    gone = draw(st.sets(st.sampled_from(sorted(value)), max_size=len(value)))
    kept = {name: one for name, one in value.items() if name not in gone}
    for path, new in changes:
        kept = changed(kept, path, new)
    if isinstance(kept, dict) and draw(st.booleans()):
        kept["partyState"] = draw(st.sampled_from([*ENUMS["PartyState"].split(), "ON_PATIO"]))
    return kept


def body(row: Any) -> bytes:
    """The row as JSON; halves of characters as escapes."""
    return json.dumps(row).encode()
