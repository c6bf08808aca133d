"""The store of Idempotency-Keys: a key belongs to one body for as long as it is kept.

A key whose request still runs has no answer yet; a repeat is told so instead of being applied.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from posapp.sandbox.message import Response
from posapp.sandbox.ops import Op

DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class KeptKey:
    """A key in use (`response` is None) or answered."""

    body_sha256: str
    since_ms: int
    response: Response | None = None


class KeyStore:
    """Keys by operation; they lapse after `ttl_ms` of true time."""

    def __init__(self) -> None:
        self.ttl_ms = DAY_MS
        self._kept: dict[tuple[Op, str], KeptKey] = {}

    def find(self, op: Op, key: str, *, now_ms: int) -> KeptKey | None:
        """The kept key, unless it has lapsed."""
        kept = self._kept.get((op, key))
        if kept is None:
            return None
        if now_ms - kept.since_ms >= self.ttl_ms:
            del self._kept[op, key]
            return None
        return kept

    def begin(self, op: Op, key: str, *, body_sha256: str, now_ms: int) -> None:
        """Mark the key as in use."""
        self._kept[op, key] = KeptKey(body_sha256=body_sha256, since_ms=now_ms)

    def settle(self, op: Op, key: str, response: Response) -> None:
        """Keep the answer for repeats."""
        self._kept[op, key] = replace(self._kept[op, key], response=response)

    def drop(self, op: Op, key: str) -> None:
        """Forget the key, so that it can be used again."""
        self._kept.pop((op, key), None)
