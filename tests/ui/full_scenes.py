"""More of everything than anybody expects: long names, endless numbers, reasons in sentences."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from posapp.domain.address import Address
from posapp.domain.club import Club, Membership, MembershipStatus
from posapp.domain.club_tags import NO_TAG
from posapp.domain.club_tags import aggregate_of as club_line
from posapp.domain.guest import Contact
from posapp.domain.guest_record import GuestRecord, ShippingAddress
from posapp.domain.merge import FieldConflict
from posapp.domain.outbox import OutboxState
from posapp.domain.remote_order import RemoteLine, Tracking
from posapp.ports.backoffice import Cap
from posapp.ports.office import PickupStage
from posapp.ports.people import EntryKind, GuestSheet, HeldMembership, Lookalike, TimelineEntry
from tests.ui.conftest import Stage
from tests.ui.fakes import add_troubles
from tests.ui.guest_book import (
    CONFLICT,
    DAY_MS,
    LIBRARY,
    RIVERA,
    add_guests,
    differing,
    history,
    rivera,
)
from tests.ui.guest_scenes import nobody_here, open_guest
from tests.ui.pickup_book import add_pickups, ready, shipping
from tests.ui.saturday import CURRENCY, NOW_MS

Scene = Callable[[Stage], None]

LONG_ORDER, UNMAILED = "o-8999", "o-8803"
LONG_CLUB = Club("club-long", "The Winemaker’s Library Vertical Collector’s Allocation", 2_250)
READS_ONLY: Mapping[Cap, str] = {
    Cap.GIFT_CARD: (
        "OrderPort does not tell balances; ask for Gift Card Balance on the Manage page there."
    ),
    Cap.SEARCH_CUSTOMER: (
        "OrderPort cannot be searched from here; guests are searched as they were read last."
    ),
    Cap.MARK_PICKUP: (
        "OrderPort releases orders only in its own till: release it from the customer's card there."
    ),
}


def read_only(stage: Stage) -> None:
    """An office that is only read is connected, and says why for everything else."""
    caps = stage.act.connections.caps
    caps.named, caps.titled, caps.lacks = "orderport", "OrderPort", dict(READS_ONLY)


def full_sheet() -> GuestSheet:
    """Five addresses, eight contact types, three clubs in three states, two lookalikes."""
    sheet = differing(rivera())
    places = tuple(
        ShippingAddress(
            Address(
                f"{number}00 Old Vineyard Lane Extension North",
                f"Suite {number}",
                "San Buenaventura-on-the-Sea",
                "California",
                f"9455{number}",
                "US",
            ),
            f"a{number}",
        )
        for number in range(1, 6)
    )
    types = ("Founder", "Neighbour", "Newsletter", "Press", "Trade", "VIP", "Wedding", "Wholesale")
    contact = Contact(
        "Jordan-Maximiliana",
        "Rivera y Montenegro-Featherstonehaugh",
        "jordan.maximiliana.rivera@a-very-long-domain-name.example.com",
        "+1 312 555 0142 ext. 2210",
    )
    details = replace(sheet.record.details, shipping=places, contact_types=types)
    held = Membership(
        "m-3",
        LIBRARY.club_id,
        "11873",
        is_active=False,
        status=MembershipStatus.HOLD,
        joined_ms=NOW_MS - 300 * DAY_MS,
        fulfilment="ship",
    )
    long = replace(held, membership_id="m-4", club_id=LONG_CLUB.club_id, is_active=True)
    long = replace(long, status=MembershipStatus.ACTIVE, pickup_location="Upper terrace")
    return replace(
        sheet,
        guest=replace(sheet.guest, contact=contact),
        record=GuestRecord(contact, details),
        memberships=(
            sheet.memberships[0],
            HeldMembership(held, LIBRARY, OutboxState.PARKED),
            HeldMembership(long, LONG_CLUB, OutboxState.SENDING),
        ),
        lookalikes=(
            *sheet.lookalikes,
            Lookalike("g-kwon", "Jordan Rivera-Kwon", "min.kwon@example.com", "The same name.", 71),
        ),
        tags_due=("Estate Reserve", LONG_CLUB.name),
        sync_state=OutboxState.PARKED,
        sync_reason=(
            "WineDirect refused the record: the state “California” is not one of its two-letter"
            " codes, and the postal code of the third shipping address is missing."
        ),
    )


def full_history() -> list[TimelineEntry]:
    """Forty entries of four systems, each told at another time."""
    told = (
        ("commerce7", EntryKind.REMOTE_ORDER, "Order 10042", "ready", 1_200_000),
        ("orderport", EntryKind.REMOTE_ORDER, "Order 55017", "Fulfilled", DAY_MS),
        ("tock", EntryKind.RESERVATION, "Cave tour & barrel tasting, winter", "CANCELLED", 12_000),
    )
    entries = []
    for number in range(24):
        source, kind, title, status, ago_ms = told[number % len(told)]
        entry = TimelineEntry(
            kind=kind,
            source=source,
            subject=f"s{number}",
            at_ms=NOW_MS - (3 + number * 7) * DAY_MS,
            title=title,
            detail="12 × 2021 Pinot Noir, Hillside, 3 × 2020 Cabernet Sauvignon, 1 × Gift box",
            status=status,
            cents=1_284_000 + number,
            currency=CURRENCY,
            as_of_ms=NOW_MS - ago_ms,
        )
        entries.append(entry)
    return [*history(count=10), *entries]


def full_profile(stage: Stage) -> None:
    """All of it at once."""
    add_guests(stage.world)
    people = stage.world.people
    people.all_clubs.append(LONG_CLUB)
    people.sheets[RIVERA], people.entries[RIVERA] = full_sheet(), full_history()
    open_guest(stage, RIVERA)


def full_clubs(stage: Stage) -> None:
    """More clubs to join than the sheet is high."""
    add_guests(stage.world)
    stage.world.people.all_clubs += [
        Club(f"club-{number}", f"Collector’s Allocation No. {number} of the Estate", 500)
        for number in range(1, 12)
    ]
    open_guest(stage, RIVERA)
    stage.hands.tap("profile.join")


def full_comparison(stage: Stage) -> None:
    """Seven fields, with values of several lines."""
    add_guests(stage.world, differs=True)
    people = stage.world.people
    place = {
        "line1": "1400 Old Vineyard Lane Extension North, Building C behind the crush pad",
        "line2": "Unit 7, second floor, ask for Luz at the side door",
        "city": "San Buenaventura-on-the-Sea",
        "postal": "94558-1234",
        "is_primary": True,
    }
    name = "Rivera y Montenegro-Featherstonehaugh-Wolfeschlegelsteinhausen"
    more = (
        FieldConflict("last_name", "Rivera", name, "Rivera-Kwon"),
        FieldConflict("email", "j@example.com", f"{'j' * 40}@example.com", "jordan@example.org"),
        FieldConflict("birth_date", "1981-03-14", "1981-03-15", "1918-03-14"),
        FieldConflict("shipping:a1", "", json.dumps(place), json.dumps({"city": "Sonoma"})),
    )
    [conflict] = people.sheets[RIVERA].conflicts
    conflict = replace(conflict, fields=(*conflict.fields, *more))
    people.sheets[RIVERA] = replace(people.sheets[RIVERA], conflicts=(conflict,))
    stage.window.go("guests", argument=f"compare:{CONFLICT}")
    stage.hands.settle()
    stage.hands.settle()  # tiles are as high as their values only once they have a width


def full_pickup(stage: Stage) -> None:
    """An order of many lines for a long name, from an office that is not told."""
    read_only(stage)
    add_pickups(stage.world)
    lines = tuple(
        RemoteLine(
            f"S{number}", f"{2000 + number} Library Vertical, Block {number}, magnum", one, 4_800
        )
        for number, one in enumerate(map(Decimal, range(1, 15)))
    )
    name = "Maximiliana Konstantinopoulou-Featherstonehaugh de la Cruz y Montenegro"
    row = ready("8999", name, days=61, bottles=105, lines=lines)
    stage.world.office.stages[PickupStage.READY].insert(0, row)
    stage.hands.tap("rail.pickups")
    stage.hands.tap_row("pickups.list", LONG_ORDER)


def full_parcels(stage: Stage) -> None:
    """Numbers wider than the panel, to nobody's address."""
    add_pickups(stage.world)
    row = shipping(
        "8803",
        "Ada Roe",
        Tracking("9400 1000 0000 0000 0000 00", "USPS", NOW_MS),
        Tracking("GSO-99887766554433221100-LONG-NUMBER-2026", "Golden State Overnight Freight"),
    )
    contact = replace(row.order.contact, email="")
    row = replace(row, order=replace(row.order, contact=contact))
    stage.world.office.stages[PickupStage.SHIPPING].insert(0, row)
    stage.hands.tap("rail.pickups")
    stage.hands.tap("pickups.stage.shipping")
    stage.hands.tap_row("pickups.list", UNMAILED)


