"""Puts a Saturday in harvest together: the world at 08:00, the day's events, story and result."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from random import Random
from zoneinfo import ZoneInfo

from posapp.sandbox.backoffice.records import Club, Membership, MembershipStatus
from posapp.sandbox.faults.plan import FaultPlan, Outage
from posapp.sandbox.harvest.bookings import Bookings
from posapp.sandbox.harvest.cast import Cast
from posapp.sandbox.harvest.events import (
    JOIN_MINUTE,
    LEAVE_MINUTE,
    SWITCH_MINUTE,
    DayEvents,
)
from posapp.sandbox.harvest.expected import Expected
from posapp.sandbox.harvest.office_day import OfficeDay
from posapp.sandbox.harvest.parties import Party, Role, draft_parties
from posapp.sandbox.harvest.script import MEMBER_WALK_INS, Script, WalkIn, draft_walk_ins
from posapp.sandbox.harvest.story import Step
from posapp.sandbox.harvest.times import OUTAGE_FROM, OUTAGE_TO, LocalDay, at
from posapp.sandbox.harvest.web_store import open_web_store
from posapp.sandbox.products import CLUBS, PRODUCTS
from posapp.sandbox.tock.model import Patron, Row, RowKey
from posapp.sandbox.world import World

HARVEST_SATURDAY = date(2026, 10, 10)
_FIRST_BOOKINGS_DAYS = 60
_OTHER_CUSTOMERS = 120
_LAPSED = (MembershipStatus.ON_HOLD, MembershipStatus.CANCELLED)
_NOT_A_VISIT = frozenset({"PICKUP", "DELIVERY"})


@dataclass(frozen=True, slots=True)
class HarvestDay:
    """A day ready to be played.

    `world` stands at 08:00 local with all events of the day on its clock; `plan` holds the outage.
    `story` is what happens at the counter and `expected` what it must come to.
    """

    seed: int
    day: date
    world: World
    plan: FaultPlan
    parties: tuple[Party, ...]
    walk_ins: tuple[WalkIn, ...]
    story: tuple[Step, ...]
    expected: Expected
    undecodable_count: int = 2

    def ms(self, minute: int) -> int:
        """Epoch ms of a minute of this day, in the winery's zone."""
        return LocalDay(self.day).ms(minute)

    @property
    def outage_ms(self) -> tuple[int, int]:
        """When the line goes dead and when it is back."""
        return self.ms(OUTAGE_FROM), self.ms(OUTAGE_TO)

    def advance_to(self, minute: int) -> None:
        """Move the world on to a minute of the day."""
        self.world.clock.advance_to_ms(max(self.ms(minute), self.world.clock.now_ms()))

    def board(self) -> tuple[Row, ...]:
        """What Tock holds for today's board at this moment, cancelled ones included."""
        return tuple(row for row in self.world.tock.rows() if self._is_on_board(row))

    def board_keys(self) -> frozenset[RowKey]:
        """The keys of `board`."""
        return frozenset(row.key for row in self.board())

    def _is_on_board(self, row: Row) -> bool:
        if row.experience is not None and row.experience.variety in _NOT_A_VISIT:
            return False
        zone = ZoneInfo(self.world.tock.business.time_zone)
        return datetime.fromtimestamp(row.service_ms / 1000, tz=zone).date() == self.day


def saturday(seed: int, *, day: date = HARVEST_SATURDAY) -> HarvestDay:
    """The same day for the same seed, down to every byte on the wire."""
    dice = Random(f"{seed}|harvest")
    local = LocalDay(day)
    world = World(seed, now_ms=local.ms(at(9), days_off=-_FIRST_BOOKINGS_DAYS))
    cast = Cast(dice)
    events = DayEvents(world=world, local=local, dice=dice, cast=cast)
    parties = draft_parties(dice, cast=cast, tock=world.tock)
    members = [(cast.person(), dice.choice(CLUBS)) for _ in range(MEMBER_WALK_INS)]
    tags = _Membership(world, cast, dice).enrol(parties, members, events=events)
    script = Script(dice)
    bookings = Bookings(tock=world.tock, clock=world.clock, local=local, dice=dice, cast=cast)
    for party in parties:
        row = bookings.arrange(party)
        if party.is_seated:
            _play(script, party, row, events=events)
    events.arrange(parties)
    events.arrange_other_days()
    with_percent = [(patron, club.discount_percent) for patron, club in members]
    walk_ins = draft_walk_ins(dice, cast=cast, members=with_percent)
    for walk_in in walk_ins:
        script.play_walk_in(walk_in)
    world.clock.advance_to_ms(local.ms(at(8)))
    office = OfficeDay(world, open_web_store(world, local=local))
    office.arrange()
    world.tock.feed.repeat(probability=0.03)
    outage = Outage(local.ms(OUTAGE_FROM), local.ms(OUTAGE_TO))
    return HarvestDay(
        seed=seed,
        day=day,
        world=world,
        plan=FaultPlan(outages=[outage]),
        parties=tuple(parties),
        walk_ins=tuple(walk_ins),
        story=tuple(sorted((*script.story(), *office.steps), key=lambda step: step.minute)),
        expected=office.with_its_own(script.expected(tags)),
    )


