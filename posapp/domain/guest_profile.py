"""A person in Tock's guest directory, with all of its 34 fields; read-only here.

The profile's own id changes with every edit, so a person is known by the patron's id.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from posapp.domain.booking import Patron


class PhoneKind(StrEnum):
    """Tock's PhoneType by name; a word that is not here is kept as text."""

    MOBILE = "MOBILE"
    HOME = "HOME"
    WORK = "WORK"
    PAGER = "PAGER"
    FAX = "FAX"
    HOTEL = "HOTEL"
    OTHER = "OTHER"


class DayKind(StrEnum):
    """Tock's DayType by name; a word that is not here is kept as text."""

    BIRTHDAY = "BIRTHDAY"
    OTHER_BIRTHDAY = "OTHER_BIRTHDAY"
    ANNIVERSARY = "ANNIVERSARY"
    PARTNER_BIRTHDAY = "PARTNER_BIRTHDAY"


class LinkKind(StrEnum):
    """Tock's LinkType by name; a word that is not here is kept as text."""

    IMAGE = "IMAGE"
    TWITTER = "TWITTER"
    FACEBOOK = "FACEBOOK"
    LINKEDIN = "LINKEDIN"
    INSTAGRAM = "INSTAGRAM"
    IMAGE_BACKUP = "IMAGE_BACKUP"


class OptInSource(StrEnum):
    """Tock's OptInSource by name; a word that is not here is kept as text."""

    PURCHASE = "PURCHASE"
    WAITLIST = "WAITLIST"
    NEWSLETTER = "NEWSLETTER"
    IMPORTED = "IMPORTED"
    NO_OPT_IN = "NO_OPT_IN"
    OPTED_OUT = "OPTED_OUT"


class GuestNoteKind(StrEnum):
    """Tock's NoteType of a guest note by name; a word that is not here is kept as text."""

    GENERAL = "GENERAL"
    DIETARY = "DIETARY"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a person lives."""

    address1: str = ""
    address2: str = ""
    city: str = ""
    state: str = ""
    country: str = ""
    zip_code: str = ""


@dataclass(frozen=True, slots=True)
class PhoneEntry:
    """One of a person's numbers; Tock keeps the country code apart."""

    kind: str
    phone: str
    country_code: str = ""


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A birthday or an anniversary; the year is often not known."""

    kind: str
    day: int | None = None
    month: int | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A picture or a page of a person."""

    kind: str
    url: str


@dataclass(frozen=True, slots=True)
class GuestNote:
    """A note that staff wrote about a person in Tock."""

    text: str
    kind: str = ""
    written_by: Patron | None = None
    written_ms: int | None = None
    previous_version_id: str = ""

    @property
    def is_dietary(self) -> bool:
        """True for notes Tock files as dietary."""
        return self.kind == GuestNoteKind.DIETARY


@dataclass(frozen=True, slots=True)
class Spend:
    """What a person spent, as Tock counts it, in cents; None is "not stated"."""

    total_cents: int | None = None
    last_year_cents: int | None = None
    average_visit_cents: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What one business, or the group when `business_id` is "", keeps about a person."""

    business_id: str = ""
    business_name: str = ""
    domain_name: str = ""
    locale: str = ""
    currency: str = ""
    zone: str = ""
    notes: tuple[GuestNote, ...] = ()
    tags: tuple[str, ...] = ()
    spend: Spend | None = None


@dataclass(frozen=True, slots=True)
class Attribute:
    """What another system that syncs guests keeps at Tock: its ids, its club memberships."""

    kind: str = ""
    name: str = ""
    text: str = ""
    number: str = ""
    business_id: str = ""
    patron_id: str = ""


@dataclass(frozen=True, slots=True)
class Loyalty:
    """A person's loyalty programme."""

    card_number: str = ""
    level: str = ""
    account_id: str = ""


@dataclass(frozen=True, slots=True)
class Consent:
    """What a person agreed to; None is "not stated". The form of `dated` is not documented."""

    is_given: bool | None = None
    source: str = ""
    dated: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestProfile:
    """A person; the guest's own words (restrictions, wishes, aversions) are never ours to edit."""

    patron: Patron
    nick_name: str = ""
    company: str = ""
    job_title: str = ""
    spouse_name: str = ""
    spouse: Patron | None = None
    address: Address | None = None
    phones: tuple[PhoneEntry, ...] = ()
    days: tuple[SpecialDay, ...] = ()
    links: tuple[Link, ...] = ()
    imported_links: tuple[Link, ...] = ()
    dietary_restrictions: tuple[str, ...] = ()
    hospitality_wishes: tuple[str, ...] = ()
    aversions: str = ""
    group_id: str = ""
    places: tuple[Standing, ...] = ()
    group: Standing | None = None
    shared_tags: tuple[str, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    can_be_edited: bool | None = None
    is_verified: bool | None = None
    updated_by: Patron | None = None
    loyalty: Loyalty | None = None
    consent: Consent = Consent()
    version_id: int | None = None
    created_ms: int | None = None
    updated_ms: int | None = None

    @property
    def patron_id(self) -> str:
        """Tock's stable id of the person."""
        return self.patron.patron_id

    @property
    def email(self) -> str:
        """The person's e-mail, which is how systems match people."""
        return self.patron.email

    @property
    def first_name(self) -> str:
        """The person's first name."""
        return self.patron.first_name

    @property
    def last_name(self) -> str:
        """The person's last name."""
        return self.patron.last_name

    @property
    def phone(self) -> str:
        """The number of the login, else the first of the directory's."""
        return self.patron.phone or next((one.phone for one in self.phones if one.phone), "")

    @property
    def phone_country_code(self) -> str:
        """The country code that belongs to `phone`."""
        if self.patron.phone:
            return self.patron.phone_country_code
        return next((one.country_code for one in self.phones if one.phone), "")

    @property
    def opt_in(self) -> bool | None:
        """The consent to mailings, None when Tock does not state it."""
        return self.consent.is_given

    @property
    def tags(self) -> tuple[str, ...]:
        """The union of Tock's three tag lists, sorted; `places` and `group` remember the origin."""
        every = [*self.shared_tags, *(self.group.tags if self.group else ())]
        for place in self.places:
            every += place.tags
        return tuple(sorted({tag.strip() for tag in every} - {""}))
