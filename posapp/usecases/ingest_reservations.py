"""Store a page of reservation news: only what outranks what is stored, and where to resume.

News never touches visits, orders, payments or notes made here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from posapp.domain.changes import Topic
from posapp.domain.ids import ReservationKey
from posapp.domain.journal import JournalEntry, Verb
from posapp.domain.reservation import Reservation, Version
from posapp.ports.board_facts import BoardFacts
from posapp.ports.reservations import IncomingReservation, ReservationPage
from posapp.ports.store import UnitOfWork
from posapp.usecases.place_rooms import place_rooms

OnWalkIn = Callable[[Reservation, UnitOfWork], None]
"""What to do about a walk-in of Tock in the transaction that stored its news."""


def start_nothing(reservation: Reservation, uow: UnitOfWork) -> None:
    """For history: the walk-ins of past days start no orders."""
    del reservation, uow


@dataclass(frozen=True, slots=True)
class IngestCounts:
    """What became of the rows of a page or a whole pull; the parts add up to `read`.

    `conflicts` of them were of equal version and other content than what is kept.
    """

    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    quarantined: int = 0
    conflicts: int = 0

    def __add__(self, other: IngestCounts) -> IngestCounts:
        return IngestCounts(
            self.read + other.read,
            self.new + other.new,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
            self.quarantined + other.quarantined,
            self.conflicts + other.conflicts,
        )


def ingest_reservations(
    page: ReservationPage,
    *,
    uow: UnitOfWork,
    remote: str,
    stream: str,
    on_walk_in: OnWalkIn = start_nothing,
) -> IngestCounts:
    """Apply one page in this transaction; unreadable rows are kept, older ones are ignored."""
    incoming, unreadable = [], []
    for row in page.rows:
        if isinstance(row, IncomingReservation):
            incoming.append((row, row.facts))
        else:
            unreadable.append(row)
    stored = uow.reservations.versions([facts.key_text for _, facts in incoming])
    winners, conflicts = _winners(incoming, stored=stored)
    for key, digest, kept_digest in conflicts:
        uow.reservations.note_conflict(key, digest=digest, kept_digest=kept_digest)
    new = sum(1 for key in winners if key not in stored)
    if winners:
        uow.reservations.save(list(winners.values()))
        uow.touch(Topic.RESERVATIONS)
    for row, facts in incoming:
        if facts.is_walk_in and winners.get(facts.key_text) is row:
            on_walk_in(row.reservation, uow)
    fresh_unreadable = sum([uow.feeds.quarantine(row) for row in unreadable])
    if fresh_unreadable:
        uow.touch(Topic.QUARANTINE)
    place_rooms(page, uow=uow)
    uow.feeds.save_cursor(remote, stream, page.cursor)
    counts = IngestCounts(
        read=len(page.rows) + page.unchanged,
        new=new,
        changed=len(winners) - new,
        unchanged=len(incoming) - len(winners) + page.unchanged,
        quarantined=len(unreadable),
        conflicts=len(conflicts),
    )
    if winners or fresh_unreadable:
        uow.record(
            JournalEntry(
                Verb.NEWS_INGESTED,
                f"{remote}:{stream}",
                after={
                    "new": counts.new,
                    "changed": counts.changed,
                    "quarantined": counts.quarantined,
                },
            )
        )
    return counts


_Conflict = tuple[ReservationKey, str, str]
"""Whose news it is, the digest of what came, and of what is kept."""


def _winners(
    incoming: list[tuple[IncomingReservation, BoardFacts]], *, stored: dict[str, Version]
) -> tuple[dict[str, IncomingReservation], list[_Conflict]]:
    """The highest news of each row on this page that outranks the stored one, by key text."""
    winners: dict[str, IncomingReservation] = {}
    conflicts: list[_Conflict] = []
    best = dict(stored)
    for row, facts in incoming:
        version, held = facts.version, best.get(facts.key_text)
        if held is not None and version.contradicts(held):
            kept = max(version, held)
            conflicts.append((facts.key, version.digest, kept.digest))
        if held is None or version.outranks(held):
            best[facts.key_text] = version
            winners[facts.key_text] = row
    return winners, conflicts
