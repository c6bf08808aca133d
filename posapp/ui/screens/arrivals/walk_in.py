"""State of the walk-in sheet, without Qt. A customer record needs both names and an e-mail."""

from __future__ import annotations

from dataclasses import dataclass

from posapp.domain.guest import Contact
from posapp.domain.visit import require_party_size
from posapp.ui.desk import Desk, Notice
from posapp.ui.format import count_of

NO_RECORD = "No customer record without first name, last name and e-mail."
WILL_RECORD = "A customer record will be made."
_SIZE_DIGITS = 3
_LARGEST_TILE = 9


@dataclass(slots=True)
class WalkInPresenter:
    """One walk-in being entered; its ids are made when the sheet opens."""

    desk: Desk
    size: int = 0
    is_typing_size: bool = False
    _is_typed: bool = False
    _visit_id: str = ""
    _order_id: str = ""

    def start(self) -> None:
        """A new walk-in."""
        self.size, self.is_typing_size, self._is_typed = 0, False, False
        self._visit_id = self._order_id = ""

    def choose_size(self, size: int) -> None:
        """How many people."""
        self.size, self.is_typing_size, self._is_typed = size, False, False

    def type_more(self) -> None:
        """More than nine: the number is typed."""
        self.size, self.is_typing_size = 0, True

    def type_digit(self, digit: str) -> None:
        """A digit of the size, by pad or keyboard; the first one takes the place of a tapped size.

        A second one makes it a large party.
        """
        before = str(self.size or "") if self.is_typing_size or self._is_typed else ""
        self.size = int(f"{before}{digit}"[:_SIZE_DIGITS])
        self._is_typed = True
        self.is_typing_size = self.is_typing_size or self.size > _LARGEST_TILE

    def erase(self) -> None:
        """Take a digit back."""
        self.size //= 10

    @property
    def seat_text(self) -> str:
        """The words on the button."""
        return f"Seat {count_of(self.size, one='guest')}" if self.size else "How many guests?"

    @staticmethod
    def record_hint(contact: Contact) -> str:
        """The sentence about the customer record."""
        return WILL_RECORD if contact.is_identified else NO_RECORD

    def seat(self, *, table_name: str, contact: Contact) -> None:
        """Seat the party and go to its order; raises DomainError at the field."""
        require_party_size(self.size)
        act = self.desk.act
        if not self._visit_id:
            self._visit_id, self._order_id = act.new_id(), act.new_id()
        visit_id, order_id = self._visit_id, self._order_id
        table = table_name.strip()
        act.seat_walk_in(
            visit_id=visit_id, order_id=order_id, size=self.size, table_name=table, contact=contact
        )
        at = f" at {table}" if table else ""
        name = contact.name or f"Walk-in of {self.size}"

        def undo() -> None:
            if self.desk.attempt(lambda: act.undo_seating(order_id)):
                self.desk.window.go("arrivals")

        self.desk.window.notify(Notice(f"Seated {name}{at}", undo))
        self.desk.window.go("order", argument=order_id)
