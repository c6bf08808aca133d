"""A write met a record that is not as both sides knew it: take it in, then make the work anew.

It is taken in as a pull's news: what both changed is asked about, and what is then still ours to
tell is queued on the new base. Nothing goes round without end: see `_AT_MOST`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from posapp.domain.changes import Topic
from posapp.domain.guest import Guest
from posapp.domain.guest_record import Fields, fields_of, is_same, kind_of, record_of
from posapp.domain.outbox import OPEN_STATES, OutboxItem, OutboxState, parked
from posapp.ports.customer_fields import MetRecord, sent_fields
from posapp.ports.documents import CustomerDocument, decode_customer
from posapp.ports.office import Role
from posapp.ports.people import RemotePerson
from posapp.ports.store import UnitOfWork
from posapp.usecases.club_news import ClubNews
from posapp.usecases.club_words import without_club_words
from posapp.usecases.customer_work import TAKEN_IN, customer_items, is_unsent, push_record
from posapp.usecases.guest_fields import adopt, fields_here, standing_id
from posapp.usecases.ingest_customer import fault_in, masked
from posapp.usecases.meet_record import hold_apart, merge_in

_AT_MOST, _WITHIN_MS = 5, 3_600_000
"""So often in so long is a guest's work made anew; then a person looks who else writes there."""


@dataclass(frozen=True, slots=True)
class _Meeting:
    """The guest, their link to the record that was met, and what it says in full."""

    guest: Guest
    link: RemotePerson
    theirs: Fields
    is_first: bool


def remake_work(item: OutboxItem, met: MetRecord, *, uow: UnitOfWork) -> OutboxItem:
    """The item as it is now: its place is taken by new work, or it waits with what to do next.

    `item` was refused. That its record was read is proof of what earlier tries did there.
    """
    refused = replace(item, is_in_doubt=False)
    uow.outbox.save(refused)
    meeting = _meeting(refused, met, uow=uow)
    if isinstance(meeting, str):
        waiting = parked(refused, reason=meeting)
        uow.outbox.save(waiting)
        return waiting
    guest_id = meeting.guest.guest_id
    names = _take_back([refused, *customer_items(guest_id, uow=uow)], uow=uow)
    news = ClubNews(uow)
    uow.people.save_link(meeting.link)
    if meeting.is_first:
        adopt(
            meeting.guest,
            backend=meeting.link.backend,
            remote_id=meeting.link.remote_id,
            uow=uow,
            news=news,
        )
        hold_apart(meeting.link, meeting.theirs, uow=uow)
    merge_in(meeting.link, meeting.theirs, uow=uow, news=news)
    push_record(guest_id, names, uow=uow)
    news.mark()
    uow.touch(Topic.OUTBOX, Topic.GUESTS)
    return uow.outbox.get(item.item_id)


def _meeting(item: OutboxItem, met: MetRecord, *, uow: UnitOfWork) -> _Meeting | str:
    """Whose record it is and what it says, or why a person has to look and at what."""
    document = decode_customer(item.payload)
    guest = uow.guests.get(uow.people.standing(document.guest_id))
    backend = document.backend or uow.caps.name(Role.PEOPLE)
    office = uow.caps.title(Role.PEOPLE) or "the back office"
    if not backend:
        return f"{item.reason} Connect the back office, then try again."
    remote_id = standing_id(backend, met.customer.remote_id, uow=uow)
    known = uow.people.link(backend, remote_id)
    if known is not None and known.guest_id and known.guest_id != guest.guest_id:
        other = uow.guests.get(uow.people.standing(known.guest_id))
        if other.guest_id != guest.guest_id:
            return (
                f"In {office} this is the record of {other.contact.name}, another guest here."
                " Give this guest an e-mail address of their own, then try again."
            )
    read = masked(fields_of(met.customer.record))
    fault = fault_in(record_of(read).contact)
    if fault is not None:
        return f"{item.reason} {fault.message} Correct it in {office}, then try again."
    if _times_remade(guest.guest_id, uow=uow) >= _AT_MOST:
        return (
            f"{item.reason} That happened again and again. Compare this guest with {office}, and"
            " look who else changes the record there; then try again."
        )
    is_first = known is None or not known.guest_id
    if known is None or is_first:
        known = RemotePerson(
            backend=backend,
            remote_id=remote_id,
            guest_id=guest.guest_id,
            base=_common(document, read, guest_id=guest.guest_id, uow=uow),
        )
    known = replace(known, modified_ms=met.customer.modified_ms, seen_ms=uow.now_ms)
    unread = without_club_words(known.told) or known.base
    theirs = {name: text for name, text in unread.items() if kind_of(name) not in met.shown}
    theirs |= {name: text for name, text in read.items() if kind_of(name) in met.shown}
    return _Meeting(guest, known, theirs, is_first)


def _common(
    document: CustomerDocument, theirs: Fields, *, guest_id: str, uow: UnitOfWork
) -> dict[str, str]:
    """What both have at their first meeting: what they say alike, and what we knew was there."""
    ours = fields_here(guest_id, uow=uow)
    alike = {name: text for name, text in ours.items() if is_same(text, theirs.get(name, ""))}
    known = {name: text for name, text in document.was.items() if text}
    return {**known, **alike}


def _take_back(items: Sequence[OutboxItem], *, uow: UnitOfWork) -> set[str]:
    """End what of it has not arrived; returns the fields it would have told."""
    names: set[str] = set()
    for item in items:
        if item.state in OPEN_STATES and is_unsent(item):
            names.update(sent_fields(decode_customer(item.payload)))
            uow.outbox.save(replace(item, state=OutboxState.SUPERSEDED, reason=TAKEN_IN))
    return names


def _times_remade(guest_id: str, *, uow: UnitOfWork) -> int:
    return sum(
        item.reason == TAKEN_IN and 0 <= uow.now_ms - item.created_ms < _WITHIN_MS
        for item in customer_items(guest_id, uow=uow)
    )
