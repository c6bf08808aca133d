"""What is kept about Tock beside its rows: pulls, maps, tags, and what staff said of walk-ins."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Text
from sqlmodel import Field

from posapp.domain.club_tags import TagsDue
from posapp.domain.mapping import MappingKind
from posapp.ports.pulls import PullState
from posapp.store.schema.columns import (
    STRICT,
    Table,
    one_of,
    text,
    text_key,
    whole,
    whole_or_none,
    yes_or_no,
)


class PullReportRow(Table, table=True):
    """One pull of a source with its counts; `details` is JSON: unmapped names with counts."""

    __tablename__ = "pull_report"
    __table_args__ = (one_of("state", PullState), Index(None, "started_ms"), STRICT)

    id: str = text_key()
    stream: str = text()
    business_id: str = text()
    state: str = text()
    started_ms: int = whole()
    ended_ms: int | None = whole_or_none()
    as_of_ms: int | None = whole_or_none()
    files: int = whole()
    files_skipped: int = whole()
    rows_read: int = whole()
    rows_new: int = whole()
    rows_changed: int = whole()
    rows_unchanged: int = whole()
    rows_quarantined: int = whole()
    conflicts: int = whole()
    new_guests: int = whole()
    message: str = text()
    details: str = text()
    terminal_id: str = text()


class NewsConflictRow(Table, table=True):
    """News of equal version and other content: which one is kept, and how often it was seen."""

    __tablename__ = "news_conflict"
    __table_args__ = (STRICT,)

    reservation_key: str = text_key()
    digest: str = text_key()
    kept_digest: str = text()
    seen_ms: int = whole()
    times: int = whole()


class MappingRow(Table, table=True):
    """A name on one side and what it is on the other; `target` "" says "leave it out"."""

    __tablename__ = "mapping"
    __table_args__ = (one_of("kind", MappingKind), STRICT)

    kind: str = text_key()
    business_id: str = text_key()
    name: str = text_key()
    target: str = text()
    terminal_id: str = text()
    updated_ms: int = whole()


class RoomSeenRow(Table, table=True):
    """A room of Tock without a location, seen `times` in news that was reduced (directory only).

    The rows themselves keep no room then.
    """

    __tablename__ = "room_seen"
    __table_args__ = (STRICT,)

    business_id: str = text_key()
    name: str = text_key()
    times: int = whole()
    seen_ms: int = whole()


class TockTagRow(Table, table=True):
    """A guest tag that Tock was seen to know, spelt as there."""

    __tablename__ = "tock_tag"
    __table_args__ = (STRICT,)

    name: str = text_key()
    seen_ms: int = whole()


class GuestTagsRow(Table, table=True):
    """The club names we last told Tock of a guest; the next preview starts here.

    `tags` and `seen` are JSON lists, `seen` what a profile at Tock showed ("" while none was seen);
    `contact` is a JSON list of what went with them, "" before the first time.
    """

    __tablename__ = "guest_tags"
    __table_args__ = (one_of("due", TagsDue), STRICT)

    email_key: str = text_key()
    tags: str = text()
    contact: str = text()
    seen: str = text()
    due: str = text()
    updated_ms: int = whole()


class GuestOriginRow(Table, table=True):
    """How a guest came here: the defaults of a directory import, and the consent to mailings."""

    __tablename__ = "guest_origin"
    __table_args__ = (
        *yes_or_no("is_imported"),
        CheckConstraint("opt_in IS NULL OR opt_in IN (0, 1)", name="opt_in_bool"),
        STRICT,
    )

    guest_id: str = Field(
        sa_column=Column(Text, ForeignKey("guest.id"), primary_key=True, nullable=False)
    )
    phone_country_code: str = text()
    customer_source: str = text()
    customer_type: str = text()
    allocation_tier: str = text()
    is_imported: int = whole()
    opt_in: int | None = whole_or_none()
    updated_ms: int = whole()


class WalkInStartRow(Table, table=True):
    """A Tock walk-in for which a visit was begun here, once and for all."""

    __tablename__ = "walk_in_start"
    __table_args__ = (STRICT,)

    reservation_key: str = text_key()
    visit_id: str = text()
    started_ms: int = whole()
    terminal_id: str = text()


class KeptDifferenceRow(Table, table=True):
    """Staff keep ours: this value of Tock's is no longer shown as a difference."""

    __tablename__ = "kept_difference"
    __table_args__ = (STRICT,)

    visit_id: str = text_key()
    field: str = text_key()
    value: str = text()
    kept_ms: int = whole()


class TwinAnswer(StrEnum):
    """What staff said of a proposed pair."""

    LINKED = "linked"
    DIFFERENT = "different"


class TwinAnswerRow(Table, table=True):
    """A pair that staff linked or told apart; `dropped` is JSON of what linking took away."""

    __tablename__ = "twin_answer"
    __table_args__ = (one_of("answer", TwinAnswer), Index(None, "reservation_key"), STRICT)

    visit_id: str = text_key()
    reservation_key: str = text_key()
    answer: str = text()
    dropped: str = text()
    answered_ms: int = whole()
    terminal_id: str = text()
