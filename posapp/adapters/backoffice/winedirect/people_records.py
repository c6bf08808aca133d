"""Contacts, clubs, memberships of WineDirect as ours. A contact row is its billing address."""

from __future__ import annotations

from posapp.adapters.backoffice.winedirect.fields import (
    BadFieldError,
    birth_date,
    flag,
    ident,
    moment,
    require_id,
    words,
)
from posapp.adapters.soap import Node
from posapp.domain.address import Address
from posapp.domain.club import Club, Membership, MembershipStatus
from posapp.domain.guest import Contact
from posapp.domain.guest_record import GuestDetails, GuestRecord, ShippingAddress
from posapp.ports.backoffice import CustomerRecord, MergedCustomer

OURS = "posapp:"
"""Begins the id that WineDirect keeps beside its own for a guest of ours."""


def contact_of(row: Node) -> Contact:
    """Whose row it is; older services call the number Phone, newer ones MainPhone."""
    phone = words(row, "Phone") or words(row, "MainPhone")
    return Contact(words(row, "FirstName"), words(row, "LastName"), words(row, "Email"), phone)


def address_of(row: Node) -> Address:
    """The address of a row, without the person."""
    return Address(
        line1=words(row, "Address"),
        line2=words(row, "Address2"),
        city=words(row, "City"),
        region=words(row, "StateCode"),
        postal=words(row, "ZipCode"),
        country=words(row, "CountryCode"),
    )


def shipping_of(row: Node) -> ShippingAddress:
    """An address for parcels, with who is addressed."""
    plain = address_of(row)
    contact = contact_of(row)
    address = Address(
        line1=plain.line1,
        line2=plain.line2,
        city=plain.city,
        region=plain.region,
        postal=plain.postal,
        country=plain.country,
        name=contact.name,
        company=words(row, "Company"),
        phone=contact.phone,
    )
    return ShippingAddress(address, require_id(row, "ShippingAddressID"), flag(row, "IsPrimary"))


def customer(
    row: Node, *, shipping: tuple[ShippingAddress, ...] = (), types: tuple[str, ...] = ()
) -> CustomerRecord:
    """A contact with what other operations tell of it."""
    alternative = ident(row, "AltContactID")
    details = GuestDetails(
        company=words(row, "Company"),
        birth_date=birth_date(row, "BirthDate"),
        billing=address_of(row),
        shipping=shipping,
        contact_types=tuple(sorted(set(types))),
    )
    return CustomerRecord(
        require_id(row, "ContactID"),
        GuestRecord(contact_of(row), details),
        our_id=alternative.removeprefix(OURS) if alternative.startswith(OURS) else "",
        modified_ms=moment(row, "DateModified"),
    )


def merged(row: Node) -> MergedCustomer:
    """Two contacts that were made one."""
    gone, kept = require_id(row, "ContactID"), require_id(row, "MergedIntoContactID")
    if gone == kept:
        raise BadFieldError("MergedIntoContactID", "It is merged into itself.")
    return MergedCustomer(gone, kept)


def club(row: Node) -> Club:
    """A club; its members' prices are a price level of the products, not a percentage."""
    name = words(row, "ClubName") or words(row, "Title")
    if not name:
        raise BadFieldError("ClubName", "The club has no name.")
    return Club(require_id(row, "ClubID"), name)


def membership(row: Node) -> Membership:
    """A place in a club. An unknown status is not guessed: a guess could take a tag away."""
    status = status_of(row)
    is_pickup = flag(row, "IsPickup")
    return Membership(
        require_id(row, "ClubMembershipID"),
        require_id(row, "ClubID"),
        require_id(row, "ContactID"),
        status is MembershipStatus.ACTIVE,
        status,
        joined_ms=moment(row, "SignupDate"),
        cancelled_ms=moment(row, "CancelDate"),
        fulfilment="pickup" if is_pickup else "ship",
        pickup_location=ident(row, "PickupLocationCode"),
    )


def status_of(row: Node) -> MembershipStatus:
    """How a membership stands; BadFieldError for a word that is not known."""
    word = words(row, "CurrentMembershipStatus").casefold()
    if word == "active":
        return MembershipStatus.ACTIVE
    if word in {"cancelled", "canceled"}:
        return MembershipStatus.CANCELLED
    if "hold" in word:
        return MembershipStatus.HOLD
    raise BadFieldError("CurrentMembershipStatus", "This status is not known.")
