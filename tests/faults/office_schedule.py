"""One random fault schedule over every write of one back office: people, clubs, orders, pickups.

Everything fails and the program dies in between; then all heals, and what stands over there is
compared with what was wanted here. The same seed gives the same work, faults and crashes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

import msgspec

from posapp.adapters import backoffice
from posapp.adapters.http import Ask, DoorPolicy, HttpDoor, Limits
from posapp.adapters.outcomes import Answer
from posapp.domain.guest import Contact, Guest
from posapp.domain.outbox import Operation, OutboxItem, OutboxState, Repeat, RepeatRule
from posapp.domain.venue import Remote
from posapp.ports.backoffice import CAP_OF_OPERATION, Ack, CommerceBackend, Connection
from posapp.ports.documents import ClubDocument, CustomerDocument, Document
from posapp.ports.failures import Failure
from posapp.sandbox import office_site
from posapp.sandbox.faults.kinds import TRANSIENT, FaultKind
from posapp.sandbox.faults.plan import FaultPlan
from posapp.sandbox.office_site import SoldLine
from posapp.sandbox.server.front import SandboxServer
from posapp.sandbox.world import World
from posapp.sync.drain import BackOfficeOutbound, Drain, Outbound
from posapp.usecases.enqueue import enqueue
from tests.contracts.documents import HOME, clubs, handed, person, sale
from tests.faults.schedule import CRASH_P, FAULT_P, LIMITS, TIMING, Crash
from tests.support.clock import CountingIds, ManualClock
from tests.support.till import PROGRAM, Till

_HEAL_ROUNDS = 80
_IMPATIENCE_P = 0.2
_LATE_SHARE = 6
_WAIT_MS = 700_000
"""Longer than any quiet and any wait a server asks for."""

_SPECS = backoffice.discover()
SYSTEMS: tuple[tuple[str, str], ...] = tuple(
    (name, label)
    for name, site in sorted(office_site.discover().items())
    for label in ("", *site.options)
    if name in _SPECS and _SPECS[name].caps & set(CAP_OF_OPERATION.values())
)
"""Every adapter with every set of values worth trying; those that write nothing are passed over."""


@dataclass(slots=True)
class OfficeTally:
    """What one schedule did and how it ended."""

    writes: int = 0
    crashes: int = 0
    crash_points: Counter[str] = field(default_factory=Counter)
    faults: Counter[FaultKind] = field(default_factory=Counter)
    problems: Counter[str] = field(default_factory=Counter)
    text: str = ""

    def wrong(self, problem: str, detail: str) -> None:
        """One thing that is not as it should be."""
        self.problems[problem] += 1
        self.text += f"{problem}: {detail}\n"


class QuickDoor(HttpDoor):
    """A door whose patience is shorter than the far side's stalls."""

    def request(self, ask: Ask) -> Answer:
        """The same within a tenth of a second."""
        limits = Limits(total_s=LIMITS.total_s, max_bytes=ask.limits.max_bytes)
        return super().request(replace(ask, limits=limits))


class NaiveOutbound:
    """The control: no doubt and no look-up. What was not answered is simply written again."""

    def __init__(self, backend: CommerceBackend) -> None:
        self._inner = BackOfficeOutbound(backend)

    def repeat_rule(self, operation: Operation) -> RepeatRule:
        return RepeatRule(Repeat.NATURAL_KEY)

    def send(self, item: OutboxItem) -> Ack:
        return self._inner.send(item)

    def look_up(self, item: OutboxItem) -> Ack | None:
        return None


