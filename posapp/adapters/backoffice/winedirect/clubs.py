"""Joins, holds and leaves clubs through the one call that writes memberships, of version 2.

There is no switch: a new membership first, then the end of the old, so that nobody is ever without.
What is there is looked at first and only what is missing is done, so a repeat is safe.
"""

from __future__ import annotations

from dataclasses import dataclass

from posapp.adapters.backoffice.winedirect.contacts import Contacts, only_result
from posapp.adapters.backoffice.winedirect.fields import BadFieldError, ident, words
from posapp.adapters.backoffice.winedirect.listing import Listing, every_row
from posapp.adapters.backoffice.winedirect.people_records import OURS, status_of
from posapp.adapters.backoffice.winedirect.service import (
    SEARCH_CLUBS,
    SEARCH_MEMBERSHIPS,
    TITLE,
    UPSERT_MEMBERSHIP,
    WineDirectService,
)
from posapp.adapters.soap import Node, Part
from posapp.domain.business_day import day_of, from_ms
from posapp.domain.club import MembershipStatus
from posapp.ports.backoffice import Ack
from posapp.ports.documents import ClubDocument, ClubsDocument
from posapp.ports.failures import Refused

_THEIR_ZONE = "America/Los_Angeles"
"""Version 2 reads dates there, wherever the winery is."""

_PICKUP = "pickup"
_LONGEST_REASON = 255


@dataclass(frozen=True, slots=True)
class _Place:
    """A membership that is there; `status` is None where nobody knows what it means."""

    membership_id: str
    club_id: str
    name: str
    status: MembershipStatus | None

    def is_in(self, club: ClubDocument) -> bool:
        """True when it is the membership that is named, or another of this club."""
        is_named = self.membership_id != "" and self.membership_id == club.membership_id
        is_same = club.club_id == self.club_id or club.name.casefold() == self.name.casefold()
        return is_named or is_same


class Clubs:
    """Writes memberships."""

    def __init__(self, service: WineDirectService, contacts: Contacts) -> None:
        self._service = service
        self._contacts = contacts

    def put(self, document: ClubsDocument, key: str) -> Ack:
        """Do what is missing of a change: joins first, ends last."""
        del key
        contact_id = self._contact_id(document)
        if not contact_id:
            raise Refused(
                f"{TITLE} does not know {document.first_name} {document.last_name} yet. Send the"
                " guest first, then try again."
            )
        for parts in self._missing(document, contact_id):
            sent: list[Part] = [("ContactID", contact_id), *parts]
            asked: list[Part] = [("clubMemberships", [("clubMembership", sent)])]
            only_result(self._service, self._service.ask(UPSERT_MEMBERSHIP, asked).node)
        return Ack(contact_id, document.change_id)

    def find(self, document: ClubsDocument) -> Ack | None:
        """The change if all of it is there."""
        contact_id = self._contact_id(document)
        if not contact_id or self._missing(document, contact_id):
            return None
        return Ack(contact_id, document.change_id)

    def _contact_id(self, document: ClubsDocument) -> str:
        row = self._contacts.find(
            remote_id=document.customer_id, guest_id=document.guest_id, email=document.email
        )
        return "" if row is None else ident(row, "ContactID")

    def _missing(self, document: ClubsDocument, contact_id: str) -> list[list[Part]]:
        places = self._places(contact_id)
        _require_known(places, document)
        missing: list[list[Part]] = []
        day = _day(document.at_ms)
        for place, club in enumerate(document.join):
            if not _standing(places, club, MembershipStatus.ACTIVE, MembershipStatus.HOLD):
                missing.append(self._join(document, club, place=place, day=day))
        for club in document.hold:
            for one in _standing(places, club, MembershipStatus.ACTIVE):
                until = "" if club.until_ms is None else _day(club.until_ms)
                held: list[Part] = [("OnHoldStartDate", day), ("OnHoldUntilDate", until or None)]
                missing.append([("ClubMembershipID", one.membership_id), *held])
        for club in document.resume:
            for one in _standing(places, club, MembershipStatus.HOLD):
                free: list[Part] = [("OnHoldStartDate", None), ("OnHoldUntilDate", day)]
                missing.append([("ClubMembershipID", one.membership_id), *free])
        for club in document.leave:
            missing += [
                [
                    ("ClubMembershipID", one.membership_id),
                    ("CancelDate", day),
                    ("CancellationReason", document.reason[:_LONGEST_REASON] or "Cancelled"),
                ]
                for one in _standing(places, club, MembershipStatus.ACTIVE, MembershipStatus.HOLD)
            ]
        return missing

    def _join(
        self, document: ClubsDocument, club: ClubDocument, *, place: int, day: str
    ) -> list[Part]:
        shipped: list[Part] = [("IsPickup", "false"), ("ShipTo", "BillingAddress")]
        if club.fulfilment == _PICKUP:
            location = club.pickup_location or self._service.choice.pickup_location
            if not location:
                raise Refused(
                    f"{TITLE} needs a pickup location for a club that is collected. Enter its"
                    " code in the settings, then try again."
                )
            shipped = [("IsPickup", "true"), ("PickupLocationCode", location)]
        return [
            ("AltClubMembershipID", f"{OURS}{document.change_id[:40]}:{place}"),
            ("ClubName", self._name_of(club)),
            ("SignupDate", day),
            *shipped,
        ]

    def _name_of(self, club: ClubDocument) -> str:
        """The club's name as it is over there now: by it alone a membership is made."""
        listing = Listing(operation=SEARCH_CLUBS, rows="Clubs", key="ClubID", since="", share=1.0)
        for row in every_row(self._service, listing):
            if ident(row, "ClubID") == club.club_id:
                return row.value("ClubName") or club.name
        return club.name

    def _places(self, contact_id: str) -> list[_Place]:
        listing = Listing(
            operation=SEARCH_MEMBERSHIPS,
            rows="ClubMemberships",
            key="ClubMembershipID",
            parts=(("ContactID", contact_id),),
            since="",
            share=1.0,
        )
        rows = every_row(self._service, listing)
        return [_place(row) for row in rows if _is_of(row, contact_id)]


def _is_of(row: Node, contact_id: str) -> bool:
    return ident(row, "ContactID").casefold() in {"", contact_id.casefold()}


def _require_known(places: list[_Place], document: ClubsDocument) -> None:
    """Refuse a change of a club where nobody knows how the guest stands: it could be a double."""
    clubs = (*document.join, *document.leave, *document.hold, *document.resume)
    if any(one.status is None and one.is_in(club) for one in places for club in clubs):
        raise Refused(
            f"{TITLE} tells a status of a membership that posapp does not know."
            " Make this change there."
        )


def _place(row: Node) -> _Place:
    status: MembershipStatus | None
    try:
        status = status_of(row)
    except BadFieldError:
        status = None
    return _Place(
        ident(row, "ClubMembershipID"), ident(row, "ClubID"), words(row, "ClubName"), status
    )


def _standing(
    places: list[_Place], club: ClubDocument, *statuses: MembershipStatus
) -> list[_Place]:
    """Those of a club that stand so: the one that is named if it is known there, else all."""
    named = [one for one in places if one.membership_id == club.membership_id]
    of_club = [one for one in places if one.is_in(club)]
    return [one for one in named or of_club if one.status in statuses]


def _day(at_ms: int) -> str:
    return day_of(from_ms(at_ms), zone=_THEIR_ZONE).isoformat()
