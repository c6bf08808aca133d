"""Choose ours or theirs for each field that both sides changed, and take the choice back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from posapp.domain.changes import Topic
from posapp.domain.club_tags import TagRules
from posapp.domain.errors import DomainError
from posapp.domain.guest_record import REQUIRED, Fields, kind_of
from posapp.domain.journal import JournalEntry, Verb
from posapp.domain.merge import ConflictState, RecordConflict, Side
from posapp.ports.customer_fields import sent_fields
from posapp.ports.documents import decode_customer
from posapp.ports.people import RemotePerson
from posapp.ports.store import UnitOfWork
from posapp.usecases.club_news import ClubNews
from posapp.usecases.customer_work import customer_items, is_flying, push_record
from posapp.usecases.edit_guest import follow_tags
from posapp.usecases.guest_fields import fields_here, link_there, save_fields
from posapp.usecases.record_conflicts import may_be_overwritten, overwritten


@dataclass(frozen=True, slots=True)
class SettleConflict:
    """Whose value is right, by field."""

    conflict_id: str
    choices: Mapping[str, Side] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UnsettleConflict:
    """The choice was wrong."""

    conflict_id: str


def settle_conflict(command: SettleConflict, *, uow: UnitOfWork, rules: TagRules) -> None:
    """Apply theirs here, send ours there; a repeat changes nothing."""
    conflict = uow.people.conflict(command.conflict_id)
    choices = {one.name: command.choices.get(one.name) for one in conflict.fields}
    if conflict.state is ConflictState.SETTLED and dict(conflict.choices) == choices:
        return
    if conflict.state is not ConflictState.OPEN:
        raise DomainError("settled", "This is settled already.")
    chosen = {name: side for name, side in choices.items() if side is not None}
    missing = sorted(choices.keys() - chosen.keys())
    if missing:
        raise DomainError("choose", "Choose for every field.", field=missing[0])
    _require_no_blank(conflict, chosen)
    link = _link(conflict, uow=uow)
    here = fields_here(link.guest_id, uow=uow)
    before = {one.name: here.get(one.name, "") for one in conflict.fields}
    base = dict(link.base)
    for one in conflict.fields:
        is_theirs = chosen[one.name] is Side.THEIRS
        if not may_be_overwritten(one):
            base[one.name] = one.theirs
        elif base.get(one.name, "") in {one.ours, one.theirs}:
            # Either may be there: what was not chosen counts as there, so that the other is sent.
            base[one.name] = one.ours if is_theirs else one.theirs
        if is_theirs:
            here[one.name] = one.theirs
    uow.people.save_link(replace(link, base=_without_blanks(base)))
    settled = replace(
        conflict,
        state=ConflictState.SETTLED,
        choices=chosen,
        before=before,
        settled_ms=uow.now_ms,
        settled_by=uow.actor.staff_id,
    )
    uow.people.save_conflict(settled)
    _save(link.guest_id, here, uow=uow, rules=rules)
    push_record(link.guest_id, [one.name for one in conflict.fields], uow=uow)
    sides: dict[str, object] = {kind_of(name): side.value for name, side in chosen.items()}
    uow.record(JournalEntry(Verb.CONFLICT_SETTLED, conflict.conflict_id, after=sides))
    uow.touch(Topic.CONFLICTS, Topic.GUESTS)


def unsettle_conflict(command: UnsettleConflict, *, uow: UnitOfWork, rules: TagRules) -> None:
    """Our values are as they were before the choice, and the question is open again."""
    conflict = uow.people.conflict(command.conflict_id)
    if conflict.state is ConflictState.OPEN:
        return
    if conflict.state is ConflictState.UNDONE:
        raise DomainError("undone", "Nothing is left to choose here.")
    link = _link(conflict, uow=uow)
    if uow.people.open_conflict(link.guest_id, backend=link.backend) is not None:
        raise DomainError("asked_again", "More was changed since. Settle that first.")
    here = fields_here(link.guest_id, uow=uow)
    names = {one.name for one in conflict.fields}
    for item in customer_items(link.guest_id, uow=uow):
        if is_flying(item) and names & sent_fields(decode_customer(item.payload)).keys():
            raise DomainError("sending", "It is on its way there. Try again in a minute.")
    for one in conflict.fields:
        side = conflict.choices.get(one.name)
        chosen = one.theirs if side is Side.THEIRS else conflict.before.get(one.name, "")
        if here.get(one.name, "") != chosen:
            message = "This was changed again since. Edit the guest instead."
            raise DomainError("changed_since", message, field=kind_of(one.name))
    here.update(conflict.before)
    # What was sent of the choice, if anything, may be there: either side's value may.
    reopened = [
        overwritten(one.name, ours=here.get(one.name, ""), theirs=one.theirs)
        for one in conflict.fields
    ]
    uow.people.save_conflict(
        replace(
            conflict,
            fields=tuple(reopened),
            state=ConflictState.OPEN,
            choices={},
            before={},
            settled_ms=None,
            settled_by="",
        )
    )
    _save(link.guest_id, here, uow=uow, rules=rules)
    push_record(link.guest_id, (), uow=uow)
    uow.record(JournalEntry(Verb.CONFLICT_REOPENED, conflict.conflict_id))
    uow.touch(Topic.CONFLICTS, Topic.GUESTS)


def _require_no_blank(conflict: RecordConflict, chosen: Mapping[str, Side]) -> None:
    """A question from before may still offer a blank name; no guest can be without one."""
    for one in conflict.fields:
        is_blank = one.name in REQUIRED and not one.theirs.strip()
        if is_blank and chosen[one.name] is Side.THEIRS:
            message = "This is blank there, and no guest can be without it. Choose ours."
            raise DomainError("blank", message, field=one.name)


def _link(conflict: RecordConflict, *, uow: UnitOfWork) -> RemotePerson:
    guest_id = uow.people.standing(conflict.guest_id)
    link = link_there(guest_id, uow=uow, backend=conflict.backend)
    if link is None:
        raise DomainError("not_linked", "This guest is not known in the back office any more.")
    return link


def _save(guest_id: str, found: Fields, *, uow: UnitOfWork, rules: TagRules) -> None:
    guest = uow.guests.get(guest_id)
    news = ClubNews(uow)
    changed = save_fields(guest, _without_blanks(found), uow=uow, news=news)
    news.mark()
    follow_tags({guest.email_key, changed.email_key}, uow=uow, rules=rules)


def _without_blanks(found: Fields) -> dict[str, str]:
    return {name: text for name, text in found.items() if text}
