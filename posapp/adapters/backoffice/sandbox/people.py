"""People written to the sandbox: customers as far as they changed, and their clubs as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from msgspec import Struct

from posapp.adapters.backoffice.pickup_place import placed
from posapp.adapters.backoffice.sandbox.bodies import (
    clubs_body,
    customer_body,
    customer_fields,
    key_of,
)
from posapp.adapters.backoffice.sandbox.records import WireCustomer, WireMembership, customer_of
from posapp.adapters.backoffice.sandbox.wire import TITLE, Page, SandboxWire
from posapp.domain.address import Address
from posapp.domain.guest import email_key
from posapp.domain.guest_record import SHIPPING, shipping_name
from posapp.ports.backoffice import Ack
from posapp.ports.customer_fields import (
    ALL_KINDS,
    address_document,
    address_in,
    is_as_known,
    require_as_known,
)
from posapp.ports.documents import ClubDocument, ClubsDocument, CustomerDocument
from posapp.ports.failures import NoProof, Refused

_ACTIVE, _HELD = frozenset({"active"}), frozenset({"on_hold"})
_STANDING = _ACTIVE | _HELD
_ADD, _REMOVE = "contact_types_add", "contact_types_remove"


class _Known(Struct, frozen=True):
    id: str
    email: str | None


class _Changed(Struct, frozen=True):
    change_id: str
    customer_id: str


@dataclass(frozen=True, slots=True)
class Customers:
    """The write of a person and its look-up."""

    wire: SandboxWire

    def put(self, document: CustomerDocument, key: str) -> Ack:
        """Create who is not there yet; change who is there, as both sides knew them."""
        there = self._known(document)
        if there is not None:
            require_as_known(document, customer_of(there), shown=ALL_KINDS)
            if not document.changed:
                return Ack(there.id, document.email)
            document = _beside_theirs(document, there)
        answer = self.wire.write("PUT", "/customers", customer_body(document), key=key)
        found = answer.read(_Known)
        is_ours = email_key(found.email or "") == email_key(document.email)
        if not is_ours and "email" in (document.changed or ("email",)):
            raise NoProof(f"{TITLE} answered about another customer.")
        return Ack(found.id, document.email)

    def _known(self, document: CustomerDocument) -> WireCustomer | None:
        if not document.remote_id:
            return self.by_email(document.email)
        people = self._under(document.remote_id)
        return people[0] if people else None

    def find(self, document: CustomerDocument) -> Ack | None:
        """The person, once the record says what was to be written."""
        if not document.remote_id:
            found = self.by_email(document.email)
            if found is None or not _is_done(document, found):
                return None
            return Ack(found.id, document.email)
        people = self._under(document.remote_id)
        if not people:
            raise Refused(f"{TITLE} has no record of {document.email} any more.")
        return Ack(people[0].id, document.email) if _is_done(document, people[0]) else None

    def _under(self, remote_id: str) -> list[WireCustomer]:
        return _customers(self.wire.get("/customers", id=remote_id).read(Page).items)

    def by_email(self, email: str) -> WireCustomer | None:
        """Who has this e-mail there."""
        found = _customers(self.wire.get("/customers", email=email).read(Page).items)
        if any(email_key(one.email or "") != email_key(email) for one in found):
            raise NoProof(f"{TITLE} answered about other customers than the one asked for.")
        return found[0] if found else None


def _customers(rows: Sequence[object]) -> list[WireCustomer]:
    try:
        return [msgspec.convert(row, WireCustomer) for row in rows]
    except msgspec.ValidationError:
        raise NoProof(f"{TITLE} answered with a customer posapp cannot read.") from None


def _beside_theirs(document: CustomerDocument, there: WireCustomer) -> CustomerDocument:
    """The change of who is there; a list is replaced whole, so addresses of others stay in it."""
    document = msgspec.structs.replace(document, remote_id=document.remote_id or there.id)
    names = {name for name in document.changed if name.startswith(SHIPPING)}
    held = customer_of(there).record.details.shipping
    theirs = [one for one in held if not names & _names_of(one.address, one.address_id)]
    ours = [one for one in document.shipping if names & _names_of(address_in(one), one.address_id)]
    kept = (
        address_document(one.address, address_id=one.address_id, is_primary=one.is_primary)
        for one in theirs
    )
    return msgspec.structs.replace(document, shipping=(*ours, *kept))


def _names_of(address: Address, address_id: str) -> set[str]:
    """By its id, and as it was called here before it had one."""
    return {shipping_name(address, address_id=address_id), shipping_name(address)}


def _is_done(document: CustomerDocument, found: WireCustomer) -> bool:
    if document.changed:
        return _says(found, customer_fields(_beside_theirs(document, found)))
    return is_as_known(document, customer_of(found), shown=ALL_KINDS)


def _says(person: WireCustomer, wanted: dict[str, object]) -> bool:
    held = msgspec.to_builtins(person)
    types = set(person.contact_types)
    for name, value in wanted.items():
        match name:
            case "id":
                continue
            case "contact_types_add":
                is_so = types >= _set(value)
            case "contact_types_remove":
                is_so = not types & _set(value)
            case "contact_types":
                is_so = types == _set(value)
            case "billing" | "shipping":
                is_so = _plain(held[name]) == _plain(value)
            case _:
                is_so = (held[name] or "") == (value or "")
        if not is_so:
            return False
    return True


def _set(value: object) -> set[object]:
    return set(value) if isinstance(value, list) else set()


def _plain(value: object) -> object:
    """An address, or a list of them, without what is empty and without the ids they got there."""
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if not isinstance(value, dict):
        return {}
    return {name: text for name, text in value.items() if text and name != "id"}


@dataclass(frozen=True, slots=True)
class Clubs:
    """The write about a guest's clubs and its look-up."""

    wire: SandboxWire
    customers: Customers
    pickup_location: str = ""

    def put(self, document: ClubsDocument, key: str) -> Ack:
        """Look what is there and have the rest done, all of it in one request."""
        customer_id, steps = self._missing(document)
        ack = Ack(customer_id, document.change_id)
        if not any(clubs for _, clubs in steps):
            return ack
        body = clubs_body(document, customer_id=customer_id, steps=steps)
        answer = self.wire.write("POST", "/club-changes", body, key=key_of(key, body))
        if answer.status != 409 and answer.read(_Changed).change_id != document.change_id:
            raise NoProof(f"{TITLE} answered about another change.")
        return ack

    def find(self, document: ClubsDocument) -> Ack | None:
        """The person, once nothing is left to do."""
        customer_id, steps = self._missing(document)
        is_done = not any(clubs for _, clubs in steps)
        return Ack(customer_id, document.change_id) if is_done else None

    def _missing(self, told: ClubsDocument) -> tuple[str, list[tuple[str, list[ClubDocument]]]]:
        document = placed(told, location=self.pickup_location)
        customer_id = self._customer_id(document)
        held = self._memberships(customer_id)

        def those(clubs: Sequence[ClubDocument], states: frozenset[str]) -> list[ClubDocument]:
            return [club for club in clubs if held.get(club.club_id, frozenset()) & states]

        standing = {club.club_id for club in those(document.join, _STANDING)}
        return customer_id, [
            ("join", [club for club in document.join if club.club_id not in standing]),
            ("leave", those(document.leave, _STANDING)),
            ("hold", those(document.hold, _ACTIVE)),
            ("resume", those(document.resume, _HELD)),
        ]

    def _memberships(self, customer_id: str) -> dict[str, frozenset[str]]:
        """The states of a person's memberships by club."""
        answer = self.wire.get("/memberships", customer_id=customer_id, limit="500")
        found: dict[str, frozenset[str]] = {}
        for row in answer.read(Page).items:
            try:
                one = msgspec.convert(row, WireMembership)
            except msgspec.ValidationError:
                raise answer.unreadable() from None
            found[one.club_id] = found.get(one.club_id, frozenset()) | {one.status}
        return found

    def _customer_id(self, document: ClubsDocument) -> str:
        if document.customer_id:
            return document.customer_id
        found = self.customers.by_email(document.email)
        if found is None:
            raise Refused(f"{TITLE} does not know {document.email} yet.")
        return found.id
