"""Tell Tock of a guest's clubs, on a change only: the full list, which replaces older unsent ones.

What is being sent or in doubt stays first in line; a newer list is sent after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from posapp.domain.changes import Topic
from posapp.domain.club import names_for_tags
from posapp.domain.club_tags import (
    LATE_MS,
    NO_TAG,
    GuestTagState,
    TagList,
    TagMode,
    TagRules,
    TagsDue,
    aggregate_of,
    change_between,
    cleared,
    misspelt,
    no_such_tag,
    tags_of,
)
from posapp.domain.guest import Contact
from posapp.domain.journal import JournalEntry, Verb
from posapp.domain.outbox import (
    UNDO_MS,
    Operation,
    OutboxItem,
    OutboxState,
    Repeat,
    RepeatRule,
    look_up_from_ms,
)
from posapp.domain.venue import Remote
from posapp.ports.documents import GuestTagsDocument, decode_guest_tags, encode
from posapp.ports.office import Role
from posapp.ports.store import UnitOfWork
from posapp.usecases.club_news import has_noted_members
from posapp.usecases.tags_by_hand import file_by_hand

TAGS_RULE = RepeatRule(Repeat.STATE, quiet_ms=LATE_MS)
"""The e-mail is the key and the list is whole: a repeat is harmless once nothing late can land."""

NOT_CHECKED = "Not checked: no tag of Tock is known here yet."
_NOT_SEEN = (
    "Tock takes the whole list here, and this guest's other tags were not seen yet."
    " It goes by itself once they are."
)
_FLYING = {OutboxState.SENDING, OutboxState.UNKNOWN}
_UNSENT = {OutboxState.WAITING, OutboxState.PARKED}


@dataclass(frozen=True, slots=True)
class TagPush:
    """A list on its way; `preview` is what staff read: “Ann Lee: + Estate Reserve − Library”.

    `change` is the same without the name.
    """

    item_id: str
    preview: str
    change: str


@dataclass(frozen=True, slots=True)
class _Standing:
    """One address: what is to be, what Tock has or will have, and the work that lies about it."""

    state: GuestTagState
    wanted: TagList
    told: TagList
    expected: TagList
    work: Sequence[OutboxItem]
    is_known_guest: bool

    @property
    def unsent(self) -> list[OutboxItem]:
        return [item for item in self.work if item.state in _UNSENT]

    @property
    def managed(self) -> set[str]:
        """Every name that Tock may have from us; only these may ever be taken away there."""
        ours = {*self.state.told.tags, *self.told.tags, *self.wanted.tags}
        for item in self.work:
            if item.attempts:
                ours.update(decode_guest_tags(item.payload).tags)
        return ours

    @property
    def foreign(self) -> tuple[str, ...] | None:
        seen = self.state.seen
        return None if seen is None else tuple(sorted(set(seen) - self.managed))


def follow_due(*, uow: UnitOfWork, rules: TagRules, limit: int) -> int:
    """Look at the next guests whose clubs may have changed; returns how many were looked at."""
    due = uow.tags.due(limit=limit)
    for state in due:
        follow_guest(state.email_key, uow=uow, rules=rules)
    return len(due)


def follow_guest(email_key: str, *, uow: UnitOfWork, rules: TagRules) -> TagPush | None:
    """Queue one address's list if it differs from what Tock has or will have; None if it does not.

    The first sighting is only noted: it is what Tock is taken to have.
    """
    standing = _standing(email_key, uow=uow)
    state = standing.state
    if state.due is TagsDue.NOTE:
        told = state.told if standing.work else standing.wanted
        uow.tags.save(replace(state, told=told, due=TagsDue.NOTHING))
        return None
    if state.due is not TagsDue.NOTHING:
        uow.tags.save(replace(state, due=TagsDue.NOTHING))
    return _push(standing, uow=uow, rules=rules) if rules.sends else None


def preview_tags(
    email_key: str, club_names: Sequence[str], *, uow: UnitOfWork, rules: TagRules
) -> str:
    """What Tock would be told if a guest's clubs were these, “+ Library”; "" for nothing."""
    standing = _standing(email_key, uow=uow)
    tags = tags_of(club_names, mapping=uow.tags.mapping())
    wanted = replace(standing.wanted, tags=tags)
    is_noted = uow.tags.get(email_key) is not None and standing.state.due is not TagsDue.NOTE
    expected = standing.expected if standing.work or is_noted else standing.wanted
    if not rules.sends or wanted.says_the_same(expected):
        return ""
    if standing.unsent and _list_of(standing.unsent[-1]) == wanted:
        return ""
    return change_between(expected.tags, wanted.tags).text


def _standing(email_key: str, *, uow: UnitOfWork) -> _Standing:
    state = uow.tags.get(email_key) or GuestTagState(email_key=email_key)
    work = uow.outbox.of_aggregate(aggregate_of(email_key))
    confirmed = [item for item in work if item.state is OutboxState.CONFIRMED]
    flying = [item for item in work if item.state in _FLYING]
    told = _list_of(confirmed[-1]) if confirmed else state.told
    expected = _list_of(flying[-1]) if flying else told
    guest = uow.guests.find_by_email(email_key)
    wanted = cleared(_list_of(work[-1]) if work else told)
    if guest is not None:
        office = uow.caps.name(Role.PEOPLE)
        names = names_for_tags(
            uow.tags.held_by(email_key),
            office=office,
            source=guest.source,
            has_told_all=has_noted_members(uow, office=office),
        )
        tags = tags_of(names, mapping=uow.tags.mapping())
        wanted = TagList(guest.contact, uow.tags.country_code(guest.guest_id), tags)
    return _Standing(state, wanted, told, expected, work, is_known_guest=guest is not None)


