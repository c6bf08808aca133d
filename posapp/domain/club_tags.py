"""A guest's club names as tags at Tock: what is sent, what changed, and how a name must be spelt.

The list is a state sent whole. A tag that we did not set is never taken away (architecture §6).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from enum import StrEnum

from posapp.domain.guest import Contact

LATE_MS = 120_000
"""A write nobody answered may still land this long after; no newer list is sent before that."""

NO_TAG = "Tock has no tag"
"""Begins the reason of every list that waits for a tag's right spelling."""

_MINUS = "−"
_CLOSE = 0.6


class TagMode(StrEnum):
    """What Tock does with a list of tags that arrives; its own rule is not public."""

    MANAGED_ONLY = "managed_only"
    REPLACE_ALL = "replace_all"
    MERGE = "merge"


class TagsDue(StrEnum):
    """What is still to be done about a guest's clubs: nothing, note them, or tell Tock."""

    NOTHING = "nothing"
    NOTE = "note"
    SEND = "send"


@dataclass(frozen=True, slots=True)
class TagRules:
    """How this till tells Tock of clubs; without `sends`, what changes is only noted."""

    sends: bool = False
    mode: TagMode = TagMode.MANAGED_ONLY


@dataclass(frozen=True, slots=True)
class TagList:
    """What Tock is told of a guest: who it is, and the sorted names of all their clubs."""

    contact: Contact = field(default_factory=Contact)
    phone_country_code: str = ""
    tags: tuple[str, ...] = ()

    def says_the_same(self, other: TagList) -> bool:
        """True when sending one after the other changes nothing; of no clubs, nothing is said."""
        return self == other or not (self.tags or other.tags)


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestTagState:
    """What is known of the tags of one address.

    `told` is what Tock last confirmed, or what the guest's clubs were when first seen here; `seen`
    are all tags of the guest's profile at Tock, None while no profile was seen.
    """

    email_key: str
    told: TagList = field(default_factory=TagList)
    seen: tuple[str, ...] | None = None
    due: TagsDue = TagsDue.NOTHING


@dataclass(frozen=True, slots=True)
class TagChange:
    """What a list adds and takes away."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The preview: “+ Estate Reserve − Library”; other details when no club changes."""
        signs = [*(f"+ {name}" for name in self.added)]
        signs += [f"{_MINUS} {name}" for name in self.removed]
        return " ".join(signs) or "new name, e-mail or phone"


def change_between(before: Iterable[str], after: Iterable[str]) -> TagChange:
    """What has to be added to and taken from `before` to come to `after`."""
    had, has = set(before), set(after)
    return TagChange(tuple(sorted(has - had)), tuple(sorted(had - has)))


def tags_of(club_names: Iterable[str], *, mapping: Mapping[str, str]) -> tuple[str, ...]:
    """The tags of these clubs: mapped, trimmed, each once, sorted; one mapped to "" is left out."""
    mapped = {mapping.get(name, name).strip() for name in club_names}
    return tuple(sorted(mapped - {""}))


def misspelt(tags: Iterable[str], *, known: frozenset[str]) -> str:
    """The first tag that Tock is not known to have, "" if there is none or nothing is known."""
    return next((tag for tag in tags if known and tag not in known), "")


def nearest_tag(name: str, *, known: Iterable[str]) -> str:
    """The known tag spelt most like `name`, whatever its case; "" when none is close."""
    folded = {tag.casefold(): tag for tag in sorted(known, reverse=True)}
    close = get_close_matches(name.casefold(), folded, n=1, cutoff=_CLOSE)
    return folded[close[0]] if close else ""


def no_such_tag(name: str, *, known: Iterable[str]) -> str:
    """Why an item is parked, and what to do about it."""
    near = nearest_tag(name, known=known)
    if near:
        return f"{NO_TAG} “{name}”. Did you mean “{near}”? Map it."
    return f"{NO_TAG} “{name}”. Map it, or make it at Tock."


def aggregate_of(email_key: str) -> str:
    """The line in which the lists of one address wait for each other."""
    return f"tags:{email_key}"


def by_hand_aggregate_of(email_key: str) -> str:
    """The line of what a person has to take away at Tock."""
    return f"tags-by-hand:{email_key}"


def cleared(told: TagList) -> TagList:
    """The list for an address that is nobody's any more: the same person, no clubs."""
    return replace(told, tags=())
