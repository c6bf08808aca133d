"""A person's word on the first pull: take it, with or without its new guests, or not now."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace

from posapp.domain.changes import Topic
from posapp.domain.errors import DomainError
from posapp.domain.journal import JournalEntry, Verb
from posapp.domain.venue import Remote
from posapp.ports.pulls import PullAnswer, PullReport, PullState
from posapp.ports.store import UnitOfWork

_STREAM = "accepted:{}"
"""Kept like a resume point: it stands when the reports are long forgotten."""


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What was accepted of a stream; new guests only when somebody said so."""

    takes_guests: bool = False


@dataclass(frozen=True, slots=True)
class AcceptPull:
    """Let the stream of this preview be stored from now on."""

    report_id: str
    takes_guests: bool


@dataclass(frozen=True, slots=True)
class PostponePull:
    """Not now: the preview stays and can be accepted later."""

    report_id: str


def accept_pull(command: AcceptPull, *, uow: UnitOfWork) -> None:
    """Accept a preview; saying it again changes nothing."""
    report = _preview(command.report_id, uow=uow)
    if report.answer is PullAnswer.ACCEPTED:
        return
    accepted = Acceptance(command.takes_guests)
    uow.feeds.save_cursor(Remote.TOCK, _STREAM.format(report.stream), json.dumps(asdict(accepted)))
    uow.pulls.save(replace(report, answer=PullAnswer.ACCEPTED, takes_guests=command.takes_guests))
    after: dict[str, object] = {
        "reservations": report.counts.new,
        "new_guests": report.counts.new_guests if command.takes_guests else 0,
    }
    uow.record(JournalEntry(Verb.PULL_ACCEPTED, _subject(report), after=after))
    uow.touch(Topic.PULLS)


def postpone_pull(command: PostponePull, *, uow: UnitOfWork) -> None:
    """Leave a preview for later; an accepted one stays accepted."""
    report = _preview(command.report_id, uow=uow)
    if report.answer is not PullAnswer.NONE:
        return
    uow.pulls.save(replace(report, answer=PullAnswer.LATER))
    uow.record(JournalEntry(Verb.PULL_POSTPONED, _subject(report)))
    uow.touch(Topic.PULLS)


def acceptance_of(stream: str, *, uow: UnitOfWork) -> Acceptance | None:
    """What a person accepted of a stream, None when nobody has been asked or has answered."""
    kept = uow.feeds.cursor(Remote.TOCK, _STREAM.format(stream))
    return Acceptance(**json.loads(kept)) if kept else None


def _preview(report_id: str, *, uow: UnitOfWork) -> PullReport:
    report = uow.pulls.get(report_id)
    if report.state is not PullState.PREVIEW:
        raise DomainError("no_preview", "This pull has run already; there is nothing to accept.")
    return report


def _subject(report: PullReport) -> str:
    return f"{Remote.TOCK}:{report.stream}"
