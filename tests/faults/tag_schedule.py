"""One random life of three guests' clubs while everything fails; then all heals and Tock's lists
are compared with ours.

The same seed gives the same changes, faults and crashes.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

from posapp.adapters.http import HttpDoor
from posapp.adapters.tock.access import TockAccess, tock_policy
from posapp.adapters.tock.guest_sink import GuestContract, TockGuestSink
from posapp.domain.club import Club
from posapp.domain.club_change import ClubChange, ClubChoice
from posapp.domain.club_tags import TagMode, TagRules
from posapp.domain.guest import Contact, Guest, email_key
from posapp.domain.outbox import OutboxState, Outcome, Proof, Repeat, RepeatRule
from posapp.ports.backoffice import Kind
from posapp.ports.documents import decode_guest_tags
from posapp.sandbox.faults.kinds import TRANSIENT, FaultKind
from posapp.sandbox.faults.plan import FaultPlan
from posapp.sandbox.ops import Op
from posapp.sandbox.server.front import SandboxServer
from posapp.sandbox.tock.guests import TagMode as ServerMode
from posapp.sandbox.tock.model import Patron
from posapp.sandbox.world import World
from posapp.sync.drain import Outbound
from posapp.sync.tags_outbound import TagsOutbound
from posapp.usecases.change_clubs import change_clubs
from posapp.usecases.known_tags import remember_guest_tags
from posapp.usecases.outbox_work import claim_next, record_outcome
from tests.faults.mortal_till import MortalTill
from tests.faults.naive_outbound import NaiveOutbound
from tests.faults.odds import FAULT_P, LIMITS, TIMING
from tests.support.club_till import follow, member, note_everybody, tag_work, tell_page
from tests.support.offices import TownCaps
from tests.support.till import PROGRAM, Till

_LATE_SHARE = 10
_HEAL_ROUNDS = 40
_NAMES = ("Estate Reserve", "Library", "Cellar", "Vintner’s Circle")
_FOREIGN = ("Press", "VIP")
_OFFICE = "office"
"""Who tells of guests and clubs, as `club_till` names it."""


@dataclass(slots=True)
class TagTally:
    """What one life came to."""

    changes: int = 0
    crashes: int = 0
    superseded: int = 0
    pushes: int = 0
    faults: Counter[FaultKind] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)


def _connect(till: Till) -> None:
    till.store.caps = TownCaps(backend=_OFFICE)


class TagSchedule:
    """A run of one seed in a folder of its own."""

    def __init__(self, seed: int, directory: Path, *, is_hasty: bool = False) -> None:
        self._dice = Random(f"{seed}|tags")
        self._is_hasty = is_hasty
        self._mode = self._dice.choice(list(TagMode))
        self._rules = TagRules(sends=True, mode=self._mode)
        self.tally = TagTally()
        self._world = World(seed)
        self._guests = [
            Guest("", Contact(name, "Lee", f"{name.lower()}@lee.example"), "office", f"c{number}")
            for number, name in enumerate(("Ann", "Bo", "Cy"))
        ]
        self._clubs = [Club(f"club{number}", name) for number, name in enumerate(_NAMES)]
        self._emails = {guest.email_key for guest in self._guests}
        self._set_up_tock()
        kinds = TRANSIENT + (FaultKind.LATE_APPLY,) * _LATE_SHARE
        self._plan = FaultPlan.random(seed, FAULT_P, kinds=kinds, timing=TIMING)
        self._life = MortalTill(directory, world=self._world, dice=self._dice, on_start=_connect)

    def run(self) -> TagTally:
        """Change, fail, crash, heal, compare."""
        credentials = self._world.credentials
        with SandboxServer(self._world, self._plan) as server:
            policy = tock_policy(server.base_url, allow_loopback_http=True)
            with HttpDoor(policy, clock=self._life.clock) as door:
                sink = TockGuestSink(
                    door,
                    access=TockAccess(
                        url=server.base_url,
                        key=credentials.tock_key,
                        business_id=credentials.business_id,
                        business_group_id=credentials.business_group_id,
                    ),
                    contract=GuestContract(mode=self._mode),
                    limits=LIMITS,
                )
                outbound = TagsOutbound(sink)
                self._outbound: Outbound = NaiveOutbound(outbound) if self._is_hasty else outbound
                self._life.start()
                try:
                    self._meet()
                    self._live()
                    self._heal()
                    self._compare()
                finally:
                    self._life.stop()
        self.tally.crashes = self._life.crash_points.total()
        self.tally.faults.update(fired.fault.kind for fired in self._plan.fired)
        self.tally.pushes = len(self._world.ledger.of(Op.GUEST_INGEST))
        return self.tally

    def _set_up_tock(self) -> None:
        guests = self._world.tock.guests
        guests.tag_mode = ServerMode(self._mode.value)
        guests.known_tags = frozenset((*_NAMES, *_FOREIGN))
        for number, guest in enumerate(self._guests):
            contact = guest.contact
            patron = Patron(
                id=number + 1,
                email=contact.email,
                first_name=contact.first_name,
                is_verified=number == 0,
            )
            guests.note_patron(patron, at_ms=1, staff_tags=_FOREIGN[: number % 3])

    def _meet(self) -> None:
        """The till hears of everybody and every club."""
        tell_page(self._life.now, Kind.CLUB, *self._clubs, rules=self._rules)
        tell_page(self._life.now, Kind.CUSTOMER, *self._guests, rules=self._rules)
        note_everybody(self._life.now, rules=self._rules)
        self._see_profiles()

    def _see_profiles(self) -> None:
        """The export's guest profiles, as far as tags go."""
        with self._life.now.store.write("profiles", actor=PROGRAM) as uow:
            profiles = {email: self._world.tock.guests.find(email) for email in self._emails}
            people = [(email, one.tags() if one else ()) for email, one in profiles.items()]
            remember_guest_tags(sorted(people), uow=uow)
            uow.pulls.remember_tags(sorted(self._world.tock.guests.known_tags or ()))

    def _live(self) -> None:
        self._life.is_calm = False
        for _ in range(self._dice.randint(2, 7)):
            self._change()
            self.tally.changes += 1
            for _ in range(self._dice.randint(0, 3)):
                self._life.wait(self._dice.choice([500, 4_000, 9_000, 40_000]))
                self._life.insist(self._drain)
                if self._dice.random() < 0.3:
                    self._life.insist(self._tap)

    def _change(self) -> None:
        at = self._dice.randrange(len(self._guests))
        guest, sort = self._guests[at], self._dice.randrange(8)
        if sort == 0:
            number = self._dice.randrange(len(self._clubs))
            renamed = replace(self._clubs[number], name=f"Club {self._dice.randint(1, 99)}")
            self._clubs[number] = renamed
            known = self._world.tock.guests.known_tags or frozenset()
            self._world.tock.guests.known_tags = known | {renamed.name}
            self._life.insist(self._see_profiles)
            self._life.insist(
                lambda: tell_page(self._life.now, Kind.CLUB, renamed, rules=self._rules)
            )
            return
        if sort == 1:
            email = f"{guest.contact.first_name}{self._dice.randint(1, 9)}@lee.example"
            changed = replace(guest, contact=replace(guest.contact, email=email))
            self._guests[at] = changed
            self._emails.add(email_key(email))
            self._life.insist(self._see_profiles)
            self._life.insist(
                lambda: tell_page(self._life.now, Kind.CUSTOMER, changed, rules=self._rules)
            )
            return
        if sort == 2:
            changed = replace(
                guest, contact=replace(guest.contact, phone=str(self._dice.randint(1, 9)))
            )
            self._guests[at] = changed
            self._life.insist(
                lambda: tell_page(self._life.now, Kind.CUSTOMER, changed, rules=self._rules)
            )
            return
        picked = self._dice.sample([club.club_id for club in self._clubs], 2)
        if sort in {3, 4}:
            records = [
                member(guest.remote_id, club, is_active=self._dice.random() < 0.5)
                for club in picked
            ]
            self._life.insist(
                lambda: tell_page(self._life.now, Kind.MEMBERSHIP, *records, rules=self._rules)
            )
            return
        join, leave = picked[:1], picked[1:]
        self._life.insist(lambda: self._change_clubs(guest, tuple(join), tuple(leave)))

    def _change_clubs(self, guest: Guest, join: tuple[str, ...], leave: tuple[str, ...]) -> None:
        with self._life.now.store.write("change_clubs", actor=PROGRAM) as uow:
            stored = uow.guests.find_by_remote("office", guest.remote_id)
            assert stored is not None
            change = ClubChange(
                change_id=uow.new_id(),
                guest_id=stored.guest_id,
                join=tuple(map(ClubChoice, join)),
                leave=leave,
            )
            change_clubs(change, uow=uow, rules=self._rules)

    def _tap(self) -> None:
        """Staff retry or set aside whatever is not sent yet."""
        for row in tag_work(self._life.now):
            if row.state in {OutboxState.WAITING, OutboxState.UNKNOWN}:
                verb = self._dice.choice(
                    [self._life.now.act.retry_item, self._life.now.act.park_item]
                )
                verb(row.item_id)

    def _drain(self) -> None:
        self._tell_office()
        self._life.drain(self._outbound, "tock")

    def _tell_office(self) -> None:
        """The back office takes the changes of clubs that are due; it is not what is tried here."""
        rule = RepeatRule(Repeat.NATURAL_KEY)
        with self._life.now.store.write("office", actor=PROGRAM) as uow:
            while (claim := claim_next("people", uow=uow, rule_of=lambda _: rule)) is not None:
                done = Outcome(Proof.APPLIED, remote_id="")
                record_outcome(claim.item, uow=uow, outcome=done, rule=rule, backoff_ms=0)

    def _heal(self) -> None:
        self._plan.heal()
        self._life.is_calm = True
        for _ in range(_HEAL_ROUNDS):
            self._life.wait(700_000 if not self._is_hasty else 9_000)
            self._see_profiles()
            follow(self._life.now, rules=self._rules)
            for row in self._life.now.reads.sync_overview().outbox:
                if row.state is OutboxState.PARKED and row.aggregate.startswith("tags:"):
                    self._life.now.act.retry_item(row.item_id)
            self._drain()
            if self._life.has_sent_all:
                break
        self._life.wait(700_000)  # what was to land late has landed by now

    def _compare(self) -> None:
        problems, guests = self.tally.problems, self._world.tock.guests
        rows = tag_work(self._life.now)
        self.tally.superseded = sum(row.state is OutboxState.SUPERSEDED for row in rows)
        for row in rows:
            is_by_hand = row.aggregate.startswith("tags-by-hand:")
            done = {OutboxState.CONFIRMED, OutboxState.SUPERSEDED}
            if row.state not in done and not is_by_hand:
                problems.append(f"left open: {row.title} {row.state} {row.reason}")
        for email in sorted(self._emails):
            profile = guests.find(email)
            held = set(profile.pushed_tags if profile else ()) - self._by_hand(email)
            with self._life.now.store.write("look", actor=PROGRAM) as uow:
                ours = {club.name for club in uow.guests.clubs_of(email, office=_OFFICE)}
            if held != ours:
                problems.append(f"{self._mode} {email}: Tock has {sorted(held)}, not {ours}")
        for entry in guests.tag_ledger:
            if entry.foreign_lost:
                problems.append(f"{self._mode} {entry.email}: lost {entry.foreign_lost}")

    def _by_hand(self, email: str) -> set[str]:
        """What a person was asked to take away at Tock."""
        with self._life.now.store.write("look", actor=PROGRAM) as uow:
            work = uow.outbox.of_aggregate(f"tags-by-hand:{email}")
        parked = [item for item in work if item.state is OutboxState.PARKED]
        return {name for item in parked for name in decode_guest_tags(item.payload).managed}
