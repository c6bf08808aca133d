"""A Saturday in harvest at eight past eleven: who is booked, what is sold, who works."""

from __future__ import annotations

from datetime import date, time

from posapp.domain.business_day import at_local, from_ms, to_ms
from posapp.domain.guest import fold
from posapp.domain.ids import ReservationKey, ReservationKind
from posapp.domain.party import PartyStatus
from posapp.domain.reservation import (
    BookedItem,
    Channel,
    Note,
    Patron,
    Question,
    Reservation,
    Table,
    TockMoney,
    TockPayment,
    Version,
)
from posapp.domain.staff import Role

ZONE = "America/Los_Angeles"
CURRENCY = "USD"
DAY = date(2026, 11, 21)
PIN = "2468"
BUSINESS = "424960"

STAFF = (
    ("ana", "Ana Duarte", Role.SELLER),
    ("ben", "Ben Okoye", Role.SELLER),
    ("chloe", "Chloé Martin", Role.SELLER),
    ("dev", "Dev Patel", Role.SELLER),
    ("mgr", "Morgan Lee", Role.MANAGER),
)

PRODUCTS = (
    ("FL-EST", "Estate flight", "Flights", 3_500),
    ("FL-RES", "Reserve flight", "Flights", 6_000),
    ("FL-CAVE", "Cave tour & barrel tasting", "Flights", 4_500),
    ("GL-CHA", "2023 Chardonnay", "Glass", 1_600),
    ("GL-PIN", "2022 Pinot Noir", "Glass", 1_800),
    ("GL-ROS", "2024 Rosé of Grenache", "Glass", 1_500),
    ("BT-PIN21", "2021 Pinot Noir, Hillside", "Bottles", 4_800),
    ("BT-CAB20", "2020 Cabernet Sauvignon", "Bottles", 9_500),
    ("BT-SYR19", "2019 Syrah, Block 7", "Bottles", 6_200),
    ("BT-LATE", "Late Harvest Riesling 375 ml", "Bottles", 3_900),
    ("BT-BRUT", "Blanc de Blancs Brut", "Bottles", 5_400),
    ("FD-CHE", "Cheese board", "Food", 1_800),
    ("FD-BRD", "Bread & olives", "Food", 900),
    ("RT-COR", "Corkscrew", "Retail", 2_200),
    ("RT-CAP", "Estate cap", "Retail", 2_800),
    ("RT-GIFT", "Gift box for two bottles", "Retail", 1_200),
)

# name|size|hh:mm|experience|state at Tock|table|total cents|paid cents|club|note
SATURDAY = """
Min Kwon|2|10:00|Cave tour|FINISHED|T2|9900|9900||
Priya Raman|4|10:00|Estate flight|FINISHED|T1|15400|15400|Library|
Tobias Lindqvist|3|10:15|Estate flight|LEFT|T3|11550|11550||
Grace Abara|2|10:30|Reserve flight|SEATED|T4|13200|13200|Estate Reserve|
Owen & Lucía Pérez|5|10:30|Reserve flight|SEATED|Cave 1|33000|20000||diet
Hana Sato|2|10:45|Estate flight|ARRIVED||7700|7700||
Jordan Rivera|6|11:00|Reserve flight|EXPECTED|T7|19900|14900|Estate Reserve|diet
Chidi Okafor|4|11:00|Cave tour|ARRIVED||19800|0||
Elise Fontaine|2|11:00|Estate flight|CONFIRMED_VIA_TEXT||7700|7700||
Marcus Webb|8|11:15|Private tasting|EXPECTED|Library|72000|36000||note
Ingrid Halvorsen|2|11:15|Estate flight|EXPECTED||7700|7700|Library|
Sam Whitfield|3|11:30|Estate flight|EXPECTED||11550|11550||
Noor Haddad|2|11:30|Reserve flight|WAITING_FOR_SHUTTLE||13200|13200||
Yusuf Demir|4|11:45|Cave tour|EXPECTED||19800|19800||diet
Beatriz Carvalho|2|12:00|Estate flight|EXPECTED||7700|0||
Ren Takahashi|6|12:00|Reserve flight|EXPECTED|Cave 2|39600|39600|Estate Reserve|
Dana Kowalski|2|12:30|Estate flight|EXPECTED||7700|7700||
Aroha Ngata|4|13:00|Estate flight|EXPECTED||15400|15400||note
Viktor Sokolov|2|13:15|Reserve flight|EXPECTED||13200|13200|Library|
Leilani Kahale|10|13:30|Private tasting|EXPECTED|Terrace|90000|45000||
Tom Archer|2|14:00|Estate flight|CANCELLED||7700|7700||
Wei Zhang|4|14:00|Cave tour|EXPECTED||19800|19800||
Fatima El-Sayed|3|14:30|Estate flight|CANCELLED||11550|0||
Caroline Dubois|2|15:00|Reserve flight|EXPECTED||13200|13200||
Mateo Herrera|5|15:30|Estate flight|EXPECTED||19250|19250||
Sigrún Jónsdóttir|2|16:00|Estate flight|EXPECTED||7700|7700||
"""


