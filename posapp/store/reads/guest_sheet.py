"""Everything the profile shows of one guest beside the history."""

from __future__ import annotations

import json

from posapp.domain.club import Club, HeldClub, names_for_tags
from posapp.domain.club_tags import aggregate_of, tags_of
from posapp.domain.errors import NotFoundError
from posapp.domain.guest import Contact, Guest
from posapp.domain.guest_record import GuestRecord
from posapp.domain.merge import RecordConflict
from posapp.domain.origin import GuestDefaults, GuestOrigin
from posapp.domain.outbox import OutboxState
from posapp.ports.documents import ClubsDocument, decode, decode_guest_tags
from posapp.ports.people import GuestSheet, HeldMembership, RemotePerson
from posapp.store.people_rows import (
    CONFLICT,
    MEMBERSHIP,
    PERSON,
    conflict_of,
    details_of,
    membership_of,
    person_of,
)
from posapp.store.reads.lookalikes import read_lookalikes
from posapp.store.reads.run import Row, Run, columns, named
from posapp.store.reads.sources import Ages
from posapp.store.reads.values import PLACES, is_member, state_of

_CHOICES = 3
"""So many of those made last can be taken back from the profile."""

_GUEST = (
    "SELECT g.id, g.first_name, g.last_name, g.email, g.phone, g.source, g.remote_id, d.details"
    " FROM guest a JOIN guest g ON g.id = coalesce(nullif(a.into_id, ''), a.id)"
    " LEFT JOIN guest_details d ON d.guest_id = g.id WHERE a.id = :guest_id"
)
_ORIGIN = (
    "SELECT phone_country_code, customer_source, customer_type, allocation_tier, is_imported,"
    " opt_in FROM guest_origin WHERE guest_id = :guest_id"
)
_MEMBERSHIPS = (
    f"SELECT {columns(MEMBERSHIP, of='m')}, m.updated_ms, {is_member('g')},"  # noqa: S608
    f" c.name, c.discount_bp FROM {PLACES}"
    " LEFT JOIN club c ON c.backend = m.backend AND c.id = m.club_id"
    " ORDER BY m.is_active DESC, coalesce(c.name, m.club_id), m.id"
)
_LINKS = (
    f"SELECT {columns(PERSON, of='p')} FROM remote_person p"  # noqa: S608
    " WHERE p.guest_id = :guest_id ORDER BY p.backend, p.into_id <> '', p.remote_id"
)
_CONFLICTS = (
    f"SELECT {columns(CONFLICT, of='c')} FROM record_conflict c"  # noqa: S608
    " WHERE c.guest_id = :guest_id AND c.state = 'open' AND :office IN ('', c.backend)"
    " ORDER BY c.created_ms, c.id"
)
_SETTLED = (
    f"SELECT {columns(CONFLICT, of='c')} FROM record_conflict c"  # noqa: S608
    " WHERE c.guest_id = :guest_id AND c.state = 'settled' AND :office IN ('', c.backend)"
    f" ORDER BY c.settled_ms DESC, c.id DESC LIMIT {_CHOICES}"
)
_WORK = (
    "SELECT state, reason FROM outbox WHERE aggregate = 'guest:' || :guest_id"
    " AND state IN ('waiting', 'sending', 'unknown', 'parked')"
    " ORDER BY state <> 'parked', seq LIMIT 1"
)
_CLUB_WORK = (
    "SELECT state, payload FROM outbox WHERE aggregate = 'guest:' || :guest_id"
    " AND operation = 'set_clubs' AND state <> 'superseded' ORDER BY seq"
)
_TAG_WORK = (
    "SELECT payload FROM outbox WHERE aggregate = :aggregate AND state = 'confirmed'"
    " ORDER BY seq DESC LIMIT 1"
)
_NOTED_TAGS = "SELECT tags, contact FROM guest_tags WHERE email_key = :email_key"
_NOTED_CLUBS = "SELECT cursor FROM feed_cursor WHERE remote = 'tock' AND stream = 'club_tags'"
_TAG_NAMES = "SELECT name, target FROM mapping WHERE kind = 'tag' AND business_id = ''"


