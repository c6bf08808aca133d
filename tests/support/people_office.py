"""A people's office in memory: what it tells, what it takes, and who changes it meanwhile.

It reads before it writes, and refuses what somebody changed since; what it took it tells again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from posapp.domain.club import Membership, MembershipStatus
from posapp.domain.guest_record import SHIPPING, Fields, fields_of, record_of
from posapp.domain.outbox import Operation, OutboxItem, Outcome, Proof, Repeat, RepeatRule
from posapp.ports.backoffice import Cap, CustomerRecord, Kind, MergedCustomer, Record, RecordPage
from posapp.ports.customer_fields import ALL_KINDS, Overtaken, require_as_known, sent_fields
from posapp.ports.documents import ClubsDocument, decode, decode_customer
from posapp.ports.office import Role
from posapp.usecases.ingest_records import ingest_records
from posapp.usecases.outbox_work import claim_next, record_outcome
from tests.support.till import PROGRAM, Till

OFFICE = "office"
RULE = RepeatRule(Repeat.NATURAL_KEY)


@dataclass(frozen=True)
class Caps:
    """One office for both roles; `lacks` says why it cannot do something."""

    lacks: Mapping[Cap, str] = field(default_factory=dict)

    def can(self, role: Role, cap: Cap) -> bool:
        return role is not None and cap not in self.lacks

    def why_not(self, role: Role, cap: Cap) -> str:
        return self.lacks.get(cap, "") if role else ""

    def title(self, role: Role) -> str:
        return "The Office" if role else ""

    def name(self, role: Role) -> str:
        return OFFICE if role else ""


@dataclass
class PeopleOffice:
    """The far side; `records` are fields by id, `compares` whether it reads before it writes."""

    till: Till
    records: dict[str, dict[str, str]] = field(default_factory=dict)
    places: dict[str, Membership] = field(default_factory=dict)
    merged: dict[str, str] = field(default_factory=dict)
    untold: list[str] = field(default_factory=list)
    compares: bool = True
    places_begin: str = "m"
    _count: int = 0

    def connect(self, **lacks: str) -> None:
        """Let the till know what it can do; `write_clubs="…"` says why it cannot."""
        self.till.store.caps = Caps({Cap(name): reason for name, reason in lacks.items()})

    def new_id(self) -> str:
        self._count += 1
        return f"c{self._count}"

    def enter(self, **told: str) -> str:
        """Somebody enters a person over there."""
        remote_id = self.new_id()
        self.records[remote_id] = told
        self.untold.append(remote_id)
        return remote_id

    def change(self, remote_id: str, **told: str) -> None:
        """Somebody changes a person over there; "" takes a field away."""
        kept = {**self.records[remote_id], **told}
        self.records[remote_id] = {name: text for name, text in kept.items() if text}
        self.untold.append(remote_id)

    def merge(self, remote_id: str, into: str) -> None:
        """Somebody makes two records one over there."""
        self.merged[remote_id] = into
        self.records.pop(remote_id, None)

    # --- what it tells ---

    def pull(self) -> int:
        """The till reads everybody who changed."""
        told = [one for one in dict.fromkeys(self.untold) if one in self.records]
        self.untold.clear()
        return self.tell(Kind.CUSTOMER, *map(self.record, told))

    def record(self, remote_id: str) -> CustomerRecord:
        """A person as it is told."""
        return CustomerRecord(remote_id, record_of(self.records[remote_id]))

    def tell(self, kind: Kind, *records: Record) -> int:
        """A page arrives."""
        with self.till.store.write("pull.page", actor=PROGRAM) as uow:
            page = RecordPage(kind, records, "c")
            return ingest_records(page, uow=uow, remote="people", source=OFFICE)

    def tell_merge(self, remote_id: str, into: str) -> int:
        """The till reads who was made one."""
        return self.tell(Kind.MERGE, MergedCustomer(remote_id, into))

    def tell_places(self) -> int:
        """The till reads all memberships."""
        return self.tell(Kind.MEMBERSHIP, *self.places.values())

    # --- what it takes ---

    def take(self, *, proof: Proof = Proof.APPLIED, applies: bool = True) -> OutboxItem | None:
        """The next work is sent and ends so; None when nothing is due. `applies` if it arrived."""
        with self.till.store.write("claim", actor=PROGRAM) as uow:
            claim = claim_next("people", uow=uow, rule_of=lambda _: RULE)
        if claim is None:
            return None
        outcome, met = Outcome(proof), None
        try:
            if applies:
                outcome = self._write(claim.item, proof=proof)
        except Overtaken as overtaken:
            outcome, met = Outcome(Proof.REFUSED, overtaken.message), overtaken.met
        with self.till.store.write("outcome", actor=PROGRAM) as uow:
            return record_outcome(
                claim.item, uow=uow, outcome=outcome, rule=RULE, backoff_ms=1_000, met=met
            )

    def take_all(self) -> list[OutboxItem]:
        """Everything is sent, undo and all waits having run out."""
        taken: list[OutboxItem] = []
        misses = 0
        while misses < 2:
            self.till.clock.advance(300_000)
            item = self.take()
            misses = 0 if item else misses + 1
            taken += [item] if item else []
        return taken

    def _write(self, item: OutboxItem, *, proof: Proof) -> Outcome:
        if item.operation is Operation.SET_CLUBS:
            return self._write_clubs(decode(item.payload, ClubsDocument), proof=proof)
        document = decode_customer(item.payload)
        remote_id = document.remote_id or self._find(document.email) or self._find_ours(item)
        if remote_id and remote_id not in self.records:
            return Outcome(Proof.REFUSED, "It is not there any more.")
        sent = sent_fields(document)
        there = self.records.get(remote_id, {})
        if self.compares and remote_id:
            require_as_known(document, self.record(remote_id), shown=ALL_KINDS)
        if not remote_id:
            remote_id = self.new_id()
            self.records[remote_id] = {}
            self._ours[document.guest_id] = remote_id
        self.change(remote_id, **self._named(sent, there=there))
        return Outcome(proof, remote_id=remote_id)

    _ours: dict[str, str] = field(default_factory=dict)

    def _find_ours(self, item: OutboxItem) -> str:
        return self._ours.get(decode_customer(item.payload).guest_id, "")

    def _find(self, email: str) -> str:
        found = [one for one, told in self.records.items() if told.get("email") == email]
        return found[0] if found else ""

    def _named(self, sent: Fields, *, there: Fields) -> dict[str, str]:
        """New addresses get an id over there; the same one is not entered twice."""
        named: dict[str, str] = {}
        for name, text in sent.items():
            if not _is_new(name):
                named[name] = text
            elif text and text not in there.values():
                named[f"{SHIPPING}{self.new_id()}"] = text
        return named

    def _write_clubs(self, document: ClubsDocument, *, proof: Proof) -> Outcome:
        customer_id = document.customer_id or self._find(document.email)
        if not customer_id:
            return Outcome(Proof.REFUSED, f"{document.email} is not there.")
        standing = {one.club_id: one for one in self.places_of(customer_id)}
        for club in document.join:
            if club.club_id not in standing:
                self.place(customer_id, club.club_id)
        for clubs, status in (
            (document.leave, MembershipStatus.CANCELLED),
            (document.hold, MembershipStatus.HOLD),
            (document.resume, MembershipStatus.ACTIVE),
        ):
            for club in clubs:
                if club.club_id in standing:
                    self.set_place(standing[club.club_id].membership_id, status)
        return Outcome(proof, remote_id=customer_id)

    # --- clubs ---

    def place(self, customer_id: str, club_id: str) -> str:
        """Somebody joins over there; returns the membership's id."""
        membership_id = f"{self.places_begin}{len(self.places) + 1}"
        self.places[membership_id] = Membership(
            membership_id, club_id, customer_id, is_active=True, status=MembershipStatus.ACTIVE
        )
        return membership_id

    def set_place(self, membership_id: str, status: MembershipStatus) -> None:
        """Somebody changes a membership over there."""
        is_active = status is MembershipStatus.ACTIVE
        self.places[membership_id] = replace(
            self.places[membership_id], status=status, is_active=is_active
        )

    def places_of(self, customer_id: str) -> list[Membership]:
        """The standing memberships of a person."""
        return [
            one
            for one in self.places.values()
            if one.customer_id == customer_id and one.status is not MembershipStatus.CANCELLED
        ]


def _is_new(name: str) -> bool:
    return name.startswith(f"{SHIPPING}new ")


def fields_at(till: Till, guest_id: str) -> dict[str, str]:
    """A guest's record here."""
    sheet = till.reads.people.guest(guest_id)
    return fields_of(sheet.record)
