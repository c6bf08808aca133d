"""Verbs about guests over the in-memory winery, and questions that are answered when told to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from posapp.domain.address import Address
from posapp.domain.club import Membership, MembershipStatus
from posapp.domain.errors import DomainError
from posapp.domain.guest import Guest
from posapp.domain.guest_record import GuestRecord
from posapp.domain.merge import ConflictState, Side
from posapp.domain.outbox import OutboxState
from posapp.domain.remote_order import Fulfilment
from posapp.ports.backoffice import CustomerRecord, GiftCardBalance
from posapp.ports.people import GuestDraft, GuestSheet, HeldMembership
from posapp.ui.guest_commands import ClubChange
from tests.ui.fake_connections import FakeInquiry
from tests.ui.world import World

_NEEDED = (("first_name", "first name"), ("last_name", "last name"), ("email", "e-mail address"))


@dataclass
class FakeGuestVerbs:
    """Does what the use cases do, and notes every call in `calls`."""

    world: World
    calls: list[tuple[str, tuple[object, ...]]] = field(default_factory=list)
    questions: list[FakeInquiry[Any]] = field(default_factory=list)
    _before: dict[str, GuestSheet] = field(default_factory=dict)

    def _note(self, verb: str, *arguments: object) -> None:
        self.calls.append((verb, arguments))

    def create(self, guest_id: str, draft: GuestDraft) -> None:
        self._note("create", guest_id, draft)
        _check(draft)
        contact = draft.contact
        self.world.people.sheets[guest_id] = GuestSheet(
            guest=Guest(guest_id, contact, "here"),
            record=GuestRecord(contact, draft.details),
            origin=None,
            memberships=(),
            links=(),
            conflicts=(),
            sync_state=OutboxState.WAITING,
        )

    def edit(self, guest_id: str, draft: GuestDraft) -> GuestDraft:
        self._note("edit", guest_id, draft)
        _check(draft)
        sheet = self.world.people.sheets[guest_id]
        record = GuestRecord(draft.contact, draft.details)
        guest = replace(sheet.guest, contact=draft.contact)
        self.world.people.sheets[guest_id] = replace(
            sheet, guest=guest, record=record, sync_state=OutboxState.WAITING
        )
        return GuestDraft(contact=sheet.record.contact, details=sheet.record.details)

    def preview_clubs(self, change: ClubChange) -> str:
        names = {club.club_id: club.name for club in self.world.people.all_clubs}
        left = [*change.leave, *change.hold]
        plus = [*(one.club_id for one in change.join), *change.resume]
        signs = [f"+ {names[one]}" for one in plus] + [f"− {names[one]}" for one in left]
        return " ".join(signs)

    def change_clubs(self, change: ClubChange) -> str:
        self._note("change_clubs", change)
        if change.change_id in self._before:
            return self.preview_clubs(change)
        sheet = self.world.people.sheets[change.guest_id]
        self._before[change.change_id] = sheet
        states = dict.fromkeys(change.leave, MembershipStatus.CANCELLED)
        states |= dict.fromkeys(change.hold, MembershipStatus.HOLD)
        states |= dict.fromkeys(change.resume, MembershipStatus.ACTIVE)
        held = [
            replace(
                one,
                membership=replace(
                    one.membership,
                    status=states[one.club.club_id],
                    is_active=states[one.club.club_id] is MembershipStatus.ACTIVE,
                ),
                sync_state=OutboxState.WAITING,
            )
            if one.club.club_id in states
            else one
            for one in sheet.memberships
        ]
        clubs = {club.club_id: club for club in self.world.people.all_clubs}
        held += [
            HeldMembership(
                Membership(
                    f"here:{choice.club_id}",
                    choice.club_id,
                    change.guest_id,
                    is_active=True,
                    status=MembershipStatus.ACTIVE,
                    joined_ms=self.world.clock.ms,
                    fulfilment=choice.fulfilment,
                    pickup_location=choice.pickup_location,
                ),
                clubs[choice.club_id],
                OutboxState.WAITING,
            )
            for choice in change.join
        ]
        due = tuple(sorted(one.club.name for one in held if one.membership.is_active))
        changed = replace(sheet, memberships=tuple(held), tags_due=due)
        self.world.people.sheets[change.guest_id] = changed
        return self.preview_clubs(change)

    def undo_clubs(self, change_id: str) -> None:
        self._note("undo_clubs", change_id)
        sheet = self._before.pop(change_id)
        self.world.people.sheets[sheet.guest.guest_id] = sheet

    def settle(self, conflict_id: str, choices: Mapping[str, Side]) -> None:
        self._note("settle", conflict_id, dict(choices))
        self._stand(conflict_id, ConflictState.SETTLED, choices)

    def unsettle(self, conflict_id: str) -> None:
        self._note("unsettle", conflict_id)
        self._stand(conflict_id, ConflictState.OPEN, {})

    def _stand(self, conflict_id: str, state: ConflictState, choices: Mapping[str, Side]) -> None:
        for guest_id, sheet in self.world.people.sheets.items():
            changed = tuple(
                replace(one, state=state, choices=choices, settled_ms=self.world.clock.ms)
                if one.conflict_id == conflict_id
                else one
                for one in sheet.conflicts
            )
            self.world.people.sheets[guest_id] = replace(sheet, conflicts=changed)

    def ship_order(self, order_id: str, ship_to: Address | None) -> None:
        self._note("ship_order", order_id, ship_to)
        order = self.world.orders[order_id]
        if ship_to is None:
            order = replace(order, fulfilment=Fulfilment.CARRY_OUT, ship_to=Address())
        elif not ship_to.can_ship:
            message = "To ship, the address still needs a postal code."
            raise DomainError("bad_address", message, field="ship_to")
        else:
            order = replace(order, fulfilment=Fulfilment.SHIP, ship_to=ship_to)
        self.world.orders[order_id] = order

    def search_there(self, words: str) -> FakeInquiry[Sequence[CustomerRecord]]:
        self._note("search_there", words)
        asked: FakeInquiry[Sequence[CustomerRecord]] = FakeInquiry()
        self.questions.append(asked)
        return asked

    def take_in(self, record: CustomerRecord) -> str:
        self._note("take_in", record)
        guest_id = f"g-in-{record.remote_id}"
        contact = record.record.contact
        self.world.people.sheets[guest_id] = GuestSheet(
            guest=Guest(guest_id, contact, "winedirect", record.remote_id),
            record=record.record,
            origin=None,
            memberships=(),
            links=(),
            conflicts=(),
        )
        return guest_id

    def gift_card(self, code: str) -> FakeInquiry[GiftCardBalance]:
        self._note("gift_card", code)
        asked: FakeInquiry[GiftCardBalance] = FakeInquiry()
        self.questions.append(asked)
        return asked


def _check(draft: GuestDraft) -> None:
    for name, words in _NEEDED:
        if not getattr(draft.contact, name).strip():
            raise DomainError("missing", f"Enter the {words}.", field=name)
    if "@" not in draft.contact.email:
        raise DomainError("bad_email", "This is not an e-mail address.", field="email")
