"""What other operations tell of contacts: their types, and their addresses for parcels.

No operation tells the types of one contact, so the contacts of each type are asked for, once a
pull. At the first pull all addresses are read in pages; later those of each changed contact alone.
"""

from __future__ import annotations

from collections import defaultdict, deque

from posapp.adapters.backoffice.winedirect.fields import BadFieldError, ident, words
from posapp.adapters.backoffice.winedirect.listing import (
    Listing,
    every_row,
    fetch,
    why_unreadable,
)
from posapp.adapters.backoffice.winedirect.people_records import customer, shipping_of
from posapp.adapters.backoffice.winedirect.service import (
    SEARCH_ADDRESSES,
    SEARCH_CONTACTS,
    SEARCH_TYPES,
    TITLE,
    WineDirectService,
)
from posapp.adapters.soap import Node, Part
from posapp.domain.guest_record import ShippingAddress
from posapp.ports.backoffice import CustomerRecord
from posapp.ports.failures import NoProof

_SHARE = 0.6
TYPES = Listing(
    operation=SEARCH_TYPES, rows="ContactTypes", key="ContactTypeID", since="", share=_SHARE
)
ADDRESSES = Listing(
    operation=SEARCH_ADDRESSES, rows="ShippingAddresses", key="ShippingAddressID", since=""
)


class ContactBook:
    """Kept while a pull goes on, so that one cut short by the budget need not read it all again."""

    def __init__(self, service: WineDirectService) -> None:
        self._service = service
        self._since_ms: int | None = None
        self._is_begun = False
        self._todo: deque[tuple[Listing, str, int]] = deque()
        self._types: defaultdict[str, set[str]] = defaultdict(set)
        self._addresses: defaultdict[str, list[Node]] | None = None

    def turn_to(self, since_ms: int | None) -> None:
        """From now on tell of contacts changed since then; nothing is read before one is asked."""
        if self._since_ms != since_ms:
            self._since_ms = since_ms
            self._is_begun = False

    def customer(self, row: Node) -> CustomerRecord:
        """A contact with its types and addresses.

        BadFieldError when one of them cannot be read: without it, it would seem to be deleted.
        """
        self._complete()
        contact_id = ident(row, "ContactID")
        types = tuple(self._types.get(contact_id, ()))
        return customer(row, shipping=self.shipping(contact_id), types=types)

    def customer_of_address(self, row: Node) -> CustomerRecord | None:
        """The contact whose address for parcels has changed; its own row may not have.

        None at the first pull, which reads every contact, and for a contact that is gone.
        """
        contact_id = ident(row, "ContactID")
        if self._since_ms is None or not contact_id:
            return None
        whose: Part = ("ContactID", contact_id)
        # One that cannot be read is set aside by the pull of contacts.
        rows = list(every_row(self._service, _contacts(whose), takes_unreadable=True))
        found = next((one for one in rows if ident(one, "ContactID") == contact_id), None)
        if found is None:
            return None
        return in_full(self._service, found)

    def shipping(self, contact_id: str) -> tuple[ShippingAddress, ...]:
        """The addresses for parcels of one contact."""
        if self._addresses is None:
            return _shipping_now(self._service, contact_id)
        return _all_of(self._addresses.get(contact_id, []))

    def _complete(self) -> None:
        """Read what is still missing; goes on where the budget ended it."""
        if not self._is_begun:
            self._begin()
        while self._todo:
            listing, name, page = self._todo[0]
            found = fetch(self._service, listing, page=page, since_ms=self._since_ms)
            if found.is_short(page):  # who is missing would seem to have lost a type
                raise NoProof(f"{TITLE} sent only a part of a list.")
            self._todo.popleft()
            for row in found.rows:
                # A contact nobody can read is set aside by the pull of contacts.
                if not (name and why_unreadable(row)):
                    self._note(row, name)
            is_wanted = bool(name) or self._addresses is not None
            if is_wanted and not found.is_last(page):
                self._todo.appendleft((listing, name, page + 1))

    def _begin(self) -> None:
        names = [words(row, "ContactType") for row in every_row(self._service, TYPES)]
        self._types.clear()
        self._addresses = None
        self._todo = deque(
            (_contacts(("ContactType", name)), name, 1) for name in filter(None, names)
        )
        if self._since_ms is None:
            self._todo.append((ADDRESSES, "", 1))
            self._addresses = defaultdict(list)
        self._is_begun = True

    def _note(self, row: Node, name: str) -> None:
        contact_id = row.value("ContactID") or ""
        if name:
            self._types[contact_id].add(name)
        elif not contact_id:  # nobody knows whose it is: ask for each contact
            self._addresses = None
        elif self._addresses is not None:
            self._addresses[contact_id].append(row)


def in_full(service: WineDirectService, row: Node) -> CustomerRecord:
    """One contact with types and addresses: a question for each type there is, so rarely asked.

    BadFieldError when one of them cannot be read.
    """
    contact_id = ident(row, "ContactID")
    whose: Part = ("ContactID", contact_id)
    names = [words(one, "ContactType") for one in every_row(service, TYPES)]
    types = [
        name
        for name in filter(None, names)
        if list(every_row(service, _contacts(("ContactType", name), whose)))
    ]
    return customer(row, shipping=_shipping_now(service, contact_id), types=tuple(types))


def _shipping_now(service: WineDirectService, contact_id: str) -> tuple[ShippingAddress, ...]:
    return _all_of(list(every_row(service, addresses_of(contact_id), takes_unreadable=True)))


def _contacts(*parts: Part) -> Listing:
    return Listing(
        operation=SEARCH_CONTACTS,
        rows="Contacts",
        key="ContactID",
        parts=parts,
        since="" if len(parts) > 1 or parts[0][0] == "ContactID" else "DateModifiedFrom",
        share=_SHARE,
    )


def addresses_of(contact_id: str) -> Listing:
    """The list of one contact's addresses for parcels."""
    return Listing(
        operation=SEARCH_ADDRESSES,
        rows="ShippingAddresses",
        key="ShippingAddressID",
        parts=(("ContactID", contact_id),),
        since="",
        share=_SHARE,
    )


def _all_of(rows: list[Node]) -> tuple[ShippingAddress, ...]:
    for row in rows:
        if why_unreadable(row):
            raise BadFieldError("ShippingAddresses", why_unreadable(row))
        shipping_of(row)
    return readable(rows)


def readable(rows: list[Node]) -> tuple[ShippingAddress, ...]:
    """The addresses among them that can be read."""
    found = []
    for row in rows:
        try:
            address = shipping_of(row)
        except BadFieldError:
            continue
        if not address.address.is_blank:
            found.append(address)
    return tuple(found)
