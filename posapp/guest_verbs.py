"""The verbs about guests and their clubs: one short transaction each, like those of the terminal.

What a change of clubs did is kept for its Undo, in this run only: after a restart no Undo is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from posapp.domain.address import Address
from posapp.domain.club_change import ClubChange
from posapp.domain.club_tags import TagRules
from posapp.domain.errors import DomainError
from posapp.domain.journal import Actor
from posapp.domain.merge import Side
from posapp.ports.backoffice import CustomerRecord, GiftCardBalance
from posapp.ports.inquiry import Inquiry
from posapp.ports.people import GuestDraft
from posapp.ports.store import Store
from posapp.usecases.change_clubs import ChangedClubs, change_clubs, preview_clubs, undo_clubs
from posapp.usecases.edit_guest import CreateGuest, EditGuest, create_guest, edit_guest
from posapp.usecases.settle_conflict import (
    SettleConflict,
    UnsettleConflict,
    settle_conflict,
    unsettle_conflict,
)
from posapp.usecases.ship_order import ShipOrder, ship_order
from posapp.usecases.take_in_guest import TakeInGuest, take_in_guest

_KEPT_CHANGES = 20

SearchThere = Callable[[str], Inquiry[Sequence[CustomerRecord]]]
AskGiftCard = Callable[[str], Inquiry[GiftCardBalance]]


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestVerbs:
    """Satisfies `posapp.ui.guest_commands.GuestCommands`; see there for what each verb means.

    `actor` says who acts, and raises a DomainError when nobody is signed in; `ask_people` and
    `ask_gift_card` ask the back offices beside the window.
    """

    store: Store
    rules: TagRules
    actor: Callable[[], Actor]
    ask_people: SearchThere
    ask_gift_card: AskGiftCard
    _changed: dict[str, ChangedClubs] = field(default_factory=dict)

    def create(self, guest_id: str, draft: GuestDraft) -> None:
        """Enter a guest."""
        with self.store.write("create_guest", actor=self.actor()) as uow:
            create_guest(CreateGuest(guest_id, draft), uow=uow)

    def edit(self, guest_id: str, draft: GuestDraft) -> GuestDraft:
        """Change a guest's record; returns what it was."""
        with self.store.write("edit_guest", actor=self.actor()) as uow:
            return edit_guest(EditGuest(guest_id, draft), uow=uow, rules=self.rules)

    def preview_clubs(self, change: ClubChange) -> str:
        """What Tock would be told; nothing is changed."""
        with self.store.write("preview_clubs", actor=self.actor()) as uow:
            return preview_clubs(change, uow=uow, rules=self.rules)

    def change_clubs(self, change: ClubChange) -> str:
        """Change a guest's clubs here, in the back office and at Tock."""
        with self.store.write("change_clubs", actor=self.actor()) as uow:
            done = change_clubs(change, uow=uow, rules=self.rules)
        self._changed.setdefault(change.change_id, done)
        while len(self._changed) > _KEPT_CHANGES:
            self._changed.pop(next(iter(self._changed)))
        return self._changed[change.change_id].preview

    def undo_clubs(self, change_id: str) -> None:
        """Take a change back before it was sent."""
        done = self._changed.get(change_id)
        if done is None:
            message = "It is too late to take this back. Change the clubs again instead."
            raise DomainError("too_late", message)
        with self.store.write("undo_clubs", actor=self.actor()) as uow:
            undo_clubs(done, uow=uow, rules=self.rules)

    def settle(self, conflict_id: str, choices: Mapping[str, Side]) -> None:
        """Take ours or theirs for each field of a conflict."""
        with self.store.write("settle_conflict", actor=self.actor()) as uow:
            settle_conflict(SettleConflict(conflict_id, choices), uow=uow, rules=self.rules)

    def unsettle(self, conflict_id: str) -> None:
        """Take a choice back."""
        with self.store.write("unsettle_conflict", actor=self.actor()) as uow:
            unsettle_conflict(UnsettleConflict(conflict_id), uow=uow, rules=self.rules)

    def ship_order(self, order_id: str, ship_to: Address | None) -> None:
        """Let an open order ship to an address, or be carried out with None."""
        with self.store.write("ship_order", actor=self.actor()) as uow:
            ship_order(ShipOrder(order_id, ship_to), uow=uow)

    def search_there(self, words: str) -> Inquiry[Sequence[CustomerRecord]]:
        """Ask the back office for people who are not known here yet."""
        self.actor()
        return self.ask_people(words)

    def take_in(self, record: CustomerRecord) -> str:
        """Make a person found there a guest here."""
        with self.store.write("take_in_guest", actor=self.actor()) as uow:
            return take_in_guest(TakeInGuest(record), uow=uow)

    def gift_card(self, code: str) -> Inquiry[GiftCardBalance]:
        """Ask for a gift card's balance; the code is not kept."""
        self.actor()
        return self.ask_gift_card(code)
