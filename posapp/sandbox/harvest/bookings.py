"""How the day's bookings came about in Tock in the weeks before: made, changed, some cancelled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random

from posapp.sandbox.clock import SandboxClock
from posapp.sandbox.harvest.cast import Cast
from posapp.sandbox.harvest.expected import half_up
from posapp.sandbox.harvest.menu import (
    ADD_ONS,
    CAVE_FEE,
    LIBRARY,
    NOTES,
    QUESTIONS,
    SEATINGS,
    TABLES,
    VISIT_TAGS,
)
from posapp.sandbox.harvest.parties import Fate, Party, Role
from posapp.sandbox.harvest.times import LocalDay, at
from posapp.sandbox.tock.model import (
    Discount,
    Experience,
    Money,
    Patron,
    Purchased,
    Row,
    RowKind,
    TockPayment,
)
from posapp.sandbox.tock.venue import TockVenue

_TAX_PERCENT = Fraction(825, 100)
_SERVICE_FROM_SIZE = 8
_SERVICE_PERCENT = 18
_CONCIERGE = Patron(
    id=49_999,
    email="concierge@grandhotel.example.org",
    first_name="Grand Hotel",
    last_name="Concierge",
    phone="7075550100",
    is_verified=True,
)


def row_of(party: Party, *, dice: Random, local: LocalDay) -> Row:
    """The booking as it stands when it is made."""
    options = _add_ons(party, dice)
    money, payments, discounts = _money(party, options)
    experience = Experience(
        party.offer.id,
        party.offer.name,
        party.offer.price_cents,
        party.offer.variety,
        party.offer.sku,
    )
    return Row(
        key=party.key,
        service_ms=local.ms(party.start),
        party_size=party.size,
        owner=_CONCIERGE if party.has(Role.CONCIERGE) else party.diner,
        diner=party.diner,
        created_ms=0,
        updated_ms=0,
        version_id=0,
        confirmation_code=party.code,
        experience=experience,
        money=money,
        options=options,
        fees=_fees(party),
        discounts=discounts,
        payments=payments,
        seating=dice.choice(SEATINGS) if dice.random() < 0.5 else None,
        notes=tuple(dice.sample(NOTES, dice.choices((0, 1, 2), weights=(60, 30, 10))[0])),
        questions=tuple(dice.sample(QUESTIONS, dice.choices((0, 1, 2), weights=(50, 30, 20))[0])),
        visit_tags=(dice.choice(VISIT_TAGS),) if dice.random() < 0.2 else (),
        transferred_out=False if dice.random() < 0.6 else None,
        key_values=(("utm_source", "newsletter"),) if dice.random() < 0.03 else (),
    )


def _add_ons(party: Party, dice: Random) -> tuple[Purchased, ...]:
    """One element for every unit bought."""
    if dice.random() >= 0.35:
        return ()
    bought = dice.sample(ADD_ONS, dice.choices((1, 2), weights=(75, 25))[0])
    return tuple(item for item in bought for _ in range(dice.randint(1, max(2, party.size // 2))))


def _fees(party: Party) -> tuple[Purchased, ...]:
    return (CAVE_FEE,) * party.size if party.offer.name.startswith("Cave") else ()


def _money(
    party: Party, options: tuple[Purchased, ...]
) -> tuple[Money, tuple[TockPayment, ...], tuple[Discount, ...]]:
    extras = sum(item.amount_cents for item in (*options, *_fees(party)))
    subtotal = party.offer.price_cents * party.size + extras
    comp = 1000 if party.has(Role.COMPED) else 0
    tax = half_up(_TAX_PERCENT / 100 * (subtotal - comp))
    is_large = party.size >= _SERVICE_FROM_SIZE
    service = half_up(Fraction(subtotal * _SERVICE_PERCENT, 100)) if is_large else None
    total = subtotal - comp + tax + (service or 0)
    paid = _paid_cents(party, subtotal=subtotal, total=total)
    money = Money(
        subtotal_cents=subtotal,
        total_cents=total,
        net_paid_cents=paid,
        due_cents=total - paid,
        tax_cents=tax,
        tax_rate=8.25 if subtotal else None,
        service_cents=service,
        service_rate=float(_SERVICE_PERCENT) if is_large else None,
    )
    number = party.key.number * 10 % 2**62
    payments = []
    if paid:
        payments.append(TockPayment(number + 1, paid, "CREDIT_CARD"))
    if total > paid and party.offer.price_cents == 0:
        payments.append(TockPayment(number + 2, total - paid, "PAY_ON_SITE"))
    discounts = (Discount("Industry", comp, "SUBTOTAL_COMP", "TRADE10"),) if comp else ()
    return money, tuple(payments), discounts


def _paid_cents(party: Party, *, subtotal: int, total: int) -> int:
    if party.offer is LIBRARY:
        return subtotal * LIBRARY.paid_percent // 100
    if party.has(Role.EXTRA_GUEST):
        return total - half_up(party.offer.price_cents * (1 + _TAX_PERCENT / 100))
    return 0 if party.offer.price_cents == 0 else total


@dataclass(frozen=True, slots=True)
class Bookings:
    """Puts every booking's past, up to the morning, on the clock."""

    tock: TockVenue
    clock: SandboxClock
    local: LocalDay
    dice: Random
    cast: Cast

    def arrange(self, party: Party) -> Row:
        """Book it at its time, with what changed until today; returns the row as first made."""
        row = row_of(party, dice=self.dice, local=self.local)
        if party.booked_minute is not None:
            self._at(party.booked_minute, 0, lambda: self.tock.add(row))
            return row
        days_before = self.dice.randint(2, 45)
        first = self._first_state(party, row)
        minute = self.dice.randint(at(7), at(21))
        self._at(minute, -days_before, lambda: self.tock.add(first))
        self._arrange_changes(party, first)
        return row

    def _first_state(self, party: Party, row: Row) -> Row:
        if party.has(Role.TRANSFERRED):
            other = self.cast.person()
            old_key = self.tock.new_key(RowKind.RESERVATION)
            return replace(row, key=old_key, owner=other, diner=other)
        if party.has(Role.RENAMED):
            other = self.cast.person()
            return replace(row, owner=other, diner=other)
        if party.has(Role.MOVED):
            return replace(row, service_ms=self.local.ms(party.start - 45))
        return row

    def _arrange_changes(self, party: Party, first: Row) -> None:
        key = first.key
        if party.has(Role.TRANSFERRED):
            self._at(at(9, 20), 0, lambda: self.tock.transfer(key, party.diner, new_key=party.key))
        if party.has(Role.MOVED):
            self._at(at(16), -1, lambda: self.tock.reschedule(key, self.local.ms(party.start)))
        if party.fate is Fate.CANCELLED_BEFORE:
            self._at(at(17), -1, lambda: self.tock.cancel(key))
            if first.money is not None and first.money.net_paid_cents:
                paid = first.money.net_paid_cents
                self._at(at(17, 30), -1, lambda: self.tock.refund(key, paid))
            return
        if party.has(Role.REFUNDED):
            self._at(at(15), -1, lambda: self.tock.refund(key, 1500))
        if self.dice.random() < 0.8:
            table = self.dice.choice(TABLES)
            minute = self.dice.randint(at(18), at(19))
            self._at(minute, -1, lambda: self.tock.set_tables(key, (table,)))

    def _at(self, minute: int, days_off: int, action: Callable[[], object]) -> None:
        def run() -> None:
            action()

        self.clock.at_ms(self.local.ms(minute, days_off=days_off), run)
