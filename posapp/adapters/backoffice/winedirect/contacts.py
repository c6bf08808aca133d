"""Finds the one contact a person is, and writes it: searched first, never made twice.

WineDirect alone would match by e-mail, which makes one contact of a couple with one address; so
several matches are a question for a person.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from posapp.adapters.backoffice.winedirect.contact_book import (
    TYPES,
    addresses_of,
    in_full,
    readable,
)
from posapp.adapters.backoffice.winedirect.contact_parts import (
    changed_parts,
    is_wanted,
    new_parts,
    require_lengths,
    type_changes,
)
from posapp.adapters.backoffice.winedirect.fields import BadFieldError, ident, words
from posapp.adapters.backoffice.winedirect.listing import Listing, every_row
from posapp.adapters.backoffice.winedirect.people_records import OURS, customer
from posapp.adapters.backoffice.winedirect.service import (
    ADD_TYPE,
    REMOVE_TYPE,
    SEARCH_CONTACTS,
    TITLE,
    UPSERT_CONTACT,
    RowRefused,
    WineDirectService,
    results,
)
from posapp.adapters.soap import Node, Part
from posapp.domain.guest import email_key
from posapp.domain.guest_record import SHIPPING
from posapp.ports.backoffice import Ack, CustomerRecord
from posapp.ports.customer_fields import ALL_KINDS, require_as_known
from posapp.ports.documents import CustomerDocument
from posapp.ports.failures import NoProof, Refused

_UUID = re.compile(r"[0-9a-fA-F-]{32,36}")
_MOST_FOUND = 20
_PHONE = re.compile(r"[\d\s().+/-]{4,}")
_SHOWN = ("first_name", "last_name", "email", "phone", "company", "birth_date", "billing")
"""What a contact's own row tells."""


