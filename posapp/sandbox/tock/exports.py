"""The twice-daily files: whole history as of a snapshot, behind signed addresses good for 7 days.

A booking made after the snapshot is not in them; only the change feed shows the same day.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from posapp.sandbox.message import JsonObject, encode

EXPIRES_S = 604_800
# The job starts 01:30 and 13:30 Central; its files were seen about 27 minutes later.
_READY = (time(1, 57), time(13, 57))
_CENTRAL = ZoneInfo("America/Chicago")
_KEPT_SNAPSHOTS = 8


@dataclass(frozen=True, slots=True)
class ExportFile:
    """One JSON array and its validator."""

    name: str
    body: bytes
    etag: str


def last_scheduled_ms(now_ms: int) -> int:
    """When the newest files that can be there at `now_ms` were ready."""
    now = datetime.fromtimestamp(now_ms / 1000, tz=_CENTRAL)
    slots = [
        datetime.combine(now.date() + timedelta(days=back), at, tzinfo=_CENTRAL)
        for back in (0, -1)
        for at in _READY
    ]
    return max(int(slot.timestamp() * 1000) for slot in slots if slot <= now)


class ExportDesk:
    """Makes the files of a snapshot once and keeps them; `rows_per_file` is 5000 as on the wire.

    Without `sends_etags` only Last-Modified tells a file from another.
    """

    def __init__(
        self,
        *,
        reservations: Callable[[int], list[JsonObject]],
        guests: Callable[[], list[JsonObject]],
        secret: str,
    ) -> None:
        self.rows_per_file = 5000
        self.sends_etags = True
        self._reservations = reservations
        self._guests = guests
        self._secret = secret.encode()
        self._published_ms: int | None = None
        self._snapshots: dict[int, dict[str, ExportFile]] = {}

    def publish(self, now_ms: int) -> None:
        """Make fresh files now, outside the schedule."""
        self._published_ms = now_ms
        self._snapshots.pop(now_ms, None)
        self.files(now_ms)

    def snapshot_ms(self, now_ms: int) -> int:
        """The instant whose state is on offer at `now_ms`."""
        scheduled = last_scheduled_ms(now_ms)
        return scheduled if self._published_ms is None else max(scheduled, self._published_ms)

    def files(self, snapshot_ms: int) -> dict[str, ExportFile]:
        """The files of a snapshot by name."""
        found = self._snapshots.get(snapshot_ms)
        if found is None:
            found = self._make(snapshot_ms)
            self._snapshots[snapshot_ms] = found
            while len(self._snapshots) > _KEPT_SNAPSHOTS:
                self._snapshots.pop(next(iter(self._snapshots)))
        return found

    def sign(self, *, snapshot_ms: int, name: str, issued_ms: int) -> str:
        """Path and query of one file's address."""
        path = f"/signed/{snapshot_ms}/{name}"
        stamp = datetime.fromtimestamp(issued_ms // 1000, tz=UTC).strftime("%Y%m%dT%H%M%SZ")
        signature = self._signature(path, stamp)
        return f"{path}?X-Goog-Date={stamp}&X-Goog-Expires={EXPIRES_S}&X-Goog-Signature={signature}"

    def is_genuine(self, path: str, *, query: dict[str, str]) -> bool:
        """True if this desk signed the address."""
        expected = self._signature(path, query.get("X-Goog-Date", ""))
        return hmac.compare_digest(expected, query.get("X-Goog-Signature", ""))

    @staticmethod
    def is_expired(query: dict[str, str], *, now_ms: int) -> bool:
        """True if a genuine address is older than it may be."""
        issued = datetime.strptime(query["X-Goog-Date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        return now_ms > (issued.timestamp() + EXPIRES_S) * 1000

    def _signature(self, path: str, stamp: str) -> str:
        return hmac.new(self._secret, f"{path}|{stamp}".encode(), hashlib.sha256).hexdigest()

    def _make(self, snapshot_ms: int) -> dict[str, ExportFile]:
        made: dict[str, ExportFile] = {}
        for stem, rows in (
            ("reservation", self._reservations(snapshot_ms)),
            ("guest-profile", self._guests()),
        ):
            starts = range(0, max(len(rows), 1), self.rows_per_file)
            for number, start in enumerate(starts, start=1):
                name = f"{stem}-{number}.json"
                body = encode(rows[start : start + self.rows_per_file])
                etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
                made[name] = ExportFile(name=name, body=body, etag=etag)
        return made