class OfficeSchedule:
    """A run of one seed in a folder of its own."""

    def __init__(self, seed: int, directory: Path, *, is_naive: bool = False) -> None:
        self._dice = Random(f"{seed}|office")
        self._directory = directory
        self._is_naive = is_naive
        name, label = SYSTEMS[seed % len(SYSTEMS)]
        site = office_site.discover()[name]
        self._spec = _SPECS[name]
        self._options = site.options.get(label, {})
        self.tally = OfficeTally(text="")
        self._system = f"{name} {label}".strip()
        self._world = World(seed)
        site.prepare(self._world, self._options)
        self._site = site.open(self._world)
        kinds = tuple(kind for kind in TRANSIENT if kind is not FaultKind.APPLY_TWICE)
        kinds += (FaultKind.LATE_APPLY,) * _LATE_SHARE
        if is_naive:  # the adapters look before they write: only what lands late can double
            kinds = (FaultKind.LATE_APPLY,)
        self._plan = FaultPlan.random(seed, FAULT_P, kinds=kinds, timing=TIMING)
        self._clock = ManualClock(self._world.clock.now_ms())
        self._ids = CountingIds(self._clock)
        self._is_calm = True
        self._people: dict[str, CustomerDocument] = {}
        self._clubs: dict[str, dict[str, str]] = {}
        self._orders: list[str] = []
        self._pickups: dict[str, bool] = {}
        self._till: Till

    def run(self) -> OfficeTally:
        """Ask for work, fail, crash, heal, compare."""
        with SandboxServer(self._world, self._plan) as server:
            doors: list[HttpDoor] = []

            def open_door(policy: DoorPolicy) -> HttpDoor:
                doors.append(QuickDoor(policy, clock=self._clock))
                return doors[-1]

            values = {**self._site.values(server.base_url), **self._options}
            self._backend = self._spec.make(Connection(values), open_door)
            self._outbound: Outbound = (
                NaiveOutbound(self._backend)
                if self._is_naive
                else BackOfficeOutbound(self._backend)
            )
            self._set_up()
            self._open()
            try:
                if self._backend.writes:
                    self._live()
                    self._heal()
                    self._compare()
            finally:
                self._till.store.close()
                for door in doors:
                    door.close()
        self.tally.faults.update(fired.fault.kind for fired in self._plan.fired)
        return self.tally

    def _set_up(self) -> None:
        self._site.add_product("W-1", title="Pinot Noir", cents=4_800)
        self._club_ids = [self._site.add_club(name) for name in ("Estate", "Library")]
        owner = self._site.add_person(first_name="Al", last_name="Roe", email="al@roe.example")
        self._waiting = [
            self._site.add_web_order(
                str(8_800 + number), person_id=owner, delivery="pickup", lines=[SoldLine()]
            )
            for number in range(2)
        ]

    def _open(self) -> None:
        is_new = not (self._directory / "store.json").exists()
        was, self._is_calm = self._is_calm, True
        self._till = Till(
            self._directory, clock=self._clock, ids=self._ids, at_point=self._at_point
        )
        if is_new:
            self._till.open_shop()
        else:
            self._till.sign_in()
        self._is_calm = was

    def _at_point(self, name: str) -> None:
        if self._is_calm or self._dice.random() >= CRASH_P:
            return
        self.tally.crashes += 1
        self.tally.crash_points[name] += 1
        raise Crash(name)

    def _insist(self, action: Callable[[], object]) -> None:
        while True:
            try:
                action()
            except Crash:
                self._till.store.close()
                self._open()
                continue
            return

    def _live(self) -> None:
        self._is_calm = False
        for step in range(self._dice.randint(2, 5)):
            self._ask(step)
            for _ in range(self._dice.randint(1, 4)):
                self._pass(self._dice.randint(1_000, 90_000))
                self._insist(self._drain)
                if self._dice.random() < _IMPATIENCE_P:
                    self._insist(self._tap_retry)

    def _ask(self, step: int) -> None:
        can = self._backend.writes
        choices: list[Callable[[], None]] = []
        if Operation.PUT_CUSTOMER in can:
            choices += [self._person, self._change_person]
        if Operation.SET_CLUBS in can:
            choices.append(self._switch)
        if Operation.PUT_ORDER in can:
            choices += [self._order] * 2
        if Operation.MARK_PICKUP in can and self._waiting:
            choices.append(self._collect)
        if Operation.UNDO_PICKUP in can and any(self._pickups.values()):
            choices.append(self._undo)
        if step == 0 and Operation.PUT_CUSTOMER in can:
            choices = [self._person]
        self._dice.choice(choices)()

    def _send(self, document: Document, operation: Operation, *, about: str, subject: str) -> None:
        """Once, however often the program dies over it."""
        self.tally.writes += 1

        def write() -> None:
            with self._till.store.write("ask", actor=PROGRAM) as uow:
                known = [item.subject_id for item in uow.outbox.of_aggregate(about)]
                if subject not in known:
                    enqueue(
                        document,
                        uow=uow,
                        operation=operation,
                        aggregate=about,
                        subject_id=subject,
                        title=f"{operation} {subject}",
                    )

        self._insist(write)

    def _person(self) -> None:
        number = len(self._people)
        email = f"ann{number}@lee.example"
        document = person(guest_id=f"g{number}", email=email, billing=HOME)
        self._people[email] = document
        self._clubs[email] = {}
        self._insist(lambda: self._enter(document))
        self._send(document, Operation.PUT_CUSTOMER, about=f"guest:g{number}", subject=f"g{number}")

    def _enter(self, document: CustomerDocument) -> None:
        contact = Contact(document.first_name, document.last_name, document.email, document.phone)
        with self._till.store.write("enter", actor=PROGRAM) as uow:
            uow.guests.save(Guest(document.guest_id, contact, source="posapp"))

    def _change_person(self) -> None:
        if not self._people:
            return self._person()
        known = self._dice.choice(list(self._people.values()))
        phone = f"70755502{self._dice.randint(10, 99)}"
        document = msgspec.structs.replace(known, phone=phone, changed=("phone",))
        self._people[known.email] = document
        about = f"guest:{known.guest_id}"
        self._send(document, Operation.PUT_CUSTOMER, about=about, subject=self._ids.new_id())
        return None

    def _switch(self) -> None:
        if not self._people:
            return self._person()
        known = self._dice.choice(list(self._people.values()))
        held = self._clubs[known.email]
        joined = [club for club, word in held.items() if word == "active"]
        wanted = self._dice.choice([club for club in self._club_ids if club not in joined] or [""])
        change = clubs(
            "",
            change_id=self._ids.new_id(),
            guest_id=known.guest_id,
            email=known.email,
            join=(ClubDocument(club_id=wanted, name=wanted),) if wanted else (),
            leave=tuple(ClubDocument(club_id=club, name=club) for club in joined),
        )
        held.update(dict.fromkeys(joined, "cancelled"))
        if wanted:
            held[wanted] = "active"
        self._send(
            change,
            Operation.SET_CLUBS,
            about=f"guest:{known.guest_id}",
            subject=change.change_id,
        )
        return None

    def _order(self) -> None:
        number = f"T1-{len(self._orders) + 1:06}"
        self._orders.append(number)
        who = self._dice.choice([None, *self._people.values()])
        document = sale(number, customer=who, placed_ms=self._clock.now_ms())
        self._send(document, Operation.PUT_ORDER, about=f"order:{number}", subject=number)

    def _collect(self) -> None:
        order_id = self._waiting.pop()
        self._pickups[order_id] = True
        document = msgspec.structs.replace(
            handed(order_id, order_id), pickup_id=f"pu-{order_id}", at_ms=self._clock.now_ms()
        )
        self._send(document, Operation.MARK_PICKUP, about=f"pickup:{order_id}", subject="mark")

    def _undo(self) -> None:
        order_id = next(order_id for order_id, stands in self._pickups.items() if stands)
        self._pickups[order_id] = False
        document = msgspec.structs.replace(handed(order_id, order_id), pickup_id=f"pu-{order_id}")
        self._send(document, Operation.UNDO_PICKUP, about=f"pickup:{order_id}", subject="undo")

    def _tap_retry(self) -> None:
        for row in self._till.reads.sync_overview().outbox:
            if row.state in {OutboxState.WAITING, OutboxState.UNKNOWN, OutboxState.PARKED}:
                self._till.act.retry_item(row.item_id)

    def _drain(self) -> None:
        try:
            for remote in (Remote.PEOPLE, Remote.ORDERS):
                drain = Drain(
                    remote=remote,
                    outbound=self._outbound,
                    jitter=self._dice,
                    at_point=self._at_point,
                )
                drain.run(self._till.store, actor=PROGRAM, is_stopping=lambda: False)
        except Failure:
            return

    def _pass(self, milliseconds: int) -> None:
        self._clock.advance(milliseconds)
        self._world.clock.advance_ms(milliseconds)

    def _heal(self) -> None:
        self._plan.heal()
        self._is_calm = True
        for _ in range(_HEAL_ROUNDS):
            self._pass(_WAIT_MS)
            for row in self._till.reads.sync_overview().outbox:
                if row.state is OutboxState.PARKED:
                    self._till.act.retry_item(row.item_id)
            self._drain()
            if self._till.reads.sync_overview().to_send == 0:
                return

    def _compare(self) -> None:
        self.tally.text = f"{self._system}\n"
        for row in self._till.reads.sync_overview().outbox:
            if row.state not in {OutboxState.CONFIRMED, OutboxState.SUPERSEDED}:
                self.tally.wrong("left open", f"{row.title}: {row.state} {row.reason}")
        for email, wanted in self._people.items():
            self._compare_person(email, wanted)
        for number in self._orders:
            found = self._site.orders_numbered(number)
            self._count(len(found), f"order {number}")
            if any(order.total_cents != 5_196 for order in found):
                self.tally.wrong("wrong amount", number)
        for order_id, stands in self._pickups.items():
            if self._site.order(order_id).is_waiting == stands:
                self.tally.wrong("lost", f"pickup {order_id}")

    def _compare_person(self, email: str, wanted: CustomerDocument) -> None:
        found = self._site.people(email)
        self._count(len(found), f"person {email}")
        for seen in found[:1]:
            if not _digits(seen.phone).endswith(_digits(wanted.phone)[-7:]):
                self.tally.wrong("lost", f"{email} has {seen.phone}, not {wanted.phone}")
            if len(seen.streets) != len(set(seen.streets)):
                self.tally.wrong("duplicated", f"{email} has {seen.streets}")
            statuses = self._site.statuses(seen.person_id)
            if dict(statuses) != self._clubs[email]:
                kind = "duplicated" if "double" in statuses.values() else "lost"
                self.tally.wrong(kind, f"{email} is {statuses}, not {self._clubs[email]}")

    def _count(self, count: int, what: str) -> None:
        if count == 0:
            self.tally.wrong("lost", what)
        elif count > 1:
            self.tally.wrong("duplicated", f"{what} {count} times")


def _digits(text: str) -> str:
    return "".join(one for one in text if one.isdigit())
