"""Writes the story of the counter and, beside it, what it must come to."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from posapp.sandbox.harvest.cast import Cast
from posapp.sandbox.harvest.expected import (
    Expected,
    ExpectedBalance,
    ExpectedSale,
    SoldLine,
    sale_totals,
)
from posapp.sandbox.harvest.parties import Party, Role
from posapp.sandbox.harvest.story import (
    AddItem,
    Card,
    FinishVisit,
    PayCard,
    PayCash,
    SeatReservation,
    SeatWalkIn,
    Step,
    TakeBalance,
    VoidLine,
)
from posapp.sandbox.harvest.times import at
from posapp.sandbox.products import BY_SKU, PRODUCTS
from posapp.sandbox.tock.model import Patron, RowKey

WALK_IN_COUNT = 40
MEMBER_WALK_INS = 3
_CARD_BRANDS = ("Visa", "Mastercard", "Amex", "Discover")
_WALK_IN_FROM, _WALK_IN_TO = at(10, 10), at(16, 50)
_NOTE_CENTS = 2000
_SHELVES = {
    "Bottles": (42, (1, 2, 3, 6, 12), (45, 28, 12, 10, 5)),
    "Glass": (18, (1, 2, 3), (50, 40, 10)),
    "Retail": (22, (1, 2), (80, 20)),
    "Flights": (18, (1, 2, 4), (30, 55, 15)),
}


@dataclass(frozen=True, slots=True)
class WalkIn:
    """A party that comes without a booking; `percent` is what its member's club gives."""

    visit: str
    minute: int
    size: int
    patron: Patron
    percent: int = 0


