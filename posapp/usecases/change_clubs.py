"""Let a guest join, leave, rest in or switch clubs: here at once, there as one piece of work.

Tock is told in the same transaction, of the whole list. A guest the back office does not know yet
is entered there first, in the same line.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from posapp.domain.card_numbers import mask_card_numbers
from posapp.domain.changes import Topic
from posapp.domain.club import Club, Membership, MembershipStatus
from posapp.domain.club_change import (
    MADE_HERE,
    ClubChange,
    ClubChoice,
    changed_memberships,
    clubs_to_join,
    membership_id_here,
)
from posapp.domain.club_tags import GuestTagState, TagRules, TagsDue, change_between
from posapp.domain.errors import DomainError
from posapp.domain.guest import Guest
from posapp.domain.guest_record import fields_of
from posapp.domain.journal import JournalEntry, Verb
from posapp.domain.manual_task import TaskKind, TaskState
from posapp.domain.outbox import OPEN_STATES, Operation, OutboxItem, OutboxState
from posapp.ports.documents import ClubDocument, ClubsDocument
from posapp.ports.office import Role
from posapp.ports.people import RemotePerson
from posapp.ports.store import UnitOfWork
from posapp.usecases.club_words import end_change, word_of
from posapp.usecases.club_work import club_items
from posapp.usecases.customer_work import (
    aggregate_of,
    customer_items,
    is_told_there,
    is_unsent,
    push_record,
)
from posapp.usecases.enqueue import enqueue
from posapp.usecases.guest_fields import customer_id_of, id_there, link_there, record_here
from posapp.usecases.ingest_clubs import wait_for_word
from posapp.usecases.push_tags import follow_guest, preview_tags
from posapp.usecases.refused_clubs import (
    never_left,
    put_back,
    refused_work,
    still_to_tell,
    take_place_of,
    with_refused,
)
from posapp.usecases.tasks import withdraw_task


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedClubs:
    """What a change did, so that it can be taken back; `preview` is what Tock is told.

    `before` are the memberships it altered, `made` the ids of those it made; `customer_work` is
    the item or the task that enters the guest in the back office, if the change caused it; `office`
    is whose clubs they are; `replaced` is refused work that the change took the place of.
    """

    change: ClubChange
    preview: str = ""
    before: tuple[Membership, ...] = ()
    made: tuple[str, ...] = ()
    customer_work: str = ""
    office: str = ""
    replaced: tuple[str, ...] = ()


def change_clubs(change: ClubChange, *, uow: UnitOfWork, rules: TagRules) -> ChangedClubs:
    """Apply the change and queue it; a repeat of its id changes nothing.

    Raises a DomainError for a club that the connected office does not offer.
    """
    guest = uow.guests.get(uow.people.standing(change.guest_id))
    if _is_known(guest.guest_id, change.change_id, uow=uow):
        return ChangedClubs(change=change)
    _clubs(change, uow=uow)
    _note_first(guest, uow=uow, rules=rules)
    held = memberships_of(guest, uow=uow)
    altered = changed_memberships(held, change, now_ms=uow.now_ms)
    made = [
        _made(choice, guest, change_id=change.change_id, uow=uow)
        for choice in clubs_to_join(held, change)
    ]
    if not altered and not made:
        return ChangedClubs(change=change)
    replaced = refused_work(guest.guest_id, [*held, *altered.values()], uow=uow)
    if replaced:
        link = link_there(guest.guest_id, uow=uow)
        altered, made = never_left(altered, made, held=held, link=link)
    before = tuple(one for one in held if one.membership_id in altered)
    _keep_words(guest, [*before, *made], change.change_id, uow=uow)
    for membership in (*altered.values(), *made):
        uow.guests.save_membership(membership)
    customer_work = _enter_first(guest, uow=uow)
    _queue(change, guest, altered=altered, made=made, replaced=replaced, uow=uow)
    _record(guest, held=held, after=[*altered.values(), *made], uow=uow)
    push = follow_guest(guest.email_key, uow=uow, rules=rules)
    return ChangedClubs(
        change=change,
        preview=push.change if push else "",
        before=before,
        made=tuple(one.membership_id for one in made),
        customer_work=customer_work,
        office=uow.caps.name(Role.PEOPLE),
        replaced=tuple(item.item_id for item in replaced),
    )


def preview_clubs(change: ClubChange, *, uow: UnitOfWork, rules: TagRules) -> str:
    """What Tock would be told, “+ Estate Reserve − Library”; nothing is changed."""
    guest = uow.guests.get(uow.people.standing(change.guest_id))
    clubs = _clubs(change, uow=uow)
    held = memberships_of(guest, uow=uow)
    altered = changed_memberships(held, change, now_ms=uow.now_ms)
    after = [altered.get(one.membership_id, one) for one in held]
    active = {one.club_id for one in after if one.is_active}
    active |= {choice.club_id for choice in clubs_to_join(held, change)}
    office = uow.caps.name(Role.PEOPLE)
    found = [clubs.get(one) or uow.tags.club(one, backend=office) for one in sorted(active)]
    names = [club.name for club in found if club is not None]
    return preview_tags(guest.email_key, names, uow=uow, rules=rules)


def undo_clubs(done: ChangedClubs, *, uow: UnitOfWork, rules: TagRules) -> None:
    """Take a change back before it was sent; a repeat changes nothing.

    Raises a DomainError once it may have arrived: then the clubs are changed back instead.
    """
    change = done.change
    guest = uow.guests.get(uow.people.standing(change.guest_id))
    items = club_items(guest.guest_id, uow=uow, change_id=change.change_id)
    is_withdrawn = withdraw_task(TaskKind.CHANGE_CLUBS, change.change_id, uow=uow)
    for item in items:
        if item.state is OutboxState.SUPERSEDED:
            continue
        if item.state not in OPEN_STATES or not is_unsent(item):
            message = "It may be there already. Change the clubs back instead."
            raise DomainError("in_doubt", message)
        uow.outbox.save(replace(item, state=OutboxState.SUPERSEDED, reason="Taken back."))
        is_withdrawn = True
        uow.touch(Topic.OUTBOX)
    if items and not is_withdrawn:  # taken back before: what it replaced may be done since
        return
    if not put_back(done.replaced, uow=uow) and not is_withdrawn:
        return
    link = link_there(guest.guest_id, uow=uow, backend=done.office)
    for membership in done.before:
        _restore(membership, change.change_id, link=link, uow=uow)
    for membership_id in done.made:
        uow.guests.forget_membership(membership_id, backend=done.office)
    _take_back_customer(guest.guest_id, done.customer_work, uow=uow)
    if link is not None:
        end_change(link, change.change_id, uow=uow)
    uow.record(
        JournalEntry(Verb.CLUB_CHANGED, guest.guest_id, after={"taken_back": change.change_id})
    )
    uow.touch(Topic.GUESTS, Topic.RESERVATIONS)
    follow_guest(guest.email_key, uow=uow, rules=rules)


def _queue(
    change: ClubChange,
    guest: Guest,
    *,
    altered: dict[str, Membership],
    made: Sequence[Membership],
    replaced: Sequence[OutboxItem],
    uow: UnitOfWork,
) -> None:
    """Queue the change, with what is left of the refused work that it replaces."""
    if replaced:
        take_place_of(replaced, uow=uow)
        link = link_there(guest.guest_id, uow=uow)
        altered, made = still_to_tell(memberships_of(guest, uow=uow), link=link)
        if not altered and not made:
            return
        change = with_refused(change, replaced, [*altered.values(), *made])
    clubs = _clubs(change, uow=uow)
    document = _document(change, guest, altered=altered, made=made, clubs=clubs, uow=uow)
    enqueue(
        document,
        uow=uow,
        operation=Operation.SET_CLUBS,
        aggregate=aggregate_of(guest.guest_id),
        subject_id=change.change_id,
        title=f"{guest.contact.name}: {_words(document)}",
    )


def memberships_of(guest: Guest, *, uow: UnitOfWork) -> list[Membership]:
    """A guest's memberships in the connected office, also of one whom it does not know yet.

    Those of another office are history: what is changed here is not sent there.
    """
    office = uow.caps.name(Role.PEOPLE)
    person = customer_id_of(guest, uow=uow, backend=office)
    return uow.tags.memberships_of(person, backend=office)


def _is_known(guest_id: str, change_id: str, *, uow: UnitOfWork) -> bool:
    if uow.office.task_about(TaskKind.CHANGE_CLUBS, change_id) is not None:
        return True
    return bool(club_items(guest_id, uow=uow, change_id=change_id))


def _clubs(change: ClubChange, *, uow: UnitOfWork) -> dict[str, Club]:
    """The clubs that the change names; one to join must be offered by the connected office."""
    office = uow.caps.name(Role.PEOPLE)
    found: dict[str, Club] = {}
    for choice in change.join:
        club = uow.tags.club(choice.club_id, backend=office)
        if club is None:
            raise DomainError("no_club", "This club is no longer offered.", field="join")
        found[choice.club_id] = club
    for club_id in (*change.leave, *change.hold, *change.resume):
        found[club_id] = uow.tags.club(club_id, backend=office) or Club(club_id, club_id)
    return found


def _note_first(guest: Guest, *, uow: UnitOfWork, rules: TagRules) -> None:
    """What the clubs are before the first change seen here is what the preview starts from."""
    state = uow.tags.get(guest.email_key)
    if state is None:
        state = GuestTagState(email_key=guest.email_key, due=TagsDue.NOTE)
        uow.tags.save(state)
    if state.due is not TagsDue.NOTHING:
        follow_guest(guest.email_key, uow=uow, rules=rules)


def _made(choice: ClubChoice, guest: Guest, *, change_id: str, uow: UnitOfWork) -> Membership:
    office = uow.caps.name(Role.PEOPLE)
    return Membership(
        membership_id=membership_id_here(change_id, choice.club_id),
        club_id=choice.club_id,
        customer_id=customer_id_of(guest, uow=uow, backend=office),
        backend=office,
        is_active=True,
        status=MembershipStatus.ACTIVE,
        joined_ms=uow.now_ms,
        fulfilment=choice.fulfilment,
        pickup_location=choice.pickup_location,
    )


def _keep_words(
    guest: Guest, memberships: Sequence[Membership], change_id: str, *, uow: UnitOfWork
) -> None:
    """Keep what the office said of these until it knows of the change."""
    link = link_there(guest.guest_id, uow=uow)
    remote_id = id_there(guest, uow=uow)
    if link is None and remote_id:
        link = RemotePerson(
            backend=guest.source,
            remote_id=remote_id,
            guest_id=guest.guest_id,
            base=fields_of(record_here(guest.guest_id, uow=uow)),
            seen_ms=uow.now_ms,
        )
    for membership in memberships:
        if link is not None:
            link = wait_for_word(link, membership, change_id, uow=uow)


def _enter_first(guest: Guest, *, uow: UnitOfWork) -> str:
    """Let the office know the guest first; returns the item or the task, "" where none is made."""
    asked = uow.office.task_about(TaskKind.ENTER_CUSTOMER, guest.guest_id)
    is_asked = asked is not None and asked.state is not TaskState.WITHDRAWN
    if is_asked or id_there(guest, uow=uow) or is_told_there(guest.guest_id, uow=uow):
        return ""
    push_record(guest.guest_id, (), uow=uow)
    made = [one for one in customer_items(guest.guest_id, uow=uow) if one.state in OPEN_STATES]
    if made:
        return made[-1].item_id
    task = uow.office.task_about(TaskKind.ENTER_CUSTOMER, guest.guest_id)
    return "" if task is None else task.task_id


def _take_back_customer(guest_id: str, work_id: str, *, uow: UnitOfWork) -> None:
    task = uow.office.task_about(TaskKind.ENTER_CUSTOMER, guest_id)
    if task is not None and task.task_id == work_id:
        withdraw_task(TaskKind.ENTER_CUSTOMER, guest_id, uow=uow)
    for item in customer_items(guest_id, uow=uow):
        if item.item_id == work_id and item.state is OutboxState.WAITING and is_unsent(item):
            reason = "The change of clubs was taken back."
            uow.outbox.save(replace(item, state=OutboxState.SUPERSEDED, reason=reason))


def _restore(
    membership: Membership, change_id: str, *, link: RemotePerson | None, uow: UnitOfWork
) -> None:
    """As it was before the change, or as the office has told it since."""
    if link is not None and not membership.membership_id.startswith(MADE_HERE):
        word = word_of(link, membership.membership_id)
        if word is None:
            return
        if word.changes == (change_id,) and word.told is not None:
            membership = word.told
    uow.guests.save_membership(membership)


def _document(
    change: ClubChange,
    guest: Guest,
    *,
    altered: dict[str, Membership],
    made: Sequence[Membership],
    clubs: dict[str, Club],
    uow: UnitOfWork,
) -> ClubsDocument:
    """The change as it is sent: only what it alters."""

    def of(
        status: MembershipStatus, wanted: Collection[str], *, until_ms: int | None = None
    ) -> tuple[ClubDocument, ...]:
        return tuple(
            _club_document(one, clubs[one.club_id], until_ms=until_ms)
            for one in altered.values()
            if one.status is status and one.club_id in wanted
        )

    return ClubsDocument(
        change_id=change.change_id,
        guest_id=guest.guest_id,
        customer_id=id_there(guest, uow=uow),
        backend=uow.caps.name(Role.PEOPLE),
        email=guest.contact.email,
        first_name=guest.contact.first_name,
        last_name=guest.contact.last_name,
        at_ms=uow.now_ms,
        join=tuple(_club_document(one, clubs[one.club_id]) for one in made),
        leave=of(MembershipStatus.CANCELLED, change.leave),
        hold=of(MembershipStatus.HOLD, change.hold, until_ms=change.hold_until_ms),
        resume=of(MembershipStatus.ACTIVE, clubs.keys()),
        reason=mask_card_numbers(change.reason.strip()),
    )


def _club_document(
    membership: Membership, club: Club, *, until_ms: int | None = None
) -> ClubDocument:
    is_ours = membership.membership_id.startswith(MADE_HERE)
    return ClubDocument(
        club_id=club.club_id,
        name=club.name,
        membership_id="" if is_ours else membership.membership_id,
        fulfilment=membership.fulfilment or "ship",
        pickup_location=membership.pickup_location,
        until_ms=until_ms,
    )


def _words(document: ClubsDocument) -> str:
    """“+ Estate Reserve − Library”, and what rests or goes on."""
    change = change_between(
        [club.name for club in document.leave], [club.name for club in document.join]
    )
    words = [change.text] if document.join or document.leave else []
    words += [f"{club.name} on hold" for club in document.hold]
    words += [f"{club.name} goes on" for club in document.resume]
    return ", ".join(words)


def _record(
    guest: Guest, *, held: Sequence[Membership], after: Sequence[Membership], uow: UnitOfWork
) -> None:
    altered = {one.membership_id: one for one in after}
    now = {**{one.membership_id: one for one in held}, **altered}
    uow.record(
        JournalEntry(
            Verb.CLUB_CHANGED,
            guest.guest_id,
            before={"clubs": sorted({one.club_id for one in held if one.is_active})},
            after={"clubs": sorted({one.club_id for one in now.values() if one.is_active})},
        )
    )
    uow.touch(Topic.GUESTS, Topic.RESERVATIONS)
