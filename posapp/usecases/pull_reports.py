"""The report of a pull, from its beginning to its end; it also decides what a pull may do.

The very first pull of a business is only counted: nothing of it is stored before a person accepts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from posapp.domain.changes import Topic
from posapp.ports.pulls import PullReport, PullState
from posapp.ports.store import UnitOfWork
from posapp.usecases.accept_pull import Acceptance, acceptance_of

_BROKEN_OFF = "posapp ended before it was through. It goes on from the last whole file."


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginPull:
    """A pull of the files of one business; `needs_accept` holds back the very first one."""

    remote: str
    stream: str
    business_id: str
    needs_accept: bool


@dataclass(frozen=True, slots=True)
class Begun:
    """The report, where to resume, and whether the pull is only counted or may store guests."""

    report: PullReport
    cursor: str
    is_preview: bool
    takes_guests: bool


def begin_pull(command: BeginPull, *, uow: UnitOfWork) -> Begun:
    """Enter the report of a pull that begins now."""
    for lost in uow.pulls.unfinished(command.stream):
        gone = replace(lost, state=PullState.FAILED, ended_ms=uow.now_ms, message=_BROKEN_OFF)
        uow.pulls.save(gone)
    report = _fresh(command, uow=uow)
    uow.pulls.save(report)
    uow.touch(Topic.PULLS)
    cursor = uow.feeds.cursor(command.remote, command.stream)
    accepted = acceptance_of(command.stream, uow=uow)
    is_preview = (
        command.needs_accept
        and accepted is None
        and not cursor
        and not uow.pulls.has_rows(command.business_id)
    )
    return Begun(report, cursor, is_preview, (accepted or Acceptance()).takes_guests)


def note_pull(report: PullReport, *, uow: UnitOfWork) -> None:
    """Keep how far a pull has come, or how it ended."""
    uow.pulls.save(report)
    uow.touch(Topic.PULLS)


def last_run_ms(stream: str, *, uow: UnitOfWork) -> int | None:
    """When the plan of a stream was served last, None for never."""
    served = uow.pulls.last_served(stream, now_ms=uow.now_ms)
    return None if served is None else served.started_ms


def _fresh(command: BeginPull, *, uow: UnitOfWork) -> PullReport:
    """A new report; one that failed before anything was read is tried again under its own."""
    last = uow.pulls.latest(command.stream, now_ms=uow.now_ms)
    is_retry = last is not None and last.state is PullState.FAILED and last.files_done == 0
    return PullReport(
        report_id=last.report_id if last is not None and is_retry else uow.new_id(),
        stream=command.stream,
        business_id=command.business_id,
        state=PullState.RUNNING,
        started_ms=uow.now_ms,
        tries=last.tries + 1 if last is not None and is_retry else 1,
    )