@dataclass(slots=True)
class Script:
    """Steps and results, grown visit by visit."""

    dice: Random
    steps: list[tuple[int, int, Step]] = field(default_factory=list)
    sales: list[ExpectedSale] = field(default_factory=list)
    balances: list[ExpectedBalance] = field(default_factory=list)
    customers: set[str] = field(default_factory=set)
    slips: int = 0

    def play_reservation(self, party: Party, *, due_cents: int, takes_balance: bool) -> None:
        """A booked party from its chair to the door."""
        visit = f"R{party.index + 1:03d}"
        minute = party.arrival
        self._add(SeatReservation(minute, visit, party.key, party.name, taps=self._taps(percent=6)))
        self._expect_customer(party.diner)
        percent = party.club.discount_percent if party.club else 0
        if takes_balance and due_cents > 0:
            self._take_balance(party, visit, minute + 12, due_cents)
        paid_minute = minute + 12
        if not party.has(Role.BUYS_NOTHING):
            paid_minute = self._buy_and_pay(visit, minute, percent, party.size, party.key)
        self._add(FinishVisit(max(minute + self.dice.randint(58, 80), paid_minute + 2), visit))

    def play_walk_in(self, walk_in: WalkIn) -> None:
        """A party without a booking from the door and back to it."""
        patron = walk_in.patron
        self._add(
            SeatWalkIn(
                walk_in.minute,
                walk_in.visit,
                walk_in.size,
                first_name=patron.first_name or "",
                last_name=patron.last_name or "",
                email=patron.email or "",
                phone=patron.phone or "",
                taps=self._taps(percent=10),
            )
        )
        self._expect_customer(patron)
        minute = walk_in.minute
        paid_minute = self._buy_and_pay(walk_in.visit, minute, walk_in.percent, walk_in.size)
        left_minute = max(minute + self.dice.randint(45, 70), paid_minute + 2)
        self._add(FinishVisit(left_minute, walk_in.visit))

    def story(self) -> tuple[Step, ...]:
        """All steps in the order of the day."""
        return tuple(step for _, _, step in sorted(self.steps, key=lambda entry: entry[:2]))

    def expected(self, tags: dict[str, tuple[str, ...]]) -> Expected:
        """The result of the whole story."""
        return Expected(
            sales=tuple(self.sales),
            balances=tuple(self.balances),
            customers=frozenset(self.customers),
            tags=tags,
        )

    def _buy_and_pay(
        self, visit: str, minute: int, percent: int, size: int, key: RowKey | None = None
    ) -> int:
        """The minute at which it is paid."""
        lines = self._chosen(size, allows_fees=percent == 0)
        when = minute + self.dice.randint(2, 6)
        for line in lines:
            self._add(AddItem(when, visit, line.sku, line.quantity))
            when += self.dice.randint(0, 8)
        if self.dice.random() < 0.12:
            mistake = self._one_not_in(lines)
            self._add(AddItem(when, visit, mistake.sku, mistake.quantity))
            self._add(VoidLine(when + 1, visit, mistake.sku))
        self.sales.append(ExpectedSale(visit, lines, percent, key))
        paid_minute = max(when + 2, minute + self.dice.randint(30, 50))
        self._pay(visit, paid_minute, lines, percent)
        return paid_minute

    def _pay(self, visit: str, minute: int, lines: tuple[SoldLine, ...], percent: int) -> None:
        taps = self._taps(percent=14)
        if self.dice.random() < 0.3:
            # Enough at either level of tax rounding, in whole notes.
            most = max(sale_totals(lines, percent))
            tendered = -(-most // _NOTE_CENTS) * _NOTE_CENTS
            self._add(PayCash(minute, visit, tendered, taps=taps))
            return
        self._add(PayCard(minute, visit, self._card(), taps=taps))

    def _take_balance(self, party: Party, visit: str, minute: int, cents: int) -> None:
        is_cash = self.dice.random() < 0.25
        tendered = -(-cents // _NOTE_CENTS) * _NOTE_CENTS if is_cash else cents
        card = None if is_cash else self._card()
        taps = self._taps(percent=20)
        self._add(
            TakeBalance(minute, visit, party.key, party.name, cents, tendered, card, taps=taps)
        )
        self.balances.append(ExpectedBalance(visit, party.key, cents))

    def _card(self) -> Card:
        self.slips += 1
        last4 = f"{self.dice.randint(0, 9999):04d}"
        return Card(self.dice.choice(_CARD_BRANDS), last4, f"A{self.slips:05d}")

    def _chosen(self, size: int, *, allows_fees: bool) -> tuple[SoldLine, ...]:
        count = self.dice.choices((1, 2, 3, 4, 5), weights=(24, 34, 24, 12, 6))[0]
        chosen: dict[str, SoldLine] = {}
        while len(chosen) < count:
            line = self._one_line(size)
            chosen.setdefault(line.sku, line)
        if allows_fees and self.dice.random() < 0.04:
            chosen["FEE-CORK"] = SoldLine("FEE-CORK", 1)
        return tuple(chosen.values())

    def _one_line(self, size: int) -> SoldLine:
        names = tuple(_SHELVES)
        name = self.dice.choices(names, weights=[_SHELVES[shelf][0] for shelf in names])[0]
        _, quantities, weights = _SHELVES[name]
        skus = [product.sku for product in PRODUCTS if product.category == name and product.active]
        quantity = self.dice.choices(quantities, weights)[0]
        if name == "Flights":
            quantity = min(size, 8)
        return SoldLine(self.dice.choice(skus), quantity)

    def _one_not_in(self, lines: tuple[SoldLine, ...]) -> SoldLine:
        taken = {line.sku for line in lines}
        bottles = [
            sku
            for sku in BY_SKU
            if sku.startswith("BTL-") and sku not in taken and BY_SKU[sku].active
        ]
        return SoldLine(self.dice.choice(bottles), 1)

    def _expect_customer(self, patron: Patron) -> None:
        if patron.first_name and patron.last_name and patron.email:
            self.customers.add(patron.email)

    def _taps(self, *, percent: int) -> int:
        return self.dice.randint(2, 4) if self.dice.randrange(100) < percent else 1

    def _add(self, step: Step) -> None:
        self.steps.append((step.minute, len(self.steps), step))


def draft_walk_ins(dice: Random, *, cast: Cast, members: list[tuple[Patron, int]]) -> list[WalkIn]:
    """Forty parties: some say nothing, some a name, some leave an address, some are members."""
    minutes = sorted(dice.sample(range(_WALK_IN_FROM, _WALK_IN_TO), WALK_IN_COUNT))
    plain = [_introduced(dice, cast) for _ in range(WALK_IN_COUNT - len(members))]
    people = plain + members
    dice.shuffle(people)
    return [
        WalkIn(
            visit=f"W{number:03d}",
            minute=minute,
            size=dice.choices((1, 2, 3, 4, 5, 6), weights=(10, 52, 14, 16, 4, 4))[0],
            patron=patron,
            percent=percent,
        )
        for number, (minute, (patron, percent)) in enumerate(
            zip(minutes, people, strict=True), start=1
        )
    ]


def _introduced(dice: Random, cast: Cast) -> tuple[Patron, int]:
    person = cast.person()
    manners = (
        Patron(),
        Patron(first_name=person.first_name),
        Patron(first_name=person.first_name, last_name=person.last_name, phone=person.phone),
        person,
    )
    return dice.choices(manners, weights=(35, 20, 10, 35))[0], 0
