"""What the window may do with guests: their record, their clubs, and what both sides changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from posapp.domain.address import Address
from posapp.domain.club_change import ClubChange, ClubChoice
from posapp.domain.merge import Side
from posapp.ports.backoffice import CustomerRecord, GiftCardBalance
from posapp.ports.inquiry import Inquiry
from posapp.ports.people import GuestDraft

__all__ = ["ClubChange", "ClubChoice", "GuestCommands"]


class GuestCommands(Protocol):
    """The verbs about guests; nothing is sent within the time of Undo."""

    def create(self, guest_id: str, draft: GuestDraft) -> None:
        """Enter a guest: first name, last name and e-mail are needed; DomainError at a field."""
        ...

    def edit(self, guest_id: str, draft: GuestDraft) -> GuestDraft:
        """Change a guest's record; returns what it was, with which Undo edits it back."""
        ...

    def preview_clubs(self, change: ClubChange) -> str:
        """What Tock would be told, “+ Estate Reserve − Library”; "" for nothing."""
        ...

    def change_clubs(self, change: ClubChange) -> str:
        """Change a guest's clubs here, in the back office and at Tock; returns the preview."""
        ...

    def undo_clubs(self, change_id: str) -> None:
        """Take a change back before it was sent; a DomainError once it may have arrived."""
        ...

    def settle(self, conflict_id: str, choices: Mapping[str, Side]) -> None:
        """Take ours or theirs for each field of a conflict."""
        ...

    def unsettle(self, conflict_id: str) -> None:
        """Take a choice back: the values are as before, and the question is open again."""
        ...

    def ship_order(self, order_id: str, ship_to: Address | None) -> None:
        """Let an open order ship to an address, or be carried out with None."""
        ...

    def search_there(self, words: str) -> Inquiry[Sequence[CustomerRecord]]:
        """Ask the back office for people who are not known here yet."""
        ...

    def take_in(self, record: CustomerRecord) -> str:
        """Make a person found there a guest here; returns the guest's id."""
        ...

    def gift_card(self, code: str) -> Inquiry[GiftCardBalance]:
        """Ask for a gift card's balance; the code is neither kept nor logged."""
        ...
