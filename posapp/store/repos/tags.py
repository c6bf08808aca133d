"""Club names as tags at Tock: what was told of whom, what is still to be looked at, which exist.

Whole clubs are marked in one statement, so that no transaction grows with the number of members.
"""

from __future__ import annotations

import json
from collections.abc import Collection

from sqlalchemy import TextClause, bindparam
from sqlalchemy import text as sql_text
from sqlmodel import col, select

from posapp.domain.club import Club, HeldClub, Membership
from posapp.domain.club_tags import GuestTagState, TagList, TagsDue
from posapp.domain.guest import Contact
from posapp.domain.mapping import MappingKind
from posapp.store.people_rows import membership_of
from posapp.store.repos.scope import Scope
from posapp.store.schema import (
    ClubRow,
    GuestOriginRow,
    GuestTagsRow,
    MappingRow,
    MembershipRow,
    OutboxRow,
    TockTagRow,
)
from posapp.store.schema.exchange import OPEN_WORK

_WHOLE_GROUP = ""
"""A tag's name holds for every business of the group."""

# A guest is known by its link; one that was told before there were links, by its own row alone.
_LINKED = (
    "FROM membership m JOIN remote_person p"
    " ON p.backend = m.backend AND p.remote_id = m.customer_id"
    " JOIN guest g ON g.id = p.guest_id WHERE m.is_active = 1 AND {who}"
)
_NAMED = (
    "FROM membership m JOIN guest g ON g.source = m.backend AND g.remote_id = m.customer_id"
    " WHERE g.remote_id <> '' AND m.is_active = 1 AND {who}"
)
_MEMBERS = f"SELECT g.email_key {_LINKED} UNION SELECT g.email_key {_NAMED}"
_INSERT = (
    "INSERT INTO guest_tags (email_key, tags, contact, seen, due, updated_ms)"  # noqa: S608
    " SELECT x.email_key, '[]', '', '', '{due}', :now_ms"
    f" FROM ({_MEMBERS}) x WHERE true ON CONFLICT (email_key) DO NOTHING"
)
_UPDATE = "UPDATE guest_tags SET due = 'send', updated_ms = :now_ms WHERE email_key IN "
_OF_CUSTOMERS = (
    "SELECT g.email_key FROM remote_person p JOIN guest g ON g.id = p.guest_id"
    " WHERE p.backend = :backend AND p.remote_id IN :ids"
    " UNION SELECT g.email_key FROM guest g WHERE g.source = :backend AND g.remote_id IN :ids"
)
_IS_CLUB = "m.backend = :backend AND m.club_id = :club_id"
_HELD_AS = "SELECT m.backend, c.name, m.is_active FROM guest g"
_CLUB = "JOIN club c ON c.backend = m.backend AND c.id = m.club_id WHERE g.email_key = :email_key"
_HELD = (
    f"{_HELD_AS} JOIN remote_person p ON p.guest_id = g.id JOIN membership m"
    f" ON m.backend = p.backend AND m.customer_id = p.remote_id {_CLUB}"
    f" UNION {_HELD_AS} JOIN membership m"
    f" ON m.backend = g.source AND m.customer_id = g.remote_id AND g.remote_id <> '' {_CLUB}"
    f" UNION {_HELD_AS} JOIN membership m ON m.customer_id = 'here:' || g.id {_CLUB}"
)


