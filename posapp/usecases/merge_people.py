"""Two records were made one over there: links, memberships and guests follow, however often.

A merge may be told before its target, before its source, twice, or in a circle.
"""

from __future__ import annotations

import json
from dataclasses import replace

from posapp.domain.changes import Topic
from posapp.domain.guest import Guest
from posapp.domain.guest_record import REQUIRED, Fields, fields_of, record_of, shipping_name
from posapp.domain.journal import JournalEntry, Verb
from posapp.domain.manual_task import TaskKind, TaskState
from posapp.domain.outbox import OPEN_STATES, OutboxState
from posapp.domain.reservation import Fault, Quarantined
from posapp.ports.backoffice import MergedCustomer
from posapp.ports.customer_fields import sent_fields
from posapp.ports.documents import decode_customer
from posapp.ports.people import RemotePerson
from posapp.ports.store import UnitOfWork
from posapp.usecases.club_news import ClubNews
from posapp.usecases.club_work import lead_clubs
from posapp.usecases.customer_work import customer_items, push_record
from posapp.usecases.guest_fields import (
    adopt,
    fields_here,
    link_there,
    repoint,
    save_fields,
    standing_id,
)
from posapp.usecases.meet_record import ask_about
from posapp.usecases.record_conflicts import overwritten

_JOINED = "The guest was made one with another."
_RENAMED = "The record was made one with another, which is told instead."


def ingest_merge(
    told: MergedCustomer, *, uow: UnitOfWork, source: str, news: ClubNews
) -> bool | Quarantined:
    """Let whoever was the one record be the other; True when something changed."""
    target = standing_id(source, told.into_id, uow=uow)
    if target == told.remote_id:
        return _circle(told, source=source)
    known = uow.people.link(source, told.remote_id)
    if known is not None and known.into_id == told.into_id:
        return False
    gone = _guest_of(known, source=source, remote_id=told.remote_id, uow=uow)
    there = uow.people.link(source, target)
    kept = _guest_of(there, source=source, remote_id=target, uow=uow)
    pointer = known or RemotePerson(
        backend=source, remote_id=told.remote_id, guest_id="", base={}, seen_ms=uow.now_ms
    )
    pointer = replace(pointer, into_id=told.into_id)
    news.of_customers({told.remote_id, target})
    if kept is None and gone is not None:
        uow.people.save_link(replace(pointer, guest_id=gone.guest_id, told={}))
        renamed = there or replace(pointer, remote_id=target, into_id="")
        uow.people.save_link(
            replace(renamed, guest_id=gone.guest_id, base=pointer.base, told=pointer.told)
        )
        adopt(gone, backend=source, remote_id=target, uow=uow, news=news)
        names = _end_work(gone.guest_id, reason=_RENAMED, uow=uow)
        if names:
            push_record(gone.guest_id, names, uow=uow)
    else:
        guest_id = kept.guest_id if kept is not None else ""
        uow.people.save_link(replace(pointer, guest_id=guest_id))
        if gone is not None and kept is not None and gone.guest_id != kept.guest_id:
            base = known.base if known else fields_here(gone.guest_id, uow=uow)
            join_guests(gone, kept, base=base, uow=uow, news=news)
    repoint(told.remote_id, into=target, backend=source, uow=uow)
    if gone is not None:
        lead_clubs(gone.guest_id, into=kept or gone, customer_id=target, uow=uow)
    uow.record(JournalEntry(Verb.GUEST_MERGED, told.remote_id, after={"into": target}))
    uow.touch(Topic.GUESTS, Topic.RESERVATIONS)
    return True


def join_guests(gone: Guest, kept: Guest, *, base: Fields, uow: UnitOfWork, news: ClubNews) -> None:
    """Two guests here are one person: `kept` gets everything, and what staff changed of `gone`.

    `base` is what both sides had of the record that is gone. What staff changed of it takes the
    place of nothing but a blank, or of what it was changed from; else a person chooses.
    """
    link = link_there(kept.guest_id, uow=uow)
    lost = fields_here(gone.guest_id, uow=uow)
    here = fields_here(kept.guest_id, uow=uow)
    edited = [
        name
        for name in sorted({*lost, *base})
        if lost.get(name, "") not in {base.get(name, ""), here.get(name, "")}
    ]
    taken = [
        name
        for name in edited
        if name not in REQUIRED and here.get(name, "") in {"", base.get(name, "")}
    ]
    clashes = [
        overwritten(name, ours=here.get(name, ""), theirs=lost.get(name, ""))
        for name in edited
        if name not in taken
    ]
    _end_work(gone.guest_id, reason=_JOINED, uow=uow)
    news.of_guest(kept, before=gone)
    uow.people.move(gone.guest_id, into_id=kept.guest_id)
    now = fields_here(kept.guest_id, uow=uow)
    wanted = {**now, **{name: lost.get(name, "") for name in taken}}
    values = _with_new_addresses(wanted, known=here)
    save_fields(kept, values, uow=uow, news=news)
    filled = {name for name in {*values, *here} if values.get(name, "") != here.get(name, "")}
    task = uow.office.task_about(TaskKind.ENTER_CUSTOMER, kept.guest_id)
    is_asked = task is not None and task.state is TaskState.OPEN
    # The record that is left may lack it over there; a person is asked for what still differs.
    if filled or is_asked:
        push_record(kept.guest_id, [*filled, *(now if is_asked else ())], uow=uow)
    if link is not None and clashes:
        ask_about(link, clashes, uow=uow)
    uow.record(JournalEntry(Verb.GUESTS_JOINED, gone.guest_id, after={"into": kept.guest_id}))
    uow.touch(Topic.GUESTS, Topic.VISITS, Topic.CONFLICTS)


def _with_new_addresses(found: Fields, *, known: Fields) -> dict[str, str]:
    """An address of the record that is gone is a new one of the record that is left."""
    record = record_of(found)
    shipping = tuple(
        one
        if shipping_name(one.address, address_id=one.address_id) in known
        else replace(one, address_id="")
        for one in record.details.shipping
    )
    return fields_of(replace(record, details=replace(record.details, shipping=shipping)))


def _end_work(guest_id: str, *, reason: str, uow: UnitOfWork) -> set[str]:
    """What was to be told of a record that is gone nobody takes any more, and nobody looks it up.

    Returns the fields that it was to tell.
    """
    names: set[str] = set()
    for item in customer_items(guest_id, uow=uow):
        if item.state in OPEN_STATES:
            names.update(sent_fields(decode_customer(item.payload)))
            uow.outbox.save(replace(item, state=OutboxState.SUPERSEDED, reason=reason))
            uow.touch(Topic.OUTBOX)
    return names


def _guest_of(
    link: RemotePerson | None, *, source: str, remote_id: str, uow: UnitOfWork
) -> Guest | None:
    if link is not None and link.guest_id and not link.into_id:
        return uow.guests.get(link.guest_id)
    if link is not None and link.guest_id:
        return None
    return uow.guests.find_by_remote(source, remote_id)


def _circle(told: MergedCustomer, *, source: str) -> Quarantined:
    raw = json.dumps({"id": told.remote_id, "into": told.into_id}, sort_keys=True)
    fault = Fault("$.into", "These records are said to be part of each other.")
    return Quarantined(source, "merge", raw, (fault,))
