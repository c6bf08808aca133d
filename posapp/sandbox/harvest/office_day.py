"""The back office's stories of the day: what staff do about them here, what is done over there.

Everybody here is a customer of the web store; none of them has a booking.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from posapp.sandbox.backoffice.records import Club, Customer, Membership
from posapp.sandbox.backoffice.sales import SalesOrder
from posapp.sandbox.harvest.errands import (
    ChangeGuest,
    Choose,
    FindGuest,
    HandOver,
    JoinClub,
    LeaveClub,
    LookAtTasks,
    MailParcel,
    PutBack,
    ShipOrder,
    StartOrder,
    SwitchClub,
    TakeBack,
)
from posapp.sandbox.harvest.expected import Agreed, Expected, ExpectedSale, SoldLine
from posapp.sandbox.harvest.story import AddItem, Card, FinishVisit, PayCard, Step
from posapp.sandbox.harvest.times import OUTAGE_FROM, at
from posapp.sandbox.harvest.web_store import MERGED_MINUTE, NEW_ORDER_MINUTE, Web, WebStore
from posapp.sandbox.products import CLUBS
from posapp.sandbox.world import World

SHIPS = "S001"
PARCEL_MINUTE = at(12, 25)
CHANGED_THERE_MINUTE = OUTAGE_FROM + 40
_JOINED_DAYS_AGO = 400
_BOTTLES = (SoldLine("BTL-CAB-21", 2), SoldLine("BTL-PN-23", 4))
_OUR_STREET, _THEIR_STREET = "12 Cellar Court", "480 Orchard Hill Road"


@dataclass(slots=True)
class OfficeDay:
    """The stories' steps and what they must come to, added to the counter's."""

    world: World
    web: Web
    steps: list[Step] = field(default_factory=list)
    sales: list[ExpectedSale] = field(default_factory=list)
    customers: set[str] = field(default_factory=set)
    tags: dict[str, tuple[str, ...]] = field(default_factory=dict)
    agreed: list[Agreed] = field(default_factory=list)
    hand_overs: set[str] = field(default_factory=set)
    mails: set[str] = field(default_factory=set)

    @property
    def store(self) -> WebStore:
        """Where further customers come from."""
        return self.web.store

    def arrange(self) -> None:
        """All of them; what the back office does itself goes on the clock."""
        self._collect()
        self._ship()
        self._change_clubs()
        self._compare()
        self._merge()

    def with_its_own(self, expected: Expected) -> Expected:
        """The counter's result and that of these stories."""
        return replace(
            expected,
            sales=(*expected.sales, *self.sales),
            customers=expected.customers | self.customers,
            tags_from_here=dict(self.tags),
            hand_overs=frozenset(self.hand_overs),
            mails=frozenset(self.mails),
            agreed=tuple(self.agreed),
        )

    def _collect(self) -> None:
        """One is collected, one goes to the wrong person first, one is ordered and fetched today.

        The office has no call that takes a hand-over back: somebody does that there by hand.
        """
        waiting = [one for one in self._sales() if one.waits_for_pickup]
        fetched, wrong = sorted(waiting, key=lambda one: one.placed_ms)[:2]
        news = self.web.incoming
        self.steps += [
            HandOver(at(10, 50), fetched.id, taps=2),
            HandOver(at(11, 15), wrong.id),
            TakeBack(at(11, 19), wrong.id),
            LookAtTasks(at(11, 25), 1),
            PutBack(at(12, 5), wrong.id),
            LookAtTasks(at(12, 15), 0),
            HandOver(OUTAGE_FROM + 55, wrong.id),
            HandOver(NEW_ORDER_MINUTE + 270, news.id),
        ]
        self.hand_overs |= {fetched.number, wrong.number, news.number}

    def _ship(self) -> None:
        """Six bottles are bought for shipment; the warehouse sends them before lunch."""
        guest, club = self._regular(), CLUBS[0]
        self._enrol(guest, club)
        email = _email(guest)
        minute = at(10, 20)
        self.steps += [
            StartOrder(minute, SHIPS, email),
            *(AddItem(minute + 1, SHIPS, line.sku, line.quantity) for line in _BOTTLES),
            ShipOrder(minute + 2, SHIPS),
            PayCard(minute + 3, SHIPS, Card("Visa", "4242", "A90001")),
            FinishVisit(minute + 9, SHIPS),
            MailParcel(PARCEL_MINUTE + 25, SHIPS, email),
        ]
        self.sales.append(ExpectedSale(SHIPS, _BOTTLES, club.discount_percent))
        self.customers.add(email)
        self.mails.add(email)
        parcel = self.store.parcel(days_ago=0)

        def ship() -> None:
            ours = [one for one in self._sales() if one.our_number and one.email == email]
            for order in ours:
                self.world.backoffice.ship(
                    order.number, carrier=parcel.carrier, tracking=parcel.tracking
                )

        self._at(PARCEL_MINUTE, ship)

    def _change_clubs(self) -> None:
        """One joins, one switches, and one who is in two clubs leaves one of them."""
        estate, reserve, library = CLUBS
        joins, switches, leaves = (self._regular() for _ in range(3))
        for member, club in ((switches, estate), (leaves, estate), (leaves, reserve)):
            self._enrol(member, club)
        self.steps += [
            JoinClub(at(10, 35), _email(joins), estate.id),
            SwitchClub(at(15), _email(switches), estate.id, library.id),
            LeaveClub(at(15, 45), _email(leaves), reserve.id),
        ]
        self.tags |= {
            _email(joins): (estate.name,),
            _email(switches): (library.name,),
            _email(leaves): (estate.name,),
        }

    def _compare(self) -> None:
        """While the line is dead both sides write down what a guest told them."""
        guest = self._regular()
        email, phone = _email(guest), "(707) 555-0188"
        self.steps += [
            ChangeGuest(OUTAGE_FROM + 20, email, phone, _OUR_STREET),
            Choose(at(15, 20), email, ours=("phone",), theirs=("billing",)),
        ]
        self.agreed.append(Agreed(email, phone=phone, street=_THEIR_STREET))

        def change() -> None:
            kept = self.world.backoffice.customers.get(guest.id)
            if kept is None or kept.record.billing is None:
                raise KeyError(guest.id)
            moved = replace(kept.record.billing, line1=_THEIR_STREET)
            changed = replace(kept.record, phone="(510) 555-0177", billing=moved)
            self.world.backoffice.register(changed)

        self._at(CHANGED_THERE_MINUTE, change)

    def _merge(self) -> None:
        """Two records of one person are found before, and one after, they are made one there."""
        kept, double = self.web.kept, self.web.double
        name = f"{kept.first_name} {kept.last_name}"
        self.steps += [
            FindGuest(MERGED_MINUTE - 15, name, (_email(kept), _email(double))),
            FindGuest(MERGED_MINUTE + 12, name, (_email(kept),), gone=(_email(double),)),
        ]

    def _regular(self) -> Customer:
        guest = self.store.buyer()
        self.store.remember(guest)
        return guest

    def _enrol(self, customer: Customer, club: Club) -> None:
        joined_ms = self.store.local.ms(at(12), days_off=-_JOINED_DAYS_AGO)
        name = f"m-{customer.id}-{club.id}"
        self.world.backoffice.enrol(Membership(name, customer.id, club.id, joined_ms=joined_ms))

    def _sales(self) -> tuple[SalesOrder, ...]:
        return self.world.backoffice.sales.records()

    def _at(self, minute: int, action: Callable[[], object]) -> None:
        self.world.clock.at_ms(self.store.local.ms(minute), lambda: _run(action))


def _run(action: Callable[[], object]) -> None:
    action()


def _email(customer: Customer) -> str:
    return customer.email or ""
