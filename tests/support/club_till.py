"""A till whose guests are in clubs, and the back office's pages that change them."""

from __future__ import annotations

from posapp.domain.club import Club, Membership
from posapp.domain.club_tags import TagRules
from posapp.domain.guest import Contact, Guest
from posapp.domain.guest_record import GuestRecord
from posapp.ports.backoffice import CustomerRecord, Kind, Record, RecordPage
from posapp.ports.documents import GuestTagsDocument, decode_guest_tags
from posapp.ports.reads import OutboxRow
from posapp.usecases.club_news import note_members
from posapp.usecases.ingest_records import ingest_records
from posapp.usecases.push_tags import follow_due
from tests.support.offices import TownCaps
from tests.support.till import PROGRAM, Till

SENDS = TagRules(sends=True)
ANN = Guest("", Contact("Ann", "Lee", "ann@lee.example", "7075550101"), "office", "c1")
CLUBS = (
    Club("estate", "Estate Reserve", 1_000),
    Club("library", "Library", 1_500),
    Club("cellar", "Cellar", 500),
)


def member(customer: str, club: str, *, is_active: bool = True) -> Membership:
    """A place in a club as the back office tells it."""
    return Membership(f"m-{customer}-{club}", club, customer, is_active)


def tell_page(till: Till, kind: Kind, *records: Record | Guest, rules: TagRules = SENDS) -> None:
    """A page of the back office arrives, and what it changed is followed."""
    with till.store.write("pull.page", actor=PROGRAM) as uow:
        page = RecordPage(kind, tuple(map(as_told, records)), "c")
        ingest_records(page, uow=uow, remote="orders", source="office")
    follow(till, rules=rules)


def as_told(record: Record | Guest) -> Record:
    """A guest as a back office tells of one."""
    if isinstance(record, Guest):
        return CustomerRecord(record.remote_id, GuestRecord(record.contact))
    return record


def follow(till: Till, *, rules: TagRules = SENDS) -> None:
    """The lane looks at whoever is marked."""
    looked_at = 40
    while looked_at == 40:
        with till.store.write("tags.follow", actor=PROGRAM) as uow:
            looked_at = follow_due(uow=uow, rules=rules, limit=40)


def note_everybody(till: Till, *, rules: TagRules = SENDS) -> None:
    """The first pull has come to its end."""
    with till.store.write("tags.note", actor=PROGRAM) as uow:
        note_members(uow, office="office")
    follow(till, rules=rules)


def open_clubs(till: Till, *memberships: Membership, rules: TagRules = SENDS) -> None:
    """Clubs, Ann and her memberships as they are before anything changes."""
    till.store.caps = TownCaps(backend="office")
    tell_page(till, Kind.CLUB, *CLUBS, rules=rules)
    tell_page(till, Kind.CUSTOMER, ANN, rules=rules)
    tell_page(till, Kind.MEMBERSHIP, *memberships, rules=rules)
    note_everybody(till, rules=rules)


def tag_work(till: Till) -> list[OutboxRow]:
    """Everything that was ever queued for Tock, oldest first."""
    rows = [row for row in till.reads.sync_overview().outbox if row.remote == "tock"]
    return sorted(rows, key=lambda row: row.item_id)


def document_of(till: Till, row: OutboxRow) -> GuestTagsDocument:
    """What lies in a piece of work."""
    with till.store.write("look", actor=PROGRAM) as uow:
        return decode_guest_tags(uow.outbox.get(row.item_id).payload)