def _play(script: Script, party: Party, row: Row, *, events: DayEvents) -> None:
    due_cents = row.money.due_cents if row.money else 0
    takes = due_cents > 0 and not party.has(Role.REFUNDED) and script.dice.random() < 0.9
    script.play_reservation(party, due_cents=due_cents, takes_balance=takes)
    if takes and script.dice.random() < 0.2:
        events.settle_in_tock(party.arrival + 40, party, due_cents)


@dataclass(slots=True)
class _Membership:
    """Fills the back office with products, clubs, customers and who is in which club."""

    world: World
    cast: Cast
    dice: Random
    customers: int = 0

    def enrol(
        self, parties: list[Party], walk_ins: list[tuple[Patron, Club]], *, events: DayEvents
    ) -> dict[str, tuple[str, ...]]:
        """Everybody in, today's changes on the clock; returns the tags that must follow in Tock."""
        office = self.world.backoffice
        office.stock(PRODUCTS)
        for club in CLUBS:
            office.found_club(club)
        for party in parties:
            if party.club is not None and not party.has(Role.JOINS_CLUB):
                self._member(party.diner, party.club)
            elif party.is_seated and not party.roles and self.dice.random() < 0.12:
                self._no_discount(party.diner)
        for patron, club in walk_ins:
            self._member(patron, club)
        for status in _LAPSED:
            self._member(self.cast.person(), CLUBS[0], status)
        for _ in range(_OTHER_CUSTOMERS):
            self._bystander()
        return self._todays_changes(parties, events=events)

    def _todays_changes(
        self, parties: list[Party], *, events: DayEvents
    ) -> dict[str, tuple[str, ...]]:
        tags: dict[str, tuple[str, ...]] = {}
        for party in parties:
            email = party.diner.email or ""
            if party.has(Role.JOINS_CLUB):
                # On hold until today, so the percentage starts with the change.
                held = self._member(party.diner, CLUBS[0], MembershipStatus.ON_HOLD)
                events.change_membership(JOIN_MINUTE, held, club_id=CLUBS[0].id, is_active=True)
                tags[email] = (CLUBS[0].name,)
            if party.has(Role.LEAVES_CLUB):
                left = self._member(party.diner, CLUBS[1])
                events.change_membership(LEAVE_MINUTE, left, club_id=CLUBS[1].id, is_active=False)
                tags[email] = ()
        switcher = self.cast.person()
        switched = self._member(switcher, CLUBS[0])
        events.change_membership(SWITCH_MINUTE, switched, club_id=CLUBS[2].id, is_active=True)
        tags[switcher.email or ""] = (CLUBS[2].name,)
        return tags

    def _member(
        self,
        patron: Patron,
        club: Club,
        status: MembershipStatus = MembershipStatus.ACTIVE,
    ) -> Membership:
        self.customers += 1
        customer = self.cast.customer(patron, number=self.customers)
        self.world.backoffice.register(customer)
        membership = Membership(f"m-{self.customers:05d}", customer.id, club.id, status)
        self.world.backoffice.enrol(membership)
        return membership

    def _no_discount(self, patron: Patron) -> None:
        """Known, even enrolled once, but without a percentage today."""
        if patron.email is None:
            return
        self._member(patron, self.dice.choice(CLUBS), self.dice.choice(_LAPSED))

    def _bystander(self) -> None:
        person = self.cast.person()
        if self.dice.random() < 0.35:
            self._member(person, self.dice.choice(CLUBS))
            return
        self.customers += 1
        if self.dice.random() < 0.05:
            person = replace(person, email=None)
        self.world.backoffice.register(self.cast.customer(person, number=self.customers))
