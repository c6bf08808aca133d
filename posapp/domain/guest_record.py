"""A guest's record as it goes both ways between us and a back office, and its fields as text.

Fields are what is compared, merged and chosen: a shipping address and a contact type are one each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from posapp.domain.address import Address
from posapp.domain.guest import Contact

Fields = Mapping[str, str]
"""Canonical texts by field name; "" and an absent name mean the same: nothing."""

SHIPPING, CONTACT_TYPE = "shipping:", "contact_type:"
"""Begin the names of the fields that a record may have many of."""


@dataclass(frozen=True, slots=True)
class ShippingAddress:
    """One of a guest's addresses for parcels; `address_id` is the back office's, "" while new."""

    address: Address
    address_id: str = ""
    is_primary: bool = False


@dataclass(frozen=True, slots=True)
class GuestDetails:
    """What is known of a guest beside name, e-mail and phone.

    `billing` is the address a back office bills; `birth_date` is ISO or ""; `contact_types` are
    names, sorted, each once (WineDirect's contact types, Commerce7's customer tags).
    """

    company: str = ""
    birth_date: str = ""
    billing: Address = field(default_factory=Address)
    shipping: tuple[ShippingAddress, ...] = ()
    contact_types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GuestRecord:
    """All that goes both ways."""

    contact: Contact
    details: GuestDetails = field(default_factory=GuestDetails)
