"""One change of a guest's clubs, as staff make it: a switch leaves one and joins another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from posapp.domain.club import Membership, MembershipStatus

MADE_HERE = "here:"
"""Begins the id of a membership entered at this till, until the back office tells its own; and the
customer id of a guest whom the back office does not know yet."""


@dataclass(frozen=True, slots=True)
class ClubChoice:
    """A club to join and how its shipments go ("ship" or "pickup" with a location's code)."""

    club_id: str
    fulfilment: str = "ship"
    pickup_location: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClubChange:
    """One change of a guest's clubs under an id made when the sheet opened, so taps repeat safely.

    `leave`, `hold` and `resume` are club ids; a switch leaves one and joins another. `reason` is
    why somebody leaves; `hold_until_ms` ends a hold, None for no end.
    """

    change_id: str
    guest_id: str
    join: tuple[ClubChoice, ...] = ()
    leave: tuple[str, ...] = ()
    hold: tuple[str, ...] = ()
    resume: tuple[str, ...] = ()
    reason: str = ""
    hold_until_ms: int | None = None


def customer_id_here(guest_id: str) -> str:
    """What the memberships of a guest name as their person while the back office has no id."""
    return f"{MADE_HERE}{guest_id}"


def membership_id_here(change_id: str, club_id: str) -> str:
    """The id of a membership that a change makes, until the back office tells its own."""
    return f"{MADE_HERE}{change_id}:{club_id}"


def change_of(membership_id: str) -> str:
    """The change that made a membership here, "" for one that the back office told."""
    if not membership_id.startswith(MADE_HERE):
        return ""
    return membership_id.removeprefix(MADE_HERE).partition(":")[0]


def is_standing(membership: Membership) -> bool:
    """True for a place in a club that was not given up; one on hold stands too."""
    return membership.is_active or membership.status is MembershipStatus.HOLD


def changed_memberships(
    held: Sequence[Membership], change: ClubChange, *, now_ms: int
) -> dict[str, Membership]:
    """The standing memberships that the change alters, by id, as they are after it."""
    joined = {choice.club_id for choice in change.join}
    after: dict[str, Membership] = {}
    for one in held:
        if not is_standing(one):
            continue
        made = one
        if one.club_id in change.leave and one.club_id not in joined:
            made = _with(one, MembershipStatus.CANCELLED, cancelled_ms=now_ms)
        elif one.club_id in change.hold and one.is_active:
            made = _with(one, MembershipStatus.HOLD)
        elif one.club_id in {*change.resume, *joined} and not one.is_active:
            made = _with(one, MembershipStatus.ACTIVE)
        if made != one:
            after[one.membership_id] = made
    return after


def clubs_to_join(held: Sequence[Membership], change: ClubChange) -> tuple[ClubChoice, ...]:
    """The clubs to join in which the guest has no place yet, each once."""
    taken = {one.club_id for one in held if is_standing(one)}
    wanted: list[ClubChoice] = []
    for choice in change.join:
        if choice.club_id not in taken:
            taken.add(choice.club_id)
            wanted.append(choice)
    return tuple(wanted)


def _with(
    membership: Membership, status: MembershipStatus, *, cancelled_ms: int | None = None
) -> Membership:
    is_active = status is MembershipStatus.ACTIVE
    return replace(membership, is_active=is_active, status=status, cancelled_ms=cancelled_ms)