class Contacts:
    """Reads and writes contacts."""

    def __init__(self, service: WineDirectService) -> None:
        self._service = service

    # -- finding -----------------------------------------------------------------------------

    def by_id(self, contact_id: str) -> Node | None:
        """The contact with their id; None when there is none, or the id is another system's."""
        if not _UUID.fullmatch(contact_id):
            return None
        wanted = contact_id.casefold()
        rows = self._search([("ContactID", contact_id)])
        return next((row for row in rows if ident(row, "ContactID").casefold() == wanted), None)

    def find(self, *, remote_id: str, guest_id: str, email: str) -> Node | None:
        """The contact a person is: by their id, by ours, by e-mail. Refused when several are."""
        found = self.by_id(remote_id) if remote_id else None
        if found is not None:
            return found
        ours = f"{OURS}{guest_id}"
        rows = [
            row
            for row in self._search([("AltContactID", ours)])
            if ident(row, "AltContactID") == ours
        ]
        if not rows and email.strip():
            wanted = email_key(email)
            rows = [
                row
                for row in self._search([("Email", email.strip())])
                if email_key(row.value("Email") or "") == wanted
            ]
        if len({ident(row, "ContactID") for row in rows}) > 1:
            raise Refused(
                f"{TITLE} has {len(rows)} contacts with the e-mail {email}. Make them one there,"
                " or choose the right one for this guest, then try again."
            )
        return rows[0] if rows else None

    def search(self, typed: str) -> tuple[CustomerRecord, ...]:
        """People by e-mail, phone or name; without what further questions would tell of them."""
        text = " ".join(typed.split())
        if not text:
            return ()
        found: dict[str, CustomerRecord] = {}
        for parts in _asked(text):
            for row in self._search(parts, page_only=True):
                try:
                    record = customer(row)
                except BadFieldError:
                    continue
                found.setdefault(record.remote_id, record)
        return tuple(found.values())[:_MOST_FOUND]

    # -- writing -----------------------------------------------------------------------------

    def put(self, document: CustomerDocument, key: str) -> Ack:
        """Write what changed; whatever of it is there already is not written again."""
        del key
        require_lengths(document)
        row = self._of(document)
        if row is None and document.remote_id and document.changed:
            raise Refused(
                f"{TITLE} has no contact any more for {document.email}: it was deleted or merged"
                " there. Link this guest to the right contact, or send the guest anew."
            )
        if row is None:
            contact_id = self._upsert(document, new_parts(document))
        else:
            contact_id = ident(row, "ContactID")
            self._require_as_known(document, row)
            parts = changed_parts(document, row)
            if parts:
                self._upsert(document, parts)
        self._set_types(document, contact_id, is_new=row is None)
        self._require_shipping(document, contact_id)
        return Ack(contact_id, document.email)

    def look_up(self, document: CustomerDocument) -> Ack | None:
        """The contact if there is one."""
        row = self._of(document)
        return None if row is None else Ack(ident(row, "ContactID"), document.email)

    def _require_as_known(self, document: CustomerDocument, row: Node) -> None:
        """All of a contact is read at the first meeting only: it takes a question for each type."""
        try:
            if document.changed:
                require_as_known(document, customer(row), shown=_SHOWN)
            else:
                require_as_known(document, in_full(self._service, row), shown=ALL_KINDS)
        except BadFieldError as error:
            if document.changed:  # what cannot be read cannot be compared
                return
            raise Refused(
                f"{TITLE} has a contact with the e-mail {document.email} that posapp cannot read"
                f" ({error.path}). Correct it there, then try again."
            ) from None

    def _of(self, document: CustomerDocument) -> Node | None:
        return self.find(
            remote_id=document.remote_id, guest_id=document.guest_id, email=document.email
        )

    def _search(self, parts: Sequence[Part], *, page_only: bool = False) -> list[Node]:
        listing = Listing(
            operation=SEARCH_CONTACTS,
            rows="Contacts",
            key="ContactID",
            parts=tuple(parts),
            since="",
            share=1.0,
        )
        if page_only:
            asked: list[Part] = [*parts, ("MaxRows", str(_MOST_FOUND)), ("Page", "1")]
            return self._service.ask(SEARCH_CONTACTS, asked).node.rows("Contacts")
        return list(every_row(self._service, listing))

    def _upsert(self, document: CustomerDocument, parts: list[Part]) -> str:
        returned = self._service.ask(UPSERT_CONTACT, [("Contacts", [("Contact", parts)])]).node
        row = only_result(self._service, returned)
        contact_id = ident(row, "ContactID") or ident(row, "InternalKeyCode")
        if contact_id:
            return contact_id
        found = self._of(document)  # it does not always say which contact it was
        if found is None:
            raise NoProof(f"{TITLE} took the contact and does not show it.")
        return ident(found, "ContactID")

    def _set_types(self, document: CustomerDocument, contact_id: str, *, is_new: bool) -> None:
        changes = type_changes(document, is_new=is_new)
        if not changes:
            return
        known = {
            words(row, "ContactType").casefold(): ident(row, "ContactTypeID")
            for row in every_row(self._service, TYPES)
        }
        for name, is_wanted_now in changes.items():
            type_id = known.get(name.casefold())
            if type_id is None:
                if not is_wanted_now:
                    continue
                raise Refused(
                    f"{TITLE} has no contact type “{name}”. Make it there, or take it away here."
                )
            is_there = bool(self._search([("ContactType", name), ("ContactID", contact_id)]))
            if is_there != is_wanted_now:
                operation = ADD_TYPE if is_wanted_now else REMOVE_TYPE
                asked: list[Part] = [("ContactID", contact_id), ("ContactTypeID", type_id)]
                self._service.ask(operation, asked)

    def _require_shipping(self, document: CustomerDocument, contact_id: str) -> None:
        """Refuse what no public call writes, once everything else is written."""
        is_changed = any(name.startswith(SHIPPING) for name in document.changed)
        if not (is_changed or (document.shipping and not document.changed)):
            return
        rows = list(every_row(self._service, addresses_of(contact_id)))
        there = [one.address for one in readable(rows)]
        if len(there) == len(document.shipping) and all(
            is_wanted(one, there) for one in document.shipping
        ):
            return
        raise Refused(
            f"{TITLE} has no public call for addresses of parcels. Everything else is written;"
            " enter the address there, then try again."
        )


def only_result(service: WineDirectService, returned: Node) -> Node:
    """The one result of an upsert of one row; its own no counts, in an answer that says yes."""
    rows = results(returned) or [returned]
    if len(rows) > 1:
        raise NoProof(f"{TITLE} answered about more than it was sent.")
    told = rows[0].value("IsSuccessful") or returned.value("IsSuccessful")
    if told is None:
        raise NoProof(f"{TITLE} did not say whether it worked.")
    if told.casefold() not in {"true", "1", "1.0", "yes"}:
        raise RowRefused(service.said(rows[0]))
    return rows[0]


def _asked(text: str) -> list[list[Part]]:
    if "@" in text:
        return [[("Email", text)]]
    if _PHONE.fullmatch(text):
        return [[("Phone", text)]]
    first, _, last = text.rpartition(" ")
    if first:
        return [[("FirstName", first), ("LastName", last)]]
    return [[("LastName", last)], [("FirstName", last)]]
