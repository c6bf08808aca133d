"""Guest profiles and the ingest that adds to them, matched by e-mail.

A guest with a Tock login keeps their own name and phone: a push to them changes only tags.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from posapp.sandbox.message import JsonObject
from posapp.sandbox.tock.model import Patron
from posapp.sandbox.tock.render import present, render_patron
from posapp.sandbox.tock.style import Style


class TagMode(StrEnum):
    """What a pushed list does to the tags already there; the vendor's answer is not public."""

    REPLACE_ALL = "replace_all"
    MANAGED_ONLY = "managed_only"
    MERGE = "merge"


@dataclass(frozen=True, slots=True)
class GuestProfile:
    """A guest; `staff_tags` were set in Tock, `pushed_tags` came in by ingest."""

    patron: Patron
    version_id: int
    created_ms: int
    updated_ms: int
    staff_tags: tuple[str, ...] = ()
    pushed_tags: tuple[str, ...] = ()

    def tags(self) -> tuple[str, ...]:
        """Every tag once, sorted."""
        return tuple(sorted({*self.staff_tags, *self.pushed_tags}))


@dataclass(frozen=True, slots=True)
class TagEntry:
    """What one applied push did to a guest's tags; `foreign_lost` were set by staff at Tock."""

    email: str
    at_ms: int
    tags: tuple[str, ...]
    foreign_lost: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PushedTags:
    """The tags of one push; `managed`, when sent, are the only names that may be taken away."""

    tags: tuple[str, ...]
    managed: tuple[str, ...] | None = None


class GuestList:
    """Profiles by patron; no two patrons share an e-mail, and a patron may have none.

    `tag_ledger` tells of every applied push. `known_tags` are the tags set up here; None takes any.
    """

    def __init__(self) -> None:
        self.tag_mode = TagMode.MANAGED_ONLY
        self.creates_unknown = True
        self.known_tags: frozenset[str] | None = None
        self.tag_ledger: list[TagEntry] = []
        self._profiles: dict[int, GuestProfile] = {}
        self._by_email: dict[str, int] = {}
        self._next_patron_id = 900_001

    def __len__(self) -> int:
        return len(self._profiles)

    def profiles(self) -> tuple[GuestProfile, ...]:
        """All profiles in the order they were made."""
        return tuple(self._profiles.values())

    def find(self, email: str) -> GuestProfile | None:
        """The guest with this e-mail, without regard to case."""
        patron_id = self._by_email.get(email.strip().lower())
        return None if patron_id is None else self._profiles[patron_id]

    def note_patron(
        self, patron: Patron, *, at_ms: int, staff_tags: Iterable[str] = ()
    ) -> GuestProfile | None:
        """Keep a patron seen on a booking; None for a walk-in nobody named."""
        if patron.id is None:
            return None
        known = self._profiles.get(patron.id)
        tags = tuple(staff_tags)
        if known is None:
            made = GuestProfile(
                patron=patron, version_id=1, created_ms=at_ms, updated_ms=at_ms, staff_tags=tags
            )
            return self._keep(made)
        if known.patron == patron and not tags:
            return known
        return self._keep(
            replace(
                known,
                patron=patron,
                version_id=known.version_id + 1,
                updated_ms=at_ms,
                staff_tags=tuple(sorted({*known.staff_tags, *tags})),
            )
        )

    def set_staff_tags(self, email: str, tags: Iterable[str], *, at_ms: int) -> None:
        """Staff write tags of their own on a guest's profile."""
        known = self._profiles[self._by_email[email.strip().lower()]]
        changed = replace(
            known,
            staff_tags=tuple(sorted(set(tags))),
            version_id=known.version_id + 1,
            updated_ms=at_ms,
        )
        self._keep(changed)

    def ingest(
        self,
        pushed: Patron,
        *,
        tags: tuple[str, ...],
        managed: tuple[str, ...] | None = None,
        at_ms: int,
    ) -> GuestProfile | None:
        """Apply one push; None when unknown guests are not created. `pushed.email` must be set."""
        email = (pushed.email or "").strip()
        known = self.find(email)
        if known is None:
            if not self.creates_unknown:
                return None
            made = GuestProfile(
                patron=replace(pushed, id=self._next_patron_id, email=email),
                version_id=1,
                created_ms=at_ms,
                updated_ms=at_ms,
                pushed_tags=tags,
            )
            self._next_patron_id += 1
            self.tag_ledger.append(TagEntry(email, at_ms, made.tags()))
            return self._keep(made)
        tagged = self._tagged(known, PushedTags(tags, managed))
        lost = tuple(sorted(set(known.staff_tags) - set(tagged.tags())))
        self.tag_ledger.append(TagEntry(email, at_ms, tagged.tags(), lost))
        return self._keep(
            replace(
                tagged,
                patron=known.patron if known.patron.is_verified else _filled(known.patron, pushed),
                version_id=known.version_id + 1,
                updated_ms=at_ms,
            )
        )

    def _tagged(self, known: GuestProfile, pushed: PushedTags) -> GuestProfile:
        tags, staff = set(pushed.tags), set(known.staff_tags)
        if self.tag_mode is TagMode.REPLACE_ALL:
            staff &= tags
            tags -= staff
        elif self.tag_mode is TagMode.MERGE:
            tags |= set(known.pushed_tags)
        elif pushed.managed is not None:
            staff -= set(pushed.managed) - tags
            tags |= set(known.pushed_tags) - set(pushed.managed)
        return replace(known, staff_tags=tuple(sorted(staff)), pushed_tags=tuple(sorted(tags)))

    def _keep(self, profile: GuestProfile) -> GuestProfile:
        patron = profile.patron
        if patron.id is None:
            raise ValueError("a profile needs a patron id")
        self._profiles[patron.id] = profile
        if patron.email:
            self._by_email[patron.email.lower()] = patron.id
        return profile


def _filled(known: Patron, pushed: Patron) -> Patron:
    """Partner data only fills gaps."""
    return replace(
        known,
        first_name=known.first_name or pushed.first_name,
        last_name=known.last_name or pushed.last_name,
        phone=known.phone or pushed.phone,
        phone_country_code=known.phone_country_code or pushed.phone_country_code,
    )


def render_profile(profile: GuestProfile, *, style: Style, group_id: str) -> JsonObject:
    """One root object of a guest-profile file; its `id` changes with every edit, on purpose."""
    patron = profile.patron
    phones: list[JsonObject] = []
    if patron.phone:
        phones.append(
            present(type="MOBILE", phone=patron.phone, phoneCountryCode=patron.phone_country_code)
        )
    return present(
        id=style.id((patron.id or 0) * 1000 + profile.version_id),
        patron=render_patron(patron, style=style),
        phone=phones,
        day=[],
        link=[],
        patronProfileDietaryRestriction=[],
        patronProfileHospitalityPreference=[],
        businessGroupId=group_id,
        businessGuestProfile=[],
        businessGroupGuestProfile={"note": [], "tag": list(profile.pushed_tags)},
        tag=list(profile.staff_tags),
        attribute=[],
        canEdit=not patron.is_verified,
        isArchived=False,
        optInSource="PURCHASE" if patron.is_verified else None,
        optIn=patron.is_verified,
        versionId=style.stamp(profile.version_id),
        createdAtTimestamp=style.stamp(profile.created_ms),
        updatedAtTimestamp=style.stamp(profile.updated_ms),
        isTockVerified=patron.is_verified,
    )
