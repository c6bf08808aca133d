"""Bring a back office's copy of a guest together with ours, a field at a time.

While work about the guest is not confirmed over there, nothing here is overwritten: their copy is
kept with the link and looked at as soon as the work is done.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from posapp.domain.guest import Guest, fold
from posapp.domain.guest_record import REQUIRED, SHIPPING, Fields, align, is_same, is_same_place
from posapp.domain.manual_task import TaskKind
from posapp.domain.merge import FieldConflict, Merge, RecordConflict, merge
from posapp.domain.outbox import OPEN_STATES
from posapp.ports.customer_fields import sent_fields
from posapp.ports.documents import decode_customer
from posapp.ports.people import RemotePerson
from posapp.ports.store import UnitOfWork
from posapp.usecases.club_news import ClubNews
from posapp.usecases.club_words import club_words, without_club_words
from posapp.usecases.customer_work import (
    customer_items,
    has_open_work,
    is_unsent,
    push_record,
    tried_fields,
)
from posapp.usecases.guest_fields import fields_here, save_fields
from posapp.usecases.record_conflicts import (
    add_conflicts,
    may_be_overwritten,
    overwritten,
    refresh_conflicts,
)
from posapp.usecases.tasks import close_by_system

ENTERED_HERE = "posapp"
"""The source of a guest whom staff entered; what they typed is not simply overwritten."""


@dataclass(frozen=True, slots=True)
class _Meeting:
    """Both copies with the same names, and what came of them.

    `before` are our fields as stored, `known` what a person is asked about, `asked` what of it
    stays a question.
    """

    before: dict[str, str]
    known: RecordConflict | None
    base: dict[str, str]
    there: dict[str, str]
    merged: Merge
    asked: list[FieldConflict]


def hear(link: RemotePerson, theirs: Fields, *, uow: UnitOfWork, news: ClubNews) -> None:
    """Their copy was told: merge it now, or keep it until our work is done."""
    items = [one for one in customer_items(link.guest_id, uow=uow) if one.state in OPEN_STATES]
    if items and all(map(is_unsent, items)):
        documents = [decode_customer(item.payload) for item in items]
        conflicts = _meet(link, theirs, uow=uow).merged.conflicts
        sending = {name for document in documents for name in align(sent_fields(document), theirs)}
        clashes = [one for one in conflicts if one.name in sending]
        uow.people.save_link(link)
        if clashes:  # a person chooses before any of it is sent
            add_conflicts(link, clashes, uow=uow)
        if clashes or any(not document.changed for document in documents):
            push_record(link.guest_id, (), uow=uow)  # who is there already is only changed
    if items and has_open_work(link.guest_id, uow=uow):
        told = {**theirs, **club_words(link)}
        base = {**link.base, **_shown_of_ours(link, theirs, uow=uow)}
        uow.people.save_link(replace(link, base=base, told=told, seen_ms=uow.now_ms))
        return
    merge_in(link, theirs, uow=uow, news=news)


def look_again(link: RemotePerson, *, uow: UnitOfWork, news: ClubNews) -> None:
    """Merge what was told while our work was on its way, once it is done."""
    told = without_club_words(link.told)
    if told and not has_open_work(link.guest_id, uow=uow):
        merge_in(link, told, uow=uow, news=news)


def merge_in(link: RemotePerson, theirs: Fields, *, uow: UnitOfWork, news: ClubNews) -> None:
    """Take what they changed, keep what we changed, ask about what both changed."""
    guest = uow.guests.get(link.guest_id)
    met = _meet(link, theirs, uow=uow)
    merged = met.merged
    if merged.values != met.before:
        save_fields(guest, merged.values, uow=uow, news=news)
    answered = refresh_conflicts(link, [*met.asked, *merged.conflicts], known=met.known, uow=uow)
    common = {**met.there, **{one.name: one.base for one in merged.conflicts}}
    base = {name: text for name, text in common.items() if text}
    uow.people.save_link(replace(link, base=base, told=club_words(link), seen_ms=uow.now_ms))
    # An address that was new when we changed it again has its id only now.
    named = met.base.keys() - link.base.keys()
    ours_again = merged.from_ours & (answered | named)
    if ours_again:
        push_record(guest.guest_id, ours_again, uow=uow)
    if not merged.conflicts and not merged.from_ours and not met.asked:
        reason = "The back office shows the same record."
        close_by_system(TaskKind.ENTER_CUSTOMER, guest.guest_id, uow=uow, reason=reason)


def note_sent(link: RemotePerson, sent: Fields, *, uow: UnitOfWork) -> RemotePerson:
    """What was sent is there now: the base becomes it.

    Where they had changed the same field before we knew that it arrived, either may be there: it is
    asked about.
    """
    ours = fields_here(link.guest_id, uow=uow)
    told = without_club_words(link.told)
    if told:
        told = _without_blanks(told, base=link.base, ours=ours)
    lost = [
        overwritten(name, ours=ours.get(name, ""), theirs=told.get(name, ""))
        for name in sent
        if told
        and not any(
            is_same(told.get(name, ""), side.get(name, "")) for side in (link.base, sent, ours)
        )
    ]
    base = {name: text for name, text in {**link.base, **sent}.items() if text}
    told = {**told, **sent} if told else {}
    noted = replace(link, base=base, told={**told, **club_words(link)}, seen_ms=uow.now_ms)
    uow.people.save_link(noted)
    if lost:
        ask_about(noted, lost, uow=uow)
    return noted


def ask_about(link: RemotePerson, found: Sequence[FieldConflict], *, uow: UnitOfWork) -> None:
    """Ask a person, and take the fields out of what waits to be sent."""
    add_conflicts(link, found, uow=uow)
    if any(is_unsent(item) for item in customer_items(link.guest_id, uow=uow)):
        push_record(link.guest_id, (), uow=uow)


def hold_apart(link: RemotePerson, theirs: Fields, *, uow: UnitOfWork) -> None:
    """Two with one e-mail address may be a couple: then all that differs is asked about.

    Nothing of the one is told of the other before a person has said who it is.
    """
    ours = align(fields_here(link.guest_id, uow=uow), theirs)
    one, other = (fold(side.get("first_name", "")).strip() for side in (ours, theirs))
    if not one or not other or one.startswith(other) or other.startswith(one):
        return
    differing = [
        overwritten(name, ours=ours.get(name, ""), theirs=theirs.get(name, ""))
        for name in sorted({*ours, *theirs})
        if not is_same(ours.get(name, ""), theirs.get(name, ""))
        and (name not in REQUIRED or theirs.get(name))
    ]
    add_conflicts(link, differing, uow=uow)


def first_base(guest: Guest, theirs: Fields, *, uow: UnitOfWork) -> dict[str, str]:
    """What both had when a guest is first found in a back office.

    What staff entered here, or are about to tell, stands against theirs, unless it only is written
    otherwise; of anybody else the back office knows better.
    """
    ours = fields_here(guest.guest_id, uow=uow)
    if guest.source != ENTERED_HERE and not has_open_work(guest.guest_id, uow=uow):
        return {name: text for name, text in ours.items() if theirs.get(name)}
    return {
        name: text
        for name, text in ours.items()
        if is_same(text, theirs.get(name, "")) or is_same_place(text, theirs.get(name, ""))
    }


def _meet(link: RemotePerson, theirs: Fields, *, uow: UnitOfWork) -> _Meeting:
    before = fields_here(link.guest_id, uow=uow)
    known = uow.people.open_conflict(link.guest_id, backend=link.backend)
    ours = align(before, theirs)
    base = {**align(link.base, theirs), **_arrived(link, theirs, ours=ours, uow=uow)}
    there = _without_blanks(theirs, base=base, ours=ours)
    asked = []
    seen, was = dict(there), dict(base)
    for one in filter(may_be_overwritten, known.fields if known else ()):
        name = one.name
        if there.get(name, "") in {one.ours, one.theirs, base.get(name, "")}:
            asked.append(one)  # what is there is no answer: it stays as it is here
            seen[name] = ours.get(name, "")
        else:  # they changed it again: that is asked about instead
            was[name] = one.theirs
    return _Meeting(before, known, base, there, merge(was, ours, seen), asked)


def _arrived(
    link: RemotePerson, theirs: Fields, *, ours: Fields, uow: UnitOfWork
) -> dict[str, str]:
    """What of theirs is our own, from a try that nobody confirmed: it is no change of theirs.

    Where they only write it otherwise than we do now, they only changed the writing.
    """
    tried = [align(sent, theirs) for sent in tried_fields(link.guest_id, uow=uow)]
    return {
        name: ours[name] if name in ours and is_same(text, ours[name]) else text
        for sent in tried
        for name in sent
        if is_same(text := theirs.get(name, ""), sent[name])
    }


def _shown_of_ours(link: RemotePerson, theirs: Fields, *, uow: UnitOfWork) -> dict[str, str]:
    """The same of fields that have one name on both sides: both had it, whatever comes of the try.

    An address that is new here keeps its name until the work about it is done.
    """
    ours = fields_here(link.guest_id, uow=uow)
    found = _arrived(link, theirs, ours=ours, uow=uow)
    return {name: text for name, text in found.items() if not name.startswith(SHIPPING)}


def _without_blanks(theirs: Fields, *, base: Fields, ours: Fields) -> dict[str, str]:
    """Their copy without what no record may lack: a blank name there is no news."""
    there = dict(theirs)
    for name in REQUIRED:
        if not there.get(name, "").strip():
            there[name] = base.get(name) or ours.get(name, "")
    return there
