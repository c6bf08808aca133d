"""How a guest came here: the defaults of a directory import, and consent to mailings."""

from __future__ import annotations

from dataclasses import dataclass, field

from posapp.domain.guest import Contact


@dataclass(frozen=True, slots=True)
class GuestDefaults:
    """What an unknown e-mail becomes a guest with (eCELLAR's three web store settings)."""

    customer_source: str = ""
    customer_type: str = ""
    allocation_tier: str = ""


@dataclass(frozen=True, slots=True)
class DirectoryPerson:
    """A person as the reservation system's directory knows them.

    `opt_in` is the consent to mailings there; None says that the directory does not tell.
    """

    contact: Contact
    phone_country_code: str = ""
    opt_in: bool | None = None


@dataclass(frozen=True, slots=True)
class GuestOrigin:
    """What is kept of it beside the guest's record; not imported means known before."""

    guest_id: str
    phone_country_code: str = ""
    defaults: GuestDefaults = field(default_factory=GuestDefaults)
    is_imported: bool = False
    opt_in: bool | None = None
