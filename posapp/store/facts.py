"""The store's condition in figures and in words, for doctor and the health screen."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

_MB = 1024 * 1024
_DAY_MS = 86_400_000
_BACKUP_LATE_MS = 2 * _DAY_MS


class Verdict(StrEnum):
    """How a finding stands."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of doctor."""

    name: str
    verdict: Verdict
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreFacts:
    """What is known of the store at `at_ms`; sizes in bytes, `rows` by table.

    `journal_notes` says what of the payment journal was found broken, `replayed_payments` how many
    payments the last start brought back from it.
    """

    at_ms: int
    directory: str
    install_id: str
    terminal_id: str
    sqlite_version: str
    schema: int
    journal_mode: str
    synchronous: str
    durability_warning: str
    database_bytes: int
    wal_bytes: int
    free_bytes: int
    min_free_bytes: int
    rows: dict[str, int]
    payment_cents: int
    journal_lines: int
    journal_cents: int
    journal_notes: tuple[str, ...]
    is_chain_sound: bool
    replayed_payments: int
    backups: int
    last_backup_ms: int | None

    def findings(self) -> tuple[Finding, ...]:
        """The same in words, one finding for each thing that can be wrong."""
        return (
            self._durability(),
            Finding("schema", Verdict.OK, f"schema {self.schema}, store {self.install_id}"),
            self._size(),
            self._space(),
            self._payments(),
            self._backup(),
        )

    def _durability(self) -> Finding:
        if self.durability_warning:
            return Finding("durability", Verdict.WARN, self.durability_warning)
        mode = f"{self.journal_mode.upper()}, synchronous {self.synchronous}"
        return Finding("durability", Verdict.OK, f"SQLite {self.sqlite_version}, {mode}")

    def _size(self) -> Finding:
        megabytes = (self.database_bytes + self.wal_bytes) / _MB
        reservations = self.rows.get("reservation", 0)
        return Finding("size", Verdict.OK, f"{megabytes:.1f} MB, {reservations} reservations")

    def _space(self) -> Finding:
        if self.free_bytes < self.min_free_bytes:
            message = f"{self.free_bytes // _MB} MB free: payments are off. Free some space."
            return Finding("space", Verdict.FAIL, message)
        return Finding("space", Verdict.OK, f"{self.free_bytes // _MB} MB free")

    def _payments(self) -> Finding:
        stored = self.rows.get("payment", 0)
        if not self.is_chain_sound:
            return Finding("payments", Verdict.FAIL, " ".join(self.journal_notes))
        if stored != self.journal_lines:
            message = f"{stored} payments, but {self.journal_lines} lines in the payment journal."
            return Finding("payments", Verdict.FAIL, message)
        if self.payment_cents != self.journal_cents:
            gap = self.payment_cents - self.journal_cents
            message = f"The payment journal differs from the store by {gap} cents."
            return Finding("payments", Verdict.FAIL, message)
        if self.journal_notes:
            return Finding("payments", Verdict.WARN, " ".join(self.journal_notes))
        if self.replayed_payments:
            message = f"{self.replayed_payments} were brought back from the payment journal."
            return Finding("payments", Verdict.WARN, message)
        return Finding("payments", Verdict.OK, f"{stored} payments, each in the payment journal")

    def _backup(self) -> Finding:
        if self.last_backup_ms is None:
            return Finding("backup", Verdict.WARN, "No backup yet.")
        age_ms = self.at_ms - self.last_backup_ms
        if age_ms > _BACKUP_LATE_MS:
            return Finding("backup", Verdict.WARN, f"The last is {age_ms // _DAY_MS} days old.")
        return Finding("backup", Verdict.OK, f"{self.backups} kept, the last of today or yesterday")
