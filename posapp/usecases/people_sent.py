"""What follows when work about a guest has come to its end: in the transaction that records it."""

from __future__ import annotations

from posapp.domain.outbox import OPEN_STATES, Operation, OutboxItem, OutboxState
from posapp.ports.documents import ClubsDocument, decode, decode_customer
from posapp.ports.office import Role
from posapp.ports.people import RemotePerson
from posapp.ports.store import UnitOfWork
from posapp.usecases.club_news import ClubNews
from posapp.usecases.club_words import end_change
from posapp.usecases.customer_work import (
    customer_items,
    is_unsent,
    push_record,
    sent_fields,
)
from posapp.usecases.guest_fields import adopt, link_there, standing_id
from posapp.usecases.meet_record import look_again, note_sent


def after_people_work(item: OutboxItem, *, uow: UnitOfWork) -> None:
    """After an item's state was stored: nothing follows while it is still open."""
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
        backend = document.backend or uow.caps.name(Role.PEOPLE)
        remote_id = item.remote_id or document.remote_id
        if backend and remote_id:
            there = standing_id(backend, remote_id, uow=uow)
            link = uow.people.link(backend, there)
            if link is not None and link.guest_id != guest_id:
                return  # what it was written to is another guest here
            link = link or RemotePerson(
                backend=backend, remote_id=there, guest_id=guest_id, base={}
            )
            note_sent(link, sent_fields(document), uow=uow)
            guest = uow.guests.get(guest_id)
            if not guest.remote_id or guest.source != backend:
                adopt(guest, backend=backend, remote_id=there, uow=uow, news=news)
                _name_record(guest_id, uow=uow)
    found = link_there(guest_id, uow=uow)
    if found is not None:
        look_again(found, uow=uow, news=news)
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
