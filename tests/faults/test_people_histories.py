"""No field of a guest is ever lost silently, whatever is edited, sent, told and broken off.

Every value that somebody entered on either side is, when all is quiet, on both sides, or in a
question for a person, or was replaced by somebody who had it before their eyes.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest

from posapp.domain.errors import DomainError
from posapp.domain.guest_record import fields_of, record_of
from posapp.domain.merge import ConflictState, RecordConflict, Side
from posapp.domain.outbox import OutboxItem, OutboxState, Proof
from posapp.ports.customer_fields import sent_fields
from posapp.ports.documents import decode_customer
from posapp.ports.people import GuestDraft
from posapp.usecases.outbox_work import recover_expired
from tests.support.clock import CountingIds, ManualClock
from tests.support.people_office import PeopleOffice
from tests.support.till import PROGRAM, Till

HISTORIES = int(os.environ.get("POSAPP_PEOPLE_HISTORIES", "150"))
SEED = 20_261_122
CONTROLS = 1_000_000
STEPS = 25
NAMES = ("first_name", "last_name", "phone", "company", "contact_type:VIP", "shipping")
SHIPPING = '{"city":"Napa","country":"US","line1":"%s","postal":"94558"}'


class Broken(Exception):
    """The program ended at this point."""


@dataclass
class Breaker:
    """Ends the program now and then, before or after a commit."""

    dice: Random = field(default_factory=Random)
    is_on: bool = False

    def __call__(self, point: str) -> None:
        is_commit = point.endswith((".before_commit", ".after_commit"))
        if self.is_on and is_commit and self.dice.random() < 0.08:
            raise Broken(point)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Till, Breaker]]:
    breaker = Breaker()
    clock = ManualClock()
    path: Path = tmp_path_factory.mktemp("people") / "store"
    with Till(path, clock=clock, ids=CountingIds(clock), at_point=breaker) as opened:
        opened.open_shop()
        yield opened, breaker


def test_no_value_is_lost_silently(
    stage: tuple[Till, Breaker], figure: Callable[[str], None]
) -> None:
    """Random histories of edits here and there, sends, pulls, choices and crashes."""
    till, breaker = stage
    tally: dict[str, int] = {}
    for number in range(HISTORIES):
        dice = Random(f"{SEED}|{number}")
        breaker.dice = dice
        history = History(till, breaker, dice, number, tally)
        history.run()
        assert history.problems() == [], f"history {number}: {history.log}"
    figure(
        f"guest records: {HISTORIES} histories (seed {SEED}), {dict(sorted(tally.items()))}:"
        " 0 values lost, 0 differences left"
    )


def test_an_office_that_writes_without_reading_loses_values(stage: tuple[Till, Breaker]) -> None:
    """The control: what somebody changed over there since the last pull is overwritten unseen."""
    till, breaker = stage
    found = 0
    for number in range(CONTROLS, CONTROLS + 30):
        breaker.dice = dice = Random(f"{SEED}|{number}")
        history = History(till, breaker, dice, number, {})
        history.office.compares = False
        history.run()
        found += bool(history.problems())
    assert found


@dataclass
class Values:
    """Every value that was ever entered on either side, and how often it was replaced on sight."""

    number: int
    count: int = 0
    entered: dict[str, set[str]] = field(default_factory=dict)
    replaced: Counter[tuple[str, str]] = field(default_factory=Counter)

    def new(self, name: str) -> str:
        """A value nobody has entered before."""
        self.count += 1
        value = f"v{self.number}x{self.count}z"
        self.entered.setdefault(_of(name), set()).add(value)
        return value

    def note(self, before: dict[str, str], after: dict[str, str]) -> None:
        """Somebody changed a record."""
        for name in {*before, *after}:
            if before.get(name, "") != after.get(name, ""):
                self.replace(name, before.get(name, ""))

    def replace(self, name: str, text: str) -> list[str]:
        """Whoever replaced this had it before their eyes; returns what was entered."""
        gone = [value for value in self.entered.get(_of(name), ()) if value in text]
        self.replaced.update((_of(name), value) for value in gone)
        return gone

    def forget(self, name: str, text: str) -> None:
        """It was refused when it was entered."""
        values = self.entered.get(_of(name), set())
        values -= {value for value in values if value in text}

    def lost_in(self, shown: str) -> list[str]:
        """Values that nobody replaced on sight and that stand nowhere."""
        found = []
        for name, values in self.entered.items():
            lost = {
                value for value in values if self.replaced[name, value] == 0 and value not in shown
            }
            if lost:
                found.append(f"{name}: lost {sorted(lost)}")
        return found


@dataclass
class History:
    """One guest, one record over there, and what was ever entered for them."""

    till: Till
    breaker: Breaker
    dice: Random
    number: int
    tally: dict[str, int]
    log: list[str] = field(default_factory=list)
    given_up: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    remote_id: str = ""

    def __post_init__(self) -> None:
        self.values = Values(self.number)
        self.office = PeopleOffice(self.till, _count=self.number * 1_000)
        self.office.connect()
        self.guest_id = f"g{self.number}"
        self.email = f"g{self.number}@lee.example"

    def run(self) -> None:
        """Begin somewhere, let things happen, then let everything come to rest."""
        start = self.dice.randrange(3)
        if start < 2:
            self.remote_id = self.office.enter(
                first_name="Ann", last_name="Lee", email=self.email, phone=self.values.new("phone")
            )
        if start == 0:
            self.office.pull()
            found = self.till.reads.people.guest_of(self.email)
            assert found is not None
            self.guest_id = found
        else:
            names = ("first_name", "last_name", "phone")
            told = {name: self.values.new(name) for name in names} | {"email": self.email}
            draft = record_of(told)
            self.insist(
                lambda: self.till.act.guests.create(
                    self.guest_id, GuestDraft(contact=draft.contact)
                )
            )
        self.breaker.is_on = True
        steps = [
            *(self._edit, self._edit, self._change, self._change, self._pull),
            *(self._send, self._send, self._choose, self._unchoose, self._wait, self._tap),
        ]
        for _ in range(STEPS):
            step = self.dice.choice(steps)
            name = step.__name__.strip("_")
            self.log.append(name)
            self.tally[name] = self.tally.get(name, 0) + 1
            step()
        self.breaker.is_on = False
        self._rest()

    def insist(self, act: Callable[[], object]) -> None:
        """Whoever was broken off does it again, after the program was started again."""
        while True:
            try:
                act()
            except Broken:
                self.log.append("broken")
                self.tally["broken"] = self.tally.get("broken", 0) + 1
                continue
            return

    # --- what happens ---

    def _edit(self) -> None:
        here = self._here()
        name = self.dice.choice(NAMES)
        after = dict(here)
        if name == "shipping":
            old = [one for one in here if one.startswith("shipping:")]
            if old and self.dice.random() < 0.6:
                after[old[0]] = SHIPPING % self.values.new(old[0])
            else:
                after[f"shipping:new {self.values.count}"] = SHIPPING % self.values.new(
                    "shipping:*"
                )
        elif name.startswith("contact_type"):
            after.pop(name, None) if name in here else after.update({name: "yes"})
        else:
            after[name] = self.values.new(name)
        record = record_of(after)
        after = fields_of(record)
        draft = GuestDraft(contact=record.contact, details=record.details)
        try:
            self.insist(lambda: self.till.act.guests.edit(self.guest_id, draft))
        except DomainError:  # a field that waits for a choice
            for one in after:
                if after[one] != here.get(one):
                    self.values.forget(one, after[one])
            return
        self.values.note(here, after)

    def _change(self) -> None:
        if self.remote_id not in self.office.records:
            self._find()
            return
        there = dict(self.office.records[self.remote_id])
        name = self.dice.choice(NAMES)
        after = dict(there)
        if name == "shipping":
            old = [one for one in there if one.startswith("shipping:")]
            key = old[0] if old else f"shipping:{self.office.new_id()}"
            after[key] = SHIPPING % self.values.new(key)
        elif name.startswith("contact_type"):
            after.pop(name, None) if name in there else after.update({name: "yes"})
        else:
            after[name] = self.values.new(name)
        changed = {n: after.get(n, "") for n in {*there, *after} if there.get(n) != after.get(n)}
        self.office.change(self.remote_id, **changed)
        self.values.note(there, after)

    def _pull(self) -> None:
        untold = list(self.office.untold)

        def pull() -> None:
            self.office.untold[:] = untold
            self.office.pull()

        self.insist(pull)

    def _send(self) -> None:
        proof = self.dice.choice([Proof.APPLIED] * 3 + [Proof.MAYBE, Proof.MAYBE_LATE])
        applies = proof is Proof.APPLIED or self.dice.random() < 0.5
        if self.dice.random() < 0.1:
            proof, applies = Proof.NOT_APPLIED, False
        self.till.clock.advance(9_000)
        try:
            self.office.take(proof=proof, applies=applies)
        except Broken:
            self.log.append("broken")
        self._find()

    def _choose(self) -> None:
        for conflict in self._open():
            choices = {one.name: self.dice.choice(list(Side)) for one in conflict.fields}
            self.insist(lambda c=conflict, s=choices: self.till.act.guests.settle(c.conflict_id, s))  # type: ignore[misc]
            self.given_up[conflict.conflict_id] = [
                (one.name, value)
                for one in conflict.fields
                for value in self.values.replace(
                    one.name, one.theirs if choices[one.name] is Side.OURS else one.ours
                )
            ]

    def _unchoose(self) -> None:
        for conflict_id in sorted(self.given_up):
            conflict = self._conflict(conflict_id)
            if conflict.state is not ConflictState.SETTLED:
                continue
            try:
                self.insist(lambda c=conflict_id: self.till.act.guests.unsettle(c))  # type: ignore[misc]
            except DomainError:
                continue
            for name, value in self.given_up.pop(conflict_id, []):
                self.values.replaced[_of(name), value] -= 1

    def _wait(self) -> None:
        self.till.clock.advance(self.dice.choice([1_000, 40_000, 200_000]))

        def recover() -> None:
            with self.till.store.write("recover", actor=PROGRAM) as uow:
                recover_expired(uow=uow)

        self.insist(recover)

    def _tap(self) -> None:
        """Staff look after work that is stuck, as the truth is over there."""
        for item in self._work():
            if item.state not in {OutboxState.PARKED, OutboxState.UNKNOWN}:
                continue
            if item.is_in_doubt and item.state is OutboxState.PARKED:
                self.insist(lambda i=item: self._settle(i))  # type: ignore[misc]
            else:
                self.insist(lambda i=item: self.till.act.retry_item(i.item_id))  # type: ignore[misc]

    def _settle(self, item: OutboxItem) -> None:
        """A person looked."""
        sent = sent_fields(decode_customer(item.payload))
        there = self.office.records.get(self.remote_id, {})
        texts = [text for name, text in sent.items() if not name.startswith("shipping:new ")]
        is_there = {*texts, ""} <= {*there.values(), ""}
        self.till.act.settle_item(item.item_id, is_there=is_there)

    # --- rest ---

    def _rest(self) -> None:
        """Nobody enters anything any more; everything is sent and told."""
        for _ in range(12):
            self._wait()
            self.till.clock.advance(300_000)
            self.office.take_all()
            self._find()
            if self.remote_id in self.office.records:  # everybody is told again now and then
                self.office.untold.append(self.remote_id)
            self._pull()
            self._tap()
            if not [one for one in self._work() if one.state not in _DONE]:
                break
        if self.remote_id in self.office.records:
            self.office.untold.append(self.remote_id)
            self._pull()

    def problems(self) -> list[str]:
        """What is lost, and what differs without a question."""
        found = [
            f"left open: {item.state} {item.reason}"
            for item in self._work()
            if item.state not in _DONE
        ]
        here, there = self._here(), self.office.records.get(self.remote_id, {})
        asked = {one.name: one for conflict in self._open() for one in conflict.fields}
        found += [
            f"{name}: {here.get(name)} here, {there.get(name)} there"
            for name in sorted({*here, *there} - asked.keys())
            if here.get(name, "") != there.get(name, "")
        ]
        shown = " ".join([*here.values(), *there.values()])
        shown += " ".join(f" {one.base} {one.ours} {one.theirs}" for one in asked.values())
        found += self.values.lost_in(shown)
        return found

    # --- bookkeeping ---

    def _here(self) -> dict[str, str]:
        return fields_of(self.till.reads.people.guest(self.guest_id).record)

    def _open(self) -> list[RecordConflict]:
        return list(self.till.reads.people.guest(self.guest_id).conflicts)

    def _conflict(self, conflict_id: str) -> RecordConflict:
        self.breaker.is_on, was_on = False, self.breaker.is_on
        with self.till.store.write("look", actor=PROGRAM) as uow:
            found = uow.people.conflict(conflict_id)
        self.breaker.is_on = was_on
        return found

    def _work(self) -> list[OutboxItem]:
        self.breaker.is_on, was_on = False, self.breaker.is_on
        with self.till.store.write("look", actor=PROGRAM) as uow:
            found = uow.outbox.of_aggregate(f"guest:{self.guest_id}")
        self.breaker.is_on = was_on
        return found

    def _find(self) -> None:
        """The record over there, once there is one."""
        if not self.remote_id and self.office.records:
            self.remote_id = next(iter(self.office.records))


_DONE = {OutboxState.CONFIRMED, OutboxState.SUPERSEDED}


def _of(name: str) -> str:
    return "shipping" if name.startswith("shipping") else name