def _push(standing: _Standing, *, uow: UnitOfWork, rules: TagRules) -> TagPush | None:
    unsent, wanted = standing.unsent, standing.wanted
    problem = _problem(standing, uow=uow, rules=rules)
    if unsent and _still_says(unsent[-1], standing, rules=rules):
        _release(unsent[-1], problem=problem, uow=uow)
        return None
    for item in unsent:
        uow.outbox.save(replace(item, state=OutboxState.SUPERSEDED))
        uow.touch(Topic.OUTBOX)
    may_be_applied = any(item.is_in_doubt for item in unsent)
    if wanted.says_the_same(standing.expected) and not may_be_applied:
        if unsent and rules.mode is TagMode.MERGE:  # what was to be taken away may be wanted again
            file_by_hand(standing.state.email_key, had=(), wanted=wanted, uow=uow)
        return None
    item = _item(standing, problem=problem, uow=uow)
    uow.outbox.add(item)
    uow.touch(Topic.OUTBOX)
    change = change_between(standing.expected.tags, wanted.tags)
    after: dict[str, object] = {"added": list(change.added), "removed": list(change.removed)}
    uow.record(JournalEntry(Verb.TAGS_QUEUED, item.item_id, after=after))
    if rules.mode is TagMode.MERGE:
        had = {*standing.told.tags, *standing.expected.tags}
        for doubtful in unsent:
            if doubtful.is_in_doubt:
                had.update(_list_of(doubtful).tags)
        file_by_hand(standing.state.email_key, had=had, wanted=wanted, uow=uow)
    return TagPush(item.item_id, item.title, change.text)


def _still_says(item: OutboxItem, standing: _Standing, *, rules: TagRules) -> bool:
    """True when the waiting list is still the right one."""
    if rules.mode is TagMode.REPLACE_ALL:
        document = decode_guest_tags(item.payload)
        if document.foreign != standing.foreign:
            return False
    return _list_of(item) == standing.wanted


def _release(item: OutboxItem, *, problem: str, uow: UnitOfWork) -> None:
    """Let a list go that waited only for its tag to be known; a person's hold stays."""
    if item.state is not OutboxState.PARKED or item.attempts or not item.reason.startswith(NO_TAG):
        return
    released = replace(item, reason=problem)
    if not problem:
        not_before_ms = uow.now_ms + UNDO_MS
        released = replace(released, state=OutboxState.WAITING, not_before_ms=not_before_ms)
    uow.outbox.save(released)
    uow.touch(Topic.OUTBOX)


def _problem(standing: _Standing, *, uow: UnitOfWork, rules: TagRules) -> str:
    """Why the list cannot go as it is, "" when it can."""
    known = uow.tags.known()
    wrong = misspelt(standing.wanted.tags, known=known)
    if wrong:
        return no_such_tag(wrong, known=known)
    if rules.mode is TagMode.REPLACE_ALL and standing.foreign is None:
        return _NOT_SEEN
    return ""


def _item(standing: _Standing, *, problem: str, uow: UnitOfWork) -> OutboxItem:
    wanted, contact = standing.wanted, standing.wanted.contact
    item_id = uow.new_id()
    document = GuestTagsDocument(
        email=contact.email,
        first_name=contact.first_name,
        last_name=contact.last_name,
        phone=contact.phone,
        phone_country_code=wanted.phone_country_code,
        tags=wanted.tags,
        managed=tuple(sorted(standing.managed)),
        foreign=standing.foreign,
    )
    late = [look_up_from_ms(old, rule=TAGS_RULE) for old in standing.unsent if old.is_in_doubt]
    unchecked = NOT_CHECKED if wanted.tags and not uow.tags.known() else ""
    return OutboxItem(
        item_id=item_id,
        seq=0,
        remote=Remote.TOCK,
        aggregate=aggregate_of(standing.state.email_key),
        operation=Operation.PUT_TAGS,
        subject_id=item_id,
        payload=encode(document),
        title=_title(standing),
        state=OutboxState.PARKED if problem else OutboxState.WAITING,
        created_ms=uow.now_ms,
        not_before_ms=max([uow.now_ms + UNDO_MS, *late]),
        reason=problem or unchecked,
    )


def _title(standing: _Standing) -> str:
    contact = standing.wanted.contact
    who = contact.name if standing.is_known_guest else f"{contact.name}, {contact.email}"
    return f"{who}: {change_between(standing.expected.tags, standing.wanted.tags).text}"


def _list_of(item: OutboxItem) -> TagList:
    document = decode_guest_tags(item.payload)
    contact = Contact(document.first_name, document.last_name, document.email, document.phone)
    return TagList(contact, document.phone_country_code, document.tags)
