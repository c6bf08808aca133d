"""A change of clubs that the office refused: the next one is told in its place.

What is told then is all that the clubs here differ in from what the office last said of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from posapp.domain.changes import Topic
from posapp.domain.club import Membership, MembershipStatus
from posapp.domain.club_change import MADE_HERE, ClubChange, is_standing
from posapp.domain.outbox import OPEN_STATES, Operation, OutboxItem, OutboxState
from posapp.ports.people import RemotePerson
from posapp.ports.store import UnitOfWork
from posapp.usecases.club_words import word_of
from posapp.usecases.club_work import club_items, document_of
from posapp.usecases.customer_work import aggregate_of, is_unsent
from posapp.usecases.enqueue import enqueue

_REPLACED = "A newer change of clubs took its place."


def refused_work(guest_id: str, held: Sequence[Membership], *, uow: UnitOfWork) -> list[OutboxItem]:
    """All unsent changes of a guest's clubs, if the office refused one of them; else none.

    One that may have arrived stays first in line, and so does a hold of a club not joined yet.
    """
    work = [one for one in club_items(guest_id, uow=uow) if one.state in OPEN_STATES]
    is_refused = any(one.state is OutboxState.PARKED for one in work)
    rests_early = any(
        one.membership_id.startswith(MADE_HERE) and one.status is MembershipStatus.HOLD
        for one in held
    )
    return work if is_refused and all(map(is_unsent, work)) and not rests_early else []


def take_place_of(items: Sequence[OutboxItem], *, uow: UnitOfWork) -> None:
    """These are not sent any more."""
    for item in items:
        uow.outbox.save(replace(item, state=OutboxState.SUPERSEDED, reason=_REPLACED))
        uow.touch(Topic.OUTBOX)


def put_back(item_ids: Sequence[str], *, uow: UnitOfWork) -> bool:
    """The change that took their place was taken back; False when they are back already."""
    items = [uow.outbox.get(item_id) for item_id in item_ids]
    for item in items:
        change_id, guest_id = document_of(item).change_id, document_of(item).guest_id
        work = club_items(uow.people.standing(guest_id), uow=uow, change_id=change_id)
        if any(one.state in OPEN_STATES for one in work):
            return False
    for item in items:
        enqueue(
            document_of(item),
            uow=uow,
            operation=Operation.SET_CLUBS,
            aggregate=aggregate_of(uow.people.standing(document_of(item).guest_id)),
            subject_id=uow.new_id(),
            title=item.title,
        )
    uow.touch(Topic.OUTBOX)
    return bool(items)


def still_to_tell(
    held: Sequence[Membership], *, link: RemotePerson | None
) -> tuple[dict[str, Membership], list[Membership]]:
    """What stands otherwise here than the office last said, by id; and what it does not have."""
    made = [one for one in held if one.membership_id.startswith(MADE_HERE) and is_standing(one)]
    altered: dict[str, Membership] = {}
    for one in held:
        word = word_of(link, one.membership_id) if link else None
        if word is not None and word.told is not None and word.told.status is not one.status:
            altered[one.membership_id] = one
    return altered, made


def never_left(
    altered: Mapping[str, Membership],
    made: Sequence[Membership],
    *,
    held: Sequence[Membership],
    link: RemotePerson | None,
) -> tuple[dict[str, Membership], list[Membership]]:
    """Who joins again a club that the office was in vain asked to end still is in it there."""
    after, joined = dict(altered), []
    standing: dict[str, Membership] = {}
    for one in held:
        word = word_of(link, one.membership_id) if link else None
        if word is not None and word.told is not None and is_standing(word.told):
            active = MembershipStatus.ACTIVE
            standing[one.club_id] = replace(word.told, status=active, is_active=True)
    for one in made:
        told = standing.get(one.club_id)
        if told is None:
            joined.append(one)
        else:
            after[told.membership_id] = told
    return after, joined


def with_refused(
    change: ClubChange, replaced: Sequence[OutboxItem], changed: Sequence[Membership]
) -> ClubChange:
    """The change as if it had been made at once with those that were refused."""
    asked = [document_of(item) for item in replaced]
    untils = [one.until_ms for document in asked for one in document.hold]
    clubs = tuple(dict.fromkeys(one.club_id for one in changed))
    return ClubChange(
        change_id=change.change_id,
        guest_id=change.guest_id,
        leave=clubs,
        hold=clubs,
        reason=change.reason or next((one.reason for one in asked if one.reason), ""),
        hold_until_ms=change.hold_until_ms or next(iter(untils), None),
    )
