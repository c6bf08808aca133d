"""Contacts, their types and memberships as they are written over the wire."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from posapp.sandbox.call import Call
from posapp.sandbox.ledger import Ledger
from posapp.sandbox.ops import Op
from posapp.sandbox.winedirect.office import WineDirectOffice
from posapp.sandbox.winedirect.reads import RefusedError
from posapp.sandbox.winedirect.records import Contact, Membership
from posapp.sandbox.winedirect.wire import Asked

FIELDS = (
    "AltContactID", "FirstName", "LastName", "Company", "Address", "Address2", "City", "StateCode",
    "ZipCode", "CountryCode", "Email", "MainPhone", "Birthdate", "Title",
)  # fmt: skip
_MOST = {"FirstName": 50, "LastName": 50, "City": 50, "StateCode": 2, "Address": 255, "Email": 100}
_DATES = (
    "SignupDate", "CancelDate", "CancellationReason", "OnHoldStartDate", "OnHoldUntilDate",
    "IsPickup", "PickupLocationCode", "ShipTo",
)  # fmt: skip


class PeopleWrites:
    """Operations by name; each returns the payload of an answer."""

    def __init__(self, office: WineDirectOffice, ledger: Ledger) -> None:
        self._office = office
        self._ledger = ledger
        self.operations: dict[str, Callable[[Asked, Call], object]] = {
            "UpsertContact": self._upsert_contact,
            "AddContactTypeToContact": self._add_type,
            "RemoveContactTypeFromContact": self._remove_type,
            "UpsertClubMembership": self._upsert_membership,
        }

    def contact_for(self, asked: Asked, call: Call) -> Contact:
        """The contact of an upserted order: by their id, ours, or e-mail; else a new one."""
        values = {
            "AltContactID": asked.text("AltContactID"),
            "Email": asked.text("BillingEmail"),
            "FirstName": asked.text("BillingFirstName"),
            "LastName": asked.text("BillingLastName"),
        }
        found = self._find(asked.text("ContactID"), values)
        return found or self._create(values, call)

    def _upsert_contact(self, asked: Asked, call: Call) -> object:
        (row,) = asked.members("Contacts")
        values = {name: row.text(name) for name in FIELDS}
        if "username" in row.names() or "password" in row.names():
            raise RefusedError("InvalidLogin", "Username and Password go together.")
        for name, most in _MOST.items():
            if len(values[name]) > most:
                raise RefusedError("InvalidLength", f"{name} is longer than {most}.")
        if not values["Email"] and not row.text("ContactID"):
            return _result(row, is_successful=False, message="Email is required.")
        known = self._find(row.text("ContactID"), values)
        if known is None:
            known = self._create(values, call)
        else:
            known = self._update(known, row, values, call)
        return {"Results": [{"IsSuccessful": True, "ContactID": known.contact_id}]}

    def _find(self, contact_id: str, values: dict[str, str]) -> Contact | None:
        contacts = self._office.contacts
        if contact_id:
            if contact_id not in contacts:
                raise RefusedError("InvalidContactID", "The ContactID was not found.")
            return contacts[contact_id]
        ours, email = values["AltContactID"], values["Email"].lower()
        by_ours = [one for one in contacts.values() if ours == one.values.get("AltContactID", "-")]
        by_email = [one for one in contacts.values() if email and email == one.email]
        return next(iter((*by_ours, *by_email)), None)

    def _create(self, values: dict[str, str], call: Call) -> Contact:
        contact_id = self._office.new_id("contact")
        made = Contact(contact_id, values, changed=self._office.now())
        self._office.contacts[contact_id] = made
        entry = call.entry(reference=values["Email"].lower(), cents=0)
        self._ledger.append(replace(entry, op=Op.CUSTOMER_UPSERT))  # an order makes one as well
        return made

    def _update(self, known: Contact, row: Asked, values: dict[str, str], call: Call) -> Contact:
        named = row.names()
        kept = {} if self._office.nulls_omitted else known.values
        sent = {name: text for name, text in values.items() if name.lower() in named}
        made = replace(known, values={**kept, **sent}, changed=self._office.now())
        if _told(made.values) == _told(known.values):
            return known
        self._office.contacts[known.contact_id] = made
        self._ledger.append(call.entry(reference=f"{known.contact_id} changed", cents=0))
        return made

    def _add_type(self, asked: Asked, call: Call) -> object:
        return self._set_type(asked, call, adds=True)

    def _remove_type(self, asked: Asked, call: Call) -> object:
        return self._set_type(asked, call, adds=False)

    def _set_type(self, asked: Asked, call: Call, *, adds: bool) -> object:
        known = self._office.contacts.get(asked.text("ContactID"))
        name = self._office.types.get(asked.text("ContactTypeID"))
        if known is None or name is None:
            raise RefusedError("NotFound", "The contact or the contact type was not found.")
        types = known.types | {name} if adds else known.types - {name}
        if types != known.types:
            made = replace(known, types=types, changed=self._office.now())
            self._office.contacts[known.contact_id] = made
            word = "added" if adds else "removed"
            reference = f"{known.contact_id} {name} {word}"
            self._ledger.append(call.entry(reference=reference, cents=0))
        return {"RecordCount": 1}

    def _upsert_membership(self, asked: Asked, call: Call) -> object:
        """Version 2: the answer is an array of results."""
        (row,) = asked.members("clubMemberships")
        found = self._membership(row)
        sent = {name: row.text(name) for name in _DATES if name.lower() in row.names()}
        if found is None:
            club_id = self._club_named(row.text("ClubName"))
            contact_id = row.text("ContactID")
            if club_id is None or contact_id not in self._office.contacts:
                return [_row_result(row, "", message="The club or the contact was not found.")]
            if sent.get("IsPickup") == "true" and not sent.get("PickupLocationCode"):
                return [_row_result(row, "", message="A PickupLocationCode is required.")]
            found = self._join(contact_id, club_id, row, sent, call)
        else:
            self._change(found, sent, call)
        return [_row_result(row, found.membership_id)]

    def _membership(self, row: Asked) -> Membership | None:
        known = self._office.memberships
        wanted, alternative = row.text("ClubMembershipID"), row.text("AltClubMembershipID")
        if wanted:
            if wanted not in known:
                raise RefusedError("NotFound", "The membership was not found.")
            return known[wanted]
        same = (one for one in known.values() if alternative and one.alternative == alternative)
        return next(same, None)

    def _club_named(self, name: str) -> str | None:
        clubs = self._office.clubs.items()
        return next((key for key, known in clubs if known.lower() == name.lower()), None)

    def _join(
        self, contact_id: str, club_id: str, row: Asked, sent: dict[str, str], call: Call
    ) -> Membership:
        before = [
            one
            for one in self._office.memberships.values()
            if (one.contact_id, one.club_id, one.status) == (contact_id, club_id, "Cancelled")
        ]
        membership_id = self._office.new_id("membership")
        made = Membership(
            membership_id,
            contact_id,
            club_id,
            row.text("AltClubMembershipID"),
            sent,
            self._office.now(),
        )
        self._office.memberships[membership_id] = made
        reference = f"{contact_id} {club_id} joined {len(before)}"
        self._ledger.append(call.entry(reference=reference, cents=0))
        return made

    def _change(self, known: Membership, sent: dict[str, str], call: Call) -> None:
        made = replace(known, values={**known.values, **sent}, changed=self._office.now())
        if made.values == known.values:
            return
        self._office.memberships[known.membership_id] = made
        reference = f"{known.membership_id} {made.status}"
        self._ledger.append(call.entry(reference=reference, cents=0))


def _told(values: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in values.items() if text}


def _result(row: Asked, *, is_successful: bool, message: str) -> object:
    errors = [{"ErrorCode": "Invalid", "ErrorMessage": message}]
    result = {"IsSuccessful": is_successful, "OrderNumber": row.text("OrderNumber")}
    return {"Results": [{**result, "Errors": errors}]}


def _row_result(row: Asked, membership_id: str, *, message: str = "") -> dict[str, object]:
    return {
        "isSuccessful": bool(membership_id),
        "message": message,
        "altClubMembershipID": row.text("AltClubMembershipID"),
        "internalKeyCode": membership_id,
    }
