"""One request under one fault: what the world applies, and in what manner the client is answered.

Pure but for the world it changes; sockets and in-process clients both act out the result.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from posapp.sandbox.faults.bodies import refusal, spoiled
from posapp.sandbox.faults.kinds import Fault, FaultKind
from posapp.sandbox.faults.plan import FaultPlan
from posapp.sandbox.message import Request, Response
from posapp.sandbox.ops import WRITES
from posapp.sandbox.world import World


class Manner(Enum):
    """How the answer goes over the wire, or does not."""

    ANSWER = auto()
    REFUSE = auto()
    RESET = auto()
    HALF_CLOSE = auto()
    TRUNCATE = auto()
    BAD_CHUNK = auto()
    GARBAGE_STATUS = auto()
    HUGE_HEADER = auto()
    DRIP = auto()
    STALL = auto()
    STALL_THEN_RESET = auto()


@dataclass(frozen=True, slots=True)
class Exchange:
    """The right answer, if there is one, and what to do with it."""

    manner: Manner
    response: Response
    fault: Fault | None = None


_NO_ANSWER = Response(500)
_WIRE = {
    FaultKind.HALF_CLOSE: Manner.HALF_CLOSE,
    FaultKind.TRUNCATE: Manner.TRUNCATE,
    FaultKind.BAD_CHUNK: Manner.BAD_CHUNK,
    FaultKind.GARBAGE_STATUS: Manner.GARBAGE_STATUS,
    FaultKind.HUGE_HEADER: Manner.HUGE_HEADER,
    FaultKind.DRIP: Manner.DRIP,
    FaultKind.STALL: Manner.STALL,
    FaultKind.RESET_AFTER: Manner.RESET,
    FaultKind.RESET_BEFORE: Manner.RESET,
    FaultKind.REFUSE: Manner.REFUSE,
}
_SPOILING = frozenset(
    {
        FaultKind.BAD_JSON,
        FaultKind.WRONG_SCHEMA,
        FaultKind.BAD_GZIP,
        FaultKind.GZIP_BOMB,
        FaultKind.HUGE_BODY,
        FaultKind.FAIL_AFTER,
    }
)


def exchange(world: World, plan: FaultPlan, request: Request) -> Exchange:
    """Let one request meet the world under whatever the plan holds for it."""
    with world.clock.lock:
        fault = plan.choose(world.op_of(request), now_ms=world.clock.now_ms())
        if fault is None:
            return Exchange(Manner.ANSWER, world.handle(request))
        if fault.kind in _IN_TIME:
            return _in_time(world, request, fault)
        return _at_once(world, request, fault)


_IN_TIME = frozenset({FaultKind.LATE_APPLY, FaultKind.APPLY_TWICE, FaultKind.STALE_READ})


def _in_time(world: World, request: Request, fault: Fault) -> Exchange:
    is_write = world.op_of(request) in WRITES
    delay_ms = int((30 if fault.d is None else fault.d) * 1000)
    if fault.kind is FaultKind.STALE_READ:
        stale_ms = 0 if is_write else delay_ms
        return Exchange(Manner.ANSWER, world.handle(request, stale_ms=stale_ms), fault)
    if fault.kind is FaultKind.APPLY_TWICE:
        answer = world.handle(request)
        if is_write:
            world.handle(request)
        return Exchange(Manner.ANSWER, answer, fault)
    if is_write:
        world.apply_later(request, delay_ms=delay_ms)
    return Exchange(Manner.STALL_THEN_RESET, _NO_ANSWER, fault)


def _at_once(world: World, request: Request, fault: Fault) -> Exchange:
    kind = fault.kind
    right = world.handle(request) if fault.is_applied() else None
    if kind in _WIRE:
        manner = _WIRE[kind]
        if right is None and manner is Manner.STALL:
            manner = Manner.STALL_THEN_RESET
        return Exchange(manner, right or _NO_ANSWER, fault)
    if kind in _SPOILING:
        answer = spoiled(fault, right or Response(200))
    else:
        answer = refusal(fault, told_ms=world.clock.told_ms())
    if answer.is_failure():
        world.keep_failure(request, answer)
    return Exchange(Manner.ANSWER, answer, fault)
