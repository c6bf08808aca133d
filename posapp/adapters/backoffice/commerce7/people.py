"""People at Commerce7, with addresses and tags: looked for first, changed only where we changed.

Its PUT replaces whole what is inside a field and nulls what is left out there, so lists are read,
changed in our part and written back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import msgspec

from posapp.adapters.backoffice.commerce7 import bodies, wire
from posapp.adapters.backoffice.commerce7.client import TITLE, Client, Json, require_seen
from posapp.adapters.backoffice.commerce7.records import address, customer_record
from posapp.domain.address import Address
from posapp.domain.guest import Contact, email_key
from posapp.domain.guest_record import (
    CONTACT_TYPE,
    SHIPPING,
    GuestDetails,
    GuestRecord,
    fields_of,
    is_same_place,
    record_of,
)
from posapp.ports.backoffice import Ack, CustomerRecord
from posapp.ports.customer_fields import require_as_known, sent_fields
from posapp.ports.documents import AddressDocument, CustomerDocument
from posapp.ports.failures import NoProof, Refused

_FOUND_AT_MOST = 20
_SHOWN = frozenset({"first_name", "last_name", "email", "phone", "birth_date", "contact_type"})
"""What a person's own record tells; addresses are records of their own."""

_ADDRESSES = frozenset({"billing", "shipping", "company"})

Work = tuple[str, str, Json | None]
"""Method, path and body of a call."""


@dataclass(frozen=True, slots=True)
class People:
    """The writes about people, each with its look-up, and the search."""

    client: Client

    def put(self, document: CustomerDocument, key: str) -> Ack:
        """Create a person, or change what changed of the one who is there."""
        del key
        _require_place(document)
        found = self._known(document)
        if found is None:
            tags = self._tags_to_be(document, [])
            body = bodies.new_customer(document, tag_ids=tags or ())
            found = self.client.read(self.client.send("POST", "/customer", body), wire.Customer)
        else:
            self._require_as_known(document, found)
            if not document.changed:
                return Ack(found.id, document.email)
            body = self._change(document, found)
            if body:
                path = f"/customer/{found.id}"
                found = self.client.read(self.client.send("PUT", path, body), wire.Customer)
        _require_email(found, document)
        for method, path, change in self._address_work(document, found.id):
            self.client.change(method, path, change)
        return require_seen(self.find(document))

    def find(self, document: CustomerDocument) -> Ack | None:
        """The person, once nothing of what we wrote is missing."""
        found = self._known(document)
        if found is None or self._change(document, found):
            return None
        if self._address_work(document, found.id):
            return None
        return Ack(found.id, document.email)

    def by_email(self, email: str) -> wire.Customer | None:
        """The one with this e-mail; there cannot be two."""
        wanted = email_key(email)
        for one in self._search(email):
            if any(email_key(held.email or "") == wanted for held in one.emails or ()):
                return one
        return None

    def search(self, words: str) -> tuple[CustomerRecord, ...]:
        """People as its own search finds them, with their addresses."""
        found = self._search(words)[:_FOUND_AT_MOST]
        return tuple(customer_record(one, self._addresses(one.id)) for one in found)

    def _search(self, words: str) -> list[wire.Customer]:
        return self.client.rows(self.client.get("/customer", q=words), "customers", wire.Customer)

    def _known(self, document: CustomerDocument) -> wire.Customer | None:
        if not document.remote_id:
            return self.by_email(document.email)
        answer = self.client.get(f"/customer/{document.remote_id}")
        (found,) = self.client.rows({"customers": [answer]}, "customers", wire.Customer)
        return found

    def _require_as_known(self, document: CustomerDocument, found: wire.Customer) -> None:
        """Addresses are read only where they matter: questions are counted over there."""
        if not document.changed or _changes_addresses(document):
            there = customer_record(found, self._addresses(found.id))
            require_as_known(document, there, shown=_SHOWN | _ADDRESSES)
        else:
            require_as_known(document, customer_record(found, []), shown=_SHOWN)

    def _change(self, document: CustomerDocument, found: wire.Customer) -> Json:
        """What a PUT must say; nothing when all is there."""
        raw = self.client.get(f"/customer/{found.id}")
        tags = self._tags_to_be(document, found.tags or [])
        if tags == [tag.id for tag in found.tags or ()]:
            tags = None
        body = bodies.changed_customer(document, found=raw, tag_ids=tags)
        return {name: value for name, value in body.items() if raw.get(name) != value}

    def _tags_to_be(self, document: CustomerDocument, held: list[wire.Tag]) -> list[str] | None:
        """Ids of the whole list: what others set stays; None when none of ours changed."""
        named = {name for name in document.changed if name.startswith(CONTACT_TYPE)}
        changed = {name.removeprefix(CONTACT_TYPE) for name in named}
        added = changed & set(document.contact_types)
        if not document.changed:
            added = set(document.contact_types)
        taken = changed - added
        if not added and not taken:
            return None
        answer = self.client.get("/tag/customer")
        known = self.client.rows(answer, "tags", wire.Tag)
        ids = {(tag.title or "").strip(): tag.id for tag in known}
        for title in sorted(added - set(ids)):
            made = self.client.send("POST", "/tag/customer", {"title": title})
            ids[title] = self.client.read(made, wire.Tag).id
        kept = [tag.id for tag in held if (tag.title or "").strip() not in taken]
        return [*kept, *(ids[title] for title in sorted(added) if ids[title] not in kept)]

    def _addresses(self, customer_id: str) -> list[wire.Address]:
        answer = self.client.get(f"/customer/{customer_id}/address")
        return self.client.rows(answer, "customerAddresses", wire.Address)

    def _address_work(self, document: CustomerDocument, customer_id: str) -> list[Work]:
        """The calls that make the addresses as we want them; none when they are."""
        wants = _changes_addresses(document)
        if not wants:
            return []
        return address_work(
            document, self._addresses(customer_id), path=f"/customer/{customer_id}/address"
        )


