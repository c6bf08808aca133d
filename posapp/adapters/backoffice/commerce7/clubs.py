"""Memberships at Commerce7: what is missing is done, joins first: no switch leaves a gap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from posapp.adapters.backoffice.commerce7 import bodies, wire
from posapp.adapters.backoffice.commerce7.client import TITLE, Client, Json, require_seen
from posapp.adapters.backoffice.commerce7.people import People
from posapp.adapters.backoffice.pickup_place import placed
from posapp.adapters.backoffice.reading import clean
from posapp.ports.backoffice import Ack
from posapp.ports.documents import ClubDocument, ClubsDocument
from posapp.ports.failures import Refused

_ACTIVE, _HELD = frozenset({"active"}), frozenset({"on hold"})
_STANDING = _ACTIVE | _HELD
_KNOWN = _STANDING | {"cancelled"}


@dataclass(frozen=True, slots=True)
class Clubs:
    """The write about clubs and its look-up."""

    client: Client
    people: People
    pickup_location: str = ""

    def put(self, document: ClubsDocument, key: str) -> Ack:
        """Bring the memberships to what is wanted."""
        del key
        customer_id = self._customer_id(document)
        for method, path, body in self._work(document, customer_id):
            self.client.change(method, path, body)
        return require_seen(self.find(document))

    def find(self, document: ClubsDocument) -> Ack | None:
        """The person, once nothing is left to do."""
        customer_id = self._customer_id(document)
        is_done = not self._work(document, customer_id)
        return Ack(customer_id, document.change_id) if is_done else None

    def _work(self, told: ClubsDocument, customer_id: str) -> list[tuple[str, str, Json]]:
        document = placed(told, location=self.pickup_location)
        held = self._memberships(customer_id)
        _require_known(held, document)
        work = [
            ("POST", "/club-membership", bodies.join_body(document, club, customer_id=customer_id))
            for club in document.join
            if not _standing(held, club, _STANDING)
        ]
        steps = (
            *((club, _STANDING, bodies.leave_body(document)) for club in document.leave),
            *((club, _ACTIVE, bodies.hold_body(document, club)) for club in document.hold),
            *((club, _HELD, bodies.resume_body(document)) for club in document.resume),
        )
        work += [
            ("PUT", f"/club-membership/{one.id}", body)
            for club, states, body in steps
            for one in _standing(held, club, states)
        ]
        return work

    def _memberships(self, customer_id: str) -> list[wire.Membership]:
        answer = self.client.get("/club-membership", customerId=customer_id)
        found = self.client.rows(answer, "clubMemberships", wire.Membership)
        return [one for one in found if one.customer_id == customer_id]

    def _customer_id(self, document: ClubsDocument) -> str:
        if document.customer_id:
            return document.customer_id
        found = self.people.by_email(document.email)
        if found is None:
            raise Refused(f"{TITLE} does not know {document.email} yet.")
        return found.id


def _require_known(held: Sequence[wire.Membership], document: ClubsDocument) -> None:
    """Refuse a change of a club where nobody knows how the guest stands: it could be a double."""
    clubs = (*document.join, *document.leave, *document.hold, *document.resume)
    concerned = {club.club_id for club in clubs}
    for one in held:
        if one.club_id in concerned and _status(one) not in _KNOWN:
            raise Refused(
                f"{TITLE} tells a status of a membership that posapp does not know"
                f" ({clean(one.status) or 'none'}). Make this change there."
            )


def _status(one: wire.Membership) -> str:
    return (one.status or "").strip().lower()


def _standing(
    held: Sequence[wire.Membership], club: ClubDocument, states: frozenset[str]
) -> list[wire.Membership]:
    return [one for one in held if one.club_id == club.club_id and _status(one) in states]
