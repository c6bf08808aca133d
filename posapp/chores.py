"""What the command line does without a window: import, list, sync, back up, restore."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from posapp.app import (
    DirectoryReduction,
    ExportPage,
    Program,
    export_pages,
    has_backup,
    open_program,
    require_store_unused,
    restore_store,
)
from posapp.domain.business_day import day_of, from_ms, local_iso
from posapp.domain.errors import DomainError
from posapp.domain.guest import Contact
from posapp.domain.origin import DirectoryPerson
from posapp.domain.party import PartyState
from posapp.domain.reservation import Channel, Quarantined
from posapp.domain.staff import Role
from posapp.domain.venue import Remote
from posapp.domain.visit import VisitState
from posapp.ports.failures import StoreTrouble
from posapp.ports.pulls import PullReport, waiting_previews
from posapp.ports.reads import BoardRow
from posapp.ports.reservations import ReservationPage
from posapp.ports.store import HealthState
from posapp.settings import store_folder
from posapp.surroundings import machine
from posapp.usecases.accept_pull import AcceptPull, accept_pull
from posapp.usecases.add_staff import AddStaff
from posapp.usecases.ingest_profiles import ingest_profiles
from posapp.usecases.ingest_reservations import IngestCounts, ingest_reservations
from posapp.usecases.known_texts import texts_known_to

_STREAM = "file"


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of the rows of some files; `broken` are sentences about files as a whole."""

    counts: IngestCounts
    broken: tuple[str, ...]
    files: int

    def counts_by_name(self) -> dict[str, int]:
        """read, new, changed, unchanged, quarantined."""
        counted = asdict(self.counts)
        del counted["conflicts"]  # told by doctor: it says nothing of these files alone
        return counted

    @property
    def sentence(self) -> str:
        """The counts as one line."""
        parts = ", ".join(f"{count} {name}" for name, count in self.counts_by_name().items())
        return f"{self.files} file{'s' if self.files != 1 else ''}: {parts}"


@contextmanager
def opened(directory: Path | None) -> Iterator[Program]:
    """The terminal's program without running lanes, closed cleanly afterwards."""
    program = open_program(store_folder(directory), surroundings=machine())
    try:
        yield program
    finally:
        program.close()


def import_tock_files(
    directory: Path | None, *, files: Sequence[Path], show: Callable[[Quarantined], None]
) -> ImportReport:
    """Store the rows of Tock export files, page by page; nothing is dropped, nothing removed.

    `show` is given every row that could not be read, once it is in quarantine.
    """
    with opened(directory) as program:
        counts, broken = IngestCounts(), []
        known = texts_known_to(program.store, actor=program.program_actor)
        for path in files:
            try:
                for page in export_pages(path, known=known):
                    counts += _import_page(program, page)
                    for row in page.rows:
                        if isinstance(row, Quarantined):
                            show(row)
                    broken += [page.trouble] if page.trouble else []
            except DomainError as error:  # a file that cannot be opened costs only itself
                broken.append(error.message)
        return ImportReport(counts, tuple(dict.fromkeys(broken)), len(files))


def _import_page(program: Program, page: ExportPage) -> IngestCounts:
    news = _news(page, reduction=program.reduction)
    with program.store.write("import.page", actor=program.program_actor) as uow:
        counts = ingest_reservations(news, uow=uow, remote=Remote.TOCK, stream=_STREAM)
        told = ingest_profiles(news.people, uow=uow, defaults=program.settings.directory.defaults())
        if page.profiles:  # the diners of reservations are no rows of the file
            counts += told
    skipped = page.skipped_profiles
    return replace(counts, read=counts.read + skipped, unchanged=counts.unchanged + skipped)


def _news(page: ExportPage, *, reduction: DirectoryReduction | None) -> ReservationPage:
    people = tuple(
        DirectoryPerson(
            Contact(one.first_name, one.last_name, one.email, one.phone),
            one.phone_country_code,
            one.opt_in,
        )
        for one in page.profiles
    )
    news = ReservationPage(page.rows, "", people=people, unchanged=page.unchanged)
    return news if reduction is None else reduction.page(news, channel=Channel.EXPORT)


def board_of_day(directory: Path | None, *, day: date | None) -> list[dict[str, Any]]:
    """The board of a business day as plain values, in board order."""
    with opened(directory) as program:
        today = day_of(from_ms(program.verbs.now_ms()), zone=program.venue.zone)
        return [_listed(row) for row in program.reads.board(day or today)]


