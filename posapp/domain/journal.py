"""The append-only record of who did what: one entry per use case."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verb(StrEnum):
    """What was done, as the journal names it."""

    SIGNED_IN = "signed_in"
    SIGN_IN_REFUSED = "sign_in_refused"
    STAFF_ADDED = "staff_added"
    ARRIVED = "arrived"
    SEATED = "seated"
    SEATING_UNDONE = "seating_undone"
    FINISHED = "finished"
    GUEST_IDENTIFIED = "guest_identified"
    ORDER_STARTED = "order_started"
    ITEM_ADDED = "item_added"
    QUANTITY_SET = "quantity_set"
    LINE_VOIDED = "line_voided"
    LINE_RESTORED = "line_restored"
    PAYMENT_RECORDED = "payment_recorded"
    BALANCE_TAKEN = "balance_taken"
    ORDER_CLOSED = "order_closed"
    NEWS_INGESTED = "news_ingested"
    OUTBOX_RETRIED = "outbox_retried"
    OUTBOX_PARKED = "outbox_parked"
    OUTBOX_SETTLED = "outbox_settled"
    RECOVERED = "recovered"
    WALK_IN_STARTED = "walk_in_started"
    DIFFERENCE_ACCEPTED = "difference_accepted"
    DIFFERENCE_KEPT = "difference_kept"
    TWINS_LINKED = "twins_linked"
    TWINS_UNLINKED = "twins_unlinked"
    TWINS_TOLD_APART = "twins_told_apart"
    TAGS_QUEUED = "tags_queued"
    CLUB_CHANGED = "club_changed"
    NAME_MAPPED = "name_mapped"
    PULL_ACCEPTED = "pull_accepted"
    PULL_POSTPONED = "pull_postponed"
    GUEST_EDITED = "guest_edited"
    GUEST_MERGED = "guest_merged"
    GUESTS_JOINED = "guests_joined"
    CONFLICT_SETTLED = "conflict_settled"
    CONFLICT_REOPENED = "conflict_reopened"
    PICKED_UP = "picked_up"
    PICKUP_UNDONE = "pickup_undone"
    TASK_FILED = "task_filed"
    TASK_CLOSED = "task_closed"
    SHIPPING_CHOSEN = "shipping_chosen"
    CONNECTION_CHANGED = "connection_changed"
    FILE_TAKEN_IN = "file_taken_in"
    FILE_WRITTEN = "file_written"


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One line of the journal; `before` and `after` are small JSON objects without guests' data."""

    verb: Verb
    subject: str
    before: dict[str, object] | None = None
    after: dict[str, object] | None = None
    approved_by: str | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts and where: a staff id ("" for the program itself) at a terminal."""

    staff_id: str
    terminal_id: str
