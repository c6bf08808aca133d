"""Enter a guest, or change one: here at once, in the back office what changed, nothing else.

Undo is an edit back; what was not sent by then is not sent at all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from posapp.domain.address import Address
from posapp.domain.card_numbers import holds_card_number
from posapp.domain.changes import Topic
from posapp.domain.club_tags import TagRules, TagsDue
from posapp.domain.errors import DomainError, NotFoundError
from posapp.domain.guest import Contact, Guest, email_key
from posapp.domain.guest_record import (
    Fields,
    GuestDetails,
    GuestRecord,
    align,
    fields_of,
    is_same,
    kind_of,
    record_of,
)
from posapp.domain.journal import JournalEntry, Verb
from posapp.ports.people import GuestDraft
from posapp.ports.store import UnitOfWork
from posapp.usecases.club_news import ClubNews, has_noted_members
from posapp.usecases.customer_work import open_names, push_record
from posapp.usecases.guest_fields import record_here, save_fields
from posapp.usecases.identify_guest import checked_contact
from posapp.usecases.meet_record import ENTERED_HERE
from posapp.usecases.push_tags import follow_guest

_MAX_CHARS = 200
_NEEDED = (("first_name", "first name"), ("last_name", "last name"), ("email", "e-mail address"))


@dataclass(frozen=True, slots=True)
class CreateGuest:
    """A guest as entered, under the id made when the form opened."""

    guest_id: str
    draft: GuestDraft


@dataclass(frozen=True, slots=True)
class EditGuest:
    """The record as it shall be; `draft.shown` is what it was when it was shown."""

    guest_id: str
    draft: GuestDraft


def create_guest(command: CreateGuest, *, uow: UnitOfWork) -> None:
    """Store the guest and queue it for the back office; a repeat changes nothing."""
    if _exists(command.guest_id, uow=uow):
        return
    record = _checked(command.draft)
    _require_free(record.contact, guest_id=command.guest_id, uow=uow)
    guest = Guest(command.guest_id, record.contact, source=ENTERED_HERE)
    uow.guests.save(guest)
    news = ClubNews(uow)
    save_fields(guest, fields_of(record), uow=uow, news=news)
    news.of_guest(guest, before=None)
    news.mark()
    push_record(command.guest_id, (), uow=uow)
    _record(command.guest_id, sorted(fields_of(record)), uow=uow)


def edit_guest(command: EditGuest, *, uow: UnitOfWork, rules: TagRules) -> GuestDraft:
    """Change the guest's record; returns what it was. What stays as it is, is not sent.

    What differs from what the form showed is changed; what came in meanwhile stays.
    """
    guest = uow.guests.get(uow.people.standing(command.guest_id))
    was = record_here(guest.guest_id, uow=uow)
    before = fields_of(was)
    after = _as_wanted(command.draft, here=before)
    record = record_of(after)
    names = [
        name for name in sorted({*before, *after}) if before.get(name, "") != after.get(name, "")
    ]
    undo = GuestDraft(contact=was.contact, details=was.details, shown=record)
    if not names:
        return undo
    waiting = open_names(guest.guest_id, uow=uow).intersection(names)
    if waiting:
        message = "The back office changed this too. Choose first which one is right."
        raise DomainError("conflict", message, field=kind_of(min(waiting)))
    if email_key(record.contact.email) != guest.email_key:
        _require_free(record.contact, guest_id=guest.guest_id, uow=uow)
    news = ClubNews(uow)
    save_fields(guest, after, uow=uow, news=news)
    news.mark()
    push_record(guest.guest_id, names, uow=uow)
    follow_tags({guest.email_key, email_key(record.contact.email)}, uow=uow, rules=rules)
    _record(guest.guest_id, names, uow=uow)
    return undo


def _as_wanted(draft: GuestDraft, *, here: Fields) -> dict[str, str]:
    """The fields here with what was changed in the form; raises where that was changed here too."""
    typed = align(fields_of(_checked(draft)), here)
    shown = align(fields_of(draft.shown), here) if draft.shown is not None else here
    wanted = dict(here)
    for name in sorted({*shown, *typed}):
        text, began = typed.get(name, ""), shown.get(name, "")
        if text in {began, began.strip()}:
            continue
        if not any(is_same(here.get(name, ""), one) for one in (began, text)):
            message = "This was changed meanwhile. Open the form again to see what it is now."
            raise DomainError("changed_since", message, field=kind_of(name))
        wanted[name] = text
    return {name: text for name, text in wanted.items() if text}


def _record(guest_id: str, names: list[str], *, uow: UnitOfWork) -> None:
    after: dict[str, object] = {"fields": sorted({kind_of(name) for name in names})}
    uow.record(JournalEntry(Verb.GUEST_EDITED, guest_id, after=after))
    uow.touch(Topic.GUESTS, Topic.RESERVATIONS)


def follow_tags(email_keys: set[str], *, uow: UnitOfWork, rules: TagRules) -> None:
    """Tock knows members by name, e-mail and phone: tell it in the same transaction."""
    if not has_noted_members(uow):
        return
    for key in sorted(email_keys):
        state = uow.tags.get(key)
        if state is not None and state.due is TagsDue.SEND:
            follow_guest(key, uow=uow, rules=rules)


def _exists(guest_id: str, *, uow: UnitOfWork) -> bool:
    try:
        uow.guests.get(guest_id)
    except NotFoundError:
        return False
    return True


def _require_free(contact: Contact, *, guest_id: str, uow: UnitOfWork) -> None:
    known = uow.guests.find_by_email(email_key(contact.email))
    if known is not None and uow.people.standing(known.guest_id) != guest_id:
        message = f"{known.contact.name} has this e-mail address already."
        raise DomainError("known_email", message, field="email")


def _checked(draft: GuestDraft) -> GuestRecord:
    """The draft trimmed; raises a DomainError at the field that cannot be kept."""
    contact = checked_contact(draft.contact)
    for name, words in _NEEDED:
        if not getattr(contact, name):
            raise DomainError("missing", f"Enter the {words}.", field=name)
    details = draft.details
    if details.birth_date:
        _require_day(details.birth_date)
    trimmed = GuestDetails(
        company=_text(details.company, field="company"),
        birth_date=details.birth_date.strip(),
        billing=checked_address(details.billing, field="billing"),
        shipping=tuple(
            replace(one, address=checked_address(one.address, field="shipping"))
            for one in details.shipping
            if not one.address.is_blank
        ),
        contact_types=tuple(
            sorted({_text(one, field="contact_types") for one in details.contact_types} - {""})
        ),
    )
    return GuestRecord(contact, trimmed)


def checked_address(address: Address, *, field: str) -> Address:
    """The address trimmed; raises a DomainError at `field`."""
    return Address(
        line1=_text(address.line1, field=field),
        line2=_text(address.line2, field=field),
        city=_text(address.city, field=field),
        region=_text(address.region, field=field),
        postal=_text(address.postal, field=field),
        country=_text(address.country, field=field),
        name=_text(address.name, field=field),
        company=_text(address.company, field=field),
        phone=_text(address.phone, field=field),
    )


def _text(text: str, *, field: str) -> str:
    trimmed = text.strip()
    if len(trimmed) > _MAX_CHARS:
        raise DomainError("too_long", f"Use at most {_MAX_CHARS} characters.", field=field)
    if holds_card_number(trimmed):
        message = "This looks like a card number. Card numbers are never kept here."
        raise DomainError("card_number", message, field=field)
    return trimmed


def _require_day(text: str) -> None:
    try:
        date.fromisoformat(text.strip())
    except ValueError as error:
        message = "Enter the date of birth as year-month-day."
        raise DomainError("bad_date", message, field="birth_date") from error
