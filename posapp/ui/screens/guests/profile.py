"""A guest's profile in words, without Qt: who, where known, which clubs, what Tock is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from posapp.domain.club import MembershipStatus
from posapp.domain.guest_record import ShippingAddress
from posapp.domain.merge import ConflictState, RecordConflict, Side
from posapp.domain.outbox import OutboxState
from posapp.ports.people import GuestSheet, HeldMembership, Lookalike, RemotePerson
from posapp.ui.format import MINUTE_MS, Words, age, count_of
from posapp.ui.phones import phone_text
from posapp.ui.tokens import Tone
from posapp.ui.vocabulary import StateWord, sync_word

NOTHING_TOLD = "Tock was not told of any club yet"
_ACTIVE = StateWord("Active", "check", Tone.SEATED)
_ON_HOLD = StateWord("On hold", "pause", Tone.LATE)
_ENDED = StateWord("Ended", "ban", is_quiet=True)
_HERE = frozenset(("here", "local", "posapp", ""))
_MOST = 12
"""More addresses, systems or lookalikes than this are counted, not shown."""

Titles = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the record: an icon, what it is, and what it says."""

    icon: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class KnownIn:
    """A system that knows the guest, and when it was last heard of there."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Other:
    """Another guest who may be the same person."""

    guest_id: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Settled:
    """A choice between two sides that was made, and can be taken back."""

    conflict_id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipCard:
    """A place in a club, and what may be done about it."""

    club_id: str
    name: str
    detail: str
    state: StateWord
    sync: StateWord | None
    is_active: bool
    is_on_hold: bool

    @property
    def spoken(self) -> str:
        """The card as a screen reader says it."""
        return f"{self.name}, {self.state.text}, {self.detail}"


@dataclass(frozen=True, slots=True)
class TagLine:
    """What Tock was told of the guest's clubs, and what it is still to be told."""

    sent: str
    still: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileState:
    """Everything the profile shows beside the timeline."""

    guest_id: str
    name: str
    clubs: str
    sync: StateWord | None
    trouble: str
    question: str
    conflict_id: str
    facts: tuple[Fact, ...]
    known_in: tuple[KnownIn, ...]
    others: tuple[Other, ...]
    memberships: tuple[MembershipCard, ...]
    past: tuple[str, ...]
    tags: TagLine
    no_join: str
    settled: tuple[Settled, ...] = ()


def profile_of(
    sheet: GuestSheet, *, words: Words, now_ms: int, titles: Titles, has_clubs: bool
) -> ProfileState:
    """Put a guest into words."""
    contact = sheet.record.contact
    standing = [one for one in sheet.memberships if _stands(one)]
    past = [one for one in sheet.memberships if not _stands(one)]
    conflict = next((one for one in sheet.conflicts if one.state is ConflictState.OPEN), None)
    return ProfileState(
        guest_id=sheet.guest.guest_id,
        name=contact.name or contact.email or "No name",
        clubs=_clubs(sheet, words=words),
        sync=sync_word(sheet.sync_state),
        trouble=sheet.sync_reason if sheet.sync_state is OutboxState.PARKED else "",
        question=_question(conflict, titles=titles) if conflict else "",
        conflict_id=conflict.conflict_id if conflict else "",
        facts=_facts(sheet, titles=titles),
        known_in=_known_in(sheet, titles=titles, now_ms=now_ms),
        others=tuple(_other(one) for one in sheet.lookalikes[:_MOST]),
        memberships=tuple(_card(one, words=words, now_ms=now_ms) for one in standing),
        past=tuple(_past(one, words=words, titles=titles, now_ms=now_ms) for one in past),
        tags=_tags(sheet),
        no_join="" if has_clubs else "No clubs known yet",
        settled=_settled(sheet, words=words, now_ms=now_ms),
    )


def _clubs(sheet: GuestSheet, *, words: Words) -> str:
    """The clubs in the title line: “Estate Reserve since 2022 · Library on hold”."""
    parts = []
    for held in sheet.memberships:
        if held.is_former:
            continue
        status = _status(held)
        if status is MembershipStatus.ACTIVE:
            since = held.membership.joined_ms
            year = f" since {words.local(since).year}" if since is not None else ""
            parts.append(f"{held.club.name}{year}")
        elif status is MembershipStatus.HOLD:
            parts.append(f"{held.club.name} on hold")
    return " · ".join(parts)


def _stands(held: HeldMembership) -> bool:
    """True for a place that something may be done about: another system's is history."""
    return not held.is_former and _status(held) is not MembershipStatus.CANCELLED


def _status(held: HeldMembership) -> MembershipStatus:
    status = held.membership.status
    if status is not MembershipStatus.UNTOLD:
        return status
    is_active = held.membership.is_active
    return MembershipStatus.ACTIVE if is_active else MembershipStatus.CANCELLED


def _card(held: HeldMembership, *, words: Words, now_ms: int) -> MembershipCard:
    membership, status = held.membership, _status(held)
    joined, ended = membership.joined_ms, membership.cancelled_ms
    today = words.local(now_ms).date()
    parts = [
        f"since {date_text(words.local(joined).date(), today=today)}" if joined is not None else "",
        _delivery(membership.fulfilment, membership.pickup_location),
        f"{held.club.discount_bp / 100:g}\N{NO-BREAK SPACE}%\N{NO-BREAK SPACE}off"
        if held.club.discount_bp
        else "",
    ]
    if status is MembershipStatus.CANCELLED:
        parts = [
            f"until {date_text(words.local(ended).date(), today=today)}"
            if ended is not None
            else parts[0]
        ]
    state = {MembershipStatus.ACTIVE: _ACTIVE, MembershipStatus.HOLD: _ON_HOLD}.get(status, _ENDED)
    return MembershipCard(
        club_id=held.club.club_id,
        name=held.club.name,
        detail=_capital(" · ".join(part for part in parts if part)),
        state=state,
        sync=sync_word(held.sync_state),
        is_active=status is MembershipStatus.ACTIVE,
        is_on_hold=status is MembershipStatus.HOLD,
    )