def address_work(document: CustomerDocument, held: list[wire.Address], *, path: str) -> list[Work]:
    """Add what is missing, change what changed here, delete what was taken away here."""
    by_id = {one.id or "": one for one in held}
    default = next((one for one in held if one.is_default), None)
    others = [one for one in held if one is not default]
    is_new = not document.changed
    work = _default_work(document, default, path=path)
    for wanted in document.shipping:
        named = f"{SHIPPING}{wanted.address_id}"
        if wanted.address_id and not is_new:
            if named in document.changed:
                work += _put(wanted, by_id.get(wanted.address_id), document, path=path)
        elif not any(_is_same(one, wanted, document) for one in others):
            work += _put(wanted, None, document, path=path)
    gone = [name for name, text in sent_fields(document).items() if not text]
    for name in filter(lambda one: one.startswith(SHIPPING), gone):
        one = by_id.get(name.removeprefix(SHIPPING)) or _as_it_was(name, document, others)
        if one is not None:
            work.append(("DELETE", f"{path}/{one.id}", None))
    return work


def _as_it_was(
    name: str, document: CustomerDocument, held: list[wire.Address]
) -> wire.Address | None:
    """An address that was new here when it was sent, and that no one here wants any more."""
    was = document.was.get(name, "")
    for one in held:
        is_wanted = any(_is_same(one, wanted, document) for wanted in document.shipping)
        if not is_wanted and was and is_same_place(_place(address(one, of="")), _nameless(was)):
            return one
    return None


def _nameless(text: str) -> str:
    """Who is addressed is not kept where it is the customer."""
    return _place(record_of({"billing": text}).details.billing)


def _place(where: Address) -> str:
    details = GuestDetails(billing=replace(where, name=""))
    return fields_of(GuestRecord(Contact(), details)).get("billing", "")


def _default_work(
    document: CustomerDocument, held: wire.Address | None, *, path: str
) -> list[Work]:
    """The address that bills, which is also where the company stands."""
    is_new = not document.changed
    takes_billing = is_new or "billing" in document.changed
    takes_company = is_new or "company" in document.changed
    if document.billing is None:
        if held is not None and takes_billing and not is_new:
            return [("DELETE", f"{path}/{held.id}", None)]
        return []
    if takes_billing or (takes_company and held is None):
        company = document.company or ("" if takes_company else document.billing.company)
        wanted = msgspec.structs.replace(document.billing, company=company)
        return _put(wanted, held, document, path=path, is_default=True)
    if takes_company and held is not None and (held.company or "") != document.company:
        return [("PUT", f"{path}/{held.id}", {"company": document.company})]
    return []


def _put(
    wanted: AddressDocument,
    held: wire.Address | None,
    document: CustomerDocument,
    *,
    path: str,
    is_default: bool = False,
) -> list[Work]:
    if held is not None and _is_same(held, wanted, document):
        return []
    body = bodies.address_body(wanted, document)
    if is_default:
        body["isDefault"] = True
    if held is None:
        return [("POST", path, body)]
    return [("PUT", f"{path}/{held.id}", body)]


def _is_same(held: wire.Address, wanted: AddressDocument, document: CustomerDocument) -> bool:
    name = f"{document.first_name} {document.last_name}".strip()
    return address(held, of=name) == Address(
        line1=wanted.line1,
        line2=wanted.line2,
        city=wanted.city,
        region=wanted.region,
        postal=wanted.postal,
        country=wanted.country or "US",
        name="" if wanted.name == name else wanted.name,
        company=wanted.company,
        phone=wanted.phone,
    )


def _changes_addresses(document: CustomerDocument) -> bool:
    if not document.changed:
        return document.billing is not None or bool(document.shipping)
    in_addresses = {"billing", "company"}
    return any(name in in_addresses or name.startswith(SHIPPING) for name in document.changed)


def _require_place(document: CustomerDocument) -> None:
    """Refuse a company that no address can carry, before anything is written."""
    is_told = not document.changed or "company" in document.changed
    if is_told and document.company and document.billing is None:
        raise Refused(
            f"{TITLE} keeps a company with the billing address only. Enter the address, or take the"
            " company away."
        )


def _require_email(found: wire.Customer, document: CustomerDocument) -> None:
    wanted = email_key(document.email)
    if all(email_key(one.email or "") != wanted for one in found.emails or ()):
        raise NoProof(f"{TITLE} answered about another customer.")
