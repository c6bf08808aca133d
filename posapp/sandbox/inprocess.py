"""The wire without sockets, for thousands of schedules: an answer, or a WireTrouble.

A refusal here is exact: nothing was sent. Over sockets it needs the listener to be shut first.
"""

from __future__ import annotations

from enum import StrEnum

from posapp.sandbox.faults.exchange import Manner, exchange
from posapp.sandbox.faults.plan import FaultPlan
from posapp.sandbox.message import Request, Response
from posapp.sandbox.world import World


class TroubleKind(StrEnum):
    """What a client's socket would have reported."""

    REFUSED = "refused"
    RESET = "reset"
    CLOSED = "closed"
    BROKEN = "broken"
    TIMED_OUT = "timed_out"


class WireTrouble(Exception):
    """No usable answer came."""

    def __init__(self, kind: TroubleKind) -> None:
        super().__init__(kind.value)
        self.kind = kind


_TROUBLE = {
    Manner.REFUSE: TroubleKind.REFUSED,
    Manner.RESET: TroubleKind.RESET,
    Manner.HALF_CLOSE: TroubleKind.CLOSED,
    Manner.TRUNCATE: TroubleKind.BROKEN,
    Manner.BAD_CHUNK: TroubleKind.BROKEN,
    Manner.GARBAGE_STATUS: TroubleKind.BROKEN,
    Manner.HUGE_HEADER: TroubleKind.BROKEN,
    Manner.DRIP: TroubleKind.TIMED_OUT,
    Manner.STALL: TroubleKind.TIMED_OUT,
    Manner.STALL_THEN_RESET: TroubleKind.TIMED_OUT,
}


class InProcessWire:
    """A client's view of the world under a plan."""

    def __init__(self, world: World, faults: FaultPlan | None = None) -> None:
        self.world = world
        self.faults = faults or FaultPlan()

    def send(self, request: Request) -> Response:
        """One request; WireTrouble in place of an answer that a socket could not have delivered."""
        outcome = exchange(self.world, self.faults, request)
        trouble = _TROUBLE.get(outcome.manner)
        if trouble is not None:
            raise WireTrouble(trouble)
        return outcome.response
