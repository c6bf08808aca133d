"""Tock's guest profiles, read as far as a club list needs them.

The profile's own id changes with every edit, so a person is known by the patron's id.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
from msgspec import Struct

from posapp.adapters.tock.scrub import (
    clean_phone,
    clean_text,
    is_suspect,
    scrubbed,
    scrubbed_text,
)
from posapp.adapters.tock.wire import Id, WirePatron
from posapp.domain.reservation import Fault, Quarantined


@dataclass(frozen=True, slots=True)
class GuestProfile:
    """A person in Tock's guest directory; `tags` is the union of Tock's three tag lists, sorted.

    `opt_in` is the consent to mailings, None when Tock does not state it.
    """

    patron_id: str
    email: str = ""
    first_name: str = ""
    last_name: str = ""
    phone: str = ""
    phone_country_code: str = ""
    tags: tuple[str, ...] = ()
    opt_in: bool | None = None


class _Tagged(Struct, rename="camel", gc=False):
    tag: list[str] | None = None


class _Profile(Struct, rename="camel", gc=False):
    patron: WirePatron
    tag: list[str] | None = None
    business_group_guest_profile: _Tagged | None = None
    business_guest_profile: list[_Tagged] | None = None
    opt_in: bool | None = None
    is_archived: bool | None = None
    next_guest_profile_id: Id = None


_PROFILE = msgspec.json.Decoder(_Profile, strict=False)


def decode_profile(body: bytes, *, source: str, origin: str) -> GuestProfile | Quarantined | None:
    """Read one profile; None for one that was archived or replaced by a newer one."""
    try:
        found = _PROFILE.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        message, _, path = str(error).partition(" - at `")
        fault = Fault(path.rstrip("`") or "$", message)
        kept = scrubbed_text(body.decode("utf-8", "backslashreplace"))
        return Quarantined(source, origin, kept, (fault,))
    if found.patron.id is None:
        kept = scrubbed(body, suspect=True).decode()
        return Quarantined(source, origin, kept, (Fault("$.patron.id", "missing"),))
    if found.is_archived or found.next_guest_profile_id not in {None, 0, "", "0"}:
        return None
    return _guest(found, suspect=is_suspect(body))


def _guest(found: _Profile, *, suspect: bool) -> GuestProfile:
    clean = clean_text if suspect else str
    patron = found.patron
    places = [
        found.tag,
        found.business_group_guest_profile and found.business_group_guest_profile.tag,
        *(place.tag for place in found.business_guest_profile or ()),
    ]
    tags = {clean(tag).strip() for place in places for tag in place or ()}
    phone = str(patron.phone or "")
    return GuestProfile(
        str(patron.id),
        clean(patron.email or "").strip(),
        clean(patron.first_name or "").strip(),
        clean(patron.last_name or "").strip(),
        clean_phone(phone) if suspect else phone,
        str(patron.phone_country_code or ""),
        tuple(sorted(tags - {""})),
        found.opt_in,
    )
