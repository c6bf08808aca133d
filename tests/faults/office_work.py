"""What staff ask of a back office during a schedule, through the verbs of a till, and what must
stand over there in the end.

Everything is drawn before it is done, so that it can be done again after a crash.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from posapp.domain.address import Address
from posapp.domain.club_change import ClubChange, ClubChoice
from posapp.domain.guest import Contact
from posapp.domain.guest_record import GuestDetails
from posapp.domain.outbox import Operation
from posapp.ports.people import GuestDraft
from posapp.usecases.enqueue import enqueue
from tests.contracts.documents import HOME, person, sale
from tests.support.clock import CountingIds
from tests.support.till import PROGRAM, Till

Action = Callable[[Till], object]
"""Does one thing at a till; doing it again changes nothing."""

_HOME = Address(
    line1=HOME.line1, city=HOME.city, region=HOME.region, postal=HOME.postal, country=HOME.country
)


@dataclass
class Wanted:
    """A guest as staff entered and changed it; `clubs` are the words of the far side."""

    guest_id: str
    contact: Contact
    clubs: dict[str, str] = field(default_factory=dict)


@dataclass
class OfficeWork:
    """Draws what is asked next. `can` is what the office takes; `waiting` are its pickups."""

    dice: Random
    ids: CountingIds
    backend: str
    can: Collection[Operation]
    club_ids: Sequence[str]
    waiting: Sequence[str]
    people: dict[str, Wanted] = field(default_factory=dict)
    orders: list[str] = field(default_factory=list)
    pickups: dict[str, str] = field(default_factory=dict)
    """By order, the id of the hand-over that stands; "" when it was taken back."""

    def draw(self, till: Till) -> Action:
        """What staff do next."""
        if not self.people and Operation.PUT_CUSTOMER in self.can:
            return self._enter()
        choices: list[Callable[[Till], Action]] = []
        if Operation.PUT_CUSTOMER in self.can:
            choices += [lambda _: self._enter(), self._edit]
        if Operation.SET_CLUBS in self.can:
            choices.append(self._switch)
        if Operation.PUT_ORDER in self.can:
            choices += [self._order] * 2
        if Operation.MARK_PICKUP in self.can and self._collectable(till):
            choices.append(self._collect)
        if Operation.UNDO_PICKUP in self.can and any(self.pickups.values()):
            choices.append(self._undo)
        return self.dice.choice(choices)(till)

    def _enter(self) -> Action:
        number = len(self.people)
        contact = Contact("Ann", "Lee", f"ann{number}@lee.example", "7075550101")
        wanted = self.people[contact.email] = Wanted(self.ids.new_id(), contact)
        draft = GuestDraft(contact=contact, details=GuestDetails(billing=_HOME))
        return lambda till: till.act.guests.create(wanted.guest_id, draft)

    def _edit(self, till: Till) -> Action:
        wanted = self.dice.choice(list(self.people.values()))
        phone = f"70755502{self.dice.randint(10, 99)}"
        wanted.contact = replace(wanted.contact, phone=phone)
        record = till.reads.people.guest(wanted.guest_id).record
        contact = replace(record.contact, phone=phone)
        draft = GuestDraft(contact=contact, details=record.details)
        return lambda till: till.act.guests.edit(wanted.guest_id, draft)

    def _switch(self, _: Till) -> Action:
        """Out of every club and into another one, if there is another one."""
        wanted = self.dice.choice(list(self.people.values()))
        joined = [club for club, word in wanted.clubs.items() if word == "active"]
        into = self.dice.choice([club for club in self.club_ids if club not in joined] or [""])
        change = ClubChange(
            change_id=self.ids.new_id(),
            guest_id=wanted.guest_id,
            join=(ClubChoice(into),) if into else (),
            leave=tuple(joined),
        )
        wanted.clubs.update(dict.fromkeys(joined, "cancelled"))
        if into:
            wanted.clubs[into] = "active"
        return lambda till: till.act.guests.change_clubs(change)

    def _order(self, till: Till) -> Action:
        number = f"T1-{len(self.orders) + 1:06}"
        self.orders.append(number)
        who = self.dice.choice([None, *self.people.values()])
        customer = None
        if who is not None:
            contact = who.contact
            customer = person(guest_id=who.guest_id, email=contact.email, phone=contact.phone)
        document = sale(number, customer=customer, placed_ms=till.clock.now_ms())

        def sell(till: Till) -> None:
            with till.store.write("sell", actor=PROGRAM) as uow:
                if not uow.outbox.of_aggregate(f"order:{number}"):
                    enqueue(
                        document,
                        uow=uow,
                        operation=Operation.PUT_ORDER,
                        aggregate=f"order:{number}",
                        subject_id=number,
                        title=f"Order {number}",
                    )

        return sell

    def _collectable(self, till: Till) -> list[str]:
        """Orders that wait as far as the till knows: one that was taken back can go again."""
        return [
            order_id
            for order_id in self.waiting
            if not self.pickups.get(order_id)
            and till.reads.office.pickup_row(self.backend, order_id).order.is_pending_pickup
        ]

    def _collect(self, till: Till) -> Action:
        order_id = self.dice.choice(self._collectable(till))
        pickup_id = self.pickups[order_id] = self.ids.new_id()
        return lambda till: till.act.pickups.collect(
            pickup_id,
            backend=self.backend,
            order_id=order_id,
            collected_by="Al Roe",
            is_id_checked=True,
        )

    def _undo(self, _: Till) -> Action:
        order_id = next(order_id for order_id, one in self.pickups.items() if one)
        pickup_id, self.pickups[order_id] = self.pickups[order_id], ""
        return lambda till: till.act.pickups.undo(pickup_id)
