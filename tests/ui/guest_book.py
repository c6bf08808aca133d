"""Guests to look at: one with everything, one with nothing, names from all over the world."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from posapp.domain.address import Address
from posapp.domain.club import Club, Membership, MembershipStatus
from posapp.domain.guest import Contact, Guest, fold
from posapp.domain.guest_record import GuestDetails, GuestRecord, ShippingAddress
from posapp.domain.merge import ConflictState, FieldConflict, RecordConflict
from posapp.domain.origin import GuestDefaults, GuestOrigin
from posapp.domain.outbox import OutboxState
from posapp.domain.remote_order import Tracking
from posapp.ports.people import (
    EntryKind,
    GuestSheet,
    HeldMembership,
    Lookalike,
    RemotePerson,
    TimelineEntry,
)
from tests.ui.saturday import CURRENCY, NOW_MS
from tests.ui.world import World

DAY_MS = 86_400_000
RIVERA, BARE, LONG, ARABIC, KWON = "g-rivera", "g-bare", "g-long", "g-arabic", "g-kwon"
CONFLICT = "c-rivera"
RESERVE = Club("club-reserve", "Estate Reserve", 1_500)
LIBRARY = Club("club-library", "Library", 1_000)
FOUNDERS = Club("club-founders", "Founders’ Table", 2_000)
LONG_NAME = "Maximilian-Alexander Wolfeschlegelsteinhausenbergerdorff de la Cruz y Montenegro"

_HOME = Address("1400 Vineyard Lane", "Unit 7", "Napa", "CA", "94558", "US")
_OFFICE = Address("88 Market Street", "", "San Francisco", "CA", "94105", "US")

_OTHERS = (
    (KWON, "Min", "Kwon", "min.kwon@example.com", "+1 415 555 0100"),
    ("g-raman", "Priya", "Raman", "priya.raman@example.com", "+1 415 555 0101"),
    ("g-river", "J.", "Rivera", "j.rivera@example.net", "+1 312 555 0142"),
    ("g-okafor", "Chidi", "Okafor", "chidi@example.org", ""),
    (ARABIC, "نور", "الحداد", "noor@example.com", "+971 4 555 0188"),
    ("g-hebrew", "אליעזר", "בן־יהודה", "eliezer@example.com", ""),
    ("g-emoji", "Zoë 🍷", "O’Brien & Co <b>", "zoe@example.com", "+1 707 555 0111"),
    (LONG, *LONG_NAME.split(" ", 1), "max@a-very-long-domain-name-indeed.example.com", ""),
    (BARE, "Sam", "Whitfield", "sam@example.com", ""),
)


def _rivera_details() -> GuestDetails:
    return GuestDetails(
        company="Rivera & Daughters",
        birth_date="1981-03-14",
        billing=_HOME,
        shipping=(
            ShippingAddress(_OFFICE, "a1", is_primary=True),
            ShippingAddress(replace(_HOME, line2="c/o Luz"), "a2"),
        ),
        contact_types=("Trade", "VIP"),
    )


def _rivera_memberships() -> tuple[Membership, Membership]:
    held = Membership(
        "m-1",
        RESERVE.club_id,
        "11873",
        is_active=True,
        status=MembershipStatus.ACTIVE,
        joined_ms=NOW_MS - 1_500 * DAY_MS,
        fulfilment="pickup",
        pickup_location="Napa",
    )
    past = Membership(
        "m-2",
        FOUNDERS.club_id,
        "11873",
        is_active=False,
        status=MembershipStatus.CANCELLED,
        joined_ms=NOW_MS - 2_400 * DAY_MS,
        cancelled_ms=NOW_MS - 1_600 * DAY_MS,
    )
    return held, past


def rivera() -> GuestSheet:
    """A member of two clubs with addresses, links, a lookalike and a difference."""
    contact = Contact("Jordan", "Rivera", "jordan@example.com", "+1 312 555 0142")
    details = _rivera_details()
    held, past = _rivera_memberships()
    return GuestSheet(
        guest=Guest(RIVERA, contact, "winedirect", "11873"),
        record=GuestRecord(contact, details),
        origin=GuestOrigin(
            RIVERA, "1", GuestDefaults("Tock", "Retail", "Gold"), is_imported=True, opt_in=True
        ),
        memberships=(HeldMembership(held, RESERVE), HeldMembership(past, FOUNDERS)),
        links=(
            RemotePerson(
                backend="winedirect",
                remote_id="11873",
                guest_id=RIVERA,
                base={},
                seen_ms=NOW_MS - 240_000,
            ),
            RemotePerson(
                backend="winedirect",
                remote_id="9921",
                guest_id=RIVERA,
                base={},
                into_id="11873",
                seen_ms=NOW_MS - 90 * DAY_MS,
            ),
        ),
        conflicts=(),
        lookalikes=(
            Lookalike("g-river", "J. Rivera", "j.rivera@example.net", "The same phone number.", 94),
        ),
        tags_sent=("Estate Reserve",),
        tags_due=("Estate Reserve",),
    )


def differing(sheet: GuestSheet) -> GuestSheet:
    """The same guest, changed here and in WineDirect since they last agreed."""
    conflict = RecordConflict(
        conflict_id=CONFLICT,
        backend="winedirect",
        remote_id="11873",
        guest_id=sheet.guest.guest_id,
        fields=(
            FieldConflict(
                "billing",
                '{"city":"Napa","country":"US","line1":"1400 Vineyard Lane","postal":"94558"}',
                '{"city":"Napa","country":"US","line1":"1400 Vineyard Lane","line2":"Unit 7",'
                '"postal":"94558"}',
                '{"city":"Sonoma","country":"US","line1":"22 Vineyard Lane","postal":"95476"}',
            ),
            FieldConflict("phone", "+1 312 555 0142", "+1 312 555 0199", ""),
            FieldConflict("contact_type:VIP", "", "yes", ""),
        ),
        created_ms=NOW_MS - 3_600_000,
        state=ConflictState.OPEN,
    )
    return replace(sheet, conflicts=(conflict,))


def _entry(kind: EntryKind, subject: str, *, ago_ms: int, **facts: Any) -> TimelineEntry:
    """Of our own, unless `facts` says otherwise."""
    ours = {"source": "posapp", "currency": CURRENCY if "cents" in facts else ""}
    return TimelineEntry(kind=kind, subject=subject, at_ms=NOW_MS - ago_ms, **{**ours, **facts})


def _told(kind: EntryKind, subject: str, **facts: Any) -> TimelineEntry:
    """Read at WineDirect four minutes ago."""
    return _entry(kind, subject, source="winedirect", as_of_ms=NOW_MS - 240_000, **facts)


def _done_here() -> list[TimelineEntry]:
    return [
        _entry(
            EntryKind.PICKUP,
            "p-1",
            ago_ms=60 * DAY_MS,
            title="Collected 8790",
            detail="by Jordan Rivera",
            status="collected",
            sync_state=OutboxState.SENDING,
        ),
        _entry(
            EntryKind.ORDER,
            "o-abara",
            ago_ms=99 * DAY_MS,
            title="Order A-000098",
            detail="2 × Reserve flight, 1 × Cheese board and 3 more",
            status="closed",
            cents=21_240,
            sync_state=OutboxState.CONFIRMED,
        ),
        _told(
            EntryKind.CLUB,
            "m-1",
            ago_ms=1_500 * DAY_MS,
            title="Joined Estate Reserve",
            status="active",
        ),
    ]


def _told_orders() -> list[TimelineEntry]:
    parcel = Tracking("1Z999AA10123456784", "UPS", NOW_MS - 48 * DAY_MS)
    return [
        _told(
            EntryKind.REMOTE_ORDER,
            "8841",
            ago_ms=50 * DAY_MS,
            title="Order 8841",
            detail="3 × 2021 Pinot Noir, Hillside, 3 × 2020 Cabernet Sauvignon",
            status="shipped",
            cents=42_900,
            tracking=(parcel, Tracking("CF123", "Courier & Sons")),
        ),
        _told(
            EntryKind.REMOTE_ORDER,
            "8842",
            ago_ms=50 * DAY_MS + 1,
            title="Club order 8842",
            detail="6 × 2021 Pinot Noir, Hillside",
            status="ready",
            cents=24_480,
        ),
    ]


def history(*, count: int = 0) -> list[TimelineEntry]:
    """A bit of everything; `count` more visits before it."""
    booked = _entry(
        EntryKind.RESERVATION,
        "tock|424960|reservation|229006",
        source="tock",
        ago_ms=480_000,
        title="Reserve flight",
        detail="Party of 6 · T7",
        status="EXPECTED",
        cents=19_900,
        as_of_ms=NOW_MS - 12_000,
    )
    visit = {"title": "Visit", "detail": "Party of 2 · Bar", "status": "finished"}
    visits = [
        _entry(EntryKind.VISIT, f"v-{number}", ago_ms=(100 + number) * DAY_MS, **visit)
        for number in range(count)
    ]
    return [booked, *_told_orders(), *_done_here(), *visits]


def bare_sheet(guest_id: str, contact: Contact, *, clubs: tuple[Club, ...] = ()) -> GuestSheet:
    """A guest of whom only the contact is known."""
    held = tuple(
        HeldMembership(
            Membership(
                f"m-{guest_id}-{club.club_id}",
                club.club_id,
                guest_id,
                is_active=True,
                status=MembershipStatus.ACTIVE,
                joined_ms=NOW_MS - 400 * DAY_MS,
                fulfilment="ship",
            ),
            club,
        )
        for club in clubs
    )
    return GuestSheet(
        guest=Guest(guest_id, contact, "winedirect", f"w-{guest_id}"),
        record=GuestRecord(contact),
        origin=None,
        memberships=held,
        links=(),
        conflicts=(),
    )


def add_guests(world: World, *, differs: bool = False, entries: int = 0, more: int = 0) -> None:
    """Fill the guest list; `differs` lets Rivera's record wait for a choice."""
    people = world.people
    people.all_clubs = [RESERVE, LIBRARY, FOUNDERS]
    people.sheets[RIVERA] = differing(rivera()) if differs else rivera()
    people.entries[RIVERA] = history(count=entries)
    members = {KWON: (LIBRARY,), LONG: (RESERVE, LIBRARY, FOUNDERS)}
    for guest_id, first, last, email, phone in _OTHERS:
        contact = Contact(first, last, email, phone)
        people.sheets[guest_id] = bare_sheet(guest_id, contact, clubs=members.get(guest_id, ()))
    for number in range(more):
        contact = Contact("Guest", f"Number {number:04d}", f"guest{number}@example.com")
        people.sheets[f"g-{number}"] = bare_sheet(f"g-{number}", contact)


def named(world: World, words: str) -> str:
    """The id of the guest whose name holds the words."""
    return next(
        guest_id
        for guest_id, sheet in world.people.sheets.items()
        if fold(words) in fold(sheet.guest.contact.name)
    )
