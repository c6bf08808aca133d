"""Give a party its name; a customer record needs first name, last name and e-mail."""

from __future__ import annotations

from dataclasses import dataclass, replace

from email_validator import EmailNotValidError, validate_email

from posapp.domain.card_numbers import holds_card_number
from posapp.domain.changes import Topic
from posapp.domain.errors import DomainError
from posapp.domain.guest import Contact, Guest, email_key, fold
from posapp.domain.journal import JournalEntry, Verb
from posapp.ports.store import UnitOfWork
from posapp.usecases.suit_orders import suit_orders
from posapp.usecases.take_back_customer import ask_again, ask_for_customer

_MAX_CHARS = 200


@dataclass(frozen=True, slots=True)
class IdentifyGuest:
    """Who sits at this visit's table, as far as they said."""

    visit_id: str
    contact: Contact


def identify_guest(command: IdentifyGuest, *, uow: UnitOfWork) -> None:
    """Name the visit, link its guest, and give its open orders the guest's percentage.

    A name or a phone number that fits the linked guest leaves all as it is; another person's name
    unlinks the guest, whose percentage and address go too.
    """
    visit = uow.visits.get(command.visit_id)
    contact = checked_contact(command.contact)
    guest_id = ensure_guest(contact, uow=uow)
    if guest_id is None and visit.guest_id is not None:
        linked = uow.guests.get(visit.guest_id)
        guest_id = None if _is_someone_else(contact, linked.contact) else visit.guest_id
    identified = replace(visit, name=contact.name or visit.name, guest_id=guest_id)
    uow.visits.save(identified)
    suit_orders(identified, was_guest_id=visit.guest_id, uow=uow)
    uow.record(JournalEntry(Verb.GUEST_IDENTIFIED, visit.visit_id, after={"guest_id": guest_id}))
    uow.touch(Topic.VISITS, Topic.ORDERS, Topic.GUESTS)


def _is_someone_else(told: Contact, known: Contact) -> bool:
    pairs = ((told.first_name, known.first_name), (told.last_name, known.last_name))
    return any(new and fold(new) != fold(old.strip()) for new, old in pairs)


def checked_contact(contact: Contact) -> Contact:
    """The contact trimmed; raises a DomainError at the field that cannot be kept."""
    trimmed = Contact(
        first_name=contact.first_name.strip(),
        last_name=contact.last_name.strip(),
        email=contact.email.strip(),
        phone=contact.phone.strip(),
    )
    for field in ("first_name", "last_name", "email", "phone"):
        text: str = getattr(trimmed, field)
        if len(text) > _MAX_CHARS:
            raise DomainError("too_long", f"Use at most {_MAX_CHARS} characters.", field=field)
        if holds_card_number(text):
            message = "This looks like a card number. Card numbers are never kept here."
            raise DomainError("card_number", message, field=field)
    if not trimmed.email:
        return trimmed
    try:
        validate_email(trimmed.email, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise DomainError("bad_email", "This is not an e-mail address.", field="email") from error
    return trimmed


def ensure_guest(contact: Contact, *, uow: UnitOfWork) -> str | None:
    """The guest's id, created and queued for the back office when new; None if nobody is known.

    An e-mail alone finds whoever has a record; to make one takes both names too.
    """
    known = uow.guests.find_by_email(email_key(contact.email)) if contact.email else None
    if known is not None:
        standing = uow.guests.get(uow.people.standing(known.guest_id))
        ask_again(standing, uow=uow)
        return standing.guest_id
    if not contact.is_identified:
        return None
    guest = Guest(uow.new_id(), contact, source="posapp")
    uow.guests.save(guest)
    ask_for_customer(guest, uow=uow)
    uow.touch(Topic.GUESTS)
    return guest.guest_id
