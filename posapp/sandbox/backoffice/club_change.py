"""What a change of clubs makes of a customer's memberships, checked whole before any is touched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from posapp.sandbox.backoffice.office import BackOffice, RepeatMode
from posapp.sandbox.backoffice.records import Membership, MembershipStatus
from posapp.sandbox.backoffice.validation import objects, rejected, text
from posapp.sandbox.call import Call
from posapp.sandbox.message import JsonObject


def change_clubs(
    body: JsonObject, *, customer_id: str, office: BackOffice, call: Call
) -> list[Membership]:
    """The memberships to store; RejectedError with 422 for a club that is not offered.

    Where repeats are harmless nobody joins a club twice; in the modes `lookup` and `none` every
    join is a membership of its own.
    """
    held = [one for one in office.memberships.records() if one.customer_id == customer_id]
    is_careful = office.mode(call.op) in {RepeatMode.KEY, RepeatMode.NATURAL_KEY}
    changed: list[Membership] = []
    for path, item, club_id in _asked(body, "join", office=office):
        standing = [one for one in held if one.club_id == club_id and one.stands]
        if standing and is_careful:
            changed += [replace(one, **_way(item, path)) for one in standing]
            continue
        number = len(office.memberships) + len(changed) + 1
        made = Membership(f"n-{number:05d}", customer_id, club_id, joined_ms=call.told_ms)
        changed.append(replace(made, **_way(item, path)))
    for _, _, club_id in _asked(body, "leave", office=office):
        changed += [
            replace(one, status=MembershipStatus.CANCELLED, cancelled_ms=call.told_ms)
            for one in held
            if one.club_id == club_id and one.stands
        ]
    for path, item, club_id in _asked(body, "hold", office=office):
        until_ms = item.get("until_ms")
        if until_ms is not None and not isinstance(until_ms, int):
            raise rejected("invalid", path=f"{path}.until_ms", message="ms since 1970")
        changed += [
            replace(one, status=MembershipStatus.ON_HOLD, hold_until_ms=until_ms)
            for one in held
            if one.club_id == club_id and one.stands
        ]
    for _, _, club_id in _asked(body, "resume", office=office):
        changed += [
            replace(one, status=MembershipStatus.ACTIVE, hold_until_ms=None)
            for one in held
            if one.club_id == club_id and one.stands
        ]
    return changed


def _asked(
    body: JsonObject, verb: str, *, office: BackOffice
) -> Iterator[tuple[str, JsonObject, str]]:
    items = objects(body, verb) if body.get(verb) is not None else []
    for index, item in enumerate(items):
        path = f"{verb}[{index}]"
        club_id = text(item, "club_id", path=f"{path}.club_id")
        if club_id not in office.clubs:
            raise rejected("unknown_club", path=f"{path}.club_id", message=f"no club {club_id}")
        yield path, item, club_id


def _way(item: JsonObject, path: str) -> dict[str, Any]:
    way = str(item.get("fulfilment") or "ship")
    if way not in {"ship", "pickup"}:
        raise rejected("invalid", path=f"{path}.fulfilment", message="ship or pickup")
    return {"fulfilment": way, "pickup_location": str(item.get("pickup_location") or "")}
