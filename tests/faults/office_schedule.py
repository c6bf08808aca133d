"""One random fault schedule over every write of one back office: people, clubs, orders, pickups.

Everything fails and the program dies in between; then all heals, and what stands over there is
compared with what was wanted here. The same seed gives the same work, faults and crashes.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

from posapp.adapters import backoffice
from posapp.adapters.http import Ask, HttpDoor, Limits
from posapp.adapters.outcomes import Answer
from posapp.connections.caps import ConnectedCaps
from posapp.connections.kept import Choice
from posapp.connections.office import ConnectedOffice, make_office
from posapp.domain.errors import DomainError
from posapp.domain.outbox import OutboxState
from posapp.domain.venue import Remote
from posapp.ports.backoffice import CAP_OF_KIND, CAP_OF_OPERATION, Kind
from posapp.ports.failures import Failure
from posapp.ports.office import Role
from posapp.sandbox import office_site
from posapp.sandbox.faults.kinds import TRANSIENT, FaultKind
from posapp.sandbox.faults.plan import FaultPlan
from posapp.sandbox.office_site import SoldLine
from posapp.sandbox.server.front import SandboxServer
from posapp.sandbox.world import World
from posapp.sync.drain import BackOfficeOutbound, Outbound
from posapp.sync.record_pull import RecordPull
from tests.faults.mortal_till import MortalTill
from tests.faults.naive_outbound import NaiveOutbound
from tests.faults.odds import FAULT_P, LIMITS, TIMING
from tests.faults.office_work import OfficeWork, Wanted
from tests.faults.tally import Tally
from tests.support.till import PROGRAM, Till

_HEAL_ROUNDS = 80
_IMPATIENCE_P = 0.2
_IMPATIENT_WITH = (OutboxState.WAITING, OutboxState.UNKNOWN, OutboxState.PARKED)
_PULL_P = 0.3
_QUIET_MS = "120000"
"""As the forms propose it: what lands latest is seen by the read that is furthest behind."""
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


class QuickDoor(HttpDoor):
    """A door whose patience is shorter than the far side's stalls."""

    def request(self, ask: Ask) -> Answer:
        """The same within a tenth of a second."""
        limits = Limits(total_s=LIMITS.total_s, max_bytes=ask.limits.max_bytes)
        return super().request(replace(ask, limits=limits))


