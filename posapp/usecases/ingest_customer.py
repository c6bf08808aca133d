"""Store a person as the people's office tells of them: a new one, or one that changed.

Nobody becomes a guest without first name, last name and e-mail; what looks like a card number is
masked on its way in.
"""

from __future__ import annotations

import json
from dataclasses import replace

from posapp.domain.card_numbers import mask_card_numbers
from posapp.domain.errors import DomainError, NotFoundError
from posapp.domain.guest import Contact, Guest, email_key
from posapp.domain.guest_record import Fields, align, fields_of, kind_of, record_of
from posapp.domain.manual_task import TaskKind, TaskState
from posapp.domain.outbox import Operation
from posapp.domain.reservation import Fault, Quarantined
from posapp.domain.venue import Remote
from posapp.ports.backoffice import CustomerRecord
from posapp.ports.documents import decode_customer
from posapp.ports.people import RemotePerson
from posapp.ports.store import UnitOfWork
from posapp.usecases.club_news import ClubNews
from posapp.usecases.club_words import without_club_words
from posapp.usecases.customer_work import has_open_work, push_record
from posapp.usecases.guest_fields import adopt, fields_here, save_fields
from posapp.usecases.identify_guest import checked_contact
from posapp.usecases.ingest_clubs import replace_entered_here
from posapp.usecases.meet_record import ENTERED_HERE, first_base, hear, hold_apart


def ingest_customer(
    told: CustomerRecord, *, uow: UnitOfWork, source: str, news: ClubNews
) -> bool | Quarantined:
    """Store one person of `source`; True when something was, a quarantined row when it is unusable.

    Each record there is one guest here: the same e-mail under another id is another person, or the
    two would take the memberships from each other at every pull.
    """
    theirs = masked(fields_of(told.record))
    link = uow.people.link(source, told.remote_id)
    if link is not None and link.guest_id:
        theirs = _with_untold(told, theirs, known={**link.base, **without_club_words(link.told)})
        return _tell_again(link, theirs, told=told, uow=uow, news=news)
    if link is not None and link.into_id:
        return False
    contact = record_of(theirs).contact
    if not contact.is_identified:
        return False
    fault = fault_in(contact)
    if fault is not None:
        return _quarantined(told, source=source, fault=fault)
    known = _known(told, source=source, key=email_key(contact.email), uow=uow)
    if known is not None:
        # Who was entered there by hand was entered with what cannot be read there, too.
        theirs = _with_untold(told, theirs, known=fields_here(known.guest_id, uow=uow))
        _name_addresses(known, theirs, uow=uow, news=news)
    person = RemotePerson(
        backend=source,
        remote_id=told.remote_id,
        guest_id=known.guest_id if known else uow.new_id(),
        base=first_base(known, theirs, uow=uow) if known else theirs,
        modified_ms=told.modified_ms,
        seen_ms=uow.now_ms,
    )
    if known is None:
        uow.people.save_link(person)
        made = Guest(person.guest_id, contact, source, told.remote_id)
        uow.guests.save(made)
        save_fields(made, theirs, uow=uow, news=news)
        news.of_guest(made, before=None)
        return True
    adopt(known, backend=source, remote_id=told.remote_id, uow=uow, news=news)
    if known.source == ENTERED_HERE or has_open_work(known.guest_id, uow=uow):
        hold_apart(person, theirs, uow=uow)
    hear(person, theirs, uow=uow, news=news)
    link = uow.people.link(source, told.remote_id)
    if link is not None:
        replace_entered_here(link, uow=uow)
    task = uow.office.task_about(TaskKind.ENTER_CUSTOMER, known.guest_id)
    if task is not None and task.state is TaskState.OPEN:
        # Somebody entered the person there: what is asked for is only what still differs.
        push_record(known.guest_id, fields_here(known.guest_id, uow=uow), uow=uow)
    return True


def _with_untold(told: CustomerRecord, theirs: Fields, *, known: Fields) -> dict[str, str]:
    """Their copy with what is known of the kinds of field that their system never shows."""
    if not told.tells:
        return dict(theirs)
    untold = {name: text for name, text in known.items() if kind_of(name) not in told.tells}
    return {**untold, **theirs}


def _tell_again(
    link: RemotePerson,
    theirs: Fields,
    *,
    told: CustomerRecord,
    uow: UnitOfWork,
    news: ClubNews,
) -> bool | Quarantined:
    """What is told as it was told before is no news: most of every pull."""
    waiting = without_club_words(link.told)
    if link.into_id or theirs == waiting:
        return False
    is_old = theirs == link.base and not waiting
    # An old copy may still answer a question: both changed a field, and they changed it back.
    if is_old and uow.people.open_conflict(link.guest_id, backend=link.backend) is None:
        return False
    usable = {**theirs}
    fault = fault_in(record_of(theirs).contact) if theirs.get("email") else None
    if fault is not None:
        usable["email"] = ""
    hear(replace(link, modified_ms=told.modified_ms), usable, uow=uow, news=news)
    if fault is not None:
        return _quarantined(told, source=link.backend, fault=fault)
    return True


def _known(told: CustomerRecord, *, source: str, key: str, uow: UnitOfWork) -> Guest | None:
    """The guest whose record this is though no link says so."""
    by_id = uow.guests.find_by_remote(source, told.remote_id)
    if by_id is not None:
        return by_id
    by_email = uow.guests.find_by_email(key)
    by_try = "" if by_email else _sent_as(key, uow=uow)
    for guest_id in (told.our_id, by_email.guest_id if by_email else by_try):
        found = _standing(guest_id, uow=uow)
        if found is not None and not (found.remote_id and found.source == source):
            return found
    return None


def _sent_as(key: str, *, uow: UnitOfWork) -> str:
    """The new guest whom a try that nobody confirmed may have entered under this e-mail address.

    Staff may have changed it here since.
    """
    for item in uow.outbox.tried(Remote.PEOPLE):
        if item.operation is Operation.PUT_CUSTOMER:
            document = decode_customer(item.payload)
            if not document.changed and email_key(document.email) == key:
                return document.guest_id
    return ""


def _name_addresses(known: Guest, theirs: Fields, *, uow: UnitOfWork, news: ClubNews) -> None:
    """Our addresses take the ids that the same ones have there, so that none is sent as new."""
    ours = fields_here(known.guest_id, uow=uow)
    named = align(ours, theirs)
    if named != ours:
        save_fields(known, named, uow=uow, news=news)


def _standing(guest_id: str, *, uow: UnitOfWork) -> Guest | None:
    if not guest_id:
        return None
    try:
        return uow.guests.get(uow.people.standing(guest_id))
    except NotFoundError:  # another till's guest
        return None


def masked(theirs: Fields) -> dict[str, str]:
    """The fields without card numbers."""
    return {name: mask_card_numbers(text) for name, text in theirs.items()}


def fault_in(contact: Contact) -> Fault | None:
    """What is wrong with a person's name, e-mail or phone."""
    try:
        checked_contact(contact)
    except DomainError as error:
        return Fault(f"$.{error.field}", error.message)
    return None


def _quarantined(told: CustomerRecord, *, source: str, fault: Fault) -> Quarantined:
    contact = record_of(masked(fields_of(told.record))).contact
    raw = {
        "id": told.remote_id,
        "first_name": contact.first_name,
        "last_name": contact.last_name,
        "email": contact.email,
        "phone": contact.phone,
    }
    text = json.dumps(raw, ensure_ascii=False, sort_keys=True)
    return Quarantined(source, "customer", text, (fault,))
