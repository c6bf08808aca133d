"""How fast an export is read, compared and stored, as ratios to the floor of the same run.

The cases of a round follow each other, so that a busy moment of the machine meets them all.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

from posapp.adapters.tock.decode import decode_reservation
from posapp.app import Program, export_pages, open_program
from posapp.bench.floor import Digests, Floor, IndexBy, decode_all, digests_of, floor_of
from posapp.bench.rows import export_rows, write_export
from posapp.domain.reservation import Channel
from posapp.domain.venue import Remote
from posapp.ports.reservations import IncomingReservation, ReservationPage
from posapp.settings import Settings
from posapp.surroundings import Surroundings, machine
from posapp.usecases.ingest_reservations import IngestCounts, ingest_reservations
from posapp.usecases.known_texts import texts_known_to

GOALS = {"decode": 0.5, "first_pull": 0.6, "repull": 3.0}
"""Each ratio is the floor's time over ours, so more is better."""


@dataclass(frozen=True, slots=True)
class Round:
    """Seconds of one round; the strict floor fills its search index as we do, by a statement."""

    bare_decode_s: float
    decode_s: float
    floor_s: float
    strict_floor_s: float
    first_pull_s: float
    floor_repull_s: float
    repull_s: float


@dataclass(frozen=True, slots=True)
class IngestFigures:
    """Medians of the rounds; `ratios` are the floor's time over ours."""

    rows: int
    seed: int
    file_bytes: int
    rounds: tuple[Round, ...]

    def seconds(self, name: str) -> float:
        """The median of one case."""
        return float(median(getattr(one, name) for one in self.rounds))

    @property
    def ratios(self) -> dict[str, float]:
        """Decoding, the first pull and an unchanged one, each against its floor."""
        pairs = {
            "decode": ("bare_decode_s", "decode_s"),
            "first_pull": ("floor_s", "first_pull_s"),
            "repull": ("floor_repull_s", "repull_s"),
        }
        return {name: self._ratio(floor, ours) for name, (floor, ours) in pairs.items()}

    @property
    def missed(self) -> dict[str, float]:
        """The ratios below their goal."""
        return {name: ratio for name, ratio in self.ratios.items() if ratio < GOALS[name]}

    def _ratio(self, floor: str, ours: str) -> float:
        return round(self.seconds(floor) / self.seconds(ours), 3)

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "rows": self.rows,
            "seed": self.seed,
            "file_bytes": self.file_bytes,
            "mean_row_bytes": self.file_bytes // self.rows,
            "rounds": len(self.rounds),
            "seconds": {name: round(self.seconds(name), 4) for name in asdict(self.rounds[0])},
            "ratios": self.ratios,
            "first_pull_to_strict_floor": self._ratio("strict_floor_s", "first_pull_s"),
            "goals": GOALS,
            "missed": self.missed,
        }


def measure_ingest(folder: Path, *, rows: int, rounds: int, seed: int) -> IngestFigures:
    """Time every case `rounds` times on stores below `folder`."""
    export = folder / "reservation-1.json"
    size = write_export(export, rows=rows, seed=seed)
    bodies = export_rows(rows=rows, seed=seed)
    timed = tuple(
        _round(folder / f"round-{number}", export=export, bodies=bodies, rows=rows)
        for number in range(rounds)
    )
    return IngestFigures(rows, seed, size, timed)


def _round(folder: Path, *, export: Path, bodies: Sequence[bytes], rows: int) -> Round:
    bare_decode_s = _timed(lambda: decode_all(bodies))
    decode_s = _timed(lambda: _decode_ours(bodies))
    program = open_bench(folder / "ours")
    try:
        first_pull_s = _timed(lambda: _require(pull(program, export), new=rows))
        repull_s = _timed(lambda: _require(pull(program, export), unchanged=rows))
    finally:
        program.close()
    digests = digests_of(folder / "ours" / "store.db")
    with _floor(folder / "floor", digests, IndexBy.TRIGGER) as floor:
        floor_s = _timed(lambda: floor.store(bodies))
        floor_repull_s = _timed(lambda: floor.store(bodies))
    with _floor(folder / "strict", digests, IndexBy.STATEMENT) as floor:
        strict_floor_s = _timed(lambda: floor.store(bodies))
    return Round(
        bare_decode_s,
        decode_s,
        floor_s,
        strict_floor_s,
        first_pull_s,
        floor_repull_s,
        repull_s,
    )


def _floor(folder: Path, digests: Digests, index_by: IndexBy) -> AbstractContextManager[Floor]:
    open_bench(folder).close()
    return floor_of(folder / "store.db", digests=digests, index_by=index_by)


def open_bench(folder: Path, *, around: Surroundings | None = None) -> Program:
    """A terminal of its own without any connection."""
    return open_program(folder, surroundings=around or machine(), settings=Settings())


def pull(program: Program, export: Path) -> IngestCounts:
    """Read an export file into a store as a lane does: a page, a short transaction, the next."""
    actor, counts = program.program_actor, IngestCounts()
    known = texts_known_to(program.store, actor=actor)
    for page in export_pages(export, known=known):
        with program.store.write("bench.page", actor=actor) as uow:
            counts += ingest_reservations(
                ReservationPage(page.rows, "", unchanged=page.unchanged),
                uow=uow,
                remote=Remote.TOCK,
                stream="bench",
            )
    return counts


def _decode_ours(bodies: Sequence[bytes]) -> None:
    for body in bodies:
        found = decode_reservation(body, source="tock", channel=Channel.EXPORT, origin="bench")
        assert isinstance(found, IncomingReservation)


def _require(counts: IngestCounts, **expected: int) -> None:
    """A timing of something else than what it says would be worse than none."""
    told = {name: getattr(counts, name) for name in expected}
    if told != expected:
        message = f"the benchmark stored {told} instead of {expected}"
        raise AssertionError(message)


def _timed(work: Callable[[], object]) -> float:
    gc.collect()
    begun_s = time.perf_counter()
    work()
    return time.perf_counter() - begun_s