class SqlTagRepo:
    """Satisfies ports.tags.TagRepo."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def get(self, email_key: str) -> GuestTagState | None:
        """The state of one address, None when nobody in a club was ever seen under it."""
        row = self._scope.session.get(GuestTagsRow, email_key)
        return None if row is None else _state(row)

    def save(self, state: GuestTagState) -> None:
        """Insert or update."""
        told = state.told
        contact = told.contact
        parts = [contact.first_name, contact.last_name, contact.email, contact.phone]
        row = GuestTagsRow(
            email_key=state.email_key,
            tags=_json(told.tags),
            contact=_json([*parts, told.phone_country_code]) if contact.email else "",
            seen="" if state.seen is None else _json(state.seen),
            due=state.due.value,
            updated_ms=self._scope.now_ms,
        )
        stored = self._scope.session.get(GuestTagsRow, state.email_key)
        self._scope.put(row, stored=stored)

    def mark(self, email_keys: Collection[str]) -> None:
        """Note that what is sent of these may have changed; those never in a club are left out."""
        if email_keys:
            self._mark("SELECT email_key FROM guest_tags WHERE email_key IN :ids", ids=email_keys)
            self._add("g.email_key IN :ids", due=TagsDue.SEND, ids=email_keys)

    def mark_customers(self, customer_ids: Collection[str], *, backend: str) -> None:
        """The same for the people whom a back office knows by these ids."""
        if customer_ids:
            self._mark(_OF_CUSTOMERS, ids=customer_ids, backend=backend)
            who = "m.backend = :backend AND m.customer_id IN :ids"
            self._add(who, due=TagsDue.SEND, ids=customer_ids, backend=backend)

    def mark_club(self, club_id: str, *, backend: str) -> None:
        """The same for all members of a club."""
        self._mark(_MEMBERS.format(who=_IS_CLUB), club_id=club_id, backend=backend)
        self._add(_IS_CLUB, due=TagsDue.SEND, club_id=club_id, backend=backend)

    def note_members(self) -> None:
        """Let everybody who is in a club and was never looked at be noted, without telling Tock."""
        self._add("g.email_key <> ''", due=TagsDue.NOTE)

    def due(self, *, limit: int) -> list[GuestTagState]:
        """Addresses still to be looked at."""
        query = (
            select(GuestTagsRow)
            .where(GuestTagsRow.due != TagsDue.NOTHING.value)
            .order_by(col(GuestTagsRow.email_key))
            .limit(limit)
        )
        return [_state(row) for row in self._scope.session.exec(query)]

    def waiting(self) -> list[str]:
        """Addresses whose list is parked."""
        query = select(OutboxRow.aggregate).where(
            sql_text(OPEN_WORK),
            OutboxRow.state == "parked",
            OutboxRow.operation == "put_tags",
            col(OutboxRow.aggregate).startswith("tags:"),
        )
        found = {aggregate.removeprefix("tags:") for aggregate in self._scope.session.exec(query)}
        return sorted(found)

    def club(self, club_id: str, *, backend: str) -> Club | None:
        """The club as stored, if it is."""
        row = self._scope.session.get(ClubRow, (backend, club_id))
        return None if row is None else Club(row.id, row.name, row.discount_bp, row.backend)

    def membership(self, membership_id: str, *, backend: str) -> Membership | None:
        """The membership as stored, if it is."""
        row = self._scope.session.get(MembershipRow, (backend, membership_id))
        return None if row is None else membership_of(row.model_dump())

    def held_by(self, email_key: str) -> list[HeldClub]:
        """What any back office ever told of the clubs of the person with this folded address."""
        rows = self._scope.session.connection().execute(sql_text(_HELD), {"email_key": email_key})
        return [HeldClub(backend, name, bool(is_active)) for backend, name, is_active in rows]

    def memberships_of(self, customer_id: str, *, backend: str) -> list[Membership]:
        """All memberships of a person of a back office, ended ones too."""
        query = (
            select(MembershipRow)
            .where(MembershipRow.customer_id == customer_id, MembershipRow.backend == backend)
            .order_by(col(MembershipRow.id))
        )
        return [membership_of(row.model_dump()) for row in self._scope.session.exec(query)]

    def country_code(self, guest_id: str) -> str:
        """The country code of a guest's phone as Tock writes it, "" when it is not known."""
        row = self._scope.session.get(GuestOriginRow, guest_id)
        return "" if row is None else row.phone_country_code

    def mapping(self) -> dict[str, str]:
        """Our club names that are called otherwise at Tock; "" says do not send."""
        query = select(MappingRow).where(
            MappingRow.kind == MappingKind.TAG.value, MappingRow.business_id == _WHOLE_GROUP
        )
        return {row.name: row.target for row in self._scope.session.exec(query)}

    def save_mapping(self, club_name: str, tag: str | None) -> None:
        """Insert or update; None forgets what was said."""
        key = (MappingKind.TAG.value, _WHOLE_GROUP, club_name)
        stored = self._scope.session.get(MappingRow, key)
        if tag is not None:
            row = MappingRow(
                kind=key[0],
                business_id=key[1],
                name=club_name,
                target=tag,
                terminal_id=self._scope.terminal_id,
                updated_ms=self._scope.now_ms,
            )
            self._scope.put(row, stored=stored)
        elif stored is not None:
            self._scope.session.delete(stored)
            self._scope.session.flush()

    def known(self) -> frozenset[str]:
        """The tags that Tock was seen to have."""
        return frozenset(self._scope.session.exec(select(TockTagRow.name)))

    def _mark(self, whose: str, **values: object) -> None:
        self._run(f"{_UPDATE}({whose})", values)

    def _add(self, who: str, *, due: TagsDue, **values: object) -> None:
        self._run(_INSERT.format(due=due.value, who=who), values)

    def _run(self, statement: str, values: dict[str, object]) -> None:
        prepared: TextClause = sql_text(statement)
        listed = values.get("ids")
        if isinstance(listed, Collection):
            prepared = prepared.bindparams(bindparam("ids", expanding=True))
            values = {**values, "ids": sorted(listed)}
        connection = self._scope.session.connection()
        connection.execute(prepared, {**values, "now_ms": self._scope.now_ms})
        self._scope.session.expire_all()


def _state(row: GuestTagsRow) -> GuestTagState:
    contact, code = Contact(), ""
    if row.contact:
        first, last, email, phone, code = json.loads(row.contact)
        contact = Contact(first, last, email, phone)
    return GuestTagState(
        email_key=row.email_key,
        told=TagList(contact, code, tuple(json.loads(row.tags))),
        seen=tuple(json.loads(row.seen)) if row.seen else None,
        due=TagsDue(row.due),
    )


def _json(values: Collection[str]) -> str:
    return json.dumps(list(values), ensure_ascii=False)
