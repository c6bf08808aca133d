"""Reads a Tock export file of any size in pages; memory stays flat and no row is dropped.

Good rows before, between and after bad ones land; whatever cannot be read is quarantined with its
text and the reason, and a file that is not what it should be says so in `trouble`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain, count
from pathlib import Path

from posapp.adapters.tock.array_scanner import MAX_ELEMENT, ArrayScanner, Piece, Run, Slice
from posapp.adapters.tock.decode import decode_reservation, read_reservation
from posapp.adapters.tock.digests import digest_of
from posapp.adapters.tock.profiles import GuestProfile, decode_profile
from posapp.adapters.tock.row_marks import is_profile
from posapp.adapters.tock.scrub import scrubbed_text
from posapp.domain.errors import DomainError
from posapp.domain.reservation import Channel, Fault, Quarantined
from posapp.ports.reservations import (
    PAGE_ROWS,
    IncomingReservation,
    KnownTexts,
    nothing_known,
)

CHUNK_BYTES = 256 * 1024
_LOOKED_UP_ROWS, _LOOKED_UP_BYTES = 900, 2 * 1024 * 1024
"""So many texts are looked up together."""
_EDITION = 0x3C6E_A5D1_90B7_4F28
"""Draw another when the decoder reads something more: then every text is read once again."""
_ROW_PIECES = (Piece.ELEMENT, Piece.BROKEN, Piece.GIANT)


@dataclass(frozen=True, slots=True)
class ExportPage:
    """At most 200 rows of a file, in the file's order.

    `skipped_profiles` counts guests replaced by a newer profile; `trouble` is a sentence about the
    file as a whole, "" while it is as it should be; `read_bytes` is how far the reading has come.
    `unchanged` rows were known by their text and are not in `rows`.
    """

    rows: tuple[IncomingReservation | Quarantined, ...] = ()
    profiles: tuple[GuestProfile, ...] = ()
    skipped_profiles: int = 0
    trouble: str = ""
    read_bytes: int = 0
    unchanged: int = 0


def file_chunks(path: Path) -> Iterator[bytes]:
    """The bytes of a file in chunks; a DomainError when it cannot be opened or read."""
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK_BYTES):
                yield chunk
    except OSError as error:
        message = f"{path.name} cannot be read: {error.strerror or type(error).__name__}."
        raise DomainError("file_unreadable", message, field="file") from error


def read_export(
    chunks: Iterable[bytes],
    *,
    source: str,
    origin: str,
    known: KnownTexts = nothing_known,
    max_element: int = MAX_ELEMENT,
) -> Iterator[ExportPage]:
    """Pages of a file of reservations or guest profiles; `origin` is the file's name.

    The last page is always yielded, so that an empty or broken file is heard of.
    """
    reader = _Reader(source, origin, known)
    scanner = ArrayScanner(max_element=max_element)
    for found in _slices(scanner, chunks):
        reader.take(found)
        if reader.is_full:
            yield from reader.pages(scanner.seen_bytes)
    if scanner.is_blank:
        reader.trouble = f"{origin} is empty."
    yield from reader.pages(scanner.seen_bytes)
    yield reader.page(scanner.seen_bytes)


def _slices(scanner: ArrayScanner, chunks: Iterable[bytes]) -> Iterator[Slice | Run]:
    for chunk in chunks:
        yield from scanner.feed(chunk)
        if scanner.is_past_reading:
            break
    yield from scanner.finish()


@dataclass(slots=True)
class _Reader:
    """Takes slices until they fill a page; their texts are looked up together, then read."""

    source: str
    origin: str
    known: KnownTexts
    trouble: str = ""
    row_no: int = 0
    reads_profiles: bool = False
    taken: list[tuple[Slice | Run, int]] = field(default_factory=list)
    taken_rows: int = 0
    taken_bytes: int = 0
    unchanged: int = 0
    rows: list[IncomingReservation | Quarantined] = field(default_factory=list)
    profiles: list[GuestProfile] = field(default_factory=list)
    skipped_profiles: int = 0

    @property
    def is_full(self) -> bool:
        return self.taken_rows >= _LOOKED_UP_ROWS or self.taken_bytes >= _LOOKED_UP_BYTES

    def take(self, found: Slice | Run) -> None:
        """Take what the scanner found in the file."""
        if isinstance(found, Run):
            self._take_run(found)
        elif found.piece is Piece.ELEMENT:
            self._take_run(Run([(found.offset, found.body)]))
        else:
            if found.piece in _ROW_PIECES:
                self.row_no += 1
            else:
                self.trouble = f"{self.origin}: {found.piece.value} (byte {found.offset})."
            if found.body:
                self.taken.append((found, self.row_no))

    def pages(self, read_bytes: int) -> Iterator[ExportPage]:
        """Read what was taken, less what is known by its text; the full pages of it."""
        runs = [found.rows for found, _ in self.taken if isinstance(found, Run)]
        digests = [[_digest(body) for _, body in rows] for rows in runs]
        known = self.known([*chain.from_iterable(digests)]) if runs else frozenset()
        of_runs = iter(digests)
        for found, row_no in self.taken:
            if isinstance(found, Slice):
                self.rows.append(self._unreadable(found, row_no=row_no))
            elif known.issuperset(told := next(of_runs)):
                self.unchanged += len(told)
            else:
                numbered = zip(count(row_no), found.rows, told, strict=False)
                for number, (offset, body), digest in numbered:
                    if digest in known:
                        self.unchanged += 1
                        continue
                    self._take_row(body, digest=digest, row_no=number, offset=offset)
                    if len(self.rows) + len(self.profiles) >= PAGE_ROWS:
                        yield self.page(read_bytes)
        self.taken, self.taken_rows, self.taken_bytes = [], 0, 0

    def page(self, read_bytes: int) -> ExportPage:
        """What was read since the last page."""
        page = ExportPage(
            tuple(self.rows),
            tuple(self.profiles),
            self.skipped_profiles,
            self.trouble,
            read_bytes,
            self.unchanged,
        )
        self.rows, self.profiles, self.skipped_profiles, self.unchanged = [], [], 0, 0
        return page

    def _take_run(self, run: Run) -> None:
        """Take elements with the number of the first."""
        self.taken.append((run, self.row_no + 1))
        self.row_no += len(run.rows)
        self.taken_rows += len(run.rows)
        self.taken_bytes += run.size

    def _take_row(self, body: bytes, *, digest: int, row_no: int, offset: int) -> None:
        if self.reads_profiles and is_profile(body):
            self._take_profile(body, origin=self._place(row_no, offset))
            return
        row = read_reservation(
            body, source=self.source, channel=Channel.EXPORT, origin="", raw_digest=digest
        )
        if isinstance(row, IncomingReservation):
            self.reads_profiles = False
            self.rows.append(row)
            return
        origin = self._place(row_no, offset)
        self.reads_profiles = is_profile(body)
        if self.reads_profiles:
            self._take_profile(body, origin=origin)
        else:
            self.rows.append(replace(row, origin=origin))

    def _place(self, row_no: int, offset: int) -> str:
        return f"{self.origin} row {row_no} (byte {offset})"

    def _take_profile(self, body: bytes, *, origin: str) -> None:
        profile = decode_profile(body, source=self.source, origin=origin)
        if profile is None:
            self.skipped_profiles += 1
        elif isinstance(profile, Quarantined):
            self.rows.append(profile)
        else:
            self.profiles.append(profile)

    def _unreadable(self, found: Slice, *, row_no: int) -> Quarantined:
        """What is no element, with its reason; a lone object also with its own faults."""
        is_row = found.piece in _ROW_PIECES
        here = f"{self.origin} (byte {found.offset})"
        origin = self._place(row_no, found.offset) if is_row else here
        reason = Fault("$", f"{found.piece.value} (byte {found.offset})")
        if found.piece is Piece.NOT_ARRAY and found.body.startswith(b"{"):
            read = decode_reservation(
                found.body, source=self.source, channel=Channel.EXPORT, origin=origin
            )
            faults = read.faults if isinstance(read, Quarantined) else ()
            return Quarantined(self.source, origin, read.raw, (reason, *faults))
        is_wide = found.piece is Piece.UTF_16
        text = found.body.decode("utf-16" if is_wide else "utf-8", _LENIENT[is_wide])
        return Quarantined(self.source, origin, scrubbed_text(text), (reason,))


def _digest(body: bytes) -> int:
    """Known only to the edition of the decoder that has read it, in the channel it came by.

    64 bits: that a changed row is taken for one of a million others is as likely as a bad disk.
    """
    return int.from_bytes(digest_of(body)[:8], "big", signed=True) ^ _EDITION


_LENIENT = {True: "replace", False: "backslashreplace"}