class OfficeSchedule:
    """A run of one seed in a folder of its own."""

    def __init__(self, seed: int, directory: Path, *, is_naive: bool = False) -> None:
        self._dice = Random(f"{seed}|office")
        self._is_naive = is_naive
        name, label = SYSTEMS[seed % len(SYSTEMS)]
        site = office_site.discover()[name]
        self._spec = _SPECS[name]
        self._options = site.options.get(label, {})
        self.tally = Tally()
        self._system = f"{name} {label}".strip()
        self._world = World(seed)
        site.prepare(self._world, self._options)
        self._site = site.open(self._world)
        kinds = tuple(kind for kind in TRANSIENT if kind is not FaultKind.APPLY_TWICE)
        kinds += (FaultKind.LATE_APPLY,) * _LATE_SHARE
        if is_naive:  # the adapters look before they write: only what lands late can double
            kinds = (FaultKind.LATE_APPLY,)
        self._plan = FaultPlan.random(seed, FAULT_P, kinds=kinds, timing=TIMING)
        self._life = MortalTill(
            directory, world=self._world, dice=self._dice, on_start=self._connect
        )
        self._office: ConnectedOffice
        self._work: OfficeWork

    def run(self) -> Tally:
        """Ask for work, fail, crash, heal, compare."""
        with SandboxServer(self._world) as server:
            values = {**self._site.values(server.base_url), "quiet_ms": _QUIET_MS, **self._options}
            self._office = make_office(
                self._spec,
                Choice(self._spec.name),
                secrets=values,
                open_door=lambda policy: QuickDoor(policy, clock=self._life.clock),
            )
            outbound = BackOfficeOutbound(self._office.backend)
            self._outbound: Outbound = NaiveOutbound(outbound) if self._is_naive else outbound
            try:
                self._set_up()
                server.faults = self._plan
                self._live()
                self._heal()
                self._compare()
            finally:
                self._life.stop()
                for door in self._office.doors:
                    door.close()
        self.tally.crash_points.update(self._life.crash_points)
        self.tally.faults.update(fired.fault.kind for fired in self._plan.fired)
        return self.tally

    def _set_up(self) -> None:
        """Two clubs and two web orders over there, and a till that has heard of them."""
        self._site.add_product("W-1", title="Pinot Noir", cents=4_800)
        clubs = [self._site.add_club(name) for name in ("Estate", "Library")]
        owner = self._site.add_person(first_name="Al", last_name="Roe", email="al@roe.example")
        waiting = [
            self._site.add_web_order(
                str(8_800 + number), person_id=owner, delivery="pickup", lines=[SoldLine()]
            )
            for number in range(2)
        ]
        self._work = OfficeWork(
            dice=self._dice,
            ids=self._life.ids,
            backend=self._spec.name,
            can=self._office.backend.writes,
            club_ids=clubs,
            waiting=waiting,
        )
        self._life.start()
        for kind in Kind:
            # A busy machine may be slower than the door's patience.
            assert any(self._hears(kind) for _ in range(_HEAL_ROUNDS)), kind

    def _connect(self, till: Till) -> None:
        till.store.caps = ConnectedCaps(dict.fromkeys(Role, self._office))

    def _live(self) -> None:
        self._life.is_calm = False
        for _ in range(self._dice.randint(2, 5)):
            self._ask()
            for _ in range(self._dice.randint(1, 4)):
                self._life.wait(self._dice.randint(1_000, 90_000))
                self._life.insist(self._drain)
                if self._dice.random() < _PULL_P:
                    self._life.insist(self._pull)
                if self._dice.random() < _IMPATIENCE_P:
                    self._life.insist(lambda: self._life.retry(*_IMPATIENT_WITH))

    def _ask(self) -> None:
        """Once, however often the program dies over it."""
        action = self._work.draw(self._life.now)
        self.tally.writes += 1
        try:
            self._life.insist(lambda: action(self._life.now))
        except DomainError as refusal:  # nobody else works here: there is nothing to refuse
            self.tally.wrong("refused", refusal.message)

    def _drain(self) -> None:
        self._life.drain(self._outbound, Remote.PEOPLE, Remote.ORDERS)

    def _pull(self) -> None:
        """News of one kind, as far as it comes."""
        self._hears(self._dice.choice(list(Kind)))

    def _hears(self, kind: Kind) -> bool:
        """Pull a kind; True when it came whole."""
        backend, title = self._office.backend, self._spec.title
        if CAP_OF_KIND[kind] not in backend.caps:
            return True
        pull = RecordPull(backend, Remote.ORDERS, kind, every_ms=0, title=title)
        try:
            pull.run(self._life.now.store, actor=PROGRAM, is_stopping=lambda: False)
        except Failure:
            return False
        return True

    def _heal(self) -> None:
        self._plan.heal()
        self._life.is_calm = True
        for _ in range(_HEAL_ROUNDS):
            self._life.wait(_WAIT_MS)
            self._life.retry(OutboxState.PARKED)
            self._drain()
            if self._life.has_sent_all and all(map(self._hears, Kind)):
                return

    def _compare(self) -> None:
        self.tally.text = f"{self._system}\n{self.tally.text}"
        for row in self._life.now.reads.sync_overview().outbox:
            if row.state not in {OutboxState.CONFIRMED, OutboxState.SUPERSEDED}:
                self.tally.wrong("left open", f"{row.title}: {row.state} {row.reason}")
        for email, wanted in self._work.people.items():
            self._compare_person(email, wanted)
        for number in self._work.orders:
            found = self._site.orders_numbered(number)
            self._count(len(found), f"order {number}")
            if any(order.total_cents != 5_196 for order in found):
                self.tally.wrong("wrong amount", number)
        for order_id, pickup_id in self._work.pickups.items():
            if self._site.order(order_id).is_waiting == bool(pickup_id):
                self.tally.wrong("lost", f"pickup {order_id}")

    def _compare_person(self, email: str, wanted: Wanted) -> None:
        found = self._site.people(email)
        self._count(len(found), f"person {email}")
        for seen in found[:1]:
            if not _digits(seen.phone).endswith(_digits(wanted.contact.phone)[-7:]):
                self.tally.wrong("lost", f"{email} has {seen.phone}, not {wanted.contact.phone}")
            if len(seen.streets) != len(set(seen.streets)):
                self.tally.wrong("duplicated", f"{email} has {seen.streets}")
            statuses = self._site.statuses(seen.person_id)
            if dict(statuses) != wanted.clubs:
                kind = "duplicated" if "double" in statuses.values() else "lost"
                self.tally.wrong(kind, f"{email} is {statuses}, not {wanted.clubs}")
        self._compare_here(email, wanted)

    def _compare_here(self, email: str, wanted: Wanted) -> None:
        """What was told of our own work has changed nothing of it."""
        sheet = self._life.now.reads.people.guest(wanted.guest_id)
        phone, known = sheet.record.contact.phone, wanted.contact.phone
        if _digits(phone)[-7:] != _digits(known)[-7:]:
            self.tally.wrong("overwritten", f"{email} has {phone} here, not {known}")
        active = sorted(one.club.club_id for one in sheet.memberships if one.membership.is_active)
        if active != sorted(club for club, word in wanted.clubs.items() if word == "active"):
            self.tally.wrong("overwritten", f"{email} is in {active} here, not {wanted.clubs}")
        if sheet.conflicts:
            self.tally.wrong("overwritten", f"{email} is asked about: {sheet.conflicts}")

    def _count(self, count: int, what: str) -> None:
        if count == 0:
            self.tally.wrong("lost", what)
        elif count > 1:
            self.tally.wrong("duplicated", f"{what} {count} times")


def _digits(text: str) -> str:
    return "".join(one for one in text if one.isdigit())