def read_guest(run: Run, guest_id: str, *, office: str, ages: Ages) -> GuestSheet:
    """One guest; of one made one with another, that other; raises NotFoundError.

    What is asked and which clubs count is of `office`; "" is whichever one the guest came from.
    """
    found = run(_GUEST, {"guest_id": guest_id})
    if not found:
        raise NotFoundError("guest", guest_id)
    standing_id, first_name, last_name, email, phone, source, remote_id, details = found[0]
    contact = Contact(first_name, last_name, email, phone)
    guest = Guest(standing_id, contact, source, remote_id)
    held = _memberships(run, guest, office=office, ages=ages)
    work = run(_WORK, {"guest_id": standing_id})
    sent, due = _tags(run, guest, held, office=office)
    return GuestSheet(
        guest=guest,
        record=GuestRecord(contact, details_of(details)),
        origin=_origin(run, standing_id),
        memberships=held,
        links=_links(run, standing_id),
        conflicts=_conflicts(run, standing_id, ask=_CONFLICTS, office=office),
        lookalikes=read_lookalikes(run, guest),
        tags_sent=sent,
        tags_due=due,
        sync_state=state_of(work[0][0]) if work else None,
        sync_reason=work[0][1] if work else "",
        settled=_conflicts(run, standing_id, ask=_SETTLED, office=office),
    )


def _origin(run: Run, guest_id: str) -> GuestOrigin | None:
    found = run(_ORIGIN, {"guest_id": guest_id})
    if not found:
        return None
    code, source, kind, tier, is_imported, opt_in = found[0]
    return GuestOrigin(
        guest_id=guest_id,
        phone_country_code=code,
        defaults=GuestDefaults(source, kind, tier),
        is_imported=bool(is_imported),
        opt_in=None if opt_in is None else bool(opt_in),
    )


def _memberships(run: Run, guest: Guest, *, office: str, ages: Ages) -> tuple[HeldMembership, ...]:
    """Those that count first; of another office they are history."""
    states: dict[tuple[str, str], OutboxState] = {}
    for state, payload in run(_CLUB_WORK, {"guest_id": guest.guest_id}):
        document = decode(payload, ClubsDocument)
        for club in (*document.join, *document.leave, *document.hold, *document.resume):
            states[document.backend, club.club_id] = OutboxState(state)
    rows = run(_MEMBERSHIPS, {"guest_id": guest.guest_id, "office": office})
    held = [_held(row, office=office, states=states, ages=ages) for row in rows]
    return tuple(sorted(held, key=lambda one: one.is_former))


def _held(
    row: Row, *, office: str, states: dict[tuple[str, str], OutboxState], ages: Ages
) -> HeldMembership:
    membership = membership_of(named(MEMBERSHIP, row))
    seen_ms, is_current, name, discount_bp = row[-4:]
    # A membership may be told before its club is.
    club = Club(
        membership.club_id, name or membership.club_id, discount_bp or 0, membership.backend
    )
    return HeldMembership(
        membership,
        club,
        states.get((membership.backend, club.club_id)),
        is_former=not (office and is_current),
        as_of_ms=ages.of_people(membership.backend, seen_ms=seen_ms),
    )


def _links(run: Run, guest_id: str) -> tuple[RemotePerson, ...]:
    return tuple(person_of(named(PERSON, row)) for row in run(_LINKS, {"guest_id": guest_id}))


def _conflicts(run: Run, guest_id: str, *, ask: str, office: str) -> tuple[RecordConflict, ...]:
    rows = run(ask, {"guest_id": guest_id, "office": office})
    return tuple(conflict_of(named(CONFLICT, row)) for row in rows)


def _tags(
    run: Run, guest: Guest, held: tuple[HeldMembership, ...], *, office: str
) -> tuple[tuple[str, ...] | None, tuple[str, ...] | None]:
    """What Tock was last told, and what it should have now; None, None where neither is known."""
    sent = _tags_sent(run, guest.email_key)
    told = [HeldClub(one.club.backend, one.club.name, one.membership.is_active) for one in held]
    noted = {word for (words,) in run(_NOTED_CLUBS, {}) for word in words.split()}
    names = names_for_tags(
        told, office=office, source=guest.source, has_told_all=not office or office in noted
    )
    if sent is None and not names:
        return None, None
    return sent, tags_of(names, mapping=dict(run(_TAG_NAMES, {})))


def _tags_sent(run: Run, email_key: str) -> tuple[str, ...] | None:
    confirmed = run(_TAG_WORK, {"aggregate": aggregate_of(email_key)})
    if confirmed:
        return decode_guest_tags(confirmed[0][0]).tags
    noted = run(_NOTED_TAGS, {"email_key": email_key})
    if not noted or not noted[0][1]:
        return None
    return tuple(json.loads(noted[0][0]))
