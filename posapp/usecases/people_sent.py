"""What follows when work about a guest has come to its end: in the transaction that records it."""

from __future__ import annotations

from posapp.domain.outbox import OPEN_STATES, Operation, OutboxItem, OutboxState
from posapp.ports.customer_fields import sent_fields
from posapp.ports.documents import ClubsDocument, CustomerDocument, decode, decode_customer
from posapp.ports.office import Role
from posapp.ports.people import RemotePerson
from posapp.ports.store import UnitOfWork
from posapp.usecases.club_news import ClubNews
from posapp.usecases.club_words import end_change, without_club_words
from posapp.usecases.customer_work import (
    customer_items,
    is_unsent,
    push_record,
)
from posapp.usecases.guest_fields import adopt, link_there, standing_id
from posapp.usecases.meet_record import hear, look_again, note_sent


def after_people_work(item: OutboxItem, *, uow: UnitOfWork) -> None:
    """After an item's state was stored: little follows while it is still open."""
    if item.operation is Operation.PUT_CUSTOMER and item.state is OutboxState.PARKED:
        _ask_what_clashes(item, uow=uow)
    if item.state in OPEN_STATES:
        return
    if item.operation is Operation.PUT_CUSTOMER:
        _after_customer(item, uow=uow)
    elif item.operation is Operation.SET_CLUBS:
        _after_clubs(item, uow=uow)


def _after_customer(item: OutboxItem, *, uow: UnitOfWork) -> None:
    document = decode_customer(item.payload)
    guest_id = uow.people.standing(document.guest_id)
    news = ClubNews(uow)
    if item.state is OutboxState.CONFIRMED:
        link = _written(item, document, guest_id=guest_id, uow=uow)
        if link is not None and link.guest_id != guest_id:
            return  # what it was written to is another guest here
        if link is not None:
            note_sent(link, sent_fields(document), uow=uow)
            guest = uow.guests.get(guest_id)
            if not guest.remote_id or guest.source != link.backend:
                adopt(guest, backend=link.backend, remote_id=link.remote_id, uow=uow, news=news)
                _name_record(guest_id, uow=uow)
    found = link_there(guest_id, uow=uow)
    if found is not None:
        look_again(found, uow=uow, news=news)
    news.mark()


def _written(
    item: OutboxItem, document: CustomerDocument, *, guest_id: str, uow: UnitOfWork
) -> RemotePerson | None:
    """The record it was written to; None while nobody has said which one that is."""
    backend = document.backend or uow.caps.name(Role.PEOPLE)
    remote_id = item.remote_id or document.remote_id
    if not backend or not remote_id:
        return link_there(guest_id, uow=uow)
    there = standing_id(backend, remote_id, uow=uow)
    known = uow.people.link(backend, there)
    if known is not None and known.guest_id:
        return known
    return RemotePerson(backend=backend, remote_id=there, guest_id=guest_id, base={})


def _ask_what_clashes(item: OutboxItem, *, uow: UnitOfWork) -> None:
    """It was refused, perhaps because somebody changed it there: that was told meanwhile."""
    link = link_there(uow.people.standing(decode_customer(item.payload).guest_id), uow=uow)
    told = without_club_words(link.told) if link is not None else {}
    if link is not None and told and is_unsent(item):
        news = ClubNews(uow)
        hear(link, told, uow=uow, news=news)
        news.mark()


def _name_record(guest_id: str, *, uow: UnitOfWork) -> None:
    """Later work was written before the record had an id; the e-mail may not find it any more."""
    waiting = [
        item
        for item in customer_items(guest_id, uow=uow)
        if item.state in OPEN_STATES and is_unsent(item)
    ]
    if waiting:
        push_record(guest_id, (), uow=uow)


def _after_clubs(item: OutboxItem, *, uow: UnitOfWork) -> None:
    document = decode(item.payload, ClubsDocument)
    link = link_there(uow.people.standing(document.guest_id), uow=uow, backend=document.backend)
    if link is not None and item.state is OutboxState.CONFIRMED:
        end_change(link, document.change_id, uow=uow)