def _past(held: HeldMembership, *, words: Words, titles: Titles, now_ms: int) -> str:
    """A club that was left, or what a system told of one that is not connected, and how old."""
    if not held.is_former:
        detail = _card(held, words=words, now_ms=now_ms).detail
        return f"Was in {held.club.name} {detail[:1].lower()}{detail[1:]}".strip()
    told = {MembershipStatus.ACTIVE: "active", MembershipStatus.HOLD: "on hold"}
    there = f"{told.get(_status(held), 'ended')} in {titles(held.membership.backend)}"
    heard = "" if held.as_of_ms is None else f" as of {ago(now_ms - held.as_of_ms)}"
    return f"{held.club.name}: {there}{heard}, which is not connected"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _delivery(fulfilment: str, location: str) -> str:
    if fulfilment == "pickup":
        return f"collects at {location}" if location else "collects"
    return "ships" if fulfilment == "ship" else ""


def _question(conflict: RecordConflict, *, titles: Titles) -> str:
    fields = count_of(len(conflict.fields), one="field")
    return f"{titles(conflict.backend)} differs in {fields}"


def _settled(sheet: GuestSheet, *, words: Words, now_ms: int) -> tuple[Settled, ...]:
    """The latest choices."""
    today = words.local(now_ms).date()
    found = []
    for one in sheet.settled:
        if one.settled_ms is None:
            continue
        theirs = sum(side is Side.THEIRS for side in one.choices.values())
        kept = len(one.choices) - theirs
        day = date_text(words.local(one.settled_ms).date(), today=today)
        found.append(Settled(one.conflict_id, f"{day}: {kept} kept, {theirs} taken over"))
    return tuple(found)


def _facts(sheet: GuestSheet, *, titles: Titles) -> tuple[Fact, ...]:
    contact, details = sheet.record.contact, sheet.record.details
    facts = [
        Fact("mail", "E-mail", contact.email),
        Fact("phone", "Phone", phone_text(contact.phone)),
        Fact("building-2", "Company", details.company),
        Fact("cake", "Birth date", _birth_text(details.birth_date)),
        Fact("receipt-text", "Billing address", "\n".join(details.billing.lines)),
        *(_parcel_fact(one) for one in details.shipping[:_MOST]),
        Fact("tag", "Contact types", ", ".join(details.contact_types)),
        Fact("info", "Source", _origin(sheet, titles=titles)),
    ]
    return tuple(fact for fact in facts if fact.text.strip())


def _parcel_fact(shipping: ShippingAddress) -> Fact:
    label = "Shipping address, first choice" if shipping.is_primary else "Shipping address"
    return Fact("truck", label, "\n".join(shipping.address.lines))


def _birth_text(iso: str) -> str:
    try:
        return date_text(date.fromisoformat(iso), today=None)
    except ValueError:
        return iso


def _origin(sheet: GuestSheet, *, titles: Titles) -> str:
    """Where the record is from, and what a directory told of it."""
    source, origin = sheet.guest.source, sheet.origin
    whence = "Entered here" if source in _HERE else titles(source)
    if origin is None:
        return whence
    defaults = origin.defaults
    mailings = {True: "wants mailings", False: "no mailings", None: ""}[origin.opt_in]
    tier = f"tier {defaults.allocation_tier}" if defaults.allocation_tier else ""
    parts = (whence, defaults.customer_source, defaults.customer_type, tier, mailings)
    return " · ".join(part for part in parts if part)


def _known_in(sheet: GuestSheet, *, titles: Titles, now_ms: int) -> tuple[KnownIn, ...]:
    """The systems in which a record stands, latest heard of first; merged ones say so."""
    links = sorted(sheet.links, key=lambda link: (bool(link.into_id), -link.seen_ms))
    return tuple(_known(link, titles=titles, now_ms=now_ms) for link in links[:_MOST])


def _known(link: RemotePerson, *, titles: Titles, now_ms: int) -> KnownIn:
    title = titles(link.backend)
    if link.into_id:
        return KnownIn(title, f"{link.remote_id} · made one with {link.into_id} there")
    heard = f" · seen {ago(now_ms - link.seen_ms)}" if link.seen_ms else ""
    return KnownIn(title, f"{link.remote_id}{heard}")


def _other(one: Lookalike) -> Other:
    parts = (one.email, one.reason.rstrip("."), f"{one.score} % alike")
    return Other(one.guest_id, one.name, " · ".join(part for part in parts if part))


def _tags(sheet: GuestSheet) -> TagLine:
    sent, due = sheet.tags_sent, sheet.tags_due
    said = NOTHING_TOLD if sent is None else ", ".join(sent) or "None: taken back"
    if due is None or set(due) == set(sent or ()):
        return TagLine(said)
    signs = [f"+ {tag}" for tag in due if tag not in (sent or ())]
    signs += [f"− {tag}" for tag in sent or () if tag not in due]
    return TagLine(said, f"Still to be told: {' '.join(signs)}")


def ago(span_ms: int) -> str:
    """How long ago in a sentence: “4 min ago”, “just now”."""
    return f"{age(span_ms)} ago" if span_ms >= MINUTE_MS // 6 else "just now"


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def date_text(day: date, *, today: date | None) -> str:
    """A day as staff read it, with its year where that is another one: “2 Oct 2025”."""
    text = f"{day.day} {_MONTHS[day.month - 1]}"
    return text if today is not None and day.year == today.year else f"{text} {day.year}"