def local_ms(clock_time: str, day: date = DAY) -> int:
    """The instant of a wall-clock time in the winery."""
    return to_ms(at_local(day, time.fromisoformat(clock_time), zone=ZONE))


NOW_MS = local_ms("11:08")


NOW_MS = local_ms("11:08")


def reservation(
    number: int,
    *,
    name: str,
    size: int,
    start_ms: int,
    experience: str,
    state: str,
    table: str,
    total: int,
    paid: int,
    note: str,
) -> Reservation:
    """A booking as the decoder would make it."""
    first, _, last = name.partition(" ")
    code = f"TK{chr(65 + number % 26)}{chr(66 + number % 24)}{10 + number}"
    notes = {
        "diet": (
            Note("Shellfish allergy, one guest; gluten-free crackers", "BOOKING_DIETARY_NOTE"),
            Note("Anniversary. They met here in 2014."),
        ),
        "note": (Note("Would like the quiet corner, one wheelchair user."),),
    }.get(note, ())
    return Reservation(
        key=ReservationKey("tock", BUSINESS, ReservationKind.RESERVATION, str(229_000 + number)),
        version=Version(NOW_MS, number, Channel.FEED, number, f"d{number}"),
        starts_at=from_ms(start_ms),
        zone=ZONE,
        party_size=size,
        party=PartyStatus.of(state),
        business_name="Estate Winery",
        diner=Patron(str(number), first, last, f"{fold(first)}@example.com", "+1 312 555 0142"),
        owner=Patron(str(number), first, last, f"{fold(first)}@example.com", "+1 312 555 0142"),
        experience=BookedItem("x1", experience, size, total // size, variety="RESERVATION"),
        add_ons=(
            (BookedItem("a1", "Cheese board", 2, 1_800), BookedItem("a2", "Souvenir glass", 6, 800))
            if size >= 6
            else ()
        ),
        notes=notes,
        questions=(Question("Any allergies?", ("Shellfish", "Gluten")),) if note == "diet" else (),
        visit_tags=("Anniversary", "First visit") if note == "diet" else (),
        tables=(Table("t", table, "Main room"),) if table else (),
        seating_area="Terrace" if size > 4 else "Main room",
        server_name="Chloé" if table else "",
        confirmation_code=code,
        money=TockMoney(
            CURRENCY,
            total_cents=total,
            paid_cents=paid,
            due_cents=total - paid,
            payments=(TockPayment(paid, "CREDIT_CARD"),) if paid else (),
        ),
    )


def bookings() -> list[tuple[Reservation, str]]:
    """Every booking of the day with the club its guest is in."""
    made = []
    for number, line in enumerate(SATURDAY.strip().splitlines()):
        name, size, at, experience, state, table, total, paid, club, note = line.split("|")
        booking = reservation(
            number,
            name=name,
            size=int(size),
            start_ms=local_ms(at),
            experience=experience,
            state=state,
            table=table,
            total=int(total),
            paid=int(paid),
            note=note,
        )
        made.append((booking, club))
    return made
