"""Which request meets which fault: a written list, chance by seed, and standing outages.

Chance depends on seed, operation and how often it was asked, never on the order of threads.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from random import Random

from posapp.sandbox.faults.kinds import (
    ONLY_FOR_READS,
    ONLY_FOR_WRITES,
    TRANSIENT,
    Fault,
    FaultKind,
)
from posapp.sandbox.ops import WRITES, Op, Surface, surface_of

REFUSED = Fault(FaultKind.REFUSE)


@dataclass(frozen=True, slots=True)
class Rule:
    """Requests `nth` to `nth + times - 1` of `op` (None: of all) meet it; no `nth`: every one."""

    fault: Fault
    op: Op | None = None
    nth: int | None = None
    times: int = 1

    def matches(self, op: Op, counts: Counter[Op | None]) -> bool:
        """True if this request, already counted, is meant."""
        if self.op is not None and self.op is not op:
            return False
        if self.nth is None:
            return True
        return self.nth <= counts[self.op] < self.nth + self.times


@dataclass(frozen=True, slots=True)
class Outage:
    """A fault that stands from `from_ms` until `to_ms` (None: until healed) of world time."""

    from_ms: int
    to_ms: int | None
    fault: Fault = REFUSED
    surface: Surface | None = None

    def covers(self, surface: Surface, now_ms: int) -> bool:
        """True if that remote is out at that time."""
        if self.surface is not None and self.surface is not surface:
            return False
        return self.from_ms <= now_ms and (self.to_ms is None or now_ms < self.to_ms)


@dataclass(frozen=True, slots=True)
class Chance:
    """Every request meets a random fault with probability `p`; late_apply within `late_s`."""

    seed: int
    p: float
    kinds: tuple[FaultKind, ...] = TRANSIENT
    late_s: float = 60.0


@dataclass(frozen=True, slots=True)
class Timing:
    """Real waits, kept tiny; a stall longer than the client's read timeout is a timeout there."""

    stall_s: float | None = 0.05
    drip_interval_s: float = 0.001
    drip_bytes: int = 16


@dataclass(frozen=True, slots=True)
class Fired:
    """A fault that happened."""

    op: Op
    nth: int
    fault: Fault


class FaultPlan:
    """The schedule of one run; safe to ask and to change from any thread."""

    def __init__(
        self,
        rules: Iterable[Rule] = (),
        *,
        outages: Iterable[Outage] = (),
        chance: Chance | None = None,
        timing: Timing | None = None,
    ) -> None:
        self.timing = timing or Timing()
        self._lock = threading.Lock()
        self._rules = tuple(rules)
        self._outages = tuple(outages)
        self._chance = chance
        self._counts: Counter[Op | None] = Counter()
        self._fired: list[Fired] = []
        self._watchers: list[Callable[[], None]] = []

    @classmethod
    def random(
        cls,
        seed: int,
        p: float,
        *,
        kinds: tuple[FaultKind, ...] = TRANSIENT,
        timing: Timing | None = None,
    ) -> FaultPlan:
        """A fault with probability `p` at every request, the same for the same seed."""
        return cls(chance=Chance(seed=seed, p=p, kinds=kinds), timing=timing)

    @classmethod
    def generated(
        cls, seed: int, *, count: int, ops: tuple[Op, ...] = tuple(WRITES), span: int = 20
    ) -> FaultPlan:
        """A written list of `count` rules over the first `span` requests of each operation."""
        dice = Random(f"{seed}|plan")
        ordered = sorted(ops)
        rules = []
        for _ in range(count):
            op = dice.choice(ordered)
            kind = dice.choice([kind for kind in TRANSIENT if _suits(kind, op)])
            fault = _drawn(kind, dice=dice, late_s=60.0)
            rules.append(Rule(fault, op=op, nth=dice.randint(1, span)))
        return cls(rules)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The written list."""
        return self._rules

    @property
    def outages(self) -> tuple[Outage, ...]:
        """The standing outages."""
        return self._outages

    @property
    def chance(self) -> Chance | None:
        """The random part."""
        return self._chance

    @property
    def fired(self) -> tuple[Fired, ...]:
        """What has happened so far."""
        with self._lock:
            return tuple(self._fired)

    def seen(self, op: Op) -> int:
        """How many requests of an operation have been looked at."""
        with self._lock:
            return self._counts[op]

    def choose(self, op: Op, *, now_ms: int) -> Fault | None:
        """The fault of the next request of `op`, if it meets one."""
        with self._lock:
            self._counts[op] += 1
            self._counts[None] += 1
            fault = self._chosen(op, now_ms)
            if fault is not None:
                self._fired.append(Fired(op=op, nth=self._counts[op], fault=fault))
            return fault

    def is_refusing(self, surfaces: Iterable[Surface], *, now_ms: int) -> bool:
        """True if a standing outage refuses connections to all of these remotes."""
        with self._lock:
            refusing = [o for o in self._outages if o.fault.kind is FaultKind.REFUSE]
        return all(any(o.covers(surface, now_ms) for o in refusing) for surface in surfaces)

    def inject(self, fault: Fault, *, op: Op | None = None, times: int = 1) -> None:
        """Let the next `times` requests of `op` (None: of any) meet this fault."""
        with self._lock:
            rule = Rule(fault, op=op, nth=self._counts[op] + 1, times=times)
            self._rules = (rule, *self._rules)

    def stand(self, outage: Outage) -> None:
        """Add a standing outage."""
        with self._lock:
            self._outages = (*self._outages, outage)
        self._tell()

    def heal(self) -> None:
        """No more faults of any sort; what has fired stays on record."""
        with self._lock:
            self._rules = ()
            self._outages = ()
            self._chance = None
        self._tell()

    def watch(self, watcher: Callable[[], None]) -> Callable[[], None]:
        """Call `watcher` when outages change; the returned function ends that."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)

    def _tell(self) -> None:
        for watcher in tuple(self._watchers):
            watcher()

    def _chosen(self, op: Op, now_ms: int) -> Fault | None:
        surface = surface_of(op)
        for outage in self._outages:
            if outage.covers(surface, now_ms):
                return outage.fault
        for rule in self._rules:
            if rule.matches(op, self._counts):
                return rule.fault
        return self._by_chance(op)

    def _by_chance(self, op: Op) -> Fault | None:
        chance = self._chance
        if chance is None:
            return None
        dice = Random(f"{chance.seed}|{op.value}|{self._counts[op]}")
        if dice.random() >= chance.p:
            return None
        kinds = [kind for kind in chance.kinds if _suits(kind, op)]
        return _drawn(dice.choice(kinds), dice=dice, late_s=chance.late_s) if kinds else None


def _suits(kind: FaultKind, op: Op) -> bool:
    if op in WRITES:
        return kind not in ONLY_FOR_READS
    return kind not in ONLY_FOR_WRITES


def _drawn(kind: FaultKind, *, dice: Random, late_s: float) -> Fault:
    if kind in {FaultKind.LATE_APPLY, FaultKind.STALE_READ}:
        return Fault(kind, d=round(dice.uniform(1, late_s), 3))
    if kind in {FaultKind.RATE_SECONDS, FaultKind.RATE_DATE}:
        return Fault(kind, d=dice.randint(1, 30))
    if kind in {FaultKind.HALF_CLOSE, FaultKind.STALL, FaultKind.TRUNCATE}:
        return Fault(kind, applied=dice.random() < 0.7)
    return Fault(kind)
