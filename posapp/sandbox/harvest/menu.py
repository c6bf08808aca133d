"""What can be booked in Tock and what staff and guests write on a booking."""

from __future__ import annotations

from dataclasses import dataclass

from posapp.sandbox.tock.model import Note, Purchased, Question, SeatingOption, Table


@dataclass(frozen=True, slots=True)
class Offer:
    """A bookable experience; `paid_percent` is what Tock collects while booking."""

    id: int
    name: str
    price_cents: int
    variety: str
    paid_percent: int
    weight: int
    sku: str | None = None


OFFERS = (
    Offer(701, "Estate Flight", 3500, "PREPAID", 100, 34, "FLT-ESTATE"),
    Offer(702, "Reserve Flight", 6000, "PREPAID", 100, 22, "FLT-RESERVE"),
    Offer(703, "Cave Tour & Tasting", 8500, "PREPAID", 100, 16),
    Offer(704, "Garden Tasting", 0, "RESERVATION", 100, 18),
    Offer(705, "Picnic in the Vines", 9500, "EVENT", 100, 10),
)
LIBRARY = Offer(706, "Library Tasting", 12500, "DEPOSIT", 40, 0, "FLT-LIBRARY")
PICK_UP = Offer(707, "Harvest Case Pickup", 21600, "PICKUP", 100, 0)

ADD_ONS = (
    Purchased(801, "Cheese & Charcuterie Board", 3200, "FOOD-BOARD"),
    Purchased(802, "Olive Oil Tasting", 1500),
    Purchased(803, "Chocolate Pairing", 1800, "FOOD-CHOC"),
    Purchased(804, "Keepsake Glass", 1299, "RTL-GLASS"),
)
CAVE_FEE = Purchased(851, "Cave preservation fee", 500)

_ROOMS = (
    ("Terrace", "T", 12),
    ("Barrel Room", "B", 6),
    ("Library", "L", 4),
    ("Garden", "G", 10),
)
TABLES = tuple(
    Table(9000 + place * 100 + number, f"{letter}{number}", room, f"ext-{letter}{number}")
    for place, (room, letter, count) in enumerate(_ROOMS)
    for number in range(1, count + 1)
)
SEATINGS = (
    SeatingOption(61, "Terrace", is_outdoors=True),
    SeatingOption(62, "Indoors", is_outdoors=False),
    SeatingOption(63, "Garden", is_outdoors=True),
)
NOTES = (
    Note("BOOKING_GENERAL_NOTE", "Anniversary, 12 years. Likes a quiet table."),
    Note("BOOKING_GENERAL_NOTE", "Grower friends of the Hendersons; pour the 2017 if open."),
    Note("BOOKING_DIETARY_NOTE", "Severe nut allergy (one guest)."),
    Note("BOOKING_DIETARY_NOTE", "Two vegetarians, one gluten free."),
    Note("GUEST_PROVIDED_NOTE", "We come with a stroller.\nIs there shade?"),
    Note("GUEST_PROVIDED_NOTE", "Surprise proposal at sunset, please don't tell her!"),
    Note("GUEST_PROVIDED_NOTE", "One guest uses a wheelchair."),
)
QUESTIONS = (
    Question("Are you celebrating anything?", ("Birthday",)),
    Question("Which wines do you enjoy?", ("Cabernet Sauvignon", "Chardonnay", "Sparkling")),
    Question("How did you hear about us?", ("A friend", "Hotel concierge")),
    Question("Will anybody not be drinking?", ()),
)
SERVERS = ("Marta", "Desmond", "Yuki", "Marta and Desmond", "Priscilla")
VISIT_TAGS = ("Birthday", "Trade", "First visit", "VIP")
