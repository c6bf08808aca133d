"""The catalogue of faults: what each one is called and whether the request is applied under it.

Where either is possible a fault may override it: an unanswered request proves nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FaultKind(StrEnum):
    """One thing that goes wrong."""

    REFUSE = "refuse"
    RESET_BEFORE = "reset_before"
    UNAUTHORIZED = "401"
    FORBIDDEN = "403"
    CONFLICT = "409_conflict"
    IN_USE = "409_in_use"
    REJECTED = "422"
    RATE_SECONDS = "429_seconds"
    RATE_DATE = "429_date"
    FAIL_BEFORE = "500_before"
    UNAVAILABLE_HTML = "503_html"
    PORTAL_200 = "portal_200"
    PORTAL_302 = "portal_302"
    FAIL_AFTER = "500_after"
    RESET_AFTER = "reset_after"
    HALF_CLOSE = "half_close"
    TRUNCATE = "truncate"
    BAD_CHUNK = "bad_chunk"
    BAD_JSON = "bad_json"
    WRONG_SCHEMA = "wrong_schema"
    BAD_GZIP = "bad_gzip"
    GZIP_BOMB = "gzip_bomb"
    HUGE_BODY = "huge_body"
    HUGE_HEADER = "huge_header"
    GARBAGE_STATUS = "garbage_status"
    DRIP = "drip"
    STALL = "stall"
    LATE_APPLY = "late_apply"
    APPLY_TWICE = "apply_twice"
    STALE_READ = "stale_read"


NEVER_APPLIED = frozenset(
    {
        FaultKind.REFUSE,
        FaultKind.RESET_BEFORE,
        FaultKind.UNAUTHORIZED,
        FaultKind.FORBIDDEN,
        FaultKind.CONFLICT,
        FaultKind.IN_USE,
        FaultKind.REJECTED,
        FaultKind.RATE_SECONDS,
        FaultKind.RATE_DATE,
        FaultKind.FAIL_BEFORE,
        FaultKind.UNAVAILABLE_HTML,
        FaultKind.PORTAL_200,
        FaultKind.PORTAL_302,
        FaultKind.LATE_APPLY,
    }
)
NEEDS_A_PERSON = frozenset(
    {FaultKind.UNAUTHORIZED, FaultKind.FORBIDDEN, FaultKind.CONFLICT, FaultKind.REJECTED}
)
ONLY_FOR_WRITES = frozenset({FaultKind.LATE_APPLY, FaultKind.APPLY_TWICE, FaultKind.IN_USE})
ONLY_FOR_READS = frozenset({FaultKind.STALE_READ})
_COSTLY = frozenset({FaultKind.GZIP_BOMB, FaultKind.HUGE_BODY, FaultKind.HUGE_HEADER})
# What heals by itself and costs little: the usual material of random schedules.
TRANSIENT = tuple(kind for kind in FaultKind if kind not in NEEDS_A_PERSON and kind not in _COSTLY)


@dataclass(frozen=True, slots=True)
class Fault:
    """A kind and its parameters.

    `d` is in seconds: of world time for late_apply, stale_read, refuse and Retry-After; of real
    time for stall (how long) and drip (between pieces). `applied` overrides whether the request
    takes effect, `size` the bytes of a huge body, header or unpacked bomb.
    """

    kind: FaultKind
    d: float | None = None
    applied: bool | None = None
    size: int | None = None

    def is_applied(self) -> bool:
        """Whether the request takes effect at once."""
        if self.applied is not None:
            return self.applied
        return self.kind not in NEVER_APPLIED
