"""The payment journal: every payment a second time, in plain files outside the database.

One JSON line a payment, each holding the hash of the line before it; synced to the disk before
anybody is told "Saved". No guests' names and no card data.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from io import RawIOBase
from pathlib import Path

from posapp.store.files import stamp_of, sync_directory

START = "0" * 64
"""What the first line holds as the hash of the line before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentLine:
    """A payment as the journal tells it; cents of `currency`, times in ms since 1970."""

    payment_id: str
    order_id: str | None
    order_number: str | None
    reservation_key: str | None
    tender: str
    cents: int
    currency: str
    tendered_cents: int
    taken_ms: int
    staff_id: str
    terminal_id: str


@dataclass(frozen=True, slots=True)
class Tail:
    """Where the journal ends: its last line's number, hash, month and payment."""

    seq: int = 0
    digest: str = START
    month: str = ""
    payment_id: str = ""


@dataclass(frozen=True, slots=True)
class JournalReading:
    """Every payment that can be read, once, and every break of the chain, by file and line."""

    lines: tuple[PaymentLine, ...]
    faults: tuple[str, ...]
    tail: Tail


class PaymentJournal:
    """The journal of one store. Its caller holds the store's write lock."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._tail = Tail()
        self._unwritten: list[PaymentLine] = []

    @property
    def tail(self) -> Tail:
        """Where the next line is appended."""
        return self._tail

    @property
    def is_behind(self) -> bool:
        """True while a saved payment is not yet in the journal."""
        return bool(self._unwritten)

    def open(self) -> JournalReading:
        """Read the journal to its end; a last line cut off by a power failure is removed.

        It was never acknowledged: the payment is in the database or was never taken.
        """
        if files := _files(self._directory):
            _cut_torn_line(files[-1])
        reading = read_journal(self._directory)
        self._tail = reading.tail
        return reading

    def append(self, lines: Sequence[PaymentLine]) -> None:
        """Write and sync lines, and any that could not be written before; raises OSError.

        When it raises, nothing of them is in the file and the next call tries them all again.
        """
        self._unwritten.extend(lines)
        if not self._unwritten:
            return
        month = max(self._tail.month, _month(self._unwritten[-1].taken_ms))
        tail, written = self._tail, bytearray()
        for line in self._unwritten:
            encoded = _encode(line, seq=tail.seq + 1, previous=tail.digest)
            tail = Tail(tail.seq + 1, _digest(encoded), month, line.payment_id)
            written += encoded + b"\n"
        self._write(self._directory / f"{month}.jsonl", bytes(written))
        self._tail = tail
        self._unwritten.clear()

    def _write(self, path: Path, written: bytes) -> None:
        self._directory.mkdir(exist_ok=True)
        with path.open("ab", buffering=0) as file:
            size = file.tell()
            try:
                _write_all(file, written)
                os.fsync(file.fileno())
                if not size:
                    sync_directory(self._directory)
            except OSError:
                # Half a line must not stay, nor a whole one that is tried again. If even that
                # fails, the next start cuts the half one off and a second one counts once.
                with contextlib.suppress(OSError):
                    file.truncate(size)
                raise


def read_journal(directory: Path) -> JournalReading:
    """Read all months in order and check the chain from the first line to the last."""
    lines: dict[str, PaymentLine] = {}
    faults: list[str] = []
    tail = Tail()
    for path in _files(directory):
        for number, raw in enumerate(_complete_lines(path), start=1):
            try:
                line, seq, previous = _decode(raw)
            except (ValueError, TypeError, KeyError) as error:
                faults.append(f"{path.name} line {number} cannot be read: {error}")
                tail = Tail(tail.seq + 1, _digest(raw), path.stem, tail.payment_id)
                continue
            if (seq, previous) != (tail.seq + 1, tail.digest):
                faults.append(f"{path.name} line {number} does not follow the line before it")
            lines.setdefault(line.payment_id, line)
            tail = Tail(seq, _digest(raw), path.stem, line.payment_id)
    return JournalReading(tuple(lines.values()), tuple(faults), tail)


def _files(directory: Path) -> list[Path]:
    return sorted(directory.glob("*.jsonl"))


def _complete_lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        for raw in file:
            if raw.endswith(b"\n"):
                yield raw[:-1]


def _cut_torn_line(path: Path) -> None:
    content = path.read_bytes()
    if content and not content.endswith(b"\n"):
        with path.open("r+b") as file:
            file.truncate(content.rfind(b"\n") + 1)
            os.fsync(file.fileno())


def _write_all(file: RawIOBase, content: bytes) -> None:
    if file.write(content) != len(content):
        raise OSError(errno.ENOSPC, "only part of a line could be written")


def _encode(line: PaymentLine, *, seq: int, previous: str) -> bytes:
    fields = {"seq": seq, **asdict(line), "prev": previous}
    return json.dumps(fields, separators=(",", ":")).encode()


def _decode(raw: bytes) -> tuple[PaymentLine, int, str]:
    fields = json.loads(raw)
    seq, previous = int(fields.pop("seq")), str(fields.pop("prev"))
    return PaymentLine(**fields), seq, previous


def _digest(raw: bytes) -> str:
    return sha256(raw).hexdigest()


def _month(taken_ms: int) -> str:
    stamp = stamp_of(taken_ms)
    return f"{stamp[:4]}-{stamp[4:6]}"
