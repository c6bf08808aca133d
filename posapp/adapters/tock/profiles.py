"""Tock's guest profiles. The profile's own id changes with every edit, so it is not kept.

A profile whose birthday is broken still has its club tags: what only a list needs is read then.
"""

from __future__ import annotations

import msgspec

from posapp.adapters.tock.profile_wire import (
    ESSENCE,
    PROFILE,
    WireAttribute,
    WireAuditedNote,
    WireEssence,
    WireLink,
    WirePhone,
    WirePlace,
    WireProfile,
    WireStanding,
    WireTagged,
)
from posapp.adapters.tock.scrub import is_suspect, scrubbed, scrubbed_text, without_nuls
from posapp.adapters.tock.values import patron_of, text_of
from posapp.domain.booking import Patron
from posapp.domain.guest_profile import (
    Address,
    Attribute,
    Consent,
    GuestNote,
    GuestProfile,
    Link,
    Loyalty,
    PhoneEntry,
    SpecialDay,
    Spend,
    Standing,
)
from posapp.domain.reservation import Fault, Quarantined

__all__ = ["GuestProfile", "decode_profile"]


def decode_profile(body: bytes, *, source: str, origin: str) -> GuestProfile | Quarantined | None:
    """Read one profile; None for one that was archived or replaced by a newer one."""
    try:
        clean = without_nuls(scrubbed(body, suspect=is_suspect(body)))
        found = _read(clean)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        message, _, path = str(error).partition(" - at `")
        is_text = isinstance(error, msgspec.DecodeError | UnicodeDecodeError)
        fault = Fault(path.rstrip("`") or "$", message if is_text else "not JSON")
        kept = scrubbed_text(body.decode("utf-8", "backslashreplace"))
        return Quarantined(source, origin, kept, (fault,))
    if found.patron.id is None:
        kept = scrubbed(body, suspect=True).decode()
        return Quarantined(source, origin, kept, (Fault("$.patron.id", "missing"),))
    if found.is_archived or found.next_guest_profile_id not in {None, 0, "", "0"}:
        return None
    return _profile(found) if isinstance(found, WireProfile) else _essence(found)


def _read(body: bytes) -> WireProfile | WireEssence:
    try:
        return PROFILE.decode(body)
    except msgspec.ValidationError:
        return ESSENCE.decode(body)


def _essence(found: WireEssence) -> GuestProfile:
    group = found.business_group_guest_profile
    return GuestProfile(
        patron=patron_of(found.patron) or Patron(),
        shared_tags=tuple(found.tag or ()),
        group=Standing(tags=tuple(group.tag or ())) if group else None,
        places=tuple(_tagged(one) for one in found.business_guest_profile or ()),
        consent=Consent(found.opt_in),
    )


def _tagged(place: WireTagged) -> Standing:
    return Standing(tags=tuple(place.tag or ()))


def _profile(found: WireProfile) -> GuestProfile:
    group = found.business_group_guest_profile
    return GuestProfile(
        patron=patron_of(found.patron) or Patron(),
        nick_name=found.nick_name or "",
        company=found.company or "",
        job_title=found.job_title or "",
        spouse_name=found.spouse_name or "",
        spouse=patron_of(found.spouse),
        address=_address(found),
        phones=tuple(_phone(one) for one in found.phone or ()),
        days=tuple(
            SpecialDay(one.type or "", one.day, one.month, one.year) for one in found.day or ()
        ),
        links=_links(found.link),
        imported_links=_links(found.imported_profile.link if found.imported_profile else None),
        dietary_restrictions=tuple(found.patron_profile_dietary_restriction or ()),
        hospitality_wishes=tuple(found.patron_profile_hospitality_preference or ()),
        aversions=found.patron_profile_aversions or "",
        group_id=text_of(found.business_group_id),
        places=tuple(_standing(one) for one in found.business_guest_profile or ()),
        group=_standing(group) if group else None,
        shared_tags=tuple(found.tag or ()),
        attributes=tuple(_attribute(one) for one in found.attribute or ()),
        can_be_edited=found.can_edit,
        is_verified=found.is_tock_verified,
        updated_by=patron_of(found.updated_by),
        loyalty=_loyalty(found),
        consent=Consent(found.opt_in, found.opt_in_source or "", text_of(found.date_opted_in)),
        version_id=found.version_id,
        created_ms=found.created_at_timestamp,
        updated_ms=found.updated_at_timestamp,
    )


def _address(found: WireProfile) -> Address | None:
    place = found.address
    if place is None:
        return None
    return Address(
        text_of(place.address1),
        text_of(place.address2),
        place.city or "",
        place.state or "",
        place.country or "",
        text_of(place.zip_code),
    )


def _phone(entry: WirePhone | int | str | None) -> PhoneEntry:
    if isinstance(entry, WirePhone):
        return PhoneEntry(entry.type or "", text_of(entry.phone), text_of(entry.phone_country_code))
    return PhoneEntry("", text_of(entry))


def _links(links: list[WireLink] | None) -> tuple[Link, ...]:
    return tuple(Link(one.type or "", one.link or "") for one in links or ())


def _standing(found: WireStanding) -> Standing:
    place, spent = found.business or WirePlace(), found.spend
    return Standing(
        business_id=text_of(place.id),
        business_name=place.name or "",
        domain_name=place.domain_name or "",
        locale=place.locale or "",
        currency=place.currency_code or "",
        zone=place.time_zone or "",
        notes=tuple(_note(one) for one in found.note or ()),
        tags=tuple(found.tag or ()),
        spend=Spend(
            spent.total_spend_cents,
            spent.spend_in_last_year_cents,
            spent.average_spend_per_visit_cents,
        )
        if spent
        else None,
    )


def _note(found: WireAuditedNote) -> GuestNote:
    return GuestNote(
        found.note or "",
        found.note_type or "",
        patron_of(found.last_updated_by),
        found.last_updated_at_timestamp_ms,
        text_of(found.previous_version_id),
    )


def _attribute(found: WireAttribute) -> Attribute:
    return Attribute(
        found.type or "",
        text_of(found.attribute),
        text_of(found.string_value),
        text_of(found.int_value),
        text_of(found.business_id),
        text_of(found.patron_id),
    )


def _loyalty(found: WireProfile) -> Loyalty | None:
    texts = [
        text_of(found.loyalty_program_card_number),
        text_of(found.loyalty_program_membership_level),
        text_of(found.loyalty_program_account_id),
    ]
    return Loyalty(*texts) if any(texts) else None
