"""Every field of a Tock guest profile, as it is seen on the wire; only the patron is required.

Some senders write phones as plain text and not as messages; both are read.
"""

from __future__ import annotations

import msgspec
from msgspec import Struct

from posapp.adapters.tock.wire import Code, Id, Number, Stamp, WirePatron


class WireAddress(Struct, rename="camel", gc=False):
    """An address."""

    address1: Code = None
    address2: Code = None
    city: str | None = None
    state: str | None = None
    country: str | None = None
    zip_code: Code = None


class WirePhone(Struct, rename="camel", gc=False):
    """A phone number."""

    type: str | None = None
    phone: Code = None
    phone_country_code: Code = None


class WireDay(Struct, rename="camel", gc=False):
    """A birthday or an anniversary."""

    type: str | None = None
    day: Number = None
    month: Number = None
    year: Number = None


class WireLink(Struct, rename="camel", gc=False):
    """A link."""

    type: str | None = None
    link: str | None = None


class WireImported(Struct, rename="camel", gc=False):
    """What came with an import."""

    link: list[WireLink] | None = None


class WireAuditedNote(Struct, rename="camel", gc=False):
    """A note with its author."""

    note: str | None = None
    last_updated_by: WirePatron | None = None
    last_updated_at_timestamp_ms: Stamp = None
    previous_version_id: Number = None
    note_type: str | None = None


class WireSpend(Struct, rename="camel", gc=False):
    """Money spent, as Tock counts it."""

    total_spend_cents: Number = None
    average_spend_per_visit_cents: Number = None
    spend_in_last_year_cents: Number = None


class WirePlace(Struct, rename="camel", gc=False):
    """The business a part of a profile belongs to."""

    id: Id = None
    name: str | None = None
    domain_name: str | None = None
    locale: str | None = None
    currency_code: str | None = None
    time_zone: str | None = None


class WireStanding(Struct, rename="camel", gc=False):
    """What a business or the group keeps about a person."""

    business: WirePlace | None = None
    note: list[WireAuditedNote] | None = None
    tag: list[str] | None = None
    spend: WireSpend | None = None


class WireAttribute(Struct, rename="camel", gc=False):
    """What another system keeps about a person."""

    business_id: Id = None
    patron_id: Id = None
    type: str | None = None
    attribute: Code = None
    string_value: Code = None
    int_value: Code = None


class WireProfile(Struct, rename="camel", gc=False):
    """One bare profile of the export or the webhook."""

    patron: WirePatron
    id: Id = None
    nick_name: str | None = None
    company: str | None = None
    job_title: str | None = None
    spouse_name: str | None = None
    spouse: WirePatron | None = None
    address: WireAddress | None = None
    phone: list[WirePhone | Code] | None = None
    day: list[WireDay] | None = None
    link: list[WireLink] | None = None
    patron_profile_dietary_restriction: list[str] | None = None
    patron_profile_hospitality_preference: list[str] | None = None
    patron_profile_aversions: str | None = None
    business_group_id: Id = None
    next_guest_profile_id: Id = None
    imported_profile: WireImported | None = None
    business_guest_profile: list[WireStanding] | None = None
    business_group_guest_profile: WireStanding | None = None
    tag: list[str] | None = None
    attribute: list[WireAttribute] | None = None
    can_edit: bool | None = None
    is_archived: bool | None = None
    updated_by: WirePatron | None = None
    loyalty_program_card_number: Code = None
    loyalty_program_membership_level: Code = None
    loyalty_program_account_id: Code = None
    opt_in_source: str | None = None
    opt_in: bool | None = None
    version_id: Number = None
    created_at_timestamp: Stamp = None
    updated_at_timestamp: Stamp = None
    is_tock_verified: bool | None = None
    date_opted_in: Code = None


PROFILE = msgspec.json.Decoder(WireProfile, strict=False)


class WireTagged(Struct, rename="camel", gc=False):
    """The tags of a business or of the group."""

    tag: list[str] | None = None


class WireEssence(Struct, rename="camel", gc=False):
    """What a club list needs; read where something else of a profile is broken."""

    patron: WirePatron
    tag: list[str] | None = None
    business_group_guest_profile: WireTagged | None = None
    business_guest_profile: list[WireTagged] | None = None
    opt_in: bool | None = None
    is_archived: bool | None = None
    next_guest_profile_id: Id = None


ESSENCE = msgspec.json.Decoder(WireEssence, strict=False)