def reads_only(stage: Stage) -> None:
    """Nobody is found, and the office cannot be asked."""
    read_only(stage)
    nobody_here(stage)


def no_balances(stage: Stage) -> None:
    """The office tells no balance of a gift card."""
    reads_only(stage)
    stage.hands.tap("guests.gift")


def unconnected_pickups(stage: Stage) -> None:
    """Nothing is connected; the screen leads to where that is put right."""
    stage.act.connections.caps.named = stage.act.connections.caps.titled = ""
    stage.hands.tap("rail.pickups")


def doubt(stage: Stage) -> None:
    """Nobody knows whether it arrived; a person looks."""
    add_troubles(stage.world)
    stage.world.outbox[0] = replace(stage.world.outbox[0], is_in_doubt=True)
    stage.hands.tap("rail.sync")


def unmapped_tag(stage: Stage) -> None:
    """A list of clubs that waits for the right spelling of one."""
    add_troubles(stage.world)
    reason, line = f"{NO_TAG} “Library”", club_line("jordan@example.com")
    stage.world.outbox[0] = replace(stage.world.outbox[0], aggregate=line, reason=reason)
    stage.hands.tap("rail.sync")


FULL_SCENES: dict[str, Scene] = {
    scene.__name__: scene
    for scene in (
        full_profile,
        full_clubs,
        full_comparison,
        full_pickup,
        full_parcels,
        reads_only,
        no_balances,
        unconnected_pickups,
        doubt,
        unmapped_tag,
    )
}