def _listed(row: BoardRow) -> dict[str, Any]:
    return {
        "key": row.key,
        "source": row.source,
        "business_id": row.business_id,
        "start": local_iso(row.start_ms, zone=row.zone),
        "name": row.name,
        "size": row.size,
        "state": _state(row),
        "experience": row.experience,
        "tables": [name for name in (row.local_table or row.tables).split(", ") if name],
        "confirmation_code": row.confirmation_code,
        "total_cents": row.total_cents,
        "paid_cents": row.paid_cents,
        "due_cents": row.due_cents,
        "paid_here_cents": row.paid_here_cents,
        "currency": row.currency,
    }


def _state(row: BoardRow) -> str:
    """What happened here counts before what Tock last said; an unknown word is kept."""
    if row.is_cancelled:
        return PartyState.CANCELLED.value
    here = {
        VisitState.ARRIVED: PartyState.ARRIVED,
        VisitState.SEATED: PartyState.SEATED,
        VisitState.FINISHED: PartyState.LEFT,
    }
    if row.visit_state is not None:
        return here[row.visit_state].value
    return row.party_state_raw or row.party_state.value


def unreadable_rows(directory: Path | None) -> list[dict[str, Any]]:
    """The quarantine as plain values, newest first."""
    with opened(directory) as program:
        return [
            {
                "id": row.row_id,
                "source": row.source,
                "origin": row.origin,
                "received": local_iso(row.received_ms, zone=program.venue.zone),
                "faults": [asdict(fault) for fault in row.faults],
                "raw": row.raw,
            }
            for row in program.reads.quarantine()
        ]


def sync_once(
    directory: Path | None, *, accepts_first: bool = False, takes_guests: bool = False
) -> dict[str, Any]:
    """One round of every lane; `failed` are the sentences of those that did not end well.

    `first_pulls` were only counted; with `accepts_first` they are accepted and pulled at once.
    """
    with opened(directory) as program:
        results = program.engine.run_once()
        if not results:
            message = "Nothing is connected yet. Enter the connections in settings.toml."
            raise DomainError("not_connected", " ".join(program.troubles()) or message)
        if accepts_first and _accept_previews(program, takes_guests=takes_guests):
            results = program.engine.run_once()
        overview = program.reads.sync_overview()
        failed = [
            f"{health.title}: {health.message}"
            for health in overview.sources
            if not results.get(health.remote, True) or health.state is not HealthState.LIVE
        ]
        return {
            "sources": [asdict(health) for health in overview.sources],
            "to_send": overview.to_send,
            "need_attention": overview.need_attention,
            "first_pulls": [
                _listed_pull(report, zone=program.venue.zone)
                for report in waiting_previews(program.reads.pulls())
            ],
            "failed": [*program.troubles(), *failed],
        }


def _accept_previews(program: Program, *, takes_guests: bool) -> bool:
    """Accept every first pull that was counted; True when there was one."""
    waiting = waiting_previews(program.reads.pulls())
    with program.store.write("accept_pull", actor=program.program_actor) as uow:
        for report in waiting:
            accept_pull(AcceptPull(report.report_id, takes_guests), uow=uow)
    return bool(waiting)


def pull_reports(directory: Path | None) -> list[dict[str, Any]]:
    """The kept reports of pulls as plain values, the latest first."""
    with opened(directory) as program:
        zone = program.venue.zone
        return [_listed_pull(report, zone=zone) for report in program.reads.pulls()]


def _listed_pull(report: PullReport, *, zone: str) -> dict[str, Any]:
    values = asdict(report)
    for name in ("started", "ended", "as_of"):
        unix_ms = values.pop(f"{name}_ms")
        values[name] = None if unix_ms is None else local_iso(unix_ms, zone=zone)
    return {**values, **values.pop("counts")}


def back_up(directory: Path | None, *, to: Path | None) -> dict[str, Any]:
    """Make a verified copy; `to` keeps a second one elsewhere."""
    with opened(directory) as program:
        return program.back_up(to=to)


def put_back(directory: Path | None, *, file: Path | None) -> dict[str, Any]:
    """Put a backup in the store's place and replay the payments taken since.

    Without any backup a broken store is built anew from the payment journal; a sound one, which
    holds more than payments, is left alone.
    """
    folder = store_folder(directory)
    require_store_unused(folder)  # an open window would go on selling into the file put aside
    if file is None and not has_backup(folder) and _is_sound(folder):
        raise DomainError("no_backup", "There is no backup, and the store is sound: it stays.")
    return restore_store(folder, file=file, around=machine())


def _is_sound(folder: Path) -> bool:
    if not folder.exists():
        raise DomainError("no_terminal", f"There is no terminal in {folder}.")
    try:
        with opened(folder):
            return True
    except StoreTrouble:
        return False


def enter_staff(directory: Path | None, *, name: str, role: str, pin: str) -> None:
    """Enter a person who may sign in."""
    with opened(directory) as program:
        staff_id = program.verbs.new_id()
        program.add_staff(AddStaff(staff_id, name, Role(role), pin))
